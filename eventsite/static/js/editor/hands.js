// Moving cards by pointer and by keyboard. Both show a shadow where the card would stand.
import { MINUTE, STEP } from "./board.js";

const SLACK = 4; // pixels before a press becomes a drag
const EDGE = 48; // pixels from the edge where the grid begins to scroll

export class Hands {
  constructor(editor) {
    this.editor = editor;
    this.held = null; // {session, place, by: "pointer"|"keys", resizes, offset}
    const { root } = editor;
    root.addEventListener("pointerdown", (event) => this.press(event));
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("focusout", (event) => {
      if (this.held?.by === "keys" && event.relatedTarget) this.cancel();
    });
  }

  press(event) {
    const card = event.target.closest(".ed-card");
    if (!card || event.button !== 0 || !event.isPrimary) return;
    const session = this.editor.board.sessions.get(card.dataset.code);
    const resizes = "grip" in event.target.dataset;
    const start = { x: event.clientX, y: event.clientY };
    const offset = session.at === null ? 0 : event.clientY - card.getBoundingClientRect().top;
    const move = (moved) => {
      const far = Math.hypot(moved.clientX - start.x, moved.clientY - start.y);
      if (!this.held && far > SLACK) {
        this.take(session, "pointer", { resizes, offset });
      }
      if (this.held) this.drag(moved);
    };
    const end = (ended) => {
      card.removeEventListener("pointermove", move);
      card.removeEventListener("pointerup", end);
      card.removeEventListener("pointercancel", end);
      if (!this.held) return;
      card.addEventListener("click", stop, { capture: true, once: true });
      setTimeout(() => card.removeEventListener("click", stop, { capture: true }));
      if (ended.type === "pointercancel") this.cancel();
      else this.drop();
    };
    card.setPointerCapture(event.pointerId);
    card.addEventListener("pointermove", move);
    card.addEventListener("pointerup", end);
    card.addEventListener("pointercancel", end);
  }

  drag(event) {
    const { grid } = this.editor;
    const { session, resizes, offset } = this.held;
    this.scroll(event);
    if (resizes) {
      const until = grid.from + (event.clientY - grid.body.getBoundingClientRect().top) / grid.scale;
      const minutes = Math.round((until - session.at) / MINUTE / STEP) * STEP;
      this.show({ room: session.room, at: session.at, minutes: Math.max(minutes, STEP) });
      return;
    }
    const over = document.elementFromPoint(event.clientX, event.clientY);
    if (over?.closest("[data-pool]")) {
      this.show(null);
      return;
    }
    const place = grid.placeAt(event.clientX, event.clientY - offset);
    if (place) this.show({ ...place, minutes: session.minutes });
  }

  scroll(event) {
    const frame = this.editor.frame;
    const box = frame.getBoundingClientRect();
    if (event.clientY > box.bottom - EDGE) frame.scrollTop += EDGE / 3;
    if (event.clientY < box.top + EDGE * 2) frame.scrollTop -= EDGE / 3;
    if (event.clientX > box.right - EDGE) frame.scrollLeft += EDGE / 3;
    if (event.clientX < box.left + EDGE) frame.scrollLeft -= EDGE / 3;
  }

  key(event) {
    const card = event.target.closest(".ed-card");
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    const session = this.editor.board.sessions.get(card.dataset.code);
    if (this.held) {
      if (this.keyHeld(event)) event.preventDefault();
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      this.take(session, "keys", {});
      this.show(this.held.place ?? this.editor.suggest(session));
    } else if (event.key === "Delete" && session.at !== null) {
      event.preventDefault();
      this.editor.move(session, null);
    }
  }

  keyHeld(event) {
    const { grid, board } = this.editor;
    const place = this.held.place ?? this.editor.suggest(this.held.session);
    const step = (event.shiftKey ? 6 * STEP : STEP) * MINUTE;
    const day = board.days[grid.day];
    const columns = grid.rooms;
    const column = grid.column(place.room);
    const forward = getComputedStyle(grid.body).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    switch (event.key) {
      case "ArrowUp":
        place.at = Math.max(day.from, place.at - step);
        break;
      case "ArrowDown":
        place.at = Math.min(day.until - STEP * MINUTE, place.at + step);
        break;
      case "ArrowLeft":
      case "ArrowRight": {
        const next = column + (event.key === forward ? 1 : -1);
        place.room = columns[Math.min(Math.max(next, 0), columns.length - 1)];
        break;
      }
      case "+":
        place.minutes += STEP;
        break;
      case "-":
        place.minutes = Math.max(STEP, place.minutes - STEP);
        break;
      case " ":
      case "Enter":
        this.drop();
        return true;
      case "Delete":
        this.show(null);
        this.drop();
        return true;
      case "Escape":
        this.cancel();
        return true;
      default:
        return false;
    }
    this.show(place);
    return true;
  }

  take(session, by, more) {
    const { at, room, minutes } = session;
    this.held = { session, by, place: at === null ? null : { at, room, minutes }, ...more };
    this.editor.root.dataset.holds = by;
    this.editor.find(session.code)?.setAttribute("data-held", "");
    this.editor.tell(this.editor.words.pickedUp.replace("{title}", session.title));
    this.editor.shade(session);
  }

  show(place) {
    this.held.place = place;
    this.editor.preview(this.held.session, place);
  }

  drop() {
    const { session, place } = this.held;
    this.end();
    const stays =
      place === null
        ? session.at === null
        : place.at === session.at && place.room === session.room && place.minutes === session.minutes;
    if (stays) this.editor.tell(this.editor.words.stays);
    else this.editor.move(session, place);
  }

  cancel() {
    const { session } = this.held;
    this.end();
    this.editor.tell(this.editor.words.putBack.replace("{title}", session.title));
  }

  end() {
    this.editor.find(this.held.session.code)?.removeAttribute("data-held");
    this.held = null;
    delete this.editor.root.dataset.holds;
    this.editor.unshade();
  }
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}
