"""What happens on stage, and who stands on it.

A *session* is a talk, panel or tutorial of one event. A *speaker* is a person on stage
at any event of one tree (in whichever role), with or without an account.
"""
