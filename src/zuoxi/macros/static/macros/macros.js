import { all } from "../web/js/ready.js";

// Templates: a box over the form they fill in. The chosen one is shown as it will be filled in; then
// the fields get it and the person goes on. Nothing is sent from here.

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

/** @type {HTMLDialogElement | null} */
let box = null;
/** The form that is filled in, and where the cursor was. @type {HTMLFormElement | null} */
let form = null;
/** @type {HTMLElement | null} */
let from = null;

/** @returns {HTMLDialogElement} */
function theBox() {
  if (box) return box;
  box = document.createElement("dialog");
  box.className = "macro-dialog";
  box.id = "macro-dialog";
  box.setAttribute("aria-labelledby", "macro-title");
  box.addEventListener("close", () => from?.focus());
  document.body.append(box);
  return box;
}

/** @param {HTMLFormElement} of @param {string} name @returns {Control[]} */
const controls = (of, name) =>
  /** @type {Control[]} */ ([...of.elements].filter((each) => /** @type {Control} */ (each).name === name));

/** @param {HTMLFormElement} of @returns {HTMLSelectElement | null} */
const actionOf = (of) => of.querySelector("select[data-action-select]");

/**
 * The forms that are asked about: the one that the button names, or all actions that may be chosen.
 * @param {HTMLElement} button
 * @param {HTMLFormElement} of
 */
function placesOf(button, of) {
  if (button.dataset.macros) return [button.dataset.macros];
  const select = actionOf(of);
  if (!select) return [];
  const others = [...select.options].map((each) => each.value).filter((each) => each !== select.value);
  return [select.value, ...others];
}

/** @param {HTMLElement} button @param {HTMLElement | null} cursor */
async function open(button, cursor) {
  form = button.closest("form");
  if (!form || document.querySelector("dialog:modal")) return;
  from = cursor ?? button;
  const query = new URLSearchParams(placesOf(button, form).map((each) => ["place", each]));
  if (button.dataset.macrosOrder) query.set("order", button.dataset.macrosOrder);
  const customer = controls(form, "customer_no")[0];
  if (customer?.value) query.set("customer_no", customer.value);
  const target = theBox();
  await window.htmx.ajax("GET", `${button.dataset.macrosUrl}?${query}`, { target, swap: "innerHTML show:none" });
  if (!target.querySelector("[data-macro-box]")) return;
  target.showModal();
  const search = target.querySelector("[data-macro-search]");
  if (search instanceof HTMLElement) search.focus();
  filter();
}

// By name, by shortcut, or by the initials of the name's Chinese characters. The browser sorts by
// pinyin; each letter begins with one of these characters.
const FIRST = "阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥扨它穵夕丫帀";
const LETTERS = "abcdefghjklmnopqrstwxyz";
const byPinyin = new Intl.Collator("zh-u-co-pinyin");

/** @param {string} name */
function initials(name) {
  return [...name]
    .map((character) => {
      if (!/\p{Script=Han}/u.test(character)) return /[a-z0-9]/i.test(character) ? character.toLowerCase() : "";
      const at = [...FIRST].findLastIndex((each) => byPinyin.compare(each, character) <= 0);
      return LETTERS[at] ?? "";
    })
    .join("");
}

const options = () => all(theBox(), "[data-macro]");
const shown = () => options().filter((each) => !each.hidden);
const chosen = () => options().find((each) => each.getAttribute("aria-selected") === "true");

/** @param {HTMLElement} option @param {string} wanted */
function fits(option, wanted) {
  const { name = "", shortcut = "" } = option.dataset;
  return [name.toLowerCase(), shortcut, initials(name)].some((each) => each.includes(wanted));
}

function filter() {
  const search = /** @type {HTMLInputElement | null} */ (theBox().querySelector("[data-macro-search]"));
  const wanted = search?.value.trim().toLowerCase() ?? "";
  for (const each of options()) each.hidden = !fits(each, wanted);
  const exact = shown().find((each) => wanted && each.dataset.shortcut === wanted);
  choose(exact ?? shown()[0]);
  const none = theBox().querySelector("[data-macro-none]");
  if (none instanceof HTMLElement) none.hidden = shown().length > 0;
}

