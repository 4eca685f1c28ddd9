// What a person has sent in one chat and the server has not yet taken: in order, never twice.
import { Refused, clientId } from "./api.js";

const WAITS = [700, 2_000, 5_000];

/**
 * A queue with one sender. An entry has `client` (its id at every try) and `state`:
 * "waiting", "sending", "unsent" (no network: tried again by itself) or "refused".
 */
export class Outbox {
  constructor(send, on) {
    this.send = send;
    this.on = on;
    this.entries = [];
    this.running = false;
  }

  /** Whether a request is under way whose answer will say what became of it. */
  get sending() {
    return this.entries.some((entry) => entry.state === "sending");
  }

  add(entry) {
    this.entries.push({ ...entry, client: clientId(), state: "waiting", tries: 0 });
    this.on.changed();
    this.run();
  }

  drop(client) {
    this.entries = this.entries.filter((entry) => entry.client !== client);
    this.on.changed();
    this.run();
  }

  /** Try what failed again: one entry, or (with no `client`) all that lacked a network. */
  retry(client = null) {
    for (const entry of this.entries) {
      const wanted = client === null ? entry.state === "unsent" : entry.client === client;
      if (wanted && entry.state !== "sending") Object.assign(entry, { state: "waiting", tries: 0 });
    }
    this.on.changed();
    this.run();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    let entry;
    while ((entry = this.next())) await this.attempt(entry);
    this.running = false;
  }

  next() {
    const first = this.entries.find((entry) => entry.state !== "refused");
    return first?.state === "waiting" ? first : null; // what is unsent holds back the rest
  }

  async attempt(entry) {
    entry.state = "sending";
    this.on.changed();
    try {
      const messages = await this.send(entry);
      this.entries = this.entries.filter((other) => other !== entry);
      this.on.sent(messages);
    } catch (error) {
      if (error instanceof Refused) {
        Object.assign(entry, { state: "refused", reason: error.message });
      } else if (entry.tries < WAITS.length) {
        await new Promise((done) => setTimeout(done, WAITS[entry.tries]));
        entry.tries += 1;
        entry.state = "waiting";
      } else {
        entry.state = "unsent";
      }
    }
    this.on.changed();
  }
}
