"""The code of conduct: a page, people to turn to, and confidential reports.

What is reported is encrypted and read by the event's conduct team only: no owner and no
administrator sees it without being appointed, and each reading is logged. A report knows
no account. Whoever reports gets a secret address to come back to.

An event shows the code of the nearest event above it that has one, unless it has its own.
"""
