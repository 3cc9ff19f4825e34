"""What the user's operations use of a schema: every element, the deprecated ones with their reasons, how much in all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drift.changes.change import OperationReference, Verdict
from drift.history.timeline import Timeline
from drift.operations.documents import Operations
from drift.operations.verdicts import check_operations, usages
from drift.schema.element import SPECIFIED_SCALARS, TYPE_KINDS, Kind, Schema
from drift.snapshots.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class DeprecatedUse:
    """A deprecated element that an operation uses.

    Attributes:
        coordinate: The element.
        reason: The deprecation's reason.
        since: The stored version that first had it deprecated, and whether one before it had it undeprecated; None
            when no versions are stored.
        is_possible: True when a variable could send it, and nothing says that it does.
    """

    coordinate: str
    reason: str
    since: Since | None
    is_possible: bool


@dataclass(frozen=True, slots=True)
class Since:
    """The first version with a deprecation.

    Attributes:
        version: Its title.
        is_exact: False when no earlier version is stored.
    """

    version: str
    is_exact: bool


@dataclass(frozen=True, slots=True)
class OperationUse:
    """What one operation uses.

    Attributes:
        operation: Name, place and verdict.
        kind: ``query``, ``mutation`` or ``subscription``.
        errors: Why it is not valid, each ``path:line:column: text``.
        coordinates: The schema coordinates of what it uses, or could send through its variables, sorted.
        deprecated: The deprecated ones among them.
    """

    operation: OperationReference
    kind: str
    errors: tuple[str, ...]
    coordinates: tuple[str, ...]
    deprecated: tuple[DeprecatedUse, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many elements of one sort the operations use.

    Attributes:
        what: The sort, such as ``fields``.
        used: Number of those used.
        total: Number of those that the schema has.
    """

    what: str
    used: int
    total: int


@dataclass(frozen=True)
class Survey:
    """What all operations use.

    Attributes:
        uses: One for each operation, in their order.
        coverage: By sort of element.
    """

    uses: tuple[OperationUse, ...]
    coverage: tuple[Coverage, ...]

    @property
    def invalid(self) -> tuple[OperationUse, ...]:
        """The operations that the schema does not fit."""
        return tuple(use for use in self.uses if use.errors)

    @property
    def deprecated(self) -> tuple[OperationUse, ...]:
        """The operations that use something deprecated."""
        return tuple(use for use in self.uses if use.deprecated)


def survey(operations: Operations, snapshot: Snapshot, timeline: Timeline | None = None) -> Survey:
    """Return what operations use of a schema.

    Args:
        operations: What was found in the user's files.
        snapshot: The schema.
        timeline: The stored versions, which say since when something is deprecated.
    """
    schema = snapshot.schema
    uses: list[OperationUse] = []
    used: set[str] = set()
    results = check_operations(operations, snapshot, snapshot, ())
    for result, (operation, usage) in zip(results, usages(operations, snapshot), strict=True):
        coordinates = usage.coordinates & schema.by_coordinate.keys()
        used |= coordinates
        certain = usage.certain
        deprecated = []
        for coordinate in sorted(coordinates):
            reason = schema.by_coordinate[coordinate].deprecation
            if reason is not None:
                since = None if timeline is None else _since(coordinate, timeline)
                is_possible = coordinate not in certain
                deprecated.append(DeprecatedUse(coordinate, reason, since, is_possible))
        errors = result.errors if result.operation.verdict is Verdict.INVALID_ALREADY else ()
        kind = operation.kind
        uses.append(
            OperationUse(result.operation, kind, errors, tuple(sorted(coordinates)), tuple(deprecated))
        )
    return Survey(tuple(uses), tuple(_coverage(schema, used)))


def _since(coordinate: str, timeline: Timeline) -> Since | None:
    """Return the first of the newest versions that, one after the other, have an element deprecated."""
    found: Since | None = None
    for version in reversed(timeline.versions):
        element = version.snapshot.schema.by_coordinate.get(coordinate)
        if element is None or element.deprecation is None:
            return None if found is None else Since(found.version, is_exact=True)
        found = Since(version.title, is_exact=False)
    return found


def _coverage(schema: Schema, used: set[str]) -> Iterable[Coverage]:
    for operation, root in sorted(schema.roots.items(), key=lambda item: _ORDER.index(item[0])):
        type_ = schema.types.get(root)
        if type_ is not None:
            yield _count(f"{operation} fields", [item.coordinate for item in type_.of_kind(Kind.FIELD)], used)
    types = [type_ for type_ in schema.types.values() if type_.name not in SPECIFIED_SCALARS]
    yield _count("types", [type_.coordinate for type_ in types if type_.kind in TYPE_KINDS], used)
    for what, kind in _SORTS:
        found = [element.coordinate for type_ in types for element in type_.walk() if element.kind is kind]
        if found:
            yield _count(what, found, used)


_ORDER = ("query", "mutation", "subscription")
_SORTS = (
    ("fields", Kind.FIELD),
    ("arguments", Kind.ARGUMENT),
    ("input fields", Kind.INPUT_FIELD),
    ("enum values", Kind.ENUM_VALUE),
)


def _count(what: str, coordinates: Sequence[str], used: set[str]) -> Coverage:
    return Coverage(what, sum(coordinate in used for coordinate in coordinates), len(coordinates))
