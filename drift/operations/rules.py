"""The validation rules that operations are held to: the specification's, with one wording for every graphql-core.

graphql-core 3.2 and 3.3 report values and missing arguments in different words and at different nodes, and only 3.3
refuses an operation type that the schema lacks. Those rules are written here; the others are taken as they are.
Follows https://spec.graphql.org/September2025/#sec-Validation
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    ASTValidationRule,
    BooleanValueNode,
    DirectiveNode,
    EnumValueNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    FragmentsOnCompositeTypesRule,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    InlineFragmentNode,
    IntValueNode,
    KnownArgumentNamesRule,
    KnownDirectivesRule,
    KnownFragmentNamesRule,
    KnownTypeNamesRule,
    ListValueNode,
    NoFragmentCyclesRule,
    NoUndefinedVariablesRule,
    NoUnusedVariablesRule,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    PossibleFragmentSpreadsRule,
    ScalarLeafsRule,
    StringValueNode,
    UniqueArgumentNamesRule,
    UniqueDirectivesPerLocationRule,
    UniqueInputFieldNamesRule,
    UniqueVariableNamesRule,
    ValidationContext,
    ValidationRule,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
    is_scalar_type,
    print_ast,
    type_from_ast,
)
from graphql.pyutils import did_you_mean, suggestion_list

MAX_SHOWN = 80
MAX_INT = 2**31

_LITERALS: Mapping[str, tuple[type[ValueNode], ...]] = {
    "Int": (IntValueNode,),
    "Float": (IntValueNode, FloatValueNode),
    "String": (StringValueNode,),
    "Boolean": (BooleanValueNode,),
    "ID": (StringValueNode, IntValueNode),
}

Misfit = tuple[Any, str, str]


class MissingError(GraphQLError):
    """An error about something that a node lacks.

    Attributes:
        subject: The name of what is missing.
    """

    def __init__(self, message: str, node: Any, subject: str) -> None:
        super().__init__(message, node)
        self.subject = subject


def subject_of(error: GraphQLError) -> str:
    """Return the name of what is missing where an error is; empty when the node itself is wrong."""
    return error.subject if isinstance(error, MissingError) else ""


class OperationTypesRule(ValidationRule):
    """The schema has a root operation type for the operation."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Report an operation of a type that the schema lacks."""
        if self.context.schema.get_root_type(node.operation) is None:
            self.report_error(
                GraphQLError(f"The schema does not support operations of type {node.operation.value}.", node)
            )


class SingleRootFieldRule(ValidationRule):
    """A subscription selects one root field, without conditions, and none of introspection.

    Follows https://spec.graphql.org/September2025/#sec-Single-Root-Field
    """

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Report a subscription with several root fields, or with one that may be left out."""
        if node.operation.value != "subscription":
            return
        fragments = {
            item.name.value: item
            for item in self.context.document.definitions
            if isinstance(item, FragmentDefinitionNode)
        }
        selections = list(_root_selections(node.selection_set, fragments))
        for selection in selections:
            if any(item.name.value in ("skip", "include") for item in selection.directives or ()):
                self._report("must not put @skip or @include on what it selects at the top", selection, node)
        fields = [selection for selection in selections if isinstance(selection, FieldNode)]
        keys = {(item.alias or item.name).value: item for item in fields}
        if len(keys) > 1:
            self._report("must select only one field at the top", list(keys.values())[1], node)
        for item in fields:
            if item.name.value.startswith("__"):
                self._report("must not select an introspection field at the top", item, node)

    def _report(self, what: str, node: Any, operation: OperationDefinitionNode) -> None:
        # The node may be in a fragment that queries need too.
        self.report_error(GraphQLError(f"A subscription {what}.", [node, operation]))


class RequiredArgumentsRule(ValidationRule):
    """Fields and directives are given the arguments that they require."""

    def leave_field(self, node: FieldNode, *_: Any) -> None:
        """Report the arguments that a field requires and is not given."""
        definition, parent = self.context.get_field_def(), self.context.get_parent_type()
        if definition is not None and parent is not None:
            self._compare(f"Field '{parent.name}.{node.name.value}'", definition.args, node)

    def leave_directive(self, node: DirectiveNode, *_: Any) -> None:
        """Report the arguments that a directive requires and is not given."""
        definition = self.context.schema.get_directive(node.name.value)
        if definition is not None:
            self._compare(f"Directive '@{node.name.value}'", definition.args, node)

    def _compare(self, owner: str, defined: Mapping[str, GraphQLArgument], node: Any) -> None:
        given = {argument.name.value for argument in node.arguments or ()}
        for name, argument in defined.items():
            if name not in given and is_required_argument(argument):
                message = (
                    f"{owner} requires the argument '{name}' of type '{argument.type}', which is not given."
                )
                self.report_error(MissingError(message, node, name))


class ValuesRule(ValidationRule):
    """Literals fit the types of the arguments, input fields and variables that they stand for."""

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        """Report what does not fit in an argument's value."""
        argument = self.context.get_argument()
        if argument is not None:
            self._report(node.value, argument.type)

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> None:
        """Report what does not fit in a variable's default."""
        type_ = type_from_ast(self.context.schema, node.type)
        if node.default_value is not None and type_ is not None:
            self._report(node.default_value, type_)

    def _report(self, node: ValueNode, type_: Any) -> None:
        for place, message, subject in _misfits(node, type_):
            self.report_error(MissingError(message, place, subject))


