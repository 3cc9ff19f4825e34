from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

import pytest

from drift.changes.change import OperationReference, Verdict
from drift.reports import FORMATS
from drift.reports.report import OperationResult, Report
from drift.schema.text import Location
from drift.severity import Severity
from tests.reports.samples import EVIL, change, empty, hostile, ordinary
from tests.test_escape import runner_obeys

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def annotations(report: Report) -> list[tuple[str, dict[str, str], str]]:
    """Commands as the runner reads them: name, properties, message."""
    *commands, verdict = FORMATS["github"].render(report).removesuffix("\n").split("\n")
    assert not runner_obeys(verdict)
    read = []
    for command in commands:
        match = COMMAND.fullmatch(command)
        assert match, command
        pairs = [pair.split("=", 1) for pair in match[2].split(",")]
        read.append((match[1], {name: unquote(value) for name, value in pairs}, unquote(match[3])))
    return read


def test_each_stands_at_its_line() -> None:
    places = [
        (kind, properties["file"], properties["line"], properties.get("col"))
        for kind, properties, _ in annotations(ordinary())
    ]
    assert places == [
        ("error", "sdk/alerts.graphql", "5", "9"),
        ("error", "sdk/client.py", "42", "5"),
        ("error", "sdk/broken.graphql", "4", "7"),
        ("error", "snapshots/panther/schema.graphql", "3", None),
        ("error", "snapshots/panther/schema.graphql", "11", None),
        ("warning", "snapshots/panther/schema.graphql", "17", None),
        ("warning", "snapshots/panther/schema.graphql", "23", None),
        ("notice", "snapshots/panther/schema.graphql", "16", None),
    ]


def test_hostile_text_adds_no_command_and_no_property() -> None:
    read = annotations(hostile())
    assert len(read) == 5
    for _, properties, message in read:
        assert set(properties) <= {"file", "line", "col", "title"}
        assert "##[" not in message
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", message)


def test_percent_signs_and_separators_survive() -> None:
    text = "100% a%0Ab ::x:: a,b"
    report = replace(
        empty(), changes=(change(coordinate="A.b", message=text, new_location=Location("a,b:c%.graphql", 2)),)
    )
    ((_, properties, message),) = annotations(report)
    assert properties["file"] == "a,b:c%.graphql"
    assert message.startswith(f"A.b  {text}\n")


def test_ten_of_each_and_a_count_of_the_rest() -> None:
    changes = tuple(
        change(coordinate=f"A.f{n}", severity=severity)
        for severity, count in ((Severity.BREAKING, 25), (Severity.DANGEROUS, 11), (Severity.DEPRECATED, 3))
        for n in range(count)
    )
    text = FORMATS["github"].render(replace(empty(), changes=changes))
    assert text.count("::error ") == text.count("::warning ") == 10
    assert text.count("::notice ") == 3
    assert text.endswith("(15 more errors, 1 more warning without annotation)\n")


@pytest.mark.parametrize("path", ["<text>", "https://api.example.com/graphql", "-"])
def test_what_is_no_file_gets_no_file(path: str) -> None:
    report = replace(empty(), changes=(change(new_location=Location(path, 3)),))
    ((_, properties, _),) = annotations(report)
    assert set(properties) == {"title"}


def test_an_operation_without_a_placed_error_is_marked_at_its_own_line() -> None:
    operation = OperationReference("A", "a.graphql", 7, Verdict.BROKEN)
    report = replace(empty(), operations=(OperationResult(operation, errors=(f"b.graphql:1:1: {EVIL}",)),))
    ((_, properties, _),) = annotations(report)
    assert (properties["file"], properties["line"]) == ("a.graphql", "7")


def test_nothing_changed_is_one_plain_line() -> None:
    assert FORMATS["github"].render(empty()) == "panther: no changes\n"
