"""What a side could not say is neither a removal nor an addition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drift.changes import diff
from drift.changes.classify import classify
from drift.changes.difference import Sides
from drift.changes.event import Event
from drift.schema import canonical, sdl
from drift.schema.element import Element, Kind, Omission, Schema
from tests.changes.schemas import snapshot

FULL = """
"the schema" schema @s { query: Query subscription: Subscription }
directive @d("one" x: Int @deprecated) repeatable on FIELD
directive @gone @deprecated(reason: "no") on FIELD
"two" type Query @s { "three" a("four" x: Int @deprecated(reason: "old"), y: Int): E @s }
type Subscription { s: Int }
interface I { id: ID }
interface J implements I { id: ID }
type T implements I & J { id: ID }
enum E { A @s B @deprecated }
input X { a: Int @deprecated b: Int }
input O @oneOf { a: Int b: Int }
scalar At @specifiedBy(url: "https://example.com/at")
"""


def _without(schema: Schema, omission: Omission) -> Schema:
    """Return the schema as a source sees it that can't say *omission*."""

    def seen(element: Element, owner: Element | None) -> Element | None:
        hides = {
            Omission.ARGUMENT_DEPRECATION: Kind.ARGUMENT,
            Omission.INPUT_FIELD_DEPRECATION: Kind.INPUT_FIELD,
            Omission.DIRECTIVE_ARGUMENT_DEPRECATION: Kind.DIRECTIVE_ARGUMENT,
            Omission.DIRECTIVE_DEPRECATION: Kind.DIRECTIVE,
        }.get(omission)
        if element.kind is hides and element.deprecation is not None:
            return None
        if omission is Omission.APPLIED_DIRECTIVES and element.kind is Kind.APPLIED_DIRECTIVE:
            return None
        if (
            omission is Omission.SUBSCRIPTION_TYPE
            and element.kind is Kind.ROOT_OPERATION
            and element.name == "subscription"
        ):
            return None
        if omission is Omission.DIRECTIVE_LOCATIONS and element.kind is Kind.DIRECTIVE_LOCATION:
            return None
        is_of_interface = owner is not None and owner.kind is Kind.INTERFACE
        if omission is Omission.INTERFACE_INTERFACES and element.kind is Kind.IMPLEMENTS and is_of_interface:
            return None
        if omission is Omission.ONE_OF:
            element = replace(element, one_of=False)
        elif omission is Omission.SPECIFIED_BY:
            element = replace(element, specified_by=None)
        elif omission is Omission.REPEATABLE:
            element = replace(element, repeatable=False)
        elif omission is Omission.DESCRIPTIONS or (
            omission is Omission.SCHEMA_DESCRIPTION and element.kind is Kind.SCHEMA
        ):
            element = replace(element, description=None)
        children = (seen(child, element) for child in element.children)
        return replace(element, children=tuple(child for child in children if child is not None))

    elements = (seen(element, None) for element in schema.elements)
    return Schema(tuple(element for element in elements if element is not None), frozenset({omission}))


VISIBLE = {
    Omission.APPLIED_DIRECTIVES: ["@s is applied to schema, E.A and 2 more"],
    Omission.ARGUMENT_DEPRECATION: ["Query.a(x:) is deprecated: old"],
    Omission.INPUT_FIELD_DEPRECATION: ["X.a is deprecated: No longer supported"],
    Omission.DIRECTIVE_ARGUMENT_DEPRECATION: ["@d(x:) is deprecated: No longer supported"],
    Omission.DIRECTIVE_DEPRECATION: ["@gone is deprecated: no"],
    Omission.ONE_OF: ["O is a @oneOf input object"],
    Omission.SPECIFIED_BY: ["At is specified by https://example.com/at"],
    Omission.REPEATABLE: ["@d is repeatable"],
    Omission.SCHEMA_DESCRIPTION: ["the schema has a description"],
    Omission.DESCRIPTIONS: [
        "the schema has a description",
        "there are descriptions of @d(x:), Query and 2 more",
    ],
    Omission.DIRECTIVE_LOCATIONS: ["@d can be used on FIELD", "@gone can be used on FIELD"],
    Omission.SUBSCRIPTION_TYPE: ["Subscription is the subscription root operation type"],
    Omission.INTERFACE_INTERFACES: ["J implements I"],
}


@pytest.mark.parametrize("omission", Omission, ids=lambda omission: omission.value)
def test_an_omission_is_no_change_in_either_direction(omission: Omission) -> None:
    full = sdl.read(FULL)
    less = _without(full, omission)
    assert full.elements != less.elements
    assert diff.survey(Sides(full, less)).differences == ()
    assert diff.survey(Sides(full, less)).newly_visible == ()
    assert diff.survey(Sides(less, full)).differences == ()
    assert list(diff.survey(Sides(less, full)).newly_visible) == VISIBLE[omission]


