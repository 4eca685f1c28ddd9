// One open chat of a person: its messages, its input, its taps and what is on its way.
import * as api from "./api.js";
import { Composer } from "./composer.js";
import { clock, said, t } from "./strings.js";
import { Thread } from "./thread.js";

export class Desk {
  /**
   * `link(url)`: true if the address was dealt with inside the page; `lane`: its part of the
   * queue; `commands()`: the menu; `drawn()`: the messages shown have changed; `camera`: see
   * composer.js.
   */
  constructor({ person, chat, sheets, link, lane, commands, drawn, camera = false }) {
    Object.assign(this, { person, chat, sheets, lane });
    this.held = [];
    const say = (text) => lane.add({ body: { text } });
    const scene = {
      person: person.id,
      group: chat.type === "group",
      link,
      drawn,
      command: say,
      press: (message, button) => lane.tap(message, button),
      pending: (message, data) => lane.pending(message, data),
      after: (message, data) => lane.after(message, data),
      actions: (message) => this.actions(message),
    };
    this.thread = new Thread((page) => api.messages(person.id, chat.id, page), scene, lane);
    lane.hear({
      changed: () => this.settle(),
      sent: (messages) => this.take(messages),
      tapped: (message) => this.thread.refresh(message),
      failed: (key, reason) => sheets.toast(t(key, { reason: said(reason) })),
    });
    this.composer = new Composer({
      sheets,
      person,
      send: (entry) => lane.add(entry),
      commands,
      camera,
      draft: `ducha.draft.${person.id}.${chat.id}`,
    });
  }

  /** Read the newest messages and the reply keyboard in force. */
  async load(chat) {
    this.chat = chat;
    this.composer.setKeyboard(chat.keyboard);
    await this.thread.load();
  }

  /** The answer to a sending; what the stream has said of a message is at least as new. */
  take(messages) {
    const { history } = this.thread;
    const heard = new Set([...history.messages.keys(), ...this.held.map(({ id }) => id)]);
    this.thread.take(messages.filter(({ id }) => !heard.has(id)), true);
  }

  /** The stream shows a message, new or changed; own ones wait for the answer to their sending. */
  arrive(message, fresh) {
    const own = message.from.id === this.person.id;
    if (own && this.lane.sending) this.held.push(message);
    else this.thread.take([message], fresh);
    if (!fresh) this.lane.settled(message);
    const keyboard = message.reply_keyboard;
    if (!keyboard) return;
    this.chat.keyboard = keyboard === "remove" ? null : keyboard;
    this.composer.setKeyboard(this.chat.keyboard);
  }

  settle() {
    const held = this.lane.sending ? [] : this.held.splice(0);
    if (held.length) this.thread.take(held, true);
    else this.thread.draw();
  }

  relabel() {
    this.thread.relabel();
    this.composer.showKeys();
  }

  async actions(message) {
    const reply = { icon: "reply", text: t("reply"), note: clock(message.date), value: "reply" };
    const copy = { icon: "copy", text: t("copy"), value: "copy" };
    const forward = { icon: "forward", text: t("forward"), value: "forward" };
    const free = message.protected ? [] : [message.text ? copy : null, forward];
    const choices = [reply, ...free].filter(Boolean);
    const choice = await this.sheets.choose(t("message_actions"), choices);
    if (choice === "reply") this.composer.replyTo(message);
    if (choice === "copy") await this.sheets.copy(message.text);
    if (choice === "forward") {
      const shown = `${t("forwarded")} ${message.text ?? t("attachment")}`;
      this.lane.add({ forward: message.id, shown });
    }
  }
}
