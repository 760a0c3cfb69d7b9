import { addKeys } from "../web/js/keyboard.js";
import { all, onContent } from "../web/js/ready.js";

// Marked rows, for one action on all of them. Marks outlive a refresh of the list; a row that has
// changed meanwhile loses its mark, because it is no longer what was looked at.

const bar = document.querySelector("[data-bulk-bar]");
/** @type {Set<string>} */
const marked = new Set();
/** @type {HTMLInputElement | null} */
let last = null;

/** @returns {HTMLInputElement[]} */
const boxes = () => /** @type {HTMLInputElement[]} */ (all(document, "[data-console] input[name=marked]"));
/** @param {HTMLInputElement} box */
const isShown = (box) => box.checkVisibility?.() ?? true;

function count() {
  const number = boxes().filter((box) => box.checked).length;
  bar?.classList.toggle("is-open", number > 0);
  const place = bar?.querySelector("[data-bulk-count]");
  if (place) place.textContent = String(number);
  // Where the bar is there all the time it says what is missing.
  const hint = /** @type {HTMLElement | null} */ (bar?.querySelector("[data-bulk-hint]"));
  const submit = /** @type {HTMLButtonElement | null} */ (bar?.querySelector("[type=submit]"));
  if (hint && submit) {
    hint.hidden = number > 0;
    submit.disabled = number === 0;
  }
}

/** @param {HTMLInputElement} box @param {boolean} is */
function mark(box, is) {
  box.checked = is;
  if (is) marked.add(box.value);
  else marked.delete(box.value);
}

/** @returns {HTMLInputElement | null} */
function currentBox() {
  const row =
    document.activeElement?.closest("[data-row]") ?? document.querySelector(".is-current [data-row][aria-selected=true]");
  return row?.querySelector("input[name=marked]") ?? null;
}

function toggle() {
  const box = currentBox();
  if (!box) return false;
  mark(box, !box.checked);
  last = box;
  count();
  return true;
}

/** Mark all rows of a list from the last marked one to this one. */
function extend() {
  const box = currentBox();
  if (!box) return false;
  const list = box.closest("[data-list]");
  const mine = boxes().filter((each) => each.closest("[data-list]") === list);
  const from = last && mine.includes(last) ? mine.indexOf(last) : mine.indexOf(box);
  const to = mine.indexOf(box);
  mine.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((each) => mark(each, true));
  last = box;
  count();
  return true;
}

if (bar) addKeys({ x: toggle, X: extend });

// "Dispatch" means the marked orders where some are marked; before the page opens the chosen one.
document.addEventListener(
  "click",
  (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-console-open]");
    if (!button || !bar?.classList.contains("is-open")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    /** @type {HTMLFormElement} */ (bar).requestSubmit();
  },
  true,
);

document.addEventListener("change", (event) => {
  const box = /** @type {HTMLInputElement} */ (event.target);
  if (!box.matches?.("[data-console] input[name=marked]")) return;
  mark(box, box.checked);
  last = box;
  count();
});

document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest("[data-mark-all]")) boxes().filter(isShown).forEach((box) => mark(box, true));
  else if (target.closest("[data-mark-none]")) boxes().forEach((box) => mark(box, false));
  else return;
  count();
});

document.addEventListener("zuoxi:bulk", () => {
  boxes().forEach((box) => mark(box, false));
  count();
  for (const each of all(document, "[data-column]")) window.htmx.trigger(each, "live");
});

onContent(() => {
  const found = boxes();
  const values = new Set(found.map((box) => box.value));
  for (const value of marked) if (!values.has(value)) marked.delete(value);
  found.forEach((box) => (box.checked = marked.has(box.value)));
  if (last && !last.isConnected) last = found.find((box) => box.value === last?.value) ?? null;
  count();
});
