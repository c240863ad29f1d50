"""Calls for proposals, and what people propose.

An event has at most one *call*: which session types it wants, from when and, for each
type, until when. A *proposal* is one person's, until it is accepted: then it has a
session. `Proposal.typed` is the form as it lies on the author's desk, whole and
unchecked; the other columns are what has been handed in.
"""
