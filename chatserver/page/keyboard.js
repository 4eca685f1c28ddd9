// Inline keyboards under a message and the reply keyboard under the input.
import { el } from "./dom.js";
import { anchor, safeLink } from "./richtext.js";
import { t } from "./strings.js";

/**
 * The keyboard node of a message. `on.press(button)` hears a tap with the button as it was
 * when the finger came down: the card may be repainted before the finger is lifted.
 */
export function inlineKeyboard(rows, on) {
  const node = el("div", { class: "inline" });
  repaint(node, rows, on);
  return node;
}

/** Bring the keyboard up to date, keeping the buttons (and the focus) that stay in place. */
export function repaint(node, rows, on) {
  rows.forEach((buttons, index) => {
    const row = node.children[index] ?? node.appendChild(el("div", { class: "row" }));
    buttons.forEach((button, place) => paint(row, place, button, on));
    while (row.children.length > buttons.length) row.lastElementChild.remove();
  });
  while (node.children.length > rows.length) node.lastElementChild.remove();
}

function paint(row, place, button, on) {
  const old = row.children[place];
  const node = old && !old.href && !button.url ? old : made(button, on);
  if (node !== old) old ? old.replaceWith(node) : row.append(node);
  // A toggle that was tapped shows at once what it will be; the real card follows.
  const shown = on.after(button) ?? button;
  const pending = on.pending(shown);
  if (node.textContent !== shown.text) node.textContent = shown.text;
  node.button = shown;
  node.setAttribute("aria-busy", String(pending !== null));
  if (pending === "unsent") node.dataset.held = t("held");
  else delete node.dataset.held;
}

function made(button, on) {
  const url = button.url ? safeLink(button.url) : null;
  if (url) return anchor(url, [button.text], on, { class: "key link" });
  const node = el("button", { class: "key" });
  let armed = null;
  node.addEventListener("pointerdown", () => {
    armed = node.button;
  });
  node.addEventListener("click", () => {
    const meant = armed ?? node.button;
    armed = null;
    if (meant.data !== undefined) on.press(meant);
  });
  return node;
}

/** The reply keyboard: every button sends its text or asks for what it requests. */
export function replyKeyboard({ rows }, on) {
  const made = rows.map((buttons) => {
    const keys = buttons.map((button) => {
      const click = () => (button.request ? on.request(button.request) : on.text(button.text));
      return el("button", { class: "key", on: { click } }, button.text);
    });
    return el("div", { class: "row" }, ...keys);
  });
  return el("div", { class: "replies" }, ...made);
}
