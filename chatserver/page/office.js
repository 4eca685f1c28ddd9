// The page of an office: who one is here, entering, and the one person's chats.
import * as api from "./api.js";
import { done, entering, startsWith } from "./entering.js";
import { relabel } from "./dom.js";
import { join } from "./groups.js";
import { Kept } from "./kept.js";
import { OfficePhone } from "./office_phone.js";
import { dress } from "./prefs.js";
import { Queue } from "./queue.js";
import { local } from "./small.js";
import { chooseLanguage, currentLanguage, t } from "./strings.js";
import { sendInPieces } from "./upload.js";

const ME = "ducha.me"; // the last answer of /api/me: the page opens by it without a network
const AGAIN = 3_000;

const place = document.getElementById("columns");
let phone = null;

function remembered() {
  try {
    return JSON.parse(local.getItem(ME));
  } catch {
    return null; // written by something else
  }
}

/** Who one is: asked of the server; without a network, as it was last. */
async function whoAmI() {
  try {
    const me = await api.me();
    local.setItem(ME, JSON.stringify(me));
    return me;
  } catch (error) {
    if (error instanceof api.SignedOut) return null;
    const before = remembered();
    if (before) return before;
    await new Promise((done) => setTimeout(done, AGAIN));
    return whoAmI();
  }
}

function say(lang) {
  chooseLanguage(lang);
  document.title = phone?.me.office ?? t("title");
  relabel(document);
  phone?.relabel();
}

/** The person chose a language: the bot is to speak it too. */
function speak(lang) {
  say(lang);
  api.setLanguage(lang).catch(console.warn); // told again at the next choice
}

async function open(me) {
  const { person } = me;
  const kept = await Kept.open(person.id);
  const queue = new Queue((entry, progress) => sendInPieces(person.id, entry, progress), kept);
  const on = { state: () => phone?.head(), opened: () => {}, out: signedOut, check, left, speak };
  const after = (await kept?.get("after").catch(() => null)) ?? null;
  phone = new OfficePhone(me, on, { queue, kept, after });
  phone.node.classList.add("current");
  document.title = me.office;
  place.replaceChildren(phone.node);
  api.whenOut(signedOut);
  await phone.recall();
  await queue.begin(`ducha-${person.id}`);
  navigator.storage?.persist?.().catch(console.warn);
}

function shut() {
  api.whenOut(() => {});
  phone?.queue.close();
  phone?.close();
  phone = null;
}

/** The session has ended elsewhere: what waits is kept for when the same person is back. */
async function signedOut() {
  if (!phone) return;
  const { kept } = phone;
  shut();
  local.removeItem(ME);
  await kept?.forgetSeen().catch(console.warn); // of a lost telephone nothing can be read any more
  await enter(null, t("signed_out"));
}

/** The person has signed out: nothing of theirs stays here. */
async function left() {
  const { kept } = phone;
  shut();
  local.removeItem(ME);
  for (const key of local.keys()) {
    if (key.startsWith("ducha.draft.")) local.removeItem(key);
  }
  navigator.clearAppBadge?.().catch(console.warn);
  await kept?.forget().catch(console.warn);
  await enter(null, "");
}

async function enter(entry, said) {
  for (;;) {
    await entering(place, entry, said);
    const me = await whoAmI();
    if (me) return open(me);
    entry = null;
  }
}

/** The page opened by what it remembered; the server may know better. */
async function check() {
  const { person } = phone.me;
  const me = await api.me().catch(() => null); // no network, or signed out: told elsewhere
  if (!me) return;
  local.setItem(ME, JSON.stringify(me));
  if (me.person.id !== person.id) location.reload(); // somebody else has entered in another tab
}

async function begin() {
  const entry = startsWith();
  const group = entry?.kind === "group" ? entry : null;
  const invited = group ? null : entry;
  const before = remembered();
  if (before && !invited) {
    await open(before);
    check();
  } else {
    const me = await whoAmI();
    if (me && !(invited && (await entering(place, invited, "", me)))) await open(me);
    else if (me) await open(await whoAmI());
    else await enter(invited, "");
  }
  if (group) await phone.guarded(() => join(phone, group.token));
  done();
}

function work() {
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.register("/sw.js").catch(console.warn); // no secure address: no copy
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data.kind === "open") phone?.tryOpen(data.chat);
    if (data.kind === "renewed" && phone) phone.news.hidden = false;
  });
}

dress();
chooseLanguage(currentLanguage());
document.title = t("title");
relabel(document);
work();
begin();
