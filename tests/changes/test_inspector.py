"""What @graphql-inspector/core reports, we report at the same element; where severities differ, we say why."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drift.changes.change import Change
from drift.changes.classify import classify
from drift.severity import Severity
from drift.snapshots.snapshot import Snapshot
from tests.changes.cases import CASES
from tests.changes.schemas import core_schema, snapshot
from tests.changes.test_mutations import PAIRS, changes_of, in_one_worker, sides
from tests.changes.test_oracle import published, published_changes, published_pairs

pytestmark = pytest.mark.npm

_LEVELS = {"BREAKING": Severity.BREAKING, "DANGEROUS": Severity.DANGEROUS, "NON_BREAKING": Severity.SAFE}
_WHOLE = re.compile(
    "TYPE_ADDED|TYPE_REMOVED.*|TYPE_CHANGED_KIND.*|FIELD_ADDED|FIELD_REMOVED.*|DIRECTIVE_ADDED|DIRECTIVE_REMOVED.*|"
    "(REQUIRED|OPTIONAL)_.*_ADDED.*|ARG_REMOVED.*|DIRECTIVE_ARG_REMOVED.*|VALUE_(ADDED|REMOVED).*"
)
# Its types -> our ids. The first pattern that matches its type counts.
FAMILIES = [
    (
        r"DIRECTIVE_USAGE_ARGUMENT_(ADDED|REMOVED|CHANGED)",
        r"APPLIED_DIRECTIVE.*|SPECIFIED_BY.*|DEPRECATION.*|ELEMENT.*",
    ),
    (r"DIRECTIVE_USAGE_.*", r"APPLIED_DIRECTIVE.*|SPECIFIED_BY.*|ONE_OF.*|DEPRECATION.*|ELEMENT_DEPRECATED"),
    (r"DIRECTIVE_ARGUMENT_ADDED", r"(REQUIRED|OPTIONAL)_DIRECTIVE_ARG_ADDED.*"),
    (r"DIRECTIVE_ARGUMENT_REMOVED", r"DIRECTIVE_ARG_REMOVED.*"),
    (r".*DEPRECATION.*", r"DEPRECATION.*|ELEMENT_DEPRECATED"),
    (r".*DESCRIPTION.*", r"DESCRIPTION_CHANGED"),
    (r"(DIRECTIVE|FIELD)_ARGUMENT_DEFAULT.*", r"ARG_DEFAULT.*|ARG_BECAME_REQUIRED.*"),
    (r"(DIRECTIVE|FIELD)_ARGUMENT_TYPE_CHANGED", r"ARG_CHANGED_KIND.*"),
    (r"FIELD_ARGUMENT_ADDED", r"(REQUIRED|OPTIONAL)_ARG_ADDED.*"),
    (r"FIELD_ARGUMENT_REMOVED", r"ARG_REMOVED.*"),
    (r"INPUT_FIELD_ADDED", r"(REQUIRED|OPTIONAL)_INPUT_FIELD_ADDED.*"),
    (r"INPUT_FIELD_DEFAULT.*", r"INPUT_FIELD_DEFAULT.*|INPUT_FIELD_BECAME_REQUIRED.*"),
    (r"(INPUT_)?FIELD_REMOVED", r"FIELD_REMOVED.*"),
    (r"(INPUT_)?FIELD_TYPE_CHANGED", r"FIELD_CHANGED_KIND.*"),
    (r"FIELD_ADDED", r"FIELD_ADDED"),
    (r"ENUM_VALUE_ADDED", r"VALUE_ADDED_TO_ENUM.*"),
    (r"ENUM_VALUE_REMOVED", r"VALUE_REMOVED_FROM_ENUM.*"),
    (r"UNION_MEMBER_ADDED", r"TYPE_ADDED_TO_UNION.*"),
    (r"UNION_MEMBER_REMOVED", r"TYPE_REMOVED_FROM_UNION.*"),
    (r"OBJECT_TYPE_INTERFACE_ADDED", r"IMPLEMENTED_INTERFACE_ADDED.*"),
    (r"OBJECT_TYPE_INTERFACE_REMOVED", r"IMPLEMENTED_INTERFACE_REMOVED.*"),
    (r"SCHEMA_.*_TYPE_CHANGED", r"ROOT_OPERATION_TYPE.*"),
    (r"TYPE_KIND_CHANGED", r"TYPE_CHANGED_KIND.*"),
    (r"DIRECTIVE_LOCATION_.*", r"DIRECTIVE_LOCATION.*"),
    (r"DIRECTIVE_REPEATABLE_.*", r"DIRECTIVE_REPEATABLE.*"),
    (r"(TYPE|DIRECTIVE)_(ADDED|REMOVED)", r"(TYPE|DIRECTIVE)_(ADDED|REMOVED).*"),
]
# (its type, its level, our id) as one text -> why our severity is another one.
DEVIATIONS = {
    r".* BREAKING .*_UNREACHABLE|.* DANGEROUS .*_UNREACHABLE": "no root operation type leads to it, or nothing "
    "stands behind it; it is judged by what requests and responses can hold",
    r".* (BREAKING|DANGEROUS) IMPLEMENTED_INTERFACE_(ADDED|REMOVED)_SAFE": "the interface is new, or nothing that "
    "requests can name changes its possible types",
    r"ENUM_VALUE_(ADDED|REMOVED) .* VALUE_.*_SAFE": "position: given only, or answered only",
    r"(FIELD_ARGUMENT|INPUT_FIELD)_ADDED DANGEROUS OPTIONAL_.*": "an optional argument or input field changes no "
    "existing request",
    r"DIRECTIVE_ARGUMENT_ADDED BREAKING OPTIONAL_DIRECTIVE_ARG_ADDED": "with a default a non-null argument is optional",
    r".*DEFAULT.* DANGEROUS (ARG|INPUT_FIELD)_BECAME_REQUIRED": "without its default it became required",
    r".*DEFAULT.* DANGEROUS (ARG|INPUT_FIELD)_DEFAULT_VALUE_ADDED_SAFE": "it was required, so every request gives it",
    r"FIELD_TYPE_CHANGED NON_BREAKING FIELD_CHANGED_KIND_CONFLICT": "a request that also selects a field of that "
    "name which stays nullable no longer validates",
    r"TYPE_REMOVED BREAKING TYPE_REMOVED_SAFE": "no request names an enum or scalar that is only in answers",
    r"FIELD_TYPE_CHANGED BREAKING FIELD_CHANGED_KIND_SUBSET": "every value of the new enum or scalar fits the old one",
    r"DIRECTIVE_(REMOVED|LOCATION_REMOVED) BREAKING DIRECTIVE_.*_SAFE": "it is for schemas only",
    r"DIRECTIVE_REPEATABLE_REMOVED DANGEROUS DIRECTIVE_REPEATABLE_REMOVED": "a request that uses it twice in one "
    "place no longer validates",
    r"DIRECTIVE_REPEATABLE_REMOVED DANGEROUS DIRECTIVE_REPEATABLE_REMOVED_SAFE": "it is for schemas only",
    r"DIRECTIVE_USAGE_.* DANGEROUS (APPLIED_DIRECTIVE|SPECIFIED_BY_(ADDED|REMOVED)).*": "what an applied directive "
    "means is for policy to say",
    r"DIRECTIVE_USAGE_ARGUMENT_.* (DANGEROUS|NON_BREAKING) (DEPRECATION|ELEMENT|SPECIFIED_BY).*": "the argument is "
    "the deprecation's reason or the specification's URL, and judged as that",
    r".* NON_BREAKING (DEPRECATION_.*|ELEMENT_DEPRECATED)": "deprecation is a severity of its own here",
}


def coordinates(found: dict[str, Any]) -> list[str]:
    """Return the coordinate that one of its changes is about, then those that enclose it."""
    path = (
        re.split(r"\.?@(?=\w+(?:\.|$))", found["path"], maxsplit=1)[0]
        if found["path"][0] != "@"
        else found["path"]
    )
    parts = path.split(".") if path else ["schema"]
    named = re.match(r"Argument '(\w+)' was added to directive", found["message"])
    if named:
        parts.append(named[1])
    if parts[0][0] == "@":
        return [f"{parts[0]}({parts[1]}:)", parts[0]] if len(parts) > 1 else [parts[0]]
    whole = [parts[0], ".".join(parts[:2]), f"{'.'.join(parts[:2])}({parts[-1]}:)"][: len(parts)]
    return whole[::-1]


def disagreements(theirs: list[dict[str, Any]], ours: tuple[Change, ...]) -> Iterator[str]:
    """Yield what it reports and we do not, or with another severity and no reason."""
    by_coordinate: dict[str, list[Change]] = {}
    for change in ours:
        by_coordinate.setdefault(change.coordinate, []).append(change)
    for found in theirs:
        family = next(ids for types, ids in FAMILIES if re.fullmatch(types, found["type"]))
        places = list(by_coordinate) if found["path"] is None else coordinates(found)
        at = places if found["path"] is None else places[:1]
        here = [c for place in at for c in by_coordinate.get(place, ()) if re.fullmatch(family, c.id)]
        near = [c for place in dict.fromkeys(places) for c in by_coordinate.get(place, ())]
        whole = [c for c in near if _WHOLE.fullmatch(c.id) and c not in here]
        if not here and not whole:
            yield f"{found} is not reported"
        for change in here:
            key = f"{found['type']} {found['level']} {change.id}"
            is_same = change.severity is _LEVELS[found["level"]]
            if not is_same and not any(re.fullmatch(pattern, key) for pattern in DEVIATIONS):
                yield f"{key} at {change.coordinate} has no reason"


def ask(pairs: list[tuple[Snapshot, Snapshot]], npm_modules: Path) -> list[list[dict[str, Any]] | None]:
    """Return what it finds in each pair; None for a pair that graphql-js can't read."""
    texts = [(old.canonical, new.canonical) for old, new in pairs]
    script = Path(__file__).with_name("inspector.mjs")
    answer = subprocess.run(
        ["node", str(script), str(npm_modules)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[list[dict[str, Any]] | None] = json.loads(answer.stdout)
    return found


def compared(
    pairs: list[tuple[Snapshot, Snapshot]], found: list[tuple[Change, ...]], npm_modules: Path
) -> int:
    """Compare our changes of all pairs with its own and return how many of those were compared."""
    count = 0
    for ours, theirs in zip(found, ask(pairs, npm_modules), strict=True):
        if theirs is not None:
            count += len(theirs)
            assert list(disagreements(theirs, ours)) == []
    return count


def test_on_the_table(npm_modules: Path) -> None:
    # Values that are equal after coercion, and applied directives that mean the same, are changes there.
    equal = ("DEFAULT_VALUE_CHANGE", "APPLIED_DIRECTIVE_CHANGED")
    cases = [
        case for case in CASES if case.expected or not any(word in " ".join(case.near) for word in equal)
    ]
    cases = [case for case in cases if not any(equal[0] in id_ for id_ in case.near)]
    pairs = [(snapshot(case.old), snapshot(case.new)) for case in cases]
    valid = [(old, new) for old, new in pairs if core_schema(old.canonical) and core_schema(new.canonical)]
    assert compared(valid, [classify(*pair).changes for pair in valid], npm_modules) > 200


@in_one_worker
def test_on_mutations(npm_modules: Path) -> None:
    # It loses a default that does not fit its type, as an invalid schema can have.
    numbers = [number for number in PAIRS[:150] if all(core_schema(side.canonical) for side in sides(number))]
    pairs = [sides(number) for number in numbers]
    assert compared(pairs, [changes_of(number) for number in numbers], npm_modules) > 200


@pytest.mark.corpus
@in_one_worker
def test_on_published_schemas(corpus: Path, npm_modules: Path) -> None:
    paths = published_pairs(corpus)
    pairs = [(published(old)[0], published(new)[0]) for old, new in paths]
    assert compared(pairs, [published_changes(*pair) for pair in paths], npm_modules) > 1000
