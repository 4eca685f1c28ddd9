// Small things the browser keeps. Where it is full or allows none, they last as long as the page.
class Small {
  constructor(area) {
    this.own = new Map(); // what the browser would not take
    try {
      this.area = window[area];
    } catch {
      this.area = null; // the person has forbidden it to all pages
    }
  }

  getItem(key) {
    return this.own.get(key) ?? this.area?.getItem(key) ?? null;
  }

  setItem(key, value) {
    this.own.delete(key);
    try {
      this.area.setItem(key, value);
    } catch {
      this.own.set(key, value);
    }
  }

  removeItem(key) {
    this.own.delete(key);
    this.area?.removeItem(key);
  }

  keys() {
    return [...this.own.keys(), ...Object.keys(this.area ?? {})];
  }
}

/** Kept for this browser. */
export const local = new Small("localStorage");

/** Kept for this tab, over a reload. */
export const session = new Small("sessionStorage");
