"""What the checks of all sources say together: reports, baselines, and the words that publish them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from drift import silent
from drift.compare import compare
from drift.config import Config, SourceConfig
from drift.delivery.look import Look
from drift.errors import UsageError
from drift.escape import code_span, prose
from drift.history.deprecated import Words
from drift.history.timeline import of_source
from drift.reports import outline, to_markdown
from drift.reports.report import Report
from drift.schema.text import SourceText
from drift.snapshots.folder import digest_of
from drift.snapshots.snapshot import Snapshot
from drift.snapshots.store import Store
from drift.snapshots.version import StoredVersion
from drift.sources.content import shown
from drift.sources.stored import from_store
from drift.version_news import VersionNews, unstored

if TYPE_CHECKING:
    from drift.operations.documents import Operations
    from drift.operations.reading import Shelf

MARKER = "<!-- graphql-drift:schema-drift"
# A body holds 65,536 characters.
_MAX_BODY_BYTES = 60_000
_EXPLANATION = (
    "A scheduled check found that the API no longer shows what is stored. **Merge** to store what was "
    "seen; later versions are compared with it. **Close** to hear nothing until something else changes."
)
_MENDED = (
    "The edits that fix your operations are in this pull request (`mend = true`): each comes from the API's own words "
    "or follows from one change alone. Review them like any others."
)
_ISSUE_EXPLANATION = (
    "A scheduled check found that the API no longer shows what is stored. `drift check --save` stores "
    "it; this issue is kept up to date, and closed when nothing differs."
)


@dataclass(frozen=True)
class Findings:
    """What was found, judged.

    Attributes:
        looks: Every look, in the order of the configuration.
        reports: One for each source that differs from what is stored.
        baselines: Checks of sources of which nothing is stored yet.
        news: What is new of APIs' versions, by line; all of it where any is not stored.
    """

    looks: tuple[Look, ...]
    reports: tuple[Report, ...]
    baselines: tuple[Look, ...]
    news: Mapping[str, Sequence[VersionNews]] = field(default_factory=dict)

    @property
    def is_quiet(self) -> bool:
        """Whether everything is as it is stored, as far as it could be checked."""
        return not (self.reports or self.baselines)

    @property
    def state(self) -> str:
        """A word that changes when what was seen changes, and with nothing else."""
        seen = [
            f"{look.source} {digest_of(text)}"
            for look in self.looks
            for text in (
                look.schema,
                look.rehearsal,
                look.version_news if self.news.get(look.source) else None,
            )
            if text is not None
        ]
        return sha256("\n".join(seen).encode()).hexdigest()[:16]

    @property
    def marker(self) -> str:
        """The hidden first line of what we publish."""
        return f"{MARKER} {self.state} -->"

    def title(self) -> str:
        """Return a title in words and counts of ours, with the names of sources."""
        if len(self.reports) == 1:
            return f"{self.reports[0].title}: {outline.headline(self.reports[0])}"
        if not self.reports:
            return f"First version of {', '.join(look.source for look in self.baselines)}"[:200]
        breaking = sum(report.summary.breaking for report in self.reports)
        rest = f", {breaking:,} breaking {'change' if breaking == 1 else 'changes'}" if breaking else ""
        return f"{len(self.reports)} watched APIs changed{rest}"

    def body(self, *, for_issue: bool = False, mends: bool = False) -> str:
        """Return Markdown for the body of a pull request or issue, the marker first.

        Args:
            for_issue: It is an issue's.
            mends: The pull request has edits of the user's operations in it.
        """
        blocks = [self.marker, *self.markdown(), *self.first_versions(for_issue=for_issue)]
        if mends:
            blocks.append(_MENDED)
        blocks.append(f"---\n\n{_ISSUE_EXPLANATION if for_issue else _EXPLANATION}")
        return "\n\n".join(blocks) + "\n"

    def first_versions(self, *, for_issue: bool = False) -> list[str]:
        """Return Markdown about the sources of which nothing is stored yet."""
        found = []
        for look in self.baselines:
            command = code_span(f"drift check {look.source} --save")
            what = (
                f"nothing is stored to compare with; run {command} and commit the snapshots"
                if for_issue
                else "the first version, which later ones are compared with"
            )
            found.append(f"### ⚪ {code_span(look.source)}: {what}")
            found += [f"- {prose(each.change.message)}" for each in self.news.get(look.source, ())]
        return found

    def markdown(self) -> list[str]:
        """Return the reports as Markdown, which together fit into one body."""
        share = (_MAX_BODY_BYTES - 200 * len(self.baselines)) // max(1, len(self.reports))
        return [to_markdown.render(report, max_bytes=share).rstrip("\n") for report in self.reports]


def resolved(body: str) -> str:
    """Return the last body of something that is closed because nothing differs any more."""
    rest = body.partition("\n")[2].strip("\n")
    folded = f"<details><summary>What it was</summary>\n\n{rest}\n\n</details>" if rest else ""
    return (
        f"{MARKER} resolved -->\n\n✅ The APIs show again what is stored, so this was closed.\n\n{folded}\n"
    )


def gather(config: Config, store: Store, looks: Sequence[Look], today: date) -> Findings:
    """Return what the looks say, compared anew with what *store* holds.

    Args:
        config: Sources, and the policy that judges.
        store: The stored versions.
        looks: What was seen.
        today: The day on which accepted changes are still accepted or not.

    Raises:
        DriftError: A stored version or the user's operations can't be read.
    """
    from drift.operations.reading import Shelf

    judge = _Judge(config, store, today, Shelf())
    reports: list[Report] = []
    baselines: list[Look] = []
    news: dict[str, Sequence[VersionNews]] = {}
    for look in looks:
        news[look.source] = unstored(look.version_news, store.version_news(look.source), look.source)
        found, is_first = judge.found(look, news[look.source])
        reports += found
        baselines += [look] if is_first else []
    return Findings(tuple(looks), tuple(reports), tuple(baselines), news)


@dataclass(frozen=True)
class _Judge:
    """Compares what was seen with what is stored."""

    config: Config
    store: Store
    today: date
    shelf: Shelf

    def found(self, look: Look, news: Sequence[VersionNews]) -> tuple[list[Report], bool]:
        """Return what differs from what is stored, and whether nothing is stored that it could be compared with."""
        reports: list[Report | None] = []
        verdicts, newest = self.store.rehearsal(look.source), self.store.newest(look.source)
        is_first = False
        if look.rehearsal is not None and look.rehearsal != verdicts:
            # Verdicts on new operations are not drift, but have to be stored for the day when there is some.
            is_first |= verdicts is None
            reports.append(self._of_verdicts(look.source, look.rehearsal, news) if verdicts else None)
        if look.schema is not None:
            is_first |= newest is None
            reports.append(self._of_schema(look, newest, news) if newest else None)
        if not reports and news and newest:
            reports.append(self._of_schema(look, newest, news))
        elif not reports and news and verdicts:
            reports.append(self._of_verdicts(look.source, verdicts, news))
        return [report for report in reports if report is not None], is_first

    def _of_verdicts(self, name: str, text: str, news: Sequence[VersionNews]) -> Report | None:
        operations = self._operations(self.config.source(name))
        if operations is None:
            raise UsageError(f"{name}: has verdicts on operations and no operations; set them in drift.toml")
        return silent.compare_stored(self.store, name, text, operations, self.config.policy, self.today, news)

    def _of_schema(self, look: Look, newest: StoredVersion, news: Sequence[VersionNews]) -> Report | None:
        from drift.operations.home import Homes

        source = self.config.source(look.source)
        old = from_store(look.source, newest, self.store, roots=source.roots)
        new = old
        if look.schema is not None:
            path = shown(self.store.place(look.source) / "schema.graphql")
            text = SourceText(look.schema, ((path, 1),))
            new = Snapshot(look.source, text, is_canonical=True, roots=source.roots)
        if old.canonical == new.canonical and not news:
            return None
        return compare(
            old,
            new,
            title=source.name,
            policy=self.config.policy,
            today=self.today,
            source=source.name,
            operations=self._operations(source),
            homes=Homes(self.config, self.store, source.name),
            words=Words(lambda: of_source(self.store, source.name, roots=source.roots).versions),
            told=[each.change for each in news],
        )

    def _operations(self, source: SourceConfig) -> Operations | None:
        from drift.operations import choice

        return choice.configured(self.config, source, shelf=self.shelf)
