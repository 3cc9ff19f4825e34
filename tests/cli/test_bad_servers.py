"""More than two hundred ways in which a server can be bad, each met by ``drift check bad --save``.

What must be said in each case is in ``bad/expected.txt``: the exit code and standard error, whole. Every
row also holds to the same promises: one line, in time, within 300 MB; no key in the output, in any file or at
another server; and stored files that are byte for byte what they were unless a schema was read.
"""

from __future__ import annotations

import base64
import html
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.cli.bad import answers, files, schemas, wire
from tests.cli.bad.row import KEY, Elsewhere, Row, good_json
from tests.conftest import ROOT
from tests.running import Ran, drift
from tests.servers.loopback import Handler, LoopbackServer, Reply, always
from tests.servers.misbehaving import redirect

ROWS = {**wire.ROWS, **answers.ROWS, **schemas.ROWS, **files.ROWS}
EXPECTED = Path(__file__).parent / "bad" / "expected.txt"
GRACE_S = 2.0
MAX_MEMORY_MB = 300
# Runs the command and leaves the peak of its memory and its processor time in a file; the parent's memory would
# count into ru_maxrss.
MEASURED = """
import sys, time
from drift.cli.main import run
from drift.cli.runtime import Runtime
code = run(["check", "bad", "--save"], Runtime())
with open("/proc/self/status") as status, open(sys.argv[1], "w") as peak:
    peak.write(next(line.split()[1] for line in status if line.startswith("VmHWM")))
    peak.write(f" {time.process_time()}")
sys.exit(code)
"""
KEY_FORMS = (
    KEY,
    quote(KEY),
    quote(KEY, safe=""),
    json.dumps(KEY)[1:-1].replace("/", "\\/"),
    html.escape(KEY),
    base64.b64encode(KEY.encode()).decode().rstrip("=")[:-1],
    base64.b64encode(b"x:" + KEY.encode()).decode().rstrip("=")[3:-1],
)


def expected() -> dict[str, str]:
    """Return the text that belongs to each row: the exit code, then standard error."""
    found: dict[str, str] = {}
    for part in EXPECTED.read_text().split("\n## ")[1:]:
        name, _, text = part.partition("\n")
        found[name] = text.strip("\n")
    return found


@pytest.fixture(scope="session")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the good schema is stored."""
    folder = tmp_path_factory.mktemp("baseline")
    with LoopbackServer(always(Reply(200, good_json()))) as server:
        (folder / "drift.toml").write_text(f'[sources.bad]\nendpoint = "{server.url}"\n')
        assert drift("check", "bad", "--save", cwd=folder).code == 0
    return folder


@pytest.fixture(scope="module")
def other() -> Iterator[LoopbackServer]:
    """The server that nobody may be sent to."""
    with LoopbackServer(always(Reply(200, good_json()))) as server:
        yield server


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".drift" not in path.parts
    }


def check(row: Row, folder: Path) -> Ran:
    if not row.measured:
        return drift("check", "bad", "--save", cwd=folder)
    peak = folder.with_name("peak")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", MEASURED, str(peak)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert int(peak.read_text().split()[0]) < MAX_MEMORY_MB * 1024
    return Ran(done.returncode, done.stdout, done.stderr)


# Later releases of Python count interim responses themselves and give up before the deadline does.
COUNTED = {
    "says 100 Continue for ever": (
        "exit 3\nerror: ORIGIN/graphql: what it sends is not HTTP, or has headers without end; check the address"
    )
}


def normalise(ran: Ran, server: LoopbackServer, other: LoopbackServer) -> str:
    """Return exit code and standard error with what differs from run to run taken out."""
    text = (
        ran.err.replace(server.origin.replace("http:", "https:"), "SECURE")
        .replace(server.origin, "ORIGIN")
        .replace(other.origin, "OTHER")
    )
    text = text.removeprefix("checking bad …\n")
    for pattern, mark in (
        (r"\(\d tries\)", "(N tries)"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", "TIME"),
        (r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(_\d+)?", "VERSION"),
        (r"wait [67],\d\d\d s", "wait 7,NNN s"),
        # The releases of graphql-core answer introspection at different length.
        (r"the answer:1:\d{5}:", "the answer:1:NNNNN:"),
        # Python 3.13 calls it by its newer name.
        (r"413 Content Too Large", "413 Request Entity Too Large"),
    ):
        text = re.sub(pattern, mark, text)
    return f"exit {ran.code}\n{text}".strip("\n")


@pytest.mark.parametrize("name", ROWS)
def test_bad_server(
    name: str,
    baseline: Path,
    other: LoopbackServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    update_golden: bool,
) -> None:
    row = ROWS[name]
    monkeypatch.setenv("BAD_SERVER_KEY", KEY)
    folder = tmp_path / "folder"
    shutil.copytree(baseline, folder)
    handler: Handler
    if isinstance(row.handler, Elsewhere):
        handler = redirect(row.handler.status, f"{other.origin}{row.handler.path}")
    else:
        handler = row.handler
    with LoopbackServer(handler) as server:
        kind = "schema" if row.path.endswith(".graphql") else "endpoint"
        key = 'headers = { X-API-Key = "${BAD_SERVER_KEY}" }' if row.with_key else ""
        (folder / "drift.toml").write_text(
            f'[sources.bad]\n{kind} = "{server.origin}{row.path}"\ntimeout = {row.timeout_s}\n{key}\n{row.config}\n'
        )
        before = contents(folder)
        started = time.monotonic()
        ran = check(row, folder)
        assert time.monotonic() - started < row.timeout_s + GRACE_S
        said = normalise(ran, server, other)
        if update_golden:
            write_expected(name, said)
        counts = name in COUNTED and hasattr(http.client, "_MAXINTERIMRESPONSES")
        assert said == (COUNTED[name] if counts else expected()[name])
        assert_no_key(ran, folder, [*other.requests])
        assert row.requests is None or len(server.requests) == row.requests
        if row.with_key:
            assert all(request.headers.get("x-api-key") == KEY for request in server.requests)
        if ran.code in (0, 1):
            assert_stored_for_good(folder, ran)
            return
    assert ran.out == ""
    assert re.fullmatch(r"(checking bad …\n)?error: [^\n]+\n", ran.err)
    assert ran.err.replace("\n", "").isprintable()
    assert contents(folder) == before


def assert_no_key(ran: Ran, folder: Path, elsewhere: list[object]) -> None:
    assert elsewhere == []
    everything = (ran.out + ran.err).encode() + b"".join(contents(folder).values())
    assert [form for form in KEY_FORMS if form.encode() in everything] == []


def assert_stored_for_good(folder: Path, ran: Ran) -> None:
    """What was accepted reads back as what was seen: the next look finds no change and writes nothing."""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", ran.out + ran.err)
    before = contents(folder)
    again = drift("check", "bad", "--save", "-q", "--report", "json", cwd=folder)
    assert again.code == 0, again.err
    assert json.loads(again.out)["changes"] == []
    assert contents(folder) == before


def write_expected(name: str, said: str) -> None:
    texts = {**(expected() if EXPECTED.exists() else {}), name: said}
    parts = [f"\n## {row}\n{texts[row]}\n" for row in ROWS if row in texts]
    EXPECTED.write_text(
        "What each bad server makes the command say; see tests/cli/test_bad_servers.py.\n" + "".join(parts)
    )


def test_there_are_enough_of_them_and_none_is_left_over() -> None:
    assert len(ROWS) >= 200
    assert len(ROWS) == sum(map(len, (wire.ROWS, answers.ROWS, schemas.ROWS, files.ROWS)))
    assert list(expected()) == list(ROWS)
