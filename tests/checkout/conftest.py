"""A visitor's way to an order."""

import re

KEY = "a-key-of-the-form"


def shop(product, pieces=1):
    """Return where one says who comes, for so many of the product."""
    return f"/events/{product.event.slug}/register/details?p{product.id}={pieces}"


def typed(**more):
    return {
        "name": "Ada Lovelace",
        "email": "Ada@Example.org",
        "once_key": KEY,
        **more,
    }


def hidden(page):
    """Return what the hidden fields of a page hold."""
    inputs = re.findall(r'<input[^>]*type="hidden"[^>]*>', page.text)
    found = [re.findall(r'(name|value)="([^"]*)"', each) for each in inputs]
    return {pair["name"]: pair.get("value", "") for pair in map(dict, found)}


def kept(client, product, pieces=1, **more):
    """Say who comes; return the review's address."""
    answer = client.post(shop(product, pieces), data=typed(**more))
    assert answer.status_code == 302, answer.text
    return answer.location


def place(client, review, **more):
    """Press the button of the review."""
    page = client.get(review)
    assert page.status_code == 200
    return client.post(review.replace("/review/", "/place/"), data=hidden(page) | more)


def order(client, product, pieces=1, **more):
    return place(client, kept(client, product, pieces, **more))
