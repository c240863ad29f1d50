"""Each commit that changes what the public sees changes the stamps of just that."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventsite.capacity import actions as capacity
from eventsite.capacity.rules import PLACES, SoldOut
from eventsite.core import changes
from eventsite.core.changes import ANYTHING, EVERYTHING, LastChange, Shown
from eventsite.core.db import db, write_tx
from eventsite.events.models import Event
from eventsite.events.queries import scope_of
from eventsite.products.models import product_quotas
from tests import factories
from tests.factories import NOW
from tests.sponsors import things


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event()


@pytest.fixture
def changed():
    """Tell which scopes have other stamps than when this was asked last."""
    known = {}

    def ask():
        db.session.rollback()
        rows = db.session.execute(sa.select(LastChange.scope, LastChange.stamp))
        now = dict(rows.all())
        found = {scope for scope, stamp in now.items() if known.get(scope) != stamp}
        known.clear()
        known.update(now)
        db.session.rollback()
        return found - {ANYTHING}, ANYTHING in found

    return ask


def test_a_change_of_an_event_is_one_of_its_tree_alone(event, changed):
    other, below = factories.event(), factories.child(event)
    scope = scope_of(event)
    assert scope_of(below) == scope != scope_of(other)
    changed()
    for one in (event, below):
        one.name = f"New name of {one.id}"
        db.session.commit()
        assert changed() == ({scope}, True)


def test_a_new_event_has_a_stamp(event, changed):
    assert changed()[0] >= {scope_of(event)}
    below = factories.child(event)
    assert changed() == ({scope_of(below)}, True)


def test_rows_lead_to_their_event_however_far(event, changed):
    child = factories.child(event)
    product = factories.product(event)
    sponsor = things.sponsor(things.tier(child))
    changed()
    product.prices[0].amount_minor += 1
    db.session.commit()
    assert changed() == ({scope_of(event)}, True)
    sponsor.name = "Another"
    db.session.commit()
    assert changed() == ({scope_of(event)}, True)
    db.session.delete(sponsor)
    db.session.commit()
    assert changed() == ({scope_of(event)}, True)


def test_a_row_that_moves_changes_both_ends(event, changed):
    other = factories.event()
    sponsor = things.sponsor(things.tier(event))
    changed()
    sponsor.event = other
    db.session.commit()
    assert changed() == ({EVERYTHING}, True)
    assert sponsor.event_id
    sponsor.event_id = event.id
    db.session.commit()
    assert changed() == ({scope_of(event), scope_of(other)}, True)


def test_a_hosts_change_may_be_anywhere(event, changed):
    changed()
    event.host.name = "Another host"
    db.session.commit()
    assert changed() == ({EVERYTHING}, True)


def test_what_nobody_sees_changes_nothing(event, changed):
    factories.session(event)
    room = factories.room(event)
    draft = factories.draft(event)
    changed()
    talk = factories.session(event)
    factories.slot(draft, talk, room, NOW)
    factories.owner(event)
    talk.title = "Another"
    db.session.commit()
    event.name = str(event.name)  # as it was
    db.session.commit()
    assert changed() == (set(), False)


@pytest.mark.parametrize(
    "statement",
    [
        sa.update(Event).values(name="All the same"),
        sa.delete(Event).where(Event.id == 0),
        sa.text("UPDATE events SET name = 'All the same'"),
        sa.text("WITH x AS (SELECT 1) UPDATE events SET name = 'All the same'"),
        sa.insert(product_quotas).from_select(
            ["product_id", "quota_id"],
            sa.select(sa.literal(1), sa.literal(1)).where(sa.false()),
        ),
    ],
    ids=["update", "delete", "text", "text with", "pairs"],
)
@pytest.mark.parametrize("also", [False, True], ids=["alone", "beside a flush"])
@pytest.mark.usefixtures("event")
def test_a_statement_about_many_rows_is_everything(changed, statement, also):
    host = factories.host()
    changed()
    if also:
        factories.event(host=host)
        changed()
        db.session.add(
            Event(
                host=host, slug="new", name="New", created_at=NOW,
                own_starts_on=NOW.date(), own_ends_on=NOW.date(), own_timezone="UTC",
            )
        )  # fmt: skip
        db.session.flush()
    db.session.execute(statement)
    db.session.commit()
    scopes, _ = changed()
    assert EVERYTHING in scopes


@pytest.mark.usefixtures("event")
def test_a_connection_without_a_session_is_watched_too(changed):
    changed()
    with db.engine.begin() as connection:
        connection.execute(sa.update(Event).values(name="All the same"))
    assert changed() == ({EVERYTHING}, True)


@pytest.mark.usefixtures("event")
def test_a_row_whose_way_is_gone_is_everything(changed):
    product = factories.product()
    changed()
    db.session.delete(product)
    db.session.commit()
    assert EVERYTHING in changed()[0]


def test_what_is_rolled_back_changes_nothing(event, changed):
    changed()
    event.name = "Never"
    db.session.flush()
    db.session.rollback()

    def fail():
        with write_tx():
            event.name = "Never"
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert changed() == (set(), False)
    factories.person()  # the same connection, another transaction
    assert changed() == (set(), False)


def test_a_stamp_is_never_an_old_one(event):
    seen = set()
    for n in range(20):
        event.name = f"Name {n % 2}"
        db.session.commit()
        ((_, stamp),) = changes.read_stamps([scope_of(event)])
        seen.add(stamp)
        db.session.rollback()
    assert len(seen) == 20


def test_stamps_can_be_read_beside_something(event):
    scope = changes.scope_of_column(Event, Event.id)
    asked = sa.select(changes.stamps_beside(scope)).where(Event.id == event.id)
    read = changes.parse_stamps(db.session.scalar(asked))
    assert read == changes.read_stamps([EVERYTHING, scope_of(event)])
    assert len(read) == 2  # the host's, too, was new
    assert changes.parse_stamps(None) == frozenset()


def test_of_more_stamps_those_of_its_scopes_are_taken():
    stamps = frozenset({("a", "1"), ("b", "2"), (EVERYTHING, "3")})
    found = Shown.of("a", stamps=stamps).stamps
    assert found == {("a", "1"), (EVERYTHING, "3")}


class TestPlaces:
    """Sales change pages only where few places are left."""

    @pytest.mark.parametrize(
        ("before", "takes", "tells"),
        [(100, 1, False), (12, 1, False), (11, 1, True), (5, 1, True), (50, 50, True)],
    )
    def test_a_sale(self, app, changed, before, takes, tells):
        assert app.testing
        pool = factories.pool(size=before)
        changed()
        capacity.take(pool, takes, "test", NOW)
        db.session.commit()
        assert changed() == ({PLACES} if tells else set(), tells)

    def test_a_refusal_and_a_hold_that_ends(self, app, changed):
        assert app.testing
        pool = factories.pool(size=2)
        changed()
        until = NOW + timedelta(minutes=15)
        capacity.hold(pool, 2, "test", NOW, until)
        db.session.commit()
        assert changed() == ({PLACES}, True)
        with pytest.raises(SoldOut):
            capacity.take(pool, 1, "test", NOW)
        db.session.commit()
        assert changed() == (set(), False)
        capacity.reclaim(pool.id, until)
        db.session.commit()
        assert changed() == ({PLACES}, True)

    @pytest.mark.parametrize(("size", "tells"), [(5, True), (50, False), (105, False)])
    def test_another_size(self, app, changed, size, tells):
        assert app.testing
        pool = factories.pool(size=100)
        changed()
        capacity.resize(pool, size, "test", NOW)
        db.session.commit()
        assert changed() == ({PLACES} if tells else set(), tells)
