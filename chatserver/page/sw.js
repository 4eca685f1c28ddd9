// The worker behind the page: opens it without a network, renews it, shows notifications.
const SHELL = "ducha-shell-";
const LIST = "/page/shell.json"; // {version, files}: what the page is made of
const DONE = "/page/complete"; // a mark in a cache that holds all of its version

let known = null; // the copy last looked for: a page asks for some thirty files at once

/** The newest complete copy of the page; null at first. */
async function copy() {
  known = (await known) ?? look();
  return known;
}

async function look() {
  for (const name of (await caches.keys()).filter((one) => one.startsWith(SHELL)).reverse()) {
    const cache = await caches.open(name);
    if (await cache.match(DONE)) return { name, cache };
  }
  return null;
}

/** Take a new version in, whole or not at all; whether there was one. */
async function renew() {
  const answer = await fetch(LIST, { cache: "no-store" });
  if (!answer.ok) return false;
  const { version, files } = await answer.json();
  const name = SHELL + version;
  const before = await copy();
  if (before?.name === name) return false;
  const cache = await caches.open(name);
  await cache.addAll(files.map((file) => new Request(file, { cache: "reload" })));
  await cache.put(DONE, new Response(version));
  const others = (await caches.keys()).filter((one) => one.startsWith(SHELL) && one !== name);
  known = null;
  await Promise.all(others.map((one) => caches.delete(one)));
  return before !== null;
}

async function renewAndTell() {
  if (!(await renew())) return;
  for (const page of await self.clients.matchAll()) page.postMessage({ kind: "renewed" });
}

async function answered(request) {
  const found = await (await copy())?.cache.match(request, { ignoreSearch: true });
  return found ?? fetch(request);
}

self.addEventListener("install", (event) => {
  event.waitUntil(renew().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const opening = request.mode === "navigate" && url.pathname === "/";
  const part = url.pathname.startsWith("/page/") && url.pathname !== LIST;
  if (request.method !== "GET" || url.origin !== self.location.origin || !(opening || part)) return;
  event.respondWith(answered(request));
  if (opening) event.waitUntil(renewAndTell().catch(() => {})); // no network: the copy will do
});

self.addEventListener("message", (event) => {
  if (event.data === "look") event.waitUntil(renewAndTell().catch(() => {}));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.chat));
});

async function open(chat) {
  const [page] = await self.clients.matchAll({ type: "window" });
  if (!page) return self.clients.openWindow("/");
  page.postMessage({ kind: "open", chat });
  return page.focus();
}
