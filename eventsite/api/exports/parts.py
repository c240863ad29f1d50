"""Fields that say what they are, for the schemas beside."""

from typing import Any

from marshmallow import Schema, fields


def text(description: str, **more: Any) -> fields.String:
    """Return a text that is always there, "" if there is nothing to say."""
    return fields.String(required=True, metadata={"description": description, **more})


def web(description: str) -> fields.String:
    return text(description, format="uri")


def typed_web(description: str) -> fields.String:
    """Return a web address that somebody typed: no standard may have it so."""
    return text(f"{description} As somebody typed it.")


def maybe_web(description: str) -> fields.String:
    return fields.String(
        required=True,
        allow_none=True,
        metadata={"description": description, "format": "uri"},
    )


def count(description: str, **more: Any) -> fields.Integer:
    return fields.Integer(required=True, metadata={"description": description}, **more)


def truth(description: str) -> fields.Boolean:
    return fields.Boolean(required=True, metadata={"description": description})


def a_day(description: str, **more: Any) -> fields.Date:
    return fields.Date(required=True, metadata={"description": description}, **more)


def a_moment(description: str, **more: Any) -> fields.AwareDateTime:
    return fields.AwareDateTime(
        format="iso",
        required=True,
        metadata={"description": f"{description} RFC 3339, with its offset."},
        **more,
    )


def listed(of: Any, description: str) -> fields.List[Any]:
    return fields.List(of, required=True, metadata={"description": description})


class LinkSchema(Schema):
    url = typed_web("Where it leads.")
    title = text("What stands there; may be empty.")
