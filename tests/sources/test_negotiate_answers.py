"""Servers that answer in the end: how many requests it takes, and what they could not say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from drift.errors import IntrospectionRefused
from drift.sources.query import classic_text
from tests.servers.graphql_core import Limits, serve
from tests.sources.asking import (
    DIRECTIVE_DEPRECATION,
    FIRST,
    GRAPHQL_16,
    HAS_DIRECTIVE_DEPRECATION,
    INPUT_PLACES,
    SDL,
    absent,
    ask,
    deprecation_of,
    references,
    true_references,
)


@dataclass
class Case:
    """A limited server, the number of requests that it takes, and what it can't say in the end."""

    limits: Limits
    requests: int
    absent: set[str] = field(default_factory=set)
    without_new_directives: bool = True

    def expected_absent(self) -> set[str]:
        return self.absent | (set() if HAS_DIRECTIVE_DEPRECATION else DIRECTIVE_DEPRECATION)


SPEC_2018 = GRAPHQL_16 | {
    "__Schema.description",
    "__Type.specifiedByURL",
    "__Type.isOneOf",
    "__Directive.isRepeatable",
    "__InputValue.isDeprecated",
    "__InputValue.deprecationReason",
    "__Field.args(includeDeprecated:)",
    "__Directive.args(includeDeprecated:)",
    "__Type.inputFields(includeDeprecated:)",
}
SPEC_2015 = SPEC_2018 | {"__Schema.subscriptionType", "__Directive.locations"}
ABSENT_2018 = {
    "description",
    "types.specifiedByURL",
    "types.isOneOf",
    "directives.isRepeatable",
    *DIRECTIVE_DEPRECATION,
    *deprecation_of(*INPUT_PLACES),
}
JAVA = {
    "unknown_field": "Validation error (FieldUndefined@[__schema/types/{field}]) : "
    "Field '{field}' in type '{type}' is undefined",
    "unknown_argument": "Validation error (UnknownArgument@[__schema/types/fields/{field}]) : "
    "Unknown field argument 'includeDeprecated'",
}
RUBY = {
    "unknown_field": "Field '{field}' doesn't exist on type '{type}'",
    "unknown_argument": "Field '{field}' doesn't accept argument 'includeDeprecated'",
}
CHOCOLATE = {
    "unknown_field": "The field `{field}` does not exist on the type `{type}`.",
    "unknown_argument": "The argument `includeDeprecated` does not exist.",
}
DOUBLE = {
    "unknown_field": 'Cannot query field "{field}" on type "{type}". Did you mean "isDeprecated" or "name"?',
    "unknown_argument": 'Unknown argument "includeDeprecated" on field "{field}" of type "{type}".',
}
BARE = {
    "unknown_field": "Unknown field {field} on type {type}",
    "unknown_argument": "Unknown argument includeDeprecated on field {type}.{field}",
}
HASURA = {
    "unknown_field": "field '{field}' not found in type: '{type}'",
    "unknown_argument": "'{field}' has no argument named 'includeDeprecated'",
}
PLAIN_TALK = {
    "unknown_field": "That is not supported here.",
    "unknown_argument": "That is not supported here.",
}


def spec_2018(**more: Any) -> Limits:
    return Limits(lacks=SPEC_2018, **more)


ANSWERING = {
    "everything": Case(Limits(), FIRST),
    "everything, status 200 for errors": Case(Limits(error_status=200), FIRST),
    "graphql-js 16": Case(Limits(lacks=GRAPHQL_16), 2, DIRECTIVE_DEPRECATION),
    "spec of 2018": Case(spec_2018(), 2, ABSENT_2018),
    "spec of 2018, double quotes": Case(spec_2018(**DOUBLE), 2, ABSENT_2018),
    "spec of 2018, no quotes": Case(spec_2018(**BARE), 2, ABSENT_2018),
    "spec of 2018, in graphql-ruby's words": Case(spec_2018(**RUBY), 2, ABSENT_2018),
    "spec of 2018, in HotChocolate's words": Case(spec_2018(**CHOCOLATE), 2, ABSENT_2018),
    "spec of 2018, in Hasura's words": Case(spec_2018(**HASURA), 2, ABSENT_2018),
    "spec of 2018, places only": Case(spec_2018(**PLAIN_TALK), 2, ABSENT_2018),
    "spec of 2018, no places in errors": Case(spec_2018(has_places=False, **RUBY), 2, ABSENT_2018),
    "spec of 2018, no names or places": Case(
        spec_2018(has_places=False, **PLAIN_TALK), 2 + FIRST, ABSENT_2018
    ),
    "spec of 2018, one error at a time": Case(spec_2018(one_error_at_a_time=True), 6, ABSENT_2018),
    "spec of 2018, errors with 200": Case(spec_2018(error_status=200), 2, ABSENT_2018),
    "2015": Case(
        Limits(lacks=SPEC_2015),
        3,
        ABSENT_2018 | {"subscriptionType", "subscriptionType.name", "directives.locations"},
    ),
    "no isOneOf": Case(
        Limits(lacks=GRAPHQL_16 | {"__Type.isOneOf"}), 2, {"types.isOneOf"} | DIRECTIVE_DEPRECATION
    ),
    "no specifiedByURL": Case(
        Limits(lacks=frozenset({"__Type.specifiedByURL"})), 2, {"types.specifiedByURL"}
    ),
    "lists and refuses isOneOf": Case(
        Limits(lacks=GRAPHQL_16 | {"__Type.isOneOf"}, lists_all=True),
        2,
        {"types.isOneOf"} | DIRECTIVE_DEPRECATION,
    ),
    "lists and refuses specifiedByURL, 200": Case(
        Limits(
            lacks=frozenset({"__Type.specifiedByURL"}),
            lists_all=True,
            error_status=200,
            unknown_field='Unknown field "{field}" on type __Type',
        ),
        2,
        {"types.specifiedByURL"},
    ),
    "deprecated arguments on fields only": Case(
        Limits(lacks=frozenset({"__Directive.args(includeDeprecated:)"})),
        2,
        deprecation_of("directives.args"),
    ),
    "deprecated input fields missing": Case(
        Limits(lacks=frozenset({"__Type.inputFields(includeDeprecated:)"})),
        2,
        deprecation_of("types.inputFields"),
    ),
    "deprecated field arguments missing": Case(
        Limits(lacks=frozenset({"__Field.args(includeDeprecated:)"})), 2, deprecation_of("types.fields.args")
    ),
    "ignores what it does not know": Case(
        Limits(
            lacks=frozenset(
                {"__Type.isOneOf", "__InputValue.isDeprecated", "__InputValue.deprecationReason"}
            ),
            ignores_unknown=True,
        ),
        FIRST,
        {"types.isOneOf"} | deprecation_of(*INPUT_PLACES),
    ),
    "depth limit 13": Case(Limits(max_depth=13), 2),
    "depth limit 10, no numbers": Case(Limits(max_depth=10, depth_message="Query is nested too deep."), 4),
    "depth limit 9": Case(Limits(max_depth=9), 4),
    "cost limit": Case(Limits(max_cost=155), 2),
    "low cost limit": Case(Limits(max_cost=110), 6),
    "root fields at most twice": Case(Limits(roots_at_most=2), FIRST),
    "good faith": Case(Limits(good_faith=True), FIRST),
    "operation name required": Case(Limits(needs_operation_name=True), FIRST),
    "GET only": Case(Limits(methods=frozenset({"GET"})), FIRST + 1),
    "allow-list": Case(Limits(only_texts=frozenset({classic_text()})), 3, ABSENT_2018),
}


