// Photos picked to be sent: shown, left out or added to, and made as small as wished.
import { el, iconButton } from "./dom.js";
import { safeName } from "./media.js";
import { choose, pref } from "./prefs.js";
import { size, t } from "./strings.js";

const QUALITY = 0.85;
const SMALL = 2 << 20; // a JPEG no larger than this and than the edge stays as it is
const PLAIN = new Set(["image/jpeg", "image/png", "image/webp"]);
const SIZES = [["1600", "clear"], ["2560", "large"], ["original", "original"]];

/** The photo with no edge longer than `edge` pixels; null if this browser cannot read it. */
export async function shrunk(file, edge) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file); // turned as its EXIF says
  } catch {
    return null;
  }
  const longest = Math.max(bitmap.width, bitmap.height);
  const whole = longest <= edge && file.size <= SMALL && PLAIN.has(file.type);
  const scale = Math.min(1, edge / longest);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  if (!whole) canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  if (whole) return file;
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  canvas.width = 0; // small phones have little memory for pictures
  if (!blob) return null;
  const name = safeName(file.name).replace(/\.\w+$/, "");
  return new File([blob], `${name}.jpg`, { type: "image/jpeg", lastModified: file.lastModified });
}

export class Photos {
  /** `pick()` asks for one more (a promise of files). */
  constructor(files, pick) {
    this.files = [];
    this.made = new Map();
    this.working = Promise.resolve();
    this.shown = el("div", { class: "previews" });
    this.says = el("p", { class: "quiet", role: "status", hidden: true, t: "photos_working" });
    const options = SIZES.map(([value, key]) =>
      el("option", { value, t: key, selected: value === pref("photo") }),
    );
    this.edge = el("select", {}, ...options);
    this.edge.addEventListener("change", () => {
      choose("photo", this.edge.value);
      this.made.clear();
      this.files.forEach((file) => this.make(file));
    });
    const field = el("label", { class: "field" }, el("span", { t: "photo_size" }), this.edge);
    const more = el("button", { class: "small", t: "photo_more" });
    more.addEventListener("click", async () => this.add(await pick()));
    this.nodes = [this.shown, el("div", { class: "pair" }, more, field), this.says];
    this.add(files);
  }

  add(files) {
    for (const file of files) {
      this.files.push(file);
      this.shown.append(this.preview(file));
      this.make(file);
    }
  }

  /** One after another: several at once are too much for a small phone. */
  make(file) {
    const edge = this.edge.value;
    if (edge === "original") return;
    this.working = this.working.then(async () => {
      if (!this.files.includes(file) || this.edge.value !== edge) return;
      this.made.set(file, await shrunk(file, Number(edge)));
    });
  }

  /** `[{kind, files}]` as they are to be sent, in order, once all are made. */
  async ready() {
    this.says.hidden = false;
    let working;
    do await (working = this.working);
    while (working !== this.working);
    this.says.hidden = true;
    if (this.edge.value === "original") return [{ kind: "document", files: this.files }];
    const photos = this.files.map((file) => this.made.get(file)).filter(Boolean);
    const unread = this.files.filter((file) => !this.made.get(file));
    const parts = [{ kind: "photo", files: photos }, { kind: "document", files: unread }];
    return parts.filter(({ files }) => files.length);
  }

  preview(file) {
    const address = URL.createObjectURL(file);
    const picture = el("img", { class: "preview", src: address, alt: safeName(file.name) });
    const node = el("div", { class: "shot" }, picture);
    picture.addEventListener("load", () => URL.revokeObjectURL(address));
    picture.addEventListener("error", () => picture.replaceWith(described(file)));
    const drop = () => {
      this.files.splice(this.files.indexOf(file), 1);
      node.remove();
    };
    node.append(iconButton("close", "photo_drop", drop, { class: "drop" }));
    return node;
  }
}

/** A file without a picture: its name and size. */
export function described(file) {
  const name = el("bdi", {}, safeName(file.name));
  return el("div", { class: "described" }, name, ` ${size(file.size)}`);
}
