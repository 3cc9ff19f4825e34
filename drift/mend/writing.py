"""From an edit of a GraphQL text to the edit of the file that it is in, written as that writes such characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drift.mend.proposal import Step
from drift.operations.source import Document, File
from drift.operations.template import STAND_IN

# What a literal may have to write in another way; a name never is.
_SPECIAL = "{}$\"'\\%`#"
# How it may be written where the text has no example of it, each in turn.
_WAYS = ("{}", "\\{}", "{0}{0}", "${{'{}'}}", "\\\\{}")
ATTEMPTS = range(len(_WAYS))
_LONGEST = 8


class Unwritable(Exception):
    """An edit can't be written into the file; the message says why, half a sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """Text of a file that another one takes the place of; offsets are those of the text with ``\\n`` between lines.

    Attributes:
        file: The file.
        start: Where the old text begins.
        end: After it.
        text: The new text.
    """

    file: File
    start: int
    end: int
    text: str


def placed(step: Step, attempt: int) -> Place:
    """Return where in a file a step is, and what is written there.

    Args:
        step: The edit of a document.
        attempt: Which way of writing special characters to try, of :data:`ATTEMPTS`.

    Raises:
        Unwritable: It is put together from several places, or a program puts something in there.
    """
    document = step.document
    if step.start == step.end:
        file, start = _before(document, step.start)
        end = start
    else:
        file, start = document.origin(step.start)
        last, end = _after(document, step.end - 1)
        _refuse_holes(document, step, file)
        if last is not file or end < start:
            raise Unwritable("the text is put together from several places")
    return Place(file, start, end, _encoded(step, file, attempt))


def _before(document: Document, offset: int) -> tuple[File, int]:
    """Return the place that something is put in at: after the character before it, where there is one."""
    if offset == 0:
        return document.origin(0)
    file, end = _after(document, offset - 1)
    if offset < len(document.text):
        following, place = document.origin(offset)
        if following is file and end <= place <= end + 1 and document.text[offset - 1] in "{}":
            # The second of two braces that stand for one is passed over.
            return file, place
    return file, end


def _after(document: Document, offset: int) -> tuple[File, int]:
    """Return the place after a character of the text, however it is written in the file."""
    file, place = document.origin(offset)
    length = _length(document, offset)
    return file, place + length


def _length(document: Document, offset: int) -> int:
    """Return how many characters of the file write one of the text."""
    file, place = document.origin(offset)
    if offset + 1 < len(document.text):
        following, after = document.origin(offset + 1)
        if (
            following is file
            and 0 < after - place <= _LONGEST
            and _is_written(file.text[place:after], document.text[offset])
        ):
            return after - place
    char = document.text[offset]
    if file.text.startswith(char * 2, place) and char in "{}":
        return 2 if _doubles(document) else 1
    if file.text.startswith("\\", place) and char != "\\":
        return 2
    return 1


def _is_written(text: str, char: str) -> bool:
    """Return whether a piece of a file may write one character, and not also end a literal or hold a gap."""
    return (
        text == char
        or text == char * 2
        or (text.startswith("\\") and len(text) <= _LONGEST)
        or text.startswith("${'")
    )


def _doubles(document: Document) -> bool:
    """Return whether a text has its braces written twice: the first one, which never is at its end, tells."""
    first = document.text.find("{")
    if first < 0 or first + 1 >= len(document.text):
        return False
    file, place = document.origin(first)
    following, after = document.origin(first + 1)
    return following is file and after - place == 2


def _refuse_holes(document: Document, step: Step, file: File) -> None:
    """Raise where a program puts something in between the beginning and the end of a step."""
    if STAND_IN in document.text[step.start : step.end]:
        raise Unwritable("the program puts something in there")
    for offset in range(step.start, step.end):
        own, place = document.origin(offset)
        if own is not file:
            raise Unwritable("the text is put together from several files")
        piece = file.text[place : place + _length(document, offset)]
        if not _is_written(piece, document.text[offset]):
            raise Unwritable("the program puts something in there")


def _encoded(step: Step, file: File, attempt: int) -> str:
    """Return new text as the literal has to write it, by the example of what is in it already."""
    if file.text == step.document.text or not any(char in _SPECIAL for char in step.text):
        return step.text
    return "".join(_written(char, step, file, attempt) if char in _SPECIAL else char for char in step.text)


def _written(char: str, step: Step, file: File, attempt: int) -> str:
    for example in _examples(char, step, file):
        return example
    return _WAYS[attempt].format(char)


def _examples(char: str, step: Step, file: File) -> Iterator[str]:
    """Yield how a character is written in the file, what is nearest first."""
    document = step.document
    found: list[tuple[int, str]] = []
    position = document.text.find(char)
    while position >= 0:
        own, place = document.origin(position)
        piece = own.text[place : place + _length(document, position)]
        if own is file and _is_written(piece, char):
            found.append((abs(position - step.start), piece))
        position = document.text.find(char, position + 1)
    yield from (piece for _, piece in sorted(found))
