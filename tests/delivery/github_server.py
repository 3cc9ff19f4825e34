"""An imitation of the few calls of GitHub's REST API that publishing takes; it keeps pull requests and issues."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers.loopback import LoopbackServer, Received, Reply

TOKEN = "ghs_0123456789abcdefghijABCDEFGHIJ456789"


@dataclass
class FakeGitHub:
    """State of one repository ``acme/watch`` and the handler that serves it.

    Attributes:
        remote: The bare repository; a pull request needs its branch there.
        may_open: The setting that lets Actions open pull requests.
        threads: Pull requests and issues, oldest first, numbered together.
    """

    remote: Path | None = None
    may_open: bool = True
    threads: list[dict[str, Any]] = field(default_factory=list)

    def server(self) -> LoopbackServer:
        return LoopbackServer(self.handle)

    def add(self, **more: Any) -> dict[str, Any]:
        thread = {
            "number": len(self.threads) + 1,
            "title": "",
            "body": "",
            "state": "open",
            "merged_at": None,
            "user": {"login": "github-actions[bot]", "type": "Bot"},
            "author_association": "NONE",
            **more,
        }
        self.threads.append(thread)
        return thread

    def handle(self, received: Received) -> Reply:
        if received.headers.get("authorization") != f"Bearer {TOKEN}":
            return Reply.of_json({"message": "Bad credentials"}, 401)
        match = re.fullmatch(r"/repos/acme/watch/(pulls|issues)(?:/(\d+))?", received.path)
        if match is None:
            return Reply.of_json({"message": "Not Found"}, 404)
        is_pull = match[1] == "pulls"
        if received.method == "GET":
            return self._list(received, is_pull)
        document = json.loads(received.body)
        if received.method == "POST":
            return self._open(document, is_pull)
        thread = self.threads[int(match[2]) - 1]
        assert set(document) <= {"title", "body", "state"}
        thread.update(document)
        return Reply.of_json(thread)

    def _list(self, received: Received, is_pull: bool) -> Reply:
        asked = received.parameters
        assert asked["state"] == "all"
        found = [
            t
            for t in reversed(self.threads)
            if not is_pull or t.get("head", {}).get("label") == asked["head"]
        ]
        page, size = int(asked.get("page", "1")), int(asked["per_page"])
        return Reply.of_json(found[(page - 1) * size : page * size])

    def _open(self, document: dict[str, Any], is_pull: bool) -> Reply:
        if len(document["body"]) > 65_536:
            return Reply.of_json({"message": "Validation Failed"}, 422)
        if not is_pull:
            return Reply.of_json(self.add(**document), 201)
        if not self.may_open:
            message = "GitHub Actions is not permitted to create or approve pull requests."
            return Reply.of_json({"message": message}, 403)
        head = document.pop("head")
        document.pop("maintainer_can_modify")
        if self.remote is not None:
            listed = subprocess.run(
                ["git", "ls-remote", "--heads", str(self.remote), head],
                capture_output=True,
                text=True,
                check=True,
            )
            assert listed.stdout, "a pull request needs its branch"
        more = {"head": {"label": f"acme:{head}"}, "base": {"ref": document.pop("base")}, "pull_request": {}}
        return Reply.of_json(self.add(**document, **more), 201)
