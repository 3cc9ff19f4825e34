"""What is fuzzed: each function gets a source of chance, makes one input and holds the outcome to the promise."""

from __future__ import annotations

import json
import os
import random
import socket
import tempfile
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from drift import escape, redact, unseen
from drift.compare import compare
from drift.config import Policy
from drift.config_file import parse as parse_config
from drift.errors import DriftError, UsageError
from drift.operations.documents import find_operations
from drift.paths import read_configured
from drift.redact import Redactor
from drift.reports import FORMATS
from drift.schema import canonical, sdl
from drift.snapshots.snapshot import Snapshot
from drift.snapshots.store import Store
from drift.sources.address import parse_address, parse_redirect
from drift.sources.content import read_bytes
from drift.sources.headers import check_headers
from drift.sources.transport import Transport
from tests.fuzz import seeds
from tests.fuzz.mutate import mutate_bytes, mutate_text, mutate_tree
from tests.servers.loopback import LoopbackServer, Raw
from tests.snapshots.mending import mend
from tests.sources.asking import introspect

Target = Callable[[random.Random, Path], None]
TODAY = date(2026, 11, 23)


class Broken(AssertionError):
    """An input that ends in something else than success or one clear line."""


@dataclass
class Outcomes:
    """How many inputs were accepted and refused, by target."""

    accepted: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)


OUTCOMES = Outcomes()


@contextmanager
def held_to(promise: str, shown: object) -> Any:
    """Count what happens in the block; anything but success or a DriftError of one line is a failure."""
    try:
        yield
    except DriftError as error:
        text = str(error)
        if not text.strip() or not text.isprintable():
            raise Broken(f"{promise}: no single printable line: {text!r} for {shown!r}") from error
        OUTCOMES.refused[promise] = OUTCOMES.refused.get(promise, 0) + 1
    except Exception as error:
        raise Broken(f"{promise}: {type(error).__name__}: {error} for {shown!r}") from error
    else:
        OUTCOMES.accepted[promise] = OUTCOMES.accepted.get(promise, 0) + 1


def check_round_trip(snapshot: Snapshot) -> str:
    """Return the canonical text, after making sure that it reads back as itself."""
    text = snapshot.canonical
    again = canonical.render(sdl.read(text))
    if again != text:
        raise Broken(f"the canonical form is not stable: {text!r} gives {again!r}")
    text.encode()
    return text


@cache
def good_snapshot() -> Snapshot:
    return read_bytes(seeds.GOOD.encode(), path="old.graphql", reference="old")


def check_comparison(chance: random.Random, snapshot: Snapshot) -> None:
    """Compare with the good schema, both ways, and render a report in some format."""
    sides = (good_snapshot(), snapshot)
    if chance.random() < 0.5:
        sides = sides[::-1]
    report = compare(*sides, title="fuzz", policy=Policy(), today=TODAY)
    name = chance.choice(list(FORMATS))
    FORMATS[name].render(report).encode()


