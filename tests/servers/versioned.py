"""APIs that serve several versions side by side, as Shopify, monday and GitHub Enterprise do."""

from __future__ import annotations

import re
from collections.abc import Mapping

import graphql

from tests.servers.loopback import Received, Reply

LINES = {
    "2025-10": "type Query {\n  shop: Shop\n}\ntype Shop {\n  name: String\n  email: String\n}\n",
    "2026-01": "type Query {\n  shop: Shop\n}\ntype Shop {\n  name: String\n  email: String @deprecated\n}\n",
    "2026-04": "type Query {\n  shop: Shop\n}\ntype Shop {\n  name: String\n  contact: String\n}\n",
    "unstable": "type Query {\n  shop: Shop\n}\ntype Shop {\n  name: String!\n  contact: String\n}\n",
}


def execute(sdl: str, request: Received, **headers: str) -> Reply:
    """Answer introspection of one schema."""
    result = graphql.graphql_sync(graphql.build_schema(sdl), request.document["query"])
    errors = [error.formatted for error in result.errors or ()]
    body = {"errors": errors} if errors else {"data": result.data}
    sent = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply.of_json(body, headers=sent)


class Shopify:
    """The version is in the URL, a key in a header, and a version that is not served falls forward."""

    def __init__(self, lines: Mapping[str, str] = LINES, key: str | None = None) -> None:
        self.lines = dict(lines)
        self.key = key

    def __call__(self, request: Received) -> Reply:
        """Answer one request."""
        match = re.fullmatch(r"/admin/api/([^/]+)/graphql\.json", request.path)
        if match is None or request.method != "POST":
            return Reply(404, '{"errors":"Not Found"}')
        if self.key is not None and request.headers.get("x-shopify-access-token") != self.key:
            return Reply(401, '{"errors":"[API] Invalid API key or access token"}')
        line = match[1] if match[1] in self.lines else min(self.lines)
        return execute(self.lines[line], request, X_Shopify_API_Version=line)


def monday(request: Received) -> Reply:
    """Answer for the version in a header, the current one without it."""
    line = request.headers.get("api-version", "2026-01")
    if line not in LINES:
        return Reply.of_json({"errors": [{"message": f"Unknown API version {line}"}]}, status=400)
    return execute(LINES[line], request)


def github_enterprise(request: Received) -> Reply:
    """Answer at ``/api/graphql``; everything else on the host is a page."""
    if request.path != "/api/graphql":
        return Reply(404, "<html><title>Page not found</title></html>", "text/html")
    if request.method != "POST":
        return Reply(405, '{"message":"Not Found"}')
    return execute(LINES["2026-01"], request)
