// One open chat of a person: its messages, its input, its taps and what is on its way.
import * as api from "./api.js";
import { Composer } from "./composer.js";
import { Outbox } from "./outbox.js";
import { Presses } from "./presses.js";
import { clock, t } from "./strings.js";
import { Thread } from "./thread.js";

export class Desk {
  /** `link(url)`: true if the address was dealt with inside the page. */
  constructor({ person, chat, sheets, link }) {
    Object.assign(this, { person, chat, sheets });
    this.held = [];
    const say = (text) => this.outbox.add({ body: { text } });
    this.outbox = new Outbox((entry) => api.send(person.id, chat.id, entry), {
      changed: () => this.settle(),
      sent: (messages) => this.take(messages),
    });
    this.presses = new Presses((...tap) => api.press(person.id, chat.id, ...tap), {
      changed: (message) => this.thread.refresh(message),
      failed: (key, reason) => sheets.toast(t(key, { reason })),
    });
    const scene = {
      person: person.id,
      group: chat.type === "group",
      link,
      command: say,
      press: (message, button) => this.presses.press(message, button.data),
      pending: (message, data) => this.presses.pending(message, data),
      actions: (message) => this.actions(message),
    };
    const page = (before, limit) => api.messages(person.id, chat.id, before, limit);
    this.thread = new Thread(page, scene, this.outbox);
    this.composer = new Composer({
      sheets,
      person,
      send: (entry) => this.outbox.add(entry),
      commands: () => api.commands(person.id, chat.id),
      draft: `ducha.draft.${person.id}.${chat.id}`,
    });
  }

  /** Read the newest messages and the reply keyboard in force. */
  async load(chat) {
    this.chat = chat;
    await this.thread.load();
    this.composer.setKeyboard(chat.keyboard);
  }

  /** The answer to a sending; what the stream has said of a message is at least as new. */
  take(messages) {
    const said = new Set([...this.thread.messages.keys(), ...this.held.map(({ id }) => id)]);
    this.thread.take(messages.filter(({ id }) => !said.has(id)), true);
  }

  /** The stream shows a message, new or changed; own ones wait for the answer to their sending. */
  arrive(message, fresh) {
    const own = message.from.id === this.person.id;
    if (own && this.outbox.sending) this.held.push(message);
    else this.thread.take([message], fresh);
    const keyboard = message.reply_keyboard;
    if (!keyboard) return;
    this.chat.keyboard = keyboard === "remove" ? null : keyboard;
    this.composer.setKeyboard(this.chat.keyboard);
  }

  settle() {
    const held = this.outbox.sending ? [] : this.held.splice(0);
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
    if (choice === "copy") await this.copy(message.text);
    if (choice === "forward") {
      const shown = `${t("forwarded")} ${message.text ?? t("attachment")}`;
      this.outbox.add({ forward: message.id, shown });
    }
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.sheets.toast(t("copied"));
    } catch {
      this.sheets.toast(t("copy_failed"));
    }
  }
}
