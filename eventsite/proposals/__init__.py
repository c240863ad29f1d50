"""Calls for proposals: what is sent in, and what becomes of it."""
