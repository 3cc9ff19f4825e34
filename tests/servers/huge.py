"""An introspection result of any size, in the proportions of real APIs, written without building a schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Raw = dict[str, Any]
_SCALARS = ("ID", "String", "Int", "Boolean", "Float", "DateTime", "URI")
_TEXT = "Identifies the object of the account that the caller may see, in the order in which it was made."


def answer(types: int, *, fields: int = 5, changed: frozenset[int] = frozenset()) -> Iterator[bytes]:
    """Yield the JSON text of a full introspection result in pieces.

    Args:
        types: Number of types; of ten, seven are objects, two are input objects, one is an enum.
        fields: Fields of each object type.
        changed: Numbers of the types that are to differ from those of another answer.
    """
    head = {
        "description": None,
        "queryType": {"name": "Query"},
        "mutationType": None,
        "subscriptionType": None,
        "directives": [],
    }
    yield b'{"data": {"__schema": ' + json.dumps(head)[:-1].encode() + b', "types": ['
    yield _dump(_object("Query", [_field(f"type{n}", _ref(f"Type{n}")) for n in range(0, types, 100)]))
    for name in _SCALARS:
        yield b"," + _dump(_type("SCALAR", name))
    for number in range(types):
        yield b"," + _dump(_one(number, types, fields, is_changed=number in changed))
    yield b"]}}}"


def _dump(raw: Raw) -> bytes:
    return json.dumps(raw).encode()


def _one(number: int, types: int, fields: int, *, is_changed: bool) -> Raw:
    name = f"Type{number}"
    if number % 10 == 7:
        values = [
            {"name": f"VALUE_{n}", "description": _TEXT, "isDeprecated": False, "deprecationReason": None}
            for n in range(fields + is_changed)
        ]
        return _type("ENUM", name, enumValues=values)
    if number % 10 > 7:
        members = [
            _input_value(f"member{n}", _ref(_SCALARS[n % 7], "SCALAR")) for n in range(fields + is_changed)
        ]
        return _type("INPUT_OBJECT", name, inputFields=members, isOneOf=False)
    found = [_field(f"field{n}", _ref(_SCALARS[n % 7], "SCALAR")) for n in range(fields - 1 + is_changed)]
    other = (number * 7919 + 1) % types // 10 * 10
    return _object(name, [*found, _field("related", _ref(f"Type{other}"), f"Of number {number}. {_TEXT}")])


def _type(kind: str, name: str, **members: Any) -> Raw:
    keys = ("specifiedByURL", "isOneOf", "fields", "inputFields", "interfaces", "enumValues", "possibleTypes")
    return {"kind": kind, "name": name, "description": f"{name}: {_TEXT}", **dict.fromkeys(keys), **members}


def _object(name: str, fields: list[Raw]) -> Raw:
    return _type("OBJECT", name, fields=fields, interfaces=[])


def _ref(name: str, kind: str = "OBJECT") -> Raw:
    return {"kind": "NON_NULL", "name": None, "ofType": {"kind": kind, "name": name, "ofType": None}}


def _field(name: str, type_: Raw, description: str = _TEXT) -> Raw:
    arguments = [
        _input_value("first", _ref("Int", "SCALAR")),
        _input_value("after", _ref("String", "SCALAR")),
    ]
    rest = {"isDeprecated": False, "deprecationReason": None}
    return {
        "name": name,
        "description": description,
        "args": arguments[: len(name) % 3],
        "type": type_,
        **rest,
    }


def _input_value(name: str, type_: Raw) -> Raw:
    rest = {"defaultValue": None, "isDeprecated": False, "deprecationReason": None}
    return {"name": name, "description": _TEXT, "type": type_, **rest}