@pytest.mark.parametrize("case", ANSWERING.values(), ids=ANSWERING.keys())
def test_answering_server(case: Case) -> None:
    with serve(SDL, case.limits) as server:
        found = ask(server)
    assert len(server.requests) == found.requests <= 8
    assert server.connections == 1
    assert absent(found.schema) == case.expected_absent()
    assert found.requests == case.requests
    assert found.unknown == frozenset()
    assert found.notices == ()
    expected = true_references(SDL)
    # graphql-core hides deprecated arguments from those who do not ask for them.
    hidden = {
        "types.fields.args.isDeprecated": "User.name(style:)",
        "types.inputFields.isDeprecated": "Filter.old",
        "directives.args.isDeprecated": "@auth(old:)",
    }
    for path, coordinate in hidden.items():
        if path in case.absent and not case.limits.ignores_unknown:
            del expected[coordinate]
    assert references(found.schema) == expected


LIST_ARGUMENTS = "type Query { " + " ".join(f"f{n}(ids: [ID!]!): [[Int!]!]" for n in range(3)) + " }"


def many_types(count: int) -> str:
    types = [f"type T{n} {{ a(ids: [ID!]!): Int b: [[Int!]!] }}" for n in range(count)]
    return "\n".join([*types, "type Query { " + " ".join(f"t{n}: T{n}" for n in range(count)) + " }"])


@pytest.mark.parametrize(
    ("sdl", "limits", "requests"),
    [
        pytest.param("type Query { a: [[[[[[Int!]!]!]!]!]!]! }", Limits(), 1 + FIRST, id="13 levels"),
        pytest.param(
            f"type Query {{ a(b: {'[' * 20}Int{']' * 20}): Int }}", Limits(), 2 + FIRST, id="20 levels"
        ),
        pytest.param(
            f"directive @a(b: {'[' * 12}Int{']' * 12}) on FIELD type Query {{ a: Int }}",
            Limits(),
            1 + FIRST,
            id="12 levels in a directive",
        ),
        pytest.param(LIST_ARGUMENTS, Limits(max_depth=8), 4, id="depth 8, arguments cut"),
        pytest.param(many_types(4), Limits(max_depth=8), 7, id="depth 8, four types cut"),
        pytest.param(many_types(30), Limits(max_depth=8), 8, id="depth 8, thirty types cut"),
        pytest.param("type Query { a: [[[[Int!]!]!]!] }", Limits(max_cost=110), 6, id="cost, one type cut"),
    ],
)
def test_cut_references_are_completed(sdl: str, limits: Limits, requests: int) -> None:
    with serve(sdl, limits) as server:
        found = ask(server)
    assert references(found.schema) == true_references(sdl)
    assert len(server.requests) == found.requests == requests


@pytest.mark.parametrize(
    ("sdl", "limits", "coordinates"),
    [
        (f"type Query {{ a: {'[' * 30}Int{']' * 30} }}", Limits(), "Query.a"),
        (f"directive @d(x: {'[' * 30}Int{']' * 30}) on FIELD type Query {{ a: Int }}", Limits(), "@d(x:)"),
        ("type Query { a(b: [[[[Int!]!]!]!]): Int }", Limits(max_depth=10), "Query.a(b:)"),
    ],
)
def test_references_that_stay_cut_are_an_error(sdl: str, limits: Limits, coordinates: str) -> None:
    with (
        serve(sdl, limits) as server,
        pytest.raises(IntrospectionRefused, match=re.escape(f"at {coordinates}; ")),
    ):
        ask(server)
    assert len(server.requests) <= 8
