"""The part of a schema that a set of documents can tell from the whole, as graphql-core needs it.

Building all of a large schema takes far longer than checking the operations of one client against it. What the
documents select from, name, or give values for is there in full; what they do not is left out, or is there as a
placeholder where something that is there refers to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from drift.operations.tree import Definition, Field, FragmentDefinition, Inline, SelectionSet
from drift.schema.element import Element, Kind, Omission, Schema
from drift.schema.position import COMPOSITE_KINDS, Positions
from drift.schema.types import is_list, is_non_null, item_type, named_type, nullable

if TYPE_CHECKING:
    from graphql import GraphQLSchema

_SCALARS = {
    "Int": "GraphQLInt",
    "Float": "GraphQLFloat",
    "String": "GraphQLString",
    "Boolean": "GraphQLBoolean",
}
_SCALARS["ID"] = "GraphQLID"


def pruned(schema: Schema, definitions: Iterable[Definition]) -> GraphQLSchema:
    """Return a schema against which the definitions validate exactly as against the whole one.

    Suggestions that graphql-core adds to its messages may name fewer types.
    """
    needs = _Needs(schema)
    for definition in definitions:
        needs.definition(definition)
    return _Builder(schema, needs).schema


class _Needs:
    """Which parts of a schema some documents touch."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.positions = schema.once(Positions)
        self.composites: set[str] = set()
        self.inputs: set[str] = set()
        self.fields: set[str] = set()
        for root in self.positions.roots.values():
            self.composites.add(root)
        for directive in schema.directives.values():
            self._arguments(directive)

    def definition(self, definition: Definition) -> None:
        if isinstance(definition, FragmentDefinition):
            self._selections(definition.selection_set, definition.condition.value)
            return
        for variable in definition.variables:
            self._type(variable.type.name.value)
        self._selections(definition.selection_set, self.schema.roots.get(definition.operation, ""))

    def _selections(self, selection_set: SelectionSet | None, parent: str) -> None:
        waiting = [(selection_set, parent)]
        while waiting:
            current, owner = waiting.pop()
            self._type(owner)
            for selection in current.selections if current else ():
                if isinstance(selection, Field):
                    waiting.append((selection.selection_set, self._field(owner, selection.name.value)))
                elif isinstance(selection, Inline):
                    condition = owner if selection.condition is None else selection.condition.value
                    waiting.append((selection.selection_set, condition))

    def _field(self, owner: str, name: str) -> str:
        type_ = self.schema.types.get(owner)
        field = None if type_ is None else type_.child(Kind.FIELD, name)
        if field is None:
            return ""
        if field.coordinate not in self.fields:
            self.fields.add(field.coordinate)
            self._type(named_type(field.type or ""))
            self._arguments(field)
        return named_type(field.type or "")

    def _arguments(self, holder: Element) -> None:
        for argument in holder.children:
            if argument.kind in (Kind.ARGUMENT, Kind.DIRECTIVE_ARGUMENT):
                self._input(named_type(argument.type or ""))

    def _type(self, name: str) -> None:
        type_ = self.schema.types.get(name)
        if type_ is None:
            if name in _SCALARS:
                self.inputs.add(name)
            return
        if type_.kind in COMPOSITE_KINDS:
            self.composites.add(name)
        else:
            self._input(name)

    def _input(self, name: str) -> None:
        waiting = [name]
        while waiting:
            type_ = self.schema.types.get(waiting.pop())
            if type_ is not None and type_.name not in self.inputs:
                self.inputs.add(type_.name)
                waiting.extend(named_type(field.type or "") for field in type_.of_kind(Kind.INPUT_FIELD))


