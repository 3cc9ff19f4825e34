"""A schema of 20,000 types from an endpoint, 40 MB of JSON: read, stored and compared within bounds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_bad_servers import MEASURED
from tests.conftest import ROOT
from tests.servers.huge import answer
from tests.servers.loopback import LoopbackServer, Received, Reply

TYPES = 20_000
CHANGED = frozenset(range(3, TYPES, 2_000))
LONGEST_S = 20.0
MAX_MEMORY_MB = 600


@pytest.mark.slow
def test_20_000_types_are_read_stored_and_compared_in_bounds(tmp_path: Path) -> None:
    old, new = b"".join(answer(TYPES)), b"".join(answer(TYPES, changed=CHANGED))
    assert 38e6 < len(old) < len(new) < 45e6
    served = [old]

    def handler(_received: Received) -> Reply:
        return Reply(200, served[-1])

    with LoopbackServer(handler) as server:
        (tmp_path / "drift.toml").write_text(
            f'[sources.bad]\nendpoint = "{server.url}"\nheaders = {{ X-API-Key = "${{HUGE_KEY}}" }}\n'
        )
        for look in range(3):
            done = subprocess.run(
                [sys.executable, "-c", MEASURED, "peak"],
                cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": str(ROOT), "HUGE_KEY": "k3y+of/the=watcher/9f27c1b8a4"},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            peak_kb, took_s = (tmp_path / "peak").read_text().split()
            assert int(peak_kb) < MAX_MEMORY_MB * 1024
            # Of the processor: what else runs on the machine is not what is measured.
            assert float(took_s) < LONGEST_S
            if look == 0:
                served.append(new)
            elif look == 1:
                assert f"bad: {len(CHANGED)} " in done.stdout
            else:
                assert done.stdout == "bad: no changes\nexit 0: no changes\n"
    history = json.loads((tmp_path / "snapshots/bad/history.json").read_text())
    assert len(history["versions"]) == 2
