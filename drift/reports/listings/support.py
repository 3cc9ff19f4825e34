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
        are_lines: Whether the versions are the lines of a versioned API, each as it is now.
    """

    rows: tuple[Row, ...]
    operations: tuple[Support, ...]
    source: str = ""
    instances: tuple[str, ...] = ()
    are_lines: bool = False

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


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that one thing keeps from some versions or instances.

    Attributes:
        reasons: What it is, ready for a terminal: where each thing shows, ``first broken by 2.0``, and the thing, which
            may be empty. Nothing of those that work everywhere.
        members: The operations, in the order of the files.
    """

    reasons: tuple[tuple[str, str], ...]
    members: tuple[Support, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The reasons, one line each."""
        return tuple(": ".join(filter(None, reason)) for reason in self.reasons)


def groups(matrix: Matrix) -> list[Group]:
    """Return the operations by what keeps them from working everywhere.

    What the newest version does not work with comes first, of that the largest group; those that work everywhere
    come last.
    """
    found: dict[tuple[tuple[str, str], ...], list[Support]] = {}
    for each in matrix.operations:
        found.setdefault(tuple(_reasons(matrix, each)), []).append(each)
    return sorted(
        (Group(reasons, tuple(members)) for reasons, members in found.items()),
        key=lambda group: (
            not group.reasons,
            all(each.valid[-1] for each in group.members),
            -len(group.members),
        ),
    )


def to_text(matrices: Sequence[Matrix], *, verbose: bool = False) -> str:
    """Return the versions of each operation for people.

    Args:
        matrices: What is known of each source.
        verbose: List the operations that work with every version one by one.
    """
    return "\n".join(_text(matrix, verbose=verbose) for matrix in matrices)


def _text(matrix: Matrix, *, verbose: bool) -> str:
    lines = [f"{clean(matrix.source)}: {clean(heading(matrix))}", clean(summary(matrix))]
    found = groups(matrix)
    shown = [each for group in found if group.reasons or verbose for each in group.members]
    name_width = max((len(clean(each.name)) for each in shown), default=0)
    span_width = max((len(_words(matrix, each)) for each in shown), default=0)
    if matrix.instances and shown:
        names = "  ".join(map(clean, matrix.instances))
        lines += ["", f"{'':<{name_width + span_width + 8}}  {names}"]
    for group in found:
        if not group.reasons and not verbose:
            break
        lines += ["", *(f"  {line}" for line in group.lines)]
        for each in group.members:
            sign = "✓" if each.valid[-1] else "✗"
            cells = (f"{clean(each.name):<{name_width}}", f"{_words(matrix, each):<{span_width}}")
            marks = (f"{mark:<{len(clean(name))}}" for name, mark in instance_marks(matrix, each))
            place = clean(f"{each.path}:{each.line}", limit=300)
            lines.append(f"    {sign} {'  '.join((*cells, *marks, place))}")
            lines += [f"        {': '.join(aside)}" for aside in asides(each)]
    count = len(matrix.operations) - len(shown)
    if count:
        others = f"{'more ' if shown else ''}{'works' if count == 1 else 'work'}"
        lines += ["", f"  ✓ {count:,} {others} with every version; -v lists them"]
    return "\n".join(lines) + "\n"


def _words(matrix: Matrix, support: Support) -> str:
    return clean(matrix.span_text(support.valid), limit=300)


def _said(reason: tuple[str, str]) -> str:
    """Return where and what as Markdown, each with a beginning of its own."""
    return ": ".join(prose(part) for part in reason if part)


def instance_marks(matrix: Matrix, support: Support) -> Iterator[tuple[str, str]]:
    """Yield each instance's name, and a tick or a cross for whether the operation is valid there."""
    refused = {name for name, _ in support.refused}
    return ((name, "✗" if name in refused else "✓") for name in matrix.instances)


def _reasons(matrix: Matrix, support: Support) -> Iterator[tuple[str, str]]:
    """Yield what keeps an operation from working everywhere."""
    if support.first_broken is not None:
        version = clean(matrix.title(support.first_broken.position))
        causes = support.first_broken.causes
        for cause in causes[:MAX_LISTED_CAUSES]:
            yield f"first broken by {version}", clean(cause.message, limit=500)
        if len(causes) > MAX_LISTED_CAUSES:
            yield f"and by {len(causes) - MAX_LISTED_CAUSES} more changes of {version}", ""
    elif not any(support.valid):
        for error in support.errors[:MAX_LISTED_CAUSES]:
            yield "not valid in any version", clean(error, limit=500)
    elif not all(support.valid):
        first = next(first for first, _ in spans(support.valid))
        yield f"not valid before {clean(matrix.title(first))}", ""
    if support.valid[-1] and support.first_broken is None:
        for name, said in refusals(support):
            yield f"in the newest version of {clean(matrix.source)}, not on {name}", said


def asides(support: Support) -> Iterator[tuple[str, str]]:
    """Yield what is to be said of an operation besides the reasons of its group, in the same form."""
    if not (support.valid[-1] and support.first_broken is None):
        yield from ((f"not on {name}", said) for name, said in refusals(support))


def refusals(support: Support) -> Iterator[tuple[str, str]]:
    """Yield each instance that an operation is not valid on, and what validation says there."""
    for name, errors in support.refused:
        yield clean(name), clean(" ".join(errors[:MAX_LISTED_CAUSES]), limit=500)


def to_markdown(matrices: Sequence[Matrix]) -> str:
    """Return the versions of each operation as tables, one for each reason."""
    return "\n".join(_markdown(matrix) for matrix in matrices)


def _markdown(matrix: Matrix) -> str:
    lines = [
        f"## {prose(matrix.source)}",
        "",
        f"{prose(heading(matrix))}. {prose(summary(matrix))}",
    ]
    columns = ("operation", "works with", *matrix.instances, "place")
    for group in groups(matrix):
        lines += [
            "",
            "  \n".join(_said((where[:1].upper() + where[1:], what)) for where, what in group.reasons)
            or "Works with every version:",
            "",
        ]
        lines += [
            "| " + " | ".join(prose(column).replace("|", "\\|") for column in columns) + " |",
            "|" + "---|" * len(columns),
        ]
        for each in group.members:
            cells = (
                code_span(each.name),
                prose(matrix.span_text(each.valid), is_start=False),
                *(mark for _, mark in instance_marks(matrix, each)),
                "<br>".join((code_span(f"{each.path}:{each.line}"), *map(_said, asides(each)))),
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
