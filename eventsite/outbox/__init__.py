"""What an event's organisers see of its letters; `mail/` writes and sends them.

Confidential letters, about accounts and scholarships, are not among them.
"""