class KnownTypesRule(KnownTypeNamesRule):
    """Named types exist; the schema here holds only what operations name, so it suggests no other."""

    def report_error(self, error: GraphQLError) -> None:
        """Report an unknown type without the types that it resembles."""
        super().report_error(GraphQLError(error.message.partition(" Did you mean")[0], error.nodes))


class FieldsRule(ValidationRule):
    """Fields exist; the fields that an unknown one resembles are looked for once for each name."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._nearest: dict[tuple[str, str], str] = {}

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Report a field that the type does not have."""
        parent = self.context.get_parent_type()
        if parent is not None and self.context.get_field_def() is None:
            nearest = self._suggested(parent, node.name.value)
            self.report_error(
                GraphQLError(f"Cannot query field '{node.name.value}' on type '{parent}'.{nearest}", node)
            )

    def _suggested(self, parent: Any, name: str) -> str:
        if getattr(self.context, "hide_suggestions", False):
            return ""
        key = parent.name, name
        if key not in self._nearest:
            self._nearest[key] = did_you_mean(suggestion_list(name, list(getattr(parent, "fields", ()))))
        return self._nearest[key]


RULES: tuple[type[ASTValidationRule], ...] = (
    OperationTypesRule,
    SingleRootFieldRule,
    KnownTypesRule,
    FragmentsOnCompositeTypesRule,
    VariablesAreInputTypesRule,
    ScalarLeafsRule,
    FieldsRule,
    KnownFragmentNamesRule,
    PossibleFragmentSpreadsRule,
    NoFragmentCyclesRule,
    UniqueVariableNamesRule,
    NoUndefinedVariablesRule,
    NoUnusedVariablesRule,
    KnownDirectivesRule,
    UniqueDirectivesPerLocationRule,
    KnownArgumentNamesRule,
    UniqueArgumentNamesRule,
    ValuesRule,
    RequiredArgumentsRule,
    VariablesInAllowedPositionRule,
    OverlappingFieldsCanBeMergedRule,
    UniqueInputFieldNamesRule,
)


def _root_selections(selection_set: Any, fragments: Mapping[str, Any]) -> Iterator[Any]:
    """Yield fields, fragments and spreads at the top of an operation, those inside fragments too."""
    waiting, seen = [selection_set], set[str]()
    while waiting:
        for selection in waiting.pop().selections:
            yield selection
            if isinstance(selection, InlineFragmentNode):
                waiting.append(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                seen.add(selection.name.value)
                fragment = fragments.get(selection.name.value)
                if fragment is not None:
                    waiting.append(fragment.selection_set)


def _misfits(node: ValueNode, type_: Any) -> Iterator[Misfit]:
    """Yield what in a literal does not fit an input type: a node, a sentence and what is missing each."""
    waiting: list[tuple[Any, Any]] = [(node, type_)]
    while waiting:
        value, expected = waiting.pop()
        nullable = expected.of_type if is_non_null_type(expected) else expected
        if isinstance(value, VariableNode):
            continue
        if isinstance(value, NullValueNode):
            if is_non_null_type(expected):
                yield value, f"Expected a value of type '{expected}', found null.", ""
        elif is_list_type(nullable):
            # A value that is not a list stands for a list of one.
            items = value.values if isinstance(value, ListValueNode) else [value]
            waiting += [(item, nullable.of_type) for item in items]
        elif is_input_object_type(nullable) and isinstance(value, ObjectValueNode):
            yield from _misfits_of_object(value, nullable)
            for item in value.fields:
                if item.name.value in nullable.fields:
                    waiting.append((item.value, nullable.fields[item.name.value].type))
        elif not _fits(value, nullable):
            yield (
                value,
                f"Expected a value of type '{expected}', found {_shown(value)}.{_nearest(value, nullable)}",
                "",
            )


def _misfits_of_object(node: ObjectValueNode, type_: GraphQLInputObjectType) -> Iterator[Misfit]:
    given = {item.name.value: item for item in node.fields}
    for name, field in type_.fields.items():
        if name not in given and is_required_input_field(field):
            yield (
                node,
                f"Input object '{type_.name}' requires the field '{name}' of type '{field.type}'.",
                name,
            )
    for name, item in given.items():
        if name not in type_.fields:
            nearest = did_you_mean(suggestion_list(name, list(type_.fields)))
            yield item, f"Field '{name}' is not defined by input object '{type_.name}'.{nearest}", ""
    if type_.is_one_of:
        values = [item.value for item in node.fields]
        if len(given) != 1 or isinstance(values[0], NullValueNode):
            yield node, f"Input object '{type_.name}' requires exactly one field, which must not be null.", ""


def _fits(value: ValueNode, type_: Any) -> bool:
    if is_enum_type(type_):
        return isinstance(value, EnumValueNode) and value.value in type_.values
    if not is_scalar_type(type_):
        return False
    kinds = _LITERALS.get(type_.name)
    if kinds is None:
        # What a custom scalar takes is known to the server alone.
        return True
    if not isinstance(value, kinds):
        return False
    if type_.name == "Int" and isinstance(value, IntValueNode):
        return -MAX_INT <= int(value.value) < MAX_INT if len(value.value) < 20 else False
    return type_.name != "Float" or math.isfinite(float(getattr(value, "value", 0)))


def _nearest(value: ValueNode, type_: Any) -> str:
    if isinstance(type_, GraphQLEnumType) and isinstance(value, EnumValueNode | StringValueNode):
        return did_you_mean(suggestion_list(value.value, list(type_.values)))
    return ""


def _shown(value: ValueNode) -> str:
    # The versions of graphql-core print an object with blanks inside its braces, or without.
    text = " ".join(print_ast(value).split()).replace("{ ", "{").replace(" }", "}")
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
