"""Servers that execute what lacks a variable, or can't be believed: noticed before an operation is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema, execute_sync, parse, validate

from drift.errors import AuthenticationFailed, DriftError, Executed, SourceUnreachable, Unproven
from tests.rehearsal.rehearsing import run, words, write
from tests.servers.loopback import LoopbackServer, Received, Reply

SDL = """
type Query { user(id: ID!): User limit: Int }
type User { id: ID! name: String }
type Mutation { forget(id: ID!): Boolean }
"""
SCHEMA = build_schema(SDL)
OPERATIONS = [
    "query One($id: ID!) { user(id: $id) { name } }",
    "mutation Two($id: ID!) { forget(id: $id) }",
    "query Wrong { user(id: 1) { zzzz } }",
]
MISSING = "Variable '${name}' of required type 'Boolean!' was not provided."


def errors(*messages: str, **more: Any) -> dict[str, Any]:
    return {"errors": [{"message": message} for message in messages], **more}


def answer(received: Received, **overrides: Any) -> dict[str, Any]:
    """Answer as a server does that follows the specification."""
    document = parse(received.document["query"])
    found = validate(SCHEMA, document)
    if found:
        return {"errors": [error.formatted for error in found]}
    result = execute_sync(SCHEMA, document, **overrides)
    return dict(result.formatted)


def is_canary(received: Received) -> bool:
    return "driftCanary" in received.document["query"]


def null_for_missing(received: Received) -> dict[str, Any]:
    """Take a missing variable for null, and a condition on null for a false one."""
    return {"data": {}}


def false_for_missing(received: Received) -> dict[str, Any]:
    return answer(received, variable_values={"driftGuard": False, "id": "1"})


def true_for_missing(received: Received) -> dict[str, Any]:
    return answer(received, variable_values={"driftGuard": True, "id": "1"})


def partial(received: Received) -> dict[str, Any]:
    return {"data": {"__typename": None}, **errors(MISSING.format(name="driftGuard"))}


def one_after_another(received: Received) -> list[Any]:
    """Answer as if it were a batch."""
    return [{"data": {"__typename": "Query"}}]


def variables_first(received: Received) -> dict[str, Any]:
    return errors(MISSING.format(name="driftGuard"))


def no_variables_at_all(received: Received) -> dict[str, Any]:
    return errors("Variables are not supported here.")


def registered_only(received: Received) -> dict[str, Any]:
    return {
        "errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]
    }


def says_nothing(received: Received) -> dict[str, Any]:
    return errors("Bad request.")


def says_nothing_of_fields(received: Received) -> dict[str, Any]:
    text = received.document["query"]
    return errors("Bad request.") if "driftNoSuchField" in text else answer(received)


@pytest.mark.parametrize(
    ("respond", "kind", "said"),
    [
        (null_for_missing, Executed, "answered 200 OK with data to driftCanary, which lacks a variable"),
        (false_for_missing, Executed, "answered 200 OK with data"),
        (true_for_missing, Executed, "answered 200 OK with data"),
        (partial, Executed, "answered 200 OK with data"),
        (one_after_another, Executed, "answered 200 OK with data"),
        (variables_first, Unproven, "says nothing of a field that can't exist"),
        (no_variables_at_all, Unproven, 'with "Variables are not supported here.", not for the variable'),
        (registered_only, Unproven, 'with "PersistedQueryNotFound", not for the variable'),
        (says_nothing, Unproven, 'with "Bad request.", not for the variable'),
        (says_nothing_of_fields, Unproven, "says nothing of a field that can't exist"),
        (lambda _: {}, Executed, "answered without data and without an error"),
        (lambda _: {"data": None}, Executed, "answered without data and without an error"),
        (lambda _: errors("You must be signed in."), AuthenticationFailed, "You must be signed in"),
        (lambda _: errors("Unauthenticated"), AuthenticationFailed, "no key was sent"),
        (lambda _: errors("Too many requests, slow down."), Unproven, "limits the rate of requests"),
    ],
)
def test_nothing_is_sent_to_a_server_that_is_not_proven(
    respond: Callable[[Received], Any], kind: type[DriftError], said: str, tmp_path: Path
) -> None:
    write(tmp_path, OPERATIONS)
    handler = LoopbackServer(lambda received: Reply.of_json(respond(received)))
    with handler as server, pytest.raises(DriftError) as raised:
        run(server.url, tmp_path)
    assert type(raised.value) is kind
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert len(server.requests) <= 2
    assert all(is_canary(request) for request in server.requests)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(200, "<html>Welcome</html>", "text/html"), Executed),
        (Reply(200, 'event: next\ndata: {"data": {"a": 1}}\n\n', "text/event-stream"), Executed),
        (Reply(404, "<html>Nothing here</html>", "text/html"), Unproven),
        (Reply(405, "Method Not Allowed", "text/plain"), Unproven),
        (Reply(403, "no", "text/plain"), AuthenticationFailed),
        (Reply(302, "", "text/plain", (("Location", "https://elsewhere.example/"),)), SourceUnreachable),
    ],
)
def test_other_answers_end_it_at_the_first_request(
    reply: Reply, kind: type[DriftError], tmp_path: Path
) -> None:
    write(tmp_path, OPERATIONS)
    with LoopbackServer(lambda _received: reply) as server, pytest.raises(DriftError) as raised:
        run(server.url, tmp_path)
    assert type(raised.value) is kind
    assert len(server.requests) == 1


def test_data_after_the_proof_ends_it_at_once(tmp_path: Path) -> None:
    """Two servers may answer at one address."""
    write(tmp_path, OPERATIONS)

    def respond(received: Received) -> Reply:
        return Reply.of_json(answer(received) if is_canary(received) else {"data": {"user": None}})

    with LoopbackServer(respond) as server, pytest.raises(Executed, match="with data to One, which lacks"):
        run(server.url, tmp_path, kinds=("query",))
    assert sum(not is_canary(request) for request in server.requests) == 1


@pytest.mark.parametrize(
    "later",
    [
        {"data": None, "errors": [{"message": "Not found", "path": ["user"]}]},
        {"data": None, "errors": [{"message": "Not found", "path": ["user", "name"]}]},
        {"data": None, "hasNext": True, **errors(MISSING.format(name="driftGuard"))},
        {"incremental": [{"data": {"name": "A"}}], **errors(MISSING.format(name="driftGuard"))},
    ],
)
def test_a_trace_of_execution_without_data_ends_it_at_once(later: dict[str, Any], tmp_path: Path) -> None:
    """A field that can't be null takes all data away when its resolver fails."""
    write(tmp_path, OPERATIONS)

    def respond(received: Received) -> Reply:
        return Reply.of_json(answer(received) if is_canary(received) else later)

    with LoopbackServer(respond) as server, pytest.raises(Executed, match="what only execution gives to One"):
        run(server.url, tmp_path, kinds=("query",))
    assert sum(not is_canary(request) for request in server.requests) == 1


