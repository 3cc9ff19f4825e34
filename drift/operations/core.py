"""Between our tree and graphql-core's nodes: the one place where those are read or made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any

import graphql
from graphql import language

from drift.operations import tree
from drift.operations.tree import Sort
from drift.schema.types import is_list, is_non_null, item_type, nullable

MAX_TOKENS = 200_000
# graphql-core 3.3 accepts selection sets with nothing in them, which servers refuse.
_PARSING: Mapping[str, Any] = {
    "max_tokens": MAX_TOKENS,
    **(
        {"allow_empty_selection_sets": False}
        if "allow_empty_selection_sets" in signature(graphql.parse).parameters
        else {}
    ),
}
_NO_TEXT = language.Source("")
_SORTS = {
    "int_value": Sort.INT,
    "float_value": Sort.FLOAT,
    "string_value": Sort.STRING,
    "boolean_value": Sort.BOOLEAN,
    "null_value": Sort.NULL,
    "enum_value": Sort.ENUM,
}
_NUMBERS = {Sort.INT: language.IntValueNode, Sort.FLOAT: language.FloatValueNode}


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Takes the place of graphql-core's location: the node of ours that a node was made from.

    Attributes:
        node: The node.
        definition: The operation or fragment that it is in.
    """

    node: tree.Node
    definition: tree.Definition

    @property
    def start(self) -> int:
        """Where the node begins."""
        return self.node.start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.node.end

    @property
    def source(self) -> language.Source:
        """No text: places are said by :class:`drift.operations.source.Document`."""
        return _NO_TEXT


# As keys of the rules' caches, graphql-core's own would be hashed with everything below them, again and again.
class SelectionSetNode(language.SelectionSetNode):
    """A selection set that is told apart by identity."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__


class OperationDefinitionNode(language.OperationDefinitionNode):
    """An operation that is told apart by identity."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__


class FragmentDefinitionNode(language.FragmentDefinitionNode):
    """A fragment that is told apart by identity."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__


def read(text: str) -> tuple[tree.Definition, ...]:
    """Return the operations and fragments of a text; definitions of types in it are passed over.

    Raises:
        graphql.GraphQLSyntaxError: The text is not GraphQL.
    """
    document = graphql.parse(text, **_PARSING)
    found: list[tree.Definition] = []
    for node in document.definitions:
        if isinstance(node, language.OperationDefinitionNode):
            found.append(_operation(node))
        elif isinstance(node, language.FragmentDefinitionNode):
            found.append(_fragment(node))
    return tuple(found)


def read_selections(text: str) -> tuple[tree.Selection, ...] | None:
    """Return what a text selects, read between braces and blanks; None when it is not a selection."""
    try:
        definitions = read(f"{{ {text} }}")
    except (graphql.GraphQLSyntaxError, RecursionError):
        return None
    return definitions[0].selection_set.selections if len(definitions) == 1 else None


def is_graphql(text: str) -> bool:
    """Return whether a text holds operations or fragments, and nothing that is not GraphQL."""
    try:
        return bool(read(text))
    except (graphql.GraphQLSyntaxError, RecursionError):
        return False


def document_of(definitions: Iterable[tree.Definition]) -> graphql.DocumentNode:
    """Return definitions as graphql-core's nodes, whose locations are :class:`Origin`."""
    return graphql.DocumentNode(definitions=tuple(_Maker(each).definition() for each in definitions))


def _span(node: Any) -> tuple[int, int]:
    return node.loc.start, node.loc.end


def _definition_span(node: Any) -> tuple[int, int]:
    """Return where a definition begins, after its description, and ends."""
    token = node.loc.start_token
    while token.kind in (
        language.TokenKind.STRING,
        language.TokenKind.BLOCK_STRING,
        language.TokenKind.COMMENT,
    ):
        token = token.next
    return token.start, node.loc.end


def _operation(node: language.OperationDefinitionNode) -> tree.OperationDefinition:
    return tree.OperationDefinition(
        *_definition_span(node),
        node.operation.value,
        None if node.name is None else _name(node.name),
        tuple(map(_variable_definition, node.variable_definitions or ())),
        _directives(node),
        _selections(node.selection_set),
    )


def _fragment(node: language.FragmentDefinitionNode) -> tree.FragmentDefinition:
    condition = _name(node.type_condition.name)
    return tree.FragmentDefinition(
        *_definition_span(node),
        _name(node.name),
        condition,
        _directives(node),
        _selections(node.selection_set),
    )


def _name(node: language.NameNode) -> tree.Name:
    return tree.Name(*_span(node), node.value)


def _variable_definition(node: language.VariableDefinitionNode) -> tree.VariableDefinition:
    default = None if node.default_value is None else _value(node.default_value)
    return tree.VariableDefinition(
        *_span(node), _variable(node.variable), _type(node.type), default, _directives(node)
    )


def _variable(node: language.VariableNode) -> tree.Variable:
    return tree.Variable(*_span(node), node.name.value)


def _type(node: language.TypeNode) -> tree.TypeReference:
    inner: Any = node
    while not isinstance(inner, language.NamedTypeNode):
        inner = inner.type
    return tree.TypeReference(*_span(node), language.print_ast(node), _name(inner.name))


def _directives(node: Any) -> tuple[tree.Directive, ...]:
    return tuple(
        tree.Directive(*_span(each), _name(each.name), _arguments(each.arguments))
        for each in node.directives or ()
    )


def _arguments(nodes: Sequence[Any] | None) -> tuple[tree.Argument, ...]:
    return tuple(tree.Argument(*_span(each), _name(each.name), _value(each.value)) for each in nodes or ())


def _selections(node: language.SelectionSetNode) -> tree.SelectionSet:
    return tree.SelectionSet(*_span(node), tuple(map(_selection, node.selections)))


