import { all, onContent } from "./ready.js";
import { notify } from "./toasts.js";

// form[data-draft="key"]: what is typed is kept until it has been sent successfully, in this tab at
// once and on the server a moment later. The tab's copy outlives a reload and a new sign-in; the
// server's outlives the browser and the machine. Both are the person's own.

const user = document.querySelector("meta[name=zuoxi-user]")?.getAttribute("content");
const address = document.querySelector("meta[name=zuoxi-drafts]")?.getAttribute("content");
const SENT = "zuoxi:sent";
const LISTED = "zuoxi:drafts";
const FORGOTTEN = "zuoxi:drafts-forgotten";
const PAUSE = 800;
// Whoever types without a pause loses at most this to a crash.
const LONGEST = 4000;

/** @type {Map<string, {timer: number, since: number}>} what waits to be sent to the server, by key */
const waiting = new Map();
/** One call after the other, so that what was sent is not kept again by a call that came late. */
let calls = Promise.resolve();

/** @param {string} key */
const place = (key) => `zuoxi:draft:${user}:${key}`;
/** @param {HTMLElement} form */
const keyOf = (form) => form.dataset.draft ?? "";
/** @param {string} key @returns {Record<string, string> | null} */
const local = (key) => JSON.parse(sessionStorage.getItem(place(key)) ?? "null");

/**
 * What this tab has sent or dropped, by key: an answer on its way, or one of a server that has not heard
 * of it yet, does not bring it back.
 * @returns {string[]}
 */
const forgotten = () => JSON.parse(sessionStorage.getItem(FORGOTTEN) ?? "[]");
/** @param {string} key @param {boolean} is */
function setForgotten(key, is) {
  const others = forgotten().filter((each) => each !== key);
  sessionStorage.setItem(FORGOTTEN, JSON.stringify(is ? [...others, key] : others));
}

/** @param {HTMLElement} form @returns {HTMLInputElement[]} also those that stand elsewhere and name the form */
function fieldsOf(form) {
  const skipped = "[type=hidden],[type=password],[type=file],[type=submit],[name=csrfmiddlewaretoken]";
  const fields = /** @type {HTMLInputElement[]} */ ([.../** @type {HTMLFormElement} */ (form).elements]);
  return fields.filter((field) => field.matches("input[name],select[name],textarea[name]") && !field.matches(skipped));
}

/** @param {Element} element @returns {HTMLElement | null} the form with a draft that it belongs to */
function formOf(element) {
  const form = /** @type {HTMLInputElement} */ (element).form ?? element.closest("form");
  return form?.matches("form[data-draft]") ? form : null;
}

/** @param {string} key @param {RequestInit} options */
function call(key, options) {
  if (!address) return;
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  const url = address + encodeURIComponent(key);
  const send = () => fetch(url, { headers, keepalive: true, ...options }).then(() => {});
  // The tab's copy stays where the server cannot be reached; the next key tries again.
  calls = calls.then(send).catch(() => {});
}

/** @param {string} key */
function stopWaiting(key) {
  clearTimeout(waiting.get(key)?.timer);
  waiting.delete(key);
}

/** @param {string} key */
function push(key) {
  stopWaiting(key);
  const values = sessionStorage.getItem(place(key));
  if (values) call(key, { method: "POST", body: values });
}

/** @param {HTMLInputElement} field */
function valueOf(field) {
  if (field.type !== "select-multiple") return field.value;
  const { selectedOptions } = /** @type {HTMLSelectElement} */ (/** @type {unknown} */ (field));
  return [...selectedOptions].map((each) => each.value).join(" ");
}

/** @param {HTMLInputElement} field @param {string} value */
function setValue(field, value) {
  if (field.type !== "select-multiple") field.value = value;
  const chosen = value.split(" ");
  for (const each of field.querySelectorAll("option")) {
    if (field.type === "select-multiple") each.selected = chosen.includes(each.value);
  }
}

/** @param {HTMLElement} form */
function keep(form) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const field of fieldsOf(form)) {
    const choice = field.type === "radio" || field.type === "checkbox";
    if (!choice || field.checked) values[field.name] = valueOf(field);
  }
  const key = keyOf(form);
  setForgotten(key, false);
  sessionStorage.setItem(place(key), JSON.stringify(values));
  const since = waiting.get(key)?.since ?? Date.now();
  clearTimeout(waiting.get(key)?.timer);
  const pause = Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now()));
  waiting.set(key, { timer: setTimeout(() => push(key), pause), since });
}

/** Fields that were looked at: what the person does to them since then is not undone. @type {WeakSet<Element>} */
const seen = new WeakSet();
/** From here on htmx hears of changes. */
const listening = new Promise((resolve) => {
  if (document.readyState === "complete") resolve(undefined);
  else window.addEventListener("load", resolve);
});

/**
 * Fill what was typed before into fields that are new; tell whether anything differed. What the server
 * has filled in stays where it says so (data-given), and everywhere in a form that it drew filled in.
 * @param {HTMLElement} form
 * @param {Record<string, string>} values
 */
function fill(form, values) {
  let changed = false;
  for (const field of fieldsOf(form)) {
    const isNew = !seen.has(field);
    seen.add(field);
    const value = values[field.name];
    const isGiven = field.value && (form.dataset.drawn || field.hasAttribute("data-given"));
    if (value === undefined || !isNew || isGiven) continue;
    const choice = field.type === "radio" || field.type === "checkbox";
    if (choice ? field.value !== value || field.checked : valueOf(field) === value) continue;
    if (choice) field.checked = true;
    else setValue(field, value);
    changed = true;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    if (field.hasAttribute("hx-post")) listening.then(() => window.htmx.trigger(field, "restored"));
  }
  return changed;
}

