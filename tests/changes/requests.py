"""Random requests to a schema: selections, fragments, arguments, variables and directives."""

from __future__ import annotations

from random import Random

from drift.schema.element import Element, Kind, Schema
from drift.schema.position import Positions
from drift.schema.types import is_list, is_non_null, item_type, named_type, nullable

_SCALARS = {"Int": "7", "Float": "1.5", "String": '"s"', "Boolean": "true", "ID": '"i"'}


class RequestMaker:
    """Writes random operations that ought to be valid; the caller asks a validator whether they are.

    Args:
        schema: What the requests are for.
        random: Decides everything.
        focus: Coordinates that requests should touch; everything else is left out more often.
    """

    def __init__(self, schema: Schema, random: Random, focus: frozenset[str] = frozenset()) -> None:
        self.schema = schema
        self.focus = focus
        self.types = {coordinate.split(".")[0] for coordinate in focus}
        self.positions = Positions(schema)
        self.random = random
        self.variables: list[str] = []

    def request(self) -> str:
        """Return one operation."""
        self.variables = []
        operation = self.random.choice(list(self.positions.roots))
        body = self._selection(self.positions.roots[operation], 4)
        directives = self._directives(operation.upper())
        variables = f"({', '.join(self.variables)})" if self.variables else ""
        return f"{operation} R{variables}{directives} {body}"

    def _selection(self, name: str, depth: int) -> str:
        definition = self.schema.types[name]
        parts = ["__typename"]
        for field in definition.of_kind(Kind.FIELD):
            if self.random.random() < self._weight(field):
                parts.append(self._field(field, depth))
        if depth > 0:
            for other in sorted(self.positions.selectable):
                if self.positions.overlap(name, other) and self.random.random() < (
                    0.5 if other in self.types else 0.1
                ):
                    parts.append(f"... on {other} {self._selection(other, depth - 1)}")
        return "{ " + " ".join(part for part in parts if part) + " }"

    def _weight(self, element: Element) -> float:
        if any(coordinate.startswith(element.coordinate) for coordinate in self.focus):
            return 0.9
        return 0.6 if named_type(element.type or "") in self.types else 0.2

    def _field(self, field: Element, depth: int) -> str:
        answered = self.schema.types.get(named_type(field.type or ""))
        is_composite = answered is not None and answered.kind in (Kind.OBJECT, Kind.INTERFACE, Kind.UNION)
        if is_composite and depth <= 0:
            return ""
        arguments = self._arguments(field.of_kind(Kind.ARGUMENT))
        selection = self._selection(answered.name, depth - 1) if is_composite and answered is not None else ""
        return f"{field.name}{arguments}{self._directives('FIELD')} {selection}"

    def _arguments(self, arguments: tuple[Element, ...]) -> str:
        given = [
            f"{argument.name}: {self._given(argument)}"
            for argument in arguments
            if argument.is_required or self.random.random() < self._weight(argument)
        ]
        return f"({', '.join(given)})" if given else ""

    def _given(self, argument: Element) -> str:
        reference = argument.type or ""
        if self.random.random() < 0.4:
            name = f"v{len(self.variables)}"
            if is_non_null(reference) and argument.default is not None and self.random.random() < 0.5:
                reference = nullable(reference)
            self.variables.append(f"${name}: {reference}")
            return f"${name}"
        return self._literal(reference, 3)

    def _literal(self, reference: str, depth: int) -> str:
        if not is_non_null(reference) and (depth <= 0 or self.random.random() < 0.15):
            return "null"
        reference = nullable(reference)
        if is_list(reference):
            item = item_type(reference)
            if self.random.random() < 0.3 and not is_list(item):
                return self._literal(item, depth)
            return "[" + ", ".join(self._literal(item, depth) for _ in range(self.random.randrange(3))) + "]"
        definition = self.schema.types.get(reference)
        if definition is None:
            return _SCALARS[reference]
        if definition.kind is Kind.ENUM:
            return self.random.choice(definition.of_kind(Kind.ENUM_VALUE)).name
        if definition.kind is Kind.SCALAR:
            return self.random.choice(['"x"', "3", "{a: 1}"])
        return self._object(definition, depth)

    def _object(self, definition: Element, depth: int) -> str:
        fields = definition.of_kind(Kind.INPUT_FIELD)
        if definition.one_of:
            field = self.random.choice(fields)
            return f"{{{field.name}: {self._literal(nullable(field.type or '') + '!', depth - 1)}}}"
        given = [
            f"{field.name}: {self._literal(field.type or '', depth - 1)}"
            for field in fields
            if field.is_required or self.random.random() < self._weight(field)
        ]
        return "{" + ", ".join(given) + "}"

    def _directives(self, location: str) -> str:
        text = ""
        for directive in self.schema.directives.values():
            if directive.child(Kind.DIRECTIVE_LOCATION, location) is not None:
                for _ in range(2 if directive.repeatable else 1):
                    if self.random.random() < 0.15:
                        text += (
                            f" @{directive.name}{self._arguments(directive.of_kind(Kind.DIRECTIVE_ARGUMENT))}"
                        )
        return text
