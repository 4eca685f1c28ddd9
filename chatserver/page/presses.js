// Taps on buttons whose answer has not come yet; a tap repeated after a loss counts once.
import { Refused, clientId } from "./api.js";

const PATIENCE = 20_000;
const WAITS = [700, 2_000];

export class Presses {
  /** `send(message, data, client)` posts a tap; `on.changed(message)`, `on.failed(key, reason)`. */
  constructor(send, on) {
    this.send = send;
    this.on = on;
    this.open = new Map();
  }

  pending(message, data) {
    return this.open.get(`${message}|${data}`)?.waiting ?? false;
  }

  async press(message, data) {
    const key = `${message}|${data}`;
    const before = this.open.get(key);
    if (before?.waiting) return;
    const tap = { message, client: before?.client ?? clientId(), waiting: true };
    this.open.set(key, tap);
    this.on.changed(message);
    try {
      await this.posted(message, data, tap.client);
      if (this.open.get(key) !== tap) return; // its toast was quicker than this answer
      tap.timer = setTimeout(() => this.settle(key, "press_silent"), PATIENCE);
    } catch (error) {
      if (error instanceof Refused) return this.settle(key, "refused", error.message);
      if (this.open.get(key) !== tap) return;
      tap.waiting = false; // kept with its client id: the next tap is the same tap
      this.on.changed(message);
      this.on.failed("press_failed");
    }
  }

  async posted(message, data, client) {
    for (const wait of [...WAITS, null]) {
      try {
        return await this.send(message, data, client);
      } catch (error) {
        if (error instanceof Refused || wait === null) throw error;
        await new Promise((done) => setTimeout(done, wait));
      }
    }
  }

  /** The answer to the tap `client` came. */
  answered(client) {
    for (const [key, tap] of this.open) {
      if (tap.client === client) this.settle(key);
    }
  }

  settle(key, failure = null, reason = "") {
    const tap = this.open.get(key);
    if (!tap) return;
    clearTimeout(tap.timer);
    this.open.delete(key);
    this.on.changed(tap.message);
    if (failure) this.on.failed(failure, reason);
  }
}
