"""What the checks of all sources say together: reports, baselines, and the words that publish them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from drift import silent
from drift.compare import compare
from drift.config import Config, SourceConfig
from drift.delivery.look import Look
from drift.errors import UsageError
from drift.escape import code_span
from drift.history.timeline import of_source
from drift.reports import outline, to_markdown
from drift.reports.report import Report
from drift.schema.text import SourceText
from drift.snapshots.folder import digest_of
from drift.snapshots.snapshot import Snapshot
from drift.snapshots.store import Store
from drift.sources.content import shown
from drift.sources.stored import from_store

if TYPE_CHECKING:
    from drift.operations.reading import Shelf

MARKER = "<!-- graphql-drift:schema-drift"
# A body holds 65,536 characters.
_MAX_BODY_BYTES = 60_000
_EXPLANATION = (
    "A scheduled check found that the API no longer shows what is stored. **Merge** to store what was "
    "seen; later versions are compared with it. **Close** to hear nothing until something else changes."
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
    """

    looks: tuple[Look, ...]
    reports: tuple[Report, ...]
    baselines: tuple[Look, ...]

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
            for text in (look.schema, look.rehearsal)
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

    def body(self, *, for_issue: bool = False) -> str:
        """Return Markdown for the body of a pull request or issue, the marker first."""
        blocks = [self.marker, *self.markdown(), *self.first_versions(for_issue=for_issue)]
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

    shelf = Shelf()
    reports: list[Report] = []
    baselines: list[Look] = []
    for look in looks:
        if look.rehearsal is not None and look.rehearsal != store.rehearsal(look.source):
            report = _rehearsed(config, store, look.source, look.rehearsal, today, shelf)
            if report is None:
                baselines.append(look)
            else:
                # Verdicts on new operations are not drift, but have to be stored for the day when there is some.
                reports.append(report)
        if look.schema is None:
            continue
        newest = store.newest(look.source)
        if newest is None:
            baselines.append(look)
            continue
        path = shown(store.place(look.source) / "schema.graphql")
        roots = config.source(look.source).roots
        old = from_store(look.source, newest, store, roots=roots)
        new = Snapshot(look.source, SourceText(look.schema, ((path, 1),)), is_canonical=True, roots=roots)
        if old.canonical != new.canonical:
            reports.append(_compare(config, store, config.source(look.source), old, new, today, shelf))
    return Findings(tuple(looks), tuple(reports), tuple(baselines))


def _rehearsed(
    config: Config, store: Store, name: str, text: str, today: date, shelf: Shelf
) -> Report | None:
    from drift.operations import choice

    operations = choice.configured(config, config.source(name), shelf=shelf)
    if operations is None:
        raise UsageError(f"{name}: has verdicts on operations and no operations; set them in drift.toml")
    return silent.compare_stored(store, name, text, operations, config.policy, today)


def _compare(
    config: Config,
    store: Store,
    source: SourceConfig,
    old: Snapshot,
    new: Snapshot,
    today: date,
    shelf: Shelf,
) -> Report:
    from drift.operations import choice
    from drift.operations.home import Homes

    return compare(
        old,
        new,
        title=source.name,
        policy=config.policy,
        today=today,
        source=source.name,
        operations=choice.configured(config, source, shelf=shelf),
        homes=Homes(config, store, source.name),
        earlier=lambda: of_source(store, source.name, until=old.version, roots=source.roots).versions,
    )
