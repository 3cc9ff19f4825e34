"""The short run of ``make test`` and the long one of ``make fuzz``.

``DRIFT_FUZZ`` is the number of examples for each target, ``DRIFT_FUZZ_SECONDS`` a time for each in place of it.
Every example is a seed of hypothesis and some dozens of inputs made from it.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz import targets
from tests.fuzz.targets import TARGETS, Broken

EXAMPLES = int(os.environ.get("DRIFT_FUZZ", "12"))
SECONDS = float(os.environ.get("DRIFT_FUZZ_SECONDS", "0"))
INPUTS = 25
LONGEST_S = 5.0


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    folder = targets.folder()
    yield folder
    shutil.rmtree(folder)


def run(name: str, seed: int, folder: Path) -> None:
    chance = random.Random(seed)
    for _ in range(INPUTS):
        started = time.process_time()
        TARGETS[name](chance, folder)
        if time.process_time() - started > LONGEST_S:
            raise Broken(
                f"{name}: one of the inputs of seed {seed} took {time.process_time() - started:.0f} s"
            )


@pytest.mark.parametrize("name", TARGETS)
def test_any_input_ends_in_success_or_one_line(name: str, folder: Path) -> None:
    if SECONDS:
        begun = time.monotonic()
        while time.monotonic() - begun < SECONDS:
            run(name, random.getrandbits(64), folder)
        return

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(st.integers(0, 2**64))
    def fuzz(seed: int) -> None:
        run(name, seed, folder)

    fuzz()
