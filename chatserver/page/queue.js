// What a person did and the server has not yet taken: kept, in order, never twice.
import { Lane } from "./lane.js";

const STALE = 60_000; // a tap whose answer has not come by then is let go

/**
 * The queue of one person: a lane for each chat. With `kept` (kept.js) it survives the page, and
 * of several tabs one sends; without, it lasts as long as the page.
 */
export class Queue {
  /** `send(entry, progress)` → messages; `on.changed()`: how much waits may have changed. */
  constructor(send, kept = null, on = { changed: () => {} }) {
    Object.assign(this, { send, kept, on });
    this.lanes = new Map();
    this.unsaved = new Map();
    this.gone = new Set();
    this.leading = !kept || !navigator.locks; // without locks client ids alone prevent doubles
    this.latest = 0;
    this.holding = false; // once closed nothing more is sent
  }

  /** Take up what an earlier page left, and take turns with the other tabs. */
  async begin(name) {
    if (!this.kept) return;
    this.name = name;
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = () => this.read();
    await this.read();
    if (this.leading) return this.retry();
    // A tab out of sight may be stopped by the browser at any time: who is looked at sends.
    this.look = () => !document.hidden && !this.leading && this.lead(true);
    document.addEventListener("visibilitychange", this.look);
    this.lead(!document.hidden);
  }

  lead(steal) {
    const held = async () => {
      this.leading = true;
      await this.read();
      this.retry();
      await new Promise((done) => (this.release = done));
    };
    navigator.locks.request(this.name, { steal }, held).catch(() => {
      this.leading = false; // another tab has come to the front
      if (this.channel) this.lead(false);
    });
  }

  close() {
    document.removeEventListener("visibilitychange", this.look);
    this.channel?.close();
    this.channel = null;
    this.holding = true;
    this.release?.();
  }

  async read() {
    const stored = new Map((await this.kept.entries()).map((entry) => [entry.client, entry]));
    for (const [client, entry] of this.unsaved) stored.set(client, entry);
    for (const client of this.gone) stored.delete(client);
    const entries = [...stored.values()].sort((one, other) => one.at - other.at);
    for (const { lane } of entries) this.lane(lane);
    for (const [key, lane] of this.lanes) lane.merge(entries.filter((entry) => entry.lane === key));
  }

  lane(key) {
    if (!this.lanes.has(key)) this.lanes.set(key, new Lane(this, key));
    return this.lanes.get(key);
  }

  /** What one has read of a chat; only the last word counts. */
  seen(chat, message) {
    const lane = this.lane("reads");
    for (const entry of lane.entries) {
      if (entry.chat === chat && entry.state !== "sending") lane.drop(entry.client);
    }
    lane.add({ chat, read: message });
  }

  /** How many acts wait that the person would miss. */
  get waiting() {
    const count = ({ entries }) =>
      entries.filter((entry) => !entry.read && !["asked", "answered"].includes(entry.state)).length;
    return [...this.lanes.values()].reduce((sum, lane) => sum + count(lane), 0);
  }

  retry() {
    for (const lane of this.lanes.values()) lane.retry();
  }

  answered(client) {
    return [...this.lanes.values()].some((lane) => lane.answered(client));
  }

  /** A number for the next entry: after all others, whatever the clock does. */
  next() {
    const known = [...this.lanes.values()].flatMap(({ entries }) => entries.map(({ at }) => at));
    this.latest = Math.max(Date.now(), this.latest + 1, ...known.map((at) => at + 1));
    return this.latest;
  }

  async save(entry) {
    this.on.changed();
    if (!this.kept) return;
    this.unsaved.set(entry.client, entry);
    const { tries, progress, ...lasting } = entry;
    if (lasting.state === "sending" || lasting.state === "unsent") lasting.state = "waiting";
    await this.written(this.kept.put(lasting));
    if (this.unsaved.get(entry.client) === entry) this.unsaved.delete(entry.client);
  }

  async remove({ client }) {
    this.on.changed();
    if (!this.kept) return;
    this.unsaved.delete(client);
    this.gone.add(client);
    await this.written(this.kept.drop(client));
    this.gone.delete(client);
  }

  async written(writing) {
    try {
      await writing;
    } catch (error) {
      console.warn("not kept beyond this page", error); // full or closed: it goes on from memory
    }
    this.channel?.postMessage("changed");
  }

  /** Whether an entry read from the store is still of use. */
  fresh(entry) {
    return !["asked", "answered"].includes(entry.state) || Date.now() - entry.at < STALE;
  }
}
