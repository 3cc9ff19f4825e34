"""The Python API: its names are pinned, and it gives what the commands give."""

from __future__ import annotations

import ast
import copy
import inspect
import pickle
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

import drift
from drift.demo import release_sdl
from drift.demo.server import DemoServer
from tests.conftest import ROOT
from tests.running import drift as run_drift

NAMES = [
    "FORMATS",
    "Account",
    "Advice",
    "Allowance",
    "AuthenticationFailed",
    "Cause",
    "Change",
    "Config",
    "ConfigError",
    "Display",
    "Docs",
    "DriftError",
    "Edit",
    "Element",
    "Event",
    "Example",
    "Executed",
    "Federation",
    "FileEntry",
    "FileState",
    "Format",
    "GlobEntry",
    "IntrospectionRefused",
    "Kind",
    "LifeEvent",
    "LifeEventKind",
    "Location",
    "Mark",
    "Mended",
    "Mending",
    "Merged",
    "NextStep",
    "NotAsked",
    "Notice",
    "Notify",
    "Omission",
    "OperationReference",
    "OperationResult",
    "OperationResults",
    "OperationsUnreadable",
    "Override",
    "Policy",
    "ReducedView",
    "Report",
    "Row",
    "Rule",
    "Schema",
    "SchemaUnreadable",
    "Severity",
    "Side",
    "Snapshot",
    "SourceConfig",
    "SourceText",
    "SourceUnreachable",
    "Span",
    "Step",
    "Store",
    "StoreError",
    "StoredVersion",
    "Summary",
    "Tier",
    "Timeline",
    "Unproven",
    "Unread",
    "Unsettled",
    "UsageError",
    "Verdict",
    "Version",
    "Witness",
    "__version__",
    "canonical_sdl",
    "check_operations",
    "diff",
    "introspect",
    "json_schema",
    "life_of",
    "load_config",
    "load_schema",
    "report",
    "rules",
    "timeline",
]


def test_the_names_are_pinned_documented_and_there() -> None:
    assert drift.__all__ == NAMES
    for name in NAMES:
        value = getattr(drift, name)
        if inspect.isfunction(value) or inspect.isclass(value):
            assert inspect.getdoc(value), name
    assert sorted(drift.__dir__()) == sorted(NAMES)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = drift.nothing


def test_load_introspect_and_compare(tmp_path: Path) -> None:
    path = tmp_path / "release.graphql"
    path.write_text(release_sdl(1))
    from_file = drift.load_schema(str(path))
    with DemoServer(release=1) as server:
        from_endpoint = drift.introspect(server.url, headers={"X-API-Key": server.api_key})
        with pytest.raises(drift.AuthenticationFailed):
            drift.introspect(server.url)
    assert drift.diff(from_file, from_endpoint) == ()
    assert drift.canonical_sdl(from_file) == run_drift("fetch", str(path)).out
    assert drift.canonical_sdl("type Query { b: Int a: Int }") == (
        "# graphql-drift canonical SDL 1\n\ntype Query {\n  a: Int\n  b: Int\n}\n"
    )


def test_diff_of_sdl_text() -> None:
    changes = drift.diff("type Query { a: Int b: E } enum E { A }", "type Query { b: E } enum E { A B }")
    assert [(change.id, change.severity, change.coordinate) for change in changes] == [
        ("FIELD_REMOVED", drift.Severity.BREAKING, "Query.a"),
        ("VALUE_ADDED_TO_ENUM", drift.Severity.DANGEROUS, "E.B"),
    ]
    strict = drift.diff(
        "type Query { b: E } enum E { A }", "type Query { b: E } enum E { A B }", level="strict"
    )
    assert [change.severity for change in strict] == [drift.Severity.BREAKING]


def test_what_is_no_schema_raises_one_line() -> None:
    with pytest.raises(drift.SchemaUnreadable) as caught:
        drift.canonical_sdl("type Query {")
    assert str(caught.value) == '<text>:1:13: expected a field name or "}", found the end of the text'
    with pytest.raises(drift.UsageError, match="neither a file nor a folder"):
        drift.load_schema("no-such-file.graphql")


OLD, NEW = "type Query { a: Int b: E } enum E { A }", "type Query { b: E } enum E { A B }"


