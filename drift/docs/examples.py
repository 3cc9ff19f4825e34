"""An operation for each root field: it validates, asks for little, and shows the shape of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from drift.docs.references import References
from drift.schema.element import Element, Kind, Schema
from drift.schema.samples import Samples
from drift.schema.types import named_type

_FIRST = [
    "id",
    "name",
    "title",
    "login",
    "status",
    "state",
    "severity",
    "type",
    "url",
    "email",
    "createdAt",
    "description",
    "message",
    "code",
    "field",
]
_LEAVES = frozenset({Kind.SCALAR, Kind.ENUM})
_LINE = 80
_MOST_LEAVES = 5
_MOST_POSSIBLE = 2


@dataclass(frozen=True, slots=True)
class Example:
    """An operation and its variables.

    Attributes:
        operation: ``query``, ``mutation`` or ``subscription``.
        name: The operation's name.
        text: The document, without line end.
        variables: JSON values of every required argument, in order.
    """

    operation: str
    name: str
    text: str
    variables: dict[str, Any]


class Examples:
    """Makes the examples of one schema."""

    def __init__(self, schema: Schema, references: References) -> None:
        self._schema = schema
        self._references = references
        self._samples = Samples(schema)

    def of(self, operation: str, field: Element) -> Example:
        """Return the example of a root field."""
        returned = named_type(field.type or "")
        required = [argument for argument in field.of_kind(Kind.ARGUMENT) if argument.is_required]
        name = field.name[:1].upper() + field.name[1:]
        subject = returned if returned in self._schema.types else field.name
        variables = {argument.name: self._samples.value(argument, subject=subject) for argument in required}
        head = f"{operation} {name}{_definitions(required, len(operation) + len(name))} {{"
        lines = [head, f"  {field.name}{_passed(required)}{self._block(returned, '  ')}", "}"]
        return Example(operation, name, "\n".join(lines), variables)

    def _block(self, type_name: str, indentation: str) -> str:
        lines = self._selection(type_name, (), {})
        if not lines:
            return ""
        inner = "".join(f"\n{indentation}  {line}" for line in lines)
        return f" {{{inner}\n{indentation}}}"

    def _selection(self, type_name: str, around: tuple[str, ...], claimed: Mapping[str, str]) -> list[str]:
        """Return the lines of a selection set; none for a leaf.

        Args:
            type_name: The type to select from.
            around: Types that enclose it, outermost first.
            claimed: Response names that sibling fragments gave a meaning, with their types.
        """
        found = self._schema.types.get(type_name)
        if found is None or found.kind in _LEAVES or found.kind is Kind.INPUT_OBJECT:
            return []
        if found.kind is Kind.UNION:
            return self._abstract(found, ["__typename"], around, claimed)
        fields = [
            field
            for field in found.of_kind(Kind.FIELD)
            if field.deprecation is None
            and (field.name not in claimed or (claimed[field.name] == field.type and self._is_leaf(field)))
            and not any(argument.is_required for argument in field.of_kind(Kind.ARGUMENT))
        ]
        connection = self._connection(fields, around)
        if connection:
            return connection
        leaves = sorted((field for field in fields if self._is_leaf(field)), key=_preference)
        lines = [field.name for field in leaves if field.name != "clientMutationId"][:_MOST_LEAVES]
        if len(lines) < 2 and len(around) < 3:
            lines += self._nested(fields, (*around, type_name), 1 + (not around))
        if found.kind is Kind.INTERFACE:
            return self._abstract(found, ["__typename", *lines], around, claimed)
        return lines or ["__typename"]

    def _is_leaf(self, field: Element) -> bool:
        found = self._schema.types.get(named_type(field.type or ""))
        return found is None or found.kind in _LEAVES

    def _nested(self, fields: list[Element], around: tuple[str, ...], most: int) -> list[str]:
        lines: list[str] = []
        for field in fields:
            name = named_type(field.type or "")
            if self._is_leaf(field) or name in around:
                continue
            lines += self._composite(field.name, self._selection(name, around, {}))
            most -= 1
            if most == 0:
                break
        return lines

    def _connection(self, fields: list[Element], around: tuple[str, ...]) -> list[str]:
        """Return what one reads of a Relay-like list, nothing when this is none."""
        by_name = {field.name: named_type(field.type or "") for field in fields}
        if "pageInfo" not in by_name or not by_name.keys() & {"nodes", "edges"}:
            return []
        lines: list[str] = []
        if "nodes" in by_name:
            lines += self._composite("nodes", self._selection(by_name["nodes"], (*around, "", ""), {}))
        else:
            edge = self._schema.types.get(by_name["edges"])
            node = None if edge is None else edge.child(Kind.FIELD, "node")
            if node is None or any(argument.is_required for argument in node.of_kind(Kind.ARGUMENT)):
                return []
            inner = self._selection(named_type(node.type or ""), (*around, "", ""), {})
            lines += self._composite("edges", self._composite("node", inner))
        page_info = self._schema.types.get(by_name["pageInfo"])
        known = set() if page_info is None else {field.name for field in page_info.of_kind(Kind.FIELD)}
        asked: list[str] = [name for name in ("hasNextPage", "endCursor") if name in known]
        return lines + (self._composite("pageInfo", asked) if asked else [])

    def _abstract(
        self, found: Element, lines: list[str], around: tuple[str, ...], claimed: Mapping[str, str]
    ) -> list[str]:
        if len(lines) >= 4 or len(around) > 3:
            return lines
        # One response name must have one type within a selection set, whatever fragment it is in.
        taken = {**claimed, **self._meanings(found, lines)}
        for name in self._references.possible_types(found)[:_MOST_POSSIBLE]:
            inner = self._selection(name, (*around, found.name, "", ""), taken)
            if inner and inner != ["__typename"]:
                lines = [*lines, *self._composite(f"... on {name}", inner)]
                taken |= self._meanings(self._schema.types[name], inner)
        return lines

    @staticmethod
    def _meanings(found: Element, lines: list[str]) -> dict[str, str]:
        """Return the types of the fields that the lines of a selection select from a type."""
        selected = {line.split(" ")[0] for line in lines}
        return {field.name: field.type or "" for field in found.of_kind(Kind.FIELD) if field.name in selected}

    @staticmethod
    def _composite(name: str, inner: list[str]) -> list[str]:
        return [f"{name} {{", *(f"  {line}" for line in inner), "}"] if inner else [name]


def _preference(field: Element) -> int:
    return _FIRST.index(field.name) if field.name in _FIRST else len(_FIRST)


def _definitions(required: list[Element], used: int) -> str:
    if not required:
        return ""
    each = [f"${argument.name}: {argument.type}" for argument in required]
    joined = ", ".join(each)
    if used + len(joined) + 5 <= _LINE:
        return f"({joined})"
    return "(" + "".join(f"\n  {one}" for one in each) + "\n)"


def _passed(required: list[Element]) -> str:
    each = [f"{argument.name}: ${argument.name}" for argument in required]
    joined = ", ".join(each)
    if not each or len(joined) + 10 <= _LINE:
        return f"({joined})" if each else ""
    return "(" + "".join(f"\n    {one}" for one in each) + "\n  )"
