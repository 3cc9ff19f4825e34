from __future__ import annotations

import html
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
    build_ast_schema,
    get_named_type,
    is_required_argument,
    is_required_input_field,
    parse,
    type_from_ast,
    validate,
)
from graphql.execution.values import get_variable_values
from graphql.type import GraphQLInputObjectType, is_input_object_type

from drift.docs.examples import Example, Examples
from drift.docs.places import Places
from drift.docs.references import References
from drift.docs.snippets import Snippets
from drift.schema import canonical, sdl
from drift.schema.element import Element, Schema
from drift.schema.samples import Samples
from tests.docs.conftest import demo_timeline, folder_timeline


def examples_of(schema: Schema) -> list[tuple[Element, Example]]:
    maker = Examples(schema, References(schema))
    places = Places(schema)
    return [
        (field, maker.of(operation, field))
        for operation, fields in places.operations.items()
        for field in fields.values()
    ]


def oracle_of(schema: Schema) -> GraphQLSchema:
    return build_ast_schema(
        parse(canonical.render(schema), no_location=True), assume_valid=True, assume_valid_sdl=True
    )


def problems(schema: Schema) -> list[str]:
    """What graphql-core finds wrong with the examples of a schema, and values they don't need."""
    oracle = oracle_of(schema)
    found: list[str] = []
    for field, example in examples_of(schema):
        document = parse(example.text)
        found += [f"{field.coordinate}: {error.message}" for error in validate(oracle, document)]
        (operation,) = document.definitions
        assert isinstance(operation, OperationDefinitionNode)
        declared = {
            one.variable.name.value: type_from_ast(oracle, one.type)
            for one in operation.variable_definitions or ()
        }
        root = oracle.get_type(field.coordinate.split(".")[0])
        required = {name for name, one in root.fields[field.name].args.items() if is_required_argument(one)}  # type: ignore[union-attr]
        if not declared.keys() == example.variables.keys() == required:
            found.append(
                f"{field.coordinate}: {sorted(example.variables)} given, {sorted(required)} required"
            )
        values = get_variable_values(oracle, operation.variable_definitions or (), example.variables)
        if isinstance(values, list):
            found += [f"{field.coordinate}: {error.message}" for error in values]
        for name, value in example.variables.items():
            kind = get_named_type(declared[name])
            found += [
                f"{field.coordinate} ${name}: {extra} is not required" for extra in unneeded(value, kind)
            ]
    return found


def unneeded(value: Any, kind: Any) -> list[str]:
    """Input fields of a value that a request could leave out."""
    if isinstance(value, list):
        return [extra for item in value for extra in unneeded(item, kind)]
    if not is_input_object_type(kind) or not isinstance(value, dict):
        return []
    assert isinstance(kind, GraphQLInputObjectType)
    extras = (
        []
        if getattr(kind, "is_one_of", False)
        else [f"{kind.name}.{name}" for name in value if not is_required_input_field(kind.fields[name])]
    )
    return extras + [
        extra
        for name, item in value.items()
        for extra in unneeded(item, get_named_type(kind.fields[name].type))
    ]


def test_every_operation_of_the_demo_has_a_valid_example() -> None:
    for version in demo_timeline().versions:
        assert problems(version.snapshot.schema) == []


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["github", "saleor", "braintree", "panther"])
def test_every_operation_of_the_corpus_has_a_valid_example(corpus: Path, name: str) -> None:
    # GitHub's versions have nearly all operations in common.
    versions = folder_timeline(corpus / name).versions
    for version in versions[-1:] if name == "github" else versions:
        assert problems(version.snapshot.schema) == []


AWKWARD = """
directive @oneOf on INPUT_OBJECT
type Query {
  union(pick: Pick!): Thing
  union2: [Thing!]!
  abstract: Shape
  loop: Loop!
  leaf: Int!
  needy: Needy
  lonely: Lonely
  many(averyveryverylongname: [[Pick!]!]!, anotherverylongname: Deep!, athirdverylongname: Level!, d: Int! = 3): Int
}
type Subscription { changed(id: ID!): Shape }
input Pick @oneOf { old: String @deprecated, b: Int, c: Deep }
input Deep { level: Level!, again: Deep, needed: [Deep!]!, at: Int! = 1 }
enum Level { OLD @deprecated LOW HIGH }
union Thing = A | B | C
type A { x: Int, same: String, o: B }
type B { x: String, same: String, o: C }
type C { y: Int, x: [Int] }
interface Shape { area: Float }
type Circle implements Shape { area: Float, r: Int }
type Square implements Shape { area: Float, r: Float }
type Loop { loop: Loop, other: Loop2 }
type Loop2 { loop: Loop }
type Needy { a(x: Int!): Int, b(y: ID!): Needy }
type Lonely { gone: Int @deprecated(reason: "x") }
"""


