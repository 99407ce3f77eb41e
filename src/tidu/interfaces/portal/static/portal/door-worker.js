/* Keeps the door page and what it is made of, so that it opens without a connection. Lists and entries are never kept
   here: the page itself keeps them. */
"use strict";

const STORE = "tidu-door";
const PATIENCE = 3000;

const page = new URL("./", self.location).href;
const made = [
  page, "/static/vendor/tabler.min.css", "/static/kit/kit.css", "/static/portal/door.css", "/static/portal/door.js",
  "/static/vendor/jsQR.js", "/static/kit/favicon.svg",
];
const held = new Set(made.map((address) => new URL(address, page).href));

self.addEventListener("install", (event) => {
  event.waitUntil(self.caches.open(STORE).then((store) => store.addAll(made)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => { event.waitUntil(self.clients.claim()); });

self.addEventListener("fetch", (event) => {
  const address = event.request.url.split(/[?#]/)[0];
  if (event.request.method === "GET" && held.has(address)) event.respondWith(newestWithin(event.request, address));
});

/* The newest when the connection is good, else the one kept. */
async function newestWithin(request, address) {
  const store = await self.caches.open(STORE);
  const stop = new AbortController();
  const clock = self.setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await self.fetch(request, { signal: stop.signal });
    if (answer.ok) await store.put(address, answer.clone());
    return answer;
  } catch (failure) {
    const before = await store.match(address);
    if (before) return before;
    throw failure;
  } finally { self.clearTimeout(clock); }
}
