"""What a rule is, and the questions that several rules ask about a difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from drift.changes.change import Witness
from drift.changes.difference import Difference
from drift.changes.event import Event
from drift.changes.witness import Evidence
from drift.schema.element import Element, Kind, Schema
from drift.schema.leaves import is_answered_as
from drift.schema.types import are_types_compatible
from drift.severity import Severity

SPEC = "https://spec.graphql.org/September2025/#"
MAX_SHOWN = 300


class Example(NamedTuple):
    """Two small schemas whose comparison gives the rule's change, and perhaps others with it."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What one kind of difference means.

    Attributes:
        id: graphql-core's name for it, where it has one. An id has one severity.
        title: What counts and headings call it, a few words without names: ``field removed``.
        severity: As the four definitions in :class:`~drift.severity.Severity` give it.
        event: What happened.
        kinds: The kinds of element it is about.
        message: Template of one sentence, see :meth:`describe`.
        reason: Why it has this severity.
        spec: Anchor in the September 2025 edition of the specification.
        example: A pair of schemas that shows it.
        attribute: What differs, for ALTERED.
        witness: Writes the request that shows it; every BREAKING rule has one.
        offers: Tells whether clients can do more after it than before; None when they never can.
        typed_client: What it is to generated code that lists all values and possible types: the severity at
            the level ``typed-client``. None when that is no other.
        otherwise: For what no request reaches, the severity that it has within reach.
        when: Narrows it down; the first rule in the table that claims a difference decides.
        details: Gives further lines, such as what moved inside a default value.
        reasons: Narrower reasons for some of the kinds.
    """

    id: str
    title: str
    severity: Severity
    event: Event
    kinds: frozenset[Kind]
    message: str
    reason: str
    spec: str
    example: Example
    attribute: str | None = None
    witness: Callable[[Evidence, Difference], Witness] | None = None
    offers: Callable[[Difference], bool] | None = None
    typed_client: Severity | None = None
    otherwise: Severity | None = None
    when: Callable[[Difference], bool] | None = None
    details: Callable[[Difference], tuple[str, ...]] | None = None
    reasons: tuple[tuple[Kind, str], ...] = ()

    @property
    def url(self) -> str:
        """The section of the specification that the reason rests on."""
        return SPEC + self.spec

    def claims(self, difference: Difference) -> bool:
        """Return whether the rule is about this difference."""
        return (
            difference.event is self.event
            and difference.kind in self.kinds
            and difference.attribute == self.attribute
            and (self.when is None or self.when(difference))
        )

    def reason_for(self, kind: Kind) -> str:
        """Return why a change of one of the rule's kinds has this severity."""
        return dict(self.reasons).get(kind, self.reason)

    def describe(self, difference: Difference) -> str:
        """Return the message for a difference.

        Templates know ``kind`` and ``Kind`` (the word for the element, small and capitalised),
        ``coordinate``, ``name``, ``owner`` (coordinate of what encloses it), ``old`` and ``new`` (values,
        ``none`` if there is none).
        """
        owners = difference.old_owners or difference.new_owners
        word = difference.kind.value
        return self.message.format(
            kind=word,
            Kind=word[:1].upper() + word[1:],
            coordinate=difference.coordinate,
            name=difference.element.name,
            owner=owners[-1].coordinate if owners else "the schema",
            old=_shown(difference.old_value),
            new=_shown(difference.new_value),
        )


def shortened(value: str) -> str:
    """Return a value as a message shows it: a sentence with megabytes in it helps nobody."""
    return value if len(value) <= MAX_SHOWN else f"{value[:MAX_SHOWN]}… ({len(value):,} characters)"


def _shown(value: str | None) -> str:
    return "none" if value is None else shortened(value)


def always(difference: Difference) -> bool:
    """Return True, whatever the difference."""
    return True


def was_reachable(difference: Difference) -> bool:
    """Return whether an old request could name what the difference belongs to."""
    definition = difference.old_definition
    return definition is not None and difference.sides.old_positions.is_reachable(definition)


def is_reachable(difference: Difference) -> bool:
    """Return whether requests to the new schema can name what the difference belongs to."""
    definition = difference.new_definition
    return definition is not None and difference.sides.new_positions.is_reachable(definition)


def is_accepted_still(difference: Difference) -> bool:
    """Return whether every value of an argument's or input field's old type fits its new type."""
    return are_types_compatible(difference.old.type or "", difference.new.type or "")


def is_answered_still(difference: Difference) -> bool:
    """Return whether every value of a field's new type fits its old type."""
    return are_types_compatible(difference.new.type or "", difference.old.type or "")


def is_answered_in_other_words(difference: Difference) -> bool:
    """Return whether every value of a field's new type fits its old one, which is another enum or scalar."""
    sides = difference.sides
    return are_types_compatible(
        difference.new.type or "",
        difference.old.type or "",
        lambda new, old: is_answered_as(new, sides.new, old, sides.old),
    )


def is_required(element: Element, schema: Schema) -> bool:
    """Return whether a request must give it; a default that the server failed to answer is still one."""
    return element.is_required and f"{element.coordinate}#default" not in schema.unknown


def was_required(difference: Difference) -> bool:
    """Return whether old requests had to give the argument or input field."""
    return is_required(difference.old, difference.sides.old)


def is_now_required(difference: Difference) -> bool:
    """Return whether new requests must give the argument or input field."""
    return is_required(difference.new, difference.sides.new)


UNREACHED = "No root operation type leads to it, so no request can name it and no response holds it."


def by_reach(
    rule: Rule,
    unreachable: Example,
    *,
    reached: Callable[[Difference], bool] = was_reachable,
    reason: str = UNREACHED,
    remark: str = "No request can reach it.",
) -> tuple[Rule, Rule]:
    """Return the rule for what requests reach, and its SAFE twin for what none can.

    Args:
        rule: The rule, without a word about reach in its ``when``.
        unreachable: The twin's example.
        reached: Which side decides: requests are judged on the old schema, responses on the new one.
        reason: The twin's reason.
        remark: What the twin's message says in addition.
    """
    condition = rule.when
    within_reach = replace(
        rule, when=lambda difference: reached(difference) and (condition is None or condition(difference))
    )
    twin = replace(
        rule,
        id=f"{rule.id}_UNREACHABLE",
        title=f"{rule.title}, unreachable",
        severity=Severity.SAFE,
        otherwise=rule.severity,
        witness=None,
        offers=None,
        typed_client=None,
        message=f"{rule.message} {remark}",
        reason=reason,
        reasons=(),
        example=unreachable,
    )
    return within_reach, twin
