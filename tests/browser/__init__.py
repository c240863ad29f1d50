"""What only a browser can tell. Use the fixtures `page`, `visit` and `enter`.

    def test_the_schedule(visit, check_page):
        event = factories.event()
        page = visit(f"/events/{event.slug}/schedule")
        check_page(page)

The server runs in a thread of the test process, on the test's own database and under
the test's clock, with CSRF protection on. Its errors, and what a page writes to the
browser's console (such as a breach of the content security policy), fail the test.
"""
