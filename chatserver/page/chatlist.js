// The list of a person's chats, and the form for a new group.
import * as api from "./api.js";
import { el, entry, icon } from "./dom.js";
import { field } from "./sheet.js";
import { clock, t, told } from "./strings.js";

/** The chats, the latest first; `on.open(id)`, `on.group()`; `more` stands under them. */
export function chatList(chats, on, more = []) {
  const latest = [...chats].sort((one, other) => (other.last?.date ?? 0) - (one.last?.date ?? 0));
  const rows = latest.map((chat) => row(chat, () => on.open(chat.id)));
  const group = el("button", { class: "choice", on: { click: on.group } }, icon("plus"));
  group.append(el("span", { t: "group_new" }));
  return el("nav", { class: "chats", label: "chats" }, ...rows, group, ...more);
}

function row(chat, click) {
  const { last, unread } = chat;
  const said = last ? (last.text || t("attachment")).replaceAll("\n", " ") : t("empty");
  const badge = el("span", { class: "badge", "aria-label": t("unread", { n: unread }) }, String(unread));
  const when = last ? el("time", {}, clock(last.date)) : null;
  const side = el("span", { class: "side" }, when, unread ? badge : null);
  return entry(chat.id, chat.title, said, side, click);
}

/** Ask for a title and the members; the new group, or null. */
export async function newGroup(sheets, person, bots) {
  const everybody = await api.people();
  const others = everybody.filter((other) => other.id !== person.id);
  const title = field("group_title", { required: true });
  const tick = ({ id, name, note }) => {
    const box = el("input", { type: "checkbox", value: id });
    return { box, node: el("label", { class: "tick" }, box, `${name} ${note ?? ""}`) };
  };
  const members = others.map(tick);
  const nodes = [title.node, el("span", { t: "group_members" }), ...members.map(({ node }) => node)];
  const made = await sheets.ask(t("group_new"), nodes, () => true, "group_new");
  if (!made) return null;
  const chosen = members.filter(({ box }) => box.checked).map(({ box }) => Number(box.value));
  try {
    return await api.createGroup({
      title: title.input.value.trim(),
      members: [person.id, ...chosen],
      bots: bots.map(({ id }) => id),
    });
  } catch (error) {
    sheets.toast(told(error));
    return null;
  }
}
