import { all, onContent } from "./ready.js";

// select[data-action-select]: only the fields of the chosen action show ([data-for-action="a b"]),
// and only they are sent. Without scripts all of them are visible.

/** @param {HTMLSelectElement} select */
function show(select) {
  const form = select.form;
  if (!form) return;
  all(form, "[data-for-action]").forEach((part) => {
    const wanted = (part.dataset.forAction ?? "").split(" ").includes(select.value);
    part.hidden = !wanted;
    all(part, "input, select, textarea").forEach((control) => {
      /** @type {HTMLInputElement} */ (control).disabled = !wanted;
    });
  });
}

onContent((root) => {
  all(root, "select[data-action-select]").forEach((each) => show(/** @type {HTMLSelectElement} */ (each)));
});

document.addEventListener("change", (event) => {
  const changed = /** @type {HTMLElement} */ (event.target);
  if (changed.matches("select[data-action-select]")) show(/** @type {HTMLSelectElement} */ (changed));
});
