// Stars: which sessions the reader wants to see. They are kept in this browser, so that
// pages can be the same for everybody, and told to the account of who is signed in.
//
// Stored as {owner, codes, waiting}. `owner`: whose account the stars are those of; null
// for a stranger's, which join the account of who signs in next. `waiting`: changes that
// the account has not been told yet, {code: is it starred}; a network may be missing.
const KEY = "stars";
const ADDRESS = `${root()}/account/stars.json`;
const words = document.getElementById("star-words").dataset;
const MOST = Number(words.most); // that a browser keeps by itself
const REST = 400; // milliseconds in which further changes join the same telling
const FRESH = 60_000; // milliseconds for which the account need not be asked again
const STAR = "M10 1.8l2.5 5.3 5.7.7-4.2 4 1.1 5.7-5.1-2.8-5.1 2.8 1.1-5.7-4.2-4 5.7-.7z";
const listeners = new Set();
let shown = load();
let csrf = "";
let timer = 0;

function root() {
  return new URL("../../../", import.meta.url).pathname.replace(/\/$/, "");
}

function load() {
  try {
    const { owner, codes, waiting } = JSON.parse(localStorage.getItem(KEY)) ?? {};
    return { owner: owner ?? null, codes: new Set(codes ?? []), waiting: waiting ?? {} };
  } catch {
    return { owner: null, codes: new Set(), waiting: {} }; // storage is off, or not ours
  }
}

function save() {
  try {
    const { owner, codes, waiting } = shown;
    localStorage.setItem(KEY, JSON.stringify({ owner, codes: [...codes], waiting }));
  } catch {
    // Storage is off or full: the stars last for this page.
  }
}

export function starred() {
  return shown.codes;
}

// Calls `listener` whenever the stars may have changed; first of all now.
export function onStars(listener) {
  listeners.add(listener);
  listener(shown.codes);
}

function changed() {
  for (const listener of listeners) listener(shown.codes);
}

export function toggle(code) {
  shown = load(); // another window may have changed it
  const on = !shown.codes.has(code);
  if (on && !shown.owner && shown.codes.size >= MOST) {
    say(words.full);
    return;
  }
  if (on) shown.codes.add(code);
  else shown.codes.delete(code);
  if (shown.owner) {
    shown.waiting[code] = on;
    clearTimeout(timer);
    timer = setTimeout(tell, REST);
  }
  save();
  changed();
  say(on ? words.on : words.off);
}

// ---- The account ----

async function ask(options) {
  const answer = await fetch(ADDRESS, { credentials: "same-origin", cache: "no-store", ...options });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return { status: answer.status };
  return { status: answer.status, ...(await answer.json()) };
}

// Learns the account's stars; those of a stranger's browser join them.
async function learn() {
  const told = await ask({});
  if (!told.person) return false;
  csrf = told.csrf;
  shown = load();
  if (shown.owner && shown.owner !== told.person) {
    shown = { owner: null, codes: new Set(), waiting: {} }; // another's: not ours to keep
  }
  if (!shown.owner) {
    for (const code of shown.codes) shown.waiting[code] = true;
    shown.owner = told.person;
  }
  take(told.codes);
  return true;
}

// The account's stars are the truth, but for what it has not been told yet.
function take(codes) {
  shown.codes = new Set(codes);
  for (const [code, on] of Object.entries(shown.waiting)) {
    if (on) shown.codes.add(code);
    else shown.codes.delete(code);
  }
  save();
  changed();
  try {
    sessionStorage.setItem(`${KEY} learnt`, String(Date.now()));
  } catch {
    // Storage is off: the next page asks again.
  }
}

async function tell() {
  clearTimeout(timer);
  try {
    if (!csrf && !(await learn())) return;
    let told = await send();
    // The key of the form's kind has grown old: a new one, once.
    if (told?.status === 400 && (await learn())) told = await send();
  } catch {
    // No network: it waits until there is one.
  }
}

async function send() {
  const sent = { ...shown.waiting };
  const codes = Object.keys(sent);
  if (!codes.length) return null;
  const body = { add: codes.filter((c) => sent[c]), remove: codes.filter((c) => !sent[c]) };
  const told = await ask({
    method: "POST",
    keepalive: true, // the reader may go on to another page meanwhile
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify(body),
  });
  if (told.refused) say(told.refused); // there are too many: what waits goes on waiting
  if (told.status !== 200) return told;
  shown = load();
  for (const code of codes) if (shown.waiting[code] === sent[code]) delete shown.waiting[code];
  take(told.codes);
  return told;
}

function isFresh() {
  try {
    return Date.now() - Number(sessionStorage.getItem(`${KEY} learnt`) ?? 0) < FRESH;
  } catch {
    return false;
  }
}

async function join() {
  const visitor = document.querySelector('meta[name="visitor"]')?.content;
  if (!visitor && !shown.owner) return; // a stranger, as most: nobody need be asked
  const isTheirs = !visitor || visitor === shown.owner;
  if (isTheirs && isFresh() && !Object.keys(shown.waiting).length) return;
  try {
    if (await learn()) await tell();
  } catch {
    // No network: the stars are those of this browser.
  }
}

// ---- On the page ----

let voice;
function say(message) {
  if (!voice) {
    voice = document.createElement("p");
    voice.className = "visually-hidden";
    voice.setAttribute("role", "status");
    document.body.append(voice);
  }
  voice.textContent = "";
  requestAnimationFrame(() => {
    voice.textContent = message;
  });
}

const NAME = document.createElement("template");
NAME.innerHTML = `<button type="button" class="star" aria-pressed="false"><svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="${STAR}"/></svg></button>`;

export function codeIn(link) {
  return /\/sessions\/([0-9A-Z]{6})$/.exec(link?.getAttribute("href") ?? "")?.[1];
}

// Gives each session on the page its star.
export function addStars(page = document) {
  for (const card of page.querySelectorAll(".s, .entry")) {
    const link = card.querySelector(":is(h2, h3, h4) a");
    const code = codeIn(link);
    if (!code || card.dataset.code) continue;
    card.dataset.code = code;
    card.append(starOf(code, link.textContent));
  }
  for (const place of page.querySelectorAll("[data-star-of]")) {
    const star = starOf(place.dataset.starOf, "");
    star.classList.add("button");
    star.removeAttribute("aria-label");
    star.append(words.button);
    place.replaceChildren(star);
    place.hidden = false;
  }
  paint(page);
}

function starOf(code, title) {
  const star = NAME.content.firstElementChild.cloneNode(true);
  star.dataset.code = code;
  star.setAttribute("aria-label", words.star.replace("{title}", title.trim()));
  star.addEventListener("click", () => toggle(code));
  return star;
}

function paint(page) {
  for (const star of page.querySelectorAll(".star")) {
    const on = shown.codes.has(star.dataset.code);
    star.setAttribute("aria-pressed", String(on));
    star.closest(".s, .entry")?.classList.toggle("starred", on);
  }
}

addStars();
onStars(() => paint(document));
join();
addEventListener("online", () => join());
addEventListener("pagehide", () => {
  if (Object.keys(shown.waiting).length && csrf) send().catch(() => {});
});
addEventListener("storage", (event) => {
  if (event.key !== KEY) return;
  shown = load();
  changed();
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return; // come back to: as it was left, long ago perhaps
  shown = load();
  changed();
});
for (const form of document.querySelectorAll("form[data-forgets-stars]")) {
  form.addEventListener("submit", () => {
    try {
      localStorage.removeItem(KEY);
      sessionStorage.removeItem(`${KEY} learnt`);
    } catch {
      // Storage is off: there is nothing to forget.
    }
  });
}
