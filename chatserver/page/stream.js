// The live stream of one person's events: resumes after a loss where it stopped.
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;
const SILENCE = 45_000;

/**
 * Reads events for ever until closed, from `after` on (null: from now); `on.open(resumed)`,
 * `on.lost()`, `on.event(event)`, `on.moved(seq)`, `on.gone()` when the server knows no such
 * person, `on.out()` when the session has ended. `stays()`: whether a hidden page listens on.
 */
export class Stream {
  constructor(person, on, { after = null, stays = () => false } = {}) {
    Object.assign(this, { person, on, seq: after, stays, closed: false, wait: FIRST_WAIT });
    this.hurry = () => {};
    this.heard = new AbortController();
    const { signal } = this.heard;
    // A browser opens six connections to one server: a hidden tab gives its own back.
    const look = () => (document.hidden && !stays() ? this.reader?.abort() : this.hurry());
    document.addEventListener("visibilitychange", look, { signal });
    // After a change of network the old connection may hang, silent, for long.
    for (const name of ["online", "offline"]) {
      window.addEventListener(name, () => this.anew(), { signal });
    }
    this.run();
  }

  close() {
    this.closed = true;
    this.heard.abort();
    this.reader?.abort();
    this.hurry();
  }

  anew() {
    this.wait = FIRST_WAIT;
    this.reader?.abort();
    this.hurry();
  }

  async run() {
    while (!this.closed) {
      if (document.hidden && this.seq !== null && !this.stays()) {
        await this.pause(3_600_000);
        continue;
      }
      try {
        await this.read();
      } catch (error) {
        if (!(error instanceof DOMException) && !(error instanceof TypeError)) console.warn(error);
      }
      if (this.closed) return;
      if (!document.hidden || this.stays()) this.on.lost();
      await this.pause(this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    }
  }

  pause(milliseconds) {
    return new Promise((done) => {
      const timer = setTimeout(done, milliseconds);
      this.hurry = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  async read() {
    this.reader = new AbortController();
    const resumed = this.seq !== null;
    const from = resumed ? `?after=${this.seq}` : "";
    let quiet = setTimeout(() => this.reader.abort(), SILENCE);
    try {
      const options = { signal: this.reader.signal, headers: { Accept: "text/event-stream" } };
      const answer = await fetch(`/api/people/${this.person}/events${from}`, options);
      if (answer.status === 401) return this.on.out();
      if (answer.status === 404) return this.on.gone();
      if (!answer.ok) throw new TypeError(`stream answered ${answer.status}`);
      this.wait = FIRST_WAIT;
      this.on.open(resumed);
      const chunks = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await chunks.read();
        if (done) return;
        clearTimeout(quiet);
        quiet = setTimeout(() => this.reader.abort(), SILENCE);
        const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) this.take(block);
      }
    } finally {
      clearTimeout(quiet);
    }
  }

  take(block) {
    let data = "";
    let seq = null;
    for (const line of block.split("\n")) {
      if (line.startsWith("data:")) data += line.slice(5);
      else if (line.startsWith("id:")) seq = Number(line.slice(3));
    }
    if (seq !== null) this.seq = seq;
    try {
      if (data) this.on.event(JSON.parse(data));
    } catch (error) {
      console.error("an event could not be shown", error); // the next ones still can
    }
    if (seq !== null) this.on.moved?.(seq);
  }
}
