"""``pytest --drift SOURCE``: one test for each of the user's operations.

Nothing is collected, and nothing of graphql-drift is imported but this module, unless the option is given.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from drift.config import Config, SourceConfig
    from drift.operations.documents import Operations
    from drift.redact import Redactor
    from drift.reports.account import Unread
    from drift.reports.report import OperationResult, Report


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("graphql-drift", "operations against a GraphQL API")
    group.addoption(
        "--drift",
        metavar="SOURCE",
        help="Test every operation against this source of drift.toml as it is now, or any other schema reference.",
    )
    group.addoption(
        "--drift-against",
        metavar="VERSION",
        default="latest",
        help="The stored version that the operations were written for.  [default: latest]",
    )
    group.addoption(
        "--drift-operations",
        metavar="GLOB",
        action="append",
        default=[],
        help="Files with operations, instead of those of the source in drift.toml. Repeatable.",
    )
    group.addoption(
        "--drift-allow-unread",
        action="store_true",
        help="Pass when something that may be an operation can't be read.",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Add a test for each operation."""
    reference = config.getoption("--drift")
    if not reference:
        return
    from drift.errors import DriftError
    from drift.redact import Redactor

    redactor = Redactor()
    allow_unread = config.getoption("--drift-allow-unread")
    against, patterns = config.getoption("--drift-against"), config.getoption("--drift-operations")
    try:
        report = _report(reference, against, patterns, redactor, allow_unread=allow_unread)
    except DriftError as error:
        raise pytest.UsageError(redactor.redact(f"--drift {reference}: {error}")) from None
    collector = _Collector.from_parent(session, name="drift", nodeid=f"drift {reference}", report=report)
    items.extend(collector.collect())


def _report(
    reference: str, against: str, patterns: Sequence[str], redactor: Redactor, *, allow_unread: bool
) -> Report:
    """Return the comparison of what the operations were written for with what the source is now.

    A reference that is not a source of drift.toml, or has nothing stored, is compared with itself.
    """
    import os
    from datetime import UTC, datetime

    from drift.compare import compare
    from drift.config_file import load
    from drift.default_branch import lookup
    from drift.operations.home import Homes
    from drift.sources.access import Access
    from drift.sources.reading import read
    from drift.sources.variables import Variables

    config = load(None)
    variables = Variables.of(os.environ, committed=lookup(config, os.environ))
    access = Access(config, variables=variables, redactor=redactor)
    name = reference.partition("@")[0]
    source = config.source(name) if config.is_source(name) else None
    # A name that means nothing is said before anything about operations.
    known = None if source is not None else read(access.reference(reference), access)
    operations = _operations(config, source, patterns, allow_unread=allow_unread)
    new = known or read(access.reference(reference), access)
    is_stored = source is not None and bool(access.store.versions(source.name))
    old = (
        read(access.reference(f"{source.name}@{against}"), access)
        if source is not None and is_stored
        else new
    )
    return compare(
        old,
        new,
        title=reference,
        policy=config.policy,
        today=datetime.now(UTC).date(),
        operations=operations,
        homes=None if source is None else Homes(config, access.store, source.name),
    )


def _operations(
    config: Config, source: SourceConfig | None, patterns: Sequence[str], *, allow_unread: bool
) -> Operations:
    from drift.errors import UsageError
    from drift.operations import choice

    if patterns:
        named = choice.named(Path.cwd(), patterns, allow_unread=allow_unread)
        return choice.with_client(named, config, source)
    found = None if source is None else choice.configured(config, source, allow_unread=allow_unread)
    if found is None:
        raise UsageError("no operations are named: give --drift-operations GLOB, or set them in drift.toml")
    return found


class _Collector(pytest.Collector):
    """Collects the operations of one report."""

    def __init__(self, *, report: Report, **more: Any) -> None:
        super().__init__(**more)
        self.report = report

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each operation, and one for each place that is not judged."""
        for result in self.report.operations:
            operation = result.operation
            name = f"{operation.path}:{operation.line} {operation.name}"
            yield _Operation.from_parent(self, name=name, result=result)
        for place in self.report.unread:
            name = f"{place.path}:{place.line} not judged"
            yield _NotJudged.from_parent(self, name=name, place=place)


class _Broken(Exception):
    """An operation that does not fit the schema."""


class _Operation(pytest.Item):
    """The test of one operation: fails when the operation breaks."""

    def __init__(self, *, result: OperationResult, **more: Any) -> None:
        super().__init__(**more)
        self.result = result

    def runtest(self) -> None:
        """Fail when the operation breaks, or never fitted the only schema there is."""
        from drift.changes.change import Verdict

        parent = self.parent
        assert isinstance(parent, _Collector)  # noqa: S101 - made there
        report, verdict = parent.report, self.result.operation.verdict
        if verdict is Verdict.BROKEN:
            raise _Broken("breaks")
        if verdict is Verdict.OTHER_API:
            pytest.skip(f"of another API{''.join(f', {name}' for name in self.result.fits)}")
        if verdict is Verdict.INVALID_ALREADY:
            if report.old.digest == report.new.digest:
                raise _Broken("is not valid")
            pytest.xfail(f"is still invalid: {'; '.join(self.result.errors)}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the verdict with its errors and hints; anything unexpected as pytest shows it."""
        if not isinstance(excinfo.value, _Broken):
            return super().repr_failure(excinfo, style)
        operation = self.result.operation
        lines = [f"{operation.name} {excinfo.value}  {operation.path}:{operation.line}"]
        lines += [f"  {error}" for error in self.result.errors]
        for hint in self.result.hints:
            lines += ["  hint:", *(f"    {line}" for line in hint.split("\n"))]
        return "\n".join(lines)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the operation is."""
        operation = self.result.operation
        return Path(operation.path), operation.line - 1, operation.name


class _NotJudged(pytest.Item):
    """A place that may hold an operation and could not be read: an error, since nothing was tested."""

    def __init__(self, *, place: Unread, **more: Any) -> None:
        super().__init__(**more)
        self.place = place

    def setup(self) -> None:
        """Fail: what goes wrong before a test is an error, not a failure."""
        pytest.fail(f"not judged  {self.place}", pytrace=False)

    def runtest(self) -> None:
        """Do nothing: the set-up never ends well."""

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the place."""
        return Path(self.place.path), self.place.line - 1, "not judged"
