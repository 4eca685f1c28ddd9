// The page: its top bar, the columns of people side by side, and what it remembers.
import * as api from "./api.js";
import { ClockBar } from "./clock.js";
import { avatar, el, entry, icon, iconButton, relabel } from "./dom.js";
import { Phone } from "./phone.js";
import { dress } from "./prefs.js";
import { field } from "./sheet.js";
import { local } from "./small.js";
import { chooseLanguage, currentLanguage, t, told } from "./strings.js";

const KEPT = "ducha.columns";
const MOST = 4; // each holds a connection, and a browser opens six to one server
const AT_FIRST = 3;

const phones = [];
let current = null;
const columns = document.getElementById("columns");
const people = document.getElementById("people");
const status = document.getElementById("status");
const clockBar = new ClockBar(document.getElementById("demo-controls"), say);
const nobody = el("div", { class: "nobody" });

function remember() {
  const open = phones.map(({ person, wanted }) => ({ person: person.id, chat: wanted }));
  local.setItem(KEPT, JSON.stringify({ open, current: current?.person.id ?? null }));
}

function remembered() {
  try {
    return JSON.parse(local.getItem(KEPT));
  } catch {
    return null; // written by something else: start afresh
  }
}

function openPhone(person, chat = null) {
  const phone = new Phone(person, chat, {
    close: () => closePhone(phone),
    state: () => draw(),
    opened: () => remember(),
  });
  phones.push(phone);
  columns.append(phone.node);
  show(phone);
}

function closePhone(phone) {
  phone.close();
  phones.splice(phones.indexOf(phone), 1);
  show(phone === current ? (phones.at(-1) ?? null) : current);
}

function show(phone) {
  current = phone;
  phone?.node.scrollIntoView({ inline: "nearest" });
  for (const other of phones) other.node.classList.toggle("current", other === phone);
  remember();
  draw();
}

function draw() {
  const lost = phones.some((phone) => phone.state === "lost");
  const key = lost ? "lost" : phones.some((phone) => phone.state !== "open") ? "connecting" : "connected";
  status.className = `status ${key}`;
  status.lastElementChild.textContent = t(key);
  people.replaceChildren(...phones.map(tab));
  nobody.hidden = phones.length > 0;
}

/** One person of the switcher that stands in for the columns on a phone. */
function tab(phone) {
  const { person, unread } = phone;
  const says = unread ? `${person.name} ${t("unread", { n: unread })}` : person.name;
  const props = { class: "person", "aria-label": says, "aria-pressed": String(phone === current) };
  const badge = unread ? el("span", { class: "badge", "aria-hidden": "true" }, String(unread)) : null;
  const face = avatar(person.name, person.id);
  return el("button", { ...props, on: { click: () => show(phone) } }, face, badge);
}

function say(text) {
  const note = document.getElementById("notice");
  note.textContent = text;
  note.hidden = false;
  setTimeout(() => (note.hidden = true), 5_000);
}

async function everyone() {
  try {
    return await api.people();
  } catch {
    return say(t("unreachable"));
  }
}

async function add() {
  if (phones.length >= MOST) return say(t("close_first", { n: MOST }));
  const everybody = await everyone();
  if (!everybody) return undefined;
  const open = new Set(phones.map(({ person }) => person.id));
  const free = everybody.filter((person) => !open.has(person.id));
  const dialog = el("dialog", { class: "adder", label: "add" });
  const choose = (person) => {
    dialog.close();
    openPhone(person);
  };
  dialog.append(
    el("header", {}, el("h2", { t: "add" }), iconButton("close", "close", () => dialog.close())),
    el("p", { class: "quiet", t: "add_hint" }),
    el("div", { class: "choices" }, ...free.map((person) => {
      return entry(person.id, person.name, person.note ?? "", null, () => choose(person));
    })),
    creation(choose),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return undefined;
}

function creation(choose) {
  const name = field("name", { required: true, maxlength: 60 });
  const note = field("note", { maxlength: 60 });
  const submit = el("button", { class: "main", type: "submit", t: "create" });
  const form = el("form", { class: "form" }, el("h3", { t: "new_person" }), name.node, note.node, submit);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const person = { name: name.input.value.trim(), note: note.input.value.trim(), lang: currentLanguage() };
    submit.disabled = true; // a second tap creates nobody else
    try {
      choose(await api.createPerson(person));
    } catch (error) {
      say(told(error));
    }
    submit.disabled = false;
  });
  return form;
}

function switchLanguage() {
  chooseLanguage(currentLanguage() === "zh" ? "en" : "zh");
  document.title = t("title");
  relabel(document);
  for (const phone of phones) phone.relabel();
  if (clockBar.found) clockBar.draw();
  draw();
}

async function begin() {
  const everybody = await everyone();
  if (!everybody) return setTimeout(begin, 2_000);
  await clockBar.begin(); // before the chats: their times are told in its zone
  const kept = remembered();
  const wanted = kept?.open ?? everybody.slice(0, AT_FIRST).map(({ id }) => ({ person: id, chat: null }));
  for (const { person: id, chat } of wanted.slice(0, MOST)) {
    const person = everybody.find((other) => other.id === id);
    if (person) openPhone(person, chat);
  }
  return show(phones.find(({ person }) => person.id === kept?.current) ?? phones[0] ?? null);
}

dress();
chooseLanguage(currentLanguage());
document.title = t("title");
nobody.append(el("p", { t: "no_people" }), el("button", { class: "main", t: "add", on: { click: add } }));
columns.append(nobody);
const language = el("button", { class: "round", label: "language", t: "language_mark" });
language.addEventListener("click", switchLanguage);
const adder = el("button", { class: "add", label: "add", on: { click: add } }, icon("plus"));
adder.append(el("span", { t: "add" }));
document.getElementById("tools").append(language, adder);
relabel(document);
begin();
