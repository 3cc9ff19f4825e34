"""graphql-core as the judge of requests: many at once, as one document, because most of its work is per document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from inspect import signature

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode, parse, validate

# Suggestions for wrong names take most of the time, and nobody reads them here.
QUIET = {"hide_suggestions": True} if "hide_suggestions" in signature(validate).parameters else {}
_AT_ONCE = 50


def are_valid(requests: Sequence[str], schema: GraphQLSchema) -> list[bool]:
    """Return for each request whether it is valid; graphql-core 3.2 takes operations that the schema doesn't have."""
    verdicts: dict[int, bool] = {}
    alike: list[tuple[int, str]] = []
    for number, request in enumerate(requests):
        document = parse(request)
        operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        if not all(getattr(schema, f"{node.operation.value}_type") for node in operations):
            verdicts[number] = False
        elif len(document.definitions) == 1:
            alike.append((number, _named(request, operations[0], f"R{number}")))
        else:
            verdicts[number] = not validate(schema, document, **QUIET)
    for start in range(0, len(alike), _AT_ONCE):
        some = alike[start : start + _AT_ONCE]
        wrong = _wrong([text for _, text in some], schema)
        verdicts |= {number: nth not in wrong for nth, (number, _) in enumerate(some)}
    return [verdicts[number] for number in range(len(requests))]


def is_valid(document: DocumentNode, schema: GraphQLSchema) -> bool:
    """Return whether one document is valid."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    return not validate(schema, document, **QUIET) and all(
        getattr(schema, f"{node.operation.value}_type") is not None for node in operations
    )


def _named(request: str, operation: OperationDefinitionNode, name: str) -> str:
    """Return the text of an operation under another name."""
    assert operation.loc is not None
    rest = request[operation.loc.start :]
    if operation.name is not None:
        assert operation.name.loc is not None
        rest = request[operation.name.loc.end :]
    elif not rest.startswith("{"):
        rest = rest.removeprefix(operation.operation.value)
    return f"{operation.operation.value} {name}{rest}\n"


def _wrong(texts: list[str], schema: GraphQLSchema) -> set[int]:
    """Return which of the operations have an error."""
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text))
    errors = validate(schema, parse("".join(texts)), max_errors=10**9, **QUIET)
    assert all(error.positions for error in errors)
    return {bisect_right(starts, position) - 1 for error in errors for position in error.positions or ()}
