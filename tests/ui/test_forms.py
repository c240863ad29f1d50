import re

import pytest
from wtforms import BooleanField, FieldList, Form, FormField, StringField

from eventsite.core.choices import Choice, Choices, Radios
from eventsite.core.fields import Count, LongText, Text

pytestmark = pytest.mark.one_database
PAIRS = [("s", "Small <1>"), ("l", "Large")]


class Part(Form):
    street = StringField("Street")


class Sample(Form):
    name = Text("Your <name>", required=True, description="As on your badge.")
    about = LongText("About you")
    places = Count("Places", low=1, high=5)
    size = Choice("Size", choices=PAIRS)
    ticket = Radios("Ticket", choices=PAIRS)
    meals = Choices("Meals", choices=PAIRS)
    agreed = BooleanField("I agree")
    parts = FieldList(FormField(Part))


@pytest.fixture
def form():
    return Sample()


def test_a_field_is_joined_to_its_label_and_help(show, form):
    page = show("forms", "{{ field(form.name, autocomplete='name') }}", form=form)
    assert '<label for="name">Your &lt;name&gt;</label>' in page
    assert '<p class="help" id="name-help">As on your badge.</p>' in page
    control = re.search("<input[^>]+>", page)[0]
    assert 'aria-describedby="name-help"' in control
    assert 'autocomplete="name"' in control
    assert "aria-invalid" not in control


def test_help_of_the_page_comes_before_the_forms(show, form):
    page = show("forms", "{{ field(form.name, help='Or a <nick>.') }}", form=form)
    assert "Or a &lt;nick&gt;." in page
    assert "badge" not in page


def test_what_need_not_be_given_says_so(show, form):
    page = show("forms", "{{ field(form.about) }}", form=form)
    assert 'About you <span class="optional">(optional)</span></label>' in page
    assert "<textarea" in page


def test_an_error_stands_beside_its_field(show, form):
    form.name.errors = ["Too <long>.", "And another."]
    page = show("forms", "{{ field(form.name) }}", form=form)
    assert 'id="name-error"' in page
    assert "Too &lt;long&gt;." in page
    assert "And another" not in page
    control = re.search("<input[^>]+>", page)[0]
    assert 'aria-describedby="name-help name-error"' in control
    assert 'aria-invalid="true"' in control


@pytest.mark.parametrize(
    ("name", "macro", "kind"),
    [
        ("ticket", "field", "radio"),
        ("ticket", "radios", "radio"),
        ("meals", "field", "checkbox"),
        ("meals", "checkboxes", "checkbox"),
    ],
)
def test_choices_in_view_are_a_group_with_a_name(show, form, name, macro, kind):
    page = show("forms", f"{{{{ {macro}(form.{name}) }}}}", form=form)
    assert page.startswith("<fieldset")
    assert f"<legend>{form[name].label.text}" in page
    assert page.count(f'type="{kind}"') == 2
    assert f'<label for="{name}-0">Small &lt;1&gt;</label>' in page


def test_a_groups_error_is_joined_to_the_group(show, form):
    form.ticket.errors = ["Choose one."]
    page = show("forms", "{{ field(form.ticket) }}", form=form)
    assert re.search('<fieldset[^>]+aria-describedby="ticket-error"', page)


def test_a_choice_in_a_list_is_no_group(show, form):
    page = show("forms", "{{ field(form.size) }}", form=form)
    assert '<label for="size">Size</label>' in page
    assert "<select" in page
    assert "fieldset" not in page


def test_a_tick_box_stands_before_its_label(show, form):
    page = show("forms", "{{ field(form.agreed) }}", form=form)
    assert page.index("<input") < page.index('<label for="agreed">')


def test_the_summary_leads_to_each_error(show, form):
    form.name.errors, form.ticket.errors = ["Fill <this> in."], ["Choose one."]
    form.form_errors = ["Sold out."]
    page = show("forms", "{{ errors(form) }}", form=form)
    assert 'role="alert" tabindex="-1" data-takes-focus' in page
    assert "<li>Sold out.</li>" in page
    link = '<a href="#name">Your &lt;name&gt;: Fill &lt;this&gt; in.</a>'
    assert link in page
    assert '<a href="#ticket-0">Ticket: Choose one.</a>' in page


def test_the_summary_finds_errors_inside_fields(show, form):
    form.parts.append_entry()
    form.parts.entries[0].form.street.errors = ["Which street?"]
    form.parts.errors = [{"street": ["Which street?"]}]
    page = show("forms", "{{ errors(form) }}", form=form)
    assert "Which street?" in page


def test_without_errors_there_is_no_summary(show, form):
    assert show("forms", "{{ errors(form) }}", form=form) == ""


def test_a_submit_button(show):
    page = show("forms", '{{ submit("Save & go", name="then", value="next") }}')
    assert 'data-tone="primary" name="then" value="next">Save &amp; go</button>' in page


def test_a_confirm_button_unfolds_before_it_posts(show):
    page = show("forms", '{{ confirm_button("/x?a=1&b", "Delete", "token") }}')
    assert page.startswith('<details class="confirm"> <summary class="button"')
    assert 'method="post" action="/x?a=1&amp;b"' in page
    assert '<input type="hidden" name="csrf_token" value="token">' in page
    assert "This cannot be undone." in page


def test_a_confirm_button_says_what_will_happen(show):
    page = show(
        "forms",
        '{% call confirm_button("/x", "Delete") %}<p>2 talks go.</p>{% endcall %}',
    )
    assert "<p>2 talks go.</p>" in page
    assert re.search(r'name="csrf_token" value="[^"]{20,}"', page)
