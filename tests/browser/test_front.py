from tests import factories


def test_the_front_page(visit, check_page):
    factories.child(factories.event())
    check_page(visit("/"))


def test_an_events_page(visit, check_page):
    event = factories.event(own_colour="#e8d44d", own_city="Brussels")
    check_page(visit(f"/events/{event.slug}"))


def test_a_page_that_is_not_there(visit, check_page):
    check_page(visit("/nothing/here", status=404))
