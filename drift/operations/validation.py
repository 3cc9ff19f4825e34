"""What is wrong with documents in a schema, found in as few passes as there can be.

graphql-core visits each fragment once for all of the operations that need it; whose an error is, its nodes say.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping, Sequence
from inspect import signature
from typing import Any

from graphql import (
    ASTValidationRule,
    GraphQLError,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    validate,
)
from graphql.validation.validate import ValidationAbortedError

from drift.operations import core
from drift.operations.complete import Complete, bundles
from drift.operations.fault import Fault
from drift.operations.pruned import pruned
from drift.operations.rules import RULES, subject_of
from drift.operations.tree import Definition, FragmentDefinition, OperationDefinition
from drift.operations.unknown import concerns_unknown
from drift.schema.element import Schema

# There are fewer errors than tokens, but for fields that can't be merged.
MAX_ERRORS = 1_000_000
# What resembles a name is a third of the work, and told to nobody but of the new schema. graphql-core 3.2 always looks.
_WITHOUT_WORDS: dict[str, Any] = (
    {"hide_suggestions": True} if "hide_suggestions" in signature(validate).parameters else {}
)
ABORTED = "The document is too large or nested too deeply to be checked."


def faults_of(
    schema: Schema, documents: Iterable[Complete], rules: Collection[str] | None = None
) -> dict[Complete, list[Fault]]:
    """Return the errors of each document that has any.

    Args:
        schema: The schema.
        documents: Operations and fragments with the fragments that they need.
        rules: Names of the rules that are asked, which suggest nothing then; None for all of them.
    """
    asked = tuple(rule for rule in RULES if rules is None or rule.__name__ in rules)
    found: dict[Complete, list[Fault]] = {}
    documents = tuple(documents)
    if not documents:
        return found
    every = dict.fromkeys(each for document in documents for each in document.definitions)
    built = pruned(schema, every)
    for definitions, members in bundles(documents):
        _Bundle(built, found, asked, _WITHOUT_WORDS if rules is not None else {}).take(definitions, members)
    return found


class _Bundle:
    """Validates definitions as one document."""

    def __init__(
        self,
        schema: Any,
        found: dict[Complete, list[Fault]],
        rules: tuple[type[ASTValidationRule], ...],
        options: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._found = found
        self._rules = rules
        self._options = options

    def take(self, definitions: Sequence[Definition], members: Sequence[Complete]) -> None:
        faults, is_whole = _validated(self._schema, definitions, self._rules, self._options)
        if not is_whole and len(members) > 1:
            # What is too much together may be little for each.
            middle = len(members) // 2
            for half in (members[:middle], members[middle:]):
                self.take(list(dict.fromkeys(each for item in half for each in item.definitions)), half)
            return
        if not is_whole:
            faults.append(Fault("", ABORTED, (), ()))
        self._attribute(faults, members)

    def _attribute(self, faults: Sequence[Fault], members: Sequence[Complete]) -> None:
        """Give each fault to the documents that it is in."""
        overlapping: dict[Complete, None] = {}
        reaching: dict[Definition, list[Complete]] = {}
        for member in members:
            for each in member.definitions:
                reaching.setdefault(each, []).append(member)
        for fault in faults:
            if fault.rule == OverlappingFieldsCanBeMergedRule.__name__:
                # Two fragments are compared once: whose selections they meet in has to be asked of each.
                fragments = [each for each in fault.definitions if isinstance(each, FragmentDefinition)]
                overlapping.update(dict.fromkeys(_common(reaching, fragments or fault.definitions, members)))
                continue
            operations = [each for each in fault.definitions if isinstance(each, OperationDefinition)]
            for member in _common(reaching, operations or fault.definitions, members):
                self._found.setdefault(member, []).append(fault)
        for member in overlapping:
            again, _ = _validated(
                self._schema, member.definitions, (OverlappingFieldsCanBeMergedRule,), self._options
            )
            if again:
                self._found.setdefault(member, []).extend(again)


def _common(
    reaching: dict[Definition, list[Complete]], definitions: Iterable[Definition], members: Sequence[Complete]
) -> Iterable[Complete]:
    """Return the documents that hold all of some definitions."""
    common = dict.fromkeys(members)
    for definition in dict.fromkeys(definitions):
        holders = set(reaching.get(definition, ()))
        common = {member: None for member in common if member in holders}
    return common


def _validated(
    schema: Any,
    definitions: Sequence[Definition],
    rules: Iterable[type[ASTValidationRule]],
    options: Mapping[str, Any],
) -> tuple[list[Fault], bool]:
    """Return what is wrong with a document, and whether it was checked to its end."""
    faults: list[Fault] = []
    try:
        document = core.document_of(definitions)
        asked = [_noting(rule, faults) for rule in rules]
        errors = validate(schema, document, asked, max_errors=MAX_ERRORS, **options)
    except RecursionError:
        return faults, False
    return faults, not any(isinstance(error, ValidationAbortedError) for error in errors)


def _noting(rule: type[ASTValidationRule], faults: list[Fault]) -> type[ASTValidationRule]:
    """Return a rule that takes down its errors: graphql-core's do not say which rule they come from."""

    def prepare(self: ASTValidationRule, context: ValidationContext) -> None:
        own = copy.copy(context)

        def note(error: GraphQLError) -> None:
            context.on_error(error)
            fault = _fault(rule.__name__, error)
            if fault is not None:
                faults.append(fault)

        own.on_error = note  # type: ignore[method-assign]
        rule.__init__(self, own)

    return type(rule.__name__, (rule,), {"__init__": prepare})


def _fault(rule: str, error: GraphQLError) -> Fault | None:
    """Return an error with our nodes; None when it is about what is put in while the program runs."""
    # Of our nodes, graphql-core takes what we give it for locations.
    locations: list[Any] = [node.loc for node in error.nodes or ()]
    origins = [location for location in locations if isinstance(location, core.Origin)]
    nodes = tuple(origin.node for origin in origins)
    definitions = tuple(origin.definition for origin in origins)
    if concerns_unknown(rule, nodes, definitions):
        return None
    return Fault(rule, error.message, nodes, definitions, subject_of(error))
