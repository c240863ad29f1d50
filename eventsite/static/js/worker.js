// The service worker: a programme once opened can be read without a network.
//
// It keeps, for the few events opened last, what the event's `offline.json` lists: pages as
// a stranger sees them (asked for without cookies, so nothing of a person's own), style
// sheets, scripts, and one bundle of all sessions, people, rooms and tracks. All of one
// version are kept together or not at all.
//
// A page comes from the network where that answers in time, so whoever is online sees
// what is so now, as who they are. Else it comes from what is kept, at once, says how old
// that is, and the network's answer is offered when it arrives. For a while after the
// network failed, it is not waited for.
const FORMAT = "programme 1"; // of what is kept; another format begins anew
const INDEX = `${FORMAT} index`;
const ROOT = new URL(self.registration.scope).pathname.replace(/events\/$/, "");
const PATIENCE = 2500; // milliseconds that a page waits for the network
const DISTRUST = 30_000; // milliseconds for which a network that failed is not waited for
const CHECK = 120_000; // milliseconds after which is asked whether there is a newer version
const PAUSES = [500, 4000]; // milliseconds before what failed is tried again
const MOST_EVENTS = 4;
const MOST_BYTES = 16 * 1024 * 1024; // of one event
const GONE = new Set([401, 403, 404, 410]);
const DOWN = new Set([502, 503, 504]);
const PAGE = /^events\/([^/]+)\/(schedule|sessions|speakers|rooms|tracks|search)(\/|$)/;
const ASSET = /^(static\/|programme\/places-|colours\/|brand\/)/;
const kept = new Map(); // read once: bundles and lists, by the name of their cache
const waiting = new Map(); // to be kept, by the address of the list
let queue = Promise.resolve(); // one after the other: all change the index
let failedAt = 0;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("programme ") && !name.startsWith(FORMAT));
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

// A page says: keep the event that I am of.
self.addEventListener("message", (event) => {
  const { keep: list, language, now } = event.data ?? {};
  if (typeof list !== "string") return;
  const url = new URL(list, self.registration.scope);
  if (url.origin !== location.origin || !url.href.startsWith(self.registration.scope)) return;
  event.waitUntil(keep(url.pathname, String(language ?? ""), Boolean(now)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const path = url.pathname.slice(ROOT.length);
  if (request.mode === "navigate") {
    if (PAGE.test(path)) event.respondWith(page(event, url));
  } else if (ASSET.test(path)) {
    event.respondWith(asset(request));
  }
});

// ---- Answers ----

async function page(event, url) {
  const found = await find(url).catch(() => null); // the browser may have thrown it away
  if (!found) return fetch(event.request);
  const fresh = fetch(event.request);
  const soon = Date.now() - failedAt < DISTRUST ? 0 : PATIENCE;
  let isLate = false;
  const late = new Promise((resolve) => {
    setTimeout(() => resolve(null), soon);
  });
  const arrived = fresh.then(
    (answer) => {
      failedAt = 0;
      if (GONE.has(answer.status)) event.waitUntil(keep(found.list, found.language, true));
      if (isLate && answer.ok) tellArrived(event, url);
      return DOWN.has(answer.status) ? null : answer;
    },
    () => {
      failedAt = Date.now();
      return null;
    },
  );
  event.waitUntil(arrived);
  const answer = await Promise.race([arrived, late]);
  if (answer) return answer;
  isLate = true;
  return compose(found);
}

async function tellArrived(event, url) {
  const client = await self.clients.get(event.resultingClientId || event.clientId);
  client?.postMessage({ arrived: url.href });
}

async function asset(request) {
  const answer = await caches.match(request, { ignoreVary: true });
  return answer ?? fetch(request);
}

// Returns what is kept of the page at an address: {text, title, main, savedAt, …}.
async function find(url) {
  const index = await readIndex();
  for (const [list, entry] of Object.entries(index)) {
    const held = await read(entry.cache);
    if (!held) continue;
    const same = { list, language: entry.language, savedAt: entry.savedAt, policy: held.policy };
    const whole = held.pages.get(url.pathname + url.search) ?? held.pages.get(url.pathname);
    if (whole) return { ...same, text: whole };
    const piece = held.pieces[url.pathname];
    if (piece) return { ...same, text: held.shell, title: piece[0], main: piece[1] };
    // Words asked for: the schedule sifts itself.
    if (url.pathname === `${held.event}/search`) {
      return { ...same, text: held.pages.get(`${held.event}/schedule`) };
    }
  }
  return null;
}

function compose({ text, title, main, savedAt, policy }) {
  let page = text;
  if (main !== undefined) {
    page = page
      .replace(/<title>[^<]*<\/title>/, () => `<title>${title}</title>`)
      .replace("<!--main-->", () => main);
  }
  const saved = `<meta name="saved" content="${new Date(savedAt).toISOString()}">`;
  page = page.replace("<head>", () => `<head>${saved}`);
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy };
  return new Response(page, { headers });
}

// ---- What is kept ----

async function readIndex() {
  const answer = await (await caches.open(INDEX)).match("index");
  return answer ? answer.json() : {};
}

async function writeIndex(index) {
  await (await caches.open(INDEX)).put("index", new Response(JSON.stringify(index)));
}

async function read(name) {
  if (kept.has(name)) return kept.get(name);
  const cache = await caches.open(name);
  const list = await (await cache.match("list"))?.json();
  if (!list) return null;
  const pages = new Map();
  for (const address of list.pages) pages.set(address, await (await cache.match(address)).text());
  const shell = await cache.match(list.shell);
  kept.set(name, {
    event: list.event,
    pages,
    pieces: await (await cache.match(list.bundle)).json(),
    policy: shell.headers.get("Content-Security-Policy"),
    shell: await shell.text(),
  });
  return kept.get(name);
}

function keep(list, language, now) {
  if (!waiting.has(list)) {
    queue = queue
      .then(() => {
        waiting.delete(list);
        return insist(() => keepNow(list, language, now));
      })
      .catch(() => {}); // no network, or no room: what is kept stays
    waiting.set(list, queue);
  }
  return waiting.get(list);
}

// A network that has just come back fails now and then, and what is read in several pieces
// may change between them.
async function insist(attempt) {
  for (const pause of PAUSES) {
    try {
      return await attempt();
    } catch (error) {
      if (!navigator.onLine) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, pause);
      });
    }
  }
  return attempt();
}

