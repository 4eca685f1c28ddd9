// The one person's page of an office: what it keeps, tells and offers besides the chats.
import * as api from "./api.js";
import { el, icon, iconButton } from "./dom.js";
import { addGroup, groupMenu } from "./groups.js";
import { mark, notify, noticesOn } from "./notices.js";
import { Phone } from "./phone.js";
import { search } from "./search.js";
import { devices, settings } from "./settings.js";
import { t, told } from "./strings.js";

const LASTING = 50; // messages of a chat that can be read without a network
const SOON = 500;

export class OfficePhone extends Phone {
  /** `me`: /api/me's answer; `house`: `queue`, `kept`, `after`; `on`: see phone.js, `out()`. */
  constructor(me, on, { queue, kept, after }) {
    super(me.person, null, on, { queue, stream: { after, stays: noticesOn } });
    Object.assign(this, { me, kept });
    this.bots = [me.bot];
    this.sheets.largest = me.limits.upload;
    this.saving = new Map();
    this.name.setAttribute("role", "heading");
    this.name.setAttribute("aria-level", "1");
    this.news = el("button", { class: "news", t: "new_version", hidden: true });
    this.news.addEventListener("click", () => location.reload());
    this.lostLine.setAttribute("role", "status");
    delete this.lostLine.dataset.t;
    this.lostLine.before(this.news);
    queue.on.changed = () => this.tellWaiting();
    this.missed = 0;
    this.ended = new AbortController();
    const { signal } = this.ended;
    document.addEventListener("visibilitychange", () => this.lookedAt(), { signal });
    addEventListener("pagehide", () => this.saveAll(), { signal });
  }

  close() {
    this.ended.abort();
    this.saving.clear();
    super.close();
  }

  hearing() {
    return {
      ...super.hearing(),
      moved: (seq) => this.keep("after", () => seq),
      out: () => this.on.out(),
      gone: () => this.on.check(),
    };
  }

  /** Show at once what an earlier page kept. */
  async recall() {
    if (!this.kept) return;
    const chats = await this.kept.get("chats").catch(() => null);
    if (!chats || this.chats.length) return;
    this.chats = chats;
    this.place.replaceChildren();
    if (this.first()) await this.open(this.first()).catch(() => this.tellWaiting());
    else this.showList();
  }

  tools() {
    const find = iconButton("search", "search", () => this.search());
    return [find, iconButton("more", "more_actions", () => this.menu())];
  }

  findBots() {
    return this.bots;
  }

  /** The chat with the office's bot, unless another was asked for. */
  first() {
    return this.wanted ?? (this.listWanted ? null : this.me.bot.id);
  }

  async refresh() {
    await super.refresh();
    this.keepChats();
  }

  makeDesk(chat) {
    const key = `messages ${chat.id}`;
    const newest = () => this.desks.get(chat.id).thread.history.newestOf(LASTING);
    const drawn = () => this.desks.get(chat.id)?.thread.history.last && this.keep(key, newest);
    const commands = () => this.commands(chat.id);
    return super.makeDesk(chat, { drawn, commands, camera: true });
  }

  async open(id) {
    this.listWanted = false;
    const opening = super.open(id);
    const { thread } = this.desk;
    if (!thread.history.size) {
      const messages = await this.kept?.get(`messages ${id}`).catch(() => null);
      thread.remember(messages ?? []);
    }
    return opening;
  }

  /** The menu of commands; without a network the one seen last. */
  async commands(chat) {
    const key = `commands ${chat}`;
    try {
      const commands = await api.commands(this.person.id, chat);
      this.keep(key, () => commands);
      return commands;
    } catch (error) {
      const before = await this.kept?.get(key);
      if (before) return before;
      throw error;
    }
  }

  showList() {
    this.listWanted = true;
    super.showList();
  }

  hear(event) {
    super.hear(event);
    if (event.kind === "message") this.keepChats();
  }

