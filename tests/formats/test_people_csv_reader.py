"""Tables of people."""

import pytest

from eventsite.formats import any_format, lists_csv
from eventsite.formats.model import Link, Unreadable
from tests.formats.samples import BASE, oddities, programme

pytestmark = pytest.mark.one_database


def read(text):
    return any_format.read(text.encode())


def test_what_a_table_says():
    reading = read(
        "Name,Job title,Company,Bio,E-mail,Website,Twitter,ID\n"
        'Ann Lee,CTO,ACME,"Line\nTwo",Ann@Example.ORG,https://ann.example/,'
        "https://twitter.example/ann,7\n"
    )
    (ann,) = reading.programme.people
    assert (ann.name, ann.job_title, ann.affiliation) == ("Ann Lee", "CTO", "ACME")
    assert (ann.biography, ann.external_id, ann.line) == ("Line\nTwo", "7", 2)
    assert ann.links == [
        Link("https://ann.example/"),
        Link("https://twitter.example/ann"),
    ]
    assert reading.emails == {ann.code: "ann@example.org"}
    assert (reading.format, reading.oddities) == ("people-csv", [])
    assert reading.programme.sessions == []


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Vorname;Nachname;Firma", "Ann;Lee;ACME"),
        ("first_name\tlast_name\tcompany", "Ann\tLee\tACME"),
        ("Organisation,Full name", "ACME,Ann Lee"),
        ("Speaker,Employer", "Ann Lee,ACME"),
        ("Name,Title,Employer", "Ann Lee,CTO,ACME"),
    ],
)
def test_heads_in_other_words(head, row):
    (ann,) = read(f"{head}\n{row}\n").programme.people
    assert (ann.name, ann.affiliation) == ("Ann Lee", "ACME")


def test_names_alone_are_people():
    people = read("name\nAnn Lee\nBob Ray\n").programme.people
    assert [person.name for person in people] == ["Ann Lee", "Bob Ray"]


def test_addresses_never_stand_in_the_programme():
    reading = read("name,email\nAnn,ann@example.org\n")
    (ann,) = reading.programme.people
    shown = {n: getattr(ann, n) for n in ann.__slots__ if n != "code"}
    assert "ann@example.org" not in str(shown)


def test_what_is_odd_has_a_line():
    reading = read(
        "name,email\n,ann@example.org\nAnn,nonsense\nBob,bob@example.org\n"
        "Robert,bob@example.org\n"
    )
    assert oddities(reading) == [
        "2: A person has no name; left out.",
        "3: 'nonsense' is no e-mail address.",
        "5: “Robert” stands here twice, first in line 4; left out.",
    ]
    assert [person.name for person in reading.programme.people] == ["Ann", "Bob"]


def test_ours_comes_back():
    made = programme()
    data = lists_csv.write_people(made, base_url=BASE)
    reading = any_format.read(data)
    (ann,) = reading.programme.people
    assert (ann.code, ann.name) == ("ANN234", "Ann Ö")
    assert ann.biography == "<p>Bio & more</p>"
    assert ann.links == [Link("https://ann.example/")]
    assert reading.oddities == []


@pytest.mark.parametrize("table", [lists_csv.write_rooms, lists_csv.write_tracks])
def test_our_other_tables_are_neither(table):
    with pytest.raises(Unreadable, match="neither of sessions nor of people"):
        any_format.read(table(programme(), base_url=BASE))
