// One file on its way to the server, in parts. A part that was not acknowledged is sent again, for as
// long as it takes; what was acknowledged is never sent twice (docs/adr/0018).

const FIRST = 256 * 1024;
const LEAST = 64 * 1024;
const QUICK = 700;
const SLOW = 4000;
const PATIENCE = 60_000;
const LONGEST_PAUSE = 30_000;
const SHORT = 5;

/** The server says no, with a reason for people. */
export class Refused extends Error {}

/** The person does not want it any more. */
export class Interrupted extends Error {}

/**
 * @typedef {object} Options
 * @property {string} url where uploads are announced
 * @property {string} order
 * @property {number} most bytes of one part
 * @property {AbortSignal} signal
 * @property {(bytes: number) => void} sent
 * @property {(what: "broken" | "signedOut" | "checking") => void} tell
 */

/**
 * @typedef {{status: number, data: any}} Answer
 */

/**
 * Send a whole file; resolves with the attachment.
 * @param {File} file
 * @param {Options} options
 */
export async function send(file, options) {
  for (let tries = 0; ; tries += 1) {
    const upload = await begin(file, options);
    const found = await parts(file, upload, options);
    if (found) return found;
    // The server has dropped what it had: once more from the beginning.
    if (tries === 2) throw new Refused("");
  }
}

/** @param {File} file @param {Options} options */
async function begin(file, options) {
  const body = {
    order: options.order,
    name: file.name,
    size: file.size,
    fingerprint: `${file.name.slice(-100)}|${file.size}|${file.lastModified}`,
  };
  const call = () => ask("POST", options.url, JSON.stringify(body), "application/json", options);
  return accepted(await persist(call, options));
}

/**
 * Send what is missing and finish; null if the server no longer knows the upload.
 * @param {File} file @param {{id: number, received: number}} upload @param {Options} options
 */
async function parts(file, upload, options) {
  const url = `${options.url}/${upload.id}`;
  let [offset, length] = [upload.received, FIRST];
  while (offset < file.size) {
    options.sent(offset);
    const begun = performance.now();
    const answer = await persist(() => {
      const data = file.slice(offset, offset + length);
      const progress = (/** @type {number} */ bytes) => options.sent(Math.min(file.size, offset + bytes));
      return ask("PUT", `${url}?offset=${offset}`, data, "application/octet-stream", options, progress);
    }, options);
    if (answer.status === 404) return null;
    offset = answer.status === 409 ? answer.data.received ?? 0 : accepted(answer).received;
    const taken = performance.now() - begun;
    if (taken < QUICK) length = Math.min(options.most, length * 2);
    else if (taken > SLOW) length = Math.max(LEAST, length / 2);
  }
  options.sent(file.size);
  options.tell("checking");
  const answer = await persist(() => ask("POST", `${url}/finish`, "{}", "application/json", options), options);
  const known = answer.status !== 404 && !(answer.status === 409 && "received" in answer.data);
  return known ? accepted(answer) : null;
}

/** @param {Answer} answer */
function accepted(answer) {
  if (answer.status < 300) return answer.data;
  const { errors = {}, detail = "" } = answer.data ?? {};
  throw new Refused(Object.values(errors).flat()[0] ?? detail);
}

/**
 * Ask until there is an answer to go by: over a broken link, a server that restarts, a new sign-in.
 * @param {() => Promise<Answer>} call @param {Options} options @returns {Promise<Answer>}
 */
async function persist(call, options) {
  for (let failures = 0; ; failures += 1) {
    const answer = await call().catch(() => null);
    if (options.signal.aborted) throw new Interrupted();
    if (answer?.status === 401) await signedIn(options);
    else if (answer?.data?.code === "csrf_failed" && failures < 3) await renew();
    else if (isBusy(answer)) await pause(1000 * answer?.data.retry_after, options.signal);
    else if (answer && (answer.status < 500 || answer.status === 507)) return answer;
    else {
      options.tell("broken");
      await pause(Math.min(LONGEST_PAUSE, 1000 * 2 ** failures), options.signal);
    }
  }
}

/**
 * Another file of this person is being looked into, for seconds; a quota lasts longer.
 * @param {Answer | null} answer
 */
const isBusy = (answer) => answer?.status === 429 && answer.data?.retry_after <= SHORT;

/** @param {number} milliseconds @param {AbortSignal} signal @returns {Promise<void>} */
function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const over = () => {
      clearTimeout(timer);
      window.removeEventListener("online", over);
      if (signal.aborted) reject(new Interrupted());
      else resolve();
    };
    const timer = setTimeout(over, milliseconds);
    window.addEventListener("online", over);
    signal.addEventListener("abort", over, { once: true });
  });
}

/** @param {Options} options */
async function signedIn(options) {
  options.tell("signedOut");
  document.dispatchEvent(new Event("zuoxi:signed-out"));
  await new Promise((resolve, reject) => {
    document.addEventListener("zuoxi:signed-in", resolve, { once: true });
    options.signal.addEventListener("abort", () => reject(new Interrupted()), { once: true });
  });
}

/** Signed in again in another tab: the page's token is an old one. */
async function renew() {
  const box = document.getElementById("session-ended");
  const response = await fetch(box?.dataset.sessionUrl ?? "").catch(() => null);
  if (!response?.ok) return;
  const { token } = await response.json();
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
}

/**
 * One call, with the progress of what is sent.
 * @param {string} method @param {string} url @param {string | Blob} body @param {string} type
 * @param {Options} options @param {(bytes: number) => void} [progress] @returns {Promise<Answer>}
 */
function ask(method, url, body, type, options, progress) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open(method, url);
    call.timeout = PATIENCE;
    call.setRequestHeader("Content-Type", type);
    const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
    for (const [name, value] of Object.entries(headers)) call.setRequestHeader(name, String(value));
    if (progress) call.upload.addEventListener("progress", ({ loaded }) => progress(loaded));
    call.addEventListener("load", () => {
      try {
        resolve({ status: call.status, data: call.responseText ? JSON.parse(call.responseText) : null });
      } catch (error) {
        reject(error); // A proxy's page: no answer of ours.
      }
    });
    for (const failure of ["error", "timeout", "abort"]) call.addEventListener(failure, () => reject(new Error(failure)));
    options.signal.addEventListener("abort", () => call.abort(), { once: true });
    call.send(body);
  });
}
