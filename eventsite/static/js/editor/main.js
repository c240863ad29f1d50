// The schedule's grid for organisers: draws the plan, moves sessions, tells what is wrong.
// Every move carries the revision it saw, so two people never overwrite each other.
import { Board, asIso, clock } from "./board.js";
import { Grid, makeCard } from "./grid.js";
import { Hands } from "./hands.js";

const POLL = 10_000; // milliseconds
const MOST_POOL = 200; // cards drawn at once; the search finds the others

class Editor {
  constructor(root) {
    this.root = root;
    this.words = JSON.parse(root.dataset.words);
    this.frame = root.querySelector("[data-frame]");
    this.pool = root.querySelector("[data-pool-list]");
    this.search = root.querySelector("[data-search]");
    this.live = root.querySelector("[data-live]");
    this.warnings = root.querySelector("[data-warnings]");
    this.about = root.querySelector("[data-about]");
    this.queue = Promise.resolve();
    this.tag = "";
  }

  async start() {
    this.board = new Board(await this.fetchBoard());
    this.grid = new Grid(this.root, this.board, this.words);
    this.ghost = Object.assign(document.createElement("div"), { className: "ed-ghost" });
    this.hands = new Hands(this);
    this.offerDays();
    this.offerFilters();
    this.listen();
    this.root.hidden = false;
    document.querySelector("[data-plain-plan]").open = false;
    this.draw();
    setInterval(() => this.poll(), POLL);
  }

  async fetchBoard() {
    const headers = this.tag ? { "If-None-Match": this.tag } : {};
    const answer = await fetch(this.root.dataset.board, { headers, cache: "no-store" });
    if (answer.status === 304) return null;
    if (!answer.ok) throw new Error(answer.status);
    this.tag = answer.headers.get("ETag") ?? "";
    return answer.json();
  }

  // What others did meanwhile, when nothing is in hand.
  async poll() {
    if (document.hidden || this.hands.held || this.isSending) return;
    const data = await this.fetchBoard().catch(() => null);
    if (!data || this.hands.held || this.isSending) return;
    this.board.take(data);
    this.draw();
  }

  draw() {
    const focused = document.activeElement?.closest?.(".ed-card")?.dataset.code;
    this.mark();
    this.grid.draw();
    this.drawPool();
    this.drawWarnings();
    this.drawSteps();
    if (focused) this.find(focused)?.focus({ preventScroll: true });
  }

  // After a move: only the cards that moved, and the marks of what is wrong.
  redraw(codes) {
    const focused = document.activeElement?.closest?.(".ed-card")?.dataset.code;
    this.mark();
    if (codes.every((code) => this.grid.redraw(code))) {
      this.drawPool();
      this.drawWarnings();
      this.drawSteps();
    } else {
      this.draw(); // it would be outside of the hours that are drawn
    }
    if (focused) this.find(focused)?.focus({ preventScroll: true });
  }

  mark() {
    this.grid.marked = new Map(
      this.board.clashes.toReversed().flatMap((clash) => clash.codes.map((code) => [code, clash.severity])),
    );
  }

  drawSteps() {
    this.root.querySelector("[data-undo]").disabled = !this.board.steps.undo;
    this.root.querySelector("[data-redo]").disabled = !this.board.steps.redo;
  }

  drawPool() {
    const wanted = this.search.value.trim().toLowerCase();
    const has = (one) =>
      [one.title, one.track, one.type, ...one.people.map((key) => this.board.people[key])]
        .join(" ").toLowerCase().includes(wanted);
    const chosen = [...this.root.querySelectorAll("[data-filter]")].filter((one) => one.value);
    const fits = (one) => chosen.every((filter) => String(one[filter.dataset.filter]) === filter.value);
    const waiting = [...this.board.sessions.values()].filter((one) => one.at === null && fits(one) && has(one));
    this.pool.replaceChildren(
      ...waiting.slice(0, MOST_POOL).map((one) => {
        const item = document.createElement("li");
        item.append(makeCard(one, this.board, this.words));
        return item;
      }),
    );
    this.root.querySelector("[data-pool-count]").textContent = waiting.length;
  }

  drawWarnings() {
    const { clashes, counts } = this.board;
    for (const [what, count] of Object.entries({ errors: counts.errors, warnings: counts.warnings })) {
      const badge = this.root.querySelector(`[data-count="${what}"]`);
      badge.textContent = count;
      badge.hidden = !count;
    }
    this.warnings.replaceChildren(
      ...clashes.map((clash) => {
        const item = document.createElement("li");
        const go = Object.assign(document.createElement("button"), { type: "button", textContent: clash.words });
        item.dataset.severity = clash.severity;
        go.addEventListener("click", () => this.goTo(clash.codes.find((code) => this.board.sessions.has(code))));
        item.append(go);
        return item;
      }),
    );
  }

