import { shortcuts } from "./dialog.js";
import { openPalette } from "./palette.js";
import { currentList, move, open, select, selectedRow } from "./list.js";

// Single keys never fire while somebody types, chooses characters of an input method, holds a
// modifier, or has a box open.

/** @param {KeyboardEvent} event */
const composes = (event) => event.isComposing || event.keyCode === 229;

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  const inputs = "input:not([type=radio], [type=checkbox], [type=button], [type=submit]), textarea, select";
  return target.isContentEditable || target.matches(inputs);
}

function focusSearch() {
  const box = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-search]"));
  box?.focus();
  box?.select();
  return Boolean(box);
}

/** @param {string} key */
function press(key) {
  const wanted = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  const button = wanted.find((each) => /** @type {HTMLElement} */ (each).checkVisibility?.() ?? true);
  if (!(button instanceof HTMLElement) || button.matches(":disabled")) return false;
  if (isTyping(button)) button.focus();
  else button.click();
  return true;
}

/** @param {KeyboardEvent} event */
function openRow(event) {
  const row = selectedRow(currentList());
  const target = /** @type {HTMLElement} */ (event.target);
  const free = target === document.body || Boolean(target.closest?.("[data-row]"));
  if (!row || !free || target.closest?.("a, button")) return false;
  open(row);
  return true;
}

function toggleRow() {
  const list = currentList();
  const row = document.activeElement?.closest("[data-row]") ?? list?.querySelector("[data-row]");
  if (row) select(/** @type {HTMLElement} */ (row));
  return Boolean(row);
}

/** @type {Record<string, (event: KeyboardEvent) => unknown>} */
const keys = {
  "/": focusSearch,
  "?": () => (shortcuts(), true),
  j: () => (move(1), true),
  k: () => (move(-1), true),
  x: toggleRow,
  Enter: openRow,
  ArrowDown: (event) => inList(event) && (move(1), true),
  ArrowUp: (event) => inList(event) && (move(-1), true),
  " ": (event) => inList(event) && toggleRow(),
};

/**
 * Add keys of a page's own, or let it answer one differently.
 * @param {Record<string, (event: KeyboardEvent) => unknown>} more
 */
export const addKeys = (more) => Object.assign(keys, more);

/** @param {KeyboardEvent} event */
const inList = (event) => Boolean(/** @type {HTMLElement} */ (event.target).closest?.("[data-row]"));

/** @param {KeyboardEvent} event */
function combined(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
  if (event.key.toLowerCase() === "k") return openPalette() || focusSearch();
  if (event.key !== "Enter") return false;
  // A small form that opens within a larger one is sent by itself.
  const scope = "[data-submit-scope], form";
  const form = /** @type {HTMLElement} */ (event.target).closest(scope);
  const buttons = [...(form?.querySelectorAll("[type=submit]:not(:disabled)") ?? [])].filter(
    (each) => each.closest(scope) === form,
  );
  const button = buttons.find((each) => each.matches("[data-submit-main]")) ?? buttons[0];
  // A click, so that the button's own value and address go along.
  if (button instanceof HTMLElement) button.click();
  return Boolean(button);
}

document.addEventListener("keydown", (event) => {
  if (composes(event) || event.defaultPrevented) return;
  let done = combined(event);
  const plain = !(event.ctrlKey || event.metaKey || event.altKey) && !isTyping(event.target);
  if (!done && plain && !document.querySelector("dialog:modal")) {
    done = Boolean(keys[event.key]?.(event)) || (/^[a-z.]$/.test(event.key) && !event.repeat && press(event.key));
  }
  if (done) event.preventDefault();
});
