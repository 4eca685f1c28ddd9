// Entering: with the link of an invitation, or from another device of one's own.
import * as api from "./api.js";
import { el, icon } from "./dom.js";
import { scan } from "./scan.js";
import { field } from "./sheet.js";
import { session } from "./small.js";
import { chooseLanguage, currentLanguage, t, told } from "./strings.js";

const UNDER_WAY = "ducha.entering"; // survives a reload in the middle of it
const LINK = /#(join|device|group)=([\w-]{1,128})/;

/** What the address asks for: `{kind, token, client}`; it leaves the address at once. */
export function startsWith() {
  const found = read(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname);
  const before = JSON.parse(session.getItem(UNDER_WAY) ?? "null");
  return found ?? before;
}

/** What the address asked for is done, or no longer wanted. */
export function done() {
  session.removeItem(UNDER_WAY);
}

/** An invitation's link, or its token alone, as what to enter with; null if it is neither. */
function read(text) {
  const found = LINK.exec(text);
  const token = /^[\w-]{16,128}$/.exec(text.trim());
  if (!found && !token) return null;
  const [, kind, held] = found ?? [null, "join", token[0]];
  const entry = { kind, token: held, client: api.clientId() };
  session.setItem(UNDER_WAY, JSON.stringify(entry));
  return entry;
}

/** Show the way in; settles once one is in, or (`me`: who is in already) wants to stay so. */
export function entering(place, entry, said, me = null) {
  return new Promise((done) => new Way(place, entry, said, me, done).show());
}

class Way {
  constructor(place, entry, said, me, done) {
    Object.assign(this, { place, entry, said, me, done });
  }

  show() {
    this.says = el("p", { class: "said", role: "status" }, this.said);
    const title = el("h1", {}, this.me?.office ?? t("title"));
    const sign = el("img", { src: "/page/icon.svg", alt: "", width: 72, height: 72 });
    const language = el("button", { class: "small", t: "language_mark", label: "language" });
    language.addEventListener("click", () => {
      chooseLanguage(currentLanguage() === "zh" ? "en" : "zh");
      this.show();
    });
    const steps = this.me ? this.again() : this.entry ? this.ready() : this.asking();
    const parts = [sign, title, this.says, ...steps, language];
    this.place.replaceChildren(el("section", { class: "way" }, ...parts));
  }

  button(key, click, kind = "main") {
    return el("button", { class: kind, t: key, on: { click } });
  }

  again() {
    const stay = () => this.done(false);
    const anew = this.button("enter_again", () => this.enter(), "small");
    anew.hidden = !this.entry;
    const who = el("p", {}, t("enter_as", { name: this.me.person.name }));
    return [who, this.button("go_on", stay), anew];
  }

  ready() {
    const hint = el("p", { t: this.entry.kind === "device" ? "enter_device" : "enter_ready" });
    return [hint, this.button("enter", () => this.enter())];
  }

  asking() {
    const pasted = field("link_paste", { autocapitalize: "none", spellcheck: "false" });
    const form = el("form", { class: "form" }, pasted.node);
    form.append(el("button", { class: "main", type: "submit", t: "enter" }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.take(pasted.input.value);
    });
    const look = el("button", { class: "small" }, icon("scan"), el("span", { t: "scan" }));
    look.addEventListener("click", async () => {
      const text = await scan(this.place);
      if (text) this.take(text);
    });
    look.hidden = !("BarcodeDetector" in window && navigator.mediaDevices);
    return [el("p", { t: "enter_hint" }), form, look];
  }

  take(text) {
    this.entry = read(text);
    if (this.entry && this.entry.kind !== "group") this.enter();
    else this.says.textContent = t("bad_link");
  }

  async enter() {
    if (this.busy) return;
    this.busy = true;
    this.says.textContent = t("entering");
    const { kind, token, client } = this.entry;
    const which = kind === "device" ? { device_token: token } : { token };
    try {
      await api.enter({ ...which, client_id: client, lang: currentLanguage() });
      done();
      this.done(true);
    } catch (error) {
      this.busy = false;
      this.said = told(error);
      if (error instanceof api.Refused) this.forget();
      this.show();
    }
  }

  forget() {
    done();
    this.entry = null;
  }
}
