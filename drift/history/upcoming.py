"""What is announced to go, and when: from deprecation reasons, lists of upcoming changes, and headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from hashlib import sha256

from drift.history.index import Index
from drift.history.life import Stretch, deprecated_since, owner_of, stretches
from drift.history.record import Record
from drift.schema.announcement import Announcement, read_announcement
from drift.schema.element import Schema
from drift.sources.announced import Announced

# The change id of an announced removal, for `drift explain` and reports.
RULE = "REMOVAL_ANNOUNCED"


@dataclass(frozen=True, slots=True)
class Use:
    """One of the user's operations that uses an element.

    Attributes:
        name: Its name.
        path: Its file, as the user would open it.
        line: 1-based line there.
        is_possible: True when only a variable could send the element, and nothing says that it does.
    """

    name: str
    path: str
    line: int
    is_possible: bool = False


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something that is to go.

    Attributes:
        coordinate: Its schema coordinate; None for the endpoint as a whole.
        announced: The first day on which it may be gone; None when no date is announced.
        version: The version that no longer has it, None likewise.
        successor: What to use instead, where the owner names one thing.
        successors: Everything that the owner names.
        reason: The owner's words; foreign text.
        origin: Where it is: ``deprecation``, ``list``, ``header``, or ``versions``, what the API says of its versions.
        criticality: ``breaking`` or ``dangerous``, in the owner's judgement; None when nothing is said.
        since: The version that first had it deprecated, None when that is not known.
        uses: The user's operations that use it.
    """

    coordinate: str | None
    announced: date | None
    version: str | None
    successor: str | None
    successors: tuple[str, ...]
    reason: str
    origin: str
    criticality: str | None = None
    since: str | None = None
    uses: tuple[Use, ...] = ()

    @property
    def is_used(self) -> bool:
        """Whether an operation certainly uses it."""
        return any(not use.is_possible for use in self.uses)

    def is_past(self, today: date) -> bool:
        """Return whether its day has come and gone without it."""
        return self.announced is not None and self.announced < today


@dataclass(frozen=True)
class Outlook:
    """What is announced of one API.

    Attributes:
        source: The source's name.
        today: The day that dates are compared with.
        entries: By date, then those without one by coordinate.
        record: What became of earlier announcements, None when fewer than two versions are stored.
        knows_operations: Whether the user's operations were checked.
        notices: What could not be made use of, one sentence each.
    """

    source: str
    today: date
    entries: tuple[Upcoming, ...]
    record: Record | None = None
    knows_operations: bool = False
    notices: tuple[str, ...] = ()

    @property
    def dated(self) -> tuple[Upcoming, ...]:
        """What has a date that is to come, the next one first."""
        return tuple(
            each for each in self.entries if each.announced is not None and not each.is_past(self.today)
        )

    @property
    def overdue(self) -> tuple[Upcoming, ...]:
        """What should be gone by its date, and is there."""
        return tuple(each for each in self.entries if each.is_past(self.today))

    @property
    def versioned(self) -> tuple[Upcoming, ...]:
        """What goes with a version, without a date."""
        return tuple(each for each in self.entries if each.announced is None and each.version is not None)

    @property
    def undated(self) -> tuple[Upcoming, ...]:
        """What is deprecated without a word about when it goes."""
        return tuple(each for each in self.entries if each.announced is None and each.version is None)

    def within(self, days: int) -> tuple[Upcoming, ...]:
        """Return what goes within so many days and concerns the user.

        That is what an operation certainly uses; everything, where no operations are known, and what concerns the
        endpoint as a whole. What is past its date does not count.
        """
        return tuple(
            each
            for each in self.dated
            if each.announced is not None
            and (each.announced - self.today).days <= days
            and (each.coordinate is None or not self.knows_operations or each.is_used)
        )


def outlook_of(
    source: str,
    schema: Schema,
    *,
    today: date,
    index: Index | None = None,
    listed: Sequence[Announced] = (),
    uses: Mapping[str, Sequence[Use]] | None = None,
    more: Iterable[Upcoming] = (),
    record: Record | None = None,
) -> Outlook:
    """Return what is announced of an API.

    Args:
        source: Its name.
        schema: The newest schema.
        today: The day that dates are compared with.
        index: The stored versions, which say since when something is deprecated.
        listed: The owner's list of upcoming changes.
        uses: The user's operations by the coordinate that they use; None where no operations are known.
        more: What is announced elsewhere.
        record: What became of earlier announcements.
    """
    found: dict[str, Upcoming] = {}
    lives = cache(partial(stretches, index)) if index is not None else None
    for element in schema.by_coordinate.values():
        if element.deprecation is not None:
            said = read_announcement(element.deprecation)
            found[element.coordinate] = Upcoming(
                element.coordinate,
                said.removal,
                said.version,
                said.successor,
                said.successors,
                element.deprecation,
                "deprecation",
                since=None
                if index is None or lives is None
                else _since(index, lives(owner_of(element.coordinate)).get(element.coordinate, ())),
            )
    notices: list[str] = []
    for entry in listed:
        coordinate = _coordinate(entry.location, schema)
        if coordinate is None:
            notices.append(
                f"the list of upcoming changes names {entry.location}, which {source} does not have"
            )
        else:
            found[coordinate] = _with_entry(found.get(coordinate), coordinate, entry)
    used = uses or {}
    entries = [
        replace(each, uses=tuple(used.get(each.coordinate or "", ()))) for each in (*found.values(), *more)
    ]
    entries.sort(key=lambda each: (each.announced or date.max, each.version or "~", each.coordinate or ""))
    return Outlook(source, today, tuple(entries), record, uses is not None, tuple(notices))


def _coordinate(location: str, schema: Schema) -> str | None:
    """Return the coordinate that an entry names; some write ``Type.field.argument`` for an argument."""
    parts = location.split(".")
    candidates = [location]
    if len(parts) == 3:
        candidates.append(f"{parts[0]}.{parts[1]}({parts[2]}:)")
    return next((each for each in candidates if each in schema.by_coordinate), None)


def _with_entry(known: Upcoming | None, coordinate: str, entry: Announced) -> Upcoming:
    """Return an announcement with what the owner's list says of it, which counts before the deprecation's reason."""
    text = " ".join(part for part in (entry.description, entry.reason) if part)
    said = read_announcement(text)
    if known is None:
        known = Upcoming(coordinate, None, None, None, (), text, "list")
    successors = known.successors or said.successors
    return replace(
        known,
        announced=entry.day or known.announced or said.removal,
        version=known.version or said.version,
        successors=successors,
        successor=Announcement(successors=successors).successor,
        origin="list",
        criticality=entry.criticality,
    )


def _since(index: Index, life: Sequence[Stretch]) -> str | None:
    """Return the version that began the unbroken run of deprecation that lasts; None when it is the first stored."""
    start = deprecated_since(life) if life and life[-1].end is None else None
    return None if not start else index.rows[start].title


def identity(outlook: Outlook, entry: Upcoming) -> str:
    """Return hex digits that name an announcement, the same from run to run."""
    parts = (outlook.source, entry.coordinate or "", str(entry.announced), entry.version or "")
    return sha256("\0".join(parts).encode()).hexdigest()[:24]
