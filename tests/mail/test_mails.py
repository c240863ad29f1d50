import pytest
from jinja2 import DictLoader, UndefinedError

from eventsite.mail import mails
from eventsite.mail.mails import compose

pytestmark = pytest.mark.one_database


@pytest.fixture
def write(monkeypatch):
    """Write a letter from the text of a template."""

    def write(source, trusted=None, **untrusted):
        monkeypatch.setattr(mails._environment, "loader", DictLoader({"t.txt": source}))  # noqa: SLF001
        mails._environment.cache.clear()  # noqa: SLF001
        return compose("t", ["en"], trusted or {}, untrusted)

    yield write
    mails._environment.cache.clear()  # noqa: SLF001


def test_one_template_makes_subject_text_and_html(write):
    letter = write(
        "Subject: Your place at {{ event }}\n\n"
        "Dear {{ name }},\n\n"
        "**you hold a place.** [Your ticket]({{ trusted.link }})\n\n"
        "{% for line in lines %}\n- {{ line.what }}, {{ line.price }}\n{% endfor %}\n\n"
        "Or open {{ trusted.link }}.\n",
        trusted={"link": "https://conf.example/t/A_B_C?x=1&y=2"},
        event="Köln & Co",
        name="Ada",
        lines=[{"what": "One day", "price": "$5.00"}, {"what": "Two", "price": 9}],
    )

    assert letter.subject == "Your place at Köln & Co"
    assert letter.text == (
        "Dear Ada,\n\n"
        "**you hold a place.** Your ticket: https://conf.example/t/A_B_C?x=1&y=2\n\n"
        "- One day, $5.00\n- Two, 9\n\n"
        "Or open https://conf.example/t/A_B_C?x=1&y=2.\n"
    )
    link = "https://conf.example/t/A_B_C?x=1&amp;y=2"
    assert letter.html == (
        "<p>Dear Ada,</p>\n"
        f'<p><strong>you hold a place.</strong> <a href="{link}">Your ticket</a></p>\n'
        "<ul>\n<li>One day, $5.00</li>\n<li>Two, 9</li>\n</ul>\n"
        f'<p>Or open <a href="{link}">{link}</a>.</p>\n'
    )


EVIL = (
    "</p><script>alert(1)</script>\r\n\r\n# Big\n[click](http://evil.example) "
    "<http://evil.example> www.evil.example evil.example **bold** `x` \ue0000\ue001"
)


def test_an_outsiders_text_is_no_markup_no_link_and_no_line(write):
    letter = write("Subject: Hello {{ name }}\n\nDear {{ name }}!\n", name=EVIL)

    defused = (
        "</p><script>alert(1)</script> # Big [click](http[:]//evil[.]example) "
        "<http[:]//evil[.]example> www[.]evil[.]example evil.\u200cexample **bold** `x` 0"
    )
    assert letter.text == f"Dear {defused}!\n"
    escaped = defused.replace("<", "&lt;").replace(">", "&gt;")
    assert letter.html == f"<p>Dear {escaped}!</p>\n"
    assert "\n" not in letter.subject
    assert letter.subject.startswith("Hello </p><script>")
    assert len(letter.subject) <= 250


def test_what_a_template_makes_of_an_outsiders_text_stays_untrusted(write):
    letter = write(
        "Subject: x\n\n{{ name|upper }} {{ '[a](' ~ name ~ ')' }} {{ trusted.a ~ name }}",
        trusted={"a": "**"},
        name="http://evil.example",
    )
    assert "href" not in letter.html
    assert "<strong>" not in letter.html


def test_an_outsiders_text_in_an_address_is_a_bug_of_the_template(write):
    with pytest.raises(ValueError, match=r"t\.txt puts an untrusted text"):
        write("Subject: x\n\n[a]({{ name }})", name="http://evil.example")
    with pytest.raises(ValueError, match=r"t\.txt puts an untrusted text"):
        write("Subject: x\n\n<https://x.example/{{ name }}>", name="y")


def test_our_own_text_may_be_markup_but_never_a_script(write):
    letter = write(
        "Subject: x\n\n{{ trusted.said }}",
        trusted={
            "said": "**Yes** <b>b</b> [x](javascript:alert(1)) ![i](http://i.example)"
        },
    )
    assert letter.html.startswith("<p><strong>Yes</strong> &lt;b&gt;b&lt;/b&gt;")
    assert "javascript" not in letter.html.replace("[x](javascript:alert(1))", "")
    assert "<img" not in letter.html


def test_a_placeholder_without_value_is_a_bug(write):
    with pytest.raises(UndefinedError):
        write("Subject: x\n\n{{ nmae }}", name="Ada")


def test_a_template_without_subject_is_a_bug(write):
    with pytest.raises(ValueError, match="Subject"):
        write("Dear Ada,\n\nSubject: no\n")
