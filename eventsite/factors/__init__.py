"""Second factors: apps that show codes, passkeys, and codes on paper for when they are lost.

Whoever has one is asked for it after the password (`entrance/`). Every running sign-in of
theirs has passed it: the first factor signs out every other browser.
"""
