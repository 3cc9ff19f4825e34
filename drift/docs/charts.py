"""Charts and diagrams as inline SVG: shapes only, so that text stays readable at any width.

Each chart is above a table with the same numbers; the diagram repeats lists of its page. Both are hidden
from screen readers for that reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from drift.docs.history import Counts
from drift.docs.markup import trusted
from drift.severity import WORST_FIRST

_WIDTH, _HEIGHT = 600, 120


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and the words around it.

    Attributes:
        svg: The shapes.
        highest: Label of the top of the scale.
        first: Label of the left end.
        last: Label of the right end.
    """

    svg: Markup
    highest: str
    first: str
    last: str


def growth(counts: Sequence[Counts]) -> Chart | None:
    """Return the number of fields over the versions as an area; None for fewer than two versions."""
    if len(counts) < 2:
        return None
    highest = max(count.fields for count in counts) or 1
    step = _WIDTH / (len(counts) - 1)
    points = [
        (index * step, _HEIGHT - count.fields / highest * (_HEIGHT - 8)) for index, count in enumerate(counts)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    shapes = (
        f'<polygon class="area" points="0,{_HEIGHT} {line} {_WIDTH},{_HEIGHT}"/>'
        f'<polyline class="line" points="{line}"/>'
    )
    return Chart(_svg(shapes), f"{highest:,} fields", counts[0].version.label, counts[-1].version.label)


def breakage(counts: Sequence[Counts]) -> Chart | None:
    """Return the changes of each version as stacked bars; None when there are none."""
    changed = counts[1:]
    highest = max((count.total for count in changed), default=0)
    if highest == 0:
        return None
    slot = _WIDTH / len(changed)
    width = min(max(slot * 0.7, 1), 48)
    bars: list[str] = []
    for index, count in enumerate(changed):
        bottom = float(_HEIGHT)
        for severity in WORST_FIRST:
            number = count.severities[severity]
            if not number:
                continue
            # A single breaking change must be seen beside hundreds of additions.
            height = max(number / highest * (_HEIGHT - 8), 3)
            bottom -= height
            left = index * slot + (slot - width) / 2
            bars.append(
                f'<rect class="{severity.word}" x="{left:.1f}" y="{max(bottom, 0):.1f}" '
                f'width="{width:.1f}" height="{height:.1f}"/>'
            )
    return Chart(
        _svg("".join(bars)), f"{highest:,} changes", changed[0].version.label, changed[-1].version.label
    )


def _svg(shapes: str) -> Markup:
    return trusted(
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="grid" d="M0 {_HEIGHT - 0.5}H{_WIDTH}M0 {_HEIGHT / 2}H{_WIDTH}M0 8H{_WIDTH}"/>'
        f"{shapes}</svg>"
    )


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One line of a diagram.

    Attributes:
        label: What it says.
        address: Where it leads, None when nowhere.
    """

    label: str
    address: str | None


_LINE, _LEFT, _BOX, _SHOWN, _CHARACTERS = 26, 28, 34, 5, 34


def neighbourhood(name: str, above: Sequence[Neighbour], below: Sequence[Neighbour]) -> Markup | None:
    """Return a small diagram: what leads to a type above it, what it leads to below it; None for neither."""
    if not above and not below:
        return None
    rows_above, rows_below = _cut(above), _cut(below)
    box_top = len(rows_above) * _LINE + (6 if rows_above else 0)
    box_bottom = box_top + _BOX
    height = box_bottom + len(rows_below) * _LINE + 8
    parts = [_rows(rows_above, 0)]
    if rows_above:
        parts.append(_trunk([index * _LINE + _LINE / 2 for index in range(len(rows_above))], box_top))
    parts.append(f'<rect class="self" x="1" y="{box_top}" width="298" height="{_BOX}" rx="7"/>')
    parts.append(f'<text class="self" x="14" y="{box_top + 22}">{escape(_short(name))}</text>')
    if rows_below:
        parts.append(_rows(rows_below, box_bottom + 4))
        parts.append(
            _trunk(
                [box_bottom + 4 + index * _LINE + _LINE / 2 for index in range(len(rows_below))], box_bottom
            )
        )
    body = "".join(parts)
    return trusted(
        f'<svg class="map" viewBox="0 0 300 {height:g}" width="300" height="{height:g}" aria-hidden="true" '
        f'focusable="false">{body}</svg>'
    )


def _cut(rows: Sequence[Neighbour]) -> list[Neighbour]:
    if len(rows) <= _SHOWN:
        return list(rows)
    return [*rows[: _SHOWN - 1], Neighbour(f"{len(rows) - _SHOWN + 1:,} more", None)]


def _rows(rows: Sequence[Neighbour], top: float) -> str:
    parts: list[str] = []
    for index, row in enumerate(rows):
        y = top + index * _LINE + _LINE / 2 + 4
        text = f'<text x="{_LEFT}" y="{y:g}">{escape(_short(row.label))}</text>'
        address = row.address
        parts.append(text if address is None else f'<a href="{escape(address)}" tabindex="-1">{text}</a>')
    return "".join(parts)


def _trunk(rows: Sequence[float], end: float) -> str:
    branches = "".join(f"M14 {row:g}H22" for row in rows)
    return f'<path class="wire" d="M14 {min(*rows, end):g}V{max(*rows, end):g}{branches}"/>'


def _short(text: str) -> str:
    return text if len(text) <= _CHARACTERS else text[: _CHARACTERS - 1] + "…"
