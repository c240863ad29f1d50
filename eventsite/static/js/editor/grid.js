// Draws one day of the plan: rooms as columns, time downwards, cards at their places.
import { MINUTE, STEP, clock, hour } from "./board.js";

const USUAL = [8, 20]; // hours that are shown even if nothing stands there
const PER_STEP = [6, 9, 13, 20]; // pixels for five minutes, by zoom

export class Grid {
  constructor(root, board, words) {
    Object.assign(this, { root, board, words, day: 0, zoom: 1, marked: new Map() });
    this.head = root.querySelector("[data-heads]");
    this.body = root.querySelector("[data-body]");
  }

  get scale() {
    return PER_STEP[this.zoom] / (STEP * MINUTE); // pixels per millisecond
  }

  get rooms() {
    return [...this.board.rooms.map((room) => room.id), null];
  }

  draw() {
    const { board } = this;
    const day = board.days[this.day];
    [this.from, this.until] = this.span(day);
    this.head.replaceChildren(...this.rooms.map((room) => this.headOf(room)));
    this.root.style.setProperty("--rooms", this.rooms.length);
    this.body.style.blockSize = `${(this.until - this.from) * this.scale}px`;
    const parts = [...this.hours(), ...this.outside()];
    for (const other of board.others) {
      if (other.at >= day.from && other.at < day.until) parts.push(this.fixed(other));
    }
    const cards = [...board.onDay(day)].sort((a, b) => a.at - b.at || this.column(a.room) - this.column(b.room));
    parts.push(...cards.map((one) => this.card(one)));
    this.body.replaceChildren(...parts);
  }

  // Draws one session anew, and the marks of all; tells whether it fits into what is drawn.
  redraw(code) {
    const { board } = this;
    const one = board.sessions.get(code);
    this.find(code)?.remove();
    for (const card of this.body.querySelectorAll(".ed-card")) {
      const mark = this.marked.get(card.dataset.code);
      if (mark !== card.dataset.clash) {
        if (mark) card.dataset.clash = mark;
        else delete card.dataset.clash;
      }
    }
    const day = board.days[this.day];
    if (one.at === null || one.at < day.from || one.at >= day.until) return true;
    if (one.at < this.from || one.at + one.minutes * MINUTE > this.until) return false;
    const before = (other) => other.at < one.at || (other.at === one.at && this.column(other.room) <= this.column(one.room));
    const next = [...this.body.querySelectorAll(":scope > .ed-card")].find(
      (card) => !before(board.sessions.get(card.dataset.code)),
    );
    this.body.insertBefore(this.card(one), next ?? null); // reading order stays
    return true;
  }

  // From the first full hour needed to the last.
  span(day) {
    const at = [...this.board.onDay(day)];
    const usual = [];
    for (let time = day.from; time < day.until; time += 60 * MINUTE) {
      const now = hour(time, this.board.zone);
      if (now >= USUAL[0] && now < USUAL[1]) usual.push(time);
    }
    const from = Math.min(usual[0] ?? day.from, ...at.map((one) => one.at));
    const until = Math.max(
      (usual.at(-1) ?? day.from) + 60 * MINUTE,
      ...at.map((one) => one.at + one.minutes * MINUTE),
    );
    return [Math.floor(from / (15 * MINUTE)) * 15 * MINUTE, until];
  }

  headOf(room) {
    const made = document.createElement("li");
    const found = this.board.rooms.find((one) => one.id === room);
    made.textContent = found ? found.name : this.words.noRoom;
    if (found?.capacity) {
      const places = document.createElement("span");
      places.textContent = found.capacity;
      places.title = this.words.places;
      made.append(" ", places);
    }
    return made;
  }

  *hours() {
    for (let at = this.from; at < this.until; at += 15 * MINUTE) {
      const label = clock(at, this.board.zone);
      if (!label.endsWith(":00") && !label.endsWith(":30")) continue;
      const line = document.createElement("p");
      line.className = label.endsWith(":00") ? "ed-line ed-hour" : "ed-line";
      line.style.insetBlockStart = `${this.y(at)}px`;
      line.append(Object.assign(document.createElement("span"), { textContent: label }));
      yield line;
    }
  }