def test_a_path_is_a_file_whatever_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "drift.toml").write_text('[sources.api]\nschema = "other.graphql"\n')
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "schema.graphql").write_text(OLD)
    assert drift.diff(drift.load_schema(Path("api")), OLD) == ()
    assert drift.diff(drift.load_schema("./api"), OLD) == ()
    with pytest.raises(drift.UsageError, match=r"other\.graphql"):
        drift.load_schema("api")
    with pytest.raises(drift.UsageError, match="neither a file nor a folder"):
        drift.load_schema(Path("https://api.example.com/graphql"))


def test_snapshots_schemas_and_text_are_compared_alike() -> None:
    snapshot = drift.load_schema(ROOT / "drift/demo/releases/release-1.graphql")
    newer = drift.load_schema(ROOT / "drift/demo/releases/release-2.graphql")
    forms = [(each, each.schema, each.canonical) for each in (snapshot, newer)]
    marks = [[change.fingerprint for change in drift.diff(old, new)] for old in forms[0] for new in forms[1]]
    assert len(marks) == 9
    assert len(marks[0]) > 10
    assert all(found == marks[0] for found in marks)
    assert len({drift.canonical_sdl(form) for form in forms[0]}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "schema.graphql",
        "schemas/",
        "my schemas/api.graphqls",
        "https://api.example.com/graphql",
        "git:HEAD:schema.graphql",
        "panther@latest",
        "-",
    ],
)
def test_what_looks_like_a_path_is_told_so(text: str) -> None:
    message = f'old: "{text}" looks like a path or another reference, not like SDL; drift.load_schema(…) reads those'
    with pytest.raises(drift.UsageError) as caught:
        drift.diff(text, NEW)
    assert str(caught.value) == message
    with pytest.raises(drift.UsageError, match=r"^text: "):
        drift.canonical_sdl(text)


def test_what_is_short_and_sdl_is_not_taken_for_a_path() -> None:
    assert drift.canonical_sdl("scalar Date").endswith("\nscalar Date\n")
    assert drift.diff("type Query{a:Int}", "type Query{a:Int}") == ()
    with pytest.raises(
        drift.UsageError, match=r"^old: give SDL text, a drift\.Snapshot or a drift\.Schema, not a P"
    ):
        drift.diff(Path("schema.graphql"), NEW)  # type: ignore[arg-type]
    with pytest.raises(
        drift.UsageError, match=r"^text: give SDL text, a drift\.Snapshot or a drift\.Schema, not a P"
    ):
        drift.canonical_sdl(Path("schema.graphql"))  # type: ignore[arg-type]
    with pytest.raises(drift.UsageError, match=r"^reference: give a path or another reference, not a bytes$"):
        drift.load_schema(b"schema.graphql")  # type: ignore[arg-type]


def test_a_wrong_level_raises() -> None:
    with pytest.raises(drift.UsageError) as caught:
        drift.diff(OLD, NEW, level="typed_client")  # type: ignore[arg-type]
    assert str(caught.value) == (
        'level: there are spec, typed-client, strict, not "typed_client" (did you mean typed-client?)'
    )
    with pytest.raises(drift.UsageError, match=r"^fail_on: there are breaking, "):
        drift.Policy(fail_on="braking")  # type: ignore[arg-type]


def test_operations_come_with_notices_and_none_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ops.graphql").write_text("query Mine { a }")
    (tmp_path / "twice.graphql").write_text("query Mine { b }")
    old = "type Query { a: Int b: E c: Int c: Int } enum E { A }"
    results = drift.check_operations("*.graphql", old, NEW, root=tmp_path)
    assert [(each.operation.name, each.operation.verdict) for each in results] == [
        ("Mine", drift.Verdict.BROKEN),
        ("Mine", drift.Verdict.AFFECTED),
    ]
    assert any("Query.c" in notice for notice in results.notices)
    assert pickle.loads(pickle.dumps(results)) == results
    assert pickle.loads(pickle.dumps(results)).notices == results.notices
    with pytest.raises(drift.UsageError, match=r"no file matches \*\.gql"):
        drift.check_operations("*.gql", old, NEW, root=tmp_path)


