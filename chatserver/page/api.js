// Requests to the chat server: one function per thing that can be asked of it.

/**
 * The server understood and said no; `message` is its sentence. Of an upload it may carry
 * `offset` (where it goes on) or `upload` (it has to be made again).
 */
export class Refused extends Error {}

/** No answer, or none to rely on: the same request may be sent again, after `wait` ms. */
export class Unreachable extends Error {}

/** The session has ended: what waits is sent when the same person is back. */
export class SignedOut extends Unreachable {}

const PATIENCE = 20_000;
const UPLOAD_PATIENCE = 180_000;
const CHUNK_PATIENCE = 60_000;
const LONGEST_WAIT = 60_000; // a server that asks for more (a day's bytes) has said no

let hearOut = () => {};

/** `hear()` is called whenever an answer says that the session has ended. */
export function whenOut(hear) {
  hearOut = hear;
}

function requested({ json, form, put, patience }) {
  const request = { signal: AbortSignal.timeout(patience ?? (form ? UPLOAD_PATIENCE : PATIENCE)) };
  if (json === undefined && !form && !put) return request;
  request.method = put ? "PUT" : "POST";
  request.body = put ?? form ?? JSON.stringify(json);
  if (json !== undefined) request.headers = { "Content-Type": "application/json" };
  if (put) request.headers = { "Content-Type": "application/octet-stream" };
  return request;
}

async function call(path, what = {}) {
  let answer;
  let body;
  try {
    answer = await fetch(`/api${path}`, requested(what));
    body = answer.ok ? await answer.json() : await answer.json().catch(() => ({}));
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (answer.ok) return body;
  if (answer.status === 401) {
    hearOut();
    throw new SignedOut(body.error ?? "401");
  }
  const wait = Number(answer.headers.get("Retry-After")) * 1000;
  const tooOften = answer.status === 429 && wait <= LONGEST_WAIT;
  if (answer.status < 500 && !tooOften) {
    const { error, ...more } = body;
    throw Object.assign(new Refused(error ?? String(answer.status)), more);
  }
  throw Object.assign(new Unreachable(body.error ?? String(answer.status)), { wait });
}

/** A random name for one act of a person, the same at every retry of it. */
export function clientId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const at = (person, chat) => `/people/${person}/chats/${chat}`;

/** The demo's clock; Refused (404) on a server whose clock cannot be set. */
export const clock = () => call("/clock");
export const setClock = (to) => call("/clock", { json: { to } });

export const people = () => call("/people");
export const createPerson = (person) => call("/people", { json: person });
export const bots = () => call("/bots");
export const chats = (person) => call(`/people/${person}/chats`);
export const createGroup = (group) => call("/groups", { json: group });
export const commands = (person, chat) => call(`${at(person, chat)}/commands`);

/** Who one is here: the person, the office, its bot, this device, the limits. */
export const me = () => call("/me");
export const setLanguage = (lang) => call("/me", { json: { lang } });
/** Enter with an invitation (`token`) or from another device (`device_token`). */
export const enter = (entry) => call("/enter", { json: entry });
export const leave = () => call("/leave", { json: {} });
export const devices = () => call("/devices");
export const addDevice = () => call("/devices", { json: {} });
export const revoke = (device) => call(`/devices/${device}/revoke`, { json: {} });

/** One's own messages holding these words, in all chats, the newest first. */
export function search(person, words, before) {
  const older = before === null ? "" : `&before=${before}`;
  return call(`/people/${person}/search?q=${encodeURIComponent(words)}${older}`);
}

export const newGroup = (person, title) => call(`/people/${person}/groups`, { json: { title } });
export const joinGroup = (person, token) => call(`/people/${person}/join`, { json: { token } });
export const groupLink = (person, chat) => call(`${at(person, chat)}/link`, { json: {} });
export const leaveGroup = (person, chat) => call(`${at(person, chat)}/leave`, { json: {} });
export const members = (person, chat) => call(`${at(person, chat)}/members`);

/** Up to `limit` messages before or after a message (the newest if neither), oldest first. */
export function messages(person, chat, { before = null, after = null, limit }) {
  const from = before === null ? "" : `&before=${before}`;
  const since = after === null ? "" : `&after=${after}`;
  return call(`${at(person, chat)}/messages?limit=${limit}${from}${since}`);
}

/** Announce a file; `{id, offset, chunk}`, the same upload for the same `client_id`. */
export const beginUpload = (person, about) => call(`/people/${person}/uploads`, { json: about });

/** The next bytes of an upload; `{offset}`. Refused with `offset` where it goes on elsewhere. */
export const putUpload = (person, id, offset, bytes) =>
  call(`/people/${person}/uploads/${id}?offset=${offset}`, {
    put: bytes,
    patience: CHUNK_PATIENCE,
  });

/** Send what an entry of the queue holds; the messages it became. */
export function send(person, entry) {
  const { chat, client, tap, read, forward } = entry;
  const asked = (act, json) => call(`${at(person, chat)}/${act}`, { json });
  if (tap) return asked("press", { message_id: tap.message, data: tap.data, client_id: client });
  if (read) return asked("read", { message_id: read });
  if (forward) return asked("forward", { message_id: forward, client_id: client });
  const reply = entry.replyTo ? { reply_to: entry.replyTo.id } : {};
  if (!entry.files) return asked("messages", { ...entry.body, ...reply, client_id: client });
  const about = { kind: entry.kind, client_id: client, ...reply };
  if (entry.duration) about.duration = entry.duration;
  if (entry.caption) about.caption = entry.caption;
  if (entry.uploads) return asked("messages", { ...about, uploads: entry.uploads });
  const form = new FormData();
  for (const [name, value] of Object.entries(about)) form.append(name, String(value));
  for (const file of entry.files) form.append("file", file, file.name);
  return call(`${at(person, chat)}/messages`, { form });
}

/** Where the bytes of a file that this person can see are fetched. */
export const fileAddress = (person, file) =>
  `/api/people/${person}/files/${encodeURIComponent(file)}`;