def test_awkward_types_have_valid_examples() -> None:
    schema = sdl.read(AWKWARD.replace("directive @oneOf on INPUT_OBJECT\n", ""))
    oracle = oracle_of(schema)
    for _, example in examples_of(schema):
        assert validate(oracle, parse(example.text)) == []
    texts = {field.name: example.text for field, example in examples_of(schema)}
    assert texts["union2"] == (
        "query Union2 {\n  union2 {\n    __typename\n    ... on A {\n      same\n      x\n    }\n"
        "    ... on B {\n      same\n    }\n  }\n}"
    )
    assert texts["leaf"] == "query Leaf {\n  leaf\n}"
    assert texts["needy"] == "query Needy {\n  needy {\n    __typename\n  }\n}"
    assert max(len(line) for line in texts["many"].splitlines()) <= 80


def test_values_are_what_a_reader_expects() -> None:
    schema = sdl.read(AWKWARD)
    samples = Samples(schema)
    assert samples.input_object(schema.types["Pick"]) == {"b": 1}
    deep = samples.input_object(schema.types["Deep"])
    assert deep == {"level": "HIGH", "needed": []}
    field = (
        sdl.read(
            "type Query { f(id: ID!, userIds: [ID!]!, email: String!, createdAfter: DateTime!, n: Int!, first: Int!,"
            " flag: Boolean!, any: Odd!, url: URI!): User }"
            " scalar DateTime scalar Odd scalar URI type User { id: ID }"
        )
        .types["Query"]
        .children[0]
    )
    values = {argument.name: samples.value(argument, subject="UserConnection") for argument in field.children}
    assert values == {
        "id": "user-1",
        "userIds": ["user-1"],
        "email": "ada@example.com",
        "createdAfter": "2026-01-31T12:00:00Z",
        "n": 1,
        "first": 10,
        "flag": True,
        "any": "example",
        "url": "https://example.com/",
    }


EXAMPLE = Example("query", "Find", "query Find($q: String!) {\n  find(q: $q)\n}", {"q": "it's", "flag": None})


def plain(key: str, **options: Any) -> str:
    snippets = Snippets("https://api.example.com/graphql", options.get("headers", ("X-API-Key",)))
    found = next(one.code for one in snippets.of(options.get("example", EXAMPLE)) if one.key == key)
    return html.unescape(re.sub(r"<[^>]+>", "", found))


def test_curl_sends_what_the_server_expects() -> None:
    words = shlex.split(plain("curl").replace("\\\n", " "))
    assert words[:2] == ["curl", "https://api.example.com/graphql"]
    assert words[2:6] == ["-H", "Content-Type: application/json", "-H", "X-API-Key: $X_API_KEY"]
    assert json.loads(words[7]) == {
        "query": "query Find($q: String!) { find(q: $q) }",
        "variables": {"q": "it's", "flag": None},
    }


@pytest.mark.parametrize("key", ["requests", "gql"])
@pytest.mark.parametrize("headers", [(), ("X-API-Key", "X-Tenant")])
def test_python_is_python(key: str, headers: tuple[str, ...]) -> None:
    import ast

    tree = ast.parse(plain(key, headers=headers))
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert EXAMPLE.text in {text.strip() for text in strings if isinstance(text, str)}
    assert "it's" in strings
    assert ("X_TENANT" in strings) == bool(headers)


def test_a_subscription_is_not_sent_over_plain_http() -> None:
    example = Example("subscription", "Changed", "subscription Changed {\n  changed\n}", {})
    snippets = Snippets("https://api.example.com/graphql", ()).of(example)
    assert [one.key for one in snippets] == ["graphql", "gql", "js"]
    assert "wss://api.example.com/graphql" in plain("gql", example=example)


def test_a_header_name_that_is_none_is_left_out() -> None:
    assert "rm -rf" not in plain("curl", headers=("X-$(rm -rf ~)", "X-Ok"))
    assert "X-Ok" in plain("curl", headers=("X-$(rm -rf ~)", "X-Ok"))
