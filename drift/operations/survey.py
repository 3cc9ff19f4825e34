"""What the user's operations use of a schema: every element, the deprecated ones with their reasons, how much in all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial

from drift.changes.change import Verdict
from drift.history.index import Index
from drift.history.life import Stretch, deprecated_since, owner_of, stretches
from drift.operations.documents import Operations
from drift.operations.home import Homes
from drift.operations.verdicts import check_operations, usages
from drift.reports.listings.operations import Coverage, DeprecatedUse, OperationUse, Since, Survey
from drift.schema.element import SPECIFIED_SCALARS, TYPE_KINDS, Kind, Schema
from drift.snapshots.snapshot import Snapshot


def survey(
    operations: Operations,
    snapshot: Snapshot,
    index: Index | None = None,
    *,
    homes: Homes | None = None,
) -> Survey:
    """Return what operations use of a schema.

    Args:
        operations: What was found in the user's files.
        snapshot: The schema.
        index: The stored versions, which say since when something is deprecated.
        homes: Tells which operations belong to another API; None judges all of them.
    """
    schema = snapshot.schema
    since = None if index is None else partial(_since, index=index, lives=cache(partial(stretches, index)))
    uses: list[OperationUse] = []
    used: set[str] = set()
    results = check_operations(operations, snapshot, snapshot, (), homes=homes)
    for result, (operation, usage) in zip(results, usages(operations, snapshot), strict=True):
        if result.operation.verdict is Verdict.OTHER_API:
            uses.append(OperationUse(result.operation, operation.kind, (), (), (), result.fits))
            continue
        coordinates = usage.coordinates & schema.by_coordinate.keys()
        used |= coordinates
        certain = usage.certain
        deprecated = []
        for coordinate in sorted(coordinates):
            reason = schema.by_coordinate[coordinate].deprecation
            if reason is not None:
                first = None if since is None else since(coordinate)
                is_possible = coordinate not in certain
                deprecated.append(DeprecatedUse(coordinate, reason, first, is_possible))
        errors = result.errors if result.operation.verdict is Verdict.INVALID_ALREADY else ()
        kind = operation.kind
        uses.append(
            OperationUse(result.operation, kind, errors, tuple(sorted(coordinates)), tuple(deprecated))
        )
    return Survey(tuple(uses), tuple(_coverage(schema, used)))


def _since(
    coordinate: str, index: Index, lives: Callable[[str], Mapping[str, Sequence[Stretch]]]
) -> Since | None:
    """Return the first of the newest versions that, one after the other, have an element deprecated."""
    life = lives(owner_of(coordinate)).get(coordinate, ())
    start = deprecated_since(life) if life and life[-1].end is None else None
    return None if start is None else Since(index.rows[start].title, is_exact=start > 0)


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
