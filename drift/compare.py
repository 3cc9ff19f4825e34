"""Two snapshots to one :class:`Report`: differences, rules, policy and the user's operations in one line of calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from drift.config import Policy
from drift.redact import clean
from drift.reports.edits import SURE, Mending, Tier
from drift.reports.report import Report, Side
from drift.schema import sdl
from drift.schema.element import Kind, Notice
from drift.schema.sharing import Shared
from drift.snapshots.snapshot import Snapshot
from drift.version import TOOL

if TYPE_CHECKING:
    from drift.changes.change import Change
    from drift.history.deprecated import Words
    from drift.operations.documents import Operations
    from drift.operations.home import Homes
    from drift.operations.verdicts import Verdicts


def compare(
    old: Snapshot,
    new: Snapshot,
    *,
    title: str,
    policy: Policy,
    today: date,
    source: str | None = None,
    operations: Operations | None = None,
    only_affected: bool = False,
    words: Words | None = None,
    homes: Homes | None = None,
    told: Sequence[Change] = (),
    tiers: frozenset[Tier] = frozenset(SURE),
    mends_deprecated: bool = False,
) -> Report:
    """Return what changed between two schemas, judged.

    Args:
        old: The older side.
        new: The newer side.
        title: What the report is about.
        policy: Level, severity overrides and accepted changes.
        today: The day on which accepted changes are still accepted or not.
        source: The source's name, for accepted changes of one source.
        operations: The user's operations, checked against both sides when given.
        only_affected: Judge by what touches the user's operations only.
        words: What other versions said of elements, and when; None where there are no others.
        homes: Tells which of the operations belong to another API; None judges all of them.
        told: Findings that do not come from the two schemas, such as those about versions of the API.
        tiers: Where edits of the operations may come from.
        mends_deprecated: Give edits for the use of what is deprecated in *new* too.

    Raises:
        SchemaUnreadable: One side is not a schema.
    """
    shared = Shared()
    old, new = old.sharing(shared), new.sharing(shared)
    sides = (_side(old), _side(new))
    if old.source.text == new.source.text and operations is None and not told:
        # Nobody needs to read what is the same, as long as it is a schema at all.
        sdl.check_beginning(old.source)
        notices = [*_shown("old", old, old.read_notices), *_shown("new", new, new.read_notices)]
        return Report(title, TOOL, *sides, changes=(), notices=tuple(notices), only_affected=only_affected)
    notices = [*_shown("old", old, old.notices), *_shown("new", new, new.notices)]
    from drift.changes import policy as judgement
    from drift.changes.classify import classify

    comparison = classify(old, new) if words is None else classify(old, new, words.reasons)
    changes = comparison.changes
    notices += comparison.notices
    days: dict[str, int] = {}
    if words is not None:
        from drift.history.deprecated import with_deprecation_age

        changes, days = with_deprecation_age(changes, old.schema, words, today)
    changes, policy_notices = judgement.apply(
        (*changes, *told), policy, today=today, source=source, deprecated_days=days
    )
    notices += policy_notices
    verdicts: Verdicts | None = None
    mending = Mending()
    if operations is not None:
        from drift.operations.verdicts import judge, with_operations

        notices += operations.notices
        of_schema = tuple(change for change in changes if change.kind is not Kind.VERSION)
        verdicts = judge(operations, old, new, of_schema, homes=homes)
        verdicts, mending = _mended(verdicts, old, new, of_schema, tiers, mends_deprecated, words)
        changes = with_operations(changes, verdicts.results)
    return Report(
        title,
        TOOL,
        *sides,
        changes=changes,
        newly_visible=comparison.newly_visible,
        operations=() if verdicts is None else verdicts.results,
        causes=() if verdicts is None else verdicts.causes,
        client_side=() if verdicts is None else verdicts.client_side,
        account=None if operations is None else operations.account,
        notices=tuple(notices),
        only_affected=only_affected,
        mending=mending,
    )


def _mended(
    verdicts: Verdicts,
    old: Snapshot,
    new: Snapshot,
    changes: Sequence[Change],
    tiers: frozenset[Tier],
    mends_deprecated: bool,
    words: Words | None,
) -> tuple[Verdicts, Mending]:
    """Return the verdicts with hints, and the edits of the operations."""
    if not mends_deprecated and not any(result.changes or result.possible for result in verdicts.results):
        return verdicts, Mending()
    from drift.mend.mender import Wish
    from drift.mend.mending import mend

    def reasons(coordinate: str) -> Sequence[str]:
        element = old.schema.by_coordinate.get(coordinate)
        own = [] if element is None or element.deprecation is None else [element.deprecation]
        return [*own, *(() if words is None else words.reasons(coordinate))]

    wish = Wish(tiers, mends_deprecated)
    return mend(verdicts, old, new, changes, reasons=reasons, wish=wish)


def _side(snapshot: Snapshot) -> Side:
    omits = tuple(sorted(omission.value for omission in snapshot.omits))
    return Side(snapshot.reference, snapshot.version, lambda: snapshot.digest, omits, snapshot.source)


def _shown(side: str, snapshot: Snapshot, notices: Sequence[Notice]) -> list[str]:
    return [f"{side} schema: {describe(notice, snapshot)}" for notice in notices]


def describe(notice: Notice, snapshot: Snapshot) -> str:
    """Return a reading notice as one sentence with its place."""
    place = "" if notice.line is None else f"{snapshot.locate(notice.line)}: "
    subject = f"{notice.coordinate} " if notice.coordinate else ""
    return clean(f"{place}{subject}{notice.text}", limit=500)
