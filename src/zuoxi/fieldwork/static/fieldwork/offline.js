import { renew } from "../web/js/live.js";
import { all, onContent } from "../web/js/ready.js";

// Has the browser keep these pages for where there is no network (worker.js), with the orders of the list.

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-outbox]"));
const MOST = 30;

/** Everything that this page was drawn with. */
function assets() {
  const loaded = performance.getEntriesByType("resource").map((each) => each.name.split("#")[0]);
  return [...new Set(loaded)].filter((each) => new URL(each).pathname.includes("/static/"));
}

async function keep() {
  if (!place?.dataset.worker || !("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(place.dataset.worker, { scope: "/" });
  const { active } = await navigator.serviceWorker.ready;
  const pages = all(document, "[data-keep]").slice(0, MOST);
  active?.postMessage({
    assets: assets(),
    pages: [
      { url: location.pathname + location.search, stamp: "" },
      ...pages.map((each) => ({ url: each.dataset.keep, stamp: each.dataset.stamp })),
    ],
  });
}

// After the page is there: whoever looks at it comes first. A page that was kept itself asks for nothing.
if (document.readyState === "complete") keep().catch(() => {});
else window.addEventListener("load", () => keep().catch(() => {}));
onContent((root) => root !== document && navigator.onLine && keep().catch(() => {}));

// What was opened for a visit closes itself in the open page too; without a network when there is one again.
onContent((root) => {
  for (const part of all(root, "[data-clear-for]")) {
    setTimeout(() => navigator.onLine && renew(part), (Number(part.dataset.clearFor) + 1) * 1000);
  }
});
