"""The REST API: what the public sees, and with a token what organisers see and do.

It stands on top of the other rooms and adds no rule of its own: the same queries, the
same actions, the same refusals as the pages. `forms/` say what may be asked and sent,
`exports/` what is answered; the OpenAPI document is made from both.
"""
