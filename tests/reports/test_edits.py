"""Edits in each format: where each is, what it says, and a patch that git applies."""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path

import pytest

from drift.reports import FORMATS, patch
from drift.reports.edits import Mended, Span
from tests.mend.project import report

OLD = 'type Query { old: Int @deprecated(reason: "Use `fresh`.") kept: Int }'
NEW = "type Query { fresh: Int kept(id: ID!): Int }"
FILES = {
    "a.graphql": "query A {\r\n  old\r\n}\r\n",
    "\u00e4.py": 'TEXT = "\u00e4\U0001f600"; Q = gql("query B { old kept }")\n',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def test_json_has_offsets_of_the_bytes(folder: Path) -> None:
    found = json.loads(FORMATS["json"].render(report(folder, FILES, OLD, NEW)))
    for path in FILES:
        content = (folder / path).read_bytes()
        edits = [edit for edit in found["edits"] if edit["path"] == path]
        for edit in reversed(edits):
            assert content[edit["start"] : edit["end"]].decode() == edit["old"]
            content = content[: edit["start"]] + edit["new"].encode() + content[edit["end"] :]
        assert b"old: fresh" in content
    (first, *_) = found["edits"]
    assert {
        name: first[name] for name in ("path", "line", "column", "end_line", "end_column", "old", "new")
    } == {
        "path": "a.graphql",
        "line": 2,
        "column": 3,
        "end_line": 2,
        "end_column": 6,
        "old": "old",
        "new": "old: fresh",
    }
    assert (first["tier"], first["loses_data"], first["coordinate"]) == ("advice", False, "Query.old")
    assert [operation["name"] for operation in first["operations"]] == ["A"]
    assert first["change"] in {change["fingerprint"] for change in found["changes"]}


def test_sarif_has_fixes(folder: Path) -> None:
    log = json.loads(FORMATS["sarif"].render(report(folder, FILES, OLD, NEW)))
    results = [result for result in log["runs"][0]["results"] if result["ruleId"] == "OPERATION_BROKEN"]
    assert [len(result["fixes"]) for result in results] == [1, 2]
    assert results[0]["fixes"] == [
        {
            "description": {
                "text": "Field Query.old was removed. It was deprecated: Use `fresh`. Probably renamed to Query.fresh."
            },
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "a.graphql"},
                    "replacements": [
                        {
                            "deletedRegion": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 6},
                            "insertedContent": {"text": "old: fresh"},
                        }
                    ],
                }
            ],
        }
    ]


def test_github_has_the_edit_in_a_line(folder: Path) -> None:
    text = FORMATS["github"].render(report(folder, FILES, OLD, NEW))
    assert "%0Afix: a.graphql:2:3: old → old: fresh" in text
    assert "%0Afix: \u00e4.py:1:30: put in ($id: ID!)" in text
    assert "@@" not in text


def test_markdown_and_html_have_a_patch_that_git_applies(folder: Path) -> None:
    files = {name: text.replace("\r\n", "\n") for name, text in FILES.items()}
    found = report(folder, files, OLD, NEW)
    (block,) = re.findall(r"```diff\n(--- a/.*?)\n```", FORMATS["markdown"].render(found), re.DOTALL)
    (page,) = re.findall(
        r'<details class="patch">.*?<pre[^>]*><code>(.*?)</code></pre>',
        FORMATS["html"].render(found),
        re.DOTALL,
    )
    assert html.unescape(re.sub("<[^>]*>", "", page)) == block
    subprocess.run(["git", "apply", "-"], cwd=folder, check=True, input=f"{block}\n".encode())
    assert (folder / "a.graphql").read_text() == "query A {\n  old: fresh\n}\n"


CONTENTS = {
    "in the middle": (b"a\nb\nc\n", [Span(2, 3, b"B")]),
    "of the last line without an end": (b"a\nb", [Span(2, 3, b"B")]),
    "of the only line": (b"b", [Span(0, 1, b"B")]),
    "a whole line": (b"a\nb\nc\n", [Span(2, 4, b"")]),
    "the last line": (b"a\nb\n", [Span(2, 4, b"")]),
    "the end of the line before the last": (b"a\nb", [Span(1, 2, b"")]),
    "two in a line": (b"a b c\n", [Span(0, 1, b"A"), Span(4, 5, b"C")]),
    "far apart": (b"x\n" * 30 + b"y\n", [Span(0, 1, b"X"), Span(60, 61, b"Y")]),
    "a line that becomes two": (b"a\nb\nc\n", [Span(3, 3, b"\nB")]),
    "nothing but line ends": (b"\n\n\n", [Span(1, 1, b"x")]),
    "windows": (b"a\r\nb\r\nc", [Span(3, 4, b"B")]),
    "into an empty file": (b"", [Span(0, 0, b"x\n")]),
    "not utf-8": (b"\xff\nb\n", [Span(2, 3, b"B")]),
}
NAMES = ("a.txt", "a b.txt", 'q"uote.txt', "b\\ack.txt", "tab\t.txt", "\u00e4.txt", "sub/a.txt")


@pytest.mark.parametrize("case", CONTENTS)
@pytest.mark.parametrize("name", NAMES)
def test_git_applies_a_patch(case: str, name: str, folder: Path) -> None:
    before, spans = CONTENTS[case]
    file = Mended(name, before, tuple(spans))
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(before)
    subprocess.run(
        ["git", "apply", "-"], cwd=folder, check=True, input=patch.render([file]), capture_output=True
    )
    assert path.read_bytes() == file.after
