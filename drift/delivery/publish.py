"""What was found becomes one pull request, or one issue: opened, kept up to date, closed when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drift.config import Config
from drift.delivery.branch import Checkout
from drift.delivery.findings import MARKER, Findings, resolved
from drift.delivery.github import GitHub
from drift.delivery.look import Look
from drift.delivery.mended import mended_reports, put_edits
from drift.errors import StoreError
from drift.escape import code_span
from drift.snapshots.store import Store


def recalled(looks: Sequence[Look], config: Config, store: Store, checkout: Checkout) -> list[Look]:
    """Return the looks; one that saw nothing gets what our branch proposes: an outage does not change anything back.

    Raises:
        DriftError: Git refused, or the branch's snapshots can't be read.
    """
    proposed = None if all(look.is_good for look in looks) else checkout.proposed()
    if proposed is None:
        return list(looks)
    with checkout.tree(proposed) as tree:
        earlier = Store(tree / _snapshots_path(config, checkout))
        return [look if look.is_good else _recalled(look, earlier, store) for look in looks]


def _recalled(look: Look, earlier: Store, store: Store) -> Look:
    verdicts = earlier.rehearsal(look.source)
    if verdicts is not None and verdicts != store.rehearsal(look.source):
        look = replace(look, rehearsal=verdicts)
    if look.version_news is None:
        look = replace(look, version_news=earlier.version_news(look.source))
    newest, stored = earlier.newest(look.source), store.newest(look.source)
    if newest is None or (stored is not None and stored.version >= newest.version):
        return look
    return replace(look, schema=earlier.read(look.source, newest), taken=min(newest.taken, look.taken))


def as_pull_request(
    findings: Findings, config: Config, checkout: Checkout, github: GitHub, *, base: str
) -> str:
    """Bring branch and pull request to what was found, and return what was done in one sentence.

    Nothing is written when nothing moved since the last run, nor when somebody closed the pull request for
    the very same state.

    Args:
        findings: What was found.
        config: The configuration, which says where the snapshots are.
        checkout: A checkout of *base*.
        github: The repository.
        base: The branch to merge into.

    Raises:
        DriftError: Git or GitHub refused; what was done before stays, and the next run goes on from there.
    """
    proposed = checkout.proposed()
    request = github.pull_request(checkout.branch)
    commit = _built(findings, config, checkout, proposed)
    if commit is None:
        return _over(checkout, github, proposed)
    if request and not request.is_open and not request.is_merged and request.body.startswith(findings.marker):
        return f"Pull request {request.number} was closed for this very state; nothing is said again until it changes."
    # Edits may be anywhere, and one that is no longer needed must go.
    path = "" if any(source.mend for source in config.sources.values()) else _snapshots_path(config, checkout)
    done = "is up to date"
    if proposed is None or not checkout.is_same(commit, proposed, path):
        checkout.push(commit, over=proposed)
        done = "got a new version"
    title, body = findings.title(), findings.body(mends=bool(mended_reports(findings, config)))
    if request is None or not request.is_open:
        opened = github.open_pull_request(checkout.branch, base, title, body)
        return f"Pull request {opened.number} was opened."
    if (request.title, request.body.rstrip("\n")) != (title, body.rstrip("\n")):
        github.update_pull_request(request.number, title, body)
    return f"Pull request {request.number} {done}."


def _over(checkout: Checkout, github: GitHub, proposed: str | None) -> str:
    request = github.pull_request(checkout.branch)
    if request is None or not request.is_open:
        return "Nothing moved."
    github.update_pull_request(request.number, request.title, resolved(request.body), is_open=False)
    if proposed is not None:
        checkout.delete(over=proposed)
    return f"What pull request {request.number} proposed no longer applies; it was closed."


def as_issue(findings: Findings, github: GitHub) -> str:
    """Bring the issue to what was found, and return what was done in one sentence.

    Raises:
        DriftError: GitHub refused.
    """
    issue = github.issue(MARKER)
    if findings.is_quiet:
        # A source that could not be checked may differ as it did before.
        if issue is None or not issue.is_open or not all(look.is_good for look in findings.looks):
            return "Nothing moved."
        github.update_issue(issue.number, issue.title, resolved(issue.body), is_open=False)
        return f"What issue {issue.number} reported is over; it was closed."
    title, body = findings.title(), findings.body(for_issue=True)
    if issue and not issue.is_open and issue.body.startswith(findings.marker):
        return f"Issue {issue.number} was closed for this very state; nothing is said again until it changes."
    if issue is None or not issue.is_open:
        return f"Issue {github.open_issue(title, body).number} was opened."
    if (issue.title, issue.body.rstrip("\n")) != (title, body.rstrip("\n")):
        github.update_issue(issue.number, title, body)
        return f"Issue {issue.number} was updated."
    return f"Issue {issue.number} is up to date."


def _snapshots_path(config: Config, checkout: Checkout) -> str:
    folder = config.snapshot_folder.resolve()
    if not folder.is_relative_to(checkout.folder.resolve()):
        raise StoreError(
            f"{config.snapshot_folder} lies outside of the checkout, where nothing can be proposed"
        )
    return folder.relative_to(checkout.folder.resolve()).as_posix()


def _built(findings: Findings, config: Config, checkout: Checkout, proposed: str | None) -> str | None:
    """Return a commit on top of the checkout with everything that is not stored yet; None when there is nothing."""
    path = _snapshots_path(config, checkout)
    with checkout.tree("HEAD") as tree:
        store = Store(tree / path)
        before = {name: len(store.versions(name)) for name in config.sources}
        if proposed is not None:
            with checkout.tree(proposed) as other:
                earlier = Store(other / path)
                for look in findings.looks:
                    _carry(look, earlier, store)
        heard = [
            look.source
            for look in findings.looks
            if look.rehearsal is not None and store.save_rehearsal(look.source, look.rehearsal)
        ]
        for look in findings.looks:
            if look.schema is not None:
                source = config.source(look.source)
                store.save(look.source, look.schema, taken=look.taken, origin=source.origin)
        informed = [
            look.source
            for look in findings.looks
            if look.version_news is not None
            and findings.news.get(look.source)
            and store.save_version_news(look.source, look.version_news)
        ]
        grown = {name for name, count in before.items() if len(store.versions(name)) > count}
        changed = [name for name in before if name in grown.union(heard, informed)]
        if not changed:
            return None
        edited = put_edits(findings, config, checkout.folder, tree)
        return checkout.commit(tree, [path, *edited], _message(changed))


def _carry(look: Look, earlier: Store, store: Store) -> None:
    """Take over the versions that our branch has beyond what is stored: what was seen in between stays told.

    When the API shows again what is stored, there is nothing in between to report. When it could not be
    checked, what was seen before still counts.
    """
    if look.is_good and look.schema is None:
        return
    stored, seen = store.versions(look.source), earlier.versions(look.source)
    is_same_history = [(v.version, v.digest) for v in stored] == [
        (v.version, v.digest) for v in seen[: len(stored)]
    ]
    if not is_same_history:
        return
    for version in seen[len(stored) :]:
        text = earlier.read(look.source, version)
        taken = min(version.taken, look.taken)
        store.save(look.source, text, taken=taken, origin=version.origin or "", label=version.label)


def _message(changed: list[str]) -> str:
    names = ", ".join(changed)
    subject = f"Schema of {names}" if len(names) <= 50 else f"Schemas of {len(changed)} watched APIs"
    return f"{subject}\n\nSeen by a scheduled check.\n"


def heartbeat(findings: Findings, rows: str, done: str) -> str:
    """Return the step summary: the verdict first, then when each source was last seen.

    Args:
        findings: What was found.
        rows: A table of the last successful checks.
        done: What was published, one sentence.
    """
    failed = [look for look in findings.looks if not look.is_good]
    problems = [
        f"- {code_span(look.source)}: {code_span(look.error or 'no answer', 1000)}" for look in failed
    ]
    blocks = [] if findings.is_quiet and not failed else [done]
    if problems:
        blocks.append("### ⚪ Could not be checked\n\n" + "\n".join(problems))
    blocks += [*findings.markdown(), *findings.first_versions(), "### Last successful checks", rows]
    return "\n\n".join([f"## {_verdict(findings, len(failed))}", *blocks]) + "\n"


def _verdict(findings: Findings, failed: int) -> str:
    if findings.reports:
        worst = max((report.worst for report in findings.reports if report.worst is not None), default=None)
        word = "with changes that don't count" if worst is None else f"at worst {worst.word}"
        changed, total = len(findings.reports), len(findings.looks)
        return f"{changed} of {total} {'API' if total == 1 else 'APIs'} changed, {word}"
    if not findings.is_quiet:
        return findings.title()
    if failed:
        return f"{failed} of {len(findings.looks)} sources could not be checked"
    return "✅ Nothing moved"
