"""`eventsite import` and `eventsite export`, as people and scripts call them."""

import json
from contextvars import Context

import icalendar
import pytest

from eventsite.core.db import db
from eventsite.events.models import Event, Host
from eventsite.exchange.exports import FORMATS
from eventsite.exchange.models import Import
from eventsite.schedule.models import Release
from eventsite.sessions.models import Session
from tests import factories
from tests.exchange.bringing import CITY, edit, session_of, talk
from tests.factories import stored
from tests.formats.samples import xml
from tests.formats.test_edge_cases import FORMATS as FORMATS_IN
from tests.formats.test_edge_cases import at, one


@pytest.fixture
def run(app):
    """Run a command; return what came of it, its two outputs apart."""

    def call(*words, **kwargs):
        db.session.rollback()
        result = app.test_cli_runner().invoke(args=list(map(str, words)), **kwargs)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return call


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "schedule.xml"
    path.write_bytes(xml(talk(1), talk(2, start="11:00"), conference=CITY))
    return path


TARGET = ("--host", "org", "--event", "conf")


def test_import_makes_host_and_event_and_tells(run, file):
    result = run("import", file, *TARGET)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Conf (frab-xml)",
        "2 sessions, 1 room, 0 people, 0 tracks, 1 day",
        "added: 2",
        "changed: 0",
        "moved: 0",
        "removed: 0",
        "line 2: No time zone is named; Europe/Berlin is used, after the city Berlin.",
        "Released as version 1.",
    ]
    assert "Reading schedule.xml" in result.stderr
    assert [host.slug for host in stored(Host)] == ["org"]
    assert [event.slug for event in stored(Event)] == ["conf"]


def test_json_is_one_object_and_nothing_else(run, file):
    found = json.loads(run("import", file, *TARGET, "--json").stdout)
    codes = [session.code for session in stored(Session)]
    assert found == {
        "sessions": 2,
        "rooms": 1,
        "people": 0,
        "tracks": 0,
        "days": 1,
        "added": codes,
        "removed": [],
        "moved": [],
        "changed": [],
        "oddities": [
            {
                "line": 2,
                "what": "No time zone is named; Europe/Berlin is used, "
                "after the city Berlin.",
            }
        ],
    }
    again = json.loads(run("import", file, *TARGET, "--json").stdout)
    assert [again[name] for name in ("added", "removed", "moved", "changed")] == [
        []
    ] * 4


@pytest.mark.parametrize("write", FORMATS_IN, ids=lambda write: write.__name__)
def test_json_is_the_same_for_every_format(run, file, write):
    file.write_text(write("Europe/Berlin", one(1, at(30, 10)), one(2, at(30, 12))))
    found = json.loads(run("import", file, *TARGET, "--json").stdout)
    assert list(found) == [
        "sessions", "rooms", "people", "tracks", "days",
        "added", "removed", "moved", "changed", "oddities",
    ]  # fmt: skip
    assert (found["sessions"], found["rooms"], found["days"]) == (2, 1, 1)
    assert sorted(found["added"]) == sorted(one.code for one in stored(Session))
    again = json.loads(run("import", file, *TARGET, "--json").stdout)
    assert [again[name] for name in ("added", "removed", "moved", "changed")] == [
        []
    ] * 4
    assert again["oddities"] == found["oddities"] == []
    file.write_text(write("Europe/Berlin", one(1, at(30, 10)), one(3, at(30, 15))))
    newer = json.loads(run("import", file, *TARGET, "--json").stdout)
    assert [len(newer[name]) for name in ("added", "removed", "moved", "changed")] == [
        1, 1, 0, 0,
    ]  # fmt: skip


def test_what_was_edited_here_stays_unless_told_otherwise(run, file):
    run("import", file, *TARGET)
    edit(session_of(1), title="By hand")
    file.write_bytes(xml(talk(1, title="New"), talk(2, start="11:00"), conference=CITY))
    result = run("import", file, *TARGET)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-2:] == [
        (
            "line 3: “By hand” was edited here and has changed in the file as well "
            "(title): kept as edited."
        ),
        "To take the file's instead, import it again with --overwrite.",
    ]
    assert session_of(1).title == "By hand"
    told = json.loads(run("import", file, *TARGET, "--json").stdout)
    assert told["changed"] == []
    assert "(title): kept as edited." in told["oddities"][-1]["what"]
    dry = run("import", file, *TARGET, "--overwrite", "--dry-run", "--json")
    assert json.loads(dry.stdout)["changed"] == [session_of(1).code]
    assert session_of(1).title == "By hand"
    run("import", file, *TARGET, "--overwrite")
    assert session_of(1).title == "New"
    assert "edited here" not in run("import", file, *TARGET).stdout


def test_people_are_listed_by_name(run, file):
    run("import", file, *TARGET)
    file.write_text("name,company\nAnn,ACME\nBob,ACME\n")
    assert run("import", file, *TARGET).stdout.splitlines()[:2] == [
        "2 people (people-csv)",
        "added: 2",
    ]
    file.write_text("name,company\nAnn,New\nBob,ACME\n")
    lines = run("import", file, *TARGET).stdout.splitlines()
    assert lines[2] == "changed: 1"
    assert lines[3].endswith("  Ann")
    file.write_text("name\nAnn\n")
    result = run("import", file, "--host", "org", "--event", "fresh")
    assert result.exit_code == 1
    assert "Make the event first" in result.stderr


