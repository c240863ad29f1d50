// Has the programme kept for when there is no network; says so where a page is a kept one.
const event = document.querySelector('meta[name="offline"]')?.dataset;
const saved = document.querySelector('meta[name="saved"]')?.content;
const PAGE = /\/events\/[^/]+\/(schedule|sessions|speakers|rooms|tracks|search)(\/|$)/;
const MINUTE = 60_000;
const STEPS = [[60, "second"], [60, "minute"], [24, "hour"], [Infinity, "day"]];

async function keep(now = false) {
  const { list, worker, scope } = event;
  if (navigator.connection?.saveData) return;
  if (worker && PAGE.test(location.pathname)) {
    await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
  }
  // Of an event that is not public any more the worker forgets what it has.
  const registration = await navigator.serviceWorker.getRegistration(scope);
  const ready = registration?.active ?? (worker && (await navigator.serviceWorker.ready).active);
  ready?.postMessage({ keep: list, language: document.documentElement.lang, now: now || !worker });
}

function ago(since) {
  let time = (since - Date.now()) / 1000;
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  for (const [length, unit] of STEPS) {
    if (Math.abs(time) < length) return words.format(Math.round(time), unit);
    time /= length;
  }
  return "";
}

// Says on a kept page how old it is, and when there is a newer one.
function tellAge() {
  const words = document.getElementById("offline-words").dataset;
  const note = document.createElement("div");
  note.className = "saved-note";
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button";
  again.addEventListener("click", () => location.reload());
  note.append(said, again);
  document.querySelector("main").prepend(note);
  let isNewer = false;
  const show = () => {
    const message = navigator.onLine ? words.slow : words.offline;
    said.textContent = isNewer ? words.newer : message.replace("{ago}", ago(Date.parse(saved)));
    again.textContent = isNewer ? words.show : words.again;
  };
  show();
  setInterval(show, MINUTE);
  addEventListener("online", show);
  addEventListener("offline", show);
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    isNewer ||= data?.arrived === location.href.split("#")[0];
    show();
  });
}

if (saved) tellAge();
if (event && "serviceWorker" in navigator) {
  const begin = () => keep().catch(() => {}); // storage is off, or full
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
  addEventListener("online", () => keep(true).catch(() => {}));
}
