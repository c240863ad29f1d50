// The schedule while the event runs: where now is. Everything else works without.
import { onStars } from "./stars.js";
import { fold, sift } from "./sift.js";
import { words } from "./words.js";

const STEP = 5 * 60 * 1000; // a row of the grid
const MINUTE = 60 * 1000;
const wide = matchMedia("(width >= 56rem)");
const timetable = document.querySelector(".timetable");
const button = document.querySelector("[data-to-now]");

function isGrid() {
  return timetable.dataset.view === "grid" && wide.matches;
}

// Puts a line across the day that is on, or a mark before what is next in the list.
function showNow() {
  timetable.querySelectorAll(".now-line, .now-here").forEach((mark) => mark.remove());
  const now = Date.now();
  for (const grid of timetable.querySelectorAll(".grid")) {
    const from = Date.parse(grid.dataset.starts);
    const rows = Number(grid.dataset.rows);
    if (now < from || now > from + rows * STEP || grid.parentElement.hidden) continue;
    const mark = isGrid() ? lineAt((now - from) / STEP, grid) : markBefore(now, grid);
    if (mark) return mark;
  }
  return null;
}

function lineAt(row, grid) {
  const first = grid.querySelector(".mark");
  const height = parseFloat(getComputedStyle(grid).gridAutoRows);
  const line = document.createElement("div");
  line.className = "now-line";
  const label = document.createElement("span");
  label.textContent = words.now;
  line.append(label);
  line.style.insetBlockStart = `${first.offsetTop + row * height}px`;
  grid.append(line);
  return line;
}

function markBefore(now, grid) {
  const times = [...grid.querySelectorAll(".when:not([hidden])")];
  const started = times.filter((when) => Date.parse(when.firstElementChild.dateTime) <= now);
  const current = started.at(-1) ?? times[0];
  if (!current) return null;
  const mark = document.createElement("p");
  mark.className = "now-here";
  mark.textContent = words.now;
  current.before(mark);
  return mark;
}

function goTo(mark, behavior = "auto") {
  if (isGrid()) {
    timetable.scrollTo({ top: mark.offsetTop + mark.offsetParent.offsetTop - timetable.clientHeight / 3, behavior });
  } else {
    mark.scrollIntoView({ block: "start", behavior });
  }
}

// The frame of the grid ends where the window ends.
function fit() {
  timetable.style.maxBlockSize = "";
  if (!isGrid()) return;
  const top = timetable.getBoundingClientRect().top + scrollY;
  timetable.style.maxBlockSize = `max(20rem, calc(100dvh - ${Math.ceil(top)}px))`;
}

// A copy kept for when there is no network is the whole schedule, whatever the address
// asks for: day and words are sifted here. Returns a test of a card; null: all fit.
function askedOfCopy() {
  if (!document.querySelector('meta[name="saved"]')) return null;
  const asked = new URLSearchParams(location.search);
  const day = asked.get("day");
  const words = fold(asked.get("q") ?? "").split(/\s+/).filter(Boolean);
  if (!day && !words.length) return null;
  for (const link of document.querySelectorAll(".schedule-bar .switch:not(.view-switch) a")) {
    const isThis = new URL(link.href).searchParams.get("day") === day;
    link.toggleAttribute("aria-current", isThis);
    if (isThis) link.setAttribute("aria-current", "true");
  }
  return (card) => {
    const text = fold(card.textContent);
    const isOnDay = !day || card.closest(".day")?.id === `day-${day}`;
    return isOnDay && words.every((word) => text.includes(word));
  };
}

// Shows only what is starred, from page to page of this event, until it is pressed again.
function offerStarred() {
  const only = document.querySelector("[data-only-starred]");
  const none = document.querySelector("[data-none-starred]");
  const key = `only starred ${location.pathname}`;
  let isOn = false;
  try {
    isOn = sessionStorage.getItem(key) === "yes";
  } catch {
    // Storage is off: it lasts for this page.
  }
  const asked = askedOfCopy();
  const show = (codes) => {
    only.setAttribute("aria-pressed", String(isOn));
    const isStarred = (card) => !isOn || codes.has(card.dataset.code);
    const isWanted = (card) => isStarred(card) && (!asked || asked(card));
    const count = sift(timetable, isOn || asked ? isWanted : null);
    none.hidden = Boolean(count);
    showNow();
  };
  let latest;
  onStars((codes) => {
    latest = codes;
    if (isOn || asked) show(codes);
  });
  only.addEventListener("click", () => {
    isOn = !isOn;
    try {
      sessionStorage.setItem(key, isOn ? "yes" : "no");
    } catch {
      // As above.
    }
    show(latest);
  });
  only.hidden = false;
}

if (timetable) {
  offerStarred();
  fit();
  let mark = showNow();
  button.hidden = !mark;
  if (mark && !location.hash && scrollY === 0) goTo(mark);
  button.addEventListener("click", () => {
    mark = showNow();
    if (mark) goTo(mark, "smooth");
  });
  setInterval(() => {
    mark = showNow();
    button.hidden = !mark;
  }, MINUTE);
  const refit = () => {
    fit();
    showNow();
  };
  addEventListener("resize", refit);
}