def test_what_changed_is_listed_with_titles(run, file):
    run("import", file, *TARGET)
    file.write_bytes(xml(talk(1, title="New"), talk(2, start="12:00"), conference=CITY))
    lines = run("import", file, *TARGET).stdout.splitlines()
    one, two = (session_of(n).code for n in (1, 2))
    assert lines[2:8] == [
        "added: 0",
        "changed: 1",
        f"  {one}  New",
        "moved: 1",
        f"  {two}  Talk 2",
        "removed: 0",
    ]


def test_dry_run_and_no_release(run, file):
    result = run("import", file, *TARGET, "--dry-run")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (
        0,
        "Nothing was written.",
    )
    assert stored(Event) == []
    assert run("import", file, *TARGET, "--no-release").exit_code == 0
    assert stored(Release) == []
    assert len(stored(Session)) == 2


def test_standard_input(run, file):
    result = run("import", "-", *TARGET, input=file.read_bytes())
    assert result.exit_code == 0
    assert len(stored(Session)) == 2


def test_the_events_own_zone_is_used(run, file):
    factories.event(slug="conf", host=factories.host(slug="org"))
    file.write_bytes(xml(talk(1)))
    assert "UTC" not in run("import", file, *TARGET).stdout
    assert stored(Import)[0].report["oddities"][0]["what"].endswith("the event's days.")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Error: The file is empty.\n"),
        (b"<schedule>\n<day>", "Error: line 2, column 6: The file ends in the middle"),
        (b"\x00\x01", "Error: line 1, column 1: There is a NUL byte here"),
        (b"{]", "Error: line 1, column 2: This is not well-formed JSON"),
        (b"<!DOCTYPE html><html/>", "Error: line 1, column 1: This is a web page"),
    ],
)
def test_what_cannot_be_read_exits_two_and_writes_nothing(run, file, data, said):
    file.write_bytes(data)
    result = run("import", file, *TARGET, "--json")
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert stored(Event) == []


@pytest.mark.parametrize(
    "words",
    [
        ("import",),
        ("import", "FILE"),
        ("import", "FILE", "--host", "org", "--event", "../x"),
        ("import", "FILE", "--host", "A b", "--event", "conf"),
        ("import", "/nowhere.xml", *TARGET),
        ("import", "/", *TARGET),
        ("export", "conf"),
        ("export", "conf", "--format", "docx"),
        ("export", "nowhere", "--format", "csv"),
    ],
)
def test_wrong_usage_exits_two(run, file, words):
    words = [str(file) if word == "FILE" else word for word in words]
    assert run(*words).exit_code == 2


def test_refusals_exit_one(run, file):
    run("import", file, *TARGET, "--no-release")
    result = run("import", file, "--host", "other", "--event", "conf")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        1,
        "Error: The event of this name belongs to another host.",
    )
    result = run("export", "conf", "--format", "csv")
    assert result.exit_code == 1
    assert "Nothing of “conf” has been released yet." in result.stderr


def test_a_database_without_tables_is_named(file, make_app, tmp_path):
    app = make_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path / 'none.db'}")
    words = ["import", str(file), *TARGET]
    result = Context().run(app.test_cli_runner().invoke, args=words)
    assert result.exit_code == 1
    assert "eventsite db upgrade" in result.stderr
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("name", FORMATS)
def test_export_writes_what_was_released(run, file, tmp_path, name):
    run("import", file, *TARGET)
    to_stdout = run("export", "conf", "--format", name)
    assert to_stdout.exit_code == 0
    out = tmp_path / "out"
    result = run("export", "conf", "--format", name, "-o", out)
    assert result.stdout == ""
    assert "2 sessions" in result.stderr
    assert out.read_bytes() == to_stdout.stdout_bytes
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert b"Talk 2" in out.read_bytes()
    assert b"http://127.0.0.1:8000/events/conf" in out.read_bytes()
    if name == "ical":
        assert len(icalendar.Calendar.from_ical(out.read_bytes()).walk("VEVENT")) == 2
    again = run("import", out, *TARGET, "--json")
    lists = ("added", "removed", "moved", "changed")
    assert [json.loads(again.stdout)[kind] for kind in lists] == [[]] * 4


def test_export_where_one_cannot_write(run, file, tmp_path):
    run("import", file, *TARGET)
    result = run("export", "conf", "--format", "csv", "-o", tmp_path / "no" / "out.csv")
    assert result.exit_code == 1
    assert "No such file" in result.stderr


def test_a_bar_is_for_terminals_only(run, file, monkeypatch):
    assert "%" not in run("import", file, *TARGET, "--dry-run").stderr
    monkeypatch.setattr("click._termui_impl.isatty", lambda _stream: True)
    assert "100%" in run("import", file, *TARGET, "--dry-run").stderr


def test_export_says_whether_the_file_keeps_to_its_format(run, file, tmp_path):
    run("import", file, *TARGET)
    for name, format_ in FORMATS.items():
        result = run(
            "export", "conf", "--format", name, "-o", tmp_path / "out", "--check"
        )
        if format_.check is None:
            assert result.exit_code == 1
            assert "no rules" in result.stderr
        else:
            assert result.exit_code == 0, result.stderr
            assert "It keeps to its format." in result.stderr


def test_export_names_what_its_format_forbids(run, file, monkeypatch):
    run("import", file, *TARGET)
    good = FORMATS["frab-xml"]
    wrong = good._replace(
        write=lambda made, site: good.write(made, site).replace(b"<start>", b"<start>x")
    )
    monkeypatch.setitem(FORMATS, "frab-xml", wrong)
    result = run("export", "conf", "--format", "frab-xml", "--check")
    assert result.exit_code == 1
    assert "which it may not be. (" in result.stderr
    assert "problems." in result.stderr