def test_operations_are_judged_as_their_client_sends_them(tmp_path: Path) -> None:
    (tmp_path / "ops.graphql").write_text("query Mine { b @ours cart { total } }")
    (tmp_path / "client.graphql").write_text("extend type Query { cart: Cart } type Cart { total: Int }")
    old = "type Query { b: Int }"

    def verdict(**client: str | list[str]) -> drift.Verdict:
        (result,) = drift.check_operations("*s.graphql", old, old, root=tmp_path, **client)
        return result.operation.verdict

    assert verdict() is drift.Verdict.INVALID_ALREADY
    assert verdict(client_schema="client.graphql") is drift.Verdict.INVALID_ALREADY
    assert verdict(client_schema=["client.graphql"], client_directives="@ours") is drift.Verdict.UNAFFECTED
    with pytest.raises(drift.UsageError, match=r"^client-schema none\.graphql: can't be read: No such file"):
        verdict(client_schema="none.graphql")


def test_changes_and_reports_can_be_pickled() -> None:
    report = drift.report(OLD, NEW)
    again = pickle.loads(pickle.dumps(report))
    assert again == report
    assert [change.witness for change in again.changes] == [change.witness for change in report.changes]
    assert report.changes[0].witness == "{\n  a\n}"
    assert (again.old.digest, again.new.digest) == (report.old.digest, report.new.digest)
    for form in drift.FORMATS.values():
        assert form.render(again) == form.render(report)
    assert copy.deepcopy(report.changes[0]) == report.changes[0]


def test_history_and_the_life_of_an_element(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    timeline = drift.timeline("demo")
    assert [version.label for version in timeline.versions] == ["1.0", "1.1", "2.0"]
    assert [len(step.changes) > 0 for step in timeline.steps] == [False, True, True]
    assert [event.kind.value for event in drift.life_of("Alert.assigneeEmail", "demo")] == [
        "present",
        "deprecated",
        "removed",
    ]
    with pytest.raises(drift.StoreError, match="nothing is stored"):
        drift.timeline("nothing")


# What is exported


def returned(annotation: Any) -> Iterator[type]:
    """Yield our own classes in an annotation; what a function takes is not handed out by it."""
    if isinstance(annotation, type) and annotation.__module__.startswith("drift"):
        yield annotation
    arguments = get_args(annotation)
    if get_origin(annotation) is Callable:
        arguments = arguments[-1:]
    for argument in arguments:
        yield from returned(argument)


def hints(thing: Any) -> dict[str, Any]:
    """Return annotations, with what the module imports for type checkers only."""
    module = sys.modules[thing.__module__]
    names = dict(vars(module))
    for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text())):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            for line in node.body:
                if isinstance(line, ast.ImportFrom) and line.module:
                    origin = import_module(line.module)
                    names |= {alias.name: getattr(origin, alias.name) for alias in line.names}
    return get_type_hints(thing, globalns=names)


def handed_out(thing: Any) -> Iterator[tuple[str, Any]]:
    """Yield the annotations of what an exported function or class hands out or asks for."""
    if inspect.isfunction(thing):
        yield from hints(thing).items()
        return
    for base in thing.__mro__:
        if base.__module__.startswith("drift"):
            yield from ((name, kind) for name, kind in hints(base).items() if not name.startswith("_"))
    for name, member in inspect.getmembers_static(thing):
        found = getattr(member, "fget", None) or getattr(member, "func", None)
        found = found or getattr(member, "__func__", None) or member
        if inspect.isfunction(found) and not name.startswith("_") and found.__module__.startswith("drift"):
            yield name, hints(found).get("return")


@pytest.mark.parametrize("name", [name for name in NAMES if not name.isupper() and name != "__version__"])
def test_what_is_handed_out_is_exported(name: str) -> None:
    exported = {getattr(drift, each) for each in NAMES if not each.isupper()}
    missing = [
        f"{name}.{member}: {kind.__module__}.{kind.__name__}"
        for member, annotation in handed_out(getattr(drift, name))
        for kind in returned(annotation)
        if kind not in exported
    ]
    assert missing == [], "add it to __all__ and _HOMES in drift/__init__.py"


def test_what_is_raised_is_exported() -> None:
    from drift import errors

    kinds = {name for name, value in vars(errors).items() if inspect.isclass(value)}
    assert kinds - set(NAMES) == set()
    for name in NAMES:
        thing = getattr(drift, name)
        if inspect.isfunction(thing):
            raised = re.findall(r"^ +drift\.(\w+): ", inspect.getdoc(thing) or "", re.MULTILINE)
            assert set(raised) <= set(NAMES), name


def test_what_can_not_be_read_is_refused_where_it_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "schema.graphql").write_text("type Query { a: Int\n")
    with pytest.raises(drift.SchemaUnreadable):
        drift.load_schema(str(tmp_path / "schema.graphql"))
