// The messages of one chat on the screen: order, albums, days, scrolling, older history.
import { Row, dayLine, outgoing } from "./bubble.js";
import { el, iconButton } from "./dom.js";
import { day, t } from "./strings.js";

const PAGE = 50;
const NEAR = 48;

export class Thread {
  /** `fetchPage(before, limit)` reads history; `scene` is passed on to the rows. */
  constructor(fetchPage, scene, outbox) {
    this.fetchPage = fetchPage;
    this.scene = { ...scene, jump: (id) => this.jump(id) };
    this.outbox = outbox;
    this.messages = new Map();
    this.rows = new Map();
    this.days = new Map();
    this.reads = new Set();
    this.complete = false;
    this.unseen = 0;
    this.height = 0;
    this.list = el("div", { class: "messages", role: "log", tabindex: "0", label: "chats" });
    this.older = el("div", { class: "older quiet", t: "older", hidden: true });
    this.count = el("span", { class: "badge" });
    const down = () => this.bottom();
    this.down = iconButton("down", "latest", down, { class: "down", hidden: true });
    this.down.append(this.count);
    this.list.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.list.addEventListener("load", () => this.settle(), true);
    this.list.addEventListener("loadedmetadata", () => this.settle(), true);
    new ResizeObserver(() => this.settle()).observe(this.list);
    this.node = el("div", { class: "thread" }, this.list, this.down);
    this.stuck = true;
  }

  /** Read a page of history; what events say meanwhile is newer than it and stays. */
  async read(before) {
    const touched = new Set();
    this.reads.add(touched);
    try {
      const page = await this.fetchPage(before, PAGE);
      this.complete = page.length < PAGE;
      for (const message of page) {
        if (!touched.has(message.id)) this.messages.set(message.id, message);
      }
      const from = page[0]?.id ?? 0;
      for (const id of touched) if (id < from) this.messages.delete(id); // no gap before the page
      return { from, ids: new Set(page.map(({ id }) => id)), touched };
    } finally {
      this.reads.delete(touched);
    }
  }

  /** Begin with the newest page; what was read before it is read again when scrolled to. */
  async load() {
    const { from, ids, touched } = await this.read(null);
    for (const id of this.messages.keys()) {
      if (!ids.has(id) && (id < from || !touched.has(id))) this.messages.delete(id);
    }
    this.draw();
  }

  async loadOlder() {
    if (this.complete || this.reading || !this.messages.size) return;
    this.reading = true;
    this.older.textContent = t("older");
    this.older.hidden = false;
    try {
      await this.read(Math.min(...this.messages.keys()));
      this.older.hidden = true;
    } catch (error) {
      this.older.textContent = error.message || t("unreachable"); // scrolling up tries again
    } finally {
      this.reading = false;
      this.draw();
    }
  }

  /** Take messages in, new or changed; `fresh`: they arrived just now. */
  take(messages, fresh) {
    for (const message of messages) {
      const known = this.messages.has(message.id);
      const own = message.from.id === this.scene.person;
      if (!known && !fresh && !this.reads.size) continue; // of a page not read yet
      if (fresh && own) this.stuck = true;
      else if (fresh && !known && !this.stuck) this.unseen += 1;
      for (const touched of this.reads) touched.add(message.id);
      this.messages.set(message.id, message);
    }
    this.draw();
  }

  remove(ids) {
    for (const id of ids) {
      for (const touched of this.reads) touched.add(id);
      this.messages.delete(id);
    }
    this.draw();
  }

  sorted() {
    return Array.from(this.messages.values()).sort((one, other) => one.id - other.id);
  }

  /** Paint what changed, leaving the reader's place in the chat where it was. */
  draw() {
    const anchor = this.stuck ? null : this.anchor();
    const wanted = [this.older, ...this.lines()];
    wanted.push(...this.outbox.entries.map((entry) => outgoing(entry, this.outbox)));
    if (wanted.length === 1) wanted.push(this.emptiness());
    const staying = new Set(wanted);
    for (const node of Array.from(this.list.children)) if (!staying.has(node)) node.remove();
    wanted.forEach((node, index) => {
      const there = this.list.children[index] ?? null;
      if (there !== node) this.list.insertBefore(node, there);
    });
    if (anchor) this.list.scrollTop += anchor.node.getBoundingClientRect().top - anchor.top;
    this.settle();
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
      nodes.push(this.rowOf(key, group).node);
    }
    for (const key of this.rows.keys()) if (!used.has(key)) this.rows.delete(key);
    return nodes;
  }

  groups() {
    const groups = [];
    for (const message of this.sorted()) {
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

  dayOf(date, seconds) {
    if (!this.days.has(date)) this.days.set(date, dayLine(seconds));
    return this.days.get(date);
  }

  /** Paint again the row of one message (its buttons' pending state changed). */
  refresh(id) {
    for (const row of this.rows.values()) {
      if (row.messages.some((message) => message.id === id)) row.show(row.messages);
    }
  }

  /** Say everything again in the language now chosen. */
  relabel() {
    this.days.clear();
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
    this.stuck = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.stuck) this.unseen = 0;
    if (scrollTop < 200 && !this.stuck) this.loadOlder();
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

  jump(id) {
    for (const row of this.rows.values()) {
      if (!row.messages.some((message) => message.id === id)) continue;
      row.node.scrollIntoView({ block: "center" });
      row.node.classList.add("found");
      setTimeout(() => row.node.classList.remove("found"), 1600);
    }
  }
}
