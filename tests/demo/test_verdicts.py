"""What the check says about the SDK: each hit in its file, at its line, in GraphQL, Python and TypeScript alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from drift.changes.classify import classify
from drift.demo import copy_sdk, release_sdl
from drift.operations.documents import find_operations
from drift.operations.verdicts import check_operations
from tests.changes.schemas import snapshot

pytest.importorskip("tree_sitter_typescript")

BROKEN = [
    "LastWeek operations/administration.graphql:52",
    "  operations/administration.graphql:53:3: Field 'Query.metrics' requires the argument 'input' of type "
    "'MetricsInput!', which is not given.",
    "GetAlert operations/alerts.graphql:14",
    "  operations/fragments.graphql:25:3: Cannot query field 'assigneeEmail' on type 'Alert'. Did you mean 'assignee'?",
    "AssignAlerts operations/alerts.graphql:86",
    "  operations/alerts.graphql:90:7: Cannot query field 'assigneeEmail' on type 'Alert'. Did you mean 'assignee'?",
    "FindSchemas operations/log-sources.graphql:57",
    "  operations/log-sources.graphql:58:20: Field 'contains' is not defined by input object 'SchemasInput'. Did you "
    "mean 'nameContains'?",
    "OpenAlerts python/security_api.py:34",
    "  python/security_api.py:28:3: Cannot query field 'assigneeEmail' on type 'Alert'. Did you mean 'assignee'?",
    "AlertVolume python/security_api.py:63",
    "  python/security_api.py:63:19: Variable '$input' of type 'MetricsInput' used in position expecting type "
    "'MetricsInput!'.",
    "DashboardAlerts typescript/dashboard.ts:16",
    "  typescript/dashboard.ts:10:5: Cannot query field 'assigneeEmail' on type 'Alert'. Did you mean 'assignee'?",
    "DashboardMetrics typescript/dashboard.ts:33",
    "  typescript/dashboard.ts:34:5: Field 'Query.metrics' requires the argument 'input' of type 'MetricsInput!', "
    "which is not given.",
]
DEPRECATED = [
    "GetAlert operations/alerts.graphql:14",
    "AssignAlerts operations/alerts.graphql:86",
    "OpenAlerts python/security_api.py:34",
    "DashboardAlerts typescript/dashboard.ts:16",
]
GROWN = [
    "ListAlerts operations/alerts.graphql:1",
    "GetAlert operations/alerts.graphql:14",
    "UpdateAlertStatus operations/alerts.graphql:77",
    "OpenAlerts python/security_api.py:34",
    "ResolveAlerts python/security_api.py:52",
    "DashboardAlerts typescript/dashboard.ts:16",
]


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdk")
    copy_sdk(folder / "sdk")
    return folder / "sdk"


def shown(sdk: Path, old: int, new: int) -> dict[str, list[str]]:
    """Return what is said about the operations: broken ones with their errors, and those that each change touches."""
    before, after = snapshot(release_sdl(old)), snapshot(release_sdl(new))
    changes = classify(before, after).changes
    found: dict[str, list[str]] = {"broken": []}
    names = {change.fingerprint: f"{change.id} {change.coordinate}" for change in changes}
    for result in check_operations(find_operations(sdk, ["**/*"]), before, after, changes):
        place = f"{result.operation.name} {result.operation.path}:{result.operation.line}"
        if result.operation.verdict.value == "broken":
            found["broken"] += [place, *(f"  {error}" for error in result.errors)]
        for fingerprint in result.changes:
            found.setdefault(names[fingerprint], []).append(place)
    return found


def test_the_removed_field_and_the_tightened_argument(sdk: Path) -> None:
    found = shown(sdk, 1, 3)
    assert found["broken"] == BROKEN
    assert found["FIELD_REMOVED Alert.assigneeEmail"] == DEPRECATED
    assert found["ARG_CHANGED_KIND Query.metrics(input:)"] == [
        "LastWeek operations/administration.graphql:52",
        "AlertVolume python/security_api.py:63",
        "DashboardMetrics typescript/dashboard.ts:33",
    ]


def test_the_deprecated_field_and_the_grown_enum(sdk: Path) -> None:
    found = shown(sdk, 1, 2)
    assert found["broken"] == []
    assert found["ELEMENT_DEPRECATED Alert.assigneeEmail"] == DEPRECATED
    assert found["VALUE_ADDED_TO_ENUM AlertStatus.SNOOZED"] == GROWN
