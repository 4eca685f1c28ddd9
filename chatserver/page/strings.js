// What the page says in the language chosen, and how it tells times, sizes and places.
import { Refused } from "./api.js";
import { REASONS } from "./reasons.js";
import { local } from "./small.js";
import { TEXTS } from "./texts.js";

const KEPT = "ducha.lang";
const browser = (navigator.language || "zh").toLowerCase().startsWith("zh") ? "zh" : "en";
let language = local.getItem(KEPT) ?? browser;

/** "zh" or "en": the browser's own at first, then what was chosen here. */
export function currentLanguage() {
  return language;
}

/** Choose the language and remember it. */
export function chooseLanguage(chosen) {
  language = chosen;
  local.setItem(KEPT, chosen);
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
}

/** The text of `key` with its `{places}` filled from `values`. */
export function t(key, values = {}) {
  const text = TEXTS[key][language === "zh" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** The server's reason for saying no, in the language chosen where the page knows it. */
export function said(reason = "") {
  const known = Object.keys(REASONS).find((part) => reason.includes(part));
  return language === "zh" && known ? REASONS[known] : reason;
}

/** What a failed request is told as: the server's reason, or that it cannot be reached. */
export function told(error) {
  return error instanceof Refused ? said(error.message) : t("unreachable");
}

let zone; // the browser's own, until the server names the campaign's

/** Tell times in that zone from now on, as "Asia/Shanghai". */
export function tellIn(name) {
  zone = name;
}

const locale = () => (language === "zh" ? "zh-CN" : "en-GB");

/** "18:05" of a time in seconds. */
export function clock(seconds) {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  return new Date(seconds * 1000).toLocaleTimeString(locale(), options);
}

/** "10月12日 星期一" of a time in seconds. */
export function day(seconds) {
  const options = { month: "long", day: "numeric", weekday: "long", timeZone: zone };
  return new Date(seconds * 1000).toLocaleDateString(locale(), options);
}

/** "10月12日 周一" of a time in seconds. */
export function shortDay(seconds) {
  const options = { month: "short", day: "numeric", weekday: "short", timeZone: zone };
  const parts = new Intl.DateTimeFormat(locale(), options).formatToParts(seconds * 1000);
  const said = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  if (language === "zh") return `${said.month}月${said.day}日 ${said.weekday}`;
  return `${said.weekday} ${said.day} ${said.month}`;
}

/** "1.4 MB" of a number of bytes. */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const kilo = bytes / 1024;
  return kilo < 1000 ? `${Math.round(kilo)} kB` : `${(kilo / 1024).toFixed(1)} MB`;
}

/** "1:07" of a number of seconds. */
export function length(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** "23.71234, 114.69321 ±12 m" of a location. */
export function place({ latitude, longitude, accuracy }) {
  const around = accuracy ? ` ±${Math.round(accuracy)} m` : "";
  return `${latitude.toFixed(5)}, ${longitude.toFixed(5)}${around}`;
}
