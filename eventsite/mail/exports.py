"""The message that leaves: RFC 5322, text and HTML."""

from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import NamedTuple
from urllib.parse import urlsplit

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eventsite.core import colours
from eventsite.core.content import direction
from eventsite.mail import rules
from eventsite.mail.mails import TEMPLATES
from eventsite.mail.models import Letter, Letterhead

_pages = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_inliner = css_inline.CSSInliner(
    keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False
)
COLOUR = "#2b5fa8"


class Sender(NamedTuple):
    """Who writes, and where the links of an event's name lead."""

    name: str
    address: str
    public_url: str  # "" for none


def sender(mail_from: str, public_url: str) -> Sender:
    """Return who writes; without `mail_from` it is eventsite@ our public host.

    Raises:
        NotMailable: `mail_from` names no address.
    """
    if not mail_from:
        host = urlsplit(public_url).hostname or "localhost"
        return Sender("eventsite", f"eventsite@{host}", public_url)
    name, address = parseaddr(mail_from)
    return Sender(name or "eventsite", rules.mailable(address), public_url)


def message(letter: Letter, sender: Sender, head: Letterhead | None) -> EmailMessage:
    """Return the letter as it is sent; every time the same, Message-ID and Date too."""
    made = EmailMessage(policy=policy.SMTP)
    made["From"] = _address(head.name if head else sender.name, sender.address)
    # Typed by anybody; of From and Reply-To it is the event's own.
    is_name = not rules.looks_like_a_link(letter.name)
    made["To"] = _address(letter.name if is_name else "", letter.to)
    if head is not None and (reply_to := _mailable(head.reply_to)):
        made["Reply-To"] = _address(head.name, reply_to)
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(letter.queued_at)
    made["Message-ID"] = f"<{letter.guid}@{sender.address.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
    made.set_content(letter.text, cte="quoted-printable")
    made.add_alternative(
        page(letter, sender, head), subtype="html", cte="quoted-printable"
    )
    made["Content-Language"] = letter.language  # last, or it went to the first part
    return made


def page(letter: Letter, sender: Sender, head: Letterhead | None) -> str:
    """Return the letter's HTML, its style inside: programs for mail load nothing."""
    colour = colours.parse(head.colour if head else COLOUR) or COLOUR
    link = colours.readable_as_text(colour, colours.WHITE)
    url = sender.public_url
    html = _pages.get_template("mail/_letter.html").render(
        subject=letter.subject,
        language=letter.language,
        direction=direction(letter.language),
        body=Markup(letter.html),  # noqa: S704  # made by `rules` and cleaned there
        name=rules.words(head.name if head else sender.name),
        url=f"{url}/events/{head.slug}" if url and head else url,
        colour=colour,
        on_colour=colours.readable_on(colour),
        link_colour=link,
    )
    return _inliner.inline(html)


def _address(name: str, address: str) -> Address:
    shown = rules.cut(rules.header(name), rules.NAME_LIMIT)
    return Address(display_name=shown, addr_spec=address)


def _mailable(address: str) -> str:
    try:
        return rules.mailable(address) if address else ""
    except rules.NotMailable:
        return ""
