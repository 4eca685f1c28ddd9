// The messages of one chat on the screen: order, albums, days, scrolling, what is unread.
import { Row, dayLine, unreadLine } from "./bubble.js";
import { el, iconButton } from "./dom.js";
import { History } from "./history.js";
import { Outgoing } from "./outgoing.js";
import { day, t, told } from "./strings.js";

const NEAR = 48;
const READ_ON = 200; // pixels from the end at which the next page is read

export class Thread {
  /** `fetchPage` reads history; `scene` is passed on to the rows; `lane`: what is on its way. */
  constructor(fetchPage, scene, lane) {
    this.history = new History(fetchPage);
    this.scene = { ...scene, jump: (id) => this.jump(id) };
    this.lane = lane;
    this.rows = new Map();
    this.days = new Map();
    this.outgoing = new Map();
    this.unseen = 0;
    this.height = 0;
    this.divider = null;
    this.list = el("div", { class: "messages", role: "log", tabindex: "0", label: "messages" });
    this.older = el("div", { class: "older quiet", t: "older", hidden: true });
    this.unread = unreadLine();
    this.count = el("span", { class: "badge" });
    const down = () => this.latest();
    this.down = iconButton("down", "latest", down, { class: "down", hidden: true });
    this.down.append(this.count);
    this.list.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.list.addEventListener("load", () => this.settle(), true);
    this.list.addEventListener("loadedmetadata", () => this.settle(), true);
    new ResizeObserver(() => this.settle()).observe(this.list);
    this.node = el("div", { class: "thread" }, this.list, this.down);
    this.stuck = true;
  }

  /** Begin with the newest page. */
  async load() {
    await this.history.newest();
    this.draw();
  }

  /** Show what was kept of it until the server tells. */
  remember(messages) {
    if (this.history.size) return;
    for (const message of messages) this.history.messages.set(message.id, message);
    this.draw();
  }

  async readOn(way) {
    if (this.reading || !this.history.size) return;
    this.reading = true;
    if (way === "older") this.tellOlder(t("older"));
    try {
      await this.history[way]();
      this.older.hidden = true;
    } catch (error) {
      this.tellOlder(told(error)); // scrolling on tries again
    } finally {
      this.reading = false;
      this.draw();
    }
  }

  tellOlder(text) {
    this.older.textContent = text;
    this.older.hidden = false;
  }

  /** Take messages in, new or changed; `fresh`: they arrived just now. */
  take(messages, fresh) {
    for (const message of messages) {
      const known = this.history.has(message.id);
      const own = message.from.id === this.scene.person;
      const here = this.history.take(message, fresh);
      if (fresh && own && here) this.stuck = true;
      else if (fresh && !known && !own && !this.stuck) this.unseen += 1;
      if (fresh && !known && !own && document.hidden) this.divider ??= message.id;
      if (fresh && own && !here) this.latest();
    }
    this.draw();
  }

  remove(ids) {
    this.history.remove(ids);
    this.draw();
  }

  /** The line above the last `count` messages of others: they are unread. */
  divide(count) {
    const others = this.history.sorted().filter(({ from }) => from.id !== this.scene.person);
    // With nothing read before it the line would say nothing.
    const some = count > 0 && (count < others.length || !this.history.first);
    this.divider = some ? (others.at(-count) ?? others[0]).id : null;
    this.draw();
  }

  /** Paint what changed, leaving the reader's place in the chat where it was. */
  draw() {
    const anchor = this.stuck ? null : this.anchor();
    const wanted = [this.older, ...this.lines(), ...this.under()];
    if (wanted.length === 1) wanted.push(this.emptiness());
    const staying = new Set(wanted);
    for (const node of Array.from(this.list.children)) if (!staying.has(node)) node.remove();
    wanted.forEach((node, index) => {
      const there = this.list.children[index] ?? null;
      if (there !== node) this.list.insertBefore(node, there);
    });
    if (anchor) this.list.scrollTop += anchor.node.getBoundingClientRect().top - anchor.top;
    this.settle();
    this.scene.drawn?.();
  }

  /** What is on its way stands under all else. */
  under() {
    const entries = this.history.last ? this.lane.outgoing : [];
    const clients = new Set(entries.map(({ client }) => client));
    for (const [client, shown] of this.outgoing) {
      if (clients.has(client)) continue;
      shown.close();
      this.outgoing.delete(client);
    }
    return entries.map((entry) => {
      const { client } = entry;
      if (!this.outgoing.has(client)) this.outgoing.set(client, new Outgoing(entry, this.lane));
      return this.outgoing.get(client).show(entry);
    });
  }

