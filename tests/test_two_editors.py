"""Two people edit the same thing: nobody undoes the other's work without knowing it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from werkzeug.datastructures import MultiDict

from eventsite.core.db import db
from eventsite.core.edit_forms import ChangedMeanwhile
from tests import factories
from tests.forms import filled_in
from tests.proposals import things as proposals
from tests.scholarships import things as scholarships
from tests.sponsors import things as sponsors

SAID = str(ChangedMeanwhile.message)


def a_session(event):
    session = factories.session(event, [factories.speaker(event)], title="Before")
    return f"sessions/{session.code}/edit", ("title", "abstract")


def a_speaker(event):
    return f"speakers/{factories.speaker(event).code}/edit", ("name", "biography")


def an_event(_event):
    return "edit", ("name", "tagline")


def a_room(event):
    return f"rooms/{factories.room(event).slug}/edit", ("name", "building")


def a_track(event):
    return f"tracks/{factories.track(event).slug}/edit", ("name", "description")


def a_type(event):
    kind = factories.session_type(event)
    return f"session-types/{kind.slug}/edit", ("name", "duration")


def a_product(event):
    return f"products/{factories.product(event).id}", ("name", "description")


def terms_of_sale(_event):
    return "terms", ("seller", "bank_details")


def a_sponsor(event):
    sponsor = sponsors.sponsor(sponsors.tier(event))
    return f"sponsors/{sponsor.id}", ("name", "description")


def a_tier(event):
    return f"sponsors/tiers/{sponsors.tier(event).id}", ("name", "rank")


def a_programme(event):
    scholarships.programme(event)
    return "scholarships/edit", ("name", "covers")


def a_call(event):
    proposals.call(event, [(factories.session_type(event), None)])
    return "call", ("text", "grace")


NUMBERS = {"duration": ("41", "42"), "rank": ("41", "42"), "grace": ("41", "42")}
each_thing = pytest.mark.parametrize(
    "make",
    [
        a_session,
        a_speaker,
        an_event,
        a_room,
        a_track,
        a_type,
        a_product,
        terms_of_sale,
        a_sponsor,
        a_tier,
        a_programme,
        a_call,
    ],
    ids=lambda make: make.__name__,
)


@pytest.fixture
def event(app):
    assert app.testing
    return factories.event(slug="conf")


@pytest.fixture
def ada(event, sign_in):
    return sign_in(factories.owner(event))


@pytest.fixture
def grace(app, event, sign_in):
    return sign_in(factories.owner(event), app.test_client())


def opened(browser, address, field):
    answer = browser.get(address)
    assert answer.status_code == 200
    return filled_in(answer.text, field)


def changed(form, **values):
    made = MultiDict(form)
    for name, value in values.items():
        made.setlist(name, [value])
    return made


@each_thing
def test_the_later_save_is_told_of_the_earlier_and_can_be_repeated(
    ada, grace, event, make
):
    path, (first, second) = make(event)
    address = f"/manage/conf/{path}"
    hers, theirs = NUMBERS.get(second, ("Ada’s words", "Grace’s words"))
    adas, graces = opened(ada, address, first), opened(grace, address, first)

    saved = ada.post(address, data=changed(adas, **{first: "Ada’s name", second: hers}))
    assert saved.status_code == 302
    late = grace.post(address, data=changed(graces, **{second: theirs}))

    assert late.status_code == 422
    assert SAID in late.text.replace("&#39;", "'")
    assert hers in late.text  # both wishes
    kept = filled_in(late.text, first)
    assert kept[first] == "Ada’s name"  # Grace had changed nothing here
    assert kept[second] == theirs
    stored = opened(ada, address, first)
    assert (stored[first], stored[second]) == ("Ada’s name", hers)

    assert grace.post(address, data=kept).status_code == 302
    stored = opened(ada, address, first)
    assert (stored[first], stored[second]) == ("Ada’s name", theirs)


@each_thing
def test_the_same_form_sent_twice_and_a_form_alone_are_saved(ada, event, make):
    path, (first, _) = make(event)
    address = f"/manage/conf/{path}"
    form = opened(ada, address, first)
    assert form["seen"]
    form = changed(form, **{first: "Another name"})

    assert ada.post(address, data=form).status_code == 302
    assert ada.post(address, data=form).status_code == 302
    assert opened(ada, address, first)[first] == "Another name"


def test_a_slip_does_not_make_the_form_forget_what_it_was_shown(ada, grace, event):
    path, _ = a_room(event)
    address = f"/manage/conf/{path}"
    graces = changed(opened(grace, address, "name"), name="")
    ada.post(address, data=changed(opened(ada, address, "name"), building="K"))

    slip = filled_in(grace.post(address, data=graces).text, "name")
    late = grace.post(address, data=changed(slip, name="Aula", building="H"))

    assert late.status_code == 422
    assert SAID in late.text


def test_who_is_on_stage_is_compared_by_name(ada, grace, event):
    lovelace, hopper = (
        factories.speaker(event, name=name) for name in ("Lovelace", "Hopper")
    )
    session = factories.session(event, [lovelace])
    address = f"/manage/conf/sessions/{session.code}/edit"
    graces, adas = opened(grace, address, "title"), opened(ada, address, "title")

    more = changed(adas, do=f"person-{hopper.code}")
    form = filled_in(ada.post(address, data=more).text, "title")
    assert ada.post(address, data=form).status_code == 302
    late = grace.post(address, data=changed(graces, title="Better"))

    assert "Lovelace (speaker)\nHopper (speaker)" in late.text
    kept = filled_in(late.text, "title")
    assert kept["people-1-code"] == hopper.code
    assert grace.post(address, data=kept).status_code == 302
    db.session.expire_all()
    assert [part.speaker.name for part in session.people] == ["Lovelace", "Hopper"]
    assert session.title == "Better"


def test_a_price_added_meanwhile_is_not_lost(ada, grace, event):
    product = factories.product(event, prices=[factories.price(1, date(2030, 10, 1))])
    address = f"/manage/conf/products/{product.id}"
    graces, adas = opened(grace, address, "name"), opened(ada, address, "name")
    for number in range(1, 4):
        adas = changed(
            adas,
            **{
                f"amount_{number}": f"{number + 1}",
                f"until_{number}": f"2030-10-{number + 1:02}",
            },
        )
    assert ada.post(address, data=adas).status_code == 302
    more = opened(ada, address, "name")  # now with empty rows for more
    more = changed(more, amount_4="9", until_4="2030-10-09")
    assert ada.post(address, data=more).status_code == 302

    late = grace.post(address, data=changed(graces, name="Other"))
    assert late.status_code == 422
    assert grace.post(address, data=filled_in(late.text, "name")).status_code == 302
    db.session.expire_all()
    assert [window.amount.minor for window in product.prices] == [
        100,
        200,
        300,
        400,
        900,
    ]


def test_what_a_child_takes_from_its_parent_is_no_change_of_the_child(
    ada, grace, event
):
    child = factories.child(event)
    address = f"/manage/{child.slug}/edit"
    graces = opened(grace, address, "name")
    adas = opened(ada, "/manage/conf/edit", "name")
    moved = changed(
        adas, starts_on="2030-11-02", ends_on="2030-11-04", colour="#aa3311"
    )
    assert ada.post("/manage/conf/edit", data=moved).status_code == 302

    assert grace.post(address, data=changed(graces, name="Mine")).status_code == 302
    db.session.expire_all()
    assert (child.name, child.own_starts_on) == ("Mine", None)


def test_a_language_kept_as_a_tag_is_compared_by_its_name(ada, grace, event):
    session = factories.session(event, language="de")
    address = f"/manage/conf/sessions/{session.code}/edit"
    graces, adas = opened(grace, address, "title"), opened(ada, address, "title")
    assert ada.post(address, data=changed(adas, language="fr")).status_code == 302

    late = grace.post(address, data=changed(graces, language="Italian"))
    assert "French" in late.text
    assert filled_in(late.text, "title")["language"] == "Italian"


@pytest.mark.parametrize("seen", ["", "nonsense", "name:zz", "name:" + "0" * 12, "\0"])
def test_a_form_with_a_made_up_version_breaks_nothing(ada, event, seen):
    room = factories.room(event, name="Aula")
    address = f"/manage/conf/rooms/{room.slug}/edit"
    form = changed(opened(ada, address, "name"), name="Aula Magna", seen=seen)
    assert ada.post(address, data=form).status_code in {302, 422}


def test_of_two_at_the_same_moment_one_is_told(app, event, sign_in):
    session = factories.session(event, title="Before")
    address = f"/manage/conf/sessions/{session.code}/edit"
    browsers = [sign_in(factories.owner(event), app.test_client()) for _ in range(4)]
    forms = [
        changed(opened(browser, address, "title"), title=f"Title {number}")
        for number, browser in enumerate(browsers)
    ]
    db.session.rollback()
    together = Barrier(len(browsers))

    def save(browser, form):
        with app.app_context():
            together.wait()
            return browser.post(address, data=form).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(save, browsers, forms))

    assert sorted(answers) == [302, 422, 422, 422]
    db.session.expire_all()
    assert session.title == f"Title {answers.index(302)}"
    assert session.duration == timedelta(minutes=30)
