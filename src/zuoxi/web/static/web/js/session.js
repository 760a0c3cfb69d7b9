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

document.addEventListener("zuoxi:signed-out", () => {
  ended = true;
  if (box && !box.open) box.showModal();
});

document.addEventListener("zuoxi:stale-token", async () => {
  if (await look()) notify("stale-token");
  else document.dispatchEvent(new Event("zuoxi:signed-out"));
});

async function comeBack() {
  if (document.hidden || !ended || !(await look())) return;
  ended = false;
  box?.close();
}
document.addEventListener("visibilitychange", comeBack);
window.addEventListener("focus", comeBack);
