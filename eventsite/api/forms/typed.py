"""Kinds of values that may be sent, each refused by what is described of it."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validate

from eventsite.core.emails import canonical
from eventsite.core.languages import find_tag
from eventsite.core.text import clean, clean_line

LONGEST_TEXT = 20_000
# As JSON Schema reads them, too: “\s” and “\Z” mean other things there, or nothing.
BLANK = r"\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
DROPPED = r"\u202a-\u202e\u2066-\u2069"  # of them alone, nothing would be left
SOMETHING = rf"[^{BLANK}{DROPPED}]"
NO_COMMA = rf"^[^,]*[^,{BLANK}{DROPPED}][^,]*$"
PORT = r"[1-9][0-9]{0,3}|[1-5][0-9]{4}|6(?:[0-4][0-9]{3}|5(?:[0-4][0-9]{2}|5(?:[0-2][0-9]|3[0-5])))"
ADDRESS = (
    r"[Hh][Tt][Tt][Pp][Ss]?://"
    r"[0-9A-Za-z_.~\-\u00c0-\u1eff\u2c80-\ud7ff]+"
    rf"(?::(?:{PORT}))?"
    rf"(?:[/?#][^{BLANK}\u1fef<>\"\\^`{{|}}]*)?"
)


def _short(text: str, limit: int) -> str:
    """Refuse what is too long before anything is dropped of it, as is described."""
    if len(text) > limit:
        raise ValidationError(f"At most {limit} characters.")
    return text


class Shape(validate.Regexp):
    """A pattern that means the same here and in the description: found anywhere."""

    def __init__(self, pattern: str, error: str) -> None:
        super().__init__(pattern, error=error)
        self.exact = re.compile(re.sub(r"\$\Z", r"\\Z", pattern))

    def __call__(self, value: Any) -> Any:
        if not self.exact.search(value):
            raise ValidationError(str(self.error))
        return value


class Line(fields.String):
    """One line of text; what no text has is dropped, blanks at its ends, too."""

    def __init__(
        self,
        description: str,
        *,
        limit: int = 200,
        filled: bool = False,
        part: bool = False,
        **metadata: Any,
    ) -> None:
        """Take up to `limit` characters.

        `filled`: there must be something; `part` of a list: and no comma, which joins it.
        """
        self.limit = limit
        checks: list[Any] = [validate.Length(max=limit)]
        if part:
            checks.append(Shape(NO_COMMA, "Something without a comma."))
        elif filled:
            checks.append(Shape(SOMETHING, "Fill this in."))
        own = {
            name: metadata.pop(name)
            for name in ("required", "load_default")
            if name in metadata
        }
        super().__init__(
            validate=checks, metadata={"description": description, **metadata}, **own
        )

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        text = _short(super()._deserialize(value, *args, **more), self.limit)
        return clean_line(text)


class LongText(fields.String):
    """Several lines of text."""

    def __init__(
        self, description: str, *, limit: int = LONGEST_TEXT, **more: Any
    ) -> None:
        self.limit = limit
        super().__init__(
            validate=validate.Length(max=limit),
            metadata={"description": description},
            **more,
        )

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        return clean(_short(super()._deserialize(value, *args, **more), self.limit))


class WebAddress(Line):
    """An http or https address; unless it is `filled`, or nothing."""

    def __init__(
        self, description: str, *, limit: int, filled: bool = False, **more: Any
    ) -> None:
        pattern = f"^{ADDRESS}$" if filled else f"^(?:{ADDRESS})?$"
        super().__init__(description, limit=limit, pattern=pattern, **more)
        words = "A whole address, beginning with https:// or http://."
        self.shape = Shape(pattern, words)

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        address = super()._deserialize(value, *args, **more)
        self.shape(value)
        return address


class Email(Line):
    """An e-mail address, in its canonical form, or nothing."""

    def __init__(self, description: str) -> None:
        super().__init__(description, limit=254, format="email")

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        address = super()._deserialize(value, *args, **more)
        try:
            return canonical(address) if address else ""
        except ValueError as wrong:
            raise ValidationError(f"This is no e-mail address: {wrong}") from None


class Language(Line):
    """A language by tag or English name; kept as its tag."""

    def __init__(self, description: str) -> None:
        super().__init__(description, limit=100, format="language")

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        typed = super()._deserialize(value, *args, **more)
        found = find_tag(typed) if typed else ""
        if found is None:
            raise ValidationError("We do not know this language. Use its BCP 47 tag.")
        return found


def flag(description: str) -> fields.Boolean:
    """Return true or false, and nothing that only looks like it."""
    return fields.Boolean(
        truthy={True}, falsy={False}, metadata={"description": description}
    )


class Whole(fields.Integer):
    """A whole number, however it is written: to JSON Schema 30.0 is one."""

    def _validated(self, value: Any) -> Any:
        is_whole = isinstance(value, float) and value.is_integer()
        return super()._validated(int(value) if is_whole else value)


def whole(description: str, low: int, high: int, **more: Any) -> fields.Integer:
    return Whole(
        strict=True,
        validate=validate.Range(low, high),
        metadata={"description": description},
        **more,
    )


class Some(fields.List[Any]):
    """A list of at most so many; of one that is longer no item is looked at."""

    def __init__(
        self,
        of: fields.Field[Any],
        description: str,
        *,
        most: int,
        least: int | None = None,
    ) -> None:
        self.most = most
        checks = validate.Length(least, most)
        super().__init__(of, validate=checks, metadata={"description": description})

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        if isinstance(value, list) and len(value) > self.most:
            raise ValidationError(f"At most {self.most}.")
        return super()._deserialize(value, *args, **more)
