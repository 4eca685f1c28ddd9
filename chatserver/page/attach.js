// Choosing what to send besides text: photos, files, voice, video, a place, a contact.
import { el } from "./dom.js";
import { safeName } from "./media.js";
import { Photos, described } from "./photos.js";
import { field } from "./sheet.js";
import { length, place, size, t } from "./strings.js";

const ALBUM = 10; // the most photos of one album
const KINDS = {
  camera: { kind: "photo", accept: "image/*", capture: "environment" },
  album: { kind: "photo", accept: "image/*", multiple: true },
  document: { kind: "document" },
  video: { kind: "video", accept: "video/*" },
};

/** Ask what to send (unless told), and send it: `send(entry)` takes entries of the queue. */
export async function attach(sheets, send, told = null) {
  const choice = told ?? (await sheets.choose(t("attach"), [
    { icon: "camera", text: t("camera"), value: "camera" },
    { icon: "picture", text: t("album"), value: "album" },
    { icon: "file", text: t("document"), value: "document" },
    { icon: "mic", text: t("voice"), value: "voice" },
    { icon: "video", text: t("video"), value: "video" },
    { icon: "pin", text: t("location"), value: "location" },
  ]));
  if (choice === "voice") return record(sheets, send);
  if (choice === "location") return locate(sheets, send);
  if (!choice) return undefined;
  const { kind, ...props } = KINDS[choice];
  const files = await picked(sheets, props);
  if (files.length) await confirm(sheets, kind, files, send);
  return undefined;
}

/** The files chosen in the browser's own way; none if it is left. */
function picked(sheets, props) {
  return new Promise((done) => {
    const input = el("input", { type: "file", class: "picker", ...props });
    input.addEventListener("change", () => done(Array.from(input.files)));
    input.addEventListener("cancel", () => done([]));
    sheets.column.querySelector(".picker")?.remove();
    sheets.column.append(input);
    input.click();
  });
}

/** Show what was picked or pasted, take a caption, send; many photos as albums of ten. */
export async function confirm(sheets, kind, files, send) {
  const heavy = files.find((file) => file.size > sheets.largest);
  if (heavy) {
    const about = { name: safeName(heavy.name), size: size(sheets.largest) };
    return sheets.toast(t("too_large", about));
  }
  const title = kind === "photo" ? t("confirm_photos", { n: files.length }) : t(kind);
  const caption = field("caption", { maxlength: 1024 });
  const { capture, accept } = KINDS.camera;
  const photos = kind === "photo" && new Photos(files, () => picked(sheets, { capture, accept }));
  const shown = photos ? photos.nodes : [el("div", { class: "previews" }, ...files.map(described))];
  const read = photos ? () => photos.ready() : () => [{ kind, files }];
  const parts = await sheets.ask(title, [...shown, caption.node], read);
  let said = caption.input.value.trim();
  for (const part of parts ?? []) {
    for (let from = 0; from < part.files.length; from += ALBUM) {
      deliver(part.kind, part.files.slice(from, from + ALBUM), said, send);
      said = "";
    }
  }
  return undefined;
}

function deliver(kind, files, caption, send) {
  const which = files.length > 1 ? `× ${files.length}` : safeName(files[0].name);
  const what = `${t(kind)} ${which}`;
  const named = kind === "photo" ? "" : what; // photos are shown as they are
  send({ kind, files, caption, shown: [named, caption].filter(Boolean).join("\n") });
}

async function record(sheets, send) {
  let sound;
  try {
    sound = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return sheets.toast(t("record_none"));
  }
  const recorder = new MediaRecorder(sound);
  const pieces = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  const stopped = new Promise((done) => recorder.addEventListener("stop", done));
  recorder.start();
  const began = Date.now();
  const seconds = () => (Date.now() - began) / 1000;
  const time = el("span", { class: "time", role: "timer" }, "0:00");
  const ticking = setInterval(() => (time.textContent = length(seconds())), 500);
  const agreed = await sheets.ask(t("recording"), [time], () => true);
  clearInterval(ticking);
  const duration = Math.round(seconds());
  recorder.stop();
  await stopped;
  for (const track of sound.getTracks()) track.stop();
  if (!agreed) return undefined;
  const type = recorder.mimeType.split(";")[0];
  const ending = { "audio/mp4": "m4a", "audio/ogg": "ogg" }[type] ?? "webm";
  const file = new File(pieces, `voice.${ending}`, { type });
  const shown = `${t("voice")} ${length(duration)}`;
  return send({ kind: "voice", files: [file], duration, shown });
}

/** Send the browser's position, or one typed where the browser has none. */
export async function locate(sheets, send) {
  const latitude = field("location_latitude", { inputmode: "text" });
  const longitude = field("location_longitude", { inputmode: "text" });
  const accuracy = field("location_accuracy", { inputmode: "numeric" });
  const says = el("p", { class: "quiet", role: "status", t: "location_finding" });
  const fill = ({ coords }) => {
    if (!says.isConnected || latitude.input.value) return;
    latitude.input.value = coords.latitude.toFixed(6);
    longitude.input.value = coords.longitude.toFixed(6);
    accuracy.input.value = String(Math.round(coords.accuracy));
    says.textContent = t("location_fix", { place: place(coords) });
  };
  const none = () => (says.textContent = t("location_none"));
  const options = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 };
  if (navigator.geolocation) navigator.geolocation.getCurrentPosition(fill, none, options);
  else none();
  const read = () => {
    const typed = coordinates(latitude.input, longitude.input, accuracy.input);
    if (!typed) says.textContent = t("location_bad");
    return typed;
  };
  const nodes = [says, latitude.node, longitude.node, accuracy.node];
  const found = await sheets.ask(t("location"), nodes, read);
  if (found) send({ body: { location: found }, shown: `${t("location")} ${place(found)}` });
}

function coordinates(...inputs) {
  const [latitude, longitude, accuracy] = inputs.map(({ value }) => {
    const typed = value.trim().replace("−", "-");
    return typed === "" ? null : Number(typed);
  });
  const good = (value, limit) => value !== null && Math.abs(value) <= limit; // NaN fails too
  if (!good(latitude, 90) || !good(longitude, 180)) return null;
  return accuracy > 0 ? { latitude, longitude, accuracy } : { latitude, longitude };
}

/** Send name and telephone number, once confirmed. */
export async function introduce(sheets, person, send) {
  const name = field("name", { value: person.name });
  const phone = field("phone", { inputmode: "tel" });
  const nodes = [el("p", { t: "contact_ask" }), name.node, phone.node];
  const agreed = await sheets.ask(t("contact"), nodes, () => Boolean(phone.input.value.trim()));
  if (!agreed) return;
  const number = phone.input.value.trim();
  const contact = { phone_number: number, first_name: name.input.value.trim(), user_id: person.id };
  send({ body: { contact }, shown: `${t("contact")} ${number}` });
}
