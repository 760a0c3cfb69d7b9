import { all } from "../web/js/ready.js";
import { forget } from "../web/js/drafts.js";
import { notify } from "../web/js/toasts.js";
import * as outbox from "./outbox.js";
import { drawing } from "./signature.js";
import * as store from "./store.js";

// form[data-step]: what is done on site is first kept on the phone, then sent. Without this script the
// forms are sent as usual.

const OWN = new Set(["csrfmiddlewaretoken", "action", "version", "next", "photos", "signer", "signer_reason"]);

/** @param {HTMLFormElement} form */
function inputs(form) {
  /** @type {Record<string, unknown>} */
  const body = {};
  for (const [name, value] of new FormData(form)) {
    if (OWN.has(name) || typeof value !== "string" || !value.trim()) continue;
    const control = /** @type {RadioNodeList | HTMLInputElement} */ (form.elements.namedItem(name));
    const isFlag = control instanceof RadioNodeList && (value === "yes" || value === "no");
    body[name] = isFlag ? value === "yes" : value;
  }
  return body;
}

/** @param {HTMLFormElement} form @param {string} name */
const typed = (form, name) => String(new FormData(form).get(name) ?? "").trim();

/**
 * What is missing is said at once, not hours later when the network is back.
 * @param {HTMLFormElement} form @returns {HTMLElement | null}
 */
function missing(form) {
  const empty = all(form, "[aria-required=true]").find((each) => !(/** @type {HTMLInputElement} */ (each).value.trim()));
  if (empty) return empty;
  const signer = /** @type {HTMLElement | null} */ (form.querySelector("[name=signer]"));
  if (!signer) return null;
  const named = typed(form, "signer");
  const confirmed = drawing(form) || typed(form, "signer_reason");
  if (confirmed && !named) return signer;
  return named && !confirmed ? form.querySelector("[name=signer_reason]") : null;
}

/** @param {HTMLFormElement} form @param {string[]} texts @param {HTMLElement | null} [at] */
function complain(form, texts, at) {
  const place = /** @type {HTMLElement} */ (form.querySelector("[data-step-faults]"));
  place.textContent = texts.join(" ");
  place.hidden = !texts.length;
  for (const field of all(form, ".field")) field.classList.toggle("is-wrong", Boolean(at && field.contains(at)));
  if (texts.length) (at ?? place).focus();
}

/** @param {HTMLFormElement} form */
async function take(form) {
  const empty = missing(form);
  if (empty) return complain(form, [form.dataset.missing ?? ""], empty);
  complain(form, []);
  const name = form.dataset.step ?? "";
  const order = form.dataset.order ?? "";
  const common = { order, version: Number(typed(form, "version")), sending: crypto.getRandomValues(new Uint32Array(2)).join("-"), name };
  const title = form.dataset.title ?? name;
  const signer = typed(form, "signer");
  if (signer) {
    const picture = drawing(form);
    const reason = picture ? "" : typed(form, "signer_reason");
    await outbox.add({ ...common, kind: "sign-off", title: form.dataset.signTitle ?? "", body: { signer, signature: picture, reason } });
  }
  const kind = name === "comment" ? "comment" : "move";
  const body = inputs(form);
  const main = name === "photos" ? 0 : await outbox.add({ ...common, kind, title, body });
  for (const file of photos(form)) {
    await outbox.add({ ...common, kind: "photo", title: form.dataset.photoTitle ?? "", body: {}, file });
  }
  // From here on it is safe on the phone's disk.
  if (form.dataset.draft) forget(form.dataset.draft);
  delete form.dataset.dirty;
  await outbox.flush();
  return settled(form, common.sending, main);
}

/** @param {HTMLFormElement} form @returns {File[]} */
function photos(form) {
  const input = /** @type {HTMLInputElement | null} */ (form.querySelector("input[type=file]"));
  return [...(input?.files ?? [])];
}

/** @param {HTMLFormElement} form @param {string} sending @param {number} main */
async function settled(form, sending, main) {
  const left = (await store.all()).filter((each) => each.sending === sending);
  const refused = left.find((each) => each.id === main && each.state === "conflict" && Object.keys(each.faults ?? {}).length);
  if (refused) {
    // Something typed was wrong: it is still in the form, to be corrected and sent anew.
    const texts = Object.values(refused.faults ?? {}).flat();
    await outbox.discard(refused.id);
    const field = Object.keys(refused.faults ?? {})[0];
    return complain(form, texts, form.querySelector(`[name="${CSS.escape(field)}"]`));
  }
  if (left.some((each) => each.state === "conflict")) return undefined;
  if (left.some((each) => each.id === main)) {
    notify("plain", form.dataset.kept);
    form.reset();
    form.closest("details")?.removeAttribute("open");
    return undefined;
  }
  form.reset();
  location.assign(form.dataset.next ?? location.href);
  return undefined;
}

document.addEventListener(
  "submit",
  (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("form[data-step]") || !store.user) return;
    event.preventDefault();
    if (form.dataset.taking) return;
    form.dataset.taking = "1";
    const button = form.querySelector("[type=submit]");
    button?.setAttribute("aria-busy", "true");
    take(form)
      .catch(() => complain(form, [form.dataset.unkept ?? ""]))
      .finally(() => {
        delete form.dataset.taking;
        button?.removeAttribute("aria-busy");
      });
  },
  { capture: true },
);

// A link to a step opens it.
function open() {
  const step = location.hash && document.querySelector(location.hash);
  if (step instanceof HTMLDetailsElement) step.open = true;
}
window.addEventListener("hashchange", open);
open();
