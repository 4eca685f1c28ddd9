// What a person chose for this browser: colours, size of type, size of photos, notifications.
import { local } from "./small.js";

const KEPT = "ducha.prefs";
const AT_FIRST = { theme: "auto", size: "100", photo: "1600", notices: false };

function read() {
  try {
    return { ...AT_FIRST, ...JSON.parse(local.getItem(KEPT)) };
  } catch {
    return AT_FIRST; // written by something else: as at first
  }
}

let chosen = read();
const dark = matchMedia("(prefers-color-scheme: dark)");

/** One choice: `theme` auto|light|dark|sun, `size` percent, `photo` pixels or "original". */
export const pref = (name) => chosen[name];

/** Choose, remember and show it. */
export function choose(name, value) {
  chosen = { ...chosen, [name]: value };
  local.setItem(KEPT, JSON.stringify(chosen));
  dress();
}

/** Bring the page into the colours and the size of type chosen. */
export function dress() {
  const automatic = dark.matches ? "dark" : "light";
  const { dataset } = document.documentElement;
  dataset.theme = chosen.theme === "auto" ? automatic : chosen.theme;
  dataset.size = chosen.size;
  const ground = getComputedStyle(document.documentElement).getPropertyValue("--panel");
  document.querySelector("meta[name=theme-color]")?.setAttribute("content", ground.trim());
}

dark.addEventListener("change", dress);
