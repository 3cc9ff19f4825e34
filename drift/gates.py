"""What must hold before a schema takes the place of a stored one: it makes sense, tells as much, and stays.

Servers answer nonsense while they start, tell less to a key that lost a right, and answer with two schemas in
turn while a deployment rolls. None of that is a change of the API, and storing it would make two reports of it:
one now, one when it passes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime

from drift.config import SourceConfig
from drift.errors import ReducedView, StoreError, Unsettled
from drift.schema.element import Kind, Omission
from drift.snapshots.snapshot import Snapshot
from drift.snapshots.version import CLOCK_TOLERANCE
from drift.sources.access import Access
from drift.sources.address import is_this_machine
from drift.sources.reading import live
from drift.sources.reference import urls_of
from drift.turns import waiting

SHRINK_LIMIT = 0.5
# Of a handful of types, half go in an ordinary change.
SHRINK_FROM = 8
CONFIRM_S = 5.0
_ABOUT = {
    Omission.ARGUMENT_DEPRECATION: Kind.ARGUMENT,
    Omission.INPUT_FIELD_DEPRECATION: Kind.INPUT_FIELD,
    Omission.DIRECTIVE_ARGUMENT_DEPRECATION: Kind.DIRECTIVE_ARGUMENT,
    Omission.DIRECTIVE_DEPRECATION: Kind.DIRECTIVE,
    Omission.DIRECTIVE_LOCATIONS: Kind.DIRECTIVE,
    Omission.REPEATABLE: Kind.DIRECTIVE,
}


def refuse_reduced_view(source: SourceConfig, stored: Snapshot | None, seen: Snapshot) -> None:
    """Do nothing if *seen* may follow *stored*.

    Args:
        source: The source that was checked. What an endpoint shows has to be a whole schema; files may be
            parts of one.
        stored: The newest stored version, None before the first.
        seen: What the source shows now.

    Raises:
        ReducedView: *seen* has no query root operation type with fields in it, lacks what *stored* could say, or
            has less than half of its types, when they were more than a handful.
    """
    if stored is not None and stored.canonical == seen.canonical:
        return
    problems: list[str] = []
    if (source.endpoint or (stored is not None and _can_be_queried(stored))) and not _can_be_queried(seen):
        problems.append("it shows no query root operation type with fields in it")
    if stored is not None:
        lost = sorted(
            omission.value for omission in seen.omits - stored.omits if _matters(omission, stored, seen)
        )
        if lost:
            problems.append(f"it no longer shows {', '.join(lost)}")
        before, now = len(stored.schema.types), len(seen.schema.types)
        if before >= SHRINK_FROM and now < before * SHRINK_LIMIT:
            problems.append(f"it shows {now:,} where {before:,} types are stored")
    if not problems:
        return
    what = " and ".join(problems)
    if stored is not None:
        what = f"the source shows less than the stored version {stored.version}: {what}"
    raise ReducedView(
        f"{source.name}: {what}. A key that lost a permission looks like this; nothing was stored. "
        "If it is meant to be so, run again with --accept-reduced-view"
    )


def _matters(omission: Omission, stored: Snapshot, seen: Snapshot) -> bool:
    """Return whether there is anything in a schema about which the omission is silent.

    An endpoint that lists no input object can't show that it would tell of deprecated input fields; and who told
    null of all interfaces was once read as telling that they implement none.
    """
    if omission is Omission.INTERFACE_INTERFACES:
        interfaces = (type_ for type_ in stored.schema.types.values() if type_.kind is Kind.INTERFACE)
        return any(interface.of_kind(Kind.IMPLEMENTS) for interface in interfaces)
    kind = _ABOUT.get(omission)
    return kind is None or any(element.kind is kind for element in seen.schema.walk())


def _can_be_queried(snapshot: Snapshot) -> bool:
    found = snapshot.schema.types.get(snapshot.schema.roots.get("query", ""))
    return found is not None and bool(found.children)


def refuse_wrong_clock(source: SourceConfig, taken: datetime, served: Sequence[datetime]) -> None:
    """Do nothing if a version may be stored under a time.

    A version of the future would give its second to every later one, and pass for a check until then.

    Args:
        source: The source that was read.
        taken: The time that the version would get.
        served: What the endpoint's clock said with each answer; nothing of files.

    Raises:
        StoreError: The endpoint's clock is more than a day earlier than that.
    """
    if served and taken - max(served) > CLOCK_TOLERANCE:
        raise StoreError(
            f"{source.name}: a version would be dated {taken:%Y-%m-%d %H:%M} UTC, but by the endpoint's clock it is "
            f"{max(served).astimezone(UTC):%Y-%m-%d %H:%M} UTC: set the clock of this machine; nothing was stored"
        )


def pause_before_second_look_s(source: SourceConfig, given_s: float | None) -> float:
    """Return how long to wait before breaking changes are checked again; 0 means not to check again.

    What was asked for counts, then the configuration, then :data:`CONFIRM_S`. Files and servers on this machine
    are checked once: no deployment rolls there.
    """
    urls = urls_of(source)
    if not urls:
        return 0.0
    if given_s is not None:
        return given_s
    if source.confirm_s is not None:
        return source.confirm_s
    return 0.0 if all(map(is_this_machine, urls)) else CONFIRM_S


def confirm(source: SourceConfig, access: Access, seen: Snapshot, *, pause_s: float) -> None:
    """Check a source again after a pause, and do nothing if it shows the same as before.

    Raises:
        Unsettled: It shows something else.
        DriftError: The second check failed.
    """
    access.log(f"{source.name}: breaking changes; checking again in {pause_s:g} s")
    with waiting():
        time.sleep(pause_s)
    again = live(source, access)
    if again.canonical != seen.canonical:
        raise Unsettled(
            f"{source.name}: two checks {pause_s:g} s apart showed different schemas, as servers do while a deployment "
            "rolls; nothing was stored or reported; run again when it has settled, or with --confirm 0"
        )
