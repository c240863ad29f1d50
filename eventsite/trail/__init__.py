"""Who changed or read what, in plain words: an event's for its owners, a person's own.

The entries are `audit/`'s and hold plain ids; what they speak of is looked up here.
"""
