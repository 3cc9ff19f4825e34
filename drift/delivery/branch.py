"""The one branch that proposes new versions: built beside the checkout, pushed when its snapshots differ."""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from drift.errors import DriftError, UsageError
from drift.escape import quoted
from drift.redact import Redactor
from drift.sources import git_process

AUTHOR = ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")
TIMEOUT_S = 300


@dataclass(frozen=True)
class Checkout:
    """A checkout of the default branch, and the branch that we keep.

    Attributes:
        folder: Its top folder.
        branch: Name of the branch that is ours.
        server: ``https://github.com``: where the token may be sent.
        token: For pushing over https; None when the remote wants none.
        redactor: Takes the token out of what git says.
    """

    folder: Path
    branch: str
    server: str
    token: str | None
    redactor: Redactor

    @classmethod
    def around(
        cls, folder: Path, branch: str, *, server: str, token: str | None, redactor: Redactor
    ) -> Checkout:
        """Return the checkout that *folder* lies in.

        Raises:
            UsageError: There is none, or the branch's name is none.
        """
        bare = cls(folder, branch, server, token, redactor)
        if bare._try("check-ref-format", "--branch", branch) is None:
            raise UsageError(f"{quoted(branch)} can't be the name of a branch")
        top = bare._try("rev-parse", "--show-toplevel")
        if not top:
            raise UsageError(f"{folder} is not in a git checkout")
        return cls(Path(top), branch, server, token, redactor)

    def proposed(self) -> str | None:
        """Return the commit that our branch has on the remote, fetched; None when there is no such branch."""
        listed = self._git("ls-remote", "--heads", "origin", f"refs/heads/{self.branch}")
        if not listed:
            return None
        self._git("fetch", "--quiet", "--depth=1", "--no-tags", "origin", f"refs/heads/{self.branch}")
        return self._git("rev-parse", "FETCH_HEAD")

    @contextmanager
    def tree(self, commit: str) -> Iterator[Path]:
        """Check a commit out into a folder of its own for the block, and yield that folder."""
        with tempfile.TemporaryDirectory(prefix="drift-tree-") as scratch:
            place = Path(scratch) / "tree"
            self._git("worktree", "add", "--quiet", "--detach", str(place), commit)
            try:
                yield place
            finally:
                self._git("worktree", "remove", "--force", str(place))

    def commit(self, tree: Path, paths: Sequence[str], message: str) -> str:
        """Commit what is under *paths* in a tree of :meth:`tree`, and return the commit."""
        inside = Checkout(tree, self.branch, self.server, self.token, self.redactor)
        inside._git("add", "--", *paths)
        name, address = AUTHOR
        inside._git(
            *("-c", f"user.name={name}", "-c", f"user.email={address}"),
            *("commit", "--quiet", "--no-verify", "--message", message),
        )
        return inside._git("rev-parse", "HEAD")

    def is_same(self, commit: str, other: str, path: str) -> bool:
        """Return whether two commits hold the same under *path*."""
        return self._try("rev-parse", f"{commit}:{path}") == self._try("rev-parse", f"{other}:{path}")

    def push(self, commit: str, *, over: str | None) -> None:
        """Make *commit* our branch on the remote, unless somebody moved it from *over* meanwhile."""
        lease = f"--force-with-lease=refs/heads/{self.branch}:{over or ''}"
        self._git("push", "--quiet", lease, "origin", f"{commit}:refs/heads/{self.branch}")

    def delete(self, *, over: str) -> None:
        """Delete our branch on the remote, unless somebody moved it from *over* meanwhile."""
        lease = f"--force-with-lease=refs/heads/{self.branch}:{over}"
        self._git("push", "--quiet", lease, "origin", f":refs/heads/{self.branch}")

    def _git(self, *arguments: str) -> str:
        code, out, errors = self._run(*arguments)
        if code:
            said = self.redactor.clean(errors or out, limit=300)
            verb = next(
                (word for word in arguments if word in ("push", "fetch", "ls-remote", "commit", "worktree")),
                "",
            )
            advice = "; check that the job has contents: write" if verb == "push" else ""
            raise DriftError(f"git {verb or arguments[0]} failed: {said}{advice}")
        return out

    def _try(self, *arguments: str) -> str | None:
        code, out, _ = self._run(*arguments)
        return None if code else out

    def _run(self, *arguments: str) -> tuple[int, str, str]:
        secrets: dict[str, str] = {}
        if self.token:
            secret = base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
            secrets[f"http.{self.server.rstrip('/')}/.extraheader"] = f"Authorization: Basic {secret}"
        ended = git_process.run(self.folder, *arguments, secrets=secrets, timeout_s=TIMEOUT_S)
        return ended.code, os.fsdecode(ended.output).strip(), ended.errors.strip()
