import re
from types import SimpleNamespace

import pytest

from eventsite.core.money import Money

pytestmark = pytest.mark.one_database


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_an_icon_is_decoration_unless_it_is_named(show):
    plain = show("parts", '{{ icon("star") }}')
    assert plain.startswith("<svg")
    assert 'aria-hidden="true"' in plain
    assert words(plain) == ""
    assert words(show("parts", '{{ icon("star", "Star <this>") }}')) == (
        "Star &lt;this&gt;"
    )


def test_a_badge_and_money(show):
    assert show("parts", '{{ badge("<Live>", "good") }}') == (
        '<span class="badge" data-tone="good">&lt;Live&gt;</span>'
    )
    amount = Money(40000, "USD")
    assert words(show("parts", "{{ money(m) }}", m=amount)) == "$400"


def test_a_notice_speaks_by_itself_only_where_asked(show):
    page = show("parts", '{{ notice("Saved <it>.", "good", role="status") }}')
    assert 'data-tone="good" role="status"' in page
    assert words(page) == "Saved &lt;it&gt;."
    page = show("parts", '{% call notice("", "warn") %}<b>Look</b>{% endcall %}')
    assert '<div class="notice-text"><b>Look</b></div>' in page
    assert "role=" not in page


def test_an_empty_list_says_what_to_do(show):
    page = show("parts", '{{ empty("No rooms", "Add one.", "/new", "Add a room") }}')
    assert words(page) == "No rooms Add one. Add a room"
    assert 'href="/new"' in page
    assert "<a" not in show("parts", '{{ empty("No rooms", "Add one.") }}')


def test_a_panel_is_a_section_with_a_name(show):
    page = show(
        "parts", '{% call panel("prices", "Prices", wide=true) %}x{% endcall %}'
    )
    assert 'data-wide id="prices" aria-labelledby="prices-title"' in page
    assert '<h2 id="prices-title">Prices</h2>' in page


@pytest.mark.parametrize(
    ("page", "pages", "said"),
    [
        (1, 1, ""),
        (1, 2, "Page 1 Page 2 Next page"),
        (2, 2, "Page before Page 1 Page 2"),
        (5, 9, "Page before Page 1 … Page 4 Page 5 Page 6 … Page 9 Next page"),
    ],
)
def test_links_to_pages(show, page, pages, said):
    listed = SimpleNamespace(page=page, pages=pages)
    made = show("parts", "{{ page_links(page) }}", path="/?page=1&q=a", page=listed)
    assert words(made) == said


def test_links_to_pages_keep_filters(show):
    made = show(
        "parts",
        "{{ page_links(page) }}",
        path="/?q=a%26b&track=1&track=2",
        page=SimpleNamespace(page=1, pages=2),
    )
    assert "/?q=a%26b&amp;track=1&amp;track=2&amp;page=2" in made
    assert 'aria-current="page"><span class="visually-hidden">Page </span>1' in made


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ada Lovelace", "AL"),
        ("ada", "A"),
        ("Ada King Noel", "AN"),
        ("…", ""),
        ("", ""),
    ],
)
def test_an_avatar_without_a_photo_shows_initials(show, name, said):
    page = show("parts", "{{ avatar(name) }}", name=name)
    assert words(page) == said
    assert 'aria-hidden="true"' in page


def test_an_avatar_with_a_photo_says_nothing_twice(show):
    page = show("parts", '{{ avatar("Ada", "/a.webp") }}')
    assert 'src="/a.webp" alt=""' in page


def test_a_table_has_a_caption_and_heads(show):
    page = show(
        "parts",
        '{% call data_table("Orders <1>", ["Name", ("Total", "number")]) %}'
        "<tr><td>1</td></tr>{% endcall %}",
    )
    assert '<caption class="visually-hidden">Orders &lt;1&gt;</caption>' in page
    assert '<th scope="col">Name</th>' in page
    assert '<th scope="col" class="number">Total</th>' in page
    assert "<tbody><tr><td>1</td></tr></tbody>" in page


def test_steps_say_where_one_is(show):
    page = show("parts", '{{ steps(["You", "Tickets", "Pay"], 2) }}')
    assert words(page) == "Done: You 2 Tickets 3 Pay"
    assert page.count('aria-current="step"') == 1


def test_sponsors_by_tier(show):
    tiers = [
        {
            "name": "Gold",
            "sponsors": [
                {"name": "A <b>", "url": "https://a.example", "logo_url": "/a.webp"},
                {"name": "B", "url": "", "logo_url": ""},
            ],
        }
    ]
    page = show("parts", "{{ sponsor_wall(tiers) }}", tiers=tiers)
    assert "<h2>Gold</h2>" in page
    assert '<a href="https://a.example"' in page
    assert 'alt="A &lt;b&gt;"' in page
    assert "<span>B</span>" in page


def test_a_session_card(show):
    page = show(
        "parts",
        '{% call session_card(t, "/s", ["Ada", "<b>"], "10:00", "Janson", "Go",'
        ' "2b5fa8", "Talk") %}<button>Star</button>{% endcall %}',
        t="On <time>",
    )
    assert words(page) == "On &lt;time&gt; Ada, &lt;b&gt; 10:00 Janson Go Talk Star"
    assert 'data-colour="2b5fa8"' in page