def introspection(chance: random.Random, _folder: Path) -> None:
    tree = mutate_tree(chance, seeds.small_result())
    content = json.dumps(tree, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    if chance.random() < 0.2:
        content = mutate_bytes(chance, content)
    with held_to("introspection", content):
        snapshot = read_bytes(content, path="answer.json", reference="answer")
        check_round_trip(snapshot)
        if chance.random() < 0.1:
            check_comparison(chance, snapshot)


def garbage(chance: random.Random, _folder: Path) -> None:
    name = chance.choice(("x.json", "x.graphql"))
    if chance.random() < 0.5:
        content = chance.randbytes(chance.choice((1, 10, 100)))
    else:
        content = json.dumps(mutate_tree(chance, chance.choice(seed_trees()))).encode()
    with held_to("garbage", content):
        check_round_trip(read_bytes(content, path=name, reference="x"))


@cache
def seed_trees() -> list[Any]:
    return [
        {},
        [],
        {"data": {"__schema": {"types": [{"kind": "SCALAR", "name": "X"}]}}},
        {"errors": [{"message": "x"}]},
    ]


def sdl_bytes(chance: random.Random, _folder: Path) -> None:
    text = mutate_text(chance, chance.choice(seeds.SDL), seeds.SDL)
    content = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.2:
        content = mutate_bytes(chance, content)
    with held_to("SDL", content):
        snapshot = read_bytes(content, path="x.graphql", reference="x")
        check_round_trip(snapshot)
        if chance.random() < 0.1:
            check_comparison(chance, snapshot)


def config(chance: random.Random, folder: Path) -> None:
    text = mutate_text(chance, chance.choice(seeds.CONFIG), seeds.CONFIG)
    with held_to("drift.toml", text):
        parse_config(folder / "drift.toml", text)


def history(chance: random.Random, folder: Path) -> None:
    """A damaged history.json between two good versions: read, then written to, and then sound."""
    text = mutate_text(chance, chance.choice(seeds.HISTORY), seeds.HISTORY)
    content = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.2:
        content = mutate_bytes(chance, content)
    source = folder / "stored" / "panther"
    (source / "versions").mkdir(parents=True, exist_ok=True)
    versions = ("2026-01-01T06-00-00Z", "2026-02-01T06-00-00Z_02")
    for number, version in enumerate(versions):
        (source / "versions" / f"{version}.graphql").write_text(f"type Query {{ f{number}: Int }}\n")
    (source / "schema.graphql").write_text("type Query { f1: Int }\n")
    (source / "history.json").write_bytes(content)
    with held_to("history.json", content):
        store = Store(folder / "stored")
        for version in store.versions("panther"):
            store.read("panther", version)
        if chance.random() < 0.2:
            mend(store, "panther")
            again = Store(folder / "stored")
            again.versions("panther")
        for name in os.listdir(source):
            if name not in ("versions", "schema.graphql", "history.json"):
                with suppress(OSError):
                    (source / name).unlink()


def operations(chance: random.Random, folder: Path) -> None:
    suffix = chance.choice(list(seeds.OPERATIONS))
    text = mutate_text(chance, chance.choice(seeds.OPERATIONS[suffix]), seeds.OPERATIONS[suffix])
    content = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.2:
        content = mutate_bytes(chance, content)
    (folder / f"operations{suffix}").write_bytes(content)
    with held_to("operations", (suffix, content)):
        found = find_operations(folder, [f"operations{suffix}"])
        if found.operations:
            good = good_snapshot()
            compare(good, good, title="fuzz", policy=Policy(), today=TODAY, operations=found)


def headers(chance: random.Random, _folder: Path) -> None:
    chosen = chance.sample(seeds.HEADERS, chance.randrange(1, 4))
    given = {}
    for name, value in chosen:
        given[mutate_text(chance, name) if chance.random() < 0.3 else name] = (
            mutate_text(chance, value)[:4000] if chance.random() < 0.7 else value
        )
    with held_to("headers", given):
        try:
            checked = check_headers(given)
        except UsageError as error:
            leaked = [value for value in given.values() if len(value) > 12 and value in str(error)]
            if leaked:
                raise Broken(f"a message shows a value: {error}") from error
            raise
        redactor = Redactor()
        for name, secret in checked.secrets:
            redactor.add(secret, name=name)
        for name, value in checked.values.items():
            name.encode("ascii"), value.encode("ascii")
            said = redactor.clean(f"<{value}>", limit=10_000)
            if name in checked.secret_names and len(value) >= 12 and value in said:
                raise Broken(f"the redactor leaves {value!r}")


def addresses(chance: random.Random, _folder: Path) -> None:
    url = mutate_text(chance, chance.choice(seeds.URLS), seeds.URLS)
    with held_to("addresses", url):
        parsed = (
            parse_address(url) if chance.random() < 0.5 else parse_redirect(url, parse_address(seeds.URLS[0]))
        )
        if not str(parsed).isprintable() or (parsed.query and f"?{parsed.query}" in str(parsed)):
            raise Broken(f"an address that shows too much: {parsed}")


class _Spoken:
    """A server that answers every request with the bytes that it was told last."""

    def __init__(self) -> None:
        self.content = b""
        self.server = LoopbackServer(lambda _received: Raw(self._script)).__enter__()

    def _script(self, connection: socket.socket, _stopping: threading.Event) -> None:
        connection.sendall(self.content)


@cache
def _spoken() -> _Spoken:
    return _Spoken()


def http_answers(chance: random.Random, _folder: Path) -> None:
    body = chance.choice(
        (seeds.good_json().encode(), b'{"errors": [{"message": "no"}]}', b"<html><title>x</title>")
    )
    head = chance.choice(seeds.HEADS).replace("LENGTH", str(len(body)))
    spoken = _spoken()
    spoken.content = (
        mutate_bytes(chance, mutate_text(chance, head, seeds.HEADS).encode("utf-8", "replace")) + body
    )
    with held_to("HTTP answers", spoken.content[:2000]):
        # A body that ends early leaves the client waiting, as it must; not for long here.
        introspect(spoken.server.url, transport=Transport(timeout_s=0.5, attempts=1))


# One of each kind that is treated in its own way, and what is found beside them in real text.
_SIGNS = (
    "aé東म्क1#❤👩🏽🇩 ::##[`|<&\n\t\x1b"
    + "\u20e3\ufe0f\ufe0e\u200c\u200d\u202e\u3164\u034f\u2800\ue000\U000e0041\U000e0100\ud800"
)


def text(chance: random.Random, _folder: Path) -> None:
    written = "".join(
        chance.choice(_SIGNS) if chance.random() < 0.9 else chr(chance.randrange(0x110000))
        for _ in range(chance.randrange(40))
    )
    with held_to("text", written):
        line = escape.one_line(written)
        line.encode()
        if unseen.holds_any(line) or escape.one_line(line) != line or unseen.holds_any(redact.clean(written)):
            raise Broken(f"something unseen is left of {written!r}: {line!r}")


def paths(chance: random.Random, folder: Path) -> None:
    """Links of all kinds below a folder: what is read is inside of it, whatever the path."""
    outside, top = folder / "outside", folder / "top"
    if not outside.exists():
        (top / "a" / ".git").mkdir(parents=True)
        (top / ".git").mkdir()
        outside.mkdir()
        for place in (outside / "x", top / "x", top / "a" / "x", top / ".git" / "x"):
            place.write_text("inside" if place.parent in (top, top / "a") else "outside")
    parts = ("a", "b", "x", "..", ".", ".git", ".GIT", "l", "outside", "")
    link = top / chance.choice(("l", "b", "a/l"))
    link.unlink(missing_ok=True)
    link.symlink_to("/".join(chance.choice(parts) for _ in range(chance.randrange(1, 5))) or "x")
    path = top / "/".join(chance.choice(parts) for _ in range(chance.randrange(1, 5)))
    with held_to("paths", (path, os.readlink(link))), suppress(OSError):
        if read_configured(path, top, max_bytes=100) != b"inside":
            raise Broken(f"{path} was read, with {link} to {os.readlink(link)}")


TARGETS: dict[str, Target] = {
    "text": text,
    "paths": paths,
    "HTTP answers": http_answers,
    "introspection": introspection,
    "garbage": garbage,
    "SDL": sdl_bytes,
    "drift.toml": config,
    "history.json": history,
    "operations": operations,
    "headers": headers,
    "addresses": addresses,
}


def folder() -> Path:
    """Return a folder in memory where there is one, because some targets write a file for each input."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="drift-fuzz-", dir=memory if os.access(memory, os.W_OK) else None))