@pytest.mark.parametrize("omission", Omission, ids=lambda omission: omission.value)
def test_the_same_difference_counts_when_both_sides_can_say_it(omission: Omission) -> None:
    full = sdl.read(FULL)
    less = Schema(_without(full, omission).elements)
    assert diff.compare(full, less) != []
    assert diff.survey(Sides(less, full)).newly_visible == ()


def test_what_may_be_hidden_is_noticed() -> None:
    old = snapshot("type Query { a(x: Int @deprecated, y: Int): Int }")
    new = snapshot(
        "# graphql-drift canonical SDL 1; omits argument-deprecation\ntype Query { a(y: Int): Int }"
    )
    comparison = classify(old, new)
    assert comparison.changes == ()
    assert comparison.newly_visible == ()
    assert comparison.notices == (
        "deprecation of arguments not compared: the new schema's source could not say them",
        "Query.a(x:) is deprecated in the old schema and not listed in the new one, which may hide "
        "deprecated "
        "elements: not reported as removed",
    )


def test_an_argument_that_was_not_deprecated_is_removed_all_the_same() -> None:
    old = snapshot("type Query { a(x: Int, y: Int): Int }")
    new = snapshot(
        "# graphql-drift canonical SDL 1; omits argument-deprecation\ntype Query { a(y: Int): Int }"
    )
    assert [change.id for change in classify(old, new).changes] == ["ARG_REMOVED"]


def test_what_both_sides_omit_is_no_news() -> None:
    header = "# graphql-drift canonical SDL 1; omits applied-directives, one-of\n"
    comparison = classify(
        snapshot(header + "type Query { a: Int }"), snapshot(header + "type Query { b: Int }")
    )
    assert comparison.notices == ()
    assert len(comparison.changes) == 2


def test_unknown_values_are_not_compared() -> None:
    known = sdl.read(
        'type Query { a(x: Int! = 1): Int @deprecated(reason: "r") } scalar S "text" type T { a: Int }'
    )
    other = sdl.read("type Query { a(x: Int!): Int } scalar S type T { a: Int }")
    unknown = replace(
        other, unknown=frozenset({"Query.a(x:)#default", "Query.a#deprecation", "T#description"})
    )
    assert [difference.attribute for difference in diff.compare(known, other)] == [
        "deprecation",
        "default",
        "description",
    ]
    assert diff.compare(known, unknown) == []
    assert diff.compare(unknown, known) == []
    assert diff.survey(Sides(unknown, known)).newly_visible == (
        "Query.a is deprecated: r",
        "Query.a(x:) has the default 1",
        "there are descriptions of T",
    )


def test_an_unknown_default_makes_no_argument_required() -> None:
    header = "# graphql-drift canonical SDL 1; unknown Query.a(x:)#default\n"
    new = snapshot(header + "type Query { a(x: Int!): Int }")
    assert [change.id for change in classify(snapshot("type Query { a: Int }"), new).changes] == [
        "OPTIONAL_ARG_ADDED"
    ]


def test_a_subscription_type_that_could_not_be_named_still_reaches_types() -> None:
    header = "# graphql-drift canonical SDL 1; omits subscription-type\n"
    text = "schema { query: Query } type Query { a: Int } type Subscription { t: T } type T { a: Int %s }"
    changes = classify(snapshot(header + text % "b: Int"), snapshot(header + text % "")).changes
    assert [change.id for change in changes] == ["FIELD_REMOVED"]


def test_a_directive_without_known_locations_may_stand_anywhere() -> None:
    schema = sdl.read("directive @d(x: Int) on OBJECT type Query { a: Int }")
    omitting = Schema(schema.elements, frozenset({Omission.DIRECTIVE_LOCATIONS}))
    without = sdl.read("type Query { a: Int }")
    (difference,) = diff.compare(omitting, without)
    assert difference.event is Event.REMOVED
    assert difference.sides.old_positions.is_executable(difference.old)
    assert canonical.render(without)


ORDER_OLD = "directive @s repeatable on OBJECT directive @t on OBJECT type Query @s @t { a: Int }"


@pytest.mark.parametrize("blind", ["old", "new"])
def test_a_side_that_cannot_say_applied_directives_cannot_say_their_order_either(blind: str) -> None:
    sides = {
        "old": sdl.read(snapshot(ORDER_OLD).source),
        "new": sdl.read(snapshot(ORDER_OLD.replace("@s @t {", "@t @s {")).source),
    }
    assert [difference.attribute for difference in diff.survey(Sides(**sides)).differences] == ["order"]
    sides[blind] = replace(sides[blind], omits=frozenset({Omission.APPLIED_DIRECTIVES}))
    survey = diff.survey(Sides(**sides))
    assert survey.differences == ()
    # Where order is all that became visible, there is nothing to name.
    assert survey.newly_visible == ()
    assert survey.silenced == {Omission.APPLIED_DIRECTIVES}
