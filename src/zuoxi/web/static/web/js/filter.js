import { all, onContent } from "./ready.js";

// select[data-depends-on="work_area"]: only the options whose data-group is the other select's value.

/** @type {WeakMap<HTMLSelectElement, HTMLOptionElement[]>} */
const complete = new WeakMap();

/** @param {HTMLSelectElement} select */
function narrow(select) {
  const master = /** @type {HTMLSelectElement | null} */ (
    select.form?.elements.namedItem(select.dataset.dependsOn ?? "")
  );
  if (!master) return;
  const options = complete.get(select) ?? [...select.options];
  complete.set(select, options);
  const chosen = select.value;
  select.replaceChildren(
    ...options.filter(({ dataset }) => dataset.group === undefined || dataset.group === master.value),
  );
  select.value = chosen;
  if (select.value !== chosen) select.value = "";
}

onContent((root) => {
  all(root, "select[data-depends-on]").forEach((each) => narrow(/** @type {HTMLSelectElement} */ (each)));
});

document.addEventListener("change", (event) => {
  const changed = /** @type {HTMLSelectElement} */ (event.target);
  if (!changed.form || !changed.name) return;
  all(changed.form, `select[data-depends-on="${changed.name}"]`).forEach((each) =>
    narrow(/** @type {HTMLSelectElement} */ (each)),
  );
});
