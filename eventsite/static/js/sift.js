// Hides the sessions of a timetable that are not wanted, and hours and days left empty.
// `isWanted` is asked of each card; null: everything is. Returns how many are shown.
export function sift(timetable, isWanted) {
  let count = 0;
  const isGrid = timetable.dataset.view === "grid";
  for (const day of timetable.querySelectorAll(".day")) {
    let shown = 0;
    let time;
    for (const part of day.querySelector(".grid").children) {
      if (part.matches(".when")) {
        time = part;
        time.hidden = isWanted !== null;
      } else if (part.matches(".pause")) {
        part.hidden = isWanted !== null && !isGrid;
      } else if (part.matches(".s")) {
        part.hidden = isWanted !== null && !isWanted(part);
        if (part.hidden) continue;
        shown += 1;
        if (time) time.hidden = false;
      }
    }
    day.hidden = !shown;
    count += shown;
  }
  for (const list of timetable.parentElement.querySelectorAll(".day-list")) {
    let shown = 0;
    for (const card of list.querySelectorAll(".entry")) {
      card.hidden = isWanted !== null && !isWanted(card);
      if (!card.hidden) shown += 1;
    }
    list.hidden = !shown;
    count += shown;
  }
  return count;
}

// Returns the text as it is compared: no capitals, no accents.
export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
