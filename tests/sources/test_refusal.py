"""What is read out of error messages, one server's wording at a time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.sources.query import Query
from drift.sources.refusal import Refusal, read_errors, read_refusal, summarize
from drift.sources.retry import parse_retry_after, pause_s

FULL = Query()
ARGUMENTS = {"types.fields.args(includeDeprecated:)"}
DEPRECATED = {
    f"{place}.isDeprecated" for place in ("types.fields.args", "types.inputFields", "directives.args")
}


def read(*errors: object) -> Refusal:
    return read_refusal(read_errors({"errors": list(errors)}), FULL)


@pytest.mark.parametrize(
    ("message", "dropped"),
    [
        ('Cannot query field "isOneOf" on type "__Type".', {"types.isOneOf"}),
        ("Cannot query field 'isDeprecated' on type '__InputValue'.", DEPRECATED),
        ("Cannot query field `isOneOf` on type `__Type`. Did you mean `kind`?", {"types.isOneOf"}),
        ("Field “description” is not defined on __Schema", {"description"}),
        ("Unknown field \"specifiedByURL\"", {"types.specifiedByURL"}),
        ("Field 'isRepeatable' doesn't exist on type '__Directive'", {"directives.isRepeatable"}),
        ("Unknown argument 'includeDeprecated' on field '__Field.args'.", ARGUMENTS),
        ('Unknown argument "includeDeprecated" on field "args" of type "__Field".', ARGUMENTS),
        (
            "Validation error of type UnknownArgument: Unknown field argument includeDeprecated "
            "@ '__schema/types/fields/args'",
            ARGUMENTS,
        ),
        (
            "Validation error (FieldUndefined@[__schema/types/inputFields/isDeprecated]) : "
            "Field 'isDeprecated' in type '__InputValue' is undefined",
            {"types.inputFields.isDeprecated"},
        ),
        ("The field `locations` does not exist on the type `__Directive`.", {"directives.locations"}),
    ],
)  # fmt: skip
def test_refused_by_name(message: str, dropped: set[str]) -> None:
    assert read({"message": message}) == Refusal(frozenset(dropped))


@pytest.mark.parametrize(
    "message",
    [
        "Cannot query field 'name' on type '__Type'.",
        "isOneOf on __Type",
        "Syntax Error: Unexpected Name",
        "Internal server error",
        "",
    ],
)
def test_nothing_is_recognised(message: str) -> None:
    assert read({"message": message}) == Refusal()


def test_paths_and_lines_name_selections_too() -> None:
    line = next(line for line, path in FULL.path_of_line.items() if path == "types.fields.args.isDeprecated")
    path = ["__schema", "types", 3, "fields", 0, "args", 1, "isDeprecated"]
    expected = Refusal(frozenset({"types.fields.args.isDeprecated"}))
    assert read({"message": "boom", "path": path}) == expected
    assert read({"message": "boom", "path": ["query IntrospectionQuery", *path]}) == expected
    assert read({"message": "not supported", "locations": [{"line": line, "column": 1}]}) == expected
    assert (
        read(
            {
                "message": "x",
                "locations": [{"line": line}],
                "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
            }
        )
        == expected
    )
    assert read({"message": "x", "path": ["user", "isDeprecated"]}) == Refusal()


@pytest.mark.parametrize(
    ("message", "depth"),
    [
        ("Query has depth of 15, which exceeds max depth of 13", 13),
        ("'IntrospectionQuery' exceeds maximum operation depth of 8", 8),
        ("Query is nested too deep.", None),
        ("Query has complexity of 220, which exceeds max complexity of 217", None),
        ("Query is too complex.", None),
        ("operation has complexity 262144, which exceeds the limit of 10000", None),
        ("Syntax limit: query depth 15.0.3", None),
        ("Introspection depth 15 is not allowed, the limit is 10", 10),
        ("Maximum field cycle depth reached", None),
    ],
)
def test_limits(message: str, depth: int | None) -> None:
    refusal = read({"message": message})
    assert refusal.is_limit
    assert refusal.allowed_depth == depth
    assert not refusal.is_disabled


@pytest.mark.parametrize(
    ("entry", "flag"),
    [
        ({"message": "x", "extensions": {"code": "INTROSPECTION_LIMIT_EXCEEDED"}}, "is_limit"),
        ({"message": "x", "extensions": {"code": "INTROSPECTION_DISABLED"}}, "is_disabled"),
        ({"message": "GraphQL introspection isn't enabled"}, "is_disabled"),
        ({"message": "You are not authorized to introspect: introspection denied"}, "is_disabled"),
        ({"message": "API rate limit exceeded for this key"}, "is_rate"),
        ({"message": "x", "extensions": {"code": "access-denied"}}, "is_authentication"),
        ({"message": "Missing API key"}, "is_authentication"),
        ("You must be logged in", "is_authentication"),
    ],
)
def test_flags(entry: object, flag: str) -> None:
    refusal = read(entry)
    assert getattr(refusal, flag)
    assert [name for name in Refusal.__slots__ if name.startswith("is_") and getattr(refusal, name)] == [flag]


def test_errors_in_loose_forms() -> None:
    assert [error.message for error in read_errors({"errors": "no"})] == ["no"]
    assert [error.message for error in read_errors({"error": "no", "message": "why"})] == ["no", "why"]
    assert [error.message for error in read_errors({"errors": {"message": "no"}})] == ["no"]
    assert [error.message for error in read_errors({"errors": [None, {}, 3]})] == [
        "an error without a message"
    ] * 3
    assert read_errors({"data": {}, "message": "fine"}) == ()
    assert read_errors({"errors": 3}) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(["message", "path", "locations", "line", "extensions", "code"]), children
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_errors_can_be_read(errors: object) -> None:
    found = read_errors({"errors": errors})
    assert isinstance(read_refusal(found, FULL), Refusal)
    assert summarize(found)


NOW = datetime(2026, 11, 23, 6, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("0", 0),
        (" 12 ", 12),
        ("1.5", 1.5),
        ("9" * 13, None),
        ("Mon, 23 Nov 2026 06:01:30 GMT", 90),
        ("Mon, 23 Nov 2026 06:01:30 -0000", 90),
        ("Mon, 23 Nov 2026 07:01:30 +0100", 90),
        ("Monday, 23-Nov-26 06:01:30 GMT", 90),
        ("Sun, 22 Nov 2026 06:00:00 GMT", 0),
        ("Mon, 99 Nov 2026 06:01:30 GMT", None),
        ("x" * 10_000, None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


def test_pauses_are_jittered_bounded_and_never_shorter_than_asked() -> None:
    pauses = [pause_s(attempt, 0.5, None) for attempt in range(1, 12) for _ in range(50)]
    assert min(pauses) >= 0
    assert max(pauses) <= 8
    assert len(set(pauses)) > 500
    assert max(pause_s(1, 0.5, None) for _ in range(200)) <= 0.5
    assert all(5 <= pause_s(1, 0.5, 5) <= 5.5 for _ in range(50))
