"""Signing in with another site, and what connects it with an account here.

An account is never entered on another site's word about an address alone: who has an
account first shows that it is theirs, and connects the two.
"""
