"""Properties that hold for every schema, and what other implementations say about the same text."""

from __future__ import annotations

import graphql
from hypothesis import HealthCheck, given, settings

from drift.schema import canonical, introspection, sdl
from drift.schema.element import Omission
from tests.strategies import RandomSchema, schemas

relaxed = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def without_header(text: str) -> str:
    return text.split("\n", 2)[2]


@relaxed
@given(schemas())
def test_same_meaning_same_bytes_and_a_fixpoint(random: RandomSchema) -> None:
    text = canonical.render(sdl.read("\n".join(random.definitions)))
    respelled = canonical.render(sdl.read("\r\n".join(random.respelled).replace("\n", "\r\n")))
    assert text == respelled
    assert canonical.render(sdl.read(text)) == text
    assert sdl.read(text) == sdl.read("\n".join(random.definitions))


@relaxed
@given(schemas())
def test_graphql_core_reads_what_we_print_as_the_same_schema(random: RandomSchema) -> None:
    source = "\n".join(random.definitions)
    printed = canonical.render(sdl.read(source))

    def listing(text: str) -> str:
        schema = graphql.build_schema(text)
        assert graphql.validate_schema(schema) == []
        return graphql.print_schema(graphql.lexicographic_sort_schema(schema))

    assert listing(printed) == listing(source)


@relaxed
@given(schemas())
def test_an_endpoint_tells_the_same_schema_as_its_file(random: RandomSchema) -> None:
    source = "\n".join(random.definitions)
    result = graphql.graphql_sync(
        graphql.build_schema(source),
        graphql.get_introspection_query(
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
        ),
    )
    assert result.errors is None
    from_endpoint = introspection.read({"data": result.data})
    from_file = sdl.read(source)
    assert from_endpoint.elements == from_file.elements
    assert Omission.APPLIED_DIRECTIVES in from_endpoint.omits
    assert without_header(canonical.render(from_endpoint)) == without_header(canonical.render(from_file))
    assert sdl.read(canonical.render(from_endpoint)) == from_endpoint
