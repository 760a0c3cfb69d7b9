import { closePanel } from "./panel.js";

// Boxes over the page (<dialog>) and Esc. A dialog panel beside the list is panel.js's.

document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const opener = target.closest("[data-dialog-open]");
  if (opener) {
    const box = document.querySelector(/** @type {HTMLElement} */ (opener).dataset.dialogOpen || "");
    if (box instanceof HTMLDialogElement) box.showModal();
  }
  if (target.closest("[data-dialog-close]")) target.closest("dialog")?.close();
  if (target.closest("[data-shortcuts-open]")) shortcuts();
});

/** Show the list of keys, or hide it. */
export function shortcuts() {
  const box = /** @type {HTMLDialogElement | null} */ (document.getElementById("shortcuts"));
  if (box?.open) box.close();
  else box?.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
  // The browser itself closes the uppermost menu or box.
  if (document.querySelector("dialog:modal, [popover]:popover-open")) return;
  if (closePanel()) event.preventDefault();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
});
