"""The JSON Schema of a model file, for completion and hover help in editors.

Made from the tables of :mod:`.keys`, so that it describes exactly the keys that a check accepts.
"""

from __future__ import annotations

from typing import Any

from .keys import TABLES, TOP, Key, Keys

_IDENTIFIER = "^[A-Za-z][A-Za-z0-9_]{0,39}$"
_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
_EVIDENCE = {
    "source": {
        "description": "Keys of 'sources' (one or a list), or judgement.",
        "$ref": "#/definitions/names",
    },
    "because": {"description": "One line that says why.", **_TEXT},
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft-07, the newest that YAML language servers support).

    Every key has a description. An editor takes it from the first line of a file::

        # yaml-language-server: $schema=grandbargain.schema.json

    Examples
    --------
    >>> schema()["required"]
    ['actors', 'issues', 'interests']
    """
    definitions = {f"keys_{name}": _table(keys) for name, keys in TABLES.items()}
    definitions["keys_record"]["additionalProperties"] = _shape("name")
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "grandbargain.schema.json",
        "title": "A dispute for grandbargain",
        **_table(TOP),
        "definitions": {**_shapes(), **definitions},
    }


def _table(keys: Keys) -> dict[str, Any]:
    required = [name for name, key in keys.table.items() if key.required]
    found: dict[str, Any] = {
        "description": keys.description,
        "type": "object",
        "properties": {name: _property(key) for name, key in keys.table.items()},
        "additionalProperties": False,
    }
    return {**found, "required": required} if required else found


def _property(key: Key) -> dict[str, Any]:
    """Return a key's schema; draft-07 ignores what stands beside a reference, hence ``allOf``."""
    return {"description": key.description, "allOf": [_shape(key.form)]}


def _shape(form: str) -> dict[str, Any]:
    if form.startswith("[") and form.endswith("]"):
        return _list(_reference(f"keys_{form[1:-1]}"))
    if form.startswith("{*"):
        return _map(_reference(f"keys_{form[2:-1]}"))
    if form.startswith("{"):
        return _reference(f"keys_{form[1:-1]}")
    return _reference(form)


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name}"}


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _map(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "propertyNames": {"pattern": _IDENTIFIER},
        "additionalProperties": item,
    }


def _with_evidence(item: dict[str, Any]) -> dict[str, Any]:
    """Return a mapping to ``item`` in which ``source`` and ``because`` may stand."""
    return {"type": "object", "properties": _EVIDENCE, "additionalProperties": item}


def _shapes() -> dict[str, Any]:
    """Return the shapes of values that tables refer to by name."""
    names, number, pattern = _reference("names"), _reference("number"), _reference("pattern")
    titles, text = _reference("titles"), _reference("text")
    plain = {
        "description": "30, 20..40, 20/30/40 or 30 +- 5.",
        "type": ["number", "string"],
    }
    condition = {
        "type": "object",
        "properties": {"if": pattern, "then": pattern, **_EVIDENCE},
        "required": ["if", "then"],
        "additionalProperties": False,
    }
    return {
        "format": {"enum": ["grandbargain/1"]},
        "text": {"description": "Text for people.", **_TEXT},
        "name": {"description": "A name defined in this file.", **_TEXT},
        "names": {"anyOf": [text, {"type": "array", "items": text, "minItems": 1}]},
        "marks": {"anyOf": [text, _list(text)]},
        "truth": {"type": "boolean"},
        "whole": {"type": "integer"},
        "kind": {"enum": ["logical", "agreed"]},
        "titles": _map({"anyOf": [text, {"type": "null"}]}),
        "texts": _map(titles),
        "lists": _map(names),
        "plain_number": {"anyOf": [plain, _either(plain)]},
        "chances": {
            "description": "Alternatives with their chances, which sum to 1.",
            "type": "object",
            "additionalProperties": {"type": ["number", "string"]},
        },
        "number": {
            "description": "30, 20..40, 20/30/40, 30 +- 5, either, or a value with its evidence.",
            "anyOf": [plain, _either(plain), _number_with_evidence()],
        },
        "numbers": _map(number),
        "parameters": _map({"anyOf": [number, _reference("keys_parameter")]}),
        "pattern": {"description": "A condition on a package.", **_map(names)},
        "refusals": _list(_with_evidence(names)),
        "ranking": _list({"anyOf": [pattern, _list(pattern)]}),
        "statements": _list({"anyOf": [condition, _with_evidence(names)]}),
        "order": _list(names),
        "movers": {"anyOf": [text, _one_of("all", "any")]},
        "disagreement": _disagreement(number),
        "values": _map({"anyOf": [_ways(), _values(number)]}),
        "detection": _map(_map(number)),
        "beliefs": _map(_map(number)),
        "rationality": {"anyOf": [number, _map(number)]},
        "expression": {"description": "An expression.", "type": ["string", "number"]},
        "expressions": {
            "type": "object",
            "additionalProperties": _reference("expression"),
        },
        "levels": {"anyOf": [{"type": "string"}, _list({"type": ["number", "string"]})]},
        "package": {"anyOf": [{"type": "string"}, _map(text)]},
        "records": _list(_reference("keys_record")),
    }


def _either(plain: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"either": _reference("chances"), **_EVIDENCE},
        "required": ["either"],
        "additionalProperties": False,
        "description": f"Alternatives with their chances; each is {plain['description']}",
    }


def _number_with_evidence() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"value": _reference("plain_number"), **_EVIDENCE},
        "required": ["value"],
        "additionalProperties": False,
    }


def _one_of(*keys: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key: _reference("names") for key in keys},
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }


def _disagreement(number: dict[str, Any]) -> dict[str, Any]:
    stated = {
        "type": "object",
        "properties": {"stalemate_cost": number, "value": number, **_EVIDENCE},
        "additionalProperties": False,
    }
    return {"anyOf": [{"enum": ["play"]}, stated]}


def _ways() -> dict[str, Any]:
    """Return the ways that need no numbers, for certain or with chances."""
    either = {
        "type": "object",
        "properties": {"either": _reference("chances"), **_EVIDENCE},
        "required": ["either"],
        "additionalProperties": False,
    }
    return {"anyOf": [{"enum": ["up", "down", "flat"]}, either]}


def _values(number: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": "One number per option, 0 worst to 100 best.",
        "type": "object",
        "properties": _EVIDENCE,
        "additionalProperties": number,
    }
