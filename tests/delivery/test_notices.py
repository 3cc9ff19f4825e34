"""``drift notify``: who is told what, once, and what never leaves."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.running import Ran, drift, drift_process
from tests.servers.loopback import LoopbackServer, Reply, always

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECRET = "T0K3N-a8f2c19d77e04b61"
OLD = "type Query { a: Int b: Int s: String }"
HOSTILE = (
    "directive @everyone(x: Int) on FIELD\n"
    'type Query { a: Int b: Int s: String @deprecated(reason: "<!channel> @here https://evil.example/ {{ 7*7 }}") }'
)


@pytest.fixture
def hook() -> Iterator[LoopbackServer]:
    with LoopbackServer(always(Reply(200, "ok", "text/plain"))) as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: LoopbackServer) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOOK_URL", f"json://127.0.0.1:{hook.port}/{SECRET}")
    configure(tmp_path)
    (tmp_path / "old.graphql").write_text(OLD)
    return tmp_path


def configure(folder: Path, notify: str = 'urls = ["${HOOK_URL}"]') -> None:
    (folder / "drift.toml").write_text(f'[sources.api]\nschema = "old.graphql"\n[notify]\n{notify}\n')


def report(folder: Path, new: str, *more: str, old: str = OLD) -> Path:
    """Write a JSON report of a comparison, titled as a check of the source would be."""
    path = folder / "report.json"
    (folder / "before.graphql").write_text(old)
    (folder / "after.graphql").write_text(new)
    drift("diff", "before.graphql", "after.graphql", "--report", f"json={path}", *more)
    document = json.loads(path.read_text())
    path.write_text(json.dumps({**document, "title": "api"}))
    return path


def messages(hook: LoopbackServer) -> list[tuple[str, str]]:
    """Return title and text of each message that arrived, and forget them."""
    found = [(request.document["title"], request.document["message"]) for request in hook.requests]
    hook.requests.clear()
    return found


def tell(folder: Path, new: str, *, after: timedelta = timedelta(), old: str = OLD) -> Ran:
    return drift("notify", str(report(folder, new, old=old)), now=NOON + after)


def test_breaking_drift_is_told_once(folder: Path, hook: LoopbackServer) -> None:
    ran = tell(folder, "type Query { a: Int s: String }")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "notify.urls[0] (json) was notified: api: 1 breaking change\n"
    assert messages(hook) == [("api: 1 breaking change", "breaking: Query.b (FIELD_REMOVED)")]
    assert tell(folder, "type Query { a: Int s: String }", after=timedelta(hours=6)).err == ""
    assert messages(hook) == []


def test_what_is_new_is_told_and_what_was_told_is_counted(folder: Path, hook: LoopbackServer) -> None:
    tell(folder, "type Query { a: Int s: String }")
    messages(hook)
    tell(folder, "type Query { a: Int }", after=timedelta(hours=6))
    assert messages(hook) == [
        ("api: 2 breaking changes", "breaking: Query.s (FIELD_REMOVED)\n1 was reported before"),
    ]


def test_it_is_told_again_after_a_month_without_it(folder: Path, hook: LoopbackServer) -> None:
    broken = "type Query { a: Int s: String }"
    for days in (0, 20, 40):
        tell(folder, broken, after=timedelta(days=days))
    assert len(messages(hook)) == 1
    tell(folder, OLD, after=timedelta(days=41))
    tell(folder, broken, after=timedelta(days=71))
    assert len(messages(hook)) == 1


@pytest.mark.parametrize(
    ("level", "told"), [("breaking", 0), ("dangerous", 0), ("deprecated", 1), ("any", 1)]
)
def test_only_what_reaches_the_level(folder: Path, hook: LoopbackServer, level: str, told: int) -> None:
    configure(folder, f'urls = ["${{HOOK_URL}}"]\nlevel = "{level}"')
    tell(folder, "type Query { a: Int b: Int s: String @deprecated }")
    assert len(messages(hook)) == told


def test_what_is_accepted_or_touches_nobody_is_not_told(folder: Path, hook: LoopbackServer) -> None:
    (folder / "mine.graphql").write_text("{ a }")
    path = report(
        folder, "type Query { a: Int s: String }", "--operations", "mine.graphql", "--only-affected"
    )
    assert drift("notify", str(path), now=NOON).code == 0
    (folder / "drift.toml").write_text(
        (folder / "drift.toml").read_text()
        + '[[policy.allow]]\nchange = "FIELD_REMOVED"\ncoordinate = "Query.b"\nreason = "known"\n'
    )
    tell(folder, "type Query { a: Int s: String }")
    assert messages(hook) == []


def test_text_of_the_schema_is_not_told(folder: Path, hook: LoopbackServer) -> None:
    configure(folder, 'urls = ["${HOOK_URL}"]\nlevel = "any"')
    tell(folder, HOSTILE)
    ((title, text),) = messages(hook)
    assert title == "api: 1 deprecated, 1 safe changes"
    assert text.splitlines() == [
        "deprecated: Query.s (ELEMENT_DEPRECATED)",
        "safe: at everyone (DIRECTIVE_ADDED)",
    ]


def test_a_long_list_is_cut(folder: Path, hook: LoopbackServer) -> None:
    old = "type Query { a: Int " + " ".join(f"f{n}: Int" for n in range(25)) + "}"
    tell(folder, "type Query { a: Int }", old=old)
    ((title, text),) = messages(hook)
    assert title == "api: 25 breaking changes"
    assert len(text.splitlines()) == 11
    assert text.endswith("\nand 15 more")


def test_our_operations_and_the_run_are_named(
    folder: Path, hook: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.example")
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/watch")
    monkeypatch.setenv("GITHUB_RUN_ID", "77")
    (folder / "mine.graphql").write_text("{ b }")
    path = report(folder, "type Query { a: Int s: String }", "--operations", "mine.graphql")
    drift("notify", str(path), now=NOON)
    ((title, text),) = messages(hook)
    assert title == "api: 1 breaking change, 1 of your operations breaks"
    assert text.endswith("\nhttps://github.example/acme/watch/actions/runs/77")


def test_a_target_that_fails_is_tried_again_and_the_others_are_told_once(
    folder: Path, hook: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = "type Query { a: Int s: String }"
    with LoopbackServer(always(Reply(500, f"no such key {SECRET}", "text/plain"))) as bad:
        monkeypatch.setenv("BAD_URL", f"json://127.0.0.1:{bad.port}/{SECRET}")
        configure(folder, 'urls = ["${BAD_URL}", "${HOOK_URL}"]')
        ran = tell(folder, broken)
        assert ran.code == 3
        assert ran.err == (
            "error: not everybody was notified (1 other notices were sent): notify.urls[0] (json): it did not take the "
            "message; check the URL's parts and that the service is reachable\n"
        )
        assert len(messages(hook)) == 1
        bad.handler = always(Reply(200, "ok", "text/plain"))
        bad.requests.clear()
        assert tell(folder, broken).code == 0
        assert (len(messages(bad)), messages(hook)) == (1, [])


def test_a_test_reaches_everybody_and_is_not_remembered(folder: Path, hook: LoopbackServer) -> None:
    for _ in range(2):
        ran = drift("notify", "--test")
        assert (ran.code, ran.out, ran.err) == (0, "notify.urls[0] (json): sent\n", "")
    assert [title for title, _ in messages(hook)] == ["graphql-drift: a test"] * 2


def test_secrets_reach_neither_output_nor_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("HOOK_URL", f"json://user:{SECRET}@127.0.0.1:9/{SECRET}?+X-Key={SECRET}")
    path = report(folder, "type Query { a: Int s: String }")
    for arguments in (["--test"], [str(path)]):
        for debug in ([], ["--debug", "-v"]):
            ran = drift_process("notify", *arguments, *debug, cwd=folder)
            assert ran.code == 3
            assert "it did not take the message" in ran.out + ran.err
            assert SECRET not in ran.out + ran.err
        drift("notify", *arguments)
    assert SECRET not in caplog.text
    for file in folder.rglob("*"):
        assert not file.is_file() or SECRET not in file.read_text()


def test_redirects_are_not_followed(
    folder: Path, hook: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = always(Reply(307, headers=(("Location", f"http://127.0.0.1:{hook.port}/else"),)))
    with LoopbackServer(away) as server:
        monkeypatch.setenv("HOOK_URL", f"json://127.0.0.1:{server.port}/{SECRET}")
        assert drift("notify", "--test").code == 3
    assert hook.requests == []


@pytest.mark.parametrize("url", ["", "nonsense", "slak://x/y/z", "json://"])
def test_what_is_no_url(folder: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("HOOK_URL", url)
    ran = drift("notify", "--test")
    assert ran.code == (2 if not url else 3)
    expected = (
        "notify.urls[0]: the environment variable HOOK_URL is empty"
        if not url
        else "apprise does not know this kind of URL"
    )
    assert expected in ran.out + ran.err


@pytest.mark.parametrize(
    ("notify", "message"),
    [
        ('urls = ["slack://TokenA/TokenB/TokenC"]', "drift.toml:4: notify.urls: number 1 may hold a secret"),
        ('urls = ["https://hooks.slack.com/services/x"]', "number 1 may hold a secret"),
        ('urls = ["json://user:pass@localhost/"]', "number 1 may hold a secret"),
        ('urls = ["json://localhost/?token=x"]', "number 1 may hold a secret"),
        ('urls = "json://localhost"', "must be a list of strings"),
        ('level = "never"', 'must be one of breaking, dangerous, deprecated, any, not "never"'),
        ('url = ["json://localhost"]', "drift.toml:4: notify.url: unknown key (did you mean urls?)"),
    ],
)
def test_what_can_not_be_configured(folder: Path, notify: str, message: str) -> None:
    configure(folder, notify)
    ran = drift("notify", "--test")
    assert ran.code == 2
    assert message in ran.err
    assert "TokenA" not in ran.err
    assert "pass@" not in ran.err


def test_wrong_usage(folder: Path) -> None:
    assert "name a report, or --from FOLDER, or --upcoming DAYS, or --test" in drift("notify").err
    (folder / "x.json").write_text("[")
    assert "x.json: is not JSON" in drift("notify", "x.json").err
    (folder / "x.json").write_text('{"format": 1}')
    assert "a report is not what --report json writes" in drift("notify", "x.json").err
    assert drift("notify", "--from", "nowhere", now=NOON).code == 0
    configure(folder, "")
    assert (drift("notify", "--from", "nowhere").code, drift("notify", "--test").code) == (0, 2)


def test_reports_of_lines_are_found_below_their_source(folder: Path, hook: LoopbackServer) -> None:
    place = folder / "reports" / "shop"
    place.mkdir(parents=True)
    report(folder, "type Query { a: Int }").rename(place / "2026-01.json")
    assert drift("notify", "--from", "reports", now=NOON).code == 0
    assert len(messages(hook)) == 1


def test_what_goes_soon_is_told_once(folder: Path, hook: LoopbackServer) -> None:
    reason = "Removal on 2026-12-24 UTC."
    (folder / "old.graphql").write_text(f'type Query {{ a: Int @deprecated(reason: "{reason}") b: Int }}')
    assert drift("check", "api", "--save", now=NOON).code == 0
    assert drift("notify", "--upcoming", "30", now=NOON).err == ""
    ran = drift("notify", "--upcoming", "30", now=NOON + timedelta(days=1))
    assert ran.err == "notify.urls[0] (json) was notified: api: 1 announced removal within 30 days\n"
    assert messages(hook) == [("api: 1 announced removal within 30 days", "2026-12-24: Query.a")]
    for days in (2, 20, 32):
        assert drift("notify", "--upcoming", "30", now=NOON + timedelta(days=days)).err == ""
    assert messages(hook) == []