class _Builder:
    """Builds graphql-core's objects from elements, without a text in between."""

    def __init__(self, schema: Schema, needs: _Needs) -> None:
        self._schema = schema
        self._needs = needs
        self._types: dict[str, Any] = {}

    @cached_property
    def _placeholder(self) -> Any:
        from graphql import GraphQLScalarType

        return GraphQLScalarType("Placeholder__")

    @property
    def schema(self) -> GraphQLSchema:
        """The finished schema; it is never executed, so it need not be valid as a whole."""
        from graphql import GraphQLSchema, specified_directives

        wanted = self._needs.composites | self._needs.inputs
        positions = self._needs.positions
        # Whether two types overlap depends on all of their possible types.
        members = {
            member for name in self._needs.composites for member in positions.possible_types.get(name, ())
        }
        types = [self._type(name) for name in sorted(wanted | members)]
        roots = {name: self._type(root) for name, root in positions.roots.items()}
        directives = [self._directive(element) for element in self._schema.directives.values()]
        given = {directive.name for directive in directives}
        return GraphQLSchema(
            query=roots.get("query"),
            mutation=roots.get("mutation"),
            subscription=roots.get("subscription"),
            types=types,
            directives=[*directives, *(each for each in specified_directives if each.name not in given)],
            assume_valid=True,
        )

    def _type(self, name: str) -> Any:
        if name not in self._types:
            self._types[name] = self._built(name)
        return self._types[name]

    def _built(self, name: str) -> Any:
        import graphql

        if name in _SCALARS:
            return getattr(graphql, _SCALARS[name])
        element = self._schema.types.get(name)
        if element is None or element.kind is Kind.SCALAR:
            return graphql.GraphQLScalarType(name)
        if element.kind is Kind.ENUM:
            values = {
                value.name: graphql.GraphQLEnumValue(value.name) for value in element.of_kind(Kind.ENUM_VALUE)
            }
            return graphql.GraphQLEnumType(name, values)
        if element.kind is Kind.INPUT_OBJECT:
            return graphql.GraphQLInputObjectType(
                name, lambda: self._input_fields(element), is_one_of=element.one_of
            )
        if element.kind is Kind.UNION:
            members = element.of_kind(Kind.UNION_MEMBER)
            return graphql.GraphQLUnionType(
                name,
                lambda: [self._type(m.name) for m in members if self._is(m.name, Kind.OBJECT)],
            )
        make = graphql.GraphQLObjectType if element.kind is Kind.OBJECT else graphql.GraphQLInterfaceType
        return make(name, lambda: self._fields(element), lambda: self._interfaces(element))

    def _is(self, name: str, kind: Kind) -> bool:
        found = self._schema.types.get(name)
        return found is not None and found.kind is kind

    def _interfaces(self, element: Element) -> list[Any]:
        names = (each.name for each in element.of_kind(Kind.IMPLEMENTS))
        return [self._type(n) for n in names if n in self._needs.composites and self._is(n, Kind.INTERFACE)]

    def _fields(self, element: Element) -> dict[str, Any]:
        from graphql import GraphQLField

        fields: dict[str, Any] = {}
        for field in element.of_kind(Kind.FIELD):
            if field.coordinate in self._needs.fields:
                arguments = self._arguments(field.of_kind(Kind.ARGUMENT))
                fields[field.name] = GraphQLField(self._reference(field.type or ""), arguments)
            elif element.name in self._needs.composites:
                # Nothing selects it: its name counts, for what a message suggests, and nothing else.
                fields[field.name] = GraphQLField(self._placeholder)
        return fields

    def _arguments(self, arguments: Iterable[Element]) -> dict[str, Any]:
        from graphql import GraphQLArgument

        return {
            argument.name: GraphQLArgument(self._reference(argument.type or ""), **self._default(argument))
            for argument in arguments
        }

    def _input_fields(self, element: Element) -> dict[str, Any]:
        from graphql import GraphQLInputField

        return {
            field.name: GraphQLInputField(self._reference(field.type or ""), **self._default(field))
            for field in element.of_kind(Kind.INPUT_FIELD)
        }

    def _default(self, element: Element) -> dict[str, Any]:
        """Return a default value where there is one; which one makes no difference to validation."""
        is_unknown = f"{element.coordinate}#default" in self._schema.unknown
        return {} if element.default is None and not is_unknown else {"default_value": None}

    def _reference(self, reference: str) -> Any:
        from graphql import GraphQLList, GraphQLNonNull

        inner = nullable(reference)
        found = GraphQLList(self._reference(item_type(inner))) if is_list(inner) else self._type(inner)
        return GraphQLNonNull(found) if is_non_null(reference) else found

    def _directive(self, element: Element) -> Any:
        from graphql import DirectiveLocation, GraphQLDirective

        known = DirectiveLocation.__members__
        locations = [
            known[each.name] for each in element.of_kind(Kind.DIRECTIVE_LOCATION) if each.name in known
        ]
        if Omission.DIRECTIVE_LOCATIONS in self._schema.omits:
            locations = list(known.values())
        return GraphQLDirective(
            element.name,
            locations,
            self._arguments(element.of_kind(Kind.DIRECTIVE_ARGUMENT)),
            is_repeatable=element.repeatable,
        )
