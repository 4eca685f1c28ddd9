// Requests to the chat server: one function per thing that can be asked of it.

/** The server understood and said no; `message` is its sentence. */
export class Refused extends Error {}

/** No answer, or none to rely on: the same request may be sent again. */
export class Unreachable extends Error {}

const PATIENCE = 20_000;
const UPLOAD_PATIENCE = 180_000;

async function call(path, { json, form } = {}) {
  const request = { signal: AbortSignal.timeout(form ? UPLOAD_PATIENCE : PATIENCE) };
  if (json !== undefined) {
    request.method = "POST";
    request.headers = { "Content-Type": "application/json" };
    request.body = JSON.stringify(json);
  } else if (form) {
    request.method = "POST";
    request.body = form;
  }
  let answer;
  let body;
  try {
    answer = await fetch(`/api${path}`, request);
    body = answer.ok ? await answer.json() : await answer.json().catch(() => ({}));
  } catch (error) {
    throw new Unreachable(String(error));
  }
  if (answer.ok) return body;
  if (answer.status >= 500 || answer.status === 429) throw new Unreachable(body.error);
  throw new Refused(body.error ?? String(answer.status));
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

/** Up to `limit` messages before message `before` (the newest if null), oldest first. */
export function messages(person, chat, before, limit) {
  const older = before === null ? "" : `&before=${before}`;
  return call(`${at(person, chat)}/messages?limit=${limit}${older}`);
}

/** All up to `message` has been seen. */
export const read = (person, chat, message) =>
  call(`${at(person, chat)}/read`, { json: { message_id: message } });

/** Tap a button; its toast comes over the stream. */
export const press = (person, chat, message, data, client) =>
  call(`${at(person, chat)}/press`, { json: { message_id: message, data, client_id: client } });

/** Send what an outbox entry holds; the messages it became. */
export function send(person, chat, entry) {
  if (entry.forward) {
    const json = { message_id: entry.forward, client_id: entry.client };
    return call(`${at(person, chat)}/forward`, { json });
  }
  if (!entry.files) {
    const json = { ...entry.body, client_id: entry.client };
    if (entry.replyTo) json.reply_to = entry.replyTo.id;
    return call(`${at(person, chat)}/messages`, { json });
  }
  const form = new FormData();
  form.append("kind", entry.kind);
  form.append("client_id", entry.client);
  if (entry.duration) form.append("duration", String(entry.duration));
  if (entry.caption) form.append("caption", entry.caption);
  if (entry.replyTo) form.append("reply_to", String(entry.replyTo.id));
  for (const file of entry.files) form.append("file", file, file.name);
  return call(`${at(person, chat)}/messages`, { form });
}

/** Where the bytes of a file that this person can see are fetched. */
export const fileAddress = (person, file) =>
  `/api/people/${person}/files/${encodeURIComponent(file)}`;
