// The messages of one chat that the page has: an unbroken stretch, read on at both ends.
const PAGE = 50;

export class History {
  /** `fetchPage({before?, after?, limit})` reads messages, oldest first. */
  constructor(fetchPage) {
    this.fetchPage = fetchPage;
    this.messages = new Map();
    this.reads = new Set();
    this.first = false; // nothing is older
    this.last = true; // nothing is newer
  }

  get size() {
    return this.messages.size;
  }

  has(id) {
    return this.messages.has(id);
  }

  sorted() {
    return Array.from(this.messages.values()).sort((one, other) => one.id - other.id);
  }

  /** The newest messages, as long as nothing newer is missing. */
  newestOf(count) {
    return this.last ? this.sorted().slice(-count) : [];
  }

  /** Read a page; what events say meanwhile is newer than it and stays. */
  async read(from) {
    const touched = new Set();
    this.reads.add(touched);
    try {
      const page = await this.fetchPage({ ...from, limit: PAGE });
      for (const message of page) {
        if (!touched.has(message.id)) this.messages.set(message.id, message);
      }
      return { page, touched, full: page.length >= PAGE };
    } finally {
      this.reads.delete(touched);
    }
  }

  /** Begin with the newest page; what was read before it is read again when scrolled to. */
  async newest() {
    const { page, touched, full } = await this.read({});
    const ids = new Set(page.map(({ id }) => id));
    const from = page[0]?.id ?? 0;
    for (const id of this.messages.keys()) {
      if (!ids.has(id) && (id < from || !touched.has(id))) this.messages.delete(id);
    }
    this.first = !full;
    this.last = true;
  }

  /** Begin with what stood around a message, however old. */
  async around(id) {
    const before = await this.fetchPage({ before: id + 1, limit: PAGE });
    const after = await this.fetchPage({ after: id, limit: PAGE });
    this.messages = new Map([...before, ...after].map((message) => [message.id, message]));
    this.first = before.length < PAGE;
    this.last = after.length < PAGE;
  }

  async older() {
    const { page, touched, full } = await this.read({ before: Math.min(...this.messages.keys()) });
    const from = page[0]?.id ?? 0;
    for (const id of touched) if (id < from) this.messages.delete(id); // no gap before the page
    this.first = !full;
  }

  async newer() {
    const { full } = await this.read({ after: Math.max(...this.messages.keys()) });
    this.last = !full;
  }

  /** Take in a message, new or changed; false if it belongs to a page not read yet. */
  take(message, fresh) {
    const known = this.has(message.id);
    if (!known && !this.reads.size && !(fresh && this.last)) return false;
    for (const touched of this.reads) touched.add(message.id);
    this.messages.set(message.id, message);
    return true;
  }

  remove(ids) {
    for (const id of ids) {
      for (const touched of this.reads) touched.add(id);
      this.messages.delete(id);
    }
  }
}
