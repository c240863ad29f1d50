"""Readers and writers of the field's files: plain data in, plain data out.

Nothing here knows the database or the web. `model` is the plain data: what every reader
returns, every writer takes, and what a release freezes.
"""
