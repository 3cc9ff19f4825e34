"""Whether the rules can find anything else wrong with a document in one schema than in another.

They cannot where the two schemas agree in all that the document's validity rests on, see
:mod:`drift.operations.grounds`: of the operations that are invalid now, most were before, for the same reasons.
"""

from __future__ import annotations

from collections.abc import Sequence

from drift.operations.grounds import Grounds, Key
from drift.operations.tree import Definition
from drift.schema.element import Element, Kind, Schema
from drift.schema.position import Positions


class Shared:
    """What two schemas have in common.

    Args:
        old: One of them.
        new: The other.
    """

    def __init__(self, old: Schema, new: Schema) -> None:
        self._old = old
        self._new = new
        self._known: dict[Key, bool] = {}

    def holds(self, definitions: Sequence[Definition]) -> bool:
        """Return True when a document has the same errors in both, False when that is not known.

        Args:
            definitions: The operation or fragment, then the fragments that it needs.
        """
        return all(map(self._is_same, Grounds(self._new, definitions).keys))

    def _is_same(self, key: Key) -> bool:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._of(self._old, key) == self._of(self._new, key)
        return found

    @staticmethod
    def _of(schema: Schema, key: Key) -> object:
        """Return what a schema says to one question; equal answers mean the same."""
        sort, name, member = key
        if sort == "possible":
            return schema.once(Positions).possible_types.get(name)
        if sort == "header":
            return schema.roots
        element = schema.directives.get(name[1:]) if name.startswith("@") else schema.types.get(name)
        if sort == "kind":
            return None if element is None else element.kind
        if sort == "field":
            return None if element is None else _bare(element.child(Kind.FIELD, member))
        return _bare(element)


def _bare(element: Element | None) -> object:
    """Return an element without its words and applied directives, which no rule asks about."""
    if element is None:
        return None
    members = tuple(_bare(each) for each in element.children if each.kind is not Kind.APPLIED_DIRECTIVE)
    default = element.default is not None
    return element.kind, element.name, element.type, default, element.one_of, element.repeatable, members
