import { all } from "../web/js/ready.js";

// The parts in an order's dialog: who else has it open, and where it could go.

const BEAT = 20_000;

setInterval(() => {
  if (document.hidden) return;
  for (const each of all(document, "[data-presence]")) window.htmx.trigger(each, "look");
}, BEAT);

/** Fill the form from a suggestion; sending it stays with the person. @param {HTMLElement} button */
function take(button) {
  const dialog = button.closest("[data-dialog]");
  const area = /** @type {HTMLSelectElement | null} */ (dialog?.querySelector("select[name=work_area]") ?? null);
  const person = /** @type {HTMLSelectElement | null} */ (dialog?.querySelector("select[name=technician]") ?? null);
  if (!area || !person) return;
  fill(area, button.dataset.workArea ?? "");
  fill(person, button.dataset.technician ?? "");
  for (const each of all(/** @type {Element} */ (dialog), "[data-suggestion]")) {
    each.setAttribute("aria-pressed", String(each === button));
  }
  const remark = /** @type {HTMLElement | null} */ (dialog?.querySelector("textarea[name=remark]") ?? null);
  remark?.focus();
}

/** @param {HTMLSelectElement} select @param {string} value */
function fill(select, value) {
  select.value = value;
  select.dispatchEvent(new Event("input", { bubbles: true }));
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("[data-suggestion]");
  if (button) take(/** @type {HTMLElement} */ (button));
});

// The cursor waits in the work area's list: show it, with the suggestions above it.
document.addEventListener("htmx:afterSettle", () => {
  const active = document.activeElement;
  if (active?.matches("[data-dialog]:has([data-suggestion]) select[name=work_area]")) active.scrollIntoView({ block: "center" });
});

/** Whether a list has an option of its own for the key. @param {HTMLElement} target @param {string} key */
function isWanted(target, key) {
  if (!(target instanceof HTMLSelectElement)) return false;
  return [...target.options].some((option) => option.text.trim().startsWith(key));
}

// The cursor stands in the work area's list when the dialog opens, so a digit counts there too,
// unless the list itself could use it. Where text is typed a digit is text.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (!/^[1-9]$/.test(event.key) || document.querySelector("dialog:modal")) return;
    if (target.matches("textarea, input:not([type=radio], [type=checkbox])") || isWanted(target, event.key)) return;
    const button = document.querySelector(`[data-dialog] [data-suggestion="${event.key}"]`);
    if (!(button instanceof HTMLElement)) return;
    event.preventDefault();
    take(button);
  },
  { capture: true },
);
