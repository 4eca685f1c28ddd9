// One chat's part of the queue: sent one after another, taps among the texts.
import { Refused, clientId } from "./api.js";

const WAITS = [700, 2_000, 5_000];
const LATER = 15_000;
const SILENT = 20_000; // then the answer to a tap is no longer waited for
const SETTLING = 1_500; // between a tap's answer and its card
const SETTLED = new Set(["refused", "asked", "answered"]); // nothing more is sent of these

/**
 * An entry has `client` (its id at every try), `at` (its place in the order) and `state`:
 * "waiting", "sending", "unsent" (no network: tried again by itself), "refused", and for a tap
 * "asked" (taken, no answer yet) and "answered" (its card is on the way).
 */
export class Lane {
  constructor(queue, key) {
    Object.assign(this, { queue, key, entries: [], running: false });
    this.on = { changed: () => {}, sent: () => {}, tapped: () => {}, failed: () => {} };
  }

  /** `changed()`, `sent(messages)`, `tapped(message)`, `failed(key, reason)`. */
  hear(on) {
    this.on = on;
  }

  /** Whether a request is under way whose answer will say what became of it. */
  get sending() {
    return this.entries.some((entry) => entry.state === "sending" && !entry.tap);
  }

  /** The messages on their way. */
  get outgoing() {
    return this.entries.filter((entry) => !entry.tap && !entry.read);
  }

  add(entry) {
    const act = { chat: this.key, ...entry, lane: this.key, client: clientId(), state: "waiting" };
    Object.assign(act, { at: this.queue.next(), tries: 0 });
    this.entries.push(act);
    this.queue.save(act);
    this.changed(act);
    this.run();
  }

  /** Tap a button as it is shown: `{data, after?}`; a tap under way is not made twice. */
  tap(message, { data, after }) {
    if (this.tapOn(message, data)) return;
    this.add({ tap: { message, data, after: after ?? null } });
  }

  tapOn(message, data) {
    return this.entries.find(({ tap }) => tap?.message === message && tap.data === data);
  }

  /** How a tap on this button stands: null, "waiting" or "unsent". */
  pending(message, data) {
    const entry = this.tapOn(message, data);
    if (!entry || entry.state === "answered") return null;
    return entry.state === "unsent" || !navigator.onLine ? "unsent" : "waiting";
  }

  /** What a tapped button is shown as until its card comes, if that is known. */
  after(message, data) {
    return this.tapOn(message, data)?.tap.after ?? null;
  }

  drop(client) {
    const entry = this.entries.find((one) => one.client === client);
    if (!entry) return;
    clearTimeout(entry.timer);
    this.entries = this.entries.filter((one) => one !== entry);
    this.queue.remove(entry);
    this.changed(entry);
    this.run();
  }

  /** Try what failed again: one entry, or (with no `client`) all that lacked a network. */
  retry(client = null) {
    for (const entry of this.entries) {
      const wanted = client === null ? entry.state === "unsent" : entry.client === client;
      if (wanted && entry.state !== "sending") Object.assign(entry, { state: "waiting", tries: 0 });
    }
    this.hurry?.();
    this.changed();
    this.run();
  }

  /** What the store holds by now: another tab may have added, or sent. */
  merge(stored) {
    const mine = new Map(this.entries.map((entry) => [entry.client, entry]));
    const before = this.entries;
    this.entries = stored.filter((entry) => this.queue.fresh(entry)).map((entry) => {
      const known = mine.get(entry.client);
      if (!known) return this.wait({ ...entry, tries: 0 });
      const news = SETTLED.has(entry.state) && known.state !== entry.state;
      return news ? this.wait(Object.assign(known, entry)) : known;
    });
    for (const entry of before) if (!this.entries.includes(entry)) this.changed(entry);
    for (const entry of stored) if (!mine.has(entry.client)) this.changed(entry);
    this.queue.on.changed();
    this.run();
  }

  changed(entry = null) {
    if (entry?.tap) this.on.tapped(entry.tap.message);
    else this.on.changed();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    let entry;
    while ((entry = this.next())) await this.attempt(entry);
    this.running = false;
  }

  next() {
    if (!this.queue.leading || this.queue.holding) return null;
    const first = this.entries.find((entry) => !SETTLED.has(entry.state));
    return first?.state === "waiting" ? first : null; // what is unsent holds back the rest
  }

  async attempt(entry) {
    entry.state = "sending";
    this.changed(entry);
    try {
      const progress = (share) => {
        entry.progress = share;
        this.changed(entry);
      };
      const answer = await this.queue.send(entry, progress);
      if (entry.tap) return this.asked(entry);
      this.entries = this.entries.filter((other) => other !== entry);
      this.queue.remove(entry);
      if (!entry.read) this.on.sent(answer);
    } catch (error) {
      if (error instanceof Refused) this.refused(entry, error.message);
      else await this.failed(entry, error.wait || WAITS[entry.tries]);
    }
    return this.changed(entry);
  }

  refused(entry, reason) {
    if (!entry.tap && !entry.read) {
      Object.assign(entry, { state: "refused", reason });
      return this.queue.save(entry);
    }
    if (entry.tap) this.on.failed("refused", reason);
    return this.drop(entry.client);
  }

  async failed(entry, wait) {
    if (entry.tries < WAITS.length && navigator.onLine && !this.queue.holding) {
      await new Promise((done) => {
        this.hurry = done;
        setTimeout(done, wait);
      });
      entry.tries += 1;
      entry.state = "waiting";
      return;
    }
    entry.state = "unsent";
    this.queue.on.changed();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.retry(), LATER);
  }

  asked(entry) {
    if (!this.entries.includes(entry)) return; // its answer was quicker than this one
    if (entry.state === "answered") return;
    entry.state = "asked";
    this.queue.save(entry);
    this.wait(entry);
  }

  wait(entry) {
    if (entry.state !== "asked") return entry;
    entry.timer = setTimeout(() => {
      this.on.failed("press_silent");
      this.drop(entry.client);
    }, SILENT);
    return entry;
  }

  /** The card is shown anew: a tap whose button it no longer has is in it already. */
  settled({ id, inline }) {
    const shown = new Set((inline ?? []).flat().map(({ data }) => data));
    for (const { client, state, tap } of this.entries) {
      if (tap?.message === id && state === "answered" && !shown.has(tap.data)) this.drop(client);
    }
  }

  /** The answer to the tap `client` came; whether it was one of these. */
  answered(client) {
    const entry = this.entries.find((one) => one.client === client && one.tap);
    if (!entry) return false;
    clearTimeout(entry.timer);
    if (!entry.tap.after) {
      this.drop(client);
    } else {
      // The button keeps what the tap made of it: the card that says so comes a moment later.
      entry.state = "answered";
      this.queue.save(entry);
      setTimeout(() => this.drop(client), SETTLING);
    }
    return true;
  }
}
