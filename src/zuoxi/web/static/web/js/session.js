import { all } from "./ready.js";
import { notify } from "./toasts.js";

// A session that ends while a page is open: the page stays, with everything typed in it. The person
// signs in again in another tab, and this page fetches a fresh form token.

const box = /** @type {HTMLDialogElement | null} */ (document.getElementById("session-ended"));
const url = box?.dataset.sessionUrl;
let ended = false;

/** @param {string} token */
function renew(token) {
  all(document, "input[name=csrfmiddlewaretoken]").forEach((input) => {
    /** @type {HTMLInputElement} */ (input).value = token;
  });
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
}

async function look() {
  if (!url) return false;
  const response = await fetch(url, { headers: { "X-Zuoxi-Live": "1" } }).catch(() => null);
  if (!response?.ok) return false;
  const state = await response.json();
  if (!state.signed_in) return false;
  const user = document.querySelector("meta[name=zuoxi-user]");
  if (user && user.getAttribute("content") !== String(state.user)) {
    location.reload(); // Somebody else has signed in: this page is not theirs.
    return false;
  }
  renew(state.token);
  return true;
}

/** A box that opens by itself must not catch the keys of somebody who is typing. */
function tell() {
  const typing = document.activeElement?.matches("textarea, input:not([type=radio], [type=checkbox])");
  if (!ended || !box || box.open) return;
  if (typing) document.addEventListener("focusout", () => setTimeout(tell), { once: true });
  else box.showModal();
}

document.addEventListener("zuoxi:signed-out", (event) => {
  const asked = !(/** @type {Element} */ (event.target).closest?.("[data-live]"));
  ended = true;
  if (asked && box && !box.open) box.showModal();
  else tell();
});

document.addEventListener("zuoxi:stale-token", async () => {
  if (await look()) notify("stale-token");
  else document.dispatchEvent(new Event("zuoxi:signed-out"));
});

async function comeBack() {
  if (document.hidden || !ended || !(await look())) return;
  ended = false;
  box?.close();
  document.dispatchEvent(new Event("zuoxi:signed-in"));
}
document.addEventListener("visibilitychange", comeBack);
window.addEventListener("focus", comeBack);