@pytest.mark.parametrize(
    ("path", "data"), [(["variable", "driftGuard"], {"data": None}), (["query One", "user", "zzzz"], {})]
)
def test_errors_of_requests_with_a_path(path: list[str], data: dict[str, None], tmp_path: Path) -> None:
    """Some servers give errors of variables a path, some those of validation."""
    write(tmp_path, OPERATIONS)

    def respond(received: Received) -> Reply:
        found = answer(received)["errors"]
        is_missing = any("driftGuard" in each["message"] for each in found)
        with_path = [{**each, "path": path} for each in found]
        return Reply.of_json({"errors": with_path if is_missing == ("driftGuard" in path) else found, **data})

    with LoopbackServer(respond) as server:
        rehearsal = run(server.url, tmp_path)
    assert words(rehearsal) == {"One": "accepted", "Two": "accepted", "Wrong": "refused"}


def test_a_server_that_ignores_variables_of_mutations_only(tmp_path: Path) -> None:
    write(tmp_path, OPERATIONS)

    def respond(received: Received) -> Reply:
        is_mutation = "mutation" in received.document["query"]
        return Reply.of_json({"data": {"__typename": "Mutation"}} if is_mutation else answer(received))

    with LoopbackServer(respond) as server:
        with pytest.raises(Executed, match="with data to driftCanary"):
            run(server.url, tmp_path)
        sent = [request.document["query"] for request in server.requests if not is_canary(request)]
        assert [text.split("(")[0] for text in sent] == ["query One"]
        assert words(run(server.url, tmp_path, kinds=("query",))) == {
            "One": "accepted",
            "Two": "not-asked",
            "Wrong": "refused",
        }


