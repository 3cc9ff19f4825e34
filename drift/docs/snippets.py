"""An example operation in the languages that readers call it from."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markupsafe import Markup

from drift.docs.examples import Example
from drift.docs.highlight import graphql, highlight, json_value
from drift.docs.markup import trusted

PLACEHOLDER_ENDPOINT = "https://api.example.com/graphql"
_OPERATION = "QQOPERATIONQQ"
_VARIABLES = "QQVARIABLESQQ"
_BODY = "QQBODYQQ"
_HEADER = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Snippet:
    """One tab of an example.

    Attributes:
        key: Short name for styles and for remembering the reader's choice.
        label: What the tab says.
        code: The code as HTML.
    """

    key: str
    label: str
    code: Markup


class Snippets:
    """Writes examples for one endpoint.

    Args:
        endpoint: Where requests go; a placeholder when None.
        header_names: Headers that a request needs. Their values are environment variables in every language.
    """

    def __init__(self, endpoint: str | None, header_names: Sequence[str]) -> None:
        self._endpoint = endpoint or PLACEHOLDER_ENDPOINT
        self._headers = [(name, _variable(name)) for name in header_names if _HEADER.fullmatch(name)]
        self._frames: dict[tuple[str, bool], str] = {}

    def of(self, example: Example) -> list[Snippet]:
        """Return the tabs of an example; a subscription needs WebSockets, so it has none for plain HTTP."""
        tabs = [Snippet("graphql", "GraphQL", graphql(example.text))]
        wanted = (
            ("gql-ws", "js-ws") if example.operation == "subscription" else ("curl", "requests", "gql", "js")
        )
        return tabs + [self._snippet(key, example) for key in wanted]

    def _snippet(self, key: str, example: Example) -> Snippet:
        label, language, _ = _LANGUAGES[key]
        frame = self._frame(key, has_variables=bool(example.variables))
        literal = _python(example.variables) if language == "python" else _javascript(example.variables)
        body = json.dumps(_body(example), ensure_ascii=False, indent=2).replace("'", "'\\''")
        code = (
            frame.replace(_OPERATION, escape(example.text))
            .replace(_VARIABLES, escape(literal))
            .replace(_BODY, escape(body))
        )
        return Snippet(key.removesuffix("-ws"), label, trusted(code))

    def _frame(self, key: str, *, has_variables: bool) -> str:
        found = self._frames.get((key, has_variables))
        if found is None:
            _, language, write = _LANGUAGES[key]
            text = write(self._endpoint, self._headers, has_variables)
            found = self._frames[key, has_variables] = str(highlight(text, language))
        return found


def variables_html(example: Example) -> Markup | None:
    """Return the variables as JSON, None when there are none."""
    return json_value(example.variables) if example.variables else None


def _body(example: Example) -> dict[str, Any]:
    body: dict[str, Any] = {"query": re.sub(r"\s+", " ", example.text)}
    return {**body, "variables": example.variables} if example.variables else body


def _variable(header: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", header.upper()).strip("_") or "HEADER"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _python(value: Any, indentation: str = "") -> str:
    """Return a JSON value as a Python literal; JSON's strings are Python's."""
    inner = indentation + "    "
    if isinstance(value, dict) and value:
        items = "".join(f"{inner}{_quoted(key)}: {_python(item, inner)},\n" for key, item in value.items())
        return f"{{\n{items}{indentation}}}"
    if isinstance(value, list):
        return "[" + ", ".join(_python(item, indentation) for item in value) + "]"
    if value is None or isinstance(value, bool):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _javascript(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return re.sub(r'^(\s*)"([_A-Za-z][_A-Za-z0-9]*)":', r"\1\2:", text, flags=re.MULTILINE)


_Headers = list[tuple[str, str]]


def _curl(endpoint: str, headers: _Headers, _has_variables: bool) -> str:
    lines = [f"curl {shlex.quote(endpoint)} \\", "  -H 'Content-Type: application/json' \\"]
    lines += [f'  -H "{name}: ${variable}" \\' for name, variable in headers]
    return "\n".join([*lines, f"  --data '{_BODY}'"])


def _python_headers(headers: _Headers, indentation: str) -> str:
    items = "".join(f'{indentation}    "{name}": os.environ["{variable}"],\n' for name, variable in headers)
    return f"{{\n{items}{indentation}}}"


def _requests(endpoint: str, headers: _Headers, has_variables: bool) -> str:
    imports = "import os\n\nimport requests" if headers else "import requests"
    body = '{"query": query, "variables": variables}' if has_variables else '{"query": query}'
    given = f"    headers={_python_headers(headers, '    ')},\n" if headers else ""
    variables = f"variables = {_VARIABLES}\n\n" if has_variables else ""
    return (
        f'{imports}\n\nquery = """\n{_OPERATION}\n"""\n{variables or chr(10)}'
        f"response = requests.post(\n    {_quoted(endpoint)},\n    json={body},\n{given}    timeout=30,\n)\n"
        "response.raise_for_status()\nresult = response.json()"
    )


def _gql(endpoint: str, headers: _Headers, has_variables: bool) -> str:
    return _gql_client(endpoint, headers, has_variables, "requests", "RequestsHTTPTransport") + (
        "result = client.execute(query)"
    )


def _gql_websocket(endpoint: str, headers: _Headers, has_variables: bool) -> str:
    address = re.sub(r"^http", "ws", endpoint)
    return _gql_client(address, headers, has_variables, "websockets", "WebsocketsTransport") + (
        "for result in client.subscribe(query):\n    print(result)"
    )


def _gql_client(endpoint: str, headers: _Headers, has_variables: bool, module: str, transport: str) -> str:
    imports = "import os\n\n" if headers else ""
    given = f"    headers={_python_headers(headers, '    ')},\n" if headers else ""
    variables = f"query.variable_values = {_VARIABLES}\n" if has_variables else ""
    return (
        f"{imports}from gql import Client, gql\nfrom gql.transport.{module} import {transport}\n\n"
        f"transport = {transport}(\n    url={_quoted(endpoint)},\n{given})\n"
        f'client = Client(transport=transport)\n\nquery = gql("""\n{_OPERATION}\n""")\n{variables}'
    )


def _fetch(endpoint: str, headers: _Headers, has_variables: bool) -> str:
    given = "".join(f'\n    "{name}": process.env.{variable},' for name, variable in headers)
    variables = f"const variables = {_VARIABLES};\n\n" if has_variables else "\n"
    body = "{ query, variables }" if has_variables else "{ query }"
    return (
        f"const query = `\n{_OPERATION}\n`;\n{variables}"
        f"const response = await fetch({_quoted(endpoint)}, {{\n"
        f'  method: "POST",\n  headers: {{\n    "Content-Type": "application/json",{given}\n  }},\n'
        f"  body: JSON.stringify({body}),\n}});\nconst {{ data, errors }} = await response.json();"
    )


def _graphql_ws(endpoint: str, headers: _Headers, has_variables: bool) -> str:
    address = re.sub(r"^http", "ws", endpoint)
    given = "".join(f'\n    "{name}": process.env.{variable},' for name, variable in headers)
    parameters = f"\n  connectionParams: {{{given}\n  }}," if given else ""
    variables = f"const variables = {_VARIABLES};\n\n" if has_variables else "\n"
    body = "{ query, variables }" if has_variables else "{ query }"
    return (
        'import { createClient } from "graphql-ws";\n\n'
        f"const client = createClient({{\n  url: {_quoted(address)},{parameters}\n}});\n"
        f"const query = `\n{_OPERATION}\n`;\n{variables}"
        f"for await (const result of client.iterate({body})) {{\n  console.log(result);\n}}"
    )


_LANGUAGES = {
    "curl": ("curl", "bash", _curl),
    "requests": ("requests", "python", _requests),
    "gql": ("gql", "python", _gql),
    "js": ("JavaScript", "javascript", _fetch),
    "gql-ws": ("gql", "python", _gql_websocket),
    "js-ws": ("JavaScript", "javascript", _graphql_ws),
}
