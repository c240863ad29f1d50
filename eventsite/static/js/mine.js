// My schedule: of all sessions on the page those that are starred, and where they clash.
import { onStars } from "./stars.js";
import { sift } from "./sift.js";

const MINUTE = 60_000;
const mine = document.querySelector(".mine");
const shown = new Set(); // what was starred on this page stays, to be starred again

function placements(codes) {
  const found = [];
  for (const when of mine.querySelectorAll(".when")) {
    const start = Date.parse(when.firstElementChild.dateTime);
    for (let card = when.nextElementSibling; card?.matches(":not(.when)"); card = card.nextElementSibling) {
      const code = card.dataset.code;
      if (!codes.has(code) || card.matches(".off")) continue;
      found.push({ card, code, start, end: start + Number(card.dataset.minutes) * MINUTE, clashes: [] });
    }
  }
  return found;
}

// As `favourites/rules.py: find_clashes`: what comes again at a free time clashes with nothing.
function clashes(found) {
  for (const [place, one] of found.entries()) {
    for (const other of found.slice(place + 1)) {
      if (one.code === other.code || one.start >= other.end || other.start >= one.end) continue;
      one.clashes.push(other);
      other.clashes.push(one);
    }
  }
  const free = new Set(found.filter((one) => !one.clashes.length).map((one) => one.code));
  for (const one of found) {
    one.clashes = free.has(one.code) ? [] : one.clashes.filter((other) => !free.has(other.code));
  }
}

function tellClashes(codes) {
  mine.querySelectorAll(".clash").forEach((note) => note.remove());
  const found = placements(codes);
  clashes(found);
  const [before, after] = mine.dataset.clash.split("{others}");
  for (const { card, clashes: others } of found) {
    if (!others.length) continue;
    const note = document.createElement("p");
    note.className = "clash";
    note.append(before);
    for (const [n, other] of others.entries()) {
      const link = other.card.querySelector("h4 a").cloneNode(true);
      note.append(n ? ", " : "", link);
    }
    note.append(after);
    card.firstElementChild.append(note);
  }
}

if (mine) {
  const none = document.querySelector("[data-none]");
  const calendar = mine.querySelector("[data-calendar]");
  const address = calendar.getAttribute("href");
  onStars((codes) => {
    for (const code of codes) shown.add(code);
    const timetable = mine.querySelector(".timetable");
    const count = sift(timetable, (card) => shown.has(card.dataset.code));
    mine.hidden = !count;
    none.hidden = Boolean(count);
    const here = [...mine.querySelectorAll("[data-code]")].map((card) => card.dataset.code);
    calendar.href = `${address}?s=${[...new Set(here)].filter((code) => codes.has(code)).join(".")}`;
    tellClashes(codes);
  });
}