/** @param {HTMLElement | undefined} option */
function choose(option) {
  for (const each of options()) each.setAttribute("aria-selected", String(each === option));
  for (const each of all(theBox(), "[data-macro-preview]")) {
    each.hidden = each.dataset.macroPreview !== option?.dataset.macro;
  }
  option?.scrollIntoView({ block: "nearest" });
  theBox().querySelector("[data-macro-search]")?.setAttribute("aria-activedescendant", option?.id ?? "");
  const typed = Boolean(option) && wouldOverwrite(/** @type {HTMLElement} */ (option));
  for (const each of all(theBox(), "[data-macro-when]")) each.hidden = (each.dataset.macroWhen === "typed") !== typed;
  for (const each of all(theBox(), "[data-macro-fill]")) /** @type {HTMLButtonElement} */ (each).disabled = !option;
}

/** @param {HTMLElement} option @returns {Record<string, string>} */
const valuesOf = (option) => JSON.parse(option.querySelector("script")?.textContent ?? "{}");

/** @param {Control} control */
const isText = (control) => control instanceof HTMLTextAreaElement;

/** @param {HTMLElement} option */
function wouldOverwrite(option) {
  return Object.keys(valuesOf(option)).some((name) =>
    controls(/** @type {HTMLFormElement} */ (form), name).some((each) => isText(each) && each.value.trim()),
  );
}

/** @param {Control} control @param {string} value @param {boolean} append */
function put(control, value, append) {
  if (control instanceof HTMLInputElement && /^(radio|checkbox)$/.test(control.type)) {
    if (control.value !== value) return;
    control.checked = true;
  } else if (isText(control) && append && control.value.trim()) {
    control.value = `${control.value.trimEnd()}\n${value}`;
  } else control.value = value;
  for (const kind of ["input", "change", "zuoxi:typed"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
}

/** @param {boolean} append */
function fill(append) {
  const option = chosen();
  if (!option || !form) return;
  const select = actionOf(form);
  const place = option.dataset.place ?? "";
  if (select && select.value !== place && [...select.options].some((each) => each.value === place)) {
    put(select, place, false);
  }
  /** @type {Control | null} */
  let last = null;
  for (const [name, value] of Object.entries(valuesOf(option))) {
    for (const each of controls(form, name)) {
      put(each, value, append);
      if (isText(each)) last = each;
    }
  }
  if (last) from = last;
  theBox().close();
  if (last instanceof HTMLTextAreaElement) last.setSelectionRange(last.value.length, last.value.length);
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  fetch(option.dataset.used ?? "", { method: "POST", headers: token, keepalive: true }).catch(() => {});
}

/** @param {1 | -1} step */
function move(step) {
  const list = shown();
  const at = list.findIndex((each) => each === chosen());
  choose(list[Math.min(Math.max(at + step, 0), list.length - 1)]);
}

document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const button = /** @type {HTMLElement | null} */ (target.closest("[data-macros]"));
  if (button) open(button, null);
  if (!target.closest("#macro-dialog")) return;
  if (target.closest("[data-macro-close]")) theBox().close();
  const option = /** @type {HTMLElement | null} */ (target.closest("[data-macro]"));
  if (option) choose(option);
  const how = /** @type {HTMLElement | null} */ (target.closest("[data-macro-fill]"));
  if (how) fill(how.dataset.macroFill === "append");
});

document.addEventListener("input", (event) => {
  const field = /** @type {HTMLElement} */ (event.target);
  if (field.matches("[data-macro-search]")) filter();
  // With an input method in Chinese punctuation the slash arrives as 、, with which no text begins.
  if (field instanceof HTMLTextAreaElement && field.value === "、" && buttonOf(field)) {
    field.value = "";
    open(/** @type {HTMLElement} */ (buttonOf(field)), field);
  }
});

/** @param {HTMLElement} field @returns {HTMLElement | null} */
const buttonOf = (field) => field.closest("form")?.querySelector("[data-macros]") ?? null;

/** @param {KeyboardEvent} event */
function inBox(event) {
  const search = /** @type {HTMLInputElement} */ (event.target);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter") fill(!event.shiftKey);
  else if (event.key === "/" && !search.value && from instanceof HTMLTextAreaElement && !from.value) {
    // Whoever types it twice wants a slash.
    put(from, "/", false);
    theBox().close();
  } else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = /** @type {HTMLElement} */ (event.target);
  if (field.matches("[data-macro-search]")) inBox(event);
  else if (event.key === "/" && field instanceof HTMLTextAreaElement && !field.value && buttonOf(field)) {
    event.preventDefault();
    open(/** @type {HTMLElement} */ (buttonOf(field)), field);
  }
});
