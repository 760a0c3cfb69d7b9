import { notify } from "../web/js/toasts.js";

// form[data-contact]: one tap opens number or address for this visit (logged) and follows the link.

/** @param {HTMLFormElement} form @param {HTMLElement | null} button */
async function follow(form, button) {
  const headers = { Accept: "application/json", ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") };
  const what = button instanceof HTMLButtonElement ? button.value : "";
  const body = new URLSearchParams({ for: what });
  const response = await fetch(form.action, { method: "POST", headers, body, redirect: "error" }).catch(() => null);
  const isOurs = (response?.headers.get("Content-Type") ?? "").includes("json");
  if (!response || !isOurs) return notify("network");
  const answer = await response.json();
  if (response.status === 401) return document.dispatchEvent(new Event("zuoxi:signed-out"));
  if (!answer.link) return notify("plain", answer.missing || answer.detail);
  const part = form.closest("[data-live]");
  if (part) window.htmx.trigger(part, "live");
  location.assign(answer.link);
  return undefined;
}

document.addEventListener(
  "submit",
  (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("form[data-contact]")) return;
    event.preventDefault();
    follow(form, event.submitter);
  },
  { capture: true },
);
