// One person's column: the head, the list of chats, the open chat.
import * as api from "./api.js";
import { chatList, newGroup } from "./chatlist.js";
import { Desk } from "./desk.js";
import { avatar, el, iconButton } from "./dom.js";
import { Queue } from "./queue.js";
import { Sheets } from "./sheet.js";
import { Stream } from "./stream.js";
import { t, told } from "./strings.js";

const TYPING = 6_000;
const AGAIN = 2_000;

export class Phone {
  /**
   * `on`: `close()`, `state()` (connection or unread changed), `opened()` (which chat).
   * `house`: `queue` (queue.js); `stream`: where it begins and when it stays (stream.js).
   */
  constructor(person, chat, on, { queue, stream } = {}) {
    Object.assign(this, { person, on, wanted: chat, state: "connecting" });
    this.chats = [];
    this.bots = [];
    this.desks = new Map();
    this.desk = null;
    this.queue = queue ?? new Queue((entry) => api.send(person.id, entry));
    this.where = el("small");
    this.name = el("strong", {}, person.name);
    this.lostLine = el("div", { class: "gap", role: "alert", t: "lost_line", hidden: true });
    this.back = iconButton("back", "back", () => this.showList());
    this.place = el("div", { class: "place" });
    const names = el("div", { class: "names" }, this.name, this.where);
    const head = el("header", { class: "head" }, this.back, avatar(person.name, person.id));
    head.append(names, ...this.tools());
    this.body = el("div", { class: "body" }, head, this.lostLine, this.place);
    this.node = el("section", { class: "phone", "aria-label": person.name }, this.body);
    this.sheets = new Sheets(this.node, this.body);
    this.stream = new Stream(person.id, this.hearing(), stream);
  }

  /** What the stream tells. */
  hearing() {
    return {
      open: (resumed) => this.connected(resumed),
      lost: () => this.setState("lost"),
      event: (event) => this.hear(event),
      gone: () => location.reload(),
    };
  }

  /** The buttons at the end of the head. */
  tools() {
    return [iconButton("close", "close_column", () => this.on.close())];
  }

  get unread() {
    return this.chats.reduce((sum, chat) => sum + chat.unread, 0);
  }

  close() {
    this.stream.close();
    this.node.remove();
  }

  setState(state) {
    this.state = state;
    this.lostLine.hidden = state !== "lost";
    this.on.state();
  }

  async connected(resumed) {
    this.setState("open");
    try {
      if (!resumed) await this.refresh();
      this.queue.retry();
    } catch (error) {
      this.sheets.toast(told(error));
      setTimeout(() => this.state === "open" && this.connected(resumed), AGAIN);
    }
  }

  /** Read the chats anew, and the open one's newest messages. */
  async refresh() {
    [this.chats, this.bots] = await Promise.all([api.chats(this.person.id), this.findBots()]);
    const wanted = this.desk?.chat.id ?? this.first();
    if (this.chats.some((chat) => chat.id === wanted)) await this.open(wanted);
    else this.showList();
    this.on.state();
  }

  findBots() {
    return api.bots();
  }

  /** The chat to begin with; none: the list. */
  first() {
    return this.wanted ?? (this.chats.length === 1 && this.chats[0].id);
  }

  showList() {
    this.desk = null;
    this.wanted = null;
    this.on.opened();
    this.head();
    const on = { open: (chat) => this.tryOpen(chat), group: () => this.newGroup() };
    this.place.replaceChildren(chatList(this.chats, on, this.listed()));
  }

  /** What stands under the list of chats. */
  listed() {
    return [];
  }

  async tryOpen(id) {
    try {
      await this.open(id);
    } catch (error) {
      this.sheets.toast(told(error));
    }
  }

  async open(id) {
    const chat = this.chats.find((other) => other.id === id);
    if (!this.desks.has(id)) this.desks.set(id, this.makeDesk(chat));
    const again = this.desk === this.desks.get(id);
    this.desk = this.desks.get(id);
    this.wanted = id;
    const unread = chat.unread;
    chat.unread = 0;
    this.on.opened();
    this.head();
    const { thread, composer } = this.desk;
    if (!again) this.place.replaceChildren(thread.node, composer.node);
    this.on.state();
    await this.desk.load(chat);
    if (!again) {
      thread.divide(unread);
      thread.enter();
    }
    this.seen();
  }

