// The plan in memory: what stands where, and whether something may stand there.
export const MINUTE = 60_000;
export const STEP = 5; // minutes

export class Board {
  constructor(data) {
    this.take(data);
  }

  take(data) {
    Object.assign(this, data);
    this.days = data.days.map((day) => ({
      ...day,
      from: Date.parse(day.from),
      until: Date.parse(day.until),
    }));
    this.sessions = new Map(data.sessions.map((one) => [one.code, { ...one, at: read(one.at) }]));
    this.others = data.others.map((one) => ({ ...one, at: read(one.at) }));
    this.bounds = data.bounds.map(readWindow);
    for (const one of Object.values(this.limits)) one.windows = one.windows.map(readWindow);
    this.free = Object.fromEntries(
      Object.entries(data.free).map(([key, spans]) => [key, spans.map(([from, until]) => [read(from), read(until)])]),
    );
    this.roomById = new Map(data.rooms.map((room) => [room.id, room]));
  }

  // Where a session is told to stand by the server.
  set(code, place) {
    const one = this.sessions.get(code);
    if (!one) return;
    Object.assign(one, place, { at: read(place.at), minutes: place.minutes ?? one.minutes });
  }

  dayOf(at) {
    return this.days.findIndex((day) => day.from <= at && at < day.until);
  }

  *onDay(day) {
    for (const one of this.sessions.values()) {
      if (one.at !== null && one.at >= day.from && one.at < day.until) yield one;
    }
  }

  // Reasons against a place, the strongest first: {kind, with, who, soft} for people to read.
  reasons(session, place) {
    const until = place.at + place.minutes * MINUTE;
    const found = [];
    if (!this.isInside(session, place, until)) found.push({ kind: "hours" });
    for (const other of this.at(place.at, until, session)) {
      if (place.room !== null && other.room === place.room) {
        found.unshift({ kind: "room", with: other.title });
      } else {
        const who = shared(session, other);
        if (who) found.push({ kind: "person", with: other.title, who: this.people[who] });
      }
    }
    for (const key of session.people) {
      if (this.busy(key, place.at, until).length) found.push({ kind: "free", who: this.people[key], soft: true });
    }
    return [...found, ...this.unfit(session, place.room), ...this.tight(session, place, until)];
  }

  // What a room lacks for a session, whatever the time.
  unfit(session, id) {
    const room = this.roomById.get(id);
    if (!room) return [];
    const found = [];
    if (room.capacity !== null && session.audience > room.capacity) {
      found.push({ kind: "small", with: String(session.audience), soft: true });
    }
    const lacks = session.needs.filter((need) => !room.features.includes(need));
    if (lacks.length) found.push({ kind: "lacks", with: lacks.join(", "), soft: true });
    return found;
  }

  // Neighbours in the room that leave too little time between.
  tight(session, place, until) {
    const gap = (this.limits[session.event]?.changeover ?? 0) * MINUTE;
    if (!gap || place.room === null) return [];
    for (const other of this.at(place.at - gap, until + gap, session)) {
      if (other.room === place.room && !overlaps(other, place.at, until)) {
        return [{ kind: "tight", with: other.title, soft: true }];
      }
    }
    return [];
  }

  // When somebody cannot come, within a time: [[from, until]].
  busy(key, from, until) {
    return this.free[key] ? outside(this.free[key], from, until) : [];
  }

  // Times of a day at which people of a session are elsewhere or cannot come.
  peopleAway(session, day) {
    const found = [];
    for (const other of this.at(day.from, day.until, session)) {
      const who = shared(session, other);
      if (!who) continue;
      const until = other.at + other.minutes * MINUTE;
      found.push({ from: other.at, until, kind: "person", with: other.title, who: this.people[who] });
    }
    for (const key of session.people) {
      for (const [from, until] of this.busy(key, day.from, day.until)) {
        found.push({ from, until, kind: "free", who: this.people[key] });
      }
    }
    return found;
  }

  // Times of a day in a room into which the session fits with nothing against it.
  openings(session, room, day, away) {
    const taken = away.map((one) => [one.from, one.until]);
    if (room !== null) {
      for (const other of this.at(day.from, day.until, session)) {
        if (other.room === room) taken.push([other.at, other.at + other.minutes * MINUTE]);
      }
    }
    const hours = this.hoursIn(session, room);
    if (hours) taken.push(...outside(hours, day.from, day.until));
    return outside(taken, day.from, day.until).filter(([from, until]) => until - from >= session.minutes * MINUTE);
  }

  // The hours a session's event has in a room; null: any.
  hoursIn(session, room) {
    const limits = this.limits[session.event];
    if (!limits || limits.rooms.includes(room)) return null;
    const windows = limits.windows.length ? limits.windows : this.bounds;
    if (!windows.length || (room === null && (!this.bounds.length || limits.rooms.length))) return null;
    return windows.filter((one) => room === null || one.room === room).map((one) => [one.from, one.until]);
  }

  // What overlaps a time, but for the session itself.
  *at(from, until, but) {
    for (const other of this.sessions.values()) {
      if (other !== but && other.at !== null && overlaps(other, from, until)) yield other;
    }
    for (const other of this.others) {
      if (overlaps(other, from, until)) yield other;
    }
  }

  isInside(session, place, until) {
    const hours = this.hoursIn(session, place.room);
    return !hours || !outside(hours, place.at, until).length;
  }

  // The first place on a day in a room where nothing speaks against the session.
  firstPlace(session, day, rooms) {
    for (let at = day.from; at < day.until; at += STEP * MINUTE) {
      for (const room of rooms) {
        const place = { room, at, minutes: session.minutes };
        if (hour(at, this.zone) >= 9 && !this.reasons(session, place).some((one) => !one.soft)) return place;
      }
    }
    return { room: rooms[0] ?? null, at: day.from, minutes: session.minutes };
  }
}

function read(moment) {
  return moment === null ? null : Date.parse(moment);
}

function readWindow(window) {
  return { room: window.room, from: Date.parse(window.from), until: Date.parse(window.until) };
}

function shared(one, other) {
  return one.people.find((key) => other.people.includes(key));
}

// The parts of a time that none of the spans covers.
function outside(spans, from, until) {
  const found = [];
  let reached = from;
  for (const [begin, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    if (begin >= until) break;
    if (begin > reached) found.push([reached, begin]);
    reached = Math.max(reached, end);
  }
  if (reached < until) found.push([reached, until]);
  return found;
}

function overlaps(one, from, until) {
  return one.at < until && from < one.at + one.minutes * MINUTE;
}

const formats = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options }));
  }
  return formats.get(key);
}

export function clock(at, zone) {
  return format(zone, { hour: "2-digit", minute: "2-digit" }).format(at);
}

export function hour(at, zone) {
  return Number(format(zone, { hour: "2-digit" }).format(at));
}

export function asIso(at) {
  return new Date(at).toISOString();
}
