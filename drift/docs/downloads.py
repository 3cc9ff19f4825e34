"""The schema in forms that other programs read: introspection JSON and an index for language models."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from drift.docs.kinds import grouped_types
from drift.docs.places import FOLDERS, Places
from drift.docs.prose import plain
from drift.schema.element import SPECIFIED_SCALARS, Element, Kind, Schema
from drift.schema.types import is_list, is_non_null, item_type, named_type, nullable

_SUMMARY_CHARACTERS = 160


def introspection_json(schema: Schema) -> str:
    """Return the answer of a full introspection query as JSON, on one line.

    Applied directives have no place in it; introspection's own types and the specified directives are left
    out, which the readers of graphql-js and graphql-core accept.
    """
    return (
        json.dumps({"data": {"__schema": _schema(schema)}}, ensure_ascii=False, separators=(",", ":")) + "\n"
    )


def _schema(schema: Schema) -> dict[str, Any]:
    roots = schema.roots
    used = {named_type(element.type) for element in schema.walk() if element.type is not None}
    scalars = [
        Element(Kind.SCALAR, name, name)
        for name in sorted((SPECIFIED_SCALARS & used) | {"Boolean", "String"})
    ]
    return {
        "description": schema.definition.description,
        **{
            f"{operation}Type": {"name": roots[operation]} if operation in roots else None
            for operation in FOLDERS
        },
        "types": [_type(element, schema) for element in (*scalars, *schema.types.values())],
        "directives": [_directive(element, schema) for element in schema.directives.values()],
    }


def _type(element: Element, schema: Schema) -> dict[str, Any]:
    kind = element.kind
    has_fields = kind in (Kind.OBJECT, Kind.INTERFACE)
    possible: Iterable[str] = ()
    if kind is Kind.UNION:
        possible = [member.name for member in element.of_kind(Kind.UNION_MEMBER)]
    elif kind is Kind.INTERFACE:
        possible = [
            other.name
            for other in schema.types.values()
            if other.kind is Kind.OBJECT and other.child(Kind.IMPLEMENTS, element.name) is not None
        ]
    return {
        "kind": kind.name,
        "name": element.name,
        "description": element.description,
        "specifiedByURL": element.specified_by,
        "isOneOf": element.one_of if kind is Kind.INPUT_OBJECT else None,
        "fields": [_field(field, schema) for field in element.of_kind(Kind.FIELD)] if has_fields else None,
        "inputFields": _inputs(element.of_kind(Kind.INPUT_FIELD), schema)
        if kind is Kind.INPUT_OBJECT
        else None,
        "interfaces": [_named(other.name, schema) for other in element.of_kind(Kind.IMPLEMENTS)]
        if has_fields
        else None,
        "enumValues": [
            {"name": value.name, "description": value.description, **_deprecation(value)}
            for value in element.of_kind(Kind.ENUM_VALUE)
        ]
        if kind is Kind.ENUM
        else None,
        "possibleTypes": [_named(name, schema) for name in possible]
        if kind in (Kind.UNION, Kind.INTERFACE)
        else None,
    }


def _field(field: Element, schema: Schema) -> dict[str, Any]:
    return {
        "name": field.name,
        "description": field.description,
        "args": _inputs(field.of_kind(Kind.ARGUMENT), schema),
        "type": _reference(field.type or "", schema),
        **_deprecation(field),
    }


def _inputs(inputs: Iterable[Element], schema: Schema) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "description": one.description,
            "type": _reference(one.type or "", schema),
            "defaultValue": one.default,
            **_deprecation(one),
        }
        for one in inputs
    ]


def _directive(element: Element, schema: Schema) -> dict[str, Any]:
    return {
        "name": element.name,
        "description": element.description,
        "isRepeatable": element.repeatable,
        "locations": [location.name for location in element.of_kind(Kind.DIRECTIVE_LOCATION)],
        "args": _inputs(element.of_kind(Kind.DIRECTIVE_ARGUMENT), schema),
    }


def _deprecation(element: Element) -> dict[str, Any]:
    return {"isDeprecated": element.deprecation is not None, "deprecationReason": element.deprecation}


def _reference(reference: str, schema: Schema) -> dict[str, Any]:
    if is_non_null(reference):
        return {"kind": "NON_NULL", "name": None, "ofType": _reference(nullable(reference), schema)}
    if is_list(reference):
        return {"kind": "LIST", "name": None, "ofType": _reference(item_type(reference), schema)}
    return _named(reference, schema)


def _named(name: str, schema: Schema) -> dict[str, Any]:
    found = schema.types.get(name)
    return {"kind": "SCALAR" if found is None else found.kind.name, "name": name, "ofType": None}


def llms_text(heading: str, schema: Schema, places: Places, base: str) -> str:
    """Return an index of the reference in the plain form that language models read first.

    Args:
        heading: Title of the API.
        schema: What is indexed.
        places: Where the pages are.
        base: Put before each address; empty for relative ones.
    """
    lines = [f"# {plain(heading)}", ""]
    if schema.definition.description:
        lines += [f"> {plain(schema.definition.description, 400)}", ""]
    lines += [f"The whole schema in SDL: {base}schema.graphql", f"As introspection JSON: {base}schema.json"]
    for operation, fields in places.operations.items():
        lines += ["", f"## {FOLDERS[operation].capitalize()}", ""]
        for field in fields.values():
            lines.append(
                _entry(field, base + places.operation_page(operation, field.name), f": {field.type}")
            )
    for group, types in grouped_types(schema):
        lines += ["", f"## {group.title}", ""]
        lines += [_entry(element, f"{base}{places.type_page(element.name)}") for element in types]
    return "\n".join(lines) + "\n"


def _entry(element: Element, address: str, after: str = "") -> str:
    summary = plain(element.description, _SUMMARY_CHARACTERS)
    mark = " (deprecated)" if element.deprecation is not None else ""
    return f"- [{element.name}]({address}){after}{mark}" + (f": {summary}" if summary else "")