  // What the pool can be narrowed to; a filter with one choice is none.
  offerFilters() {
    const { limits, sessions } = this.board;
    for (const filter of this.root.querySelectorAll("[data-filter]")) {
      const what = filter.dataset.filter;
      const values = new Set([...sessions.values()].map((one) => one[what]).filter(Boolean));
      const name = { event: (value) => limits[value].name, kind: (value) => this.words[`kind_${value}`] }[what];
      const named = [...values].map((value) => [value, name ? name(value) : value]);
      named.sort((a, b) => a[1].localeCompare(b[1]));
      filter.append(...named.map(([value, name]) => new Option(name, value)));
      filter.hidden = named.length < 2;
      filter.addEventListener("change", () => this.drawPool());
    }
  }

  offerDays() {
    const switcher = this.root.querySelector("[data-days]");
    switcher.replaceChildren(
      ...this.board.days.map((day, number) => {
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: day.label });
        button.addEventListener("click", () => this.showDay(number));
        return button;
      }),
    );
    const first = this.board.days.findIndex((day) => !this.board.onDay(day).next().done);
    this.showDay(Math.max(first, 0), false);
  }

  showDay(number, draws = true) {
    this.grid.day = number;
    this.root.querySelectorAll("[data-days] button").forEach((button, at) => {
      button.setAttribute("aria-pressed", String(at === number));
    });
    if (draws) this.draw();
  }

  goTo(code) {
    const session = this.board.sessions.get(code);
    if (!session) return;
    if (session.at !== null) this.showDay(Math.max(this.board.dayOf(session.at), 0));
    const card = this.find(code);
    card?.scrollIntoView({ block: "center", inline: "center" });
    card?.focus();
  }

  listen() {
    const on = (name, does) => this.root.querySelector(`[data-${name}]`).addEventListener("click", does);
    on("undo", () => this.undo());
    on("redo", () => this.redo());
    on("zoom-in", () => this.zoom(1));
    on("zoom-out", () => this.zoom(-1));
    on("condense", (event) => {
      const isOn = this.root.toggleAttribute("data-condensed");
      event.currentTarget.setAttribute("aria-pressed", String(isOn));
    });
    this.search.addEventListener("input", () => this.drawPool());
    this.root.addEventListener("focusin", (event) => {
      const card = event.target.closest(".ed-card");
      if (card) this.showAbout(card.dataset.code);
    });
    this.root.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.target.matches("input")) return;
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) this.undo();
      else if (key === "y" || key === "z") this.redo();
      else return;
      event.preventDefault();
    });
  }

  zoom(by) {
    this.grid.zoom = Math.min(Math.max(this.grid.zoom + by, 0), 3);
    this.draw();
  }

  showAbout(code) {
    const session = this.board.sessions.get(code);
    const link = Object.assign(document.createElement("a"), {
      href: this.root.dataset.form.replace("CODE", code),
      textContent: this.words.byForm,
    });
    const title = Object.assign(document.createElement("b"), { textContent: session.title });
    this.about.replaceChildren(title, " ", link);
  }

  find(code) {
    return this.grid.find(code);
  }

  suggest(session) {
    const day = this.board.days[this.grid.day];
    return this.board.firstPlace(session, day, this.board.rooms.map((room) => room.id));
  }

  describe(session, place) {
    if (!place) return this.words.toPool;
    const room = this.board.roomById.get(place.room)?.name ?? this.words.noRoom;
    const where = `${clock(place.at, this.board.zone)}–${clock(place.at + place.minutes * 60_000, this.board.zone)}, ${room}`;
    const [reason] = this.board.reasons(session, place);
    return `${where}: ${reason ? this.why(reason) : this.words.free}`;
  }

  // Once a frame, however often the pointer moves.
  preview(session, place) {
    this.wanted = { session, place };
    if (this.frameAsked) return;
    this.frameAsked = true;
    const show = () => {
      this.frameAsked = false;
      if (this.hands.held) this.showGhost(this.wanted.session, this.wanted.place);
    };
    if (this.hands.held?.by === "keys") show();
    else requestAnimationFrame(show);
  }

  showGhost(session, place) {
    const words = this.describe(session, place);
    this.ghost.textContent = words;
    if (place) {
      const [reason] = this.board.reasons(session, place);
      this.ghost.dataset.verdict = reason ? (reason.soft ? "soft" : reason.kind) : "free";
      this.grid.put(this.ghost, place.room, place.at, place.minutes);
      if (!this.ghost.isConnected) this.grid.body.append(this.ghost);
      if (this.hands.held?.by === "keys") this.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else {
      this.ghost.remove();
    }
    this.tell(words);
  }

  // While a session is in hand: where it may go, and where its people and rooms say no.
  shade(session) {
    const { board, grid } = this;
    const day = board.days[grid.day];
    const away = board.peopleAway(session, day);
    const parts = away.map((one) => grid.band(one.from, one.until, "ed-busy", this.why(one)));
    const shown = { from: grid.from, until: grid.until };
    for (const room of grid.rooms) {
      const name = board.unfit(session, room).length ? "ed-open ed-unfit" : "ed-open";
      for (const [from, until] of board.openings(session, room, shown, away)) {
        parts.push(grid.shade(room, from, until, name));
      }
    }
    grid.body.append(...parts.filter(Boolean));
    grid.label((room) => {
      if (board.hoursIn(session, room)?.length === 0) return this.words.not_hours;
      return board.unfit(session, room).map((one) => this.why(one)).join("; ");
    });
  }

  unshade() {
    this.ghost.remove();
    this.grid.body.querySelectorAll(".ed-busy, .ed-open").forEach((one) => one.remove());
    this.grid.label(null);
  }

  why(reason) {
    return this.words[`not_${reason.kind}`].replace("{other}", reason.with ?? "").replace("{who}", reason.who ?? "");
  }

  tell(words) {
    if (this.live.textContent !== words) this.live.textContent = words;
  }

  // Moves one after the other, so that each carries the revision the one before it left.
  move(session, place) {
    const before = { at: session.at, room: session.room, minutes: session.minutes };
    Object.assign(session, place ?? { at: null, room: null });
    this.redraw([session.code]);
    this.find(session.code)?.focus({ preventScroll: true });
    this.queue = this.queue.then(() => this.send(session, place, before));
    return this.queue;
  }

  async send(session, place, before) {
    const wish = {
      code: session.code,
      room: place?.room ?? null,
      at: place ? asIso(place.at) : null,
      minutes: place?.minutes ?? session.minutes,
      seen: session.seen,
    };
    const [answer, told] = await this.post(this.root.dataset.moves, wish);
    if (!answer) Object.assign(session, before);
    if (answer?.ok) {
      this.tell(this.words.moved.replace("{title}", session.title).replace("{place}", this.describe(session, place)));
      this.say("");
    } else {
      const words = told?.error ?? this.words.offline;
      this.refuse(session, place, words, !answer || answer.status === 409);
    }
    this.redraw([session.code]);
  }

  // Sends a wish and takes over what the server says; [null] if it was not reached.
  async post(address, wish) {
    this.isSending = true;
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.root.dataset.csrf },
        body: JSON.stringify(wish),
      });
      const told = await answer.json();
      for (const [code, place] of Object.entries(told.places ?? {})) this.board.set(code, place);
      for (const what of ["clashes", "counts", "steps"]) if (told[what]) this.board[what] = told[what];
      return [answer, told];
    } catch {
      return [null];
    } finally {
      this.isSending = false;
      this.tag = "";
    }
  }

  // Says why a move was not made; where it makes sense, offers to make it all the same.
  refuse(session, place, words, mayRepeat) {
    this.tell(words);
    const bar = this.say(`“${session.title}”: ${words}`);
    if (!mayRepeat) return;
    const wish = document.createElement("p");
    wish.textContent = this.words.bothWishes
      .replace("{theirs}", session.at === null ? this.words.inPool : this.where(session))
      .replace("{mine}", place ? this.where(place) : this.words.inPool);
    const again = Object.assign(document.createElement("button"), {
      type: "button", className: "button", textContent: this.words.mineAgain,
    });
    again.addEventListener("click", () => this.move(session, place));
    bar.append(wish, again);
  }

  where(place) {
    const room = this.board.rooms.find((one) => one.id === place.room)?.name ?? this.words.noRoom;
    return `${clock(place.at, this.board.zone)}, ${room}`;
  }

  say(words) {
    const bar = this.root.querySelector("[data-refusal]");
    bar.replaceChildren(words);
    bar.hidden = !words;
    return bar;
  }

  undo() {
    if (this.board.steps.undo) this.step(this.root.dataset.undoUrl);
  }

  redo() {
    if (this.board.steps.redo) this.step(this.root.dataset.redoUrl);
  }

  // Takes back one's last move, or makes it again: the server knows which it was.
  step(address) {
    this.queue = this.queue.then(async () => {
      const [answer, told] = await this.post(address, {});
      const codes = Object.keys(told?.places ?? {}).filter((code) => this.board.sessions.has(code));
      this.say(answer?.ok ? "" : (told?.error ?? this.words.offline));
      this.redraw(codes);
      if (codes.length) {
        const session = this.board.sessions.get(codes[0]);
        this.goTo(codes[0]);
        const place = session.at === null ? this.words.inPool : this.where(session);
        this.tell(this.words.moved.replace("{title}", session.title).replace("{place}", place));
      }
    });
    return this.queue;
  }
}

const root = document.querySelector("[data-editor]");
if (root && matchMedia("(width >= 56rem)").matches) new Editor(root).start().catch(() => (root.hidden = true));
