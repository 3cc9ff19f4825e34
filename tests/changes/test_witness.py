"""Witnesses: exact ones for each rule, and graphql-core as the judge of thousands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from inspect import cleandoc
from pathlib import Path

import pytest
from graphql import GraphQLSchema

from drift.changes.change import Change
from drift.changes.classify import classify
from drift.changes.rules import RULES, by_id
from drift.schema.element import Element, Kind
from drift.severity import Severity
from tests.changes.cases import CASES
from tests.changes.judge import are_valid
from tests.changes.schemas import compared, core_schema, snapshot
from tests.changes.test_mutations import PAIRS, built, changes_of, in_one_worker, pair
from tests.changes.test_oracle import published, published_changes, published_pairs

# The only ids that may be shown by an answer instead of by the request.
ANSWERED = {"FIELD_CHANGED_KIND", "TYPE_CHANGED_KIND", "SCHEMA_INVALID"}

# The witness of each rule's own example.
OF_EXAMPLES = {
    "SCHEMA_INVALID": "{ __typename }",
    "ROOT_OPERATION_TYPE_REMOVED": "mutation { __typename }",
    "ROOT_OPERATION_TYPE_CHANGED": "{ ... on Query { __typename } }",
    "TYPE_REMOVED": "{ search { ... on Team { __typename } } }",
    "TYPE_CHANGED_KIND": "{ address { ... on Address { __typename } } }",
    "ONE_OF_ADDED": "{ user(by: {}) }",
    "FIELD_REMOVED": "{ team }",
    "FIELD_CHANGED_KIND_CONFLICT": "{ pet { ... on Cat { name } ... on Dog { name } } }",
    "FIELD_CHANGED_KIND": "{ user }",
    "REQUIRED_ARG_ADDED": "{ users }",
    "ARG_REMOVED": "{ users(first: 10) }",
    "ARG_CHANGED_KIND": "query ($value: ID) { users(ids: $value) }",
    "ARG_BECAME_REQUIRED": "{ users }",
    "REQUIRED_INPUT_FIELD_ADDED": "{ find(by: {}) }",
    "INPUT_FIELD_BECAME_REQUIRED": "{ find(by: {}) }",
    "REQUIRED_DIRECTIVE_ARG_ADDED": "{ __typename @show }",
    "DIRECTIVE_ARG_REMOVED": '{ __typename @show(to: "to-1") }',
    "VALUE_REMOVED_FROM_ENUM": "{ find(state: CLOSED) }",
    "TYPE_REMOVED_FROM_UNION": "{ pet { ... on Dog { __typename } } }",
    "IMPLEMENTED_INTERFACE_REMOVED": "{ dog { ... on Node { __typename } } }",
    "DIRECTIVE_REMOVED": "{ __typename @show }",
    "DIRECTIVE_LOCATION_REMOVED": "query @show { __typename }",
    "DIRECTIVE_REPEATABLE_REMOVED": "{ __typename @show @show }",
}

CASES_OF_WITNESS = {
    "through a list of input objects, with what they require": (
        "type Query { find(by: [[By!]!]!): ID } input By { in: In! n: Int! } "
        "input In { at: [Int], k: Kind! } enum Kind { A B }",
        "type Query { find(by: [[By!]!]!): ID } input By { in: In! n: Int! } "
        "input In { at: [Int!], k: Kind! } enum Kind { A B }",
        "In.at",
        "query ($value: [Int]) { find(by: [[{in: {at: $value, k: A}, n: 1}]]) }",
    ),
    "null where it was allowed": (
        "type Query { find(first: Int = 5): ID }",
        "type Query { find(first: Int! = 5): ID }",
        "Query.find(first:)",
        "{ find(first: null) }",
    ),
    "the shortest way that is still there": (
        "type Query { z: T a: A } type A { t: T } type T { gone: Int id: ID }",
        "type Query { a: A } type A { t: T } type T { id: ID }",
        "T.gone",
        "{ a { t { gone } } }",
    ),
    "a way that is gone too, when there is no other": (
        "type Query { z: T, id: ID, b: B } type B { t: Int } type T { gone: Int id: ID }",
        "type Query { id: ID, b: B } type B { t: T } type T { id: ID }",
        "T.gone",
        "{ z { gone } }",
    ),
    "required arguments on the way, in order": (
        "type Query { node(id: ID!, kind: Kind!): Node } enum Kind { OLD @deprecated, NEW } "
        "interface Node { id: ID } type User implements Node { id: ID name: String }",
        "type Query { node(id: ID!, kind: Kind!): Node } enum Kind { OLD @deprecated, NEW } "
        "interface Node { id: ID } type User implements Node { id: ID }",
        "User.name",
        '{ node(id: "1", kind: NEW) { ... on User { name } } }',
    ),
    "another field of a @oneOf input object": (
        "type Query { find(by: By): ID } input By @oneOf { a: Int b: Int }",
        "type Query { find(by: By): ID } input By { a: Int! b: Int }",
        "By.a",
        "{ find(by: {b: 1}) }",
    ),
    "a variable in a @oneOf input object": (
        "type Query { find(by: By): ID } input By @oneOf { a: Int b: Int }",
        "type Query { find(by: By): ID } input By @oneOf { a: [Int] b: Int }",
        "By.a",
        "query ($value: Int!) { find(by: {a: $value}) }",
    ),
    "two fields where one was required": (
        "type Query { find(by: By): ID } input By { a: Int! b: Int }",
        "type Query { find(by: By): ID } input By @oneOf { a: Int b: Int }",
        "By",
        "{ find(by: {a: 1, b: 1}) }",
    ),
    "a subscription selects a field of its own": (
        "type Query { a: Int } type Subscription { ticks(every: Int!): Tick } type Tick { n: Int }",
        "schema { query: Query, subscription: Live } type Query { a: Int } "
        "type Live { ticks(every: Int!): Tick } type Tick { n: Int }",
        "Subscription",
        "subscription { ... on Subscription { ticks(every: 1) { __typename } } }",
    ),
    "a directive on variables only": (
        "directive @mask on VARIABLE_DEFINITION type Query { a: Int }",
        "type Query { a: Int }",
        "@mask",
        "query ($value: Boolean! @mask) { __typename @include(if: $value) }",
    ),
    "a directive on fragments only": (
        "directive @lazy(ms: Int!) on FRAGMENT_DEFINITION type Query { a: Int }",
        "directive @lazy(ms: Int!, n: Int!) on FRAGMENT_DEFINITION type Query { a: Int }",
        "@lazy(n:)",
        "{ ...Part } fragment Part on Query @lazy(ms: 1) { __typename }",
    ),
    "a fragment that no longer fits another type": (
        "type Query { pet: Pet } union Pet = Cat | Dog type Cat { id: ID } type Dog { id: ID }",
        "type Query { pet: Cat } union Pet = Cat | Dog type Cat { id: ID } type Dog { id: ID }",
        "Query.pet",
        "{ pet { ... on Dog { __typename } } }",
    ),
    "a field that another type lacks": (
        "type Query { pet: Cat, dog: Dog } type Cat { id: ID, purrs: Int } type Dog { id: ID }",
        "type Query { pet: Dog, dog: Dog } type Cat { id: ID, purrs: Int } type Dog { id: ID }",
        "Query.pet",
        "{ pet { purrs } }",
    ),
    "a string where names are wanted": (
        "type Query { find(at: When): ID } scalar When",
        "type Query { find(at: When): ID } enum When { NOW }",
        "When",
        '{ find(at: "example") }',
    ),
    "an enum value in a list": (
        "type Query { find(in: [[Kind!]]): ID } enum Kind { A B }",
        "type Query { find(in: [[Kind!]]): ID } enum Kind { A }",
        "Kind.B",
        "{ find(in: [[B]]) }",
    ),
}


def verify(changes: tuple[Change, ...], before: GraphQLSchema, after: GraphQLSchema) -> Counter[str]:
    """Assert that every witness shows what it says; return how many of each kind there were."""
    counts: Counter[str] = Counter()
    breaking = [change for change in changes if change.severity is Severity.BREAKING]
    assert all(c.witness is None and c.witness_note is None for c in changes if c not in breaking)
    witnesses = [change.witness for change in breaking if change.witness is not None]
    assert len(witnesses) == len(breaking)
    verdicts = zip(breaking, are_valid(witnesses, before), are_valid(witnesses, after), strict=True)
    for change, was_valid, is_valid in verdicts:
        about = (change.id, change.coordinate, change.old, change.new, change.witness, change.witness_note)
        assert was_valid, about
        if change.witness_note is None:
            counts["witnesses that no longer validate"] += 1
            assert not is_valid, about
        else:
            counts["witnesses whose answer shows the change"] += 1
            assert change.id in ANSWERED, about
            assert change.kind is not Kind.INPUT_FIELD or change.id == "SCHEMA_INVALID", about
    return counts


def flat(request: str | None) -> str:
    return " ".join((request or "").split())


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.severity is Severity.BREAKING], ids=lambda r: r.id
)
def test_the_witness_of_each_example(rule: object) -> None:
    assert isinstance(rule, type(RULES[0]))
    changes = compared(*rule.example).changes
    (change,) = (change for change in changes if change.id == rule.id)
    assert flat(change.witness) == OF_EXAMPLES[rule.id]
    notes = {
        "FIELD_CHANGED_KIND": "Shown by the answer, not by the request: String! before, String now.",
        "SCHEMA_INVALID": "Any request shows it: none validates while User is not valid.",
    }
    assert change.witness_note == notes.get(rule.id)


@pytest.mark.parametrize(
    ("old", "new", "coordinate", "expected"), CASES_OF_WITNESS.values(), ids=CASES_OF_WITNESS.keys()
)
def test_the_witness(old: str, new: str, coordinate: str, expected: str) -> None:
    changes = compared(old, new).changes
    found = {flat(change.witness) for change in changes if change.coordinate == coordinate and change.witness}
    assert found == {expected}
    before, after = core_schema(snapshot(old).canonical), core_schema(snapshot(new).canonical)
    assert before is not None
    assert after is not None
    verify(changes, before, after)


def test_a_witness_is_laid_out_for_reading() -> None:
    (change, *_) = compared(
        "type Query { user(id: ID!): User } type User { name: String, id: ID }",
        "type Query { user(id: ID!): User } type User { id: ID }",
    ).changes
    assert change.witness == cleandoc(
        """
        {
          user(id: "1") {
            name
          }
        }
        """
    )


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        (
            "type Query { find(at: When): ID } enum When { NOW }",
            "type Query { find(at: When): ID } scalar When",
            "Every old request still validates: a custom scalar takes every literal.",
        ),
        (
            "type Query { pet: Pet } union Pet = Cat type Cat { id: ID }",
            "type Query { pet: Pet } interface Pet { id: ID } type Cat implements Pet { id: ID }",
            "Every old request still validates; only code that is generated from the schema can tell.",
        ),
        (
            "type Query { find(by: By): ID } input By { a: Int! }",
            "type Query { find(by: By): ID } input By @oneOf { a: Int }",
            "By has one field, which every request gave already.",
        ),
        (
            "type Query { pet: Pet } union Pet = Cat | Dog type Cat { id: ID }",
            "type Query { pet: Pet } union Pet = Cat type Cat { id: ID }",
            "No fragment could name Dog in the old schema.",
        ),
        (
            "type T { a: Int } directive @d on FIELD",
            "type T { a: Int }",
            "A schema without root operation types answers no request.",
        ),
        (
            "type T { a: Int } directive @d on QUERY",
            "type T { a: Int }",
            "A schema without root operation types answers no request.",
        ),
    ],
)
def test_where_nothing_shows_it_the_note_says_why(old: str, new: str, note: str) -> None:
    (change,) = (change for change in compared(old, new).changes if change.severity is Severity.BREAKING)
    assert (change.witness, change.witness_note) == (None, note)


def test_every_breaking_rule_has_a_way_to_be_shown() -> None:
    assert set(OF_EXAMPLES) == {rule.id for rule in RULES if rule.severity is Severity.BREAKING}
    assert all(by_id(id_) for id_ in ANSWERED)


def test_on_the_table(record_property: Callable[[str, object], None]) -> None:
    counts: Counter[str] = Counter()
    for case in CASES:
        old, new = snapshot(case.old), snapshot(case.new)
        before, after = core_schema(old.canonical), core_schema(new.canonical)
        if before is not None and after is not None:
            counts += verify(classify(old, new).changes, before, after)
    for what, count in counts.items():
        record_property(what, count)
    assert counts["witnesses that no longer validate"] > 60


@in_one_worker
def test_on_mutations(record_property: Callable[[str, object], None]) -> None:
    counts: Counter[str] = Counter()
    for number in PAIRS:
        old, new = pair(number)
        before, after = built(old), built(new)
        if before is None or after is None:
            continue
        counts += verify(changes_of(number), before, after)
    for what, count in counts.items():
        record_property(what, count)
    assert counts["witnesses that no longer validate"] > 70


@pytest.mark.corpus
@pytest.mark.slow
@in_one_worker
def test_on_published_schemas(corpus: Path, record_property: Callable[[str, object], None]) -> None:
    counts: Counter[str] = Counter()
    for old_path, new_path in published_pairs(corpus):
        (_, before), (_, after) = published(old_path), published(new_path)
        counts += verify(published_changes(old_path, new_path), before, after)
    for what, count in counts.items():
        record_property(what, count)
    assert counts["witnesses that no longer validate"] > 2000


def witness_of(old: str, new: str, id_: str) -> tuple[str | None, str | None]:
    found = next(change for change in compared(old, new).changes if change.id == id_)
    return found.witness, found.witness_note


TOO_LARGE = {
    "more arguments than anybody reads": (
        f"type Query {{ a({' '.join(f'a{n}: Int!' for n in range(2000))} b: Int): Int }}",
        f"type Query {{ a({' '.join(f'a{n}: Int!' for n in range(2000))}): Int }}",
        "ARG_REMOVED",
        "A request has to give 2,000 values to Query.a.",
    ),
    "arguments with long names": (
        f"type Query {{ a({' '.join(f'{chr(97 + n) * 999}: Int!' for n in range(5))} z: Int): Int }}",
        f"type Query {{ a({' '.join(f'{chr(97 + n) * 999}: Int!' for n in range(5))}): Int }}",
        "ARG_REMOVED",
        "The smallest request that shows it has more than 4,000 characters.",
    ),
    "input objects that double with each level": (
        "type Query { a(i: I0!, b: Int): Int } input I40 { x: Int } "
        + " ".join(f"input I{n} {{ a: I{n + 1}! b: I{n + 1}! }}" for n in range(40)),
        "type Query { a(i: I0!): Int } input I40 { x: Int } "
        + " ".join(f"input I{n} {{ a: I{n + 1}! b: I{n + 1}! }}" for n in range(40)),
        "ARG_REMOVED",
        "No value can be written for Query.a(i:).",
    ),
    "input objects that a request leaves a field out of": (
        f"type Query {{ a(i: I): Int }} input I {{ {' '.join(f'f{n}: Int!' for n in range(1001))} }}",
        f"type Query {{ a(i: I): Int }} input I {{ g: Int! {' '.join(f'f{n}: Int!' for n in range(1001))} }}",
        "REQUIRED_INPUT_FIELD_ADDED",
        "The smallest value of I is too large to be shown.",
    ),
    "types behind many others": (
        "type Query { t: T0 } type T70 { a: Int b: Int } "
        + " ".join(f"type T{n} {{ t: T{n + 1} }}" for n in range(70)),
        "type Query { t: T0 } type T70 { a: Int } "
        + " ".join(f"type T{n} {{ t: T{n + 1} }}" for n in range(70)),
        "FIELD_REMOVED",
        "A request that selects from T70 has more than 60 levels.",
    ),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_request_that_nobody_reads_is_not_written(name: str) -> None:
    old, new, id_, note = TOO_LARGE[name]
    assert witness_of(old, new, id_) == (None, note)


def test_a_request_gives_what_is_required_and_the_changed_argument_in_their_order() -> None:
    arguments = [f"a{n:03}: Int{'!' if n % 400 == 7 else ''}" for n in range(1000)]
    old = f"type Query {{ a({' '.join(arguments)}): Int }}"
    new = f"type Query {{ a({' '.join(arguments[:500] + arguments[501:])}): Int }}"
    assert witness_of(old, new, "ARG_REMOVED") == (
        "{\n  a(a007: 1, a407: 1, a500: 1, a807: 1)\n}",
        None,
    )


def test_witnesses_of_one_field_look_at_its_arguments_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[str] = Counter()
    of_kind = Element.of_kind

    def counted(element: Element, kind: Kind) -> tuple[Element, ...]:
        asked[element.coordinate] += 1
        return of_kind(element, kind)

    old, new = (
        f"type Query {{ a({' '.join(f'{name}{n}: Int' for n in range(500))}): Int }}" for name in ("a", "b")
    )
    removed = [change for change in compared(old, new).changes if change.id == "ARG_REMOVED"]
    monkeypatch.setattr(Element, "of_kind", counted)
    assert [change.witness for change in removed[:2]] == ["{\n  a(a0: 1)\n}", "{\n  a(a100: 1)\n}"]
    assert len({change.witness for change in removed}) == 500
    assert asked["Query.a"] <= 5
