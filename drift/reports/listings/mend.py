"""What is said of edits beside their patch: by cause, what has none and why, how much breaks with all of them."""

from __future__ import annotations

from collections.abc import Iterator

from drift.reports.edits import Edit, Mending, Tier

MAX_REFUSED = 20


def lines(mending: Mending, *, broken: int, tiers: frozenset[Tier]) -> Iterator[str]:
    """Yield the lines; text of schemas in them is foreign.

    Args:
        mending: The edits.
        broken: How many operations break without them.
        tiers: Where edits were allowed to come from.
    """
    for first, edits in mending.by_cause():
        yield f"{first.tier.word}: {_count(edits)}: {first.because}"
        reads = list(dict.fromkeys(place for edit in edits for place in edit.reads))
        if first.tier is Tier.REMOVAL:
            where = f" that {', '.join(reads)} may read" if reads else ""
            yield f"  loses data{where}"
    yield from mending.refused[:MAX_REFUSED]
    more = len(mending.refused) - MAX_REFUSED
    if more > 0:
        yield f"and {more:,} more without an edit"
    if broken:
        way_out = "" if Tier.REMOVAL in tiers else "; --tier removal leaves out what is gone"
        yield _still(mending, broken) + (way_out if mending.still else "")


def _still(mending: Mending, broken: int) -> str:
    """Return how many of the operations that broke still do."""
    if not mending.still:
        those = "the operation that broke is" if broken == 1 else f"all {broken:,} that broke are"
        return f"with these edits, {those} valid"
    if mending.still == broken:
        those = "the operation that breaks" if broken == 1 else f"any of the {broken:,} operations that break"
        return f"there is no edit that makes {those} valid"
    verb = "does" if mending.still == 1 else "do"
    return f"with these edits, {mending.still:,} of the {broken:,} operations that broke still {verb}"


def _count(edits: tuple[Edit, ...]) -> str:
    files = len({edit.path for edit in edits})
    many = "1 edit" if len(edits) == 1 else f"{len(edits):,} edits"
    return f"{many} in {edits[0].path}" if files == 1 else f"{many} in {files:,} files"
