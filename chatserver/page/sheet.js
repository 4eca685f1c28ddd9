// What comes over one person's column: menus, forms, alerts and toasts.
import { el, icon, iconButton } from "./dom.js";

const SHORTEST = 3_500;
const PER_CHARACTER = 110;
const LONGEST = 9_000;

export class Sheets {
  /** `column` is covered while a sheet is open; `body` is what is then out of reach. */
  constructor(column, body) {
    this.column = column;
    this.body = body;
    this.open = null;
    this.toasts = el("div", { class: "toasts", role: "status", "aria-live": "polite" });
    column.append(this.toasts);
  }

  /** Show `content` under the title (a string); the promise tells `close`'s value or null. */
  show(title, content, { alert = false } = {}) {
    this.open?.(null);
    const before = document.activeElement;
    return new Promise((done) => {
      const close = (value) => {
        this.open = null;
        cover.remove();
        this.body.inert = false;
        if (before?.isConnected) before.focus({ preventScroll: true });
        done(value);
      };
      const role = alert ? "alertdialog" : "dialog";
      const head = el("header", {}, el("h2", {}, title), iconButton("close", "close", () => close(null)));
      const box = el("div", { class: "sheet", role, "aria-modal": "true", "aria-label": title });
      box.append(head, content(close));
      const cover = el("div", { class: alert ? "cover middle" : "cover" }, box);
      cover.addEventListener("click", (event) => event.target === cover && close(null));
      cover.addEventListener("keydown", (event) => event.key === "Escape" && close(null));
      this.open = close;
      this.body.inert = true;
      this.column.append(cover);
      (box.querySelector(".choice") ?? box.querySelector(".main")).focus();
    });
  }

  /** A list of things to choose from: `[{icon, text, note?, value}]`; the value chosen or null. */
  choose(title, choices) {
    return this.show(title, (close) => {
      const rows = choices.map(({ icon: name, text, note, value }) =>
        el(
          "button",
          { class: "choice", on: { click: () => close(value) } },
          name ? icon(name) : null,
          el("span", {}, text),
          note ? el("small", {}, note) : null,
        ),
      );
      return el("div", { class: "choices" }, ...rows);
    });
  }

  /** A form of `nodes`; what `read` makes of it when sent (null: not yet), or null if left. */
  ask(title, nodes, read, key = "send") {
    return this.show(title, (close) => {
      const form = el("form", { class: "form" }, ...nodes);
      form.append(el("button", { class: "main", type: "submit", t: key }));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const value = read();
        if (value) close(value);
      });
      return form;
    });
  }

  /** A text that must be acknowledged. */
  alert(title, text, ok) {
    return this.show(
      title,
      (close) => {
        const button = el("button", { class: "main" }, ok);
        button.addEventListener("click", () => close(true));
        return el("div", { class: "form" }, el("p", { class: "said" }, text), button);
      },
      { alert: true },
    );
  }

  /** A few words near the top, gone by themselves. */
  toast(text) {
    const bubble = el("div", { class: "toast" }, text);
    this.toasts.replaceChildren(bubble);
    const time = Math.min(LONGEST, SHORTEST + PER_CHARACTER * text.length);
    setTimeout(() => bubble.remove(), time);
  }
}

/** A labelled input of a form. */
export function field(key, props = {}) {
  const input = el("input", { autocomplete: "off", ...props });
  return { input, node: el("label", { class: "field" }, el("span", { t: key }), input) };
}
