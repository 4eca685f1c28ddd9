// Photos, albums, files, voice, video and places inside a bubble, and the large view of a photo.
import { fileAddress } from "./api.js";
import { el, icon, iconButton } from "./dom.js";
import { place, size, t } from "./strings.js";

// Marks that reverse or hide text, with which a file's name could pretend another ending.
const DECEIVING = /[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

// Files that can be looked at before they are saved.
const PICTURES = new Set(["image/jpeg", "image/png", "image/webp"]);

/** A file's name as it may be shown and saved. */
export function safeName(name) {
  return (name || t("document")).replace(DECEIVING, "").replaceAll(/[\\/]/g, "_");
}

/** What a message shows besides text, or null. */
export function media(person, message) {
  if (message.photo) return gallery(person, [message]);
  if (message.video) return video(person, message.video);
  if (message.voice) return voice(person, message.voice);
  if (message.document) return file(person, message.document);
  if (message.location) return spot(message.location);
  if (message.contact) return card(message.contact);
  return null;
}

/** The photos of one message or album, as a grid when they are several. */
export function gallery(person, messages) {
  const addresses = messages.map((message) => fileAddress(person, message.photo.file));
  const shots = messages.map((message, index) => {
    const { width, height } = message.photo;
    const picture = el("img", { src: addresses[index], alt: t("photo"), width, height });
    const again = el("span", { class: "again", t: "photo_again" });
    const button = el("button", { class: "photo", label: "photo" }, picture, again);
    picture.addEventListener("error", () => button.classList.add("broken"));
    button.addEventListener("click", () => {
      if (!button.classList.contains("broken")) return enlarge(addresses, index);
      button.classList.remove("broken");
      picture.src = `${addresses[index]}?again=${Date.now()}`;
    });
    return button;
  });
  const count = Math.min(shots.length, 4);
  return el("div", { class: `gallery of${count}` }, ...shots);
}

function enlarge(addresses, first, saved = null) {
  let index = first;
  const picture = el("img", { src: addresses[index], alt: t("photo") });
  const turn = (by) => {
    index = (index + by + addresses.length) % addresses.length;
    picture.src = addresses[index];
  };
  const several = addresses.length > 1;
  const dialog = el(
    "dialog",
    { class: "lightbox", label: "photo" },
    picture,
    iconButton("close", "close", () => dialog.close(), { class: "shut" }),
    saved && el("a", { class: "round save", label: "download", ...saved }, icon("file")),
    several ? iconButton("back", "previous", () => turn(-1), { class: "before" }) : null,
    several ? iconButton("next", "next", () => turn(1), { class: "after" }) : null,
  );
  picture.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("keydown", ({ key }) => turn({ ArrowLeft: -1, ArrowRight: 1 }[key] ?? 0));
  document.body.append(dialog);
  dialog.showModal();
}

function video(person, { file: id }) {
  const props = { src: fileAddress(person, id), controls: true, preload: "metadata" };
  return el("video", { ...props, playsinline: true, label: "video" });
}

function voice(person, { file: id, duration }) {
  const props = { src: fileAddress(person, id), controls: true, preload: "none", label: "voice" };
  const seconds = duration ? el("span", { class: "quiet" }, `${Math.round(duration)}″`) : null;
  return el("div", { class: "voice" }, el("audio", props), seconds);
}

function file(person, { file: id, name, size: bytes, mime }) {
  const shown = safeName(name);
  const props = { class: "file", href: fileAddress(person, id), download: shown };
  const about = bytes === null || bytes === undefined ? t("download") : size(bytes);
  const looked = PICTURES.has(mime);
  const open = (event) => {
    event.preventDefault(); // an invitation's QR picture is to be shown, not saved
    enlarge([props.href], 0, { href: props.href, download: shown });
  };
  return el(
    "a",
    {
      ...props,
      "aria-label": `${t(looked ? "photo" : "download")} ${shown} ${about}`,
      on: looked ? { click: open } : {},
    },
    el("span", { class: "sign" }, icon(looked ? "picture" : "file")),
    el("span", { class: "names" }, el("bdi", {}, shown), el("small", {}, about)),
  );
}

function spot(location) {
  return el("div", { class: "spot" }, icon("pin"), el("span", {}, place(location)));
}

function card(contact) {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  return el("div", { class: "spot" }, `${name} ${contact.phone_number ?? ""}`);
}
