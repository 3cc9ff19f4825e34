"""The page that says which versions of the API the reader's own operations work with."""

from __future__ import annotations

from drift.docs.pages import Page
from drift.docs.prose import visible
from drift.reports.listings.support import Matrix, details, heading, spans, summary, worst_first

PAGE = "support.html"
# What a strip shows apart; more versions are drawn together.
_STRIP = 1000


def support_page(matrix: Matrix) -> Page:
    """Return the page of a matrix."""
    context = {
        "heading": visible(heading(matrix)),
        "summary": visible(summary(matrix)),
        "oldest": visible(matrix.title(0)),
        "newest": visible(matrix.title(len(matrix.rows) - 1)),
        "rows": [
            {
                "name": visible(each.name),
                "place": visible(f"{each.path}:{each.line}"),
                "words": visible(matrix.span_text(each.valid)),
                "is_valid": each.valid[-1],
                "details": list(details(matrix, each)),
                "strip": [
                    (_scaled(first, matrix), _scaled(last + 1, matrix) - _scaled(first, matrix))
                    for first, last in spans(each.valid)
                ],
            }
            for each in worst_first(matrix)
        ],
        "instances": [visible(name) for name in matrix.instances],
    }
    return Page(PAGE, "docs/support.html", "Support", visible(summary(matrix)), context)


def _scaled(position: int, matrix: Matrix) -> int:
    return round(_STRIP * position / len(matrix.rows))
