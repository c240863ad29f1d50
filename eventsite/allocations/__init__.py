"""Hours that an event gives to those below it in its rooms (their rows are `events/`'s).

Whoever looks after an event below places its sessions inside its hours, and only there
(`schedule.rules.is_inside_hours`).
"""
