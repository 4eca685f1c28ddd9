// Groups: a new one, who is in it, the link that lets others in, leaving.
import * as api from "./api.js";
import { avatar, el, icon } from "./dom.js";
import { linkCard } from "./settings.js";
import { field } from "./sheet.js";
import { day, t } from "./strings.js";

/** Ask for a title, make the group, offer its link. */
export async function addGroup(phone) {
  const title = field("group_title", { required: true, maxlength: 60, autofocus: true });
  const read = () => title.input.value.trim();
  const named = await phone.sheets.ask(t("group_new"), [title.node], read, "group_new");
  if (!named) return;
  const group = await api.newGroup(phone.person.id, named);
  await phone.goTo(group.id);
  await invite(phone, group);
}

/** Who is in the group, and what one can do about it. */
export async function groupMenu(phone, group) {
  const members = await api.members(phone.person.id, group.id);
  const choice = await phone.sheets.show(group.title, (close) => {
    const one = ({ id, name, is_bot: bot }) => {
      const said = bot ? el("small", { t: "bot" }) : null;
      return el("li", { class: "choice" }, avatar(name, id), el("span", {}, name), said);
    };
    const act = (name, key, value, extra = "") => {
      const button = el("button", { class: `choice ${extra}`, on: { click: () => close(value) } });
      button.append(icon(name), el("span", { t: key }));
      return button;
    };
    return el(
      "div",
      { class: "choices" },
      act("link", "group_invite", "invite"),
      el("ul", { class: "members", label: "group_members" }, ...members.map(one)),
      act("leave", "group_leave", "leave", "bad"),
    );
  });
  if (choice === "invite") await invite(phone, group);
  if (choice === "leave") await leave(phone, group);
}

/** The link of a group; asking for it again makes a new one. */
async function invite(phone, group) {
  const made = await api.groupLink(phone.person.id, group.id);
  const again = el("button", { class: "small", t: "link_new" });
  const hint = t("group_invite_hint", { day: day(made.until) });
  const fresh = await phone.sheets.show(t("group_invite"), (close) => {
    again.addEventListener("click", () => close(true));
    return linkCard(phone, made, hint, again);
  });
  if (fresh) await invite(phone, group);
}

async function leave(phone, group) {
  const text = t("group_leave_ask", { name: group.title });
  if (!(await phone.sheets.confirm(t("group_leave"), text, "group_leave"))) return;
  await api.leaveGroup(phone.person.id, group.id);
  phone.wanted = null;
  phone.desk = null;
  phone.listWanted = true;
  await phone.refresh();
}

/** Join the group whose link was opened, once agreed. */
export async function join(phone, token) {
  if (!(await phone.sheets.confirm(t("group_join"), t("group_join_ask"), "group_join"))) return;
  const group = await api.joinGroup(phone.person.id, token);
  await phone.goTo(group.id);
}