def _selection(node: Any) -> tree.Selection:
    if isinstance(node, language.FieldNode):
        alias = None if node.alias is None else _name(node.alias)
        inner = None if node.selection_set is None else _selections(node.selection_set)
        arguments = _arguments(node.arguments)
        return tree.Field(*_span(node), alias, _name(node.name), arguments, _directives(node), inner)
    if isinstance(node, language.FragmentSpreadNode):
        return tree.Spread(*_span(node), _name(node.name), _directives(node))
    condition = None if node.type_condition is None else _name(node.type_condition.name)
    return tree.Inline(*_span(node), condition, _directives(node), _selections(node.selection_set))


def _value(node: language.ValueNode) -> tree.Value:
    if isinstance(node, language.VariableNode):
        return _variable(node)
    if isinstance(node, language.ListValueNode):
        return tree.ListValue(*_span(node), tuple(map(_value, node.values)))
    if isinstance(node, language.ObjectValueNode):
        return tree.ObjectValue(*_span(node), _arguments(node.fields))
    return tree.Literal(*_span(node), _SORTS[node.kind], language.print_ast(node))


class _Maker:
    """Makes graphql-core's nodes of one definition."""

    def __init__(self, definition: tree.Definition) -> None:
        self._definition = definition

    def definition(self) -> Any:
        node = self._definition
        if isinstance(node, tree.OperationDefinition):
            return OperationDefinitionNode(
                operation=language.OperationType(node.operation),
                name=None if node.name is None else self._name(node.name),
                variable_definitions=tuple(map(self._variable_definition, node.variables)),
                directives=self._directives(node.directives),
                selection_set=self._selections(node.selection_set),
                loc=self._at(node),
            )
        return FragmentDefinitionNode(
            name=self._name(node.name),
            variable_definitions=(),
            type_condition=self._named(node.condition),
            directives=self._directives(node.directives),
            selection_set=self._selections(node.selection_set),
            loc=self._at(node),
        )

    def _at(self, node: tree.Node) -> Any:
        return Origin(node, self._definition)

    def _name(self, node: tree.Name) -> Any:
        return language.NameNode(value=node.value, loc=self._at(node))

    def _named(self, node: tree.Name) -> Any:
        return language.NamedTypeNode(name=self._name(node), loc=self._at(node))

    def _variable_definition(self, node: tree.VariableDefinition) -> Any:
        return language.VariableDefinitionNode(
            variable=self._value(node.variable),
            type=self._type(node.type.text, node.type),
            default_value=None if node.default is None else self._value(node.default),
            directives=self._directives(node.directives),
            loc=self._at(node),
        )

    def _type(self, text: str, node: tree.TypeReference) -> Any:
        if is_non_null(text):
            return language.NonNullTypeNode(type=self._type(nullable(text), node), loc=self._at(node))
        if is_list(text):
            return language.ListTypeNode(type=self._type(item_type(text), node), loc=self._at(node))
        return self._named(node.name)

    def _directives(self, nodes: tuple[tree.Directive, ...]) -> Any:
        return tuple(
            language.DirectiveNode(
                name=self._name(each.name), arguments=self._arguments(each.arguments), loc=self._at(each)
            )
            for each in nodes
        )

    def _arguments(self, nodes: tuple[tree.Argument, ...]) -> Any:
        return tuple(
            language.ArgumentNode(
                name=self._name(each.name), value=self._value(each.value), loc=self._at(each)
            )
            for each in nodes
        )

    def _selections(self, node: tree.SelectionSet) -> Any:
        return SelectionSetNode(selections=tuple(map(self._selection, node.selections)), loc=self._at(node))

    def _selection(self, node: tree.Selection) -> Any:
        directives = self._directives(node.directives)
        if isinstance(node, tree.Field):
            return language.FieldNode(
                alias=None if node.alias is None else self._name(node.alias),
                name=self._name(node.name),
                arguments=self._arguments(node.arguments),
                directives=directives,
                selection_set=None if node.selection_set is None else self._selections(node.selection_set),
                loc=self._at(node),
            )
        if isinstance(node, tree.Spread):
            return language.FragmentSpreadNode(
                name=self._name(node.name), directives=directives, loc=self._at(node)
            )
        return language.InlineFragmentNode(
            type_condition=None if node.condition is None else self._named(node.condition),
            directives=directives,
            selection_set=self._selections(node.selection_set),
            loc=self._at(node),
        )

    def _value(self, node: tree.Value) -> Any:
        at = self._at(node)
        if isinstance(node, tree.Variable):
            return language.VariableNode(name=language.NameNode(value=node.name, loc=at), loc=at)
        if isinstance(node, tree.ListValue):
            return language.ListValueNode(values=tuple(map(self._value, node.items)), loc=at)
        if isinstance(node, tree.ObjectValue):
            fields = tuple(
                language.ObjectFieldNode(
                    name=self._name(each.name), value=self._value(each.value), loc=self._at(each)
                )
                for each in node.fields
            )
            return language.ObjectValueNode(fields=fields, loc=at)
        if node.sort is Sort.STRING:
            value = graphql.parse_value(node.text, no_location=True)
            is_block = node.text.startswith('"""')
            return language.StringValueNode(value=getattr(value, "value", ""), block=is_block, loc=at)
        if node.sort is Sort.BOOLEAN:
            return language.BooleanValueNode(value=node.text == "true", loc=at)
        if node.sort is Sort.NULL:
            return language.NullValueNode(loc=at)
        if node.sort is Sort.ENUM:
            return language.EnumValueNode(value=node.text, loc=at)
        return _NUMBERS[node.sort](value=node.text, loc=at)
