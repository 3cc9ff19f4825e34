"""Operations that are in several places and are one: a source and what a compiler made of it, ``src`` and ``dist``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Generic, Protocol, TypeVar

from drift.operations.artifacts import is_artifact_of, is_generated
from drift.operations.source import Document
from drift.operations.tree import Definition
from drift.schema.literal import IGNORED, TOKEN

MAX_SHOWN = 3
_TOKENS = re.compile(f"{IGNORED}(?:({TOKEN})|(.)|$)")


class Placed(Protocol):
    """A definition where it is."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def document(self) -> Document: ...  # noqa: D102
    @property
    def node(self) -> Definition: ...  # noqa: D102
    @property
    def offset(self) -> int: ...  # noqa: D102
    @property
    def path(self) -> str: ...  # noqa: D102


Item = TypeVar("Item", bound=Placed)


@dataclass(frozen=True)
class Distinct(Generic[Item]):
    """Definitions, each once.

    Attributes:
        items: One of each, in the order given; of copies the one in a source, or the first.
        copies: The others, by the item that represents them.
        artifacts: What Relay's compiler made of an operation, by the item in the source.
    """

    items: tuple[Item, ...]
    copies: Mapping[Item, tuple[Item, ...]]
    artifacts: Mapping[Item, Item]

    def notices(self) -> Iterator[str]:
        """Yield one sentence that says which operations count once, if any do."""
        if not self.copies:
            return
        shown = [
            f"{item.name} ({item.document.place(item.offset)}, also {', '.join(map(_place, others[:MAX_SHOWN]))})"
            for item, others in list(self.copies.items())[:MAX_SHOWN]
        ]
        more = len(self.copies) - len(shown)
        verb = (
            "appears in several places and counts"
            if len(self.copies) == 1
            else "appear in several places and count"
        )
        noun = "operation" if len(self.copies) == 1 else "operations"
        rest = f" and {more:,} more" if more else ""
        yield f"{len(self.copies):,} {noun} {verb} once: {'; '.join(shown)}{rest}"


def distinct(items: Sequence[Item]) -> Distinct[Item]:
    """Return operations, or fragments, without those that are copies of another.

    A definition with the words of another is its copy. What a compiler made has the name of its source and more words:
    fields that it needs itself, and fragments that nobody else names.
    """
    generated = {item for item in items if is_generated(item.document.file)}
    sources: dict[str, list[Item]] = {}
    for item in items:
        if item not in generated and item.node.name is not None:
            sources.setdefault(item.name, []).append(item)
    first: dict[tuple[str, ...], Item] = {}
    kept: list[Item] = []
    copies: dict[Item, list[Item]] = {}
    artifacts: dict[Item, Item] = {}
    for item in sorted(items, key=generated.__contains__):
        words = written(item)
        original = first.setdefault(words, item)
        if original is item and item in generated and item.name in sources:
            source = max(sources[item.name], key=lambda each: _nearness(each.path, item.path))
            original = first.get(written(source), source)
        if original is item:
            kept.append(item)
        else:
            copies.setdefault(original, []).append(item)
            if item in generated and is_artifact_of(item.name, item.document.file):
                artifacts.setdefault(original, item)
    order = {item: number for number, item in enumerate(items)}
    kept.sort(key=order.__getitem__)
    return Distinct(tuple(kept), {item: tuple(others) for item, others in copies.items()}, artifacts)


def _place(item: Placed) -> str:
    return item.document.place(item.offset)


def _nearness(one: str, other: str) -> int:
    """Return how many folders two files share."""
    pairs = zip(PurePosixPath(one).parent.parts, PurePosixPath(other).parent.parts, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def words_of(text: str) -> list[str]:
    """Return the tokens of a text, which are the same for two texts that differ in layout and comments only."""
    return [word for match in _TOKENS.finditer(text) if (word := match[1] or match[2])]


def written(item: Placed) -> tuple[str, ...]:
    """Return a definition without its layout."""
    return tuple(words_of(item.document.text[item.node.start : item.node.end]))
