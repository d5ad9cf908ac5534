"""Apple's OpenAPI file as a judge of answers, read from the shared reference material."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft4Validator
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

_METHODS = ("get", "post", "patch", "delete")


def _type(validator: Any, types: Any, instance: Any, schema: Any) -> Any:
    """OpenAPI 3.0 has no null; the live service sends null for attributes that are not set."""
    if instance is not None:
        yield from Draft4Validator.VALIDATORS["type"](validator, types, instance, schema)


def _enum(validator: Any, enums: Any, instance: Any, schema: Any) -> Any:
    if instance is not None:
        yield from Draft4Validator.VALIDATORS["enum"](validator, enums, instance, schema)


_Validator = extend(Draft4Validator, {"type": _type, "enum": _enum})


class Judge:
    """Knows which operations there are, what may be asked and what has to be answered."""

    def __init__(self, file: Path) -> None:
        self._document: dict[str, Any] = json.loads(file.read_text())

    @cached_property
    def _registry(self) -> Registry[Any]:
        resource: Resource[Any] = DRAFT4.create_resource(self._document)
        empty: Registry[Any] = Registry()
        registry: Registry[Any] = empty.with_resource("urn:apple", resource)
        return registry

    def operation(self, method: str, path: str) -> dict[str, Any]:
        """An operation of the file; KeyError where Apple has none."""
        found: dict[str, Any] = self._document["paths"][path.replace("<", "{").replace(">", "}")][
            method.lower()
        ]
        return found

    def parameters(self, method: str, path: str) -> dict[str, dict[str, Any]]:
        """The query parameters of an operation by name."""
        listed = self.operation(method, path).get("parameters", [])
        return {one["name"]: one for one in listed if one["in"] == "query"}

    def check(self, method: str, path: str, answer: httpx.Response) -> None:
        """Raise AssertionError where an answer is not what the operation may answer."""
        responses = self.operation(method, path)["responses"]
        assert str(answer.status_code) in responses, f"{method} {path}: {answer.status_code}"
        content = responses[str(answer.status_code)].get("content", {})
        if not content:
            assert not answer.content
            return
        kind = answer.headers["content-type"]
        assert kind in content, f"{method} {path} answered {kind}, not {list(content)}"
        if kind == "application/json":
            reference = content[kind]["schema"]["$ref"]
            self.judge(reference.removeprefix("#"), answer.json())

    def judge(self, pointer: str, document: Any) -> None:
        """Raise AssertionError where a document does not fit a schema of the file."""
        schema = {"$ref": f"urn:apple#{pointer}"}
        validator = _Validator(schema, registry=self._registry)
        errors = [
            f"{list(one.absolute_path)}: {one.message}" for one in validator.iter_errors(document)
        ]
        assert not errors, "\n".join(errors[:5])
