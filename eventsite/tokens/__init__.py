"""Tokens by which programs act for the person who made them.

A token can do what was chosen for it, and of that only what its maker may do at the
moment of use: who leaves a team takes their tokens' rights with them. It opens the API
and nothing else, never a page.
"""
