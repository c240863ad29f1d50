// Adds the reader's own time after each <time data-zone>, where their clock differs.
// data-until: the end of a span. data-name-day: the text names another day than the moment
// has (the end of a day is the next one's first moment), so the day is always said.
import { filled, language, words } from "./words.js";

const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const formats = new Map();

function parts(at, zone) {
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }));
  }
  const found = formats.get(zone).formatToParts(at);
  const byType = Object.fromEntries(found.map((part) => [part.type, part.value]));
  return language === "en-GB" ? byType : { ...byType, said: dayIn(at, zone) };
}

// Other languages put a day together in their own way.
function dayIn(at, timeZone) {
  const options = { timeZone, weekday: "short", day: "numeric", month: "short" };
  return at.toLocaleDateString(language, options);
}

const day = (at) => at.said ?? `${at.weekday} ${at.day} ${at.month}`;
const clock = (at) => `${at.hour}:${at.minute}`;

// Returns "18:00", "Sat 2 Nov, 03:00", "18:00–19:30" …; "" where the clocks agree.
export function localTime(from, until, zone, nameDay = false) {
  const here = parts(from, own);
  const there = parts(from, zone);
  if (day(here) === day(there) && clock(here) === clock(there)) return "";
  let said = clock(here);
  if (nameDay || day(here) !== day(there)) said = `${day(here)}, ${said}`;
  if (!until) return said;
  const end = parts(until, own);
  return day(end) === day(here) ? `${said}–${clock(end)}` : `${said} – ${day(end)}, ${clock(end)}`;
}

export function addLocalTimes(root = document) {
  for (const time of root.querySelectorAll("time[data-zone]")) {
    const place = time.closest(".moment") ?? time;
    if (place.querySelector(".local-time")) continue;
    const { zone, until, nameDay } = time.dataset;
    let said;
    try {
      said = localTime(new Date(time.dateTime), until && new Date(until), zone, nameDay !== undefined);
    } catch {
      continue; // a zone this browser does not know
    }
    if (!said) continue;
    const note = document.createElement("span");
    note.className = "local-time";
    note.textContent = ` (${filled(words.yourTime, { time: said })})`;
    place.append(note);
  }
}
