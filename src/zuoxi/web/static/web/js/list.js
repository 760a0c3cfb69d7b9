import { all, isPhone, isWide, onContent } from "./ready.js";
import { openPanel } from "./panel.js";
import { notify } from "./toasts.js";

// [data-list] holds rows [data-row="key"], of which one is selected, as with radio buttons. The choice
// survives a refresh. A row's data-href opens in the panel; data-detail is shown on selection.

/** @type {Map<string, string>} */
const chosen = new Map();
/** @type {Map<string, Set<string>>} */
const known = new Map();

/** @param {Element} list */
const idOf = (list) => list.id || "list";
/** @param {Element} list */
const rowsOf = (list) => all(list, "[data-row]");

/** The list whose row was chosen last, of several on a page. */
let latest = "";

/** @returns {HTMLElement | null} */
export const currentList = () =>
  /** @type {HTMLElement | null} */ (
    document.activeElement?.closest("[data-list]") ??
      all(document, "[data-list]").find((list) => idOf(list) === latest) ??
      document.querySelector("[data-list]")
  );
/** @param {Element | null} list @returns {HTMLElement | null} */
export const selectedRow = (list) => list?.querySelector('[data-row][aria-selected="true"]') ?? null;

/** @param {HTMLElement} list @param {HTMLElement | null} row */
function mark(list, row) {
  for (const each of rowsOf(list)) {
    const is = each === row;
    each.setAttribute("aria-selected", String(is));
    each.tabIndex = is ? 0 : -1;
    const radio = /** @type {HTMLInputElement | null} */ (each.querySelector("input[type=radio]"));
    if (radio) [radio.checked, radio.tabIndex] = [is, -1];
  }
  if (!row && rowsOf(list)[0]) rowsOf(list)[0].tabIndex = 0;
}

let preview = 0;
/** @param {HTMLElement} row */
export function select(row) {
  const list = /** @type {HTMLElement} */ (row.closest("[data-list]"));
  const changed = chosen.get(idOf(list)) !== row.dataset.row;
  chosen.set(idOf(list), row.dataset.row ?? "");
  latest = idOf(list);
  mark(list, row);
  clearTimeout(preview);
  if (changed && row.dataset.detail && isWide()) {
    preview = setTimeout(() => {
      const busy =
        document.activeElement?.closest("#panel [data-dialog]") ?? document.querySelector("#panel [data-stays]");
      if (!busy) openPanel(row.dataset.detail ?? "", row, true);
    }, 120);
  }
}

/** @param {1 | -1} step */
export function move(step) {
  const list = currentList();
  const rows = list ? rowsOf(list) : [];
  const at = rows.indexOf(/** @type {HTMLElement} */ (selectedRow(list)));
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
  if (!next) return;
  select(next);
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLElement} row @param {string} [url] */
export function open(row, url = row.dataset.href || row.dataset.detail) {
  if (!url) return;
  clearTimeout(preview);
  if (isPhone()) location.assign(url);
  else openPanel(url, row);
}

// The row that has the focus is about to be replaced by its successor.
let focused = "";
document.addEventListener("htmx:beforeSwap", () => {
  const row = /** @type {HTMLElement | null} */ (document.activeElement?.closest("[data-list] [data-row]") ?? null);
  focused = row?.dataset.row ?? "";
});

onContent(() => {
  for (const list of all(document, "[data-list]")) {
    const rows = rowsOf(list);
    const shown = selectedRow(list)?.dataset.row;
    if (shown && !chosen.has(idOf(list))) chosen.set(idOf(list), shown); // the page came with its row chosen
    mark(list, rows.find((row) => row.dataset.row === chosen.get(idOf(list))) ?? null);
    const before = known.get(idOf(list));
    known.set(idOf(list), new Set(rows.map((row) => row.dataset.row ?? "")));
    const lost = focused && document.activeElement === document.body;
    if (lost) rows.find((row) => row.dataset.row === focused)?.focus({ preventScroll: true });
    if (before) rows.filter((row) => !before.has(row.dataset.row ?? "")).forEach((row) => row.classList.add("row-new"));
  }
});

document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const row = /** @type {HTMLElement | null} */ (target.closest("[data-list] [data-row]"));
  if (row && !target.closest("a, button, select")) {
    select(row);
    if (!target.closest("input")) row.focus({ preventScroll: true });
  }
  const button = /** @type {HTMLElement | null} */ (target.closest("[data-needs-selection]"));
  if (!button) return;
  event.preventDefault();
  const list = button.dataset.forList ? document.querySelector(button.dataset.forList) : currentList();
  const selected = selectedRow(list);
  if (selected) open(selected);
  else notify("plain", button.dataset.needsSelection || button.dataset.message);
});

document.addEventListener("dblclick", (event) => {
  const row = /** @type {HTMLElement} */ (event.target).closest("[data-list] [data-row]");
  if (row) open(/** @type {HTMLElement} */ (row));
});
