"""How the API is described: operations and things, in OpenAPI 3.1, as they are written.

Marshmallow's schemas say what is taken and what is shown; `Resources` join them to the
views, and the document is made of both.
"""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import flask_smorest
from flask import Request
from flask_smorest.spec.plugins import FlaskPlugin
from marshmallow import Schema, fields
from webargs.flaskparser import FlaskParser

from eventsite.core.problems import CONTENT_TYPE, Problem

V = TypeVar("V", bound=Callable[..., Any])
JSON = "application/json"
PREFIX = "/api/v1"
TAKEN = frozenset({JSON, "application/merge-patch+json"})


class FaultSchema(Schema):
    """One thing that is wrong, and where in the request it stands."""

    detail = fields.String(required=True, metadata={"description": "What is wrong."})
    pointer = fields.String(
        metadata={"description": "In the body: a JSON pointer, as “#/people/0/role”."}
    )
    parameter = fields.String(metadata={"description": "In the address: its name."})
    header = fields.String(metadata={"description": "In a header: its name."})


class ProblemSchema(Schema):
    """What went wrong (RFC 9457)."""

    type = fields.String(
        required=True,
        metadata={
            "format": "uri-reference",
            "description": "Which kind of problem; “about:blank”: the status says it.",
        },
    )
    title = fields.String(required=True, metadata={"description": "The kind in words."})
    status = fields.Integer(required=True, metadata={"description": "HTTP’s status."})
    detail = fields.String(
        required=True, metadata={"description": "What happened here, for people."}
    )
    errors = fields.List(
        fields.Nested(FaultSchema), metadata={"description": "The places at fault."}
    )
    request_id = fields.String(
        metadata={"description": "Tell it to the people who run the site."}
    )


class Parser(FlaskParser):
    """Reads requests; whatever cannot be read is a problem of theirs, never of ours."""

    def _raw_load_json(self, req: Request) -> Any:
        if req.mimetype not in TAKEN:
            raise Problem(415)
        body = req.get_data()
        if req.content_length is None and len(body) >= (req.max_content_length or 0):
            raise Problem(413)  # what comes in chunks was cut off there
        try:
            return json.loads(
                body, parse_constant=_no_number, object_pairs_hook=_named_once
            )
        except (ValueError, RecursionError) as wrong:
            raise Problem(400, "The body is no JSON that we can read.") from wrong


def _no_number(name: str) -> None:
    raise ValueError(f"JSON has no {name}")


def _named_once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Take no member twice: programs on the way here may have read the other one."""
    found = dict(members)
    if len(found) < len(members):
        raise Problem(400, "A member of the body has the same name as another one.")
    return found


class Resources(flask_smorest.Blueprint):  # type: ignore[misc]  # it has no types
    """Addresses of the API that belong together, described as they are written."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, title: str, name: str, description: str) -> None:
        super().__init__(f"api_{name}", __name__, url_prefix=PREFIX)
        self.title = title
        self.description = description

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, **more: Any
    ) -> None:
        """Add an operation, called in the description as its view is."""
        summary = (view_func.__doc__ or "").partition("\n")[0].rstrip(".")
        described = self.doc(
            operationId=endpoint or view_func.__name__, summary=summary
        )(view_func)
        more["tags"] = [self.title]
        super().add_url_rule(rule, endpoint, described, **more)

    def get(self, rule: str) -> Callable[[V], V]:
        """Answer GET and HEAD."""
        found: Callable[[V], V] = self.route(rule, methods=["GET"])
        return found

    def changing(self, method: str, rule: str) -> Callable[[V], V]:
        """Answer a method that changes something."""
        found: Callable[[V], V] = self.route(rule, methods=[method])
        return found

    def reads(
        self, schema: Schema | type[Schema], location: str = "query"
    ) -> Callable[[V], V]:
        """Give the view what was asked or sent, checked, as its first argument."""
        found: Callable[[V], V] = self.arguments(schema, location=location)
        return found

    def shows(
        self, schema: Schema | type[Schema], status: int = 200, **more: Any
    ) -> Callable[[V], V]:
        """Say what the view answers with."""
        found: Callable[[V], V] = self.response(status, schema, **more)
        return found

    def leaves_nothing(self) -> Callable[[V], V]:
        """Say that the view has nothing to say."""
        found: Callable[[V], V] = self.response(204)
        return found

    def fails(self, *statuses: int) -> Callable[[V], V]:
        """Say which problems the view may answer with."""

        def mark(view: V) -> V:
            for status in statuses:
                view = self.alt_response(
                    status,
                    schema=ProblemSchema,
                    content_type=CONTENT_TYPE,
                )(view)
            return view

        return mark


class Paths(FlaskPlugin):  # type: ignore[misc]  # it has no types
    """Says what the variable parts of addresses are."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self.words = words

    def rule_to_params(self, rule: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super().rule_to_params(rule)
        return [
            {**parameter, "description": self.words[parameter["name"]]}
            for parameter in found
        ]


class Description(flask_smorest.Api):  # type: ignore[misc]  # it has no types
    """The OpenAPI document. Serving it, and errors, is done elsewhere."""

    ERROR_SCHEMA = ProblemSchema

    def _register_doc_blueprint(self) -> None:
        pass

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        content = {CONTENT_TYPE: {"schema": ProblemSchema}}
        for status in HTTPStatus:
            described: dict[str, Any] = {"description": status.phrase}
            if status >= HTTPStatus.BAD_REQUEST:
                described["content"] = content
            self.spec.components.response(status.name, described, lazy=True)
        failed = {"description": "Something went wrong.", "content": content}
        self.spec.components.response("DEFAULT_ERROR", failed, lazy=True)


def describe_things(described: Description) -> None:
    """Say of each thing what its schema's docstring says, and its `described`."""
    for (schema, *_), name in described.ma_plugin.converter.refs.items():
        described.spec.components.schemas[name].update(getattr(schema, "described", {}))
        words = (schema.__doc__ or "").strip()
        if words and not words.startswith("Base schema class"):
            described.spec.components.schemas[name]["description"] = words
