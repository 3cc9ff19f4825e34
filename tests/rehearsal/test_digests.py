from __future__ import annotations

from pathlib import Path

from drift.rehearsal.digests import digest_of
from tests.operations.project import find


def digest(folder: Path, text: str) -> str:
    operations = find(folder, {"q.graphql": text})
    return digest_of(operations, operations.operations[0])


def test_a_digest_outlives_layout_and_the_order_of_fragments_and_nothing_else(tmp_path: Path) -> None:
    query, first, second = "query Q { ...B ...A }", "fragment A on T { a }", "fragment B on T { b }"
    one = digest(tmp_path / "1", f"{query}\n{first}\n{second}")
    assert digest(tmp_path / "2", f"# Words.\n{second}\n\n{first}\nquery Q {{\n  ...B\n  ...A\n}}\n") == one
    assert digest(tmp_path / "3", f"{query}\n{first}\n{second.replace('{ b }', '{ c }')}") != one
    assert digest(tmp_path / "4", f"{query.replace('Q', 'R')}\n{first}\n{second}") != one
