import { all, onContent } from "./ready.js";
import { notify } from "./toasts.js";

// form[data-draft="key"]: what is typed is kept in this tab until it has been sent successfully.
// The tab's own storage: it outlives a reload and a new sign-in, but not the tab, because customers'
// data must not stay behind on a shared machine. Keyed by person.

const user = document.querySelector("meta[name=zuoxi-user]")?.getAttribute("content");
const SENT = "zuoxi:sent";

/** @param {HTMLElement} form */
const keyOf = (form) => `zuoxi:draft:${user}:${form.dataset.draft}`;

/** @param {HTMLElement} form @returns {HTMLInputElement[]} */
function fieldsOf(form) {
  const skipped = "[type=hidden],[type=password],[type=file],[type=submit],[name=csrfmiddlewaretoken]";
  return /** @type {HTMLInputElement[]} */ (all(form, "input[name],select[name],textarea[name]")).filter(
    (field) => !field.matches(skipped),
  );
}

/** @param {HTMLElement} form */
function keep(form) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const field of fieldsOf(form)) {
    const choice = field.type === "radio" || field.type === "checkbox";
    if (!choice) values[field.name] = field.value;
    else if (field.checked) values[field.name] = field.value;
  }
  sessionStorage.setItem(keyOf(form), JSON.stringify(values));
}

/** @param {HTMLElement} form */
function restore(form) {
  const stored = sessionStorage.getItem(keyOf(form));
  if (!stored || form.dataset.restored) return;
  form.dataset.restored = "1";
  const values = JSON.parse(stored);
  let changed = false;
  for (const field of fieldsOf(form)) {
    const value = values[field.name];
    if (value === undefined) continue;
    const choice = field.type === "radio" || field.type === "checkbox";
    if (choice ? field.value !== value || field.checked : field.value === value) continue;
    if (choice) field.checked = true;
    else field.value = value;
    changed = true;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (!changed) return;
  form.dataset.dirty = "1";
  if (!form.querySelector("[data-form-faults]")) notify("restored");
}

/** @param {string} key */
export const forget = (key) => sessionStorage.removeItem(key);

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
  onContent((root) => all(root, "form[data-draft]").forEach(restore));
} else {
  sessionStorage.removeItem(SENT);
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = /** @type {HTMLElement} */ (event.target).closest("form[data-draft]");
    if (form && user && event.isTrusted) keep(/** @type {HTMLElement} */ (form));
  });
}

// Who signs out leaves nothing typed behind for the next person at this machine.
function forgetAll() {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("zuoxi:draft:")) forget(key);
  }
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLElement} */ (event.target);
  if (form.matches("form[data-sign-out]")) forgetAll();
  if (form.matches("form[data-draft]") && !event.defaultPrevented) sessionStorage.setItem(SENT, keyOf(form));
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
  const accepted = xhr.status >= 200 && xhr.status < 400;
  if (accepted && elt.matches?.("form[data-draft]")) forget(keyOf(elt));
});
