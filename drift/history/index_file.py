"""The text of an index on disk: one line that proves the rest, then the index as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from drift.history.index import Index, Mark, Row, Stay
from drift.severity import Severity
from drift.strict_json import load
from drift.version import __version__

FORMAT = 4


@dataclass(frozen=True, slots=True)
class Kept:
    """An index and what the files were that it was made from.

    Attributes:
        index: The index.
        stamps: Size in bytes and time of the last change in nanoseconds of each version's file, in their order.
        roots: The patterns of types that are sent with which the changes were judged.
    """

    index: Index
    stamps: tuple[tuple[int, int], ...]
    roots: tuple[str, ...]


def render(kept: Kept) -> str:
    """Return the text."""
    rows = [
        [
            row.name,
            row.label,
            int(row.taken.timestamp()),
            row.digest,
            row.header,
            row.types,
            row.fields,
            [
                [
                    mark.id,
                    int(mark.severity),
                    mark.coordinate,
                    mark.message,
                    mark.old,
                    mark.new,
                    mark.suggestion,
                    mark.attribute,
                ]
                for mark in row.marks
            ],
            list(stamp),
        ]
        for row, stamp in zip(kept.index.rows, kept.stamps, strict=True)
    ]
    stays = {
        name: [[stay.first, stay.end, stay.sdl] for stay in found] for name, found in kept.index.stays.items()
    }
    body = _dump({"rows": rows, "stays": stays, "roots": list(kept.roots)})
    return _dump({"format": FORMAT, "by": __version__, "digest": _digest(body)}) + "\n" + body + "\n"


def read(text: str) -> Kept | None:
    """Return what is in the text; None when another release wrote it.

    Raises:
        ValueError: The text is damaged.
    """
    first, _, rest = text.partition("\n")
    head = load(first)
    if not isinstance(head, dict):
        raise ValueError("the first line is not an object")
    if head.get("format") != FORMAT or head.get("by") != __version__:
        return None
    body = rest.removesuffix("\n")
    if head.get("digest") != _digest(body):
        raise ValueError("the digest differs")
    return _kept(load(body))


def _kept(whole: Mapping[str, Any]) -> Kept:
    severities = list(Severity)
    rows = tuple(
        Row(
            name,
            label,
            datetime.fromtimestamp(taken, UTC),
            digest,
            header,
            types,
            fields,
            tuple(Mark(mark[0], severities[mark[1]], *mark[2:]) for mark in marks),
        )
        for name, label, taken, digest, header, types, fields, marks, _ in whole["rows"]
    )
    stays = {name: tuple(Stay(*each) for each in found) for name, found in whole["stays"].items()}
    stamps = tuple((row[-1][0], row[-1][1]) for row in whole["rows"])
    return Kept(Index(rows, stays), stamps, tuple(whole["roots"]))


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
