"""What is kept about a person: shown to them, given to them, erased when they go.

Each room answers for itself, in a file `privacy.py`: what it keeps, why and how long; what
it has about somebody; how it forgets them; what it forgets by the clock. This room asks
them all, and answers for the rooms below it: account, letters, audit.

An account that is deleted leaves a row without a name, so that what must stay (an invoice,
a note of who did what) points at somebody, but no longer at whom.
"""
