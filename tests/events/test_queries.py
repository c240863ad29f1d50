import pytest

from eventsite.events import queries
from eventsite.events.models import HostAdministrator
from tests import factories

pytestmark = pytest.mark.usefixtures("app")


def test_an_event_shows_its_own_rooms_and_those_above_never_those_beside(queries_of):
    root = factories.event()
    child, beside = factories.child(root), factories.child(root)
    deep = factories.child(child)
    factories.room(deep, name="Deep")
    factories.room(child, name="B", position=1)
    factories.room(child, name="A", position=1)
    factories.room(root, name="Last", position=9)
    factories.room(beside, name="Beside")
    factories.room(factories.event(), name="Elsewhere")

    with queries_of(deep) as sent:
        rooms = queries.visible_rooms(deep)
        assert [(r.name, r.event.slug) for r in rooms] == [
            ("Last", root.slug),
            ("A", child.slug),
            ("B", child.slug),
            ("Deep", deep.slug),
        ]
    assert len(sent) == 1
    assert [room.name for room in queries.visible_rooms(root)] == ["Last"]


@pytest.fixture
def queries_of(queries):
    """Record the queries, the event's line being loaded as a page has it."""

    def record(event):
        assert event.line
        return queries()

    return record


def test_tracks_types_and_tags_come_down_the_tree_too():
    root = factories.event()
    child = factories.child(root)
    factories.track(root, name="Cloud")
    factories.session_type(root, name="Talk")
    factories.session_type(child, name="Demo")

    assert [track.name for track in queries.visible_tracks(child)] == ["Cloud"]
    assert [kind.name for kind in queries.visible_types(child)] == ["Talk", "Demo"]
    assert [kind.name for kind in queries.visible_types(root)] == ["Talk"]
    assert queries.visible_tags(child) == []


def test_hosts_of_a_person():
    mine, other = factories.host(name="Mine"), factories.host(name="Other")
    who = factories.person()
    factories.saved(HostAdministrator(host=mine, person=who))

    assert queries.list_hosts(who) == [mine]
    assert queries.list_hosts(factories.person()) == []
    assert queries.list_hosts(factories.admin()) == [mine, other]
