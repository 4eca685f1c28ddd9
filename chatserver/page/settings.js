// What a person can set in their page, and the devices they are signed in on.
import * as api from "./api.js";
import { el, icon } from "./dom.js";
import { wantNotices } from "./notices.js";
import { choose, pref } from "./prefs.js";
import { clock, currentLanguage, shortDay, t } from "./strings.js";

const LANGUAGES = [["zh", "中文"], ["en", "English"]];
const SIZES = [["100", "size_100"], ["125", "size_125"], ["150", "size_150"]];
const THEMES = ["auto", "light", "dark", "sun"].map((one) => [one, `theme_${one}`]);
const PHOTOS = [["1600", "clear"], ["2560", "large"], ["original", "original"]];

/** The settings, each in force as it is chosen. */
export async function settings(phone) {
  const words = (pairs) => pairs.map(([value, key]) => [value, t(key)]);
  const out = await phone.sheets.show(t("settings"), (close) => {
    const again = () => {
      close(null);
      settings(phone);
    };
    const speak = (lang) => {
      phone.on.speak(lang);
      again();
    };
    const leave = el("button", { class: "choice bad", on: { click: () => close("leave") } });
    leave.append(icon("leave"), el("span", { t: "sign_out" }));
    return el(
      "div",
      { class: "form" },
      radios("language_name", LANGUAGES, currentLanguage(), speak),
      radios("size_name", words(SIZES), pref("size"), (size) => choose("size", size)),
      radios("look", words(THEMES), pref("theme"), (theme) => choose("theme", theme)),
      radios("photo_size", words(PHOTOS), pref("photo"), (photo) => choose("photo", photo)),
      notices(phone),
      leave,
    );
  });
  if (out === "leave") await signOut(phone);
}

function radios(key, pairs, chosen, pick) {
  const options = pairs.map(([value, says]) => {
    const input = el("input", { type: "radio", name: key, value, checked: value === chosen });
    input.addEventListener("change", () => pick(value));
    return el("label", {}, input, el("span", {}, says));
  });
  return el("fieldset", { class: "options" }, el("legend", { t: key }), ...options);
}

function notices(phone) {
  const box = el("input", { type: "checkbox", role: "switch", checked: pref("notices") });
  box.addEventListener("change", async () => {
    if (await wantNotices(box.checked)) return;
    box.checked = false;
    phone.sheets.toast(t("notices_refused"));
  });
  const names = el("span", { class: "names" }, el("span", { t: "notices" }));
  names.append(el("small", { t: "notices_on" }));
  return el("label", { class: "tick" }, box, names);
}

/** Sign out here, with a warning of what would be lost. */
async function signOut(phone) {
  const { waiting: n } = phone.queue;
  const text = [t("sign_out_ask"), n ? t("sign_out_waits", { n }) : ""].filter(Boolean).join("\n");
  const key = n ? "sign_out_anyway" : "sign_out";
  if (!(await phone.sheets.confirm(t("sign_out"), text, key))) return;
  await phone.guarded(async () => {
    await api.leave();
    await phone.on.left();
  });
}

/** The devices one is signed in on; each can be signed out from here. */
export async function devices(phone) {
  const list = await api.devices();
  const chosen = await phone.sheets.show(t("devices"), (close) => {
    const rows = list.map((device) => row(device, () => close(device)));
    const add = el("button", { class: "main", t: "device_add", on: { click: () => close("add") } });
    const choices = el("div", { class: "choices" }, ...rows);
    return el("div", {}, choices, el("div", { class: "form" }, add));
  });
  if (chosen === "add") return phone.guarded(() => another(phone));
  if (!chosen) return undefined;
  const { id, name } = chosen;
  const asked = t("device_stop_ask", { name });
  const sure = await phone.sheets.confirm(t("device_stop"), asked, "device_stop");
  if (sure) await phone.guarded(() => api.revoke(id));
  return phone.guarded(() => devices(phone));
}

function row(device, stop) {
  const when = `${shortDay(device.seen)} ${clock(device.seen)}`;
  const names = el("span", { class: "names" }, el("strong", {}, device.name));
  const said = device.current ? t("device_here") : t("device_seen", { time: when });
  names.append(el("small", {}, said));
  if (device.current) return el("div", { class: "choice" }, icon("device"), names);
  const name = `${t("device_stop")}: ${device.name}`;
  const out = el("span", { class: "bad" }, icon("leave"));
  const props = { class: "choice", "aria-label": name, on: { click: stop } };
  return el("button", props, icon("device"), names, out);
}

async function another(phone) {
  const made = await api.addDevice();
  await phone.sheets.show(t("device_add"), () =>
    linkCard(phone, made, t("device_hint", { time: clock(made.until) })),
  );
}

/** A link to hand on, as a QR picture where there is one, and to copy. */
export function linkCard(phone, { link, svg }, hint, ...more) {
  const picture = svg ? el("img", { class: "qr", alt: t("scan"), src: svgAddress(svg) }) : null;
  const copy = el("button", { class: "main", t: "copy_link" });
  copy.addEventListener("click", () => phone.sheets.copy(link));
  const address = el("p", { class: "described" }, link);
  return el("div", { class: "form" }, picture, el("p", {}, hint), address, copy, ...more);
}

const svgAddress = (svg) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
