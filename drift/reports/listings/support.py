"""``drift support``: which versions of an API the user's operations work with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from drift.escape import code_span, json_without_commands, prose
from drift.history.index import Row
from drift.redact import clean

FORMAT = 1
MAX_LISTED_CAUSES = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an operation stopped being valid.

    Attributes:
        id: The change's id; None when it is an error of validation.
        coordinate: What changed; None likewise.
        message: One sentence; foreign text.
    """

    id: str | None
    coordinate: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where an operation was first no longer valid.

    Attributes:
        position: The version.
        causes: The changes of that version that did it; else what validation says.
    """

    position: int
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """One operation's versions.

    Attributes:
        name: Its name.
        path: Its file, as the user would open it.
        line: 1-based line there.
        valid: For each version, whether it is valid.
        first_broken: The first version in which it was no longer valid, None when there is none.
        errors: What validation says in the newest version, one line each; empty when it is valid.
        refused: What validation says on each instance that it is not valid on, by the instance's name.
    """

    name: str
    path: str
    line: int
    valid: tuple[bool, ...]
    first_broken: Break | None
    errors: tuple[str, ...]
    refused: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Matrix:
    """Operations by versions.

    Attributes:
        rows: The versions, oldest first.
        operations: In the order of the files.
        source: The source's name.
        instances: Other sources that serve the same API.
    """

    rows: tuple[Row, ...]
    operations: tuple[Support, ...]
    source: str = ""
    instances: tuple[str, ...] = ()

    @property
    def all_valid(self) -> tuple[bool, ...]:
        """For each version, whether every operation is valid."""
        return tuple(
            all(support.valid[position] for support in self.operations) for position in range(len(self.rows))
        )

    def with_instance(self, name: str, other: Matrix) -> Matrix:
        """Return the matrix with what the same operations are on an instance, of which *other* has one version."""
        operations = tuple(
            own if there.valid[-1] else replace(own, refused=(*own.refused, (name, there.errors)))
            for own, there in zip(self.operations, other.operations, strict=True)
        )
        return replace(self, operations=operations, instances=(*self.instances, name))

    def span_text(self, valid: Sequence[bool]) -> str:
        """Return the versions in words: ``1.0 to 1.1, 2.0 on``."""
        if all(valid):
            return "every version"
        words: list[str] = []
        for first, last in spans(valid):
            if last == len(valid) - 1:
                words.append(f"{self.title(first)} on" if first < last else self.title(last))
            else:
                words.append(
                    self.title(first) if first == last else f"{self.title(first)} to {self.title(last)}"
                )
        return ", ".join(words) or "no version"

    def title(self, position: int) -> str:
        """Return the short name of a version: its label, else the name."""
        row = self.rows[position]
        return row.label or row.name


def spans(valid: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield first and last position of each run of versions that are valid."""
    start: int | None = None
    for position, is_valid in enumerate((*valid, False)):
        if is_valid and start is None:
            start = position
        elif not is_valid and start is not None:
            yield start, position - 1
            start = None


def summary(matrix: Matrix) -> str:
    """Return the range of versions that all operations work with, one sentence."""
    everywhere = matrix.all_valid
    if any(everywhere):
        return f"All of them work with {matrix.span_text(everywhere)}."
    newest = sum(support.valid[-1] for support in matrix.operations)
    return (
        f"No version works with all of them; {newest} of {len(matrix.operations)} work with "
        f"{matrix.title(len(matrix.rows) - 1)}."
    )


def heading(matrix: Matrix) -> str:
    """Return what was compared with what, one line."""
    count, versions = len(matrix.operations), len(matrix.rows)
    span = matrix.rows[0].title
    if versions > 1:
        span += f" to {matrix.rows[-1].title}"
    return (
        f"{count:,} operation{'' if count == 1 else 's'}, {versions:,} version{'' if versions == 1 else 's'}: "
        f"{span}"
    )


def worst_first(matrix: Matrix) -> list[Support]:
    """Return the operations, those that the newest version broke first."""
    return sorted(matrix.operations, key=lambda each: (each.valid[-1], all(each.valid)))


def to_text(matrices: Sequence[Matrix], *, verbose: bool = False) -> str:
    """Return the versions of each operation for people.

    Args:
        matrices: What is known of each source.
        verbose: List the operations that work with every version one by one.
    """
    return "\n".join(_text(matrix, verbose=verbose) for matrix in matrices)


