"""Which change only follows from which: exact pairs for each way to follow, and their near misses."""

from __future__ import annotations

import pytest

from drift.changes.dominators import immediate_dominators
from tests.changes.schemas import compared

# Old schema, new schema, and (what follows, what it follows from) for each change that follows from another.
CASES = {
    "a type that only one removed field led to": (
        "type Query { a: Int t: T } type T { n: Int }",
        "type Query { a: Int }",
        {"TYPE_REMOVED T": "FIELD_REMOVED Query.t"},
    ),
    "a type that two removed fields led to": (
        "type Query { a: Int t: T u: T } type T { n: Int }",
        "type Query { a: Int }",
        {},
    ),
    "types on the way from one removed field": (
        "type Query { a: Int ts(by: By): TC } type TC { edges: [TE] } type TE { node: T } type T { n: K in: TC } "
        "enum K { A } input By { k: KK! } enum KK { B }",
        "type Query { a: Int }",
        {
            f"TYPE_REMOVED{'_SAFE' if name == 'K' else ''} {name}": "FIELD_REMOVED Query.ts"
            for name in ("TC", "TE", "T", "K", "By", "KK")
        },
    ),
    "a type that something else still led to": (
        "type Query { a: Int t: T u: U } type U { t: T } type T { n: Int }",
        "type Query { a: Int u: U } type U { b: Int }",
        {},
    ),
    "two types that lead to each other": (
        "type Query { a: Int t: T } type T { u: U } type U { t: T }",
        "type Query { a: Int }",
        {"TYPE_REMOVED T": "FIELD_REMOVED Query.t", "TYPE_REMOVED U": "FIELD_REMOVED Query.t"},
    ),
    "what a type lost when it became another kind": (
        "type Query { t: T n: N } interface N { a: Int } type U { n: Int } "
        "type T implements N { a: Int b: Int u(x: Int): U }",
        "type Query { t: T n: N } interface N { a: Int } interface T { b(y: Int!): Int }",
        {
            "IMPLEMENTED_INTERFACE_REMOVED T": "TYPE_CHANGED_KIND T",
            "FIELD_REMOVED T.a": "TYPE_CHANGED_KIND T",
            "FIELD_REMOVED T.u": "TYPE_CHANGED_KIND T",
            "TYPE_REMOVED U": "TYPE_CHANGED_KIND T",
        },
    ),
    "what a kept field of a type lost that became another kind": (
        "type Query { t: T } type T { a(x: Int): Int b: Int }",
        "type Query { t: T } interface T { a: Int b: Int }",
        {},
    ),
    "a type behind a removed field of a type that stays": (
        "type Query { t: T } type T { n: Int u: U } type U { v: V } type V { n: Int }",
        "type Query { t: T } type T { n: Int }",
        {"TYPE_REMOVED U": "FIELD_REMOVED T.u", "TYPE_REMOVED V": "FIELD_REMOVED T.u"},
    ),
    "an input type that only one removed argument took": (
        "type Query { f(by: By): Int } input By { in: In } input In { n: Int }",
        "type Query { f: Int }",
        {"TYPE_REMOVED By": "ARG_REMOVED Query.f(by:)", "TYPE_REMOVED In": "ARG_REMOVED Query.f(by:)"},
    ),
    "an input type of a removed input field": (
        "type Query { f(by: By): Int } input By { n: Int in: In } input In { n: Int }",
        "type Query { f(by: By): Int } input By { n: Int }",
        {"TYPE_REMOVED In": "FIELD_REMOVED By.in"},
    ),
    "a type that a field leads to no longer": (
        "type Query { t: T, u: U } type T { n: Int } type U { m: String }",
        "type Query { t: U, u: U } type U { m: String }",
        {"TYPE_REMOVED T": "FIELD_CHANGED_KIND Query.t"},
    ),
    "what a root operation type led to": (
        "schema { query: Query mutation: M } type Query { a: Int } type M { t: T } type T { n: Int }",
        "schema { query: Query } type Query { a: Int }",
        {
            "TYPE_REMOVED M": "ROOT_OPERATION_TYPE_REMOVED M",
            "TYPE_REMOVED T": "ROOT_OPERATION_TYPE_REMOVED M",
        },
    ),
    "a root operation type under another name": (
        "schema { query: Query } type Query { a: Int b: Int c: Int }",
        "schema { query: Root } type Root { a: Int b: Int c: Int }",
        {"TYPE_REMOVED Query": "ROOT_OPERATION_TYPE_CHANGED Query"},
    ),
    "the argument of a removed directive": (
        "directive @show(k: K) on FIELD type Query { a: Int } enum K { A }",
        "type Query { a: Int }",
        {"TYPE_REMOVED K": "DIRECTIVE_REMOVED @show"},
    ),
    "who implements a removed interface": (
        "type Query { t: T n: N } interface N { id: ID } type T implements N { id: ID } type U implements N { id: ID }",
        "type Query { t: T n: T } type T { id: ID } type U { id: ID }",
        {
            "IMPLEMENTED_INTERFACE_REMOVED T": "TYPE_REMOVED N",
            "IMPLEMENTED_INTERFACE_REMOVED U": "TYPE_REMOVED N",
        },
    ),
    "who implements what is no interface any more": (
        "type Query { t: T n: N } interface N { id: ID } type T implements N { id: ID }",
        "type Query { t: T n: N } type N { id: ID } type T { id: ID }",
        {"IMPLEMENTED_INTERFACE_REMOVED T": "TYPE_CHANGED_KIND N"},
    ),
    "who stops implementing an interface that stays": (
        "type Query { t: T n: N } interface N { id: ID } type T implements N { id: ID }",
        "type Query { t: T n: N } interface N { id: ID } type T { id: ID }",
        {},
    ),
    "the members of unions that were removed as types": (
        "type Query { p: P } union P = A | B type A { n: Int } type B { n: Int }",
        "type Query { p: P } union P = A type A { n: Int }",
        {"TYPE_REMOVED_FROM_UNION P": "TYPE_REMOVED B"},
    ),
    "a type that only the kind of another one led to": (
        "type Query { a: A } type A { c: C } type C { n: Int }",
        "type Query { a: A } scalar A",
        {"TYPE_REMOVED C": "TYPE_CHANGED_KIND A"},
    ),
    "a removed directive where it was applied": (
        "directive @cost(n: Int) on FIELD_DEFINITION type Query { a: Int @cost(n: 1) b: Int @cost(n: 2) }",
        "type Query { a: Int b: Int }",
        {"APPLIED_DIRECTIVE_REMOVED Query.a": "DIRECTIVE_REMOVED_SAFE @cost"}
        | {"APPLIED_DIRECTIVE_REMOVED Query.b": "DIRECTIVE_REMOVED_SAFE @cost"},
    ),
    "fields of a type with another name": (
        "type Query { a: Person b: [Person!]! c: Person } type Person { id: ID name: String age: Int }",
        "type Query { a: Human b: [Human!]! c: Human! } type Human { id: ID name: String age: Int }",
        {
            "FIELD_CHANGED_KIND Query.a": "TYPE_REMOVED Person",
            "FIELD_CHANGED_KIND Query.b": "TYPE_REMOVED Person",
        },
    ),
    "what nothing reaches": (
        "type Query { a: Int } type T { u: U } type U { n: Int }",
        "type Query { a: Int }",
        {},
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES.keys())
def test_what_follows(old: str, new: str, expected: dict[str, str]) -> None:
    changes = compared(old, new).changes
    named = {change.fingerprint: f"{change.id} {change.coordinate}" for change in changes}
    assert len(named) == len(changes)
    found = {
        named[change.fingerprint]: named[change.because_of]
        for change in changes
        if change.because_of is not None
    }
    assert found == expected
    heads = {change.fingerprint: change for change in changes if change.because_of is None}
    for change in changes:
        if change.because_of is not None:
            # A cause stands for itself, and is at least as bad.
            assert heads[change.because_of].severity >= change.severity


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ({0: [1, 2], 1: [3], 2: [3], 3: [4]}, {0: 0, 1: 0, 2: 0, 3: 0, 4: 3}),
        ({0: [1], 1: [2], 2: [1, 3], 3: [2]}, {0: 0, 1: 0, 2: 1, 3: 2}),
        # The graph that needs a second round: https://www.cs.rice.edu/~keith/EMBED/dom.pdf, figure 4.
        ({6: [5, 4], 5: [1], 4: [2, 3], 1: [2], 2: [1, 3], 3: [2]}, {6: 6, 5: 6, 4: 6, 3: 6, 2: 6, 1: 6}),
        ({0: [0], 7: [8]}, {0: 0}),
    ],
)
def test_dominators(edges: dict[int, list[int]], expected: dict[int, int]) -> None:
    assert immediate_dominators(edges, next(iter(edges))) == expected
