// Searching one's own messages.
import * as api from "./api.js";
import { el } from "./dom.js";
import { clock, shortDay, t } from "./strings.js";

const PAUSE = 300;
const PAGE = 30;
const LEAD = 16; // characters shown before what was found

/** Ask for words, show what holds them; the message chosen, or null. */
export function search(phone) {
  return phone.sheets.show(t("search"), (close) => new Search(phone, close).node, { tall: true });
}

class Search {
  constructor(phone, close) {
    Object.assign(this, { phone, close, asked: 0 });
    const props = { type: "search", hint: "search_word", label: "search_word", autofocus: true };
    this.words = el("input", { ...props, enterkeyhint: "search", autocomplete: "off" });
    this.words.addEventListener("input", () => this.soon());
    this.says = el("p", { class: "quiet", role: "status" });
    this.list = el("div", { class: "choices" });
    this.more = el("button", { class: "small", t: "search_more", hidden: true });
    this.more.addEventListener("click", () => this.look(this.last));
    const box = el("div", { class: "field" }, this.words);
    const form = el("form", { class: "form", role: "search" }, box);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.look(null);
    });
    form.append(this.says);
    this.node = el("div", {}, form, this.list, el("div", { class: "form" }, this.more));
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(null), PAUSE);
  }

  async look(before) {
    clearTimeout(this.timer);
    const words = this.words.value.trim();
    const asked = ++this.asked;
    if (!words) return this.show([], null, "");
    try {
      const found = await api.search(this.phone.person.id, words, before);
      if (asked !== this.asked) return undefined; // the words have changed since
      return this.show(found, before, words);
    } catch {
      this.says.textContent = t("unreachable");
      return undefined;
    }
  }

  show(found, before, words) {
    const rows = found.map((message) => this.row(message, words));
    if (before === null) this.list.replaceChildren(...rows);
    else this.list.append(...rows);
    this.last = found.at(-1)?.id ?? null;
    this.more.hidden = found.length < PAGE;
    this.says.textContent = words && !this.list.children.length ? t("search_none") : "";
    if (before !== null) rows[0]?.focus();
  }

  row(message, words) {
    const chat = this.phone.chats.find(({ id }) => id === message.chat);
    const where = new Set([chat?.title, message.from.name].filter(Boolean));
    const when = `${shortDay(message.date)} ${clock(message.date)}`;
    const click = () => this.close({ chat: message.chat, id: message.id });
    const names = el("span", { class: "names" }, el("strong", {}, [...where].join(" · ")));
    const hit = el("span", { class: "hit" }, ...marked(message.text ?? "", words));
    names.append(hit, el("small", {}, el("time", {}, when)));
    return el("button", { class: "choice found", on: { click } }, names);
  }
}

/** The text around the first place where the words stand, with them marked. */
function marked(text, words) {
  const flat = text.replace(/\s+/g, " ");
  const at = flat.toLowerCase().indexOf(words.toLowerCase());
  if (at < 0) return [flat];
  const from = Math.max(0, at - LEAD);
  const end = at + words.length;
  const before = (from ? "…" : "") + flat.slice(from, at);
  return [before, el("mark", {}, flat.slice(at, end)), flat.slice(end)];
}