  emptiness() {
    const click = () => this.scene.command("/start");
    const start = el("button", { class: "main", t: "start", on: { click } });
    const begin = [el("p", { class: "quiet", t: "empty_hint" }), start];
    return el("div", { class: "emptiness" }, el("p", { t: "empty" }), this.scene.group ? null : begin);
  }

  lines() {
    const nodes = [];
    const used = new Set();
    let lastDay = null;
    for (const group of this.groups()) {
      const key = group[0].album ? `album ${group[0].album}` : group[0].id;
      const date = day(group[0].date);
      if (date !== lastDay) nodes.push(this.dayOf(date, group[0].date));
      lastDay = date;
      used.add(key);
      if (group.some(({ id }) => id === this.divider)) nodes.push(this.unread);
      nodes.push(this.rowOf(key, group).node);
    }
    for (const key of this.rows.keys()) if (!used.has(key)) this.rows.delete(key);
    return nodes;
  }

  groups() {
    const groups = [];
    for (const message of this.history.sorted()) {
      const last = groups.at(-1);
      if (last && message.album && last[0].album === message.album) last.push(message);
      else groups.push([message]);
    }
    return groups;
  }

  rowOf(key, group) {
    let row = this.rows.get(key);
    if (!row) {
      row = new Row(group, this.scene);
      this.rows.set(key, row);
    } else if (group.length !== row.messages.length || group.some((m, i) => m !== row.messages[i])) {
      row.show(group);
    }
    return row;
  }

  rowWith(id) {
    return Array.from(this.rows.values()).find((row) => row.messages.some((one) => one.id === id));
  }

  dayOf(date, seconds) {
    if (!this.days.has(date)) this.days.set(date, dayLine(seconds));
    return this.days.get(date);
  }

  /** Paint again the buttons of one message (how its taps stand has changed). */
  refresh(id) {
    this.rowWith(id)?.keys();
  }

  /** Say everything again in the language now chosen. */
  relabel() {
    this.days.clear();
    this.outgoing.clear();
    for (const row of this.rows.values()) row.show(row.messages);
    this.draw();
  }

  anchor() {
    const top = this.list.getBoundingClientRect().top;
    const lines = Array.from(this.list.children);
    const node = lines.find((line) => line !== this.older && line.getBoundingClientRect().bottom > top);
    return node ? { node, top: node.getBoundingClientRect().top } : null;
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    const grown = scrollHeight > this.height;
    this.height = scrollHeight;
    // A picture that got its size moved the end away; nobody has scrolled.
    if (grown && this.stuck) return this.settle();
    const under = scrollHeight - scrollTop - clientHeight;
    this.stuck = under < NEAR && this.history.last;
    if (this.stuck) this.unseen = 0;
    if (under < READ_ON && !this.history.last) this.readOn("newer");
    else if (scrollTop < READ_ON && !this.stuck && !this.history.first) this.readOn("older");
    return this.badge();
  }

  settle() {
    if (this.stuck) this.list.scrollTop = this.list.scrollHeight;
    this.badge();
  }

  badge() {
    this.down.hidden = this.stuck;
    this.count.textContent = this.unseen ? String(this.unseen) : "";
    this.down.setAttribute("aria-label", this.unseen ? t("unread", { n: this.unseen }) : t("latest"));
  }

  bottom() {
    this.stuck = true;
    this.unseen = 0;
    this.settle();
  }

  /** Down to the newest, or to where the unread begins. */
  enter() {
    this.bottom();
    if (!this.unread.isConnected) return;
    const whole = this.list.scrollHeight - this.unread.offsetTop <= this.list.clientHeight;
    if (whole) return;
    this.stuck = false;
    this.unread.scrollIntoView({ block: "start" });
  }

  async latest() {
    if (!this.history.last) await this.load().catch(() => this.tellOlder(t("unreachable")));
    this.bottom();
  }

  /** Show one message, reading what stood around it where it is of long ago. */
  async jump(id) {
    if (!this.history.has(id)) {
      await this.history.around(id);
      this.stuck = false;
      this.draw();
    }
    const row = this.rowWith(id);
    if (!row) return;
    this.stuck = false;
    row.node.scrollIntoView({ block: "center" });
    row.node.classList.add("found");
    setTimeout(() => row.node.classList.remove("found"), 1600);
  }
}