  makeDesk(chat, more = {}) {
    const { person, sheets } = this;
    const link = (url) => this.deepLink(url);
    const commands = () => api.commands(person.id, chat.id);
    const lane = this.queue.lane(chat.id);
    return new Desk({ person, chat, sheets, link, lane, commands, ...more });
  }

  /** Tell the server what has been read, so that the counts hold after a reload. */
  seen() {
    const { last, id } = this.desk?.chat ?? {};
    if (last && !document.hidden) this.queue.seen(id, last.id);
  }

  hear(event) {
    const desk = this.desks.get(event.chat);
    switch (event.kind) {
      case "message":
        return this.arrive(desk, event.message);
      case "edited":
      case "reaction":
        return desk?.arrive(event.message, false);
      case "deleted":
        return desk?.thread.remove(event.message_ids);
      case "toast":
        return this.answer(event);
      case "action":
        return this.typing(event.chat);
      case "chats":
        return this.refresh().catch(console.warn); // read again when the network is back
      case "reload":
        return this.beginAnew();
      default:
        return undefined; // "menu": the commands are read whenever their menu is opened
    }
  }

  /** The server keeps too little to go on from, or is another: what is unsent stays here. */
  beginAnew() {
    if (this.queue.waiting) this.connected(false);
    else location.reload();
  }

  /** What the bot answered to a tap made here. */
  answer({ client_id: client, text, alert, chat: id }) {
    if (client && !this.queue.answered(client)) return undefined;
    if (!text) return undefined;
    if (!alert) return this.sheets.toast(text);
    const from = this.chats.find((chat) => chat.id === id);
    return this.sheets.alert(from?.title ?? t("title"), text, t("ok"));
  }

  arrive(desk, message) {
    const chat = this.chats.find((other) => other.id === message.chat);
    if (!chat) return this.refresh().catch((error) => this.sheets.toast(told(error)));
    const own = message.from.id === this.person.id;
    const fresh = message.id > (chat.last?.id ?? 0);
    if (fresh) chat.last = message;
    desk?.arrive(message, true);
    if (desk && desk === this.desk) this.seen();
    else if (!own && fresh) chat.unread += 1;
    if (!this.desk) this.showList();
    if (!own) this.typing(null);
    return this.on.state();
  }

  typing(chat) {
    clearTimeout(this.typingTimer);
    this.isTyping = chat !== null && chat === this.desk?.chat.id;
    if (this.isTyping) this.typingTimer = setTimeout(() => this.typing(null), TYPING);
    this.head();
  }

  head() {
    this.back.hidden = !this.desk;
    const here = this.desk ? this.desk.chat.title : t("chats");
    const parts = [this.person.note, this.isTyping ? t("typing") : here];
    this.where.textContent = parts.filter(Boolean).join("　");
    this.where.classList.toggle("typing", Boolean(this.isTyping));
  }

  /** Say everything again in the language now chosen. */
  relabel() {
    for (const desk of this.desks.values()) desk.relabel();
    if (this.desk) this.head();
    else this.showList();
  }

  /** An invitation's link opens the chat with that bot here instead of leaving the page. */
  deepLink(url) {
    if (url.protocol !== "tg:" && url.hostname !== "t.me") return false;
    const name = url.protocol === "tg:" ? url.searchParams.get("domain") : url.pathname.slice(1);
    const bot = this.bots.find((other) => other.username === name);
    if (!bot) return false;
    const text = ["/start", url.searchParams.get("start")].filter(Boolean).join(" ");
    this.tryOpen(bot.id).then(() => this.queue.lane(bot.id).add({ body: { text } }));
    return true;
  }

  async newGroup() {
    const chat = await newGroup(this.sheets, this.person, this.bots);
    if (!chat) return;
    this.wanted = chat.id;
    await this.connected(false);
  }
}
