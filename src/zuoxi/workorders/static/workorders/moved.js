import { open, select } from "../web/js/list.js";
import { isPhone } from "../web/js/ready.js";

// After an action the order leaves the list. The list fetches itself again and goes on to the row that
// took its place; pages that are worked through in batches open it ([data-opens-next]).

/** @type {number | null} */
let place = null;

const list = () => document.getElementById("order-list");
const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#order-list [data-row]")]);

document.addEventListener("zuoxi:moved", (event) => {
  const { number } = /** @type {CustomEvent} */ (event).detail;
  place = Math.max(0, rows().findIndex((row) => row.dataset.row === number));
  const element = list();
  if (element) window.htmx.trigger(element, "live");
});

document.addEventListener("htmx:afterSettle", () => {
  if (place === null || list()?.classList.contains("htmx-request")) return;
  const next = rows()[Math.min(place, rows().length - 1)];
  place = null;
  if (!next) return;
  select(next);
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  if (list()?.hasAttribute("data-opens-next")) open(next);
});

// On a telephone there is no list beside the order: a tap on a row opens it.
document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const row = /** @type {HTMLElement | null} */ (target.closest("#order-list [data-row]"));
  if (row && isPhone() && !target.closest("a, button, input")) open(row);
});
