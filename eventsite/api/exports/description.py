"""The OpenAPI document as people read it: operations by group, then their things."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

Spec = Mapping[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
SIMPLE = {"string": "text", "integer": "whole number", "boolean": "true or false"}
FORMATS = {"date": "day", "date-time": "moment", "uri": "address", "email": "e-mail"}


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter of an operation, or a field of a thing."""

    name: str
    type: str
    description: str
    place: str = ""  # path, query or header
    is_required: bool = False
    default: str = ""
    thing: str = ""  # what it is made of
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    words: str
    type: str = ""
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    description: str
    right: str  # "": anybody may
    sends: str  # the name of a thing
    curl: str
    parts: tuple[Part, ...] = ()
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    description: str
    operations: list[Operation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    description: str
    parts: tuple[Part, ...]


class Reader:
    """Reads an OpenAPI document; examples ask `site` for the event `slug`."""

    def __init__(self, spec: Spec, site: str, slug: str) -> None:
        self.spec, self.site, self.slug = spec, site, slug

    def groups(self) -> list[Group]:
        found = {
            tag["name"]: Group(tag["name"], tag["description"])
            for tag in self.spec["tags"]
        }
        for path, methods in self.spec["paths"].items():
            shared = methods.get("parameters", [])
            for method in METHODS:
                if method in methods:
                    operation = self._operation(path, method, methods[method], shared)
                    found[methods[method]["tags"][0]].operations.append(operation)
        return list(found.values())

    def things(self) -> list[Thing]:
        schemas = self.spec["components"]["schemas"]
        return [
            Thing(name, schema.get("description", ""), tuple(_fields(schema)))
            for name, schema in sorted(schemas.items())
        ]

    def _operation(
        self, path: str, method: str, said: Spec, shared: list[Spec]
    ) -> Operation:
        body = said.get("requestBody", {}).get("content", {})
        schema: Spec = next((one["schema"] for one in body.values()), {})
        return Operation(
            id=said["operationId"],
            method=method.upper(),
            path=path,
            summary=said["summary"],
            description=said.get("description", ""),
            right=said.get("x-right", ""),
            sends=_thing(schema),
            curl=self._curl(path, method, said, schema),
            parts=tuple(map(_parameter, [*shared, *said.get("parameters", [])])),
            answers=tuple(self._answers(said["responses"])),
        )

    def _answers(self, responses: Spec) -> Iterator[Answer]:
        for status, said in sorted(responses.items()):
            if status == "default":
                continue
            found = self._resolved(said)
            schema: Spec = next(
                (one["schema"] for one in found.get("content", {}).values()), {}
            )
            words = found["description"]
            is_problem = status >= "400"  # they all look the same
            thing = "" if is_problem else _thing(schema)
            yield Answer(status, words, _type(schema), thing)

    def _resolved(self, said: Spec) -> Spec:
        while "$ref" in said:
            found: Any = self.spec
            for part in said["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            said = found
        return said

    def _curl(self, path: str, method: str, said: Spec, schema: Spec) -> str:
        where = path.replace("{slug}", quote(self.slug))
        where = re.sub(r"{(\w+)}", lambda found: found[1].upper(), where)
        words = ["curl"] if method == "get" else [f"curl -X {method.upper()}"]
        if said.get("x-right"):
            words.append('-H "Authorization: Bearer $EVENTSITE_TOKEN"')
        if schema:
            sent = json.dumps(self._example(schema), ensure_ascii=False)
            words.append(f"--json '{sent}'")
        words.append(f"'{self.site}{where}'")
        return (" " if len(words) < 3 else " \\\n  ").join(words)

    def _example(self, schema: Spec) -> Any:
        schema = self._resolved(schema)
        if "properties" not in schema:
            kind = schema.get("type", "string")
            kind = kind[0] if isinstance(kind, list) else kind
            plain = {"array": [], "boolean": True, "integer": 30, "object": {}}
            return schema.get("example", plain.get(kind, "…"))
        shown = {
            name: one
            for name, one in schema["properties"].items()
            if name in schema.get("required", ()) or "example" in one
        }
        return {name: self._example(one) for name, one in shown.items()}


def _fields(schema: Spec) -> Iterator[Part]:
    required = schema.get("required", ())
    for name, said in schema.get("properties", {}).items():
        yield Part(
            name,
            _type(said),
            said.get("description", ""),
            is_required=name in required,
            thing=_thing(said),
            values=_values(said),
        )


def _parameter(said: Spec) -> Part:
    schema = said["schema"]
    default = schema.get("default", "")
    return Part(
        said["name"],
        _type(schema),
        said.get("description", ""),
        place=said["in"],
        is_required=said.get("required", False),
        default=str(default) if default != "" else "",
        values=_values(schema),
    )


def _values(schema: Spec) -> tuple[str, ...]:
    return tuple(str(value) for value in schema.get("enum", ()) if value is not None)


def _thing(schema: Spec) -> str:
    for part in (schema, schema.get("items", {}), *schema.get("allOf", ())):
        if "$ref" in part:
            return str(part["$ref"].rpartition("/")[2])
    return next(filter(None, map(_thing, schema.get("anyOf", ()))), "")


def _type(schema: Spec) -> str:
    if not schema:
        return ""
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    kinds = schema.get("type", "object")
    words = [
        _word(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)
    ]
    return " or ".join(words)


def _word(kind: str, schema: Spec) -> str:
    if kind == "array":
        inner = _type(schema.get("items", {}))
        return "list" if inner == "object" else f"list of {inner}s"
    if kind == "string":
        return FORMATS.get(schema.get("format", ""), SIMPLE["string"])
    return SIMPLE.get(kind, kind)
