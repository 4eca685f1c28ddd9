// The only way this page makes elements: text is always text, never parsed as HTML.
import { t } from "./strings.js";

/**
 * One element. `props`: `class`, `on` ({event: handler}), `t` / `label` / `hint` (keys of
 * strings.js for text, accessible name, placeholder; they follow a change of language),
 * any other name an attribute (true: present, false or null: left out).
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "on") Object.entries(value).forEach((pair) => node.addEventListener(...pair));
    else if (name === "t" || name === "label" || name === "hint") node.dataset[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  if (tag === "button" && !("type" in props)) node.type = "button";
  label(node);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function label(node) {
  if (node.dataset.t) node.textContent = t(node.dataset.t);
  if (node.dataset.label) {
    node.setAttribute("aria-label", t(node.dataset.label));
    if (node.tagName === "BUTTON") node.title = t(node.dataset.label);
  }
  if (node.dataset.hint) node.placeholder = t(node.dataset.hint);
}

/** Say everything below `root` again in the language now chosen. */
export function relabel(root) {
  for (const node of root.querySelectorAll("[data-t],[data-label],[data-hint]")) label(node);
}

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  clip: "M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.6 1.6 0 0 1-2.3-2.3l7.6-7.7",
  send: "M4 12l16-8-5 16-3.5-6.5zM11.5 13.5L20 4",
  keys: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M7 14h10",
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  down: "M5 9l7 7 7-7",
  more: "M12 5.5h.01M12 12h.01M12 18.5h.01",
  plus: "M12 5v14M5 12h14",
  camera: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 10a3.2 3.2 0 1 0 .01 0",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3M6 11a6 6 0 0 0 12 0M12 17v4",
  video: "M3 6h12v12H3zM15 11l6-4v10l-6-4",
  pin: "M12 21c4-5 7-8 7-11.5a7 7 0 0 0-14 0C5 13 8 16 12 21zM12 7.5a2.3 2.3 0 1 0 .01 0",
  reply: "M10 6l-6 6 6 6M4 12h10a6 6 0 0 1 6 6",
  forward: "M14 6l6 6-6 6M20 12H10a6 6 0 0 0-6 6",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  search: "M10.5 4.5a6 6 0 1 0 .01 0M15 15l5 5",
  gear: "M4 7h9M17 7h3M13 5v4M17 5v4M4 17h3M11 17h9M7 15v4M11 15v4M13 7h4M7 17h4",
  device: "M7 3h10v18H7zM11 18h2",
  people: "M9 5a3.2 3.2 0 1 0 .01 0M3 19c0-4 3-6 6-6s6 2 6 6M16 6a2.8 2.8 0 0 1 0 5.5M17.5 13.5c2.2.7 3.5 2.6 3.5 5.5",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17",
  leave: "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16",
  mute: "M6 16h12l-1.5-2.5V10a4.5 4.5 0 0 0-9 0v3.5zM10.5 19h3M4 4l16 16",
};

/** A line icon in the colour of its text; decoration only, the button carries the name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A square button that shows only an icon; `key` names it in strings.js. */
export function iconButton(name, key, onClick, props = {}) {
  const { class: extra = "", ...rest } = props;
  const shape = { class: `round ${extra}`.trim(), label: key, on: { click: onClick } };
  return el("button", { ...shape, ...rest }, icon(name));
}

/** The round mark with a name's first character; its colour follows from the id. */
export function avatar(name, id) {
  const first = Array.from(name.trim())[0] ?? "?";
  return el("span", { class: `avatar hue${Math.abs(id) % 5}`, "aria-hidden": "true" }, first);
}

/** A person or chat to choose from a list: `said` stands under the name, `side` at the end. */
export function entry(id, name, said, side, click) {
  const names = el("span", { class: "names" }, el("strong", {}, name), el("small", {}, said));
  return el("button", { class: "chat", on: { click } }, avatar(name, id), names, side);
}