def test_one_error_at_a_time_and_all_of_them(tmp_path: Path) -> None:
    write(tmp_path, OPERATIONS)

    def respond(received: Received) -> Reply:
        found = answer(received)
        return Reply.of_json({"errors": found["errors"][:1]}, 400)

    with LoopbackServer(respond) as server:
        rehearsal = run(server.url, tmp_path)
    assert words(rehearsal) == {"One": "accepted", "Two": "accepted", "Wrong": "refused"}
    assert [result.errors for result in rehearsal.results] == [
        (),
        (),
        ("0002.graphql:1:29: Cannot query field 'zzzz' on type 'User'.",),
    ]


def test_an_error_that_quotes_the_request_is_not_taken_for_the_one_about_its_variable(tmp_path: Path) -> None:
    write(tmp_path, OPERATIONS)

    def respond(received: Received) -> Reply:
        if is_canary(received):
            return Reply.of_json(answer(received))
        return Reply.of_json(errors(f"Can't parse this: {received.document['query']}"))

    with LoopbackServer(respond) as server:
        rehearsal = run(server.url, tmp_path, kinds=("query",))
    assert {result.word.value for result in rehearsal.results} == {"not-asked"}
    assert [result.operation.name for result in rehearsal.unknown] == ["One", "Wrong"]
    assert "said something that the canary did not show" in (rehearsal.results[0].why or "")


@pytest.mark.parametrize(
    ("error", "word"),
    [
        ({"message": "Query is too complex."}, "limited"),
        ({"message": "Query depth 7 exceeds the maximum of 5."}, "limited"),
        ({"message": "`One query depth (5) exceeds the query depth limit of 4`"}, "limited"),
        ({"message": "'limit'"}, "refused"),
        ({"message": "no", "extensions": {"code": "MAX_COMPLEXITY_EXCEEDED"}}, "limited"),
        ({"message": "Throttled", "extensions": {"code": "THROTTLED"}}, "limited"),
        ({"message": "Cannot query field 'limit' on type 'Query'."}, "refused"),
        ({"message": "Field limit is not defined on Query"}, "refused"),
    ],
)
def test_limits_are_told_apart(error: dict[str, Any], word: str, tmp_path: Path) -> None:
    write(tmp_path, ["query One { limit }"])

    def respond(received: Received) -> Reply:
        return Reply.of_json(answer(received) if is_canary(received) else {"errors": [error]})

    with LoopbackServer(respond) as server:
        assert words(run(server.url, tmp_path)) == {"One": word}


def test_a_limited_rate_ends_the_asking_but_not_the_answer(tmp_path: Path) -> None:
    write(tmp_path, [f"query Q{number} {{ limit }} # {number}" for number in range(3)])
    count = 0

    def respond(received: Received) -> Reply:
        nonlocal count
        count += not is_canary(received)
        return Reply.of_json(answer(received) if count < 2 else errors("You have exceeded your quota."))

    with LoopbackServer(respond) as server:
        rehearsal = run(server.url, tmp_path)
    assert words(rehearsal) == {"Q0": "accepted", "Q1": "limited", "Q2": "not-asked"}
    assert count == 2


def test_no_more_requests_than_allowed(tmp_path: Path) -> None:
    write(tmp_path, [f"query Q{number} {{ limit }}" for number in range(5)])
    with LoopbackServer(lambda received: Reply.of_json(answer(received))) as server:
        rehearsal = run(server.url, tmp_path, max_requests=4)
    assert list(words(rehearsal).values()) == ["accepted", "accepted", "not-asked", "not-asked", "not-asked"]
    assert (len(server.requests), rehearsal.requests) == (4, 4)


def test_what_the_server_asks_to_wait_is_waited(tmp_path: Path) -> None:
    write(tmp_path, ["query One { limit }"])
    refused = [Reply(429, "", "text/plain", (("Retry-After", "0"),))]

    def respond(received: Received) -> Reply:
        return refused.pop() if not is_canary(received) and refused else Reply.of_json(answer(received))

    with LoopbackServer(respond) as server:
        assert words(run(server.url, tmp_path)) == {"One": "accepted"}
    assert len(server.requests) == 4


def test_a_server_that_refuses_typename_is_proven_by_a_field_of_ours(tmp_path: Path) -> None:
    """Graphene with its rule against introspection does so."""
    write(tmp_path, OPERATIONS)

    def respond(received: Received) -> Reply:
        if "__typename" in received.document["query"]:
            return Reply.of_json(errors("Cannot query '__typename': introspection is disabled."))
        return Reply.of_json(answer(received))

    with LoopbackServer(respond) as server:
        assert words(run(server.url, tmp_path)) == {"One": "accepted", "Two": "accepted", "Wrong": "refused"}
    texts = [request.document["query"] for request in server.requests]
    assert texts[1] == (
        "query driftCanary($driftGuard: Boolean!, $id: ID!) {\n"
        "  user(id: $id) @skip(if: true) @include(if: $driftGuard) { name }\n"
        "}"
    )


