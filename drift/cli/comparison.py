"""The work of ``drift check`` and ``drift diff``, for these commands and for the steps of workflows that do it too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from drift.abreast import JOBS, Abreast
from drift.cli.options import ACCEPTED_DAYS, Acceptance, Judgement
from drift.cli.output import Output
from drift.cli.runtime import Runtime
from drift.errors import DriftError, NotAsked, OperationsUnreadable, StoreError

if TYPE_CHECKING:
    from drift.config import Config, SourceConfig
    from drift.operations.home import Homes
    from drift.reports.report import Report
    from drift.snapshots.snapshot import Snapshot
    from drift.sources.access import Access
    from drift.version_news import VersionNews
    from drift.watch import Outcome


@dataclass(frozen=True)
class Done:
    """What a run did.

    Attributes:
        code: The exit code that it asks for.
        reports: Its comparisons, which have been delivered.
        saved: Names of the sources of which a version was stored.
        heard: Names of the sources of which the verdicts of a rehearsal were stored.
        errors: Why sources could not be checked, one line each, without secrets.
        seen: Sources as they are now, by name.
        news: What is new of their API's versions, by name; a line that could not be checked has none here.
    """

    code: int
    reports: tuple[Report, ...] = ()
    saved: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    seen: Mapping[str, Snapshot] = field(default_factory=dict)
    news: Mapping[str, Sequence[VersionNews]] = field(default_factory=dict)

    @property
    def has_stored(self) -> bool:
        """Whether anything was stored."""
        return bool(self.saved or self.heard)


def diff_schemas(
    runtime: Runtime,
    config: Config,
    judged: Judgement,
    reached: Access,
    *,
    old: str,
    new: str,
    acceptance: Acceptance | None = None,
) -> Done:
    """Compare two schemas and deliver the report.

    Args:
        runtime: Where output goes.
        config: The configuration.
        judged: How findings are judged and where reports go.
        reached: How schemas are read.
        old: Reference of the older schema.
        new: Reference of the newer one.
        acceptance: What becomes of what is found; None leaves it as it is.

    Raises:
        DriftError: A schema or the user's operations can't be read, or a report can't be written.
    """
    from drift.cli.steps import steps as next_steps
    from drift.compare import compare
    from drift.history.between import words_between
    from drift.sources.reading import read

    output = Output(runtime, judged)
    source = source_of(config, old, new)
    operations = output.operations(config, source)
    if operations is not None and source is not None and not judged.operations:
        said = f"operations: those that are configured for {source.name}"
        operations = replace(operations, notices=(said, *operations.notices))
    with runtime.progress(f"comparing {old} and {new}"):
        references = reached.reference(old), reached.reference(new)
        before, after = (read(reference, reached) for reference in references)
        report = compare(
            before,
            after,
            title=f"{old} → {new}",
            policy=judged.policy,
            today=runtime.clock().date(),
            operations=operations,
            only_affected=judged.only_affected,
            homes=None if source is None or operations is None else _homes(reached, source),
            words=words_between(*references, reached),
        )
    if acceptance is not None:
        _accept(runtime, config, judged, report, acceptance, source=None)
    else:
        steps = next_steps(
            report,
            judged,
            config,
            ["diff", old, new],
            config_path=runtime.config_path,
            headers=reached.given_headers,
            until=_last_day(runtime),
        )
        report = replace(report, steps=steps)
    output.add(report)
    return Done(_finish(output, acceptance), (report,))


def _homes(reached: Access, source: SourceConfig) -> Homes:
    from drift.operations.home import Homes

    return Homes(reached.config, reached.store, source.name)


def source_of(config: Config, *references: str) -> SourceConfig | None:
    """Return the first source that a reference names and that has operations, None when none does."""
    names = [reference.partition("@")[0] for reference in references]
    sources = [config.source(name) for name in names if config.is_source(name)]
    return next((source for source in sources if source.operations), None)


@dataclass(frozen=True)
class Check:
    """A check of sources, side by side; :func:`drift.watch.check` explains the settings.

    Attributes:
        runtime: Where output goes.
        config: The configuration.
        judged: How findings are judged and where reports go.
        reached: How sources are read, and the store.
        save: Store what was seen when it differs.
        against: The stored version to compare with.
        label: Name for the version that is stored.
        accept_reduced_view: Go on even if a source shows much less than before.
        confirm_s: Seconds until breaking changes are checked again.
        acceptance: What becomes of what is found; None leaves it as it is.
        date: When what is seen was published, for versions that are stored late; None for now.
        has_own_news: Tell of other versions with the line that they belong to only, also when it is not checked.
        jobs: Most sources at once.
        strict_looks: A source that could not be checked decides on the exit code also where something was found.
        gate: Says why the run fails for what it has seen though no change makes it fail; empty when it does not.
    """

    runtime: Runtime
    config: Config
    judged: Judgement
    reached: Access
    save: bool = False
    against: str = "latest"
    label: str | None = None
    accept_reduced_view: bool = False
    confirm_s: float | None = None
    acceptance: Acceptance | None = None
    date: datetime | None = None
    has_own_news: bool = False
    gate: Callable[[Mapping[str, Snapshot]], str] | None = None
    jobs: int = JOBS
    strict_looks: bool = False

    def run(self, sources: Sequence[SourceConfig]) -> Done:
        """Check every source, deliver the reports, and return what was done.

        One of several sources that can't be checked keeps the others from nothing: it is said, and its exit code is
        the run's where nothing was found that has one.

        Raises:
            DriftError: The only source can't be checked, or a report can't be written.
        """
        output = Output(self.runtime, self.judged)
        reports: list[Report] = []
        saved: list[str] = []
        heard: list[str] = []
        failures: list[tuple[str, DriftError]] = []
        seen: dict[str, Snapshot] = {}
        news = self._news(sources, failures)
        found: dict[str, Sequence[VersionNews]] = {}
        checked = 0
        for source, outcome in self._outcomes(sources, output, failures, news):
            if outcome.seen is not None:
                seen[source.name] = outcome.seen
            if outcome.saved is not None:
                saved.append(source.name)
            if outcome.heard is not None and outcome.heard.is_saved:
                heard.append(source.name)
            if outcome.heard is not None and outcome.heard.unknown is not None:
                line = f"{source.name}: {outcome.heard.unknown}"
                failures.append((self.runtime.fail(line), NotAsked(line)))
            else:
                checked += 1
            if outcome.report is not None:
                report = self._with_steps(source.name, outcome.report, has_saved=outcome.saved is not None)
                reports.append(report)
                output.add(report)
                news.pop(source.name, None)
            if source.line is not None:
                found[source.name] = outcome.news
                if self.save:
                    self._keep_news(source.name, outcome.news)
        for name, unreported in news.items():
            # Where there is no report, it is said anyway.
            for each in unreported:
                self.runtime.tell(f"{name}: {each.change.message}")
        try:
            code = self._finish(output, seen, failures, checked, len(sources))
        except DriftError as error:
            if not saved:
                raise
            # The next run will find nothing new: say where the changes are to be seen.
            name = saved[0]
            raise type(error)(
                f"{error}; what was seen is stored: see `drift diff {name}@previous {name}@latest`"
            ) from None
        return Done(
            code, tuple(reports), tuple(saved), tuple(line for line, _ in failures), tuple(heard), seen, found
        )

    def _with_steps(self, name: str, report: Report, *, has_saved: bool) -> Report:
        """Return the report with what to do about it; what was stored is found again beside what was before it."""
        from drift.cli.steps import steps as next_steps

        if self.acceptance is not None:
            return report
        against = "previous" if has_saved and self.against == "latest" else self.against
        again = ["check", name, *(["--against", against] if against != "latest" else [])]
        steps = next_steps(
            report,
            self.judged,
            self.config,
            again,
            config_path=self.runtime.config_path,
            headers=self.reached.given_headers,
            until=_last_day(self.runtime),
        )
        return replace(report, steps=steps)

    def _finish(
        self,
        output: Output,
        seen: Mapping[str, Snapshot],
        failures: Sequence[tuple[str, DriftError]],
        checked: int,
        count: int,
    ) -> int:
        looked = f"{checked:,} of {count:,} looked at" if count > 1 else ""
        if failures and (self.strict_looks or self.acceptance is not None or output.code() != 1):
            because = "" if looked else "1 of 1 source could not be checked"
            failed = NotAsked if self.strict_looks else failures[-1][1]
            return output.finish(failed.exit_code, because, looked=looked)
        if self.acceptance is None and not output.code() and self.gate is not None:
            because = self.gate(seen)
            if because:
                return output.finish(1, because, looked=looked)
        return _finish(output, self.acceptance, looked=looked)

    def _news(
        self, sources: Sequence[SourceConfig], failures: list[tuple[str, DriftError]]
    ) -> dict[str, list[VersionNews]]:
        """Return what the APIs say of their versions, by the source whose report has it."""
        from drift import lines
        from drift.sources.versions import told
        from drift.version_news import of_answer, owner

        found: dict[str, list[VersionNews]] = {}
        asked: dict[str, list[SourceConfig]] = {}
        for source in sources:
            if source.versions_query is not None:
                asked.setdefault(lines.split(source.name)[0], []).append(source)
        for name, checked in asked.items():
            try:
                said = told(checked[0], self.reached)
            except DriftError as error:
                failures.append((self.runtime.fail(f"{name}: {error}"), error))
                continue
            present = [source.line or "" for source in checked]
            configured = [line.line or "" for line in self.config.lines_of(name)]
            for each in of_answer(configured, said, self.runtime.clock().date()):
                line = owner(each.version, configured if self.has_own_news else present)
                if line in present:
                    found.setdefault(lines.join(name, line), []).append(each)
        return found

    def _keep_news(self, name: str, news: Sequence[VersionNews]) -> None:
        from drift.version_news import to_text, unstored

        store, text = self.reached.store, to_text(news)
        if unstored(text, store.version_news(name), name):
            store.save_version_news(name, text)

    def _outcomes(
        self,
        sources: Sequence[SourceConfig],
        output: Output,
        failures: list[tuple[str, DriftError]],
        news: Mapping[str, Sequence[VersionNews]],
    ) -> Iterator[tuple[SourceConfig, Outcome]]:
        """Yield what the check of each source gave, in order; what failed is said, and added to *failures*."""
        if len(sources) == 1:
            with self.runtime.progress(f"checking {sources[0].name}"):
                outcome = self._check(sources[0], output, news, self.reached)
            self._tell(sources[0].name, outcome)
            yield sources[0], outcome
            return
        done: list[str] = []
        said: dict[str, list[str]] = {}

        def work(source: SourceConfig) -> Outcome:
            log = said.setdefault(source.name, [])
            # With a store of its own, so that each says what was found in its folder only.
            outcome = self._check(source, output, news, replace(self.reached, log=log.append))
            done.append(f"{source.name} (stored)" if outcome.saved is not None else source.name)
            return outcome

        abreast = Abreast(
            work,
            jobs=self.jobs,
            max_per_host=self.config.max_per_host,
            progress=self.runtime.counter("checking", "looked at"),
        )
        try:
            for answer in abreast.answers(sources):
                for line in said.pop(answer.source.name, ()):
                    self.reached.log(line)
                if answer.error is not None:
                    name = answer.source.name
                    line = f"{name}: {str(answer.error).removeprefix(f'{name}: ')}"
                    failures.append((self.runtime.fail(line), answer.error))
                elif answer.result is not None:
                    self._tell(answer.source.name, answer.result)
                    yield answer.source, answer.result
        except KeyboardInterrupt:
            names = f": {', '.join(done)}" if done else ""
            self.runtime.fail(f"interrupted; {len(done):,} of {len(sources):,} looked at{names}")
            raise

    def _check(
        self,
        source: SourceConfig,
        output: Output,
        news: Mapping[str, Sequence[VersionNews]],
        reached: Access,
    ) -> Outcome:
        from drift.watch import check

        return check(
            source,
            reached,
            policy=self.judged.policy,
            now=self.date or self.runtime.clock(),
            operations=output.operations(self.config, source),
            only_affected=self.judged.only_affected,
            told=news.get(source.name, ()),
            against=self.against,
            save=self.save,
            label=self.label,
            accept_reduced_view=self.accept_reduced_view,
            confirm_s=self.confirm_s,
        )

    def _tell(self, name: str, outcome: Outcome) -> None:
        self.runtime.notices(outcome.notices)
        if outcome.saved is not None:
            what = "the baseline, version" if outcome.report is None else "version"
            self.runtime.tell(f"{name}: stored {what} {outcome.saved.version}")
        heard = outcome.heard
        if heard is not None and heard.is_saved:
            what = "the baseline, verdicts on" if heard.report is None else "verdicts on"
            self.runtime.tell(f"{name}: stored {what} {heard.count:,} operations")
        if self.save and (heard is None or heard.unknown is None):
            self._remember(name)
        if outcome.report is not None and self.acceptance is not None:
            _accept(
                self.runtime,
                self.config,
                self.judged,
                outcome.report,
                self.acceptance,
                source=outcome.report.title,
            )

    def _remember(self, name: str) -> None:
        """Record a successful check, for `drift status`; a folder that can't be written to does not make the run fail."""
        from drift.delivery import looks

        try:
            looks.record(self.config.root, {name: self.runtime.clock()}, self.runtime.clock())
        except StoreError as error:
            self.runtime.detail(f"{name}: the time of this check was not recorded: {error}")


def _last_day(runtime: Runtime) -> date:
    """Return until when changes are accepted where the user gives no date."""
    return runtime.clock().date() + timedelta(days=ACCEPTED_DAYS)


def _accept(
    runtime: Runtime,
    config: Config,
    judged: Judgement,
    report: Report,
    acceptance: Acceptance,
    *,
    source: str | None,
) -> None:
    from drift.acceptance import accept

    found = [change for change in report.counted() if judged.is_failure(change.severity)]
    until = acceptance.until or _last_day(runtime)
    for line in accept(config, found, source=source, reason=acceptance.reason, until=until):
        runtime.tell(f"{report.title}: accepted {line} until {until}")
    if not found:
        runtime.tell(f"{report.title}: nothing to accept")


def _finish(output: Output, acceptance: Acceptance | None, *, looked: str = "") -> int:
    """Deliver the reports and return the exit code; what was found does not make the run fail once it is accepted."""
    if acceptance is None or output.code() != 1:
        return output.finish(looked=looked)
    unread = any(report.unread for report in output.reports)
    return output.finish(
        OperationsUnreadable.exit_code if unread else 0,
        "" if unread else "accepted as you asked",
        looked=looked,
    )