  arrive(desk, message) {
    const own = message.from.id === this.person.id;
    const chat = this.chats.find(({ id }) => id === message.chat);
    if (!own && chat && this.queue.leading) notify(chat, message).catch(console.warn);
    if (!own && document.hidden) this.missed += 1;
    return super.arrive(desk, message);
  }

  async connected(resumed) {
    navigator.serviceWorker?.controller?.postMessage("look"); // it may have been renewed meanwhile
    return super.connected(resumed);
  }

  beginAnew() {
    this.connected(false);
  }

  lookedAt() {
    if (document.hidden) return;
    this.missed = 0;
    this.seen();
    this.head();
  }

  /** Write `value()` to what is kept, a moment later and only once. */
  keep(key, value) {
    if (!this.kept) return;
    if (!this.saving.size) setTimeout(() => this.saveAll(), SOON);
    this.saving.set(key, value);
  }

  keepChats() {
    this.keep("chats", () => this.chats);
  }

  saveAll() {
    for (const [key, value] of this.saving) this.kept.set(key, value()).catch(console.warn);
    this.saving.clear();
  }

  setState(state) {
    super.setState(state);
    this.tellWaiting();
  }

  /** The line under the head: whether there is a network, and how much waits for it. */
  tellWaiting() {
    const { waiting: n } = this.queue;
    clearTimeout(this.telling);
    if (this.state === "lost") return this.tell(n ? t("waits_line", { n }) : t("offline_line"));
    if (!n) return this.tell("");
    // What goes out at once needs no word.
    this.telling = setTimeout(() => this.tellSending(), 1_500);
    return undefined;
  }

  tellSending() {
    const { waiting: n } = this.queue;
    this.tell(n ? t("sending_line", { n }) : "");
  }

  tell(text) {
    this.lostLine.hidden = !text;
    this.lostLine.classList.toggle("calm", this.state !== "lost");
    if (this.lostLine.textContent !== text) this.lostLine.textContent = text;
  }

  head() {
    super.head();
    const others = this.chats.reduce((sum, chat) => sum + chat.unread, 0);
    this.name.textContent = this.desk ? this.desk.chat.title : this.me.office;
    const place = this.isTyping ? t("typing") : this.person.name;
    this.where.textContent = place;
    this.back.dataset.n = others || "";
    this.back.setAttribute("aria-label", others ? t("from_others", { n: others }) : t("home"));
    mark(others + this.missed);
  }

  async menu() {
    const group = this.desk?.chat.type === "group";
    const choice = await this.sheets.choose(t("more_actions"), [
      ...(group ? [{ icon: "people", text: t("group_members"), value: "group" }] : []),
      { icon: "device", text: t("devices"), value: "devices" },
      { icon: "gear", text: t("settings"), value: "settings" },
    ]);
    if (choice === "group") await this.guarded(() => groupMenu(this, this.desk.chat));
    if (choice === "devices") await this.guarded(() => devices(this));
    if (choice === "settings") await settings(this);
  }

  /** Do something that needs the network; where there is none, say so. */
  async guarded(act) {
    try {
      return await act();
    } catch (error) {
      this.sheets.toast(told(error));
      return null;
    }
  }

  async search() {
    const found = await search(this);
    if (!found) return;
    await this.guarded(async () => {
      if (this.desk?.chat.id !== found.chat) await this.open(found.chat);
      await this.desk.thread.jump(found.id);
    });
  }

  newGroup() {
    return this.guarded(() => addGroup(this));
  }

  /** Open a chat one has just come to belong to. */
  async goTo(id) {
    this.wanted = id;
    this.desk = null;
    await this.refresh();
  }

  listed() {
    const link = (name, key, click) =>
      el("button", { class: "choice", on: { click } }, icon(name), el("span", { t: key }));
    return [
      link("device", "devices", () => this.guarded(() => devices(this))),
      link("gear", "settings", () => settings(this)),
    ];
  }
}
