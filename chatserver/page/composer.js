// The input of a chat: text, what is replied to, commands, attachments, the reply keyboard.
import { attach, confirm, introduce, locate } from "./attach.js";
import { el, iconButton } from "./dom.js";
import { replyKeyboard } from "./keyboard.js";
import { local } from "./small.js";
import { t, told } from "./strings.js";

const TALLEST = 150;

export class Composer {
  /**
   * `send(entry)` queues; `commands()` asks for the menu; `draft` is the storage key; `camera`:
   * one tap takes a photo while nothing is written.
   */
  constructor({ sheets, person, send, commands, draft, camera }) {
    Object.assign(this, { sheets, person, commands, draft, camera });
    this.deliver = (entry) => {
      send({ ...entry, replyTo: this.replied });
      this.replyTo(null);
    };
    this.replied = null;
    this.keyboard = null;
    this.shown = true;
    this.text = el("textarea", {
      rows: 1, hint: "message", label: "message", enterkeyhint: "send", autocomplete: "off",
    });
    this.text.value = local.getItem(draft) ?? "";
    this.text.addEventListener("input", () => this.grow());
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("paste", (event) => this.paste(event));
    this.go = iconButton("send", "send", () => this.submit(), { class: "go" });
    const shoot = () => attach(this.sheets, this.deliver, "camera");
    this.shutter = iconButton("camera", "camera", shoot, { class: "go", hidden: true });
    this.toggle = iconButton("keys", "keyboard_hide", () => this.flip());
    this.quote = el("div", { class: "replying", hidden: true });
    this.keys = el("div");
    const menu = iconButton("menu", "commands", () => this.menu());
    const clip = iconButton("clip", "attach", () => attach(this.sheets, this.deliver));
    const box = el("div", { class: "box" }, this.text, this.toggle);
    const bar = el("div", { class: "bar" }, menu, clip, box, this.shutter, this.go);
    this.node = el("footer", { class: "composer" }, this.quote, bar, this.keys);
    this.setKeyboard(null);
    queueMicrotask(() => this.grow());
    // Turned, or in larger type, the same words need another height.
    new ResizeObserver(() => this.fit()).observe(bar);
  }

  key(event) {
    // While Chinese is being composed Enter picks the word; some browsers say so by 229 only.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape" && this.replied) return this.replyTo(null);
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.text.value.trim();
    if (!text) return;
    this.deliver({ body: { text } });
    this.text.value = "";
    this.grow();
    this.text.focus();
  }

  fit() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, TALLEST)}px`;
  }

  grow() {
    local.setItem(this.draft, this.text.value);
    this.fit();
    const empty = !this.text.value.trim();
    this.go.disabled = empty;
    this.go.hidden = empty && this.camera; // in its place, under the thumb, the camera
    this.shutter.hidden = !(empty && this.camera);
  }

  paste(event) {
    const images = Array.from(event.clipboardData.files).filter((f) => f.type.startsWith("image/"));
    if (!images.length) return;
    event.preventDefault();
    confirm(this.sheets, "photo", images, this.deliver);
  }

  /** Reply to a message (null: no longer). */
  replyTo(message) {
    this.replied = message && { id: message.id };
    this.quote.hidden = !message;
    if (!message) return this.quote.replaceChildren();
    const snippet = (message.text ?? "").split("\n")[0] || t("attachment");
    const stop = iconButton("close", "reply_cancel", () => this.replyTo(null));
    this.quote.replaceChildren(el("span", {}, t("reply_to", { snippet })), stop);
    this.text.focus();
  }

  async menu() {
    let list;
    try {
      list = await this.commands();
    } catch (error) {
      return this.sheets.toast(told(error));
    }
    if (!list.length) return this.sheets.toast(t("no_commands"));
    const choices = list.map(({ command, description }) => ({
      text: `/${command}`, note: description, value: `/${command}`,
    }));
    const chosen = await this.sheets.choose(t("commands"), choices);
    if (chosen) this.deliver({ body: { text: chosen } });
    return undefined;
  }

  /** Put the reply keyboard in force under the input; null takes it away. */
  setKeyboard(keyboard) {
    if (JSON.stringify(keyboard) === JSON.stringify(this.keyboard)) return this.showKeys();
    this.keyboard = keyboard;
    this.shown = true;
    const on = {
      text: (text) => {
        this.deliver({ body: { text } });
        if (keyboard.one_time) this.flip();
      },
      request: (what) =>
        what === "location"
          ? locate(this.sheets, this.deliver)
          : introduce(this.sheets, this.person, this.deliver),
    };
    this.keys.replaceChildren(...(keyboard ? [replyKeyboard(keyboard, on)] : []));
    return this.showKeys();
  }

  flip() {
    this.shown = !this.shown;
    this.showKeys();
  }

  showKeys() {
    this.text.placeholder = this.keyboard?.placeholder || t("message");
    this.toggle.hidden = !this.keyboard;
    this.keys.hidden = !this.keyboard || !this.shown;
    const key = this.shown ? "keyboard_hide" : "keyboard_show";
    this.toggle.dataset.label = key;
    this.toggle.setAttribute("aria-label", t(key));
    this.toggle.setAttribute("aria-expanded", String(this.shown));
  }
}
