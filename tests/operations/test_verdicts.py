"""What a change of schema does to each operation, exactly: verdicts, errors with places, and who touches whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from drift.changes.change import Verdict
from drift.changes.classify import classify
from drift.operations.verdicts import check_operations, judge, with_operations
from drift.reports.report import OperationResult
from drift.schema.text import SourceText
from drift.snapshots.snapshot import Snapshot
from tests.operations.project import find

OLD = """\
directive @live(rate: Int = 1) on FIELD
type Query {
  alert(id: ID, input: AlertInput): Alert
  alerts(first: Int = 10, order: Order = ASC): [Alert]
  node: Node
  anything: Anything
}
type Mutation { close(id: ID!): Alert  update(input: AlertInput!): Alert }
type Subscription { raised: Alert  closed: Alert }
interface Node { id: ID! }
union Anything = Alert | Rule
type Alert implements Node { id: ID!  title: String!  legacyId: String  state: State  score: Int  rule: Rule }
type Rule implements Node { id: ID!  name: String }
enum State { OPEN CLOSED }
enum Order { ASC DESC }
input AlertInput { title: String  state: State  order: Order = ASC  range: Range }
input Range { from: Int  to: Int }
input Unused { a: Int }
"""
NEW = """\
directive @live(rate: Int = 2) on FIELD
type Query {
  alert(id: ID!, input: AlertInput): Alert
  alerts(first: Int = 20, order: Order = ASC): [Alert]
  node: Node
  anything: Anything
}
type Mutation { close(id: ID!, why: String!): Alert  update(input: AlertInput!): Alert }
type Subscription { raised: Alert }
interface Node { id: ID! }
union Anything = Alert | Rule | Person
type Person { id: ID! }
type Alert implements Node { id: ID!  title: String  state: State  score: Int @deprecated(reason: "old")  rule: Rule }
type Rule implements Node { id: ID!  name: String }
enum State { OPEN CLOSED SNOOZED }
enum Order { ASC }
input AlertInput { title: String  state: State  order: Order = ASC  range: Range  kind: String }
input Range { from: Int  to: Int! }
input Unused { a: Int! }
"""


def snapshot(text: str) -> Snapshot:
    return Snapshot("s", SourceText.from_files([("s.graphql", text)]))


def check(root: Path, files: dict[str, str], old: str = OLD, new: str = NEW) -> list[OperationResult]:
    before, after = snapshot(old), snapshot(new)
    changes = classify(before, after).changes
    return list(check_operations(find(root, files), before, after, changes))


# One operation, its verdict, and the ids and coordinates of the changes that touch it.
CASES = {
    "a field that stays": ("{ node { id } }", "unaffected", []),
    "a removed field": ("{ alerts(first: 1) { legacyId } }", "broken", ["FIELD_REMOVED Alert.legacyId"]),
    "a field that may be null now": (
        "{ alerts(first: 1) { title } }",
        "affected",
        ["FIELD_CHANGED_KIND Alert.title"],
    ),
    "a deprecated field": ("{ alerts(first: 1) { score } }", "affected", ["ELEMENT_DEPRECATED Alert.score"]),
    "an enum that grew": (
        "{ alerts(first: 1) { state } }",
        "affected",
        ["VALUE_ADDED_TO_ENUM State.SNOOZED"],
    ),
    "a union that grew": ("{ anything { __typename } }", "affected", ["TYPE_ADDED_TO_UNION Anything"]),
    "a default that is used": (
        "{ alerts { id } }",
        "affected",
        ["ARG_DEFAULT_VALUE_CHANGE Query.alerts(first:)"],
    ),
    "a default that is not": ("{ alerts(first: 3) { id } }", "unaffected", []),
    "an argument that is required now": ("{ alert { id } }", "broken", ["ARG_CHANGED_KIND Query.alert(id:)"]),
    "a variable that may be null": (
        "query A($id: ID) { alert(id: $id) { id } }",
        "broken",
        ["ARG_CHANGED_KIND Query.alert(id:)"],
    ),
    "a new required argument": (
        'mutation { close(id: "1") { id } }',
        "broken",
        ["REQUIRED_ARG_ADDED Mutation.close(why:)"],
    ),
    "a literal that names a removed value": (
        "{ alerts(first: 1, order: DESC) { id } }",
        "broken",
        ["VALUE_REMOVED_FROM_ENUM Order.DESC"],
    ),
    "a literal that names another": ("{ alerts(first: 1, order: ASC) { id } }", "unaffected", []),
    "a variable that could send it": (
        "query A($order: Order) { alerts(first: 1, order: $order) { id } }",
        "possible",
        ["VALUE_REMOVED_FROM_ENUM Order.DESC"],
    ),
    "a literal without the field": ('mutation { update(input: {title: "t"}) { id } }', "unaffected", []),
    "a literal that lacks what is required": (
        "mutation { update(input: {range: {from: 1}}) { id } }",
        "broken",
        ["FIELD_CHANGED_KIND Range.to"],
    ),
    "a variable of an input type": (
        "mutation A($input: AlertInput!) { update(input: $input) { id } }",
        "possible",
        ["FIELD_CHANGED_KIND Range.to", "VALUE_REMOVED_FROM_ENUM Order.DESC"],
    ),
    "a removed root field": (
        "subscription { closed { id } }",
        "broken",
        ["FIELD_REMOVED Subscription.closed"],
    ),
    "a directive's default": (
        "{ node { id @live } }",
        "affected",
        ["ARG_DEFAULT_VALUE_CHANGE @live(rate:)"],
    ),
    "a field of an interface": (
        "{ node { ... on Alert { title } } }",
        "affected",
        ["FIELD_CHANGED_KIND Alert.title"],
    ),
    "what was wrong before": ("{ nothing }", "invalid-already", []),
    "what the new schema allows": (
        "{ anything { ... on Person { id } } }",
        "affected",
        ["TYPE_ADDED_TO_UNION Anything"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_verdicts_and_what_touches(name: str, tmp_path: Path) -> None:
    text, verdict, touching = CASES[name]
    before, after = snapshot(OLD), snapshot(NEW)
    changes = classify(before, after).changes
    (result,) = check_operations(find(tmp_path, {"a.graphql": text}), before, after, changes)
    by_mark = {change.fingerprint: f"{change.id} {change.coordinate}" for change in changes}
    assert result.operation.verdict.value == verdict
    assert sorted(by_mark[mark] for mark in (*result.changes, *result.possible)) == sorted(touching)


def test_changes_list_the_operations_that_list_them(tmp_path: Path) -> None:
    files = {f"{number}.graphql": text for number, (text, _, _) in enumerate(CASES.values())}
    before, after = snapshot(OLD), snapshot(NEW)
    changes = classify(before, after).changes
    results = check_operations(find(tmp_path, files), before, after, changes)
    linked = with_operations(changes, results)
    forwards = {(result.operation, mark, "certain") for result in results for mark in result.changes}
    forwards |= {(result.operation, mark, "possible") for result in results for mark in result.possible}
    backwards = {
        (operation, change.fingerprint, "certain") for change in linked for operation in change.operations
    }
    backwards |= {
        (operation, change.fingerprint, "possible")
        for change in linked
        for operation in change.possible_operations
    }
    assert forwards == backwards
    assert len(forwards) > 15


# One operation against NEW where it is broken, or against OLD where it was: each error with its place.
ERRORS = {
    "{ alert { id legacyId state { x } } }": [
        "1:3: Field 'Query.alert' requires the argument 'id' of type 'ID!', which is not given.",
        "1:14: Cannot query field 'legacyId' on type 'Alert'.",
        "1:29: Field 'state' must not have a selection since type 'State' has no subfields.",
    ],
    "query A($a: Nope, $b: Alert) { node { id } }": [
        "1:9: Variable '$a' is never used in operation 'A'.",
        "1:13: Unknown type 'Nope'.",
        "1:19: Variable '$b' is never used in operation 'A'.",
        "1:23: Variable '$b' cannot be non-input type 'Alert'.",
    ],
    '{ alerts(first: "1", order: ASCC, last: 2) { id @nope @live(rate: 1.5, x: 1) } }': [
        "1:17: Expected a value of type 'Int', found \"1\".",
        "1:29: Expected a value of type 'Order', found ASCC. Did you mean 'ASC'?",
        "1:35: Unknown argument 'last' on field 'Query.alerts'.",
        "1:49: Unknown directive '@nope'.",
        "1:67: Expected a value of type 'Int', found 1.5.",
        "1:72: Unknown argument 'x' on directive '@live'.",
    ],
    "{ alert(id: null, input: {range: {from: 1, too: 3}, state: [OPEN]}) { id } }": [
        "1:13: Expected a value of type 'ID!', found null.",
        "1:34: Input object 'Range' requires the field 'to' of type 'Int!'.",
        "1:44: Field 'too' is not defined by input object 'Range'. Did you mean 'to'?",
        "1:60: Expected a value of type 'State', found [OPEN].",
    ],
    "{ node alerts(first: 99999999999) { ...Gone ... on Rule { name } ... on Order { x } } }": [
        "1:3: Field 'node' of type 'Node' must have a selection of subfields. Did you mean 'node { ... }'?",
        "1:22: Expected a value of type 'Int', found 99999999999.",
        "1:40: Unknown fragment 'Gone'.",
        "1:45: Fragment cannot be spread here as objects of type 'Alert' can never be of type 'Rule'.",
        "1:73: Fragment cannot condition on non composite type 'Order'.",
    ],
    "query A($s: State = OPENED, $t: State) { alert(id: 1, input: {state: $s, title: $u}) { x: id x: title } }": [
        "1:21: Expected a value of type 'State', found OPENED. Did you mean 'OPEN'?",
        "1:29: Variable '$t' is never used in operation 'A'.",
        "1:81: Variable '$u' is not defined by operation 'A'.",
        "1:88: Fields 'x' conflict because 'id' and 'title' are different fields. "
        "Use different aliases on the fields to fetch both if this was intentional.",
    ],
    "subscription { raised { id } more: raised { id } __typename }": [
        "1:30: A subscription must select only one field at the top.",
        "1:50: A subscription must not select an introspection field at the top.",
    ],
}


@pytest.mark.parametrize("text", ERRORS)
def test_errors_read_the_same_on_every_graphql_core(text: str, tmp_path: Path) -> None:
    (result,) = check(tmp_path, {"a.graphql": text}, old=NEW)
    assert [error.removeprefix("a.graphql:") for error in result.errors] == ERRORS[text]


def test_operation_types_that_the_schema_lacks(tmp_path: Path) -> None:
    new = "type Query { a: Int }"
    old = f"{new} type Mutation {{ a: Int }}"
    (result,) = check(tmp_path, {"a.graphql": "\n mutation M { a }"}, old, new)
    assert result.operation.verdict is Verdict.BROKEN
    assert result.errors == ("a.graphql:2:2: The schema does not support operations of type mutation.",)


FILES = {
    "sdk/a.graphql": "query A { alerts(first: 1) { ...Row } }\n",
    "sdk/rows.py": 'ROW = gql("""\n  fragment Row on Alert {\n    id\n    \\x6cegacyId\n  }""")\n',
    "sdk/b.graphql": "fragment Row on Alert { id }\nquery B { alerts(first: 1) { ...Row } }\n",
}


def test_errors_stand_in_the_file_that_has_the_fragment(tmp_path: Path) -> None:
    results = check(tmp_path, {name: FILES[name] for name in ("sdk/a.graphql", "sdk/rows.py")})
    (result,) = results
    assert (result.operation.path, result.operation.line) == ("sdk/a.graphql", 1)
    assert result.errors == ("sdk/rows.py:4:5: Cannot query field 'legacyId' on type 'Alert'.",)


def test_a_fragment_of_the_same_file_comes_first(tmp_path: Path) -> None:
    found = find(tmp_path, FILES)
    assert found.notices == (
        "the fragment Row is written in several ways (sdk/b.graphql:1:1, sdk/rows.py:2:3); each file uses its own, "
        "others the first",
    )
    before, after = snapshot(OLD), snapshot(NEW)
    results = check_operations(found, before, after, classify(before, after).changes)
    verdicts = {result.operation.name: result.operation.verdict for result in results}
    # The other one is needed by none of them, and judged by itself.
    assert verdicts == {"A": Verdict.UNAFFECTED, "B": Verdict.UNAFFECTED, "Row": Verdict.BROKEN}


def test_fragments_that_spread_each_other(tmp_path: Path) -> None:
    text = "query A { node { ...X } } fragment X on Node { ...Y } fragment Y on Node { id ...X }"
    (result,) = check(tmp_path, {"a.graphql": text})
    assert result.operation.verdict is Verdict.INVALID_ALREADY
    assert result.errors == ("a.graphql:1:48: Cannot spread fragment 'X' within itself via 'Y'.",)


STAND_INS = {
    "any value": ("f'{{ alerts(first: {n}) {{ id }} }}'", "unaffected", []),
    "a value in an object": (
        "f'mutation {{ update(input: {{range: {{from: {n}}}}}) {{ id }} }}'",
        "broken",
        ["a.py:1:42: Input object 'Range' requires the field 'to' of type 'Int!'."],
    ),
    "an enum's value": ("f'{{ alerts(first: 1, order: {order}) {{ id }} }}'", "possible", []),
    "an object": ("f'mutation {{ update(input: {given}) {{ id }} }}'", "possible", []),
}


@pytest.mark.parametrize("name", STAND_INS)
def test_values_that_are_put_in(name: str, tmp_path: Path) -> None:
    text, verdict, errors = STAND_INS[name]
    (result,) = check(tmp_path, {"a.py": f"gql({text})\n"})
    assert (result.operation.verdict.value, list(result.errors)) == (verdict, errors)


def test_what_is_said_does_not_depend_on_hostile_names(tmp_path: Path) -> None:
    (result,) = check(tmp_path, {"a.graphql": '{ alerts(first: "\\u202e\\u0007\u202e\u0085") { id } }'})
    assert result.operation.verdict is Verdict.INVALID_ALREADY
    assert all(character.isprintable() for error in result.errors for character in error)


@pytest.mark.parametrize(
    ("operation", "verdict"),
    [
        # GitHub's Query became a Node, and every query of every client selects something on Query.
        ("{ me { name } }", Verdict.UNAFFECTED),
        ("{ ... on Query { me { name } } }", Verdict.UNAFFECTED),
        ("{ node { id } }", Verdict.AFFECTED),
        ("{ anything { ... on Node { id } } }", Verdict.AFFECTED),
    ],
)
def test_who_implements_an_interface_matters_where_the_interface_is_met(
    operation: str, verdict: Verdict, tmp_path: Path
) -> None:
    old = """type Query { id: ID me: User node: Node anything: Any } interface Node { id: ID }
    type User implements Node { id: ID name: String } union Any = User | Query"""
    new = old.replace("type Query {", "type Query implements Node {")
    (result,) = check(tmp_path, {"q.graphql": operation}, old, new)
    assert result.operation.verdict is verdict


@pytest.mark.parametrize(
    ("operation", "verdict"),
    [
        ("{ me { name } }", Verdict.UNAFFECTED),
        ("{ me { ... on Node { id } } }", Verdict.BROKEN),
        ("{ node { ... on User { name } } }", Verdict.BROKEN),
        ("{ node { id } }", Verdict.AFFECTED),
    ],
)
def test_an_interface_that_is_no_longer_implemented(operation: str, verdict: Verdict, tmp_path: Path) -> None:
    old = """type Query { me: User node: Node } interface Node { id: ID }
    type User implements Node { id: ID name: String } type Other implements Node { id: ID }"""
    new = old.replace("User implements Node", "User")
    (result,) = check(tmp_path, {"q.graphql": operation}, old, new)
    assert result.operation.verdict is verdict
    assert bool(result.changes) is (verdict is not Verdict.UNAFFECTED)


@pytest.mark.parametrize(
    "operation", ["{ any { ... on Pet { id } } }", "{ any { ...P } } fragment P on Pet { id }"]
)
def test_a_fragment_that_fits_nothing_any_more_comes_from_who_left_the_interface(
    operation: str, tmp_path: Path
) -> None:
    """Neither place names Cat, the only type that met in both."""
    old = """type Query { any: Any } union Any = Cat | Bot interface Pet { id: ID }
    type Cat implements Pet { id: ID } type Bot { id: ID } type Dog implements Pet { id: ID }"""
    new = old.replace("Cat implements Pet", "Cat").replace(
        "type Bot { id: ID }", "type Bot { id: ID gone: ID }"
    )
    before, after = snapshot(old), snapshot(new)
    changes = classify(before, after).changes
    (left,) = (change for change in changes if change.id == "IMPLEMENTED_INTERFACE_REMOVED")
    verdicts = judge(find(tmp_path, {"q.graphql": operation}), before, after, changes)
    (cause,) = verdicts.causes
    assert (left.coordinate, cause.change) == ("Cat", left.fingerprint)
