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

  // Reasons against a place, the strongest first: {kind, with} for people to read.
  reasons(session, place) {
    const until = place.at + place.minutes * MINUTE;
    const found = [];
    if (!this.isInside(session, place, until)) found.push({ kind: "hours" });
    for (const other of this.at(place.at, until, session)) {
      if (place.room !== null && other.room === place.room) {
        found.push({ kind: "room", with: other.title });
      } else {
        const who = other.people.find((key) => session.people.includes(key));
        if (who) found.push({ kind: "person", with: other.title, who: this.people[who] });
      }
    }
    return found;
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
    const limits = this.limits[session.event];
    if (place.room === null || !limits || limits.rooms.includes(place.room)) return true;
    const windows = limits.windows.length ? limits.windows : this.bounds;
    if (!windows.length) return true;
    let reached = place.at;
    let started = false;
    for (const window of windows.toSorted((a, b) => a.from - b.from)) {
      if (window.room !== place.room || window.from > reached) continue;
      started ||= place.at < window.until;
      reached = Math.max(reached, window.until);
    }
    return started && until <= reached;
  }

  // The first place on a day in a room where nothing speaks against the session.
  firstPlace(session, day, rooms) {
    for (let at = day.from; at < day.until; at += STEP * MINUTE) {
      for (const room of rooms) {
        const place = { room, at, minutes: session.minutes };
        if (hour(at, this.zone) >= 9 && !this.reasons(session, place).length) return place;
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
