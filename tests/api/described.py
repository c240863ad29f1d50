"""Holds answers of the API against the OpenAPI document."""

from functools import cache

from jsonschema import Draft202012Validator, FormatChecker

from eventsite.core import rest

PROBLEM = "application/problem+json"


@cache
def description(app):
    with app.test_request_context():
        return rest.description()


class Described:
    """Asks an address below /api/v1 and returns the answer, checked."""

    def __init__(self, app, client, headers=None):
        self.app, self.client, self.headers = app, client, headers or {}

    def __call__(self, path, method="GET", headers=None, **more):
        answer = self.client.open(
            f"/api/v1{path}",
            method=method,
            headers={**self.headers, **(headers or {})},
            **more,
        )
        self.check(answer, f"/api/v1{path}".partition("?")[0], method.lower())
        return answer

    def check(self, answer, path, method):
        status = str(answer.status_code)
        assert answer.status_code < 500, answer.text
        if answer.status_code in {204, 304}:
            assert answer.data == b""
            return
        if answer.status_code >= 400:
            assert answer.content_type == PROBLEM
            assert answer.json["status"] == answer.status_code
        adapter = self.app.url_map.bind("localhost")
        rule, _ = adapter.match(path, method=method.upper(), return_rule=True)
        address = rule.rule.replace("<", "{").replace(">", "}").replace("int:", "")
        operation = description(self.app)["paths"][address][method]
        responses = operation["responses"]
        found = responses.get(status) or responses["default"]
        while "$ref" in found:
            found = resolve(self.app, found["$ref"])
        kind = answer.content_type.partition(";")[0]
        schema = found["content"][kind]["schema"]
        whole = {**schema, "components": description(self.app)["components"]}
        Draft202012Validator(whole, format_checker=FormatChecker()).validate(
            answer.json
        )


def resolve(app, ref):
    found = description(app)
    for part in ref.removeprefix("#/").split("/"):
        found = found[part]
    return found
