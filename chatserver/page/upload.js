// Files on their way in pieces: a break costs one piece, not the whole file.
import * as api from "./api.js";

const SMALLEST = 16 << 10;
const QUICK = 1_500; // milliseconds for a piece: then the next may be larger
const SLOW = 6_000;
const PAUSE = 500;

let step = 128 << 10; // bytes at once, as the line has shown itself

/** Send an entry of the queue, its files first; `progress(share)` from 0 to 1. */
export async function sendInPieces(person, entry, progress) {
  if (!entry.files) return api.send(person, entry);
  const whole = entry.files.reduce((sum, file) => sum + file.size, 0);
  const uploads = [];
  let done = 0;
  try {
    for (const [index, file] of entry.files.entries()) {
      const client = `${entry.client}.${index}`;
      uploads.push(await upload(person, file, client, (sent) => progress((done + sent) / whole)));
      done += file.size;
    }
    return await api.send(person, { ...entry, uploads });
  } catch (error) {
    // Swept meanwhile, or half taken back by a crash: the next try announces it anew.
    const lost = error.upload || error.message === "no such upload";
    throw lost ? new api.Unreachable(error.message) : error;
  }
}

async function upload(person, file, client, progress) {
  const about = { size: file.size, name: file.name, mime: file.type, client_id: client };
  const begun = await api.beginUpload(person, about);
  let { offset } = begun;
  while (offset < file.size) {
    progress(offset);
    const piece = file.slice(offset, offset + Math.min(step, begun.chunk));
    offset = await put(person, begun.id, offset, piece);
  }
  return begun.id;
}

async function put(person, id, offset, piece) {
  const began = performance.now();
  try {
    const answer = await api.putUpload(person, id, offset, piece);
    const took = performance.now() - began;
    if (took < QUICK) step *= 2;
    if (took > SLOW) step = Math.max(SMALLEST, step / 2);
    step = Math.min(step, 1 << 20);
    return answer.offset;
  } catch (error) {
    if (error instanceof api.Unreachable) step = Math.max(SMALLEST, step / 2);
    if (error.offset === undefined) throw error;
    // An answer was lost, or another tab sends as well: the server knows where it goes on.
    if (error.offset <= offset) await new Promise((done) => setTimeout(done, PAUSE));
    return error.offset;
  }
}
