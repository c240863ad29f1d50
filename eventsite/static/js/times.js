// Adds the reader's own time after each <time data-zone>, where their clock differs.
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

function parts(at, zone) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
}

function words(at, zone) {
  const here = parts(at, own);
  const there = parts(at, zone);
  const time = `${here.hour}:${here.minute}`;
  const sameDay = here.day === there.day && here.month === there.month;
  if (sameDay && time === `${there.hour}:${there.minute}`) return "";
  return sameDay ? time : `${here.weekday} ${here.day} ${here.month}, ${time}`;
}

export function addLocalTimes(root = document) {
  for (const time of root.querySelectorAll("time[data-zone]")) {
    const place = time.closest(".moment") ?? time;
    if (place.querySelector(".local-time")) continue;
    let said;
    try {
      said = words(new Date(time.dateTime), time.dataset.zone);
    } catch {
      continue; // a zone this browser does not know
    }
    if (!said) continue;
    const note = document.createElement("span");
    note.className = "local-time";
    note.textContent = ` (${said} your time)`;
    place.append(note);
  }
}
