import { all as parts, onContent } from "../web/js/ready.js";
import { discard, flush } from "./outbox.js";
import * as store from "./store.js";

// What stands with the outbox, always visible: how much waits and why, and what needs a decision.

/** @typedef {import("./store.js").Entry} Entry */

const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-outbox]"));

/** @param {string | undefined} text @param {Record<string, unknown>} values */
const filled = (text, values) => (text ?? "").replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ""));

/** @param {Entry[]} entries @param {string} state @param {number} sent */
function sentence(entries, state, sent) {
  const words = box?.dataset ?? {};
  const n = entries.filter((each) => each.state === "waiting").length;
  const offline = !navigator.onLine || state === "offline";
  if (offline) return n ? filled(words.offlineWaiting, { n }) : words.offline;
  if (state === "sending" && n) return filled(words.sending, { n });
  if (state === "signed-out") return filled(words.signedOut, { n });
  if (n) return filled(words.waiting, { n });
  return sent && !entries.length ? filled(words.sent, { n: sent }) : words.online;
}

/** @param {Entry[]} entries @param {string} state @param {number} sent */
function show(entries, state, sent) {
  if (!box) return;
  const open = entries.filter((each) => each.state !== "waiting");
  const place = /** @type {HTMLElement} */ (box.querySelector("[data-outbox-words]"));
  const text = [sentence(entries, state, sent), open.length ? filled(box.dataset.conflicts, { n: open.length }) : ""];
  const joined = text.filter(Boolean).join(" ");
  if (place.textContent !== joined) place.textContent = joined;
  const calm = navigator.onLine && !entries.length && state !== "offline";
  box.classList.toggle("is-calm", calm);
  box.classList.toggle("is-open", open.length > 0);
  const link = /** @type {HTMLElement | null} */ (box.querySelector("[data-outbox-sign-in]"));
  if (link) link.hidden = state !== "signed-out";
  list(open);
  for (const card of parts(document, "[data-number], [data-field-order]")) mark(card, entries);
}

/** @param {Entry[]} open */
function list(open) {
  const list = /** @type {HTMLElement} */ (box?.querySelector("[data-outbox-list]"));
  const template = /** @type {HTMLTemplateElement} */ (box?.querySelector("[data-outbox-template]"));
  list.replaceChildren(
    ...open.map((entry) => {
      const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
      const put = (/** @type {string} */ name, /** @type {string} */ text) => {
        /** @type {HTMLElement} */ (row.querySelector(`[data-${name}]`)).textContent = text;
      };
      put("wanted", `${entry.title} · ${entry.order}`);
      put("made", new Date(entry.made).toLocaleString(document.documentElement.lang));
      put("typed", entry.file?.name ?? texts(entry.body));
      put("answer", [entry.state === "expired" ? box?.dataset.expired : entry.answer, ...faults(entry)].filter(Boolean).join(" "));
      const link = /** @type {HTMLAnchorElement} */ (row.querySelector("[data-open]"));
      link.href = (box?.dataset.dialog ?? "").replace("NUMBER", encodeURIComponent(entry.order));
      row.querySelector("[data-discard]")?.addEventListener("click", () => discard(entry.id));
      return row;
    }),
  );
}

/** What a person has typed, to be seen and copied; no picture. @param {Record<string, unknown>} body */
function texts(body) {
  const found = Object.entries(body).filter(([name, value]) => typeof value === "string" && name !== "signature");
  return found.map(([, value]) => value).join(" · ");
}

/** @param {Entry} entry */
const faults = (entry) => Object.values(entry.faults ?? {}).flat();

/** @param {HTMLElement} card @param {Entry[]} entries */
function mark(card, entries) {
  const number = card.dataset.number ?? card.dataset.fieldOrder;
  const own = entries.filter((each) => each.order === number && each.state === "waiting");
  for (const note of parts(card, "[data-pending]")) note.hidden = !own.length;
  const accepted = own.some((each) => each.name === "accept");
  // Taken on without a network: what comes after that is offered at once.
  for (const part of parts(card, "[data-after-acceptance]")) part.hidden = !accepted;
  for (const part of parts(card, "[data-until-accepted]")) part.hidden = accepted;
  for (const step of parts(card, "[data-step-part]")) {
    step.classList.toggle("is-done", own.some((each) => each.name === step.dataset.stepPart));
  }
}

/** @type {{entries: Entry[], state: string, sent: number}} */
let latest = { entries: [], state: "", sent: 0 };
const again = () => show(latest.entries, latest.state, latest.sent);

document.addEventListener("zuoxi:outbox", (event) => {
  latest = /** @type {CustomEvent} */ (event).detail;
  again();
});
window.addEventListener("online", again);
window.addEventListener("offline", again);
onContent(again);

document.addEventListener("click", (event) => {
  if (/** @type {Element} */ (event.target).closest("[data-outbox-send]")) flush();
});

// Whoever signs out leaves nothing behind; what has not been sent is thrown away only when they say so.
document.addEventListener(
  "submit",
  (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const question = /** @type {HTMLDialogElement | null} */ (document.getElementById("field-leave"));
    if (!form.matches("form[data-sign-out]") || form.dataset.agreed || !question || !latest.entries.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    question.showModal();
    question.querySelector("[data-leave]")?.addEventListener("click", async () => {
      await store.clear();
      form.dataset.agreed = "1";
      form.requestSubmit();
    });
  },
  { capture: true },
);
