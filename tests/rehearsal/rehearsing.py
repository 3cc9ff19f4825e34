"""What the tests of rehearsals share: a run against a URL, invalid operations, resolvers that count."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from random import Random

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    NameNode,
    OperationDefinitionNode,
    Visitor,
    default_field_resolver,
    parse,
    print_ast,
    validate,
    visit,
)

from drift.operations.documents import find_operations
from drift.rehearsal.rehearse import MAX_REQUESTS, Rehearsal, rehearse
from drift.sources.client import HttpClient

ALL_KINDS = ("query", "mutation", "subscription")


def run(
    url: str, folder: Path, *, kinds: Iterable[str] = ALL_KINDS, max_requests: int = MAX_REQUESTS
) -> Rehearsal:
    """Return what the server at *url* says of the operations in a folder."""
    operations = find_operations(folder, ["**/*.graphql"])
    with HttpClient(url, max_requests=max_requests) as http:
        return rehearse(operations, http, kinds=kinds)


def words(rehearsal: Rehearsal) -> dict[str, str]:
    """Return the word on each operation by its name."""
    return {result.operation.name: result.word.value for result in rehearsal.results}


def write(folder: Path, texts: Iterable[str]) -> None:
    """Write documents into files of their own."""
    for number, text in enumerate(texts):
        (folder / f"{number:04}.graphql").write_text(text)


def spoil(text: str, schema: GraphQLSchema, seed: int) -> str:
    """Return an operation with one mistake that graphql-core finds."""
    random = Random(seed)
    for _ in range(50):
        spoilt = print_ast(visit(parse(text), _Spoiler(random)))
        if validate(schema, parse(spoilt)):
            return spoilt
    raise AssertionError(f"nothing could be spoilt in\n{text}")


class _Spoiler(Visitor):
    """Makes one mistake, at a place and of a kind that chance chooses."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random
        self._is_done = False

    def enter_field(self, node: FieldNode, *_: object) -> FieldNode | None:
        if self._is_done or self._random.random() > 0.3:
            return None
        self._is_done = True
        kind = self._random.choice(["name", "leaf", "arguments"])
        parts = {key: getattr(node, key) for key in node.keys}
        if kind == "leaf" and node.selection_set:
            parts["selection_set"] = None
        elif kind == "arguments" and node.arguments:
            parts["arguments"] = ()
        else:
            parts["name"] = NameNode(value=f"{node.name.value}X")
        return FieldNode(**parts)


def names_by_validity(schema: GraphQLSchema, texts: Iterable[str]) -> dict[str, str]:
    """Return what graphql-core says of documents, by the names of their operations."""
    found: dict[str, str] = {}
    for text in texts:
        document: DocumentNode = parse(text)
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode) and definition.name:
                found[definition.name.value] = "refused" if validate(schema, document) else "accepted"
    return found


def count_resolvers(schema: GraphQLSchema) -> list[str]:
    """Make every resolver of a schema, the default ones too, note that it ran; return where they note it."""
    ran: list[str] = []
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            for name, field in type_.fields.items():
                resolver = field.resolve or default_field_resolver

                def counting(
                    source: object,
                    info: GraphQLResolveInfo,
                    resolver: object = resolver,
                    place: str = f"{type_.name}.{name}",
                    **arguments: object,
                ) -> object:
                    ran.append(place)
                    return resolver(source, info, **arguments)  # type: ignore[operator]

                field.resolve = counting
                if field.subscribe is not None:
                    subscriber = field.subscribe

                    def subscribing(
                        source: object,
                        info: GraphQLResolveInfo,
                        subscriber: object = subscriber,
                        place: str = f"{type_.name}.{name}",
                        **arguments: object,
                    ) -> object:
                        ran.append(f"{place} as a subscription")
                        return subscriber(source, info, **arguments)  # type: ignore[operator]

                    field.subscribe = subscribing
    return ran
