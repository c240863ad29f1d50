import pytest

from eventsite.events.models import EventKind
from eventsite.front.exports import schema_org
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("app")]


def test_an_event_as_search_engines_read_it():
    event = factories.event(
        name="Conf",
        tagline="Two days",
        own_venue="Hall",
        own_address="1 Street",
        own_city="Seattle",
        own_country="USA",
        own_languages=["en", "fr"],
        host=factories.host(name="Host", website="https://host.example"),
    )
    child = factories.child(event, name="Day", kind=EventKind.DEVROOM)
    found = schema_org(event, "https://e.example/c", [(child, "https://e.example/d")])
    part = found.pop("subEvent")[0]
    assert found == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Conf",
        "url": "https://e.example/c",
        "startDate": "2030-11-01",
        "endDate": "2030-11-02",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Hall",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "1 Street",
                "addressLocality": "Seattle",
                "addressCountry": "USA",
            },
        },
        "description": "Two days",
        "inLanguage": ["en", "fr"],
        "organizer": {
            "@type": "Organization",
            "name": "Host",
            "url": "https://host.example",
        },
    }
    assert (part["name"], part["url"]) == ("Day", "https://e.example/d")
    assert part["location"]["name"] == "Hall"


def test_an_event_that_says_little():
    found = schema_org(
        factories.child(factories.event(name="Big")), "https://x.example"
    )
    assert found["superEvent"] == {"@type": "Event", "name": "Big"}
    assert found["description"] == found["name"]
    assert found["location"]["address"] == {"@type": "PostalAddress"}
