"""Verdicts against `validate` of @graphql-inspector/core: the same documents are not valid.

Deviations: none among documents of one operation each; it knows no verdict "invalid already", so both of its answers
are asked for, on the old and on the new schema.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from drift.changes.change import Change, Verdict
from drift.changes.classify import classify
from drift.demo import copy_sdk, release_sdl
from drift.operations.documents import find_operations
from drift.operations.verdicts import check_operations
from drift.snapshots.snapshot import Snapshot
from tests.changes.requests import RequestMaker
from tests.changes.schemas import snapshot
from tests.changes.test_mutations import PAIRS, built, changes_of, in_one_worker, pair, sides
from tests.changes.test_oracle import published, published_changes, published_pairs

pytestmark = pytest.mark.npm
# The old schema, the new one, and what changed between them.
Case = tuple[Snapshot, Snapshot, tuple[Change, ...]]


def ask(questions: list[dict[str, Any]], npm_modules: Path) -> list[dict[str, list[str]]]:
    """Return the documents that are not valid, with the messages, for each schema with documents."""
    answer = subprocess.run(
        ["node", str(Path(__file__).with_name("inspector.mjs")), str(npm_modules)],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[dict[str, list[str]]] = json.loads(answer.stdout)
    return found


def verdicts(folder: Path, documents: Mapping[str, str], case: Case) -> dict[str, Verdict]:
    """Return the worst verdict of each document."""
    folder.mkdir(parents=True)
    for name, text in documents.items():
        (folder / name).write_text(text)
    order = [Verdict.UNAFFECTED, Verdict.POSSIBLE, Verdict.AFFECTED, Verdict.INVALID_ALREADY, Verdict.BROKEN]
    found: dict[str, Verdict] = {}
    for result in check_operations(find_operations(folder, ["*"]), *case):
        path, verdict = result.operation.path, result.operation.verdict
        found[path] = max(found.get(path, Verdict.UNAFFECTED), verdict, key=order.index)
    return found


def assert_same(
    cases: list[tuple[Case, dict[str, str]]], npm_modules: Path, folder: Path
) -> dict[Verdict, int]:
    """Compare every document of every case; return how many had each verdict."""
    questions = [
        {"schema": side.canonical, "documents": documents}
        for (old, new, _), documents in cases
        for side in (old, new)
    ]
    answers = iter(ask(questions, npm_modules))
    counts = dict.fromkeys(Verdict, 0)
    for number, (case, documents) in enumerate(cases):
        before, after = next(answers), next(answers)
        for name, verdict in verdicts(folder / str(number), documents, case).items():
            counts[verdict] += 1
            shown = (documents[name], before.get(name), after.get(name))
            assert (verdict in (Verdict.INVALID_ALREADY, Verdict.BROKEN)) == (name in after), shown
            if name not in before:
                assert (verdict is Verdict.BROKEN) == (name in after), shown
    return counts


@in_one_worker
def test_random_requests_on_mutations(npm_modules: Path, tmp_path: Path) -> None:
    cases = []
    for number in PAIRS[:120]:
        old, new = pair(number)
        if built(old) is None or built(new) is None:
            continue
        changes = changes_of(number)
        maker = RequestMaker(old, Random(number), frozenset(change.coordinate for change in changes))
        requests = [maker.request() for _ in range(4)]
        requests += [change.witness for change in changes if change.witness]
        case = (*sides(number), changes)
        cases.append((case, {f"{place:03}.graphql": request for place, request in enumerate(requests)}))
    counts = assert_same(cases, npm_modules, tmp_path)
    assert counts[Verdict.BROKEN] > 30
    assert sum(counts.values()) > 200


def test_files_of_an_sdk_that_share_fragments(npm_modules: Path, tmp_path: Path) -> None:
    copy_sdk(tmp_path / "sdk")
    documents = {path.name: path.read_text() for path in (tmp_path / "sdk/operations").glob("*.graphql")}
    releases = [snapshot(release_sdl(number)) for number in (1, 2, 3)]
    cases = [((old, new, classify(old, new).changes), documents) for old in releases for new in releases]
    counts = assert_same(cases, npm_modules, tmp_path)
    assert counts[Verdict.BROKEN] == 6


@pytest.mark.corpus
@pytest.mark.slow
@in_one_worker
def test_requests_on_published_schemas(npm_modules: Path, corpus: Path, tmp_path: Path) -> None:
    cases = []
    for old_path, new_path in published_pairs(corpus):
        case = (published(old_path)[0], published(new_path)[0], published_changes(old_path, new_path))
        found = [change.witness for change in case[2] if change.witness]
        chosen = Random(len(found)).sample(found, min(12, len(found)))
        cases.append((case, {f"{place:03}.graphql": request for place, request in enumerate(chosen)}))
    counts = assert_same(cases, npm_modules, tmp_path)
    assert counts[Verdict.BROKEN] > 50
