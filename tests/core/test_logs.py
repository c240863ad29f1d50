import io
import json
import logging

import pytest

from eventsite.core import logs
from eventsite.core.guard import public

pytestmark = pytest.mark.one_database


@pytest.fixture
def lines():
    """Return what was logged as JSON, one dictionary a line."""
    root, written = logging.getLogger(), io.StringIO()
    others, level = root.handlers[:], root.level
    ours = logs.set_up(as_json=True, stream=written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(ours)
    root.setLevel(level)
    for handler in others:
        root.addHandler(handler)


def test_a_request_is_one_line_without_the_secret_in_its_path(make_app, lines):
    app = make_app()
    app.add_url_rule("/secrets/<secret>", "t", public(lambda secret: secret[:0] + "ok"))
    answer = app.test_client().get("/secrets/s3cr3t?token=alsosecret")

    (line,) = [x for x in lines() if x["logger"] == "eventsite.request"]
    assert line["event"] == "GET /secrets/<secret> 200"
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert line["ms"] >= 0
    assert "s3cr3t" not in str(line)
    assert "alsosecret" not in str(line)


def test_what_visitors_type_cannot_make_a_second_line(lines):
    logging.getLogger("x").warning("no such thing: %s", 'a\n{"event": "forged"}')
    (line,) = lines()
    assert line["event"] == 'no such thing: a\n{"event": "forged"}'


def test_an_exception_is_logged_with_its_place(lines):
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        logging.getLogger("x").exception("it broke")
    (line,) = lines()
    assert "ZeroDivisionError" in line["exception"]
