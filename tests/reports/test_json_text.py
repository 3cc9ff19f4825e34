from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from drift.reports import json_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def streamed(value: Any) -> Any:
    """The value with its lists, those below lists apart, as iterators."""
    if isinstance(value, dict):
        return {key: streamed(item) for key, item in value.items()}
    return iter(value) if isinstance(value, list) else value


@given(VALUES)
def test_it_is_what_the_standard_library_writes(value: Any) -> None:
    expected = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    for given_value in (value, streamed(value)):
        pieces = list(json_text.document(given_value, str))
        assert "".join(pieces) == expected
        assert all(piece.endswith("\n") for piece in pieces)


def test_an_item_is_asked_for_when_the_one_before_it_is_written() -> None:
    asked: list[int] = []

    def items() -> Iterator[int]:
        for number in range(3):
            asked.append(number)
            yield number

    pieces = json_text.document({"items": items()}, str)
    written = ["".join(next(pieces) for _ in range(2)), next(pieces)]
    assert (written, asked) == (['{\n  "items": [\n', "    0,\n"], [0, 1])
