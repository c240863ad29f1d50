"""Which sessions and people of a file are the same."""

from uuid import UUID

import pytest

from eventsite.formats import frab_xml
from tests.formats.samples import BRUSSELS, event, guid, oddities, only, read, xml

pytestmark = pytest.mark.one_database


def test_twins_get_names_of_their_own_that_stay():
    twins = [
        event(f'id="{n}" guid="{guid(9)}"', title=f"T{n}", start=f"1{n}:00")
        for n in (1, 2)
    ]
    first = read(*twins, conference=BRUSSELS)
    one, two = first.programme.sessions
    assert one.guid == guid(9)
    assert two.guid != guid(9)
    assert UUID(two.guid).version == 5
    assert oddities(first) == [
        (
            f"4: The guid {guid(9)} is used twice, first in line 3; "
            f"the second session gets {two.guid}."
        )
    ]
    moved = [twins[0], twins[1].replace("12:00", "17:00")]
    assert read(*moved, conference=BRUSSELS).programme.sessions[1].guid == two.guid


def test_an_id_used_twice_names_one_session():
    reading = read(event(), event(start="11:00", title="Other"), conference=BRUSSELS)
    one, two = reading.programme.sessions
    assert (one.external_id, one.number) == ("1", 1)
    assert (two.external_id, two.number) == ("1#2", None)
    assert oddities(reading) == ["4: The id 1 is used twice, first in line 3."]


def test_twins_in_a_file_of_one_line():
    data = xml(event(), event(start="11:00")).replace(b"\n", b"")
    one, two = frab_xml.read(data, "UTC").programme.sessions
    assert (one.external_id, two.external_id) == ("1", "1#2")


def test_one_code_on_several_slots_is_a_repeat():
    slots = [
        event(f'id="{n}" guid="{guid(n)}" code="ABC123"', start=f"1{n}:00")
        for n in (1, 2)
    ]
    reading = read(*slots, conference=BRUSSELS)
    one, two = reading.programme.sessions
    assert one.guid == two.guid == guid(1)
    assert (one.slot_guid, two.slot_guid) == (guid(1), guid(2))
    assert one.code == two.code == "ABC123"
    assert oddities(reading) == []


@pytest.mark.parametrize("key", ["99999999999999999999", "-4", "1.5", "x9", "0", "²"])
def test_ids_that_are_no_numbers(key):
    session = only(event(f'id="{key}" guid="{guid(1)}"'))
    assert session.number is None
    assert session.external_id == ("" if key == "0" else key)


def test_without_id_and_guid_the_title_tells_sessions_apart():
    reading = read(
        event("", title="A"), event("", title="A", start="12:00"), conference=BRUSSELS
    )
    assert [s.external_id for s in reading.programme.sessions] == ["A", "A#2"]
    assert "known by its title" in oddities(reading)[0]


def test_old_guids_become_uuids():
    session = only(event('id="1" guid="5XnxCkbZ"'))
    assert UUID(session.guid).version == 5
    assert session.guid == only(event('id="1" guid="5XnxCkbZ"')).guid


def people(*mentions):
    inside = "".join(
        f'<person id="{key}">{name}</person>'
        if key is not None
        else f"<person>{name}</person>"
        for key, name in mentions
    )
    reading = read(event(persons=inside), conference=BRUSSELS)
    programme = reading.programme
    codes = [appearance.person for appearance in programme.sessions[0].people]
    assert codes == [person.code for person in programme.people]
    return [(p.code, p.name, p.number) for p in programme.people], oddities(reading)


def test_people_by_id_or_name():
    assert people(("7", "Ann"), (None, "Bob"), ("x", " Cy  D ")) == (
        [("7", "Ann", 7), ("Bob", "Bob", None), ("x", "Cy D", None)],
        [],
    )


def test_the_same_person_twice_is_one():
    assert people(("7", "Ann"), ("7", "Ann"), (None, "Ann")) == ([("7", "Ann", 7)], [])


def test_one_name_under_two_ids_is_two_people():
    found, odd = people(("7", "Ann"), ("8", "Ann"))
    assert found == [("7", "Ann", 7), ("8", "Ann", 8)]
    assert odd == [
        "3: The name “Ann” stands under the ids 7 and 8: kept as different people."
    ]


def test_an_id_of_two_names_is_no_id():
    found, odd = people(("7", "Ann"), ("7", "Bob"))
    assert found == [("Ann", "Ann", None), ("Bob", "Bob", None)]
    assert odd == [
        (
            "3: The person id 7 stands for “Ann” and “Bob”: "
            "taken as different people, by their names."
        )
    ]


def test_a_name_that_looks_like_an_id_is_nobody_elses():
    found, _ = people(("7", "Ann"), (None, "7"))
    assert [name for _, name, _ in found] == ["Ann", "7"]
    assert len({code for code, _, _ in found}) == 2


def test_people_without_a_name_are_left_out():
    assert people(("7", ""), ("8", "Ann")) == (
        [("8", "Ann", 8)],
        ["3: A person has no name; left out."],
    )
