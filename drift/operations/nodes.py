"""Where in an operation each schema element is named, for edits of its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLSchema

Nodes = dict[str, list[Any]]


@dataclass
class Uses:
    """Nodes by schema coordinate.

    Attributes:
        names: The name nodes of fields, arguments, input fields, enum values and types.
        aliased: Identities of those of fields that have an alias.
        owners: Fields, directives and input objects, in which arguments and input fields stand.
        variables: Type nodes of the variables that are given for arguments and input fields.
        variable_types: Names of the variables' types.
        variable_names: Names of the variables.
    """

    names: Nodes = field(default_factory=dict)
    aliased: set[int] = field(default_factory=set)
    owners: Nodes = field(default_factory=dict)
    variables: Nodes = field(default_factory=dict)
    variable_types: set[str] = field(default_factory=set)
    variable_names: set[str] = field(default_factory=set)

    def lacking(self, owner: str, name: str) -> list[Any]:
        """Return the nodes of a field, directive or input object in which an argument or field is not given."""
        return [
            node
            for node in self.owners.get(owner, ())
            if name not in {item.name.value for item in _items(node)}
        ]

    def free_variable(self, name: str) -> str:
        """Return a name for a variable that no variable has."""
        number = 2
        candidate = name
        while candidate in self.variable_names:
            candidate = f"{name}{number}"
            number += 1
        return candidate


def uses_of(document: DocumentNode, schema: GraphQLSchema) -> Uses:
    """Return where a document of one operation and its fragments names the elements of a schema."""
    from graphql import (
        DirectiveNode,
        EnumValueNode,
        FieldNode,
        NamedTypeNode,
        ObjectValueNode,
        OperationDefinitionNode,
        TypeInfo,
        TypeInfoVisitor,
        VariableDefinitionNode,
        get_named_type,
        visit,
    )
    from graphql.language import Visitor

    uses = Uses()
    info = TypeInfo(schema)
    types: dict[str, Any] = {}
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            for variable in definition.variable_definitions or ():
                types[variable.variable.name.value] = variable.type
    uses.variable_names.update(types)

    class Collector(Visitor):
        def enter(self, node: Any, *_: Any) -> None:
            if isinstance(node, FieldNode):
                parent = info.get_parent_type()
                if parent is not None:
                    coordinate = f"{parent.name}.{node.name.value}"
                    _add(uses.names, coordinate, node.name)
                    if node.alias is not None:
                        uses.aliased.add(id(node.name))
                    _given(uses, types, node, coordinate, "{}({}:)")
            elif isinstance(node, DirectiveNode):
                _given(uses, types, node, f"@{node.name.value}", "{}({}:)")
            elif isinstance(node, ObjectValueNode):
                named = get_named_type(info.get_input_type())
                if named is not None:
                    _given(uses, types, node, named.name, "{}.{}")
            elif isinstance(node, EnumValueNode):
                named = get_named_type(info.get_input_type())
                if named is not None:
                    _add(uses.names, f"{named.name}.{node.value}", node)
            elif isinstance(node, NamedTypeNode):
                _add(uses.names, node.name.value, node.name)
            elif isinstance(node, VariableDefinitionNode):
                named = get_named_type(info.get_input_type())
                if named is not None:
                    uses.variable_types.add(named.name)

    visit(document, TypeInfoVisitor(info, Collector()))
    return uses


def _add(nodes: Nodes, coordinate: str, node: Any) -> None:
    nodes.setdefault(coordinate, []).append(node)


def _items(node: Any) -> Any:
    """Return the arguments of a field or directive, or the fields of an input object."""
    return node.fields if hasattr(node, "fields") else node.arguments or ()


def _given(uses: Uses, types: dict[str, Any], node: Any, owner: str, form: str) -> None:
    """Remember what an owner is given, and the variables among it."""
    from graphql import VariableNode

    _add(uses.owners, owner, node)
    for item in _items(node):
        coordinate = form.format(owner, item.name.value)
        _add(uses.names, coordinate, item.name)
        if isinstance(item.value, VariableNode) and item.value.name.value in types:
            _add(uses.variables, coordinate, types[item.value.name.value])
