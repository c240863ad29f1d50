"""What means harm, or is nothing at all, is refused: soon, in one sentence, for good."""

import json
import time
import tracemalloc

import pytest

from eventsite.core.db import db
from eventsite.events.models import Event, Host
from eventsite.exchange.models import Import
from eventsite.formats.limits import LARGEST
from tests.factories import stored

MB = 1024 * 1024
TARGET = ("--host", "org", "--event", "conf", "--json")
BOMB = b'<!DOCTYPE s [<!ENTITY a "ha">' + b"".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)
) + b"]>\n<schedule>&j;</schedule>"  # fmt: skip
EVENT = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20240203T100000\nRRULE:"
EVENT_END = b"\nEND:VEVENT\nEND:VCALENDAR"
HOSTILE = {
    "bomb": (BOMB, "line 1, column"),
    "outside": (b'<!DOCTYPE s SYSTEM "file:///etc/passwd">\n<schedule/>', "DOCTYPE"),
    "deep xml": (b"<schedule>" + b"<day>" * 100_000, "nested more than 50 deep"),
    "deep json": (b'{"a":' * 100_000, "nested too deep"),
    "deep calendar": (b"BEGIN:VCALENDAR\n" * 100_000, "nested more than 10 deep"),
    "giant number": (b'{"schedule": ' + b"9" * MB + b"}", "far too long"),
    "giant count": (EVENT + b"FREQ=DAILY;COUNT=" + b"9" * 1000 + EVENT_END, "line 5"),
    "endless rule": (EVENT + b"FREQ=DAILY" + EVENT_END, "line 5, column 1"),
    "endless tag": (b"<schedule " + b"a" * 14 * MB, "line 1, column"),
    "nul in xml": (b"<schedule>\0</schedule>", "line 1, column 11"),
    "nul in json": (b'{"a":\n"\0"}', "line 2, column 2"),
    "nul in a table": (b"title,room\nA,\0", "line 2, column 3"),
    "nul in a calendar": (EVENT + b"\0" + EVENT_END, "line 5, column 7"),
    "latin-1 table": ("title,room\nÄ,B".encode("latin-1"), "line 2, column 1"),
    "latin-1 json": ('{"ä": 1}'.encode("latin-1"), "line 1, column 3"),
    "latin-1 xml": ("<schedule>ä</schedule>".encode("latin-1"), "line 1, column 11"),
    "half utf-16": ("title,room\nÄ,B".encode("utf-16")[:-1], "not in UTF-16"),
    "unknown encoding": (b'<?xml version="1.0" encoding="klingon"?>\n<a/>', "encoding"),
    "million columns": (b"title,room\n" + b"," * MB, "line 2, column 1"),
    "million rows": (b"title,room\n" + b"a,b\n" * MB, "line 10002, column 1"),
    "one cell": (b'title,room\n"' + b"a" * 14 * MB, "line 2, column 1"),
    "million objects": (b'{"a": [' + b"{}," * MB + b"1]}", "far more in it"),
    "page": (b"<!doctype html><html>", "web page"),
    "spreadsheet": (b"PK\x03\x04" + b"x" * 1000, "save it as CSV"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "Error: "),
    "letter": (b"Dear all,\nplease find the programme below", "none of the formats"),
    "nothing": (b"", "The file is empty."),
    "blanks": (b" \n" * 1000, "Error: "),
}


@pytest.fixture
def run(app):
    def call(*words, **kwargs):
        db.session.rollback()
        return app.test_cli_runner().invoke(args=list(map(str, words)), **kwargs)

    return call


def assert_refused(result, said):
    assert (result.exit_code, result.stdout) == (2, "")
    sentence = result.stderr.splitlines()[-1]
    assert sentence.startswith("Error: ")
    assert said in sentence
    assert len(sentence) < 300
    assert "Traceback" not in result.stderr
    for table in (Event, Host, Import):
        assert stored(table) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_one_sentence_and_nothing_written(run, tmp_path, name):
    data, said = HOSTILE[name]
    file = tmp_path / "file"
    file.write_bytes(data)
    started = time.process_time()
    result = run("import", file, *TARGET)
    assert time.process_time() - started < 5
    assert_refused(result, said)


def test_a_hundred_megabytes_are_not_even_read(run, tmp_path):
    file = tmp_path / "file"
    with file.open("wb") as target:
        target.truncate(100 * MB)
    tracemalloc.start()
    try:
        result = run("import", file, *TARGET)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert_refused(result, f"The file is larger than {LARGEST} MB.")
    assert peak < 8 * MB


def test_nor_are_they_taken_from_standard_input(run):
    result = run("import", "-", *TARGET, input=b" " * (LARGEST * MB + 10))
    assert_refused(result, f"The file is larger than {LARGEST} MB.")


def test_a_refused_file_leaves_what_is_there(run, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"title,start,duration\nTalk,2024-02-03 10:00,30\n")
    first = json.loads(run("import", file, *TARGET).stdout)
    assert len(first["added"]) == 1
    file.write_bytes(b"title,start,duration\nNew,2024-02-03 10:00,30\n" + b"," * 1000)
    assert run("import", file, *TARGET).exit_code == 2
    file.write_bytes(b"title,start,duration\nTalk,2024-02-03 10:00,30\n")
    again = json.loads(run("import", file, *TARGET).stdout)
    assert [again[name] for name in ("added", "removed", "moved", "changed")] == [
        []
    ] * 4
