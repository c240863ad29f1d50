"""The last steps of coming in: the second factor is asked for, the browser is let in.

Whichever room has found out who somebody is (by password, link, passkey, or another
site's word) calls `core.guard.enter`; what follows is the same for all.
"""
