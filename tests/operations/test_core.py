"""What graphql-core reads is the same in all of its versions, and ours at the same places."""

from __future__ import annotations

import pytest
from graphql import GraphQLSyntaxError

from drift.operations import core


@pytest.mark.parametrize("text", ["query A {}", "{ a { } }", "fragment F on T {}", "{ ... { } }"])
def test_a_selection_of_nothing_is_not_graphql(text: str) -> None:
    with pytest.raises(GraphQLSyntaxError, match="Expected Name, found '}'"):
        core.read(text)


def test_definitions_begin_after_their_descriptions() -> None:
    text = '# c\n"""of a query"""\nquery Q { a }\ntype A { b: Int }\nfragment F on T { b }'
    assert [text[each.start : each.end] for each in core.read(text)] == [
        "query Q { a }",
        "fragment F on T { b }",
    ]
