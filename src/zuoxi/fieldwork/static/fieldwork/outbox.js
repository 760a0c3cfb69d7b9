import { Interrupted, Refused, send as sendFile } from "../attachments/sending.js";
import * as store from "./store.js";

// The outbox: everything done on site goes through it, with or without a network. An entry leaves it
// when the server has said that it is done, or when the person discards it; nothing else removes one.

/** @typedef {import("./store.js").Entry} Entry */

const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-outbox]"));
const words = box?.dataset ?? {};
const PATIENCE = 30_000;
const PAUSE = 20_000;

/** Why what waits is not on its way: "" | offline | signed-out | failing | sending. */
let state = "";
let sent = 0;

/** The server has not answered, or not we have answered: it is tried again later. */
class Later extends Error {}
/** @type {typeof Later} */
class SignedOut extends Later {}

/** @param {string} [now] */
async function announce(now = state) {
  state = now;
  const entries = await store.all();
  document.dispatchEvent(new CustomEvent("zuoxi:outbox", { detail: { entries, state, sent } }));
}

/** @param {Omit<Entry, "key" | "made" | "state" | "follows">} given */
export async function add(given) {
  const before = (await store.all()).filter((each) => each.order === given.order && each.kind === "move");
  const follows = given.kind === "move" ? before.at(-1)?.id : undefined;
  const id = await store.add({ ...given, key: crypto.randomUUID?.() ?? random(), made: Date.now(), state: "waiting", follows });
  await announce();
  return id;
}

/** Where the page did not come over https, browsers have no randomUUID. */
function random() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");
}

/** @param {number | undefined} id */
export async function discard(id) {
  await store.remove(id);
  await announce();
  flush();
}

/** Send what waits, one after the other; in one window at a time. */
export async function flush() {
  if (!box || !store.user) return;
  const work = () => run().catch((error) => announce(reason(error)));
  // Without locks two windows may send the same; the keys make that harmless.
  if (navigator.locks) await navigator.locks.request(`zuoxi-field-${store.user}`, work);
  else await work();
}

/** @param {unknown} error */
function reason(error) {
  if (error instanceof SignedOut) return "signed-out";
  return navigator.onLine ? "failing" : "offline";
}

async function run() {
  await store.expire();
  if (!navigator.onLine) return announce("offline");
  const waits = async () => (await store.all()).filter((each) => each.state === "waiting");
  if (!(await waits()).length) return announce("");
  await announce("sending");
  await session();
  for (let entry = next(await waits(), await store.all()); entry; entry = next(await waits(), await store.all())) {
    await carry(entry);
    await announce();
  }
  return announce("");
}

/** Small things first, then photos; nothing before the move that it follows. @param {Entry[]} waiting @param {Entry[]} all */
function next(waiting, all) {
  const free = waiting.filter((each) => !all.some((other) => other.id === each.follows));
  return free.find((each) => each.kind !== "photo") ?? free[0];
}

/** The session must live and be this person's; its form token may be a new one. */
async function session() {
  const response = await fetch(words.session ?? "", { signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok || !isJson(response)) throw new Later();
  const found = await response.json();
  if (!found.signed_in || String(found.user) !== store.user) throw new SignedOut();
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": found.token }));
}

/** @param {Response} response */
const isJson = (response) => (response.headers.get("Content-Type") ?? "").includes("json");

/** @param {Entry} entry */
async function carry(entry) {
  const version = entry.kind === "photo" ? await upload(entry) : await call(entry);
  if (version === null) return;
  for (const other of await store.all()) {
    // The next move of the order is meant for what this one has made of it, and for nothing later.
    if (other.follows === entry.id) await store.put({ ...other, version, follows: undefined });
  }
  await store.remove(entry.id);
  sent += 1;
}

/** @param {Entry} entry */
async function call(entry) {
  const response = await fetch(address(entry), {
    method: "POST",
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
    body: JSON.stringify(entry.body),
    headers: {
      ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"),
      "Content-Type": "application/json",
      "Idempotency-Key": entry.key,
      ...(entry.kind === "move" ? { "If-Match": `"${entry.version}"` } : {}),
    },
  });
  // Only our own answer counts: a proxy's page or a crash is none, and the same is sent again.
  if (!isJson(response) || response.status >= 500 || response.status === 429) throw new Later();
  const answer = await response.json();
  if (response.ok) return Number((response.headers.get("ETag") ?? "").replaceAll(/\D/g, ""));
  if (answer.code === "already_done") return answer.version;
  if (response.status === 401) throw new SignedOut();
  if (answer.code === "csrf_failed") throw new Later();
  return refused(entry, response.status === 404 ? (words.gone ?? "") : answer.detail, answer.errors);
}

/** @param {Entry} entry */
function address(entry) {
  const root = (words.orders ?? "").replace("NUMBER", encodeURIComponent(entry.order));
  if (entry.kind === "move") return `${root}/actions/${entry.name}`;
  return entry.kind === "comment" ? `${root}/comments` : `${root}/sign-offs`;
}

/** In parts, so that a broken link costs little; the same file again is the same attachment. @param {Entry} entry */
async function upload(entry) {
  const stop = new AbortController();
  let why = "";
  try {
    await sendFile(/** @type {File} */ (entry.file), {
      url: words.uploads ?? "",
      order: entry.order,
      most: Number(words.chunk),
      signal: stop.signal,
      sent: () => {},
      tell: (what) => {
        why = what;
        if (what !== "checking") stop.abort();
      },
    });
    return 0;
  } catch (error) {
    if (error instanceof Refused) return refused(entry, error.message || (words.gone ?? ""));
    if (error instanceof Interrupted) throw why === "signedOut" ? new SignedOut() : new Later();
    throw error;
  }
}

/** @param {Entry} entry @param {string} answer @param {Record<string, string[]>} [faults] */
async function refused(entry, answer, faults) {
  await store.put({ ...entry, state: "conflict", answer, faults });
  return null;
}

if (box && store.user) {
  window.addEventListener("online", flush);
  window.addEventListener("offline", () => announce("offline"));
  document.addEventListener("zuoxi:signed-in", flush);
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  setInterval(() => document.hidden || !["failing", "signed-out", "offline"].includes(state) || flush(), PAUSE);
  flush();
}