def test_a_server_that_refuses_typename_and_ignores_the_variable(tmp_path: Path) -> None:
    write(tmp_path, OPERATIONS)

    def respond(received: Received) -> Reply:
        if "__typename" in received.document["query"]:
            return Reply.of_json(errors("Cannot query '__typename': introspection is disabled."))
        return Reply.of_json(true_for_missing(received))

    with LoopbackServer(respond) as server, pytest.raises(Executed):
        run(server.url, tmp_path)
    assert all(is_canary(request) for request in server.requests)


WORDINGS: list[Callable[[str, str], list[dict[str, Any]]]] = [
    lambda name, type_: [{"message": f"Variable '{name}' has coerced Null value for NonNull type '{type_}'"}],
    lambda name, type_: [{"message": "must be defined", "path": ["variable", name]}],
    lambda name, type_: [
        {"message": f'In argument "if": Expected type "{type_}", found null.'},
        {"message": f'Variable "{name}": Expected non-null, found null.'},
    ],
    lambda name, type_: [{"message": f"expecting a value for non-nullable variable: {json.dumps(name)}"}],
    lambda name, type_: [{"message": f"Variable `{name}` is required.", "extensions": {"code": "HC0018"}}],
]


@pytest.mark.parametrize("wording", WORDINGS)
def test_wordings_of_other_servers(
    wording: Callable[[str, str], list[dict[str, Any]]], tmp_path: Path
) -> None:
    """What graphql-java, gqlgen, Absinthe, Hasura and Hot Chocolate say, of each missing variable."""
    write(tmp_path, [*OPERATIONS, "query Three($id: ID!, $driftGuard: Int) { user(id: $id) { name } }"])

    def respond(received: Received) -> Reply:
        document = parse(received.document["query"])
        if found := validate(SCHEMA, document):
            return Reply.of_json({"errors": [error.formatted for error in found]})
        definitions = document.definitions[0].variable_definitions or ()  # type: ignore[attr-defined]
        missing = [
            (each.variable.name.value, each.type) for each in definitions if each.type.kind == "non_null_type"
        ]
        return Reply.of_json(
            {
                "errors": [
                    error for name, type_ in missing for error in wording(name, f"{type_.type.name.value}!")
                ]
            }
        )

    with LoopbackServer(respond) as server:
        rehearsal = run(server.url, tmp_path)
    assert words(rehearsal) == {"One": "accepted", "Two": "accepted", "Wrong": "refused", "Three": "refused"}
    assert rehearsal.results[3].errors == (
        "0003.graphql:1:23: Variable '$driftGuard' is never used in operation 'Three'.",
    )


def test_mutations_alone_are_proven_by_a_field_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, ["mutation Two($id: ID!) { forget(id: $id) }", "mutation Bad { forget }"])
    ran: list[str] = []

    def respond(received: Received) -> Reply:
        if "__typename" in received.document["query"]:
            return Reply.of_json(errors("Cannot query '__typename': introspection is disabled."))
        return Reply.of_json(answer(received))

    with LoopbackServer(respond) as server:
        assert words(run(server.url, tmp_path)) == {"Two": "accepted", "Bad": "refused"}
        sent = [request.document["query"] for request in server.requests]
    assert (
        sent[2]
        == "mutation driftCanary($driftGuard: Boolean!) {\n  driftNoSuchField @include(if: $driftGuard)\n}"
    )
    assert sent[3].splitlines()[1] == "  forget(id: $id) @skip(if: true) @include(if: $driftGuard)"

    def careless(received: Received) -> Reply:
        if "__typename" in received.document["query"]:
            return Reply.of_json(errors("Cannot query '__typename': introspection is disabled."))
        variables = {"driftGuard": True, "id": "1"}
        root = {"forget": lambda *_, **__: ran.append("forget")}
        return Reply.of_json(answer(received, variable_values=variables, root_value=root))

    with LoopbackServer(careless) as server, pytest.raises(Executed):
        run(server.url, tmp_path)
    assert ran == []
