import pytest
from flask import render_template_string

from eventsite.core.words import lazy, reading


@pytest.fixture
def render(app):
    def rendered(source, tag="en", **values):
        with app.test_request_context(), reading(tag):
            return render_template_string(source, **values)

    return rendered


def test_values_are_escaped_and_the_words_are_ours(render):
    source = "{% trans name=name %}<b>{{ name }}</b>, 100%{% endtrans %}"
    assert render(source, name="<i>") == "<b>&lt;i&gt;</b>, 100%"
    assert render("{{ _('<b>%(name)s</b>', name=name) }}", name="<i>") == (
        "<b>&lt;i&gt;</b>"
    )


def test_blanks_between_lines_are_none(render):
    assert render("{% trans %}\n  One\n    two\n{% endtrans %}") == "One two"


def test_plurals_and_numbers(render):
    source = "{% trans count=n %}{{ count }} place{% pluralize %}{{ count }} places{% endtrans %}"  # fmt: skip
    assert render(source, n=1) == "1 place"
    assert render(source, n=1234) == "1,234 places"
    assert render(source, "de", n=1234) == "1.234 places"


def test_lazy_words_are_a_text_like_any_other(render):
    assert render("{{ words ~ '!' }}", words=lazy("<Save>")) == "&lt;Save&gt;!"
