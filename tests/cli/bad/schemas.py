"""Bad behaviour in the schema itself: hostile names, wrong shapes, contradictions, huge counts."""

from __future__ import annotations

from typing import Any

from tests.cli.bad.row import KEY, Row, altered, field_of, type_of

Raw = dict[str, Any]
LONG = "N" * 5000


def rename(type_name: str, name: object) -> Row:
    return Row(altered(lambda schema: type_of(schema, type_name).update(name=name)))


def put(type_name: str, /, **values: object) -> Row:
    return Row(altered(lambda schema: type_of(schema, type_name).update(values)))


def put_field(type_name: str, name: str, /, **values: object) -> Row:
    return Row(altered(lambda schema: field_of(schema, type_name, name).update(values)))


def wrapped(times: int, kind: str = "LIST") -> Raw:
    reference: Raw = {"kind": "SCALAR", "name": "String", "ofType": None}
    for _ in range(times):
        reference = {"kind": kind, "name": None, "ofType": reference}
    return reference


def add(*types: Raw) -> Row:
    return Row(altered(lambda schema: schema["types"].extend(types)))


def scalar(name: str, /, **more: object) -> Raw:
    return {"kind": "SCALAR", "name": name, **more}


def member(name: str, /, **more: object) -> Raw:
    return {"name": name, "args": [], "type": {"kind": "SCALAR", "name": "String"}, **more}


def input_value(name: str, default: str | None) -> Raw:
    return {"name": name, "type": {"kind": "SCALAR", "name": "String"}, "defaultValue": default}


def holding(kind: str, key: str, members: list[Raw]) -> Row:
    return add({"kind": kind, "name": "Huge", key: members})


