"""The rows of the formats: what each makes of the samples, and that help and README tell of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from drift.reports import FORMATS
from tests.conftest import ROOT
from tests.reports.conftest import GOLDEN
from tests.reports.samples import SAMPLES
from tests.running import drift

README = ROOT / "README.md"
TABLE = re.compile(r"(?<=\| format \| for \|\n\|---\|---\|\n)(?:\|.*\n)*")


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str, sample: str, golden: Callable[[str, str], None]) -> None:
    format_ = FORMATS[name]
    text = format_.render(SAMPLES[sample]())
    assert text.endswith("\n")
    golden(f"{sample}{format_.suffix}", text)


def test_each_module_of_a_format_has_its_row_and_each_golden_file_its_format() -> None:
    modules = {path.stem.removeprefix("to_") for path in (ROOT / "drift" / "reports").glob("to_*.py")}
    assert modules == set(FORMATS), (
        "a format is a module `drift/reports/to_NAME.py` and a row in its __init__.py"
    )
    assert len({format_.suffix for format_ in FORMATS.values()}) == len(FORMATS)
    wanted = {f"{sample}{format_.suffix}" for sample in SAMPLES for format_ in FORMATS.values()}
    of_text = {"ordinary-coloured.txt", "ordinary-verbose.txt"}
    assert {path.name for path in Path(GOLDEN).iterdir()} == wanted | of_text


@pytest.mark.parametrize("command", ["check", "diff"])
def test_help_names_every_format(command: str) -> None:
    said = " ".join(drift(command, "--help").out.split())
    *names, last = FORMATS
    assert f"{', '.join(names)} or {last}; into a file when a path is given." in said


def test_readme_has_a_row_for_each_format(update_golden: bool) -> None:
    text = README.read_text("utf-8")
    rows = "".join(f"| `{format_.name}` | {format_.purpose} |\n" for format_ in FORMATS.values())
    actual = TABLE.sub(lambda _: rows, text)
    if update_golden:
        README.write_text(actual, "utf-8")
    assert actual == README.read_text("utf-8"), (
        "run pytest --update-golden: README's table of formats is made from the rows"
    )
