"""``drift operations``: what the user's operations use of a schema, and what of that is deprecated."""

from __future__ import annotations

import json
from dataclasses import dataclass

from drift.changes.change import OperationReference, Verdict
from drift.escape import json_without_commands
from drift.redact import clean
from drift.reports.account import Account
from drift.reports.to_json import account_object

FORMAT = 1


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
        fits: Of an operation of another API, the configured sources that it fits.
    """

    operation: OperationReference
    kind: str
    errors: tuple[str, ...]
    coordinates: tuple[str, ...]
    deprecated: tuple[DeprecatedUse, ...]
    fits: tuple[str, ...] = ()

    @property
    def is_deprecated(self) -> bool:
        """Whether something deprecated is in it, and not merely in what one of its variables could hold."""
        return any(not item.is_possible for item in self.deprecated)

    @property
    def is_foreign(self) -> bool:
        """Whether it belongs to another API."""
        return self.operation.verdict is Verdict.OTHER_API


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
        return tuple(use for use in self.uses if use.is_deprecated)

    @property
    def possibly_deprecated(self) -> tuple[OperationUse, ...]:
        """The operations that use something deprecated only if a variable holds what it may hold."""
        return tuple(use for use in self.uses if use.deprecated and not use.is_deprecated)


def to_text(reference: str, found: Survey, account: Account, *, verbose: bool = False) -> str:
    """Return what was found for people, an operation a line.

    Args:
        reference: The schema.
        found: What the operations use of it.
        account: Of the files that they are in.
        verbose: Add everything that each operation uses, and every file.
    """
    foreign = sum(use.is_foreign for use in found.uses)
    count = len(found.uses) - foreign
    said = [f"{count:,} operation{'' if count == 1 else 's'}"]
    if found.invalid:
        said.append(f"{len(found.invalid):,} not valid")
    if found.deprecated:
        said.append(f"{len(found.deprecated):,} with something deprecated")
    if found.possibly_deprecated:
        said.append(f"{len(found.possibly_deprecated):,} that could send something deprecated")
    if foreign:
        said.append(f"{foreign:,} of another API")
    if account.not_judged:
        said.append(f"{len(account.not_judged):,} not judged")
    lines = [f"{clean(reference)}: {', '.join(said)}", clean(account.sentence(), limit=500), ""]
    for use in found.uses:
        lines += _lines_of(use, verbose=verbose)
    lines += [f"  ? {clean(str(place), limit=500)}" for place in account.not_judged]
    if verbose:
        lines += ["", "FILES", *(f"  {clean(line, limit=500)}" for line in account.lines())]
    lines += ["", "COVERAGE"]
    width = max(len(row.what) for row in found.coverage)
    for row in found.coverage:
        share = f"{100 * row.used / row.total:3.0f} %" if row.total else ""
        lines.append(f"  {row.what:<{width}}  {row.used:>6,} of {row.total:>6,}  {share}".rstrip())
    return "\n".join(lines) + "\n"


def _lines_of(use: OperationUse, *, verbose: bool) -> list[str]:
    sign = "·" if use.is_foreign else "✗" if use.errors else "◌" if use.deprecated else "✓"
    place = clean(f"{use.operation.path}:{use.operation.line}", limit=300)
    if use.is_foreign:
        where = clean(", ".join(use.fits), limit=300) or "not stored here"
        return [f"  {sign} {use.kind} {use.operation.name}  {place}  of another API, {where}"]
    lines = [f"  {sign} {use.kind} {use.operation.name}  {place}"]
    lines += [f"      {clean(error, limit=500)}" for error in use.errors]
    lines += [f"      {_deprecated_text(item)}" for item in use.deprecated]
    if verbose:
        lines += [f"        {coordinate}" for coordinate in use.coordinates]
    return lines


def _deprecated_text(item: DeprecatedUse) -> str:
    text = f"{item.coordinate} is deprecated"
    if item.since is not None:
        text += f" {'since' if item.since.is_exact else 'since or before'} {item.since.version}"
    if item.is_possible:
        text += ", and a variable could hold it"
    return clean(f"{text}: {item.reason}", limit=500)


def to_json(reference: str, found: Survey, account: Account) -> str:
    """Return what was found as a JSON object."""
    document = {
        "format": FORMAT,
        "schema": reference,
        "operations": [
            {
                "name": use.operation.name,
                "kind": use.kind,
                "path": use.operation.path,
                "line": use.operation.line,
                "errors": list(use.errors),
                "other_api": use.is_foreign,
                "fits": list(use.fits),
                "uses": list(use.coordinates),
                "deprecated": [
                    {
                        "coordinate": item.coordinate,
                        "reason": item.reason,
                        "since": None if item.since is None else item.since.version,
                        "since_is_exact": item.since is not None and item.since.is_exact,
                        "only_possible": item.is_possible,
                    }
                    for item in use.deprecated
                ],
            }
            for use in found.uses
        ],
        "account": account_object(account),
        "coverage": [{"what": row.what, "used": row.used, "total": row.total} for row in found.coverage],
    }
    return json_without_commands(json.dumps(document, indent=2)) + "\n"
