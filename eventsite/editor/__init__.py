"""The plan as a grid of rooms and time on which sessions are moved by hand.

Every move goes through `schedule.actions`, like those of the form; here is only what the
grid needs to be drawn and to tell where a session may stand.
"""
