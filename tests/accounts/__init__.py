"""What tests of accounts do again and again."""

import re
from datetime import timedelta

PASSWORD = "plover and xyzzy"
TICK = timedelta(microseconds=1)


def post(client, path, **data):
    return client.post(path, data=data)


def sign_in_with(client, email="ada@example.org", password=PASSWORD, **more):
    path = more.pop("path", "/signin")
    return client.post(path, data={"email": email, "password": password, **more})


def visitor(client):
    """Return the name on the account page; None for a stranger."""
    found = re.search(r'name="name"[^>]*value="([^"]*)"', client.get("/account/").text)
    return found and found[1]
