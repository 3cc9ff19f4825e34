"""The project's words: phrases that a native reader reads twice are found, and none is there."""

from pathlib import Path

import pytest

from docs.tools import words

BAD = {
    "it is no schema": "is no",
    "was\n    # no file": "was # no",
    "names that are no types": "are no",
    "the token behind it": "behind",
    "a key can stand anywhere": "can stand",
    "what stands in the text": "stands in",
    "files are looked at": "looked at",
    "the first look stores it": "first look",
    "for whoever reads it": "whoever",
    "tries in vain": "in vain",
    "what it shall read": "shall",
    "what nobody asked for": "what nobody",
    "an operation of the user's.": "of the user's",
    "it belongs into git": "belongs into",
    "memory does not suffice": "does not suffice",
    "read all the same": "all the same",
}
FINE = """There is no schema, there
is no file, and it is no longer read; a clock is behind, none is left behind. A value stands for a list, `looks.json`,
one of the user's operations, one looks for it, it is now as good as new, what is mended, the same."""


@pytest.mark.parametrize("text", BAD)
def test_each_phrase_is_found_with_its_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(f"# Title\n\n{text}\n")
    (line,) = words.check(tmp_path)
    place, phrase, instead = line.split(": ", 2)
    assert (place, phrase) == ("README.md:3", repr(BAD[text]))
    assert instead.startswith("write ")


def test_of_tests_the_docstrings_and_comments_are_read(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text(
        '"""Reads whoever."""\n\nNAME = "in vain"  # in\n# vain\n\n\n'
        'def test() -> None:\n    """Is all\n    the same."""\n    assert (\n        "in vain"\n    )\n'
    )
    assert [line.split(": write")[0] for line in words.check(tmp_path)] == [
        "tests/test_it.py:1: 'whoever'",
        "tests/test_it.py:3: 'in # vain'",
        "tests/test_it.py:8: 'all the same'",
    ]


def test_every_phrase_has_an_example() -> None:
    assert {instead for text in BAD for _, _, instead in words.find(text)} == set(words.PHRASES.values())


def test_what_is_fine_is_left_alone() -> None:
    assert list(words.find(FINE)) == []


def test_the_project_has_none() -> None:
    assert words.check(words.ROOT) == []
