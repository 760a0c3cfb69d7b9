// Ctrl+K: a box in which typing shows where one can go; Enter goes to the marked one.

const box = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("palette"));
const input = () => /** @type {HTMLInputElement | null} */ (document.querySelector("[data-palette-input]"));
const found = () => document.getElementById("palette-found");

// Enter was pressed before the answer to what is typed had come.
let isWaiting = false;

/** Open the palette with what it shows for nothing typed; false where there is none. */
export function openPalette() {
  const [dialog, field] = [box(), input()];
  if (!dialog || !field) return false;
  if (!dialog.open) {
    document.querySelectorAll("dialog:modal").forEach((each) => /** @type {HTMLDialogElement} */ (each).close());
    dialog.showModal();
  }
  isWaiting = false;
  field.focus();
  field.select();
  field.dispatchEvent(new Event("palette"));
  return true;
}

const options = () => /** @type {HTMLAnchorElement[]} */ ([...(found()?.querySelectorAll("[role=option]") ?? [])]);
const marked = () => options().findIndex((each) => each.getAttribute("aria-selected") === "true");

/** @param {number} at */
function mark(at) {
  const all = options();
  all.forEach((each, index) => each.setAttribute("aria-selected", String(index === at)));
  all[at]?.scrollIntoView({ block: "nearest" });
  if (all[at]) input()?.setAttribute("aria-activedescendant", all[at].id);
  else input()?.removeAttribute("aria-activedescendant");
}

/** Whether what is shown answers what is typed now. */
const isCurrent = () =>
  /** @type {HTMLElement | null} */ (found()?.querySelector("[data-q]"))?.dataset.q === input()?.value.trim();

function go() {
  isWaiting = !isCurrent();
  if (!isWaiting) options()[marked()]?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.target !== input() || event.isComposing || event.keyCode === 229) return;
  const last = options().length - 1;
  if (event.key === "ArrowDown") mark(Math.min(marked() + 1, last));
  else if (event.key === "ArrowUp") mark(Math.max(marked() - 1, 0));
  else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) go();
  else return;
  event.preventDefault();
});

document.addEventListener("submit", (event) => {
  if (/** @type {HTMLElement} */ (event.target).matches("[data-palette-form]")) event.preventDefault();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== found()) return;
  mark(0);
  if (isWaiting && isCurrent()) go();
});

// A click beside the box closes it.
document.addEventListener("click", (event) => {
  if (event.target === box()) box()?.close();
});
