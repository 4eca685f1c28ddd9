// Telling of new messages while the page is not looked at.
import { choose, pref } from "./prefs.js";
import { t } from "./strings.js";

const LONGEST = 120;

/** Whether the person wants to be told and the browser lets the page. */
export function noticesOn() {
  return pref("notices") && "Notification" in window && Notification.permission === "granted";
}

/** Turn them on (asking the browser) or off; whether they are as wished. */
export async function wantNotices(wanted) {
  if (!wanted) {
    choose("notices", false);
    return true;
  }
  if (!("Notification" in window)) return false;
  const granted = (await Notification.requestPermission()) === "granted";
  choose("notices", granted);
  return granted;
}

/** Tell of a message that came; what must not be forwarded is not shown on a locked phone. */
export async function notify(chat, message) {
  if (!document.hidden || !noticesOn()) return;
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration) return;
  const said = message.protected ? null : message.text?.slice(0, LONGEST);
  await registration.showNotification(chat.title, {
    body: said || t("new_message"),
    tag: `chat${chat.id}`,
    renotify: !message.silent,
    silent: message.silent,
    icon: "/page/icon-192.png",
    data: { chat: chat.id },
  });
}

/** The number on the installed page's sign. */
export function mark(unread) {
  if (unread) navigator.setAppBadge?.(unread).catch(() => {}); // only where it is installed
  else navigator.clearAppBadge?.().catch(() => {});
}
