// What this browser keeps of one person: the queue of what was not sent yet, and what was seen.
const QUEUE = "queue"; // entries, by their client id
const SEEN = "seen"; // chats, their newest messages, the place in the stream

function settled(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

/** The store of one person in IndexedDB. */
export class Kept {
  /** The person's store; null where the browser keeps nothing (then all lasts as the page). */
  static async open(person) {
    try {
      const request = indexedDB.open(`ducha-${person}`, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(QUEUE, { keyPath: "client" });
        request.result.createObjectStore(SEEN);
      };
      return new Kept(await settled(request));
    } catch (error) {
      console.warn("nothing can be kept here", error);
      return null;
    }
  }

  constructor(database) {
    this.database = database;
    database.onversionchange = () => database.close(); // signed out in another tab
  }

  at(name, mode) {
    return this.database.transaction(name, mode).objectStore(name);
  }

  async entries() {
    return settled(this.at(QUEUE, "readonly").getAll());
  }

  async put(entry) {
    return settled(this.at(QUEUE, "readwrite").put(entry));
  }

  async drop(client) {
    return settled(this.at(QUEUE, "readwrite").delete(client));
  }

  async get(key) {
    return settled(this.at(SEEN, "readonly").get(key));
  }

  async set(key, value) {
    return settled(this.at(SEEN, "readwrite").put(value, key));
  }

  /** What was seen is forgotten; what was not sent stays. */
  async forgetSeen() {
    return settled(this.at(SEEN, "readwrite").clear());
  }

  /** Nothing of this person stays in the browser. */
  async forget() {
    const { name } = this.database;
    this.database.close();
    const request = indexedDB.deleteDatabase(name);
    // A tab that the phone has put to sleep holds it: it goes when that one wakes.
    const asleep = new Promise((done) => (request.onblocked = done));
    return Promise.race([settled(request), asleep]);
  }
}
