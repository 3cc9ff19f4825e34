"""Type references as text (``[ID!]!``) and the one relation that compatibility needs.

Follows https://spec.graphql.org/September2025/#sec-Type-References
"""

from __future__ import annotations

from collections.abc import Callable

SubtypeTest = Callable[[str, str], bool]


def named_type(reference: str) -> str:
    """Return the name inside a type reference: ``[ID!]!`` gives ``ID``."""
    return reference.strip("[]!")


def is_non_null(reference: str) -> bool:
    """Return whether null is ruled out at the outermost level."""
    return reference.endswith("!")


def nullable(reference: str) -> str:
    """Return the reference without its outermost ``!``."""
    return reference[:-1] if reference.endswith("!") else reference


def is_list(reference: str) -> bool:
    """Return whether the outermost level, nullability aside, is a list."""
    return reference.startswith("[")


def item_type(reference: str) -> str:
    """Return the reference of a list's items: ``[ID!]!`` gives ``ID!``.

    The argument must be a list.
    """
    return nullable(reference)[1:-1]


def are_types_compatible(given: str, wanted: str, is_subtype: SubtypeTest = lambda a, b: a == b) -> bool:
    """Return whether every value of type *given* is also a value of type *wanted*.

    A response stays readable when ``are_types_compatible(new, old)``; a request stays valid when
    ``are_types_compatible(old, new)``.

    Args:
        given: Type reference of the value at hand.
        wanted: Type reference that the value must fit.
        is_subtype: Says whether a named type fits another; equality when omitted, which is what inputs need.
    """
    if is_non_null(wanted):
        return is_non_null(given) and are_types_compatible(nullable(given), nullable(wanted), is_subtype)
    given = nullable(given)
    if is_list(wanted) or is_list(given):
        return (
            is_list(wanted)
            and is_list(given)
            and are_types_compatible(item_type(given), item_type(wanted), is_subtype)
        )
    return is_subtype(given, wanted)
