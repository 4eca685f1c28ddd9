// The demo's clock: shows the campaign's time and sets it forward, where the server lets it.
import * as api from "./api.js";
import { el } from "./dom.js";
import { clock, shortDay, t, tellIn } from "./strings.js";

const HOUR = 3_600;
const DAY = 86_400;
const LOOK = 20_000; // milliseconds: another window may have set it

export class ClockBar {
  /** `node` is its place in the page; `say` tells what went wrong. */
  constructor(node, say) {
    Object.assign(this, { node, say, found: null, busy: false });
    this.time = el("time", {});
    this.morning = el("span", {});
    const hour = () => this.now() + HOUR;
    const day = () => this.now() + DAY;
    this.keys = [
      this.key(hour, el("span", { t: "clock_hour" })),
      this.key(day, el("span", { t: "clock_day" })),
      this.key(() => this.found.morning, el("span", { class: "wide", t: "clock_next" }), this.morning),
    ];
    this.bar = el("div", { class: "clock", role: "group", label: "clock_set" }, this.time, ...this.keys);
  }

  key(to, ...says) {
    return el("button", { on: { click: () => this.set(to()) } }, ...says);
  }

  /** Ask for the time; on a server whose clock cannot be set there is no bar. */
  async begin() {
    try {
      this.take(await api.clock());
    } catch {
      return; // no demo, or no server yet: the page is begun again then
    }
    this.node.append(this.bar);
    setInterval(() => this.draw(), 1_000);
    setInterval(() => this.look(), LOOK);
  }

  /** The campaign's time in seconds. */
  now() {
    return this.found.now + (performance.now() - this.at) / 1_000;
  }

  take(found) {
    this.at = performance.now();
    this.found = found;
    tellIn(found.zone);
    this.draw();
  }

  async look() {
    if (this.busy || document.hidden) return;
    try {
      const found = await api.clock();
      if (!this.busy) this.take(found);
    } catch {
      // the columns say that the server is away
    }
  }

  async set(to) {
    if (this.busy) return;
    this.busy = true; // a second tap is not a second hour
    this.draw();
    try {
      this.take(await api.setClock(to));
    } catch (error) {
      this.say(t("clock_error", { reason: error.message }));
    }
    this.busy = false;
    this.draw();
  }

  draw() {
    const now = this.now();
    this.time.textContent = `${shortDay(now)} ${clock(now)}`;
    this.morning.textContent = t("clock_workday", { time: clock(this.found.morning) });
    for (const key of this.keys) key.setAttribute("aria-busy", String(this.busy));
  }
}
