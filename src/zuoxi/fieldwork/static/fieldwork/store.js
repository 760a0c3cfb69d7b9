// What was done on this phone and has not reached the server: one database for each person.

/**
 * @typedef {object} Entry
 * @property {number} [id]
 * @property {string} key minted here; the server carries it out once, however often it comes
 * @property {"move" | "comment" | "sign-off" | "photo"} kind
 * @property {string} order number of the work order
 * @property {string} title what it was, in words
 * @property {string} name of the move
 * @property {Record<string, unknown>} body
 * @property {File} [file]
 * @property {number} version of the order that was seen
 * @property {number} [follows] the earlier move of the same order that has to be done first
 * @property {string} sending the submission that it came with
 * @property {number} made
 * @property {"waiting" | "conflict" | "expired"} state
 * @property {string} [answer] why it was not done, and what is now
 * @property {Record<string, string[]>} [faults]
 */

const LONGEST = 7 * 24 * 3600 * 1000;
const PREFIX = "zuoxi-field-";

export const user = document.querySelector("meta[name=zuoxi-user]")?.getAttribute("content") ?? "";

/** @type {Map<string, Promise<IDBDatabase>>} */
const opened = new Map();

/** @param {string} name @returns {Promise<IDBDatabase>} */
function open(name) {
  const opening =
    opened.get(name) ??
    new Promise((resolve, reject) => {
      const call = indexedDB.open(name, 1);
      call.onupgradeneeded = () => call.result.createObjectStore("entries", { keyPath: "id", autoIncrement: true });
      call.onsuccess = () => resolve(call.result);
      call.onerror = () => reject(call.error);
    });
  opened.set(name, opening);
  return opening;
}

/**
 * @param {IDBTransactionMode} mode
 * @param {(entries: IDBObjectStore) => IDBRequest} work
 * @param {string} [name] of the database, by default the reader's own
 * @returns {Promise<any>}
 */
async function on(mode, work, name = PREFIX + user) {
  const database = await open(name);
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("entries", mode, { durability: "strict" });
    const call = work(transaction.objectStore("entries"));
    // Only when the transaction is through is it on the phone's disk.
    transaction.oncomplete = () => resolve(call.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/** @param {Entry} entry @returns {Promise<number>} */
export const add = (entry) => on("readwrite", (entries) => entries.add(entry));
/** @param {Entry} entry */
export const put = (entry) => on("readwrite", (entries) => entries.put(entry));
/** @param {number | undefined} id */
export const remove = (id) => on("readwrite", (entries) => entries.delete(Number(id)));
export const clear = () => on("readwrite", (entries) => entries.clear());
/** @returns {Promise<Entry[]>} in the order in which they were made */
export const all = () => on("readonly", (entries) => entries.getAll());

/** What nobody has sent for a week loses its content, but not its mention; also that of others on this phone. */
export async function expire() {
  const known = (await indexedDB.databases?.()) ?? [];
  const names = new Set([PREFIX + user, ...known.map((each) => each.name ?? "")]);
  for (const name of names) if (name.startsWith(PREFIX)) await expireIn(name);
}

/** @param {string} name */
async function expireIn(name) {
  for (const entry of await on("readonly", (entries) => entries.getAll(), name)) {
    if (entry.state === "expired" || Date.now() - entry.made < LONGEST) continue;
    const rest = { ...entry, state: "expired", body: {}, file: undefined, answer: "" };
    await on("readwrite", (entries) => entries.put(rest), name);
  }
}
