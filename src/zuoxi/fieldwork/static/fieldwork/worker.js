// The service worker: without a network it shows the pages on site as they were kept, and their scripts
// and styles. Everything else goes past it. Where it lives and what it may keep stands in its address.

const where = new URL(self.location.href).searchParams;
const ROOT = where.get("root") ?? "/field/";
const SIGN_IN = where.get("in");
const WIPING = [SIGN_IN, where.get("out")];
const SESSION = where.get("session") ?? "/session";
const STATIC = where.get("static") ?? "/static/";
const LONGEST = Number(where.get("hours") ?? 12) * 3600 * 1000;
const PATIENCE = 6000;
const SHELL = "zuoxi-shell";
const PAGES = "zuoxi-pages";
// Pages with something unmasked in them, each until the reveal is over; beneath it lies the masked one.
const CLEAR = "zuoxi-clear";
const MOST_ASSETS = 300;
const OWNER = `${ROOT}owner`;

/** How often pages have been removed since the worker runs. */
let epoch = 0;
function wipe() {
  epoch += 1;
  return Promise.all([PAGES, CLEAR].map((name) => caches.delete(name)));
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  // Whoever signs in or out, from whichever page: what was kept for somebody is gone.
  if (request.method === "POST" && WIPING.includes(url.pathname)) event.waitUntil(wipe());
  if (url.pathname.startsWith(ROOT)) {
    const isPage = request.method === "GET" && request.mode === "navigate";
    event.respondWith(isPage ? page(request) : watched(request));
  } else if (request.method === "GET" && url.pathname.startsWith(STATIC)) event.respondWith(asset(request));
});

self.addEventListener("message", (event) => event.waitUntil(keep(event.data)));

/** A hashed name is the same for ever; any other file is asked for first. */
async function asset(request) {
  const kept = await caches.match(request, { cacheName: SHELL });
  if (kept && /\.[0-9a-f]{12}\./.test(request.url)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) (await caches.open(SHELL)).put(request, answer.clone());
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** The server's page; the kept one where there is no network or hardly any. */
async function page(request) {
  const kept = await fresh(request.url);
  const asked = ask(request);
  if (!kept) return asked.catch(async (error) => (await fresh(ROOT)) ?? Promise.reject(error));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  return (await Promise.race([asked.catch(() => null), late])) ?? kept;
}

/** Ask, and remove everything kept where the server says that nobody is signed in. */
async function watched(request, options) {
  const answer = await fetch(request, options);
  const isSentAway = answer.redirected && new URL(answer.url).pathname === SIGN_IN;
  if (answer.status === 401 || isSentAway || (answer.type === "opaqueredirect" && (await isSignedOut()))) await wipe();
  return answer;
}

/** Where a navigation is sent is hidden from a worker. No answer, or nobody's of ours, says nothing. */
async function isSignedOut() {
  const answer = await fetch(SESSION, { headers: { "X-Zuoxi-Live": "1" } }).catch(() => null);
  const found = answer?.ok ? await answer.json().catch(() => ({})) : {};
  return found.signed_in === false;
}

async function ask(request) {
  const begun = epoch;
  const answer = await watched(request);
  if (answer.ok) await put(request.url, answer.clone(), begun);
  else if (answer.status === 404 || answer.status === 403) await forget(request.url);
  return answer;
}

async function forget(url) {
  for (const name of [PAGES, CLEAR]) await (await caches.open(name)).delete(url);
}

/** The page as it may still be shown: unmasked while that is allowed, then masked. */
async function fresh(url) {
  return (await lasting(CLEAR, url)) ?? (await lasting(PAGES, url));
}

async function lasting(name, url) {
  const cache = await caches.open(name);
  const kept = await cache.match(url);
  if (!kept) return undefined;
  if (Date.now() < Number(kept.headers.get("X-Until"))) return kept;
  await cache.delete(url);
  return undefined;
}

/** Nothing unmasked stays only because nobody has asked for it. */
async function close() {
  for (const { url } of await (await caches.open(CLEAR)).keys()) await lasting(CLEAR, url);
}

/** One after the other, so that nothing is kept while something is being removed. */
let queue = Promise.resolve();
function put(url, answer, begun) {
  queue = queue.then(() => store(url, answer, begun)).catch(() => {});
  return queue;
}

/** Keep a page of a person; what was kept of anybody else goes first. */
async function store(url, answer, begun) {
  const user = answer.headers.get("X-Zuoxi-User");
  const body = await answer.blob();
  const owner = await (await caches.match(OWNER, { cacheName: PAGES }))?.text();
  // Asked for before somebody signed in or out: a late answer brings nobody back.
  if (!user || begun !== epoch) return;
  if (owner && owner !== user) await wipe();
  const cache = await caches.open(PAGES);
  if (owner !== user) await cache.put(OWNER, new Response(user));
  const headers = new Headers(answer.headers);
  const seconds = headers.get("X-Zuoxi-Clear-For");
  const lasts = seconds === null ? LONGEST : Math.min(Number(seconds) * 1000, LONGEST);
  headers.set("X-Until", String(Date.now() + lasts));
  await (seconds === null ? cache : await caches.open(CLEAR)).put(url, new Response(body, { headers }));
}

async function keep({ assets, pages }) {
  const shell = await caches.open(SHELL);
  for (const url of assets) {
    if (!(await shell.match(url))) await shell.add(url).catch(() => {});
  }
  const names = await shell.keys();
  for (const old of names.slice(0, Math.max(0, names.length - MOST_ASSETS))) await shell.delete(old);
  await close();
  for (const { url, stamp } of pages) {
    const kept = await fresh(url);
    if (kept && stamp && kept.headers.get("X-Zuoxi-Stamp") === stamp) continue;
    if (!(await fetched(url))) return;
    // What will be left of it when the reveal is over, perhaps in a cellar.
    if ((await lasting(CLEAR, url)) && !(await fetched(url, { "X-Zuoxi-Masked": "1" }))) return;
  }
}

/** Keep the page as it is now; false where nothing more is to be had now. */
async function fetched(url, wishes = {}) {
  const begun = epoch;
  const headers = { Accept: "text/html", "X-Zuoxi-Live": "1", ...wishes };
  const answer = await watched(url, { headers }).catch(() => null);
  if (!answer) return false;
  if (answer.ok && !answer.redirected) await put(url, answer, begun);
  else await forget(url);
  return !answer.redirected && answer.status !== 401;
}
