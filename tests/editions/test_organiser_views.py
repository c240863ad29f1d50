from datetime import date

from eventsite.events.models import EventState, HostAdministrator, Room
from eventsite.events.queries import find_event
from tests import factories
from tests.factories import saved, stored


def test_a_copy_for_another_year_is_the_host_administrators(client, sign_in):
    event = factories.event(slug="conf-2030", name="Conf 2030", state=EventState.PAST)
    page = f"/manage/hosts/{event.host.slug}/events/conf-2030/copy"
    elsewhere = factories.host(slug="elsewhere")
    factories.room(event, name="Aula")
    typed = {"name": "Conf 2031", "slug": "", "first_day": "2031-10-31", "rooms": "y"}
    sign_in(factories.owner(event))
    assert client.get(page).status_code == 403
    assert client.post(page, data=typed).status_code == 403

    who = factories.person()
    saved(HostAdministrator(host=event.host, person=who))
    saved(HostAdministrator(host=elsewhere, person=who))
    sign_in(who)
    assert (
        client.get("/manage/hosts/elsewhere/events/conf-2030/copy").status_code == 404
    )
    assert "Conf 2031" in client.get(page).text
    answer = client.post(page, data=typed)

    assert answer.location == "/manage/conf-2031/edit"
    made = find_event("conf-2031")
    assert (made.starts_on, made.ends_on) == (date(2031, 10, 31), date(2031, 11, 1))
    assert {room.event_id for room in stored(Room)} == {event.id, made.id}
    again = client.post(page, data=typed)
    assert again.status_code == 422
    assert "belongs to another event" in again.text
