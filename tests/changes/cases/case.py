"""One row of the table, and short ways to write it."""

from __future__ import annotations

from dataclasses import dataclass

from drift.severity import Severity

_LETTERS = {"B": "BREAKING", "D": "DANGEROUS", "P": "DEPRECATED", "S": "SAFE"}


@dataclass(frozen=True)
class Case:
    """One pair.

    Attributes:
        title: What it shows.
        old: SDL.
        new: SDL.
        expected: Severity, id and coordinate of each change, sorted.
        near: Ids that a careless rule would report here and that must not be.
    """

    title: str
    old: str
    new: str
    expected: tuple[tuple[Severity, str, str], ...]
    near: tuple[str, ...]


def case(title: str, old: str, new: str, *expected: str, near: str = "") -> Case:
    """Return a case; each expectation is ``B FIELD_REMOVED Query.a``."""
    rows = []
    for line in expected:
        letter, id_, coordinate = line.split()
        rows.append((Severity[_LETTERS[letter]], id_, coordinate))
    return Case(title, old, new, tuple(sorted(rows)), tuple(near.split()))


Q = "type Query { a: String } "
# A schema in which T is an object, I an interface over T and U, N a union of both, E an enum in both
# positions, X an input object: everything reachable.
WORLD = """
type Query { t(x: X, e: E): T i: I n: N u: U e: E at: At }
interface I { id: ID }
type T implements I { id: ID name: String list: [String] self: T }
type U implements I { id: ID size: Int }
union N = T | U
enum E { A B }
input X { a: Int b: [Int!] c: X }
scalar At
"""


def change(before: str, after: str, text: str = WORLD) -> tuple[str, str]:
    """Return the world before and after one replacement."""
    assert text.count(before) == 1, before
    return text, text.replace(before, after)
