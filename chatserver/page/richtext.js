// The bot's formatted text as nodes: parsed inertly, then rebuilt from the few allowed tags.
import { el } from "./dom.js";

const TAGS = { B: "b", I: "i", U: "u", S: "s", CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote" };
const PLAIN = new Map(Object.entries(TAGS));
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "TITLE"]);
const LINKS = new Set(["http:", "https:", "mailto:", "tel:", "tg:"]);
const COMMAND = /(^|[\s,.;:(，。；：、（])(\/[a-z0-9_]{1,32})(?=$|[\s,.;:)，。；：、）])/g;

/** Nodes for `html`; `on.command(text)` and `on.link(url)` (true: dealt with here) hear taps. */
export function rich(html, on) {
  const parsed = new DOMParser().parseFromString(html, "text/html"); // runs and loads nothing
  return children(parsed.body, on, true);
}

/** Nodes for text without formatting; commands in it can be tapped as well. */
export function plain(text, on) {
  return commands(text, on);
}

/** The address if it is one that may be followed, else null. */
export function safeLink(address) {
  try {
    const url = new URL(address);
    return LINKS.has(url.protocol) ? url : null;
  } catch {
    return null; // not an address at all: shown as text
  }
}

function children(parent, on, live) {
  return Array.from(parent.childNodes).flatMap((node) => rebuilt(node, on, live));
}

function rebuilt(node, on, live) {
  if (node.nodeType === Node.TEXT_NODE) return live ? commands(node.data, on) : [node.data];
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName)) return [];
  if (node.tagName === "BR") return ["\n"];
  if (node.tagName === "A") return link(node, on);
  if (node.className === "tg-spoiler") return [spoiler(children(node, on, live))];
  const tag = PLAIN.get(node.tagName);
  const inside = children(node, on, live && tag !== "code" && tag !== "pre");
  return tag ? [el(tag, {}, ...inside)] : inside;
}

function link(node, on) {
  const url = safeLink(node.getAttribute("href") ?? "");
  const inside = children(node, on, false);
  return url ? [anchor(url, inside, on)] : inside;
}

/** A link that opens beside the page, unless `on.link` deals with it. */
export function anchor(url, inside, on, props = {}) {
  const click = (event) => {
    if (on.link(url)) event.preventDefault();
  };
  const safe = { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow" };
  return el("a", { ...safe, ...props, on: { click } }, ...inside);
}

function spoiler(inside) {
  const node = el("button", { class: "spoiler" }, ...inside);
  node.addEventListener("click", () => node.classList.add("shown"));
  return node;
}

function commands(text, on) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(COMMAND)) {
    const start = found.index + found[1].length;
    if (start > from) nodes.push(text.slice(from, start));
    const click = () => on.command(found[2]);
    nodes.push(el("button", { class: "command", on: { click } }, found[2]));
    from = start + found[2].length;
  }
  if (from < text.length) nodes.push(text.slice(from));
  return nodes;
}
