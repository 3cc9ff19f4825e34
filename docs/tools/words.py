"""Phrases that a native reader reads twice, and what to write instead: ``python -m docs.tools.words``."""

from __future__ import annotations

import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# Each phrase with what to write instead. What matches within `(?P<fine>…)` makes the rest right.
PHRASES = {
    r"(?P<fine>\bthere )?\b(?:is|are|was|were) no (?!longer|more|matter|such|other)": "is not a …",
    r"(?P<fine>\b(?:left|is|days?) )?\bbehind\b": "after",
    r"\b(?:can|may|could|would|must) (?:no longer )?stand\b(?! for| in for|-)": "be, or appear",
    r"\bstands? (?:in|on|at|under|behind|above|below|beside|between|there|twice)\b(?! for)": "is in, is on …",
    # "297 of 300 looked at" is what the last line of a check of many sources says.
    r"(?P<fine>(?:\bof \S+ |[\"\`]))?\blook(?:s|ed)? at\b": "check, read or compare",
    r"\b(?:a|one|last|first|second|two|each|good|scheduled) looks?\b(?! at| for)": "a check, or a run",
    r"\bwhoever\b": "those who, or the one who is meant",
    r"\bin vain\b": "without success",
    r"\bshall\b": "must, or will",
    r"\bwhat nobody\b": "what is not …",
    r"\bof the user's(?=[.,:;)]| (?:are|is|was|were)\b)": "one of the user's …",
    r"\bbelongs? into\b": "belongs in",
    r"\b(?:does|do) not suffice\b": "is not enough",
    r"\ball the same\b": "anyway, or still",
}
# The releases of the demo are stored versions, which never change; this module names the phrases themselves.
EXCEPT = ("drift/demo/", "docs/tools/words.py")
_FOLDERS = ("drift", "templates", "docs", "bench", ".github")
# In tests, names and sample text are whatever a case needs; their docstrings and comments are read.
_PROSE_ONLY = ("tests/",)
_KINDS = {".py", ".md", ".html", ".js", ".css", ".yml", ".json", ".txt"}
# A phrase may go on in the next line, behind the mark of a comment.
_PATTERNS = [(re.compile(key.replace(" ", r"[\s#]+"), re.I), words) for key, words in PHRASES.items()]


def find(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the 1-based line of each phrase, the phrase, and what to write instead."""
    for pattern, instead in _PATTERNS:
        for found in pattern.finditer(text):
            if not found.groupdict().get("fine"):
                yield text.count("\n", 0, found.start()) + 1, " ".join(found[0].split()), instead


def prose(code: str) -> str:
    """Return the docstrings and comments of a Python module, each in its place, and blanks for the rest."""
    lines = code.splitlines()
    kept = [" " * len(line) for line in lines]
    begins_statement = True
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and begins_statement):
            (first, start), (last, end) = token.start, token.end
            for number in range(first - 1, last):
                left = start if number == first - 1 else 0
                right = end if number == last - 1 else len(lines[number])
                kept[number] = kept[number][:left] + lines[number][left:right] + kept[number][right:]
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            begins_statement = token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    return "\n".join(kept)


def check(root: Path) -> list[str]:
    """Return ``file:line: phrase: write …`` for each phrase in the project at *root*."""
    files = [*root.glob("*.md"), *(root / "tests").rglob("*.py")]
    files += [file for name in _FOLDERS for file in (root / name).rglob("*")]
    return [
        f"{name}:{line}: {phrase!r}: write {instead}"
        for name, file in sorted((file.relative_to(root).as_posix(), file) for file in files)
        if file.suffix in _KINDS and not name.startswith(EXCEPT)
        for line, phrase, instead in sorted(find(_read(file, name)))
    ]


def _read(file: Path, name: str) -> str:
    text = file.read_text(encoding="utf-8")
    return prose(text) if name.startswith(_PROSE_ONLY) else text


if __name__ == "__main__":
    wrong = check(ROOT)
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    sys.exit(1 if wrong else 0)
