import { all, isDirty } from "./ready.js";

// The server says which topics changed; elements with one of them in data-live fetch themselves again
// (hx-get with hx-trigger="live"). What a person is working in is never replaced: it gets a notice.

const url = document.querySelector("meta[name=zuoxi-live]")?.getAttribute("content");
const state = document.querySelector("[data-live-state]");
const GATHER = 300;
const PAUSE = 400;
const LONGEST_PAUSE = 4000;
const POLL = 20_000;

/** @type {Set<string> | "all"} */
let changed = new Set();
/** @type {EventSource | null} */
let source = null;
let timer = 0;
let retry = 0;
let poll = 0;
let failures = 0;
let moved = 0;
let resting = false;
document.addEventListener("pointermove", () => (moved = Date.now()), { passive: true });

/** @param {Iterable<string> | "all"} topics */
function note(topics) {
  if (topics === "all") changed = "all";
  else if (changed !== "all") for (const each of topics) changed.add(each);
  clearTimeout(timer);
  timer = setTimeout(refresh, GATHER);
}

function refresh() {
  const topics = changed;
  changed = new Set();
  for (const element of all(document, "[data-live]")) {
    const own = (element.dataset.live ?? "").split(/\s+/);
    if (topics === "all" || own.some((topic) => topics.has(topic))) renew(element);
  }
}

/** @param {HTMLElement} element */
export function renew(element) {
  if (!element.isConnected) return;
  if (isBusy(element)) announce(element);
  else if (!putOff(element)) window.htmx.trigger(element, "live");
}

/** How long each element has been put off. @type {WeakMap<HTMLElement, number>} */
const paused = new WeakMap();

/** Nothing moves under a moving pointer, for some seconds. @param {HTMLElement} element */
function putOff(element) {
  const waited = paused.get(element) ?? 0;
  paused.delete(element);
  if (!element.matches(":hover") || Date.now() - moved >= 800 || waited >= LONGEST_PAUSE) return false;
  paused.set(element, waited + PAUSE);
  setTimeout(() => renew(element), PAUSE);
  return true;
}

/** @param {HTMLElement} element */
function isBusy(element) {
  const active = document.activeElement;
  const typing = active?.matches("textarea, select, input:not([type=radio])") && element.contains(active);
  return Boolean(typing) || isDirty(element);
}

/** @param {HTMLElement} element */
function announce(element) {
  const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById("live-changed"));
  if (!template || element.querySelector("[data-live-notice]")) return;
  const notice = /** @type {HTMLElement} */ (template.content.cloneNode(true)).querySelector("[data-live-notice]");
  notice?.querySelector("button")?.addEventListener("click", () => window.htmx.trigger(element, "live"));
  if (notice) element.prepend(notice);
}

function connect() {
  if (!url || source || resting || document.hidden) return;
  source = new EventSource(url, { withCredentials: true });
  source.addEventListener("open", () => {
    if (failures) note("all"); // something may have happened in between
    failures = 0;
    clearInterval(poll);
    poll = 0;
    state?.toggleAttribute("hidden", true);
  });
  source.addEventListener("change", (event) => note(JSON.parse(event.data)));
  source.addEventListener("resync", () => note("all"));
  source.addEventListener("error", () => {
    disconnect();
    failures += 1;
    clearTimeout(retry);
    retry = setTimeout(connect, Math.min(30_000, 500 * 2 ** failures) * (0.7 + Math.random() * 0.6));
    if (failures < 3) return;
    state?.toggleAttribute("hidden", false);
    poll ||= setInterval(() => document.hidden || note("all"), POLL);
  });
}

function disconnect() {
  source?.close();
  source = null;
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(retry);
  if (document.hidden) disconnect();
  else if (url && !resting) {
    connect();
    note("all");
  }
});
// Without a session there is nothing to hear and nothing to fetch.
document.addEventListener("zuoxi:signed-out", () => {
  resting = true;
  disconnect();
  clearTimeout(retry);
  clearInterval(poll);
  poll = 0;
});
document.addEventListener("zuoxi:signed-in", () => {
  resting = false;
  connect();
  note("all");
});
window.addEventListener("pagehide", disconnect);
window.addEventListener("pageshow", connect);
connect();

// The pointer may have come while the answer was on its way.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.requestConfig.triggeringEvent?.type !== "live" || detail.xhr.status !== 200) return;
  if (putOff(detail.target)) detail.shouldSwap = false;
});

// A page that refreshes itself is not a person at work: the session's idle time goes on.
document.addEventListener("htmx:configRequest", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  if (detail.triggeringEvent?.type === "live") detail.headers["X-Zuoxi-Live"] = "1";
});
