import pytest

from eventsite.core.web import LAST_PAGE, page_asked


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("", 1),
        ("?page=3", 3),
        ("?page=0", 1),
        ("?page=-4", 1),
        ("?page=x", 1),
        ("?page=²", 1),
        ("?page=999999", LAST_PAGE),
        ("?page=99999999999999999999999", LAST_PAGE),
    ],
)
def test_the_page_of_a_list(app, asked, number):
    with app.test_request_context(f"/{asked}"):
        assert page_asked() == number


@pytest.mark.parametrize("name", ["%00", "a%00b", "a%0ab", "%ff%fe", "a b", "é"])
def test_no_address_with_control_characters_reaches_the_database(client, name):
    assert client.get(f"/events/{name}").status_code == 404
    assert client.get(f"/events/{name}/sessions/{name}").status_code == 404
