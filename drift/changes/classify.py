"""Two snapshots to classified changes: facts, the rule for each, places, fingerprints."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from hashlib import sha256

from drift.changes import causes, diff, reach, renames, validity
from drift.changes.change import Change, Witness
from drift.changes.difference import Difference, Sides
from drift.changes.event import Event
from drift.changes.renames import Reasons, Renames, nothing_said
from drift.changes.rules import rule_for
from drift.changes.rules.rule import Rule, shortened
from drift.changes.witness import MAX_CHARACTERS, Evidence, Unshowable
from drift.schema.element import Element, Omission
from drift.schema.text import Location
from drift.severity import Severity
from drift.snapshots.snapshot import Snapshot

_OMITTED = {
    Omission.APPLIED_DIRECTIVES: "applied directives",
    Omission.ARGUMENT_DEPRECATION: "deprecation of arguments",
    Omission.INPUT_FIELD_DEPRECATION: "deprecation of input fields",
    Omission.DIRECTIVE_ARGUMENT_DEPRECATION: "deprecation of directive arguments",
    Omission.DIRECTIVE_DEPRECATION: "deprecation of directives",
    Omission.ONE_OF: "@oneOf",
    Omission.SPECIFIED_BY: "@specifiedBy",
    Omission.REPEATABLE: "repeatable directives",
    Omission.SCHEMA_DESCRIPTION: "the schema's description",
    Omission.DESCRIPTIONS: "descriptions",
    Omission.DIRECTIVE_LOCATIONS: "directive locations",
    Omission.SUBSCRIPTION_TYPE: "the subscription root operation type",
    Omission.INTERFACE_INTERFACES: "interfaces that interfaces implement",
}


@dataclass(frozen=True)
class Comparison:
    """What changed from one snapshot to another.

    Attributes:
        changes: Worst first, then by coordinate and id.
        newly_visible: What the newer side can say and the older could not, one line each; not changes.
        notices: What could not be compared, one sentence each.
        differences: The fact of each change, in the order of :attr:`changes`.
    """

    changes: tuple[Change, ...]
    newly_visible: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = field(default=(), repr=False, compare=False)


def classify(old: Snapshot, new: Snapshot, reasons: Reasons = nothing_said) -> Comparison:
    """Return every change between two snapshots with what it means; empty when they are the same.

    Args:
        old: The older side.
        new: The newer side.
        reasons: Gives what other versions said of an element in its deprecation, the latest first.

    Raises:
        SchemaUnreadable: One side is not a schema.
    """
    old, new = old.named_like(new), new.named_like(old)
    sides = Sides(old.schema, new.schema, tuple(dict.fromkeys((*old.roots, *new.roots))))
    survey = diff.survey(sides)
    invalid, invalid_before = validity.find(sides)
    if invalid:
        # What is invalid need not be what changed, and may have been read in another text.
        invalid, _ = validity.find(Sides(old.unshared, new.unshared))
    differences = survey.differences + invalid
    replaced = renames.find(differences, reasons)
    # What witnesses look up is looked up at the first breaking difference that somebody asks about.
    evidence = Evidence(sides)
    found = [(_change(difference, replaced, old, new, evidence), difference) for difference in differences]
    found.sort(key=lambda pair: _order(pair[0]))
    changes = _distinct([change for change, _ in found])
    by_difference = {id(difference): change for change, (_, difference) in zip(changes, found, strict=True)}
    followers = causes.find(differences, sides, replaced.alike)
    return Comparison(
        tuple(_with_cause(by_difference, id(difference), followers) for _, difference in found),
        survey.newly_visible,
        (
            *_not_compared(old, new, survey.silenced),
            *survey.hidden,
            *reach.notices(survey.differences, sides),
            *invalid_before,
        ),
        tuple(difference for _, difference in found),
    )


def _with_cause(by_difference: Mapping[int, Change], key: int, followers: Mapping[int, Difference]) -> Change:
    """Return a change with the one that it follows from, unless that is the lesser of the two."""
    change = by_difference[key]
    if key not in followers:
        return change
    cause = by_difference[id(followers[key])]
    return replace(change, because_of=cause.fingerprint) if cause.severity >= change.severity else change


def _order(change: Change) -> tuple[int, str, str, str, str]:
    return (-change.severity, change.coordinate, change.id, change.old or "", change.new or "")


def _change(
    difference: Difference, replaced: Renames, old: Snapshot, new: Snapshot, evidence: Evidence
) -> Change:
    rule = rule_for(difference)
    suggestion, perhaps = replaced.advised.get(id(difference)), replaced.perhaps.get(id(difference))
    breaks = rule.severity is Severity.BREAKING
    shown_by = cache(partial(_witness, rule, evidence, difference)) if breaks else Witness
    return Change(
        id=rule.id,
        title=rule.title,
        severity=rule.severity,
        event=difference.event,
        kind=difference.kind,
        attribute=difference.attribute,
        coordinate=difference.coordinate,
        message=rule.describe(difference) + _addendum(difference, replaced),
        reason=rule.reason_for(difference.kind),
        spec=rule.url,
        old=difference.old_value,
        new=difference.new_value,
        old_location=_locate(difference.old_element, difference.old_owners, old),
        new_location=_locate(difference.new_element, difference.new_owners, new),
        fingerprint=fingerprint(
            rule.id, difference.coordinate, difference.old_value, difference.new_identity
        ),
        rule_severity=rule.severity,
        typed_client=rule.typed_client,
        offers=rule.offers is not None and rule.offers(difference),
        shown_by=shown_by,
        suggestion=suggestion,
        perhaps=None if perhaps is None else perhaps.coordinate,
        details=() if rule.details is None else rule.details(difference),
    )


def _witness(rule: Rule, evidence: Evidence, difference: Difference) -> Witness:
    assert rule.witness is not None  # noqa: S101 - the table has no BREAKING row without one
    try:
        witness = rule.witness(evidence, difference)
    except Unshowable as why:
        return Witness(None, str(why))
    if len(witness.request or "") > MAX_CHARACTERS:
        return Witness(
            None, f"The smallest request that shows it has more than {MAX_CHARACTERS:,} characters."
        )
    return witness


def _addendum(difference: Difference, replaced: Renames) -> str:
    """Return what is said of a removal: that it was announced, and what replaces it."""
    text = ""
    is_gone = difference.event is Event.REMOVED
    reason = replaced.reasons.get(id(difference), difference.old.deprecation if is_gone else None)
    suggestion, perhaps = replaced.advised.get(id(difference)), replaced.perhaps.get(id(difference))
    if reason is not None:
        text += f" {_as_sentence(f'It was deprecated: {shortened(reason)}')}"
    if suggestion is not None:
        text += f" Probably renamed to {suggestion}."
    if perhaps is not None:
        both = f"{renames.signature(difference.old)} and {renames.signature(perhaps)}"
        text += f" Perhaps {perhaps.coordinate}, compare: {both}."
    return text


def _as_sentence(text: str) -> str:
    text = text.rstrip().removesuffix(":")
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _locate(element: Element | None, owners: tuple[Element, ...], snapshot: Snapshot) -> Location | None:
    """Return the place of the element, or of what encloses it; None when nothing does."""
    if element is None:
        if not owners:
            return None
        element = owners[-1]
    return snapshot.locate(element.line)


def fingerprint(id_: str, coordinate: str, old: str | None, new: str | None, occurrence: int = 1) -> str:
    """Return 16 hex digits that name a change, the same from run to run and for any wording.

    Args:
        id_: The rule.
        coordinate: Schema coordinate.
        old: Old value.
        new: New value.
        occurrence: Counts changes that are equal in all of these, such as two equal applied directives.
    """
    parts: list[str | int | None] = [id_, coordinate, old, new]
    if occurrence > 1:
        parts.append(occurrence)
    return sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()[:16]


def _distinct(changes: Sequence[Change]) -> tuple[Change, ...]:
    seen: dict[str, int] = {}
    result: list[Change] = []
    for change in changes:
        count = seen[change.fingerprint] = seen.get(change.fingerprint, 0) + 1
        if count == 1:
            result.append(change)
        else:
            own = fingerprint(change.id, change.coordinate, change.old, change.new, count)
            result.append(replace(change, fingerprint=own))
    return tuple(result)


def _not_compared(old: Snapshot, new: Snapshot, silenced: frozenset[Omission]) -> tuple[str, ...]:
    """Return what exactly one side could not say, where the other side says something of the kind."""
    lines: list[str] = []
    for omission in Omission:
        if omission in silenced and (omission in old.schema.omits) != (omission in new.schema.omits):
            side = "old" if omission in old.schema.omits else "new"
            lines.append(f"{_OMITTED[omission]} not compared: the {side} schema's source could not say them")
    return tuple(lines)
