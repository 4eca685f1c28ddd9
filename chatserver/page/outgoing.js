// A message on its way: what it holds, what has become of it, and what can be done.
import { el } from "./dom.js";
import { said, t } from "./strings.js";

export class Outgoing {
  /** `lane` hears `retry(client)` and `drop(client)`. */
  constructor(entry, lane) {
    const act = (key, click) => el("button", { class: "small", t: key, on: { click } });
    const { client } = entry;
    this.status = el("span");
    this.bar = el("progress", { max: 1, label: "progress", hidden: true });
    this.foot = el("div", { class: "foot" }, this.status);
    this.fixes = el("div", { class: "fixes", hidden: true });
    const again = act("retry", () => lane.retry(client));
    this.fixes.append(again, act("discard", () => lane.drop(client)));
    this.addresses = this.pictures(entry).map((file) => URL.createObjectURL(file));
    const shots = this.addresses.map((src) => el("img", { src, alt: t("photo") }));
    const strip = shots.length ? el("div", { class: "strip" }, ...shots) : null;
    const held = entry.shown ?? entry.body?.text;
    const words = el("div", { class: "words spread", dir: "auto" }, held);
    const bubble = el("div", { class: "bubble" }, strip, words, this.bar, this.foot, this.fixes);
    this.node = el("article", {}, el("div", { class: "stack" }, bubble));
  }

  pictures({ kind, files }) {
    return kind === "photo" ? files : [];
  }

  /** The node, showing how things stand. */
  show(entry) {
    const failed = entry.state === "unsent" || entry.state === "refused";
    const part = entry.state === "sending" && entry.files ? (entry.progress ?? 0) : null;
    this.node.className = `line own outgoing ${entry.state}`;
    if (failed) this.foot.setAttribute("role", "alert");
    else this.foot.removeAttribute("role");
    this.status.textContent =
      part === null
        ? t(entry.state, { reason: said(entry.reason) })
        : t("uploading", { percent: Math.floor(part * 100) });
    this.bar.hidden = part === null;
    if (part !== null) this.bar.value = part;
    this.fixes.hidden = !failed;
    return this.node;
  }

  close() {
    for (const address of this.addresses) URL.revokeObjectURL(address);
  }
}
