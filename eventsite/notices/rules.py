from eventsite.core.errors import Refusal
from eventsite.core.words import lazy
from eventsite.notices.models import Kind, Notice

TITLES = {Kind.PRIVACY: lazy("Privacy notice"), Kind.IMPRINT: lazy("Imprint")}


class PublishedMeanwhile(Refusal):
    message = lazy(
        "Somebody published another version meanwhile. Look at it below; if you send "
        "this again, yours follows it."
    )


class NothingNew(Refusal):
    message = lazy("This is the version that is published already.")


def check(newest: Notice | None, based_on: int, text: str, *, with_list: bool) -> None:
    """Refuse to follow a version that the writer has not seen, and to repeat one.

    Raises:
        PublishedMeanwhile, NothingNew
    """
    version = newest.version if newest else 0
    if version != based_on:
        raise PublishedMeanwhile
    if newest and (newest.text, newest.with_list) == (text, with_list):
        raise NothingNew
