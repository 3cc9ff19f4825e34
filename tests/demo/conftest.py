"""A demo server for each test, and a way to ask it things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from drift.demo.server import DemoServer

Ask = Callable[..., dict[str, Any]]


def listing(field: str, node: str, conditions: str = "", *, page_size: int = 100) -> str:
    """Return an operation that asks a list for one page."""
    given = f"(input: {{ pageSize: {page_size} {conditions} }})"
    return f"{{ {field}{given} {{ edges {{ node {{ {node} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"


def nodes(answer: dict[str, Any], field: str | None = None) -> list[Any]:
    """Return the nodes of the only list in an answer, or of the one named."""
    assert "errors" not in answer, answer
    data = answer["data"]
    connection = data[field] if field else next(iter(data.values()))
    return [edge["node"] for edge in connection["edges"]]


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer() as running:
        yield running


@pytest.fixture
def ask(server: DemoServer) -> Ask:
    """Return the decoded response of an operation; keyword arguments are its variables."""

    def post(query: str, **variables: Any) -> dict[str, Any]:
        answer: dict[str, Any] = requests.post(
            server.url,
            json={"query": query, "variables": variables},
            headers={"X-API-Key": server.api_key},
            timeout=10,
        ).json()
        return answer

    return post
