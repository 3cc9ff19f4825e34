from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from drift.errors import DriftError, UsageError
from drift.reports import FORMATS
from drift.reports.deliver import Target, deliver
from drift.reports.format import Display
from tests.reports.samples import empty, ordinary


@pytest.fixture
def printed() -> list[str]:
    return []


def test_files_and_standard_output_at_once(tmp_path: Path, printed: list[str]) -> None:
    target = tmp_path / "made" / "report.json"
    deliver([ordinary()], [Target(FORMATS["json"], target), Target(FORMATS["text"])], out=printed.append)
    assert target.read_text("utf-8") == FORMATS["json"].render(ordinary())
    assert printed == [FORMATS["text"].render(ordinary())]
    assert [path.name for path in target.parent.iterdir()] == ["report.json"]


def test_standard_output_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    deliver([empty()], [Target(FORMATS["text"])])
    assert capsys.readouterr().out == "panther: no changes\n"


def test_colour_is_for_standard_output_only(tmp_path: Path, printed: list[str]) -> None:
    targets = [Target(FORMATS["text"]), Target(FORMATS["text"], tmp_path / "report.txt")]
    deliver([ordinary()], targets, display=Display(colour=True), out=printed.append)
    assert "\x1b[" in printed[0]
    assert "\x1b[" not in (tmp_path / "report.txt").read_text("utf-8")


def test_secrets_are_taken_out_of_everything(tmp_path: Path, printed: list[str]) -> None:
    report = replace(empty(), notices=("the key k3y",))
    targets = [Target(FORMATS["text"]), Target(FORMATS["json"], tmp_path / "r.json")]
    deliver([report], targets, redact=lambda text: text.replace("k3y", "***"), out=printed.append)
    assert "k3y" not in printed[0] + (tmp_path / "r.json").read_text("utf-8")


def test_a_large_report_is_handed_on_in_parts(tmp_path: Path, printed: list[str]) -> None:
    report = replace(empty(), notices=("x" * 3_000_000,), newly_visible=("y" * 3_000_000, "z" * 3_000_000))
    targets = [Target(FORMATS["json"]), Target(FORMATS["json"], tmp_path / "r.json")]
    seen: list[int] = []

    def count(text: str) -> str:
        seen.append(len(text))
        assert text.endswith("\n")
        return text

    deliver([report], targets, redact=count, out=printed.append)
    assert "".join(printed) == (tmp_path / "r.json").read_text("utf-8") == FORMATS["json"].render(report)
    assert len(printed) == 3
    assert len(seen) == 4


def test_nothing_is_written_when_one_format_fails(tmp_path: Path, printed: list[str]) -> None:
    def refuse(text: str) -> str:
        if text.startswith("{"):
            raise DriftError("no")
        return text

    kept = tmp_path / "kept.txt"
    kept.write_text("before")
    targets = [
        Target(FORMATS["text"], kept),
        Target(FORMATS["json"], tmp_path / "r.json"),
        Target(FORMATS["text"]),
    ]
    with pytest.raises(DriftError):
        deliver([ordinary()], targets, redact=refuse, out=printed.append)
    assert kept.read_text() == "before"
    assert printed == []
    assert list(tmp_path.iterdir()) == [kept]


def test_nothing_is_written_when_one_file_cannot_be(tmp_path: Path, printed: list[str]) -> None:
    (tmp_path / "a file").write_text("")
    bad = tmp_path / "a file" / "r.json"
    with pytest.raises(DriftError, match=r"can't (write|create) .*a file.*: .*; check"):
        deliver(
            [ordinary()],
            [
                Target(FORMATS["text"], tmp_path / "r.txt"),
                Target(FORMATS["json"], bad),
                Target(FORMATS["text"]),
            ],
            out=printed.append,
        )
    assert printed == []
    assert [path.name for path in tmp_path.iterdir()] == ["a file"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it is a folder"):
        deliver([ordinary()], [Target(FORMATS["text"], tmp_path)])


def test_one_file_is_for_one_report(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two reports would be written to"):
        deliver(
            [ordinary()], [Target(FORMATS["text"], tmp_path / "r"), Target(FORMATS["json"], tmp_path / "r")]
        )
    assert list(tmp_path.iterdir()) == []


def test_several_reports_join_or_get_their_own_files(tmp_path: Path, printed: list[str]) -> None:
    reports = [ordinary(), replace(empty(), title="github")]
    targets = [
        Target(FORMATS["json"], tmp_path / "r.json"),
        Target(FORMATS["text"], tmp_path / "r.txt"),
        Target(FORMATS["text"]),
    ]
    deliver(reports, targets, out=printed.append)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r-github.json", "r-panther.json", "r.txt"]
    assert "panther: 2 breaking" in (tmp_path / "r.txt").read_text("utf-8")
    assert (tmp_path / "r.txt").read_text("utf-8").endswith("github: no changes\n")
    assert len(printed) == 2


def test_a_link_stays_a_link_and_permissions_stay(tmp_path: Path) -> None:
    target = tmp_path / "real.json"
    target.write_text("old")
    target.chmod(0o640)
    link = tmp_path / "link.json"
    link.symlink_to(target)
    deliver([ordinary()], [Target(FORMATS["json"], link)])
    assert link.is_symlink()
    assert target.read_text("utf-8") == FORMATS["json"].render(ordinary())
    assert target.stat().st_mode & 0o777 == 0o640


def test_new_files_have_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    deliver([ordinary()], [Target(FORMATS["json"], tmp_path / "r.json")])
    assert (tmp_path / "r.json").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[str] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_text("utf-8")))
    reader.start()
    deliver([empty()], [Target(FORMATS["text"], pipe)])
    reader.join(10)
    assert received == ["panther: no changes\n"]
    assert pipe.is_fifo()
