import { addKeys } from "../web/js/keyboard.js";
import { currentList, open, select, selectedRow } from "../web/js/list.js";
import { all, isPhone } from "../web/js/ready.js";
import { notify } from "../web/js/toasts.js";

// Lists side by side. One of them is current: keys go there. A list that refreshes itself keeps its
// place under the pointer; after an action the row that took the place of the last one is chosen.

const board = /** @type {HTMLElement | null} */ (document.querySelector("[data-console]"));
/** Where the row of the last action stood. @type {{ column: string, number: string, at: number } | null} */
let place = null;

/** @returns {HTMLElement[]} */
const columns = () => (board ? all(board, "[data-column]") : []);
/** @param {Element | null | undefined} column @returns {HTMLElement[]} */
const rowsOf = (column) => (column ? all(column, "[data-row]") : []);
/** @returns {HTMLElement | undefined} */
const currentColumn = () => columns().find((each) => each.dataset.column === board?.dataset.current);

/** @param {string} name */
function enter(name) {
  if (!board) return;
  board.dataset.current = name;
  for (const each of columns()) each.classList.toggle("is-current", each.dataset.column === name);
  for (const tab of all(document, "[data-console-tab]")) {
    if (tab.dataset.consoleTab === name) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}

/** @param {HTMLElement | undefined} row */
function go(row) {
  if (!row) return;
  select(row);
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** @param {1 | -1} step */
function change(step) {
  const all = columns();
  const at = all.findIndex((each) => each.dataset.column === board?.dataset.current);
  const next = all[at + step];
  if (!next) return true;
  enter(next.dataset.column ?? "");
  go(selectedRow(next.querySelector("[data-list]")) ?? rowsOf(next)[0]);
  return true;
}

/** @param {KeyboardEvent} event */
const isFree = (event) => event.target === document.body || Boolean(/** @type {Element} */ (event.target).closest?.("[data-row]"));

if (board && columns().length > 1) {
  addKeys({
    h: () => change(-1),
    l: () => change(1),
    ArrowLeft: (event) => isFree(event) && change(-1),
    ArrowRight: (event) => isFree(event) && change(1),
  });
}

document.addEventListener("focusin", (event) => {
  const column = /** @type {Element} */ (event.target).closest?.("[data-console] [data-column]");
  if (column) enter(/** @type {HTMLElement} */ (column).dataset.column ?? "");
});

document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const tab = /** @type {HTMLElement | null} */ (target.closest("[data-console-tab]"));
  if (tab) {
    event.preventDefault();
    enter(tab.dataset.consoleTab ?? "");
  }
  const row = /** @type {HTMLElement | null} */ (target.closest("[data-console] [data-row]"));
  const link = target.closest("a");
  if (row && link && !isPhone()) {
    event.preventDefault();
    select(row);
    open(row);
  } else if (row && !link && isPhone() && !target.closest("input")) open(row);
  const back = /** @type {HTMLElement | null} */ (target.closest("[data-console-return]"));
  if (!back) return;
  const chosen = selectedRow(currentList());
  if (chosen?.dataset.status === "returned") open(chosen);
  else notify("plain", back.dataset.message);
});

// What the refresh of a column must not lose: how many rows were open, and where the eye was.

/** @type {Map<string, { row: string, top: number, scroll: number, at: number }>} */
const anchors = new Map();

document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters } = /** @type {CustomEvent} */ (event).detail;
  if (elt.matches?.("[data-column]")) parameters.shown = String(rowsOf(elt).length);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const column = /** @type {HTMLElement} */ (event.target);
  if (!column.matches?.("[data-column]")) return;
  const watched =
    column.querySelector("[data-row]:hover") ?? column.querySelector("[data-row]:focus, [data-row][aria-selected=true]");
  const scroll = column.querySelector("[data-scroll]");
  anchors.set(column.dataset.column ?? "", {
    row: /** @type {HTMLElement | null} */ (watched)?.dataset.row ?? "",
    top: watched?.getBoundingClientRect().top ?? 0,
    scroll: scroll?.scrollTop ?? 0,
    at: rowsOf(column).findIndex((row) => row === document.activeElement),
  });
});

document.addEventListener("htmx:afterSettle", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const column = target.matches?.("[data-column]") ? target : null;
  if (column) settle(column);
});

/** @param {HTMLElement} column */
function settle(column) {
  const name = column.dataset.column ?? "";
  column.classList.toggle("is-current", name === board?.dataset.current);
  const anchor = anchors.get(name);
  const scroll = column.querySelector("[data-scroll]");
  if (anchor && scroll) {
    scroll.scrollTop = anchor.scroll;
    const row = anchor.row && column.querySelector(`[data-row="${CSS.escape(anchor.row)}"]`);
    if (row) scroll.scrollTop += row.getBoundingClientRect().top - anchor.top;
  }
  const rows = rowsOf(column);
  if (place?.column === name) {
    if (rows.some((row) => row.dataset.row === place?.number)) {
      window.htmx.trigger(column, "live"); // asked before the action: ask again
      return;
    }
    const { at } = place;
    place = null;
    go(rows[Math.min(at, rows.length - 1)]);
  } else if (anchor && anchor.at >= 0 && document.activeElement === document.body) {
    go(rows[Math.min(anchor.at, rows.length - 1)]); // somebody else has taken the row away
  }
}

document.addEventListener("zuoxi:moved", (event) => {
  const { number } = /** @type {CustomEvent} */ (event).detail;
  const row = board?.querySelector(`[data-row="${CSS.escape(number)}"]`);
  const column = /** @type {HTMLElement | null} */ (row?.closest("[data-column]") ?? null) ?? currentColumn();
  if (!column) return;
  const rows = rowsOf(column);
  const at = row ? rows.indexOf(/** @type {HTMLElement} */ (row)) : 0;
  place = { column: column.dataset.column ?? "", number, at: Math.max(0, at) };
  window.htmx.trigger(column, "live");
});

if (board) {
  enter(board.dataset.current ?? "");
  if (!isPhone()) go(rowsOf(currentColumn())[0]);
}
