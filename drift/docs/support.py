"""The page that says which versions of the API the reader's own operations work with."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from drift.docs.pages import Page
from drift.docs.prose import visible
from drift.docs.typeset import Typesetter
from drift.reports.listings.support import (
    Matrix,
    Support,
    asides,
    groups,
    heading,
    instance_marks,
    spans,
    summary,
)

PAGE = "support.html"
# What a strip shows apart; more versions are drawn together.
_STRIP = 1000


def support_page(matrix: Matrix, typeset: Typesetter) -> Page:
    """Return the page of a matrix."""
    context = {
        "heading": visible(heading(matrix)),
        "summary": visible(summary(matrix)),
        "oldest": visible(matrix.title(0)),
        "newest": visible(matrix.title(len(matrix.rows) - 1)),
        "groups": [
            {
                "reasons": [
                    (visible(where), [typeset.prose.html(what) for _, what in reasons if what])
                    for where, reasons in groupby(group.reasons, itemgetter(0))
                ],
                "rows": [_row(matrix, each) for each in group.members],
            }
            for group in groups(matrix)
        ],
    }
    return Page(PAGE, "docs/support.html", "Support", visible(summary(matrix)), context)


def _row(matrix: Matrix, support: Support) -> dict[str, object]:
    return {
        "name": visible(support.name),
        "place": visible(f"{support.path}:{support.line}"),
        "words": visible(matrix.span_text(support.valid)),
        "is_valid": support.valid[-1],
        "strip": [
            (_scaled(first, matrix), _scaled(last + 1, matrix) - _scaled(first, matrix))
            for first, last in spans(support.valid)
        ],
        "instances": [(visible(name), mark == "✓") for name, mark in instance_marks(matrix, support)],
        "asides": [visible(": ".join(aside)) for aside in asides(support)],
    }


def _scaled(position: int, matrix: Matrix) -> int:
    return round(_STRIP * position / len(matrix.rows))
