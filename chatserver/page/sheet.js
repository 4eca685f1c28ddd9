// What comes over one person's column: menus, forms, alerts and toasts.
import { el, icon, iconButton } from "./dom.js";
import { t } from "./strings.js";

const SHORTEST = 2_500;
const PER_CHARACTER = 90;
const LONGEST = 8_000;
const FOCUSED = ["[autofocus]", "button.choice", ".main", ".round"]; // the first of these there is

export class Sheets {
  /** `column` is covered while a sheet is open; `body` is what is then out of reach. */
  constructor(column, body) {
    this.column = column;
    this.body = body;
    this.open = null;
    this.largest = Infinity; // bytes of a file that can be sent
    this.toasts = el("div", { class: "toasts", role: "status", "aria-live": "polite" });
    column.append(this.toasts);
  }

  /** Show `content` under the title (a string); the promise tells `close`'s value or null. */
  show(title, content, { alert = false, tall = false } = {}) {
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
      const shut = iconButton("close", "close", () => close(null));
      const head = el("header", {}, el("h2", {}, title), shut);
      const modal = { role, "aria-modal": "true", "aria-label": title };
      const box = el("div", { class: tall ? "sheet tall" : "sheet", ...modal });
      box.append(head, content(close));
      const cover = el("div", { class: alert ? "cover middle" : "cover" }, box);
      cover.addEventListener("click", (event) => event.target === cover && close(null));
      cover.addEventListener("keydown", (event) => event.key === "Escape" && close(null));
      this.open = close;
      this.body.inert = true;
      this.column.append(cover);
      const focused = FOCUSED.map((one) => box.querySelector(one)).find(Boolean);
      focused.focus();
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

  /**
   * A form of `nodes`; what `read` makes of it when sent (null: not yet; it may be a promise),
   * or null if left.
   */
  ask(title, nodes, read, key = "send") {
    return this.show(title, (close) => {
      const form = el("form", { class: "form" }, ...nodes);
      const submit = el("button", { class: "main", type: "submit", t: key });
      form.append(submit);
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        submit.disabled = true; // a second press is not a second sending
        const value = await read();
        submit.disabled = false;
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

  /** Whether to do what cannot be undone. */
  async confirm(title, text, key) {
    const agreed = await this.ask(title, [el("p", { class: "said" }, text)], () => true, key);
    return agreed === true;
  }

  /** Put a text on the clipboard, where the browser lets the page. */
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.toast(t("copied"));
    } catch {
      this.toast(t("copy_failed"));
    }
  }

  /** A few words over the head, where they cover no card; gone by themselves. */
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