NAMES = {
    "type named as a path": rename("State", "../../escape"),
    "type named as an absolute path": rename("State", "/etc/passwd"),
    "type named as an option": rename("State", "-rf"),
    "type named with NUL": rename("State", "a\0b"),
    "type named with a line break": rename("State", "State\n"),
    "type named with markup": rename("State", "<script>alert(1)</script>"),
    "type named with escapes": rename("State", "\x1b[2J\u202e"),
    "type named with the key": rename("State", KEY),
    "type named by look-alikes": rename("State", "St\u0430te"),
    "type name too long": rename("State", LONG),
    "type name empty": rename("State", ""),
    "type name missing": rename("State", None),
    "type name is a number": rename("State", 7),
    "field named badly": put_field("Query", "node", name="no\u2028de"),
    "argument named badly": put_field("Query", "node", args=[input_value("i:d", None)]),
    "enum value named badly": put("State", enumValues=[{"name": "A B"}]),
    "enum value true": put("State", enumValues=[{"name": "true"}]),
    "union member named badly": put("Found", possibleTypes=[{"kind": "OBJECT", "name": "../x"}]),
    "interface named badly": put("User", interfaces=[{"kind": "INTERFACE", "name": "$(id)"}]),
    "directive named badly": Row(altered(lambda schema: schema["directives"][0].update(name="@a"))),
    "directive location named badly": Row(
        altered(lambda schema: schema["directives"][0].update(locations=["FIELD\n"]))
    ),
    "root named badly": Row(altered(lambda schema: schema.update(queryType={"name": "__proto__; rm"}))),
    "names for Windows": add(scalar("CON"), scalar("nul"), scalar("ALERT"), scalar("alert"), scalar("index")),
    "names of JavaScript": add(scalar("__proto__"), scalar("constructor"), scalar("toString")),
}
SHAPES = {
    "types empty": Row(altered(lambda schema: schema.update(types=[]))),
    "types missing": Row(altered(lambda schema: schema.pop("types"))),
    "types is an object": Row(altered(lambda schema: schema.update(types={"Query": {}}))),
    "types hold null": Row(altered(lambda schema: schema["types"].append(None))),
    "types hold texts": Row(altered(lambda schema: schema.update(types=["Query"]))),
    "fields is a text": put("User", fields="id name"),
    "fields hold numbers": put("User", fields=[1, 2]),
    "fields null": put("User", fields=None),
    "description is a number": put("User", description=7),
    "description is an object": put_field("User", "name", description={"a": 1}),
    "args is an object": put_field("User", "alerts", args={}),
    "kind unknown": put("User", kind="CLASS\x1b[1m"),
    "kind is a list": put("User", kind=["OBJECT"]),
    "isDeprecated is a text": put_field("User", "name", isDeprecated="yes", deprecationReason=None),
    "deprecationReason is a number": put_field("User", "name", isDeprecated=True, deprecationReason=1),
    "directives is a text": Row(altered(lambda schema: schema.update(directives="none"))),
    "locations is a text": Row(altered(lambda schema: schema["directives"][0].update(locations="FIELD"))),
    "queryType is a text": Row(altered(lambda schema: schema.update(queryType="Query"))),
    "queryType missing from types": Row(
        altered(lambda schema: schema.update(queryType={"name": "query_root"}))
    ),
    "root is a scalar": Row(altered(lambda schema: schema.update(queryType={"name": "Time"}))),
    "type reference null": put_field("User", "name", type=None),
    "type reference is a text": put_field("User", "name", type="String"),
    "type reference without a name": put_field("User", "name", type={"kind": "SCALAR"}),
    "type reference to nothing": put_field("User", "name", type={"kind": "OBJECT", "name": "Gone"}),
    "type reference cut for ever": put_field(
        "User", "name", type=wrapped(8) | {"ofType": {"kind": "LIST", "ofType": None}}
    ),
    "type reference of 150 levels": put_field("User", "name", type=wrapped(150)),
    "type reference of 500 levels": put_field("User", "name", type=wrapped(500)),
    "non-null twice": put_field("User", "name", type=wrapped(2, "NON_NULL")),
}
CONTRADICTIONS = {
    "the same type twice": add({"kind": "SCALAR", "name": "Time"}),
    "the same type in other words": add({"kind": "SCALAR", "name": "Time", "description": "else"}),
    "the same name for two kinds": add({"kind": "ENUM", "name": "Time", "enumValues": [{"name": "A"}]}),
    "the same field twice": put("Alert", fields=[member("id"), member("id", description="else")]),
    "the same argument twice": put_field(
        "Query", "node", args=[input_value("id", None), input_value("id", "1")]
    ),
    "the same enum value twice": put("State", enumValues=[{"name": "A"}, {"name": "A", "description": "x"}]),
    "introspection types redefined": add({"kind": "OBJECT", "name": "__Type", "fields": [member("evil")]}),
    "String redefined": add({"kind": "OBJECT", "name": "String", "fields": [member("evil")]}),
    "interfaces in a circle": Row(
        altered(
            lambda schema: type_of(schema, "Node").update(interfaces=[{"kind": "INTERFACE", "name": "Node"}])
        )
    ),
    "default that is no literal": put_field("Filter", "text", defaultValue="}{"),
    "default with escapes": put_field("Filter", "text", defaultValue='"\x1b[2J \u202e"'),
    "default nested deeply": put_field("Filter", "text", defaultValue="[" * 5000 + "]" * 5000),
    "default of 90,000 digits": put_field("Filter", "text", defaultValue="1" * 90_000),
    "default 1e999999999": put_field("Filter", "text", defaultValue="1e999999999"),
    "default of number signs": put_field("Filter", "text", defaultValue="#" * 5000 + "\n?"),
    "default of quotes": put_field("Filter", "text", defaultValue='"\\' * 20_000),
    "default of 90,000 characters": put_field("Filter", "text", defaultValue="[" + "0," * 45_000 + "0]"),
    "default of 2 MB": put_field("Filter", "text", defaultValue="[" + "0," * 1_000_000 + "0]"),
    "default that refers to itself": put_field(
        "Filter", "text", type={"kind": "INPUT_OBJECT", "name": "Filter"}, defaultValue="{text: {}}"
    ),
    "half of the types gone": Row(
        altered(
            lambda schema: schema.update(
                types=[
                    t
                    for t in schema["types"]
                    if t["name"] in {"Query", "Found", "Node", "Filter", "Page", "Mutation"}
                    or t["name"].startswith("__")
                ]
            )
        )
    ),
    "most types gone": Row(
        altered(
            lambda schema: schema.update(
                mutationType=None, types=[{"kind": "OBJECT", "name": "Query", "fields": [member("a")]}]
            )
        )
    ),
    "query root without fields": put("Query", fields=[]),
    "no query root": Row(altered(lambda schema: schema.update(queryType=None))),
    "tells nothing of deprecation": Row(
        altered(
            lambda schema: (
                [f.pop("isDeprecated") or 1 for t in schema["types"] for f in t["inputFields"] or []]
                and [f.pop("deprecationReason") for t in schema["types"] for f in t["inputFields"] or []]
            )
        )
    ),
    "key in a description": put("User", description=f"called with {KEY}"),
    "key as a default": put_field("Filter", "text", defaultValue=f'"{KEY}"'),
    "markup in a description": put(
        "User", description="<script>alert(1)</script> ${{ x }} {{ 7*7 }} ::error::x\n##[group]"
    ),
    "escapes in a description": put("User", description="\x1b]0;x\x07 \x9b \u202e \ufeff \u2028 \x00"),
    "lone surrogate in a description": put("User", description="half \ud800"),
}
COUNTS = {
    "10,000 scalars": add(*(scalar(f"S{n}") for n in range(10_000))),
    "40,000 values in one enum": holding("ENUM", "enumValues", [{"name": f"V{n}"} for n in range(40_000)]),
    "12,000 fields in one type": holding("OBJECT", "fields", [member(f"f{n}") for n in range(12_000)]),
    "15,000 times the same field": holding("OBJECT", "fields", [member("f")] * 15_000),
    "40,000 members in one union": holding(
        "UNION", "possibleTypes", [{"kind": "OBJECT", "name": "User"}] * 40_000
    ),
    "10,000 times the same type": add(*[scalar("Same", description="x")] * 10_000),
    "12,000 arguments of one field": Row(
        altered(
            lambda schema: field_of(schema, "Query", "node").update(
                args=[input_value(f"a{n}", "1") for n in range(12_000)]
            )
        )
    ),
    "8,000 directives": Row(
        altered(
            lambda schema: schema["directives"].extend(
                {"name": f"d{n}", "locations": ["FIELD"], "args": []} for n in range(8_000)
            )
        )
    ),
    "8,000 bad defaults": holding(
        "INPUT_OBJECT", "inputFields", [input_value(f"f{n}", "}{") for n in range(8_000)]
    ),
    "description of 20 MB": put("User", description="x\n" * 10_000_000),
    "3 descriptions of 900,000 characters": Row(
        altered(
            lambda schema: [scalar.update(description="x\n" * 450_000) for scalar in schema["types"][:3]]
        ),
        measured=True,
    ),
    "60 defaults of 90,000 characters": holding(
        "INPUT_OBJECT", "inputFields", [input_value(f"f{n}", "[" + "0," * 45_000 + "]") for n in range(60)]
    ),
}
ROWS: dict[str, Row] = {**NAMES, **SHAPES, **CONTRADICTIONS, **COUNTS}