async function keepNow(list, language, now) {
  const index = await readIndex();
  const entry = index[list];
  const isSame = entry?.language === language;
  if (entry && isSame && !now && Date.now() - entry.savedAt < CHECK) {
    await change(list, { ...entry, usedAt: Date.now() });
    return;
  }
  const headers = language ? { "Accept-Language": language } : {};
  const ask = { credentials: "omit", cache: "no-cache", headers };
  const answer = await fetch(list, ask);
  if (GONE.has(answer.status) || answer.redirected) {
    await drop(list);
    return;
  }
  if (!answer.ok) return;
  const asked = Date.now();
  const told = await answer.json();
  const name = `${FORMAT} ${list} ${told.version}`;
  if (entry?.cache !== name || !(await read(name))) await save(name, told, ask);
  await change(list, { cache: name, language, savedAt: asked, usedAt: asked });
}

// What is whole has its list, which is put there last.
async function save(name, list, ask) {
  const cache = await caches.open(name);
  let room = MOST_BYTES;
  const put = async (address, answer) => {
    if (!answer.ok || answer.redirected) throw new Error(`${answer.status} at ${address}`);
    const body = await answer.blob();
    room -= body.size;
    if (room < 0) throw new Error("too large to be kept");
    const policy = answer.headers.get("Content-Security-Policy");
    const headers = { "Content-Type": body.type, ...(policy && { "Content-Security-Policy": policy }) };
    await cache.put(address, new Response(body, { headers }));
  };
  try {
    for (const address of [...list.pages, list.shell, list.bundle]) {
      await put(address, await fetch(address, ask));
    }
    for (const address of list.assets) {
      const known = await caches.match(address, { ignoreVary: true });
      await put(address, known ?? (await fetch(address, { credentials: "omit" })));
    }
    await cache.put("list", new Response(JSON.stringify(list)));
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
}

async function change(list, entry) {
  const index = await readIndex();
  index[list] = entry;
  const last = Object.entries(index).sort((one, other) => other[1].usedAt - one[1].usedAt);
  await writeIndex(Object.fromEntries(last.slice(0, MOST_EVENTS)));
  await tidy();
}

async function drop(list) {
  const index = await readIndex();
  delete index[list];
  await writeIndex(index);
  await tidy();
}

async function tidy() {
  const used = new Set(Object.values(await readIndex()).map((entry) => entry.cache));
  for (const name of await caches.keys()) {
    if (name.startsWith(`${FORMAT} /`) && !used.has(name)) {
      kept.delete(name);
      await caches.delete(name);
    }
  }
}
