"""What an event's programme is sorted by and placed in: rooms, tracks, types, tags.

The rows themselves belong to the event tree (`events/models.py`): an event uses its own
and those of the events above it. Here they are added, changed, put in order, deleted.
"""