def _text(matrix: Matrix, *, verbose: bool) -> str:
    lines = [f"{clean(matrix.source)}: {clean(heading(matrix))}", clean(summary(matrix)), ""]
    shown = [each for each in worst_first(matrix) if verbose or not all(each.valid) or each.refused]
    found = [(clean(each.name), clean(matrix.span_text(each.valid), limit=300), each) for each in shown]
    width = max((len(name) for name, _, _ in found), default=0)
    spanned = max((len(words) for _, words, _ in found), default=0)
    for name, words, each in found:
        sign = "✓" if each.valid[-1] else "✗"
        place = clean(f"{each.path}:{each.line}", limit=300)
        lines.append(f"  {sign} {name:<{width}}  {words:<{spanned}}  {place}")
        lines += [f"      {line}" for line in details(matrix, each)]
    if len(shown) < len(matrix.operations):
        count = len(matrix.operations) - len(shown)
        others = (
            "more work"
            if shown and count > 1
            else "more works"
            if shown
            else "work"
            if count > 1
            else "works"
        )
        lines.append(f"  ✓ {count:,} {others} with every version; -v lists them")
    return "\n".join(lines) + "\n"


def details(matrix: Matrix, support: Support) -> Iterator[str]:
    """Yield what is to be said of an operation besides its versions, one line each, ready for a terminal."""
    if support.first_broken is not None:
        version = matrix.title(support.first_broken.position)
        causes = support.first_broken.causes
        for cause in causes[:MAX_LISTED_CAUSES]:
            yield clean(f"first broken by {version}: {cause.message}", limit=500)
        if len(causes) > MAX_LISTED_CAUSES:
            yield clean(f"and by {len(causes) - MAX_LISTED_CAUSES} more changes of {version}")
    elif not support.valid[-1]:
        yield from (clean(error, limit=500) for error in support.errors[:MAX_LISTED_CAUSES])
    for name, errors in support.refused:
        there = (
            f"in {matrix.source}'s newest version, not on {name}" if support.valid[-1] else f"not on {name}"
        )
        yield clean(f"{there}: {'; '.join(errors[:MAX_LISTED_CAUSES])}", limit=500)


def to_markdown(matrices: Sequence[Matrix]) -> str:
    """Return the versions of each operation as tables."""
    return "\n".join(_markdown(matrix) for matrix in matrices)


def _markdown(matrix: Matrix) -> str:
    lines = [
        f"## {prose(matrix.source)}",
        "",
        f"{prose(heading(matrix))}. {prose(summary(matrix))}",
        "",
        "| operation | works with | why not | place |",
        "|---|---|---|---|",
    ]
    for each in worst_first(matrix):
        cells = (
            code_span(each.name),
            prose(matrix.span_text(each.valid), is_start=False),
            "<br>".join(prose(line) for line in details(matrix, each)),
            code_span(f"{each.path}:{each.line}"),
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def to_json(matrices: Sequence[Matrix]) -> str:
    """Return one JSON object for one source, a list of them for several."""
    found = [_as_json(matrix) for matrix in matrices]
    return json_without_commands(json.dumps(found[0] if len(found) == 1 else found, indent=2)) + "\n"


def _as_json(matrix: Matrix) -> dict[str, Any]:
    names = [row.name for row in matrix.rows]

    def standing(valid: Sequence[bool]) -> list[str]:
        return [name for name, is_valid in zip(names, valid, strict=True) if is_valid]

    return {
        "format": FORMAT,
        "source": matrix.source,
        "versions": names,
        "instances": list(matrix.instances),
        "all_valid_in": standing(matrix.all_valid),
        "operations": [
            {
                "name": each.name,
                "path": each.path,
                "line": each.line,
                "valid_in": standing(each.valid),
                "first_broken": None
                if each.first_broken is None
                else {
                    "version": names[each.first_broken.position],
                    "causes": [
                        {"id": cause.id, "coordinate": cause.coordinate, "message": cause.message}
                        for cause in each.first_broken.causes
                    ],
                },
                "errors": list(each.errors),
                "invalid_on": [{"source": name, "errors": list(errors)} for name, errors in each.refused],
            }
            for each in matrix.operations
        ],
    }


def badge(matrix: Matrix) -> str:
    """Return an SVG badge with the range of versions that all operations work with."""
    label = f"works with {matrix.source}"
    words = matrix.span_text(matrix.all_valid)
    colour = "#1a7f37" if matrix.all_valid[-1] else "#bc4c00" if any(matrix.all_valid) else "#cf222e"
    left, right = (round(6.6 * len(text)) + 14 for text in (label, words))
    title = escape(f"{label}: {words}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-label="{title}">\n'
        f"<title>{title}</title>\n"
        f'<rect width="{left + right}" height="20" rx="3" fill="{colour}"/>\n'
        f'<path d="M0 3a3 3 0 0 1 3-3h{left - 3}v20H3a3 3 0 0 1-3-3z" fill="#424a53"/>\n'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">\n'
        f'<text x="{left / 2:g}" y="14">{escape(label)}</text>\n'
        f'<text x="{left + right / 2:g}" y="14">{escape(words)}</text>\n'
        "</g>\n</svg>\n"
    )