  // What lies outside of the hours that one may use.
  *outside() {
    if (!this.board.bounds.length) return;
    for (const room of this.board.rooms) {
      let reached = this.from;
      const windows = this.board.bounds.filter((one) => one.room === room.id).sort((a, b) => a.from - b.from);
      if (Object.values(this.board.limits).some((one) => one.rooms.includes(room.id))) continue;
      for (const window of [...windows, { from: this.until, until: this.until }]) {
        if (window.from > reached) yield this.shade(room.id, reached, Math.min(window.from, this.until), "ed-outside");
        reached = Math.max(reached, window.until);
      }
    }
  }

  shade(room, from, until, name) {
    const made = document.createElement("div");
    made.className = `ed-shade ${name}`;
    this.put(made, room, from, (until - from) / MINUTE);
    return made;
  }

  // A time across all rooms, with words at its top.
  band(from, until, name, words) {
    const made = document.createElement("div");
    made.className = `ed-band ${name}`;
    made.append(Object.assign(document.createElement("span"), { textContent: words }));
    const [begin, end] = [Math.max(from, this.from), Math.min(until, this.until)];
    if (end <= begin) return null;
    this.put(made, undefined, begin, (end - begin) / MINUTE);
    return made;
  }

  // Says in the heads of the rooms what speaks against each; nothing: no words.
  label(words) {
    [...this.head.children].forEach((head, column) => {
      head.querySelector("em")?.remove();
      const said = words?.(this.rooms[column]);
      head.toggleAttribute("data-unfit", Boolean(said));
      if (said) head.append(Object.assign(document.createElement("em"), { textContent: said }));
    });
  }

  fixed(other) {
    const made = document.createElement("div");
    made.className = "ed-fixed";
    made.textContent = other.title;
    if (other.room === null && !other.people.length) {
      made.style.gridColumn = "1 / -1";
      made.style.insetInline = "0";
      made.style.inlineSize = "auto";
      this.put(made, undefined, other.at, other.minutes);
    } else {
      this.put(made, other.room, other.at, other.minutes);
    }
    return made;
  }

  card(one) {
    const made = makeCard(one, this.board, this.words);
    if (this.marked.has(one.code)) made.dataset.clash = this.marked.get(one.code);
    this.put(made, one.room, one.at, one.minutes);
    const grip = document.createElement("span");
    grip.className = "ed-grip";
    grip.dataset.grip = "";
    made.append(grip);
    return made;
  }

  put(element, room, at, minutes) {
    element.style.insetBlockStart = `${this.y(at)}px`;
    element.style.blockSize = `${Math.max(minutes * MINUTE * this.scale - 1, 12)}px`;
    if (room !== undefined) element.style.setProperty("--column", this.column(room));
  }

  y(at) {
    return (at - this.from) * this.scale;
  }

  column(room) {
    const found = this.rooms.indexOf(room);
    return found < 0 ? this.rooms.length - 1 : found;
  }

  // The place under a point of the window, its time rounded to five minutes.
  placeAt(x, y) {
    const box = this.body.getBoundingClientRect();
    const width = box.width / this.rooms.length;
    const fromStart = getComputedStyle(this.body).direction === "rtl" ? box.right - x : x - box.left;
    const column = Math.floor(fromStart / width);
    if (column < 0 || column >= this.rooms.length || y < box.top || y > box.bottom) return null;
    const at = this.from + Math.round((y - box.top) / this.scale / (STEP * MINUTE)) * STEP * MINUTE;
    return { room: this.rooms[column], at };
  }

  find(code) {
    return this.root.querySelector(`[data-code="${CSS.escape(code)}"]`);
  }
}

export function makeCard(one, board, words) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "ed-card";
  made.dataset.code = one.code;
  if (one.colour) made.style.setProperty("--track", one.colour);
  if (one.is_tentative) made.dataset.tentative = "";
  const title = Object.assign(document.createElement("b"), { textContent: one.title });
  const names = one.people.map((key) => board.people[key]).join(", ");
  const by = Object.assign(document.createElement("span"), { textContent: names });
  made.append(title, by);
  const length = words.minutes.replace("{minutes}", one.minutes);
  if (one.at === null) made.append(Object.assign(document.createElement("i"), { textContent: length }));
  const room = board.rooms.find((room) => room.id === one.room);
  const where = one.at === null ? words.inPool : `${clock(one.at, board.zone)}, ${room ? room.name : words.noRoom}`;
  made.setAttribute("aria-label", [one.title, names, where, length].filter(Boolean).join(", "));
  made.setAttribute("aria-describedby", "ed-help");
  return made;
}