/** @param {HTMLElement} form */
async function restore(form) {
  if (form.dataset.restored) {
    // Drawn with what was typed, or filled in before: only fields that have come since are empty.
    form.dataset.drawn = "1";
    const typed = local(keyOf(form));
    if (!typed) return;
    fill(form, typed);
    // The step may have settled what was typed, such as who has this telephone number.
    keep(form);
    return;
  }
  const values = local(keyOf(form)) ?? (await remembered(keyOf(form)));
  if (!values || form.dataset.restored || form.dataset.dirty) return;
  form.dataset.restored = "1";
  if (!fill(form, values)) return;
  // Whoever types at once starts anew, and does not write behind what came back. The browser may not
  // have come to the field that begins with the cursor yet.
  const first = /** @type {HTMLElement | null} */ (form.querySelector("[autofocus]"));
  if (document.activeElement === document.body) first?.focus();
  const active = /** @type {HTMLInputElement} */ (document.activeElement);
  if (form.contains(active) && active.matches("input[type=text], input[type=search]")) active.select();
  form.dataset.dirty = "1";
  if (!form.querySelector("[data-form-faults]")) notify("restored");
}

/**
 * What the server has kept of a form that this tab knows nothing of. A tab asks once which there are.
 * @param {string} key
 */
async function remembered(key) {
  const listed = await (listing ??= list());
  if (!address || !listed.includes(key)) return null;
  sessionStorage.setItem(LISTED, JSON.stringify(listed.filter((each) => each !== key)));
  const response = await fetch(address + encodeURIComponent(key)).catch(() => null);
  if (!response?.ok) return null;
  const { values } = await response.json();
  // Whoever has begun to type meanwhile has the newer text.
  if (local(key) || forgotten().includes(key)) return null;
  sessionStorage.setItem(place(key), JSON.stringify(values));
  return values;
}

/** @type {Promise<string[]> | undefined} */
let listing;

/** @returns {Promise<string[]>} */
async function list() {
  const stored = sessionStorage.getItem(LISTED);
  if (stored || !address) return JSON.parse(stored ?? "[]");
  const response = await fetch(address).catch(() => null);
  if (!response?.ok || response.redirected) return [];
  const { keys } = await response.json();
  sessionStorage.setItem(LISTED, JSON.stringify(keys));
  return keys;
}

/** @param {string} key */
export function forget(key) {
  stopWaiting(key);
  setForgotten(key, true);
  sessionStorage.removeItem(place(key));
  call(key, { method: "DELETE" });
}

// A form sent without htmx: the page after it tells whether that went well.
function settle() {
  const key = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  const [entry] = performance.getEntriesByType("navigation");
  const wentBack = /** @type {PerformanceNavigationTiming} */ (entry)?.type === "back_forward";
  const refused = document.querySelector(".problem, [data-form-faults]");
  if (key && user && !wentBack && !refused) forget(key);
}

if (user) {
  settle();
  onContent((root) => {
    const around = root instanceof Element ? root.parentElement : null;
    const within = [...all(root, "[form][name]"), around].map((each) => each && formOf(each));
    for (const form of new Set([...all(root, "form[data-draft]"), ...within])) if (form) restore(form);
  });
} else {
  sessionStorage.removeItem(SENT);
}

// A script that fills in for the person's hand says so by the third.
for (const kind of ["input", "change", "zuoxi:typed"]) {
  document.addEventListener(kind, (event) => {
    const form = formOf(/** @type {HTMLElement} */ (event.target));
    if (!form || !user || (!event.isTrusted && kind !== "zuoxi:typed")) return;
    // A field that is taken away with its form while it has the focus reports a last change.
    if (kind === "change" && form.hasAttribute("data-sent")) return;
    form.removeAttribute("data-sent");
    keep(form);
  });
}

const flush = () => [...waiting.keys()].forEach(push);
window.addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => document.hidden && flush());
document.addEventListener("zuoxi:signed-in", () => {
  for (const form of all(document, "form[data-draft]")) if (local(keyOf(form))) push(keyOf(form));
});

// Who signs out leaves nothing typed behind in the browser for the next person at this machine.
function leaveNothing() {
  flush();
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("zuoxi:draft")) sessionStorage.removeItem(key);
  }
}

// Whoever asks for an empty form does not get the last one filled in again.
document.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement | null} */ (
    /** @type {Element} */ (event.target).closest?.("[data-drops-draft]")
  );
  if (link) forget(link.dataset.dropsDraft ?? "");
});

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLElement} */ (event.target);
  if (form.matches("form[data-sign-out]")) leaveNothing();
  if (form.matches("form[data-draft]") && !event.defaultPrevented) sessionStorage.setItem(SENT, keyOf(form));
});

/** @param {Element} form @param {XMLHttpRequest} xhr */
function settled(form, xhr) {
  const accepted = xhr.status >= 200 && xhr.status < 400;
  // An answer with the same form, still filled in, was a step on the way and not the sending.
  const isStep = xhr.responseText.includes("data-restored");
  if (!accepted || isStep || !form.matches?.("form[data-draft]")) return;
  form.setAttribute("data-sent", "1");
  forget(keyOf(/** @type {HTMLElement} */ (form)));
}

// Where the answer holds the form anew, before what was sent would be filled into that.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, xhr } = /** @type {CustomEvent} */ (event).detail;
  if (requestConfig?.verb === "post" && requestConfig.elt) settled(requestConfig.elt, xhr);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
  settled(elt, xhr);
});
