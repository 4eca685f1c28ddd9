// One message (or album) as a row of the chat.
import { avatar, el, icon, iconButton } from "./dom.js";
import { inlineKeyboard, repaint } from "./keyboard.js";
import { gallery, media } from "./media.js";
import { plain, rich } from "./richtext.js";
import { clock, day, t } from "./strings.js";

const HOLD = 550;
const START = "/start";
const BEGUN = /^\/start [\w-]+$/; // an invitation's token is nothing to read

/**
 * A row showing `messages` (several: one album). `scene` says how the chat is: `person`,
 * `group`, `link`, `command`, `press`, `pending`, `after`, `actions(message)`, `jump(id)`.
 */
export class Row {
  constructor(messages, scene) {
    this.scene = scene;
    this.mediaKey = null;
    this.asked = 0;
    this.bubble = el("div");
    this.stack = el("div", { class: "stack" }, this.bubble);
    this.keyboard = null;
    const act = () => scene.actions(this.lead);
    const { from } = messages[0];
    const face = scene.group && from.id !== scene.person ? avatar(from.name, from.id) : null;
    this.node = el("article", {}, face, this.stack);
    this.node.append(iconButton("more", "message_actions", act, { class: "act" }));
    this.node.addEventListener("contextmenu", (event) => this.menu(event));
    this.node.addEventListener("pointerdown", (event) => this.hold(event));
    this.show(messages);
  }

  /** The message whose text, buttons and reactions the row shows. */
  get lead() {
    return this.messages.find((message) => message.html || message.text) ?? this.messages[0];
  }

  show(messages) {
    this.messages = messages;
    const { lead, scene } = this;
    if (lead.service) return this.tell(lead.service);
    this.keepMedia();
    const own = lead.from.id === scene.person;
    this.node.className = `line ${own ? "own" : "other"}`;
    this.node.classList.toggle("carded", Boolean(lead.inline));
    const bubble = el(
      "div",
      { class: "bubble" },
      scene.group && !own ? el("div", { class: "who" }, lead.from.name) : null,
      lead.forwarded ? el("div", { class: "mark" }, icon("forward"), t("forwarded")) : null,
      lead.reply_to ? this.quote(lead.reply_to) : null,
      this.media,
      this.words(lead),
      this.foot(lead),
    );
    this.bubble.replaceWith(bubble);
    this.bubble = bubble;
    return this.keys(lead);
  }

  /** Who came or went: nobody's words, so no bubble. */
  tell({ kind, names }) {
    this.node.className = "day";
    this.node.replaceChildren(el("span", {}, t(kind, { name: names.join("、") })));
  }

  /** The buttons stay where they are when a card is repainted: no tap and no focus is lost. */
  keys(lead = this.lead) {
    const on = {
      press: (button) => this.scene.press(lead.id, button),
      pending: (button) => this.scene.pending(lead.id, button.data),
      after: (button) => this.scene.after(lead.id, button.data),
      link: this.scene.link,
    };
    if (lead.inline && this.keyboard) return repaint(this.keyboard, lead.inline, on);
    this.keyboard?.remove();
    this.keyboard = lead.inline && inlineKeyboard(lead.inline, on);
    return this.keyboard && this.stack.append(this.keyboard);
  }

  keepMedia() {
    const key = JSON.stringify(this.messages.map(({ photo, video, voice, document: file }) => [
      photo?.file, video?.file, voice?.file, file?.file,
    ]));
    if (this.mediaKey === key && !this.messages[0].location) return;
    this.mediaKey = key;
    const photos = this.messages.filter((message) => message.photo);
    const { person } = this.scene;
    this.media = photos.length > 1 ? gallery(person, photos) : media(person, this.messages[0]);
  }

  words(lead) {
    if (!lead.html && !lead.text) return null;
    const on = { command: this.scene.command, link: this.scene.link };
    const begun = lead.from.id === this.scene.person && BEGUN.test(lead.text);
    const nodes = lead.html && !begun ? rich(lead.html, on) : plain(begun ? START : lead.text, on);
    const signs = Number(lead.protected) + Number(lead.silent); // room for the time behind the text
    const reacted = this.messages.some((message) => message.reactions?.length);
    const room = reacted ? "spread" : ["", "signed", "signed2"][signs];
    return el("div", { class: `words ${room}`, dir: "auto" }, ...nodes);
  }

  quote({ id, snippet }) {
    const click = () => this.scene.jump(id);
    return el("button", { class: "quote", on: { click } }, snippet || t("attachment"));
  }

  foot(lead) {
    const reactions = this.messages.flatMap((message) => message.reactions ?? []);
    const chips = [...new Set(reactions)].map((sign) => {
      const count = reactions.filter((other) => other === sign).length;
      return el("span", { class: "reaction" }, count > 1 ? `${sign} ${count}` : sign);
    });
    const mark = (name, key) =>
      el("span", { class: "sign", role: "img", "aria-label": t(key), title: t(key) }, icon(name));
    const edited = lead.edited ? t("edited_at", { time: clock(lead.edited) }) : null;
    const when = new Date(lead.date * 1000).toISOString();
    return el(
      "div",
      { class: "foot" },
      ...chips,
      lead.protected ? mark("lock", "protected") : null,
      lead.silent ? mark("mute", "silent") : null,
      el("time", { datetime: when, title: edited }, clock(lead.date)),
    );
  }

  /** A long touch asks for the menu where the browser does not say so by itself. */
  hold(event) {
    if (event.pointerType !== "touch") return;
    const timer = setTimeout(() => this.menu(event), HOLD);
    const end = () => clearTimeout(timer);
    for (const name of ["pointerup", "pointercancel"]) {
      this.node.addEventListener(name, end, { once: true });
    }
  }

  menu(event) {
    if (event.target.closest("a, video, audio, .inline")) return;
    if (getSelection().toString()) return;
    event.preventDefault();
    if (Date.now() - this.asked < 2 * HOLD) return;
    this.asked = Date.now();
    this.scene.actions(this.lead);
  }
}

/** The line between two days. */
export function dayLine(seconds) {
  return el("div", { class: "day" }, el("span", {}, day(seconds)));
}

/** The line above what has not been read. */
export function unreadLine() {
  return el("div", { class: "day unread", role: "separator" }, el("span", { t: "unread_below" }));
}
