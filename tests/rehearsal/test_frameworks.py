"""Real servers with introspection off: their word on each operation is graphql-core's, and no resolver runs."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import ariadne
import ariadne.wsgi
import strawberry
from graphql import GraphQLSchema, print_schema
from strawberry.asgi import GraphQL
from strawberry.extensions import DisableIntrospection

from drift.demo import release_sdl
from drift.schema import sdl
from tests.operations.generating import Generator
from tests.rehearsal.rehearsing import count_resolvers, names_by_validity, run, spoil, words, write
from tests.servers.frameworks import from_asgi, from_wsgi
from tests.servers.loopback import Handler, LoopbackServer


def mixed(schema: GraphQLSchema, text: str, count: int = 200) -> list[str]:
    """Return operations of which half are invalid."""
    valid = Generator(sdl.read(text), seed=14, richness=3).operations(count)
    return [spoil(each, schema, number) if number % 2 else each for number, each in enumerate(valid)]


def check(handler: Handler, schema: GraphQLSchema, ran: list[str], texts: list[str], folder: Path) -> None:
    """Rehearse operations and compare with graphql-core; the server is asked once for each, and for canaries."""
    expected = names_by_validity(schema, texts)
    assert sorted(expected.values()) == ["accepted"] * 100 + ["refused"] * 100
    write(folder, texts)
    with LoopbackServer(handler) as server:
        rehearsal = run(server.url, folder)
    assert words(rehearsal) == expected
    assert ran == []
    assert rehearsal.requests == len(server.requests)
    assert len(server.requests) <= 200 + 4
    assert all("variables" not in request.document for request in server.requests)


def test_ariadne(tmp_path: Path) -> None:
    schema = ariadne.make_executable_schema(release_sdl(1))
    app = ariadne.wsgi.GraphQL(schema, introspection=False)
    check(from_wsgi(app), schema, count_resolvers(schema), mixed(schema, release_sdl(1)), tmp_path)


@strawberry.interface
class Node:
    id: strawberry.ID


@strawberry.type
class Pet(Node):
    name: str
    owner: User | None = None


@strawberry.type
class User(Node):
    name: str

    @strawberry.field
    def pets(self, first: int = 10, named: str | None = None) -> list[Pet]:
        return []

    @strawberry.field
    def friend(self, id: strawberry.ID) -> User | None:  # noqa: A002 - as an API would call it
        return None


@strawberry.input
class Filter:
    name: str
    ages: list[int] | None = None


@strawberry.type
class Query:
    @strawberry.field
    def users(self, where: Filter, first: int = 10) -> list[User]:
        return []

    @strawberry.field
    def node(self, id: strawberry.ID) -> Node | None:  # noqa: A002 - as an API would call it
        return None


@strawberry.type
class Mutation:
    @strawberry.mutation
    def rename(self, id: strawberry.ID, name: str) -> User | None:  # noqa: A002 - as an API would call it
        return None

    @strawberry.mutation
    def forget_everything(self) -> bool:
        return True


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def renamed(self) -> AsyncGenerator[User, None]:
        yield User(id=strawberry.ID("1"), name="Ann")


def strawberry_schema() -> strawberry.Schema:
    return strawberry.Schema(Query, Mutation, Subscription, types=[Pet], extensions=[DisableIntrospection])


def test_strawberry(tmp_path: Path) -> None:
    schema = strawberry_schema()
    core = schema._schema
    texts = mixed(core, print_schema(core))
    check(from_asgi(GraphQL(schema)), core, count_resolvers(core), texts, tmp_path)
