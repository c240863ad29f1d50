"""`{% trans %}`, `_()` and their kin in templates: pages' and letters'."""

from collections.abc import Callable, Mapping

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from eventsite.core import words

Fill = Callable[[Context, str, Mapping[str, object]], object]


def install(environment: Environment, fill: Fill) -> None:
    """Have templates translated; `fill` puts the values into a translated message."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension's

    @pass_context
    def gettext(context: Context, message: str, /, **values: object) -> object:
        return fill(context, words.translated(message), values)

    @pass_context
    def ngettext(
        context: Context,
        singular: str,
        plural: str,
        number: int,
        /,
        **values: object,
    ) -> object:
        found = words.translated_plural(singular, plural, number)
        return fill(context, found, {"num": number, **values})

    @pass_context
    def pgettext(
        context: Context, meaning: str, message: str, /, **values: object
    ) -> object:
        return fill(context, words.translated(message, meaning), values)

    @pass_context
    def npgettext(
        context: Context,
        meaning: str,
        singular: str,
        plural: str,
        number: int,
        /,
        **values: object,
    ) -> object:
        found = words.translated_plural(singular, plural, number, meaning)
        return fill(context, found, {"num": number, **values})

    environment.globals |= {
        "gettext": gettext,
        "ngettext": ngettext,
        "pgettext": pgettext,
        "npgettext": npgettext,
        "page_language": words.language,
        "liked_language": words.liked,
        "page_direction": words.direction,
        "offered_languages": words.languages,
    }


def on_pages(context: Context, message: str, values: Mapping[str, object]) -> object:
    """Fill in values, escaped like any other; translations are ours and may hold markup."""
    found = Markup(message) if context.eval_ctx.autoescape else message  # noqa: S704  # ours
    return found % words.shown(values)
