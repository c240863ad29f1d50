"""Telling other programs what has happened, as it is written down in `audit/`.

A job reads what is new there and writes a message for each webhook that asks for it;
then it sends what is due. A message names things and holds no words about people: who
wants to know more asks the API, with a token of its own.

At least once, mostly in order: what was not answered is sent again, later each time, and
others go ahead meanwhile. A message keeps its id, so that a receiver knows it again.

Source: https://github.com/standard-webhooks/standard-webhooks (the specification).
"""
