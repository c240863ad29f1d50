"""A template to write letters from, and letters."""

from jinja2 import DictLoader

from eventsite.mail import mails
from eventsite.mail.actions import queue_letter
from tests.factories import NOW

HELLO = "Subject: Hello {{ name }}\n\nDear {{ name }},\n\n{{ trusted.link }}\n"


def use_template(monkeypatch, source=HELLO):
    """Make `source` the template "hello"."""
    monkeypatch.setattr(
        mails._environment,  # noqa: SLF001
        "loader",
        DictLoader({"hello.txt": source}),
    )


def queue(**overrides):
    given = {
        "to": "ada@example.org",
        "template": "hello",
        "now": NOW,
        "trusted": {"link": "https://conf.example/"},
        "name": "Ada",
        "languages": ["en"],
    }
    return queue_letter(**given | overrides)
