"""The scheduled workflow from the first run on: its steps' own shell, a real API, a real remote."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from drift.delivery.starter import workflow
from drift.demo.server import DemoServer
from tests.conftest import ROOT
from tests.delivery.github_server import TOKEN, FakeGitHub
from tests.delivery.scheduled import WORKFLOW, Watching
from tests.running import drift_process
from tests.servers.loopback import LoopbackServer, Reply, always

pytestmark = pytest.mark.slow
SDL = "type Query { a: Int b: Int }\n"


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    github = FakeGitHub()
    with github.server() as server:
        yield Watching(tmp_path, server.origin, github)


@pytest.fixture
def simple(watching: Watching) -> Watching:
    """A repository that watches two files, with the baseline stored."""
    for name in ("one", "two"):
        (watching.clone / f"{name}.graphql").write_text(SDL)
    (watching.clone / "drift.toml").write_text(
        '[sources.one]\nschema = "one.graphql"\n[sources.two]\nschema = "two.graphql"\n'
    )
    path = watching.clone / WORKFLOW
    path.parent.mkdir(parents=True)
    path.write_text(workflow(()))
    assert drift_process("check", "--save", cwd=watching.clone).code == 0
    watching.commit()
    return watching


def test_the_workflow_of_this_repository_is_what_init_writes() -> None:
    ours = (ROOT / WORKFLOW).read_text()
    by_hash = "python -m pip install --quiet --require-hashes --only-binary=:all: -r requirements"
    assert ours == workflow(
        (),
        install=(
            f"{by_hash}/build.txt",
            f"{by_hash}/drift.txt",
            "python -m pip install --quiet --no-deps --no-build-isolation .",
        ),
    )


def test_from_the_first_run_to_the_merge(watching: Watching) -> None:
    github = watching.github
    with DemoServer(release=1) as server:
        ran = drift_process(
            "init", server.url, "--name", "api", "-H", "X-API-Key: ${DEMO_KEY}", cwd=watching.clone
        )
        assert ran.code == 0, ran.err
        watching.commit("start")
        watching.secrets["DEMO_KEY"] = server.api_key

        # The first run proposes the baseline.
        run = watching.run()
        assert not run.is_red, run.steps["publish"].err
        assert "stored the baseline, version" in run.looks["api"].err
        (request,) = github.threads
        assert (request["title"], request["base"]["ref"]) == ("First version of api", "main")
        assert watching.git("rev-list", "--count", "origin/main").strip() == "1"
        assert "snapshots/api/schema.graphql" in watching.files("snapshots")

        # Nothing new is said of the same baseline.
        before = watching.proposed()
        assert "is up to date" in watching.run().steps["publish"].out
        assert watching.proposed() == before
        watching.merge()

        # Silent: no commit, no pull request, a heartbeat in the summary.
        silent = watching.run()
        assert not silent.is_red
        assert (watching.proposed(), len(github.threads)) == (before, 1)
        assert silent.steps["publish"].summary.startswith("## ✅ Nothing moved\n\n### Last successful checks")
        assert "| `api` | 20" in silent.steps["publish"].summary

        # Drift: one branch, one pull request.
        server.serve(2)
        drifted = watching.run()
        assert not drifted.is_red
        assert len(github.threads) == 2
        request = github.threads[1]
        assert request["title"].startswith("api: 2 dangerous, 2 deprecated, ")
        assert "### 🟠 `api`" in request["body"]
        assert len(watching.files("snapshots/api/versions")) == 2
        before = watching.proposed()
        watching.run()
        assert (watching.proposed(), len(github.threads)) == (before, 2)

        # A second drift: the same pull request; the version in between stays told.
        server.serve(3)
        broken = watching.run()
        assert broken.is_red
        assert len(github.threads) == 2
        assert "breaking" in request["title"]
        assert request["state"] == "open"
        assert watching.proposed() != before
        assert len(watching.files("snapshots/api/versions")) == 3
        assert "2 commits" not in watching.git("log", "--oneline", "origin/main..origin/drift/schemas")
        assert watching.git("rev-list", "--count", "origin/main..origin/drift/schemas").strip() == "1"
        shown = broken.looks["api"].out + broken.looks["api"].err + broken.steps["publish"].out
        for text in (request["body"], shown, broken.steps["publish"].summary):
            assert server.api_key not in text
            assert TOKEN not in text

        # Gone again: closed, and the branch with it.
        server.serve(1)
        over = watching.run()
        assert not over.is_red
        assert request["state"] == "closed"
        assert "show again what is stored" in request["body"]
        assert watching.proposed() == ""

        # The same drift once more is new drift.
        server.serve(2)
        watching.run()
        assert [thread["state"] for thread in github.threads] == ["closed", "closed", "open"]
        watching.merge()
        assert "Nothing moved." in watching.run().steps["publish"].out


def change(watching: Watching, name: str, sdl: str) -> None:
    """Let the API of a source show something else."""
    (watching.clone / f"{name}.graphql").write_text(sdl)
    watching.commit()


def test_closing_the_pull_request_keeps_it_quiet_until_something_else_moves(simple: Watching) -> None:
    change(simple, "one", "type Query { a: Int b: Int c: Int }")
    simple.run()
    (request,) = simple.github.threads
    request["state"] = "closed"
    quiet = simple.run()
    assert "was closed for this very state" in quiet.steps["publish"].out
    assert len(simple.github.threads) == 1
    simple.git("push", "-q", "origin", ":drift/schemas")
    assert "was closed for this very state" in simple.run().steps["publish"].out
    assert simple.proposed() == ""
    change(simple, "two", "type Query { a: Int }")
    simple.run()
    assert [thread["state"] for thread in simple.github.threads] == ["closed", "open"]
    assert simple.github.threads[1]["title"] == "2 watched APIs changed, 1 breaking change"


def test_an_outage_is_not_a_change_and_takes_nothing_back(simple: Watching) -> None:
    change(simple, "one", "type Query { a: Int b: Int c: Int }")
    simple.run()
    (request,) = simple.github.threads
    body, commit = request["body"], simple.proposed()
    change(simple, "one", "<html>down for maintenance</html>")
    run = simple.run()
    assert run.is_red
    assert run.looks["one"].code == 3
    assert (request["state"], request["body"], simple.proposed()) == ("open", body, commit)
    lost = simple.run(lost=("one",))
    assert (request["state"], request["body"], simple.proposed()) == ("open", body, commit)
    assert "the result of its check did not arrive" in lost.steps["publish"].summary
    assert "| `one` | 20" in lost.steps["publish"].summary


def test_two_sources_drift_one_after_the_other(simple: Watching) -> None:
    change(simple, "one", "type Query { a: Int b: Int c: Int }")
    simple.run()
    first = simple.files("snapshots/one/versions")
    assert len(first) == 2
    change(simple, "two", "type Query { a: Int b: Int d: Int }")
    simple.run()
    (request,) = simple.github.threads
    assert request["title"] == "2 watched APIs changed"
    assert simple.files("snapshots/one/versions") == first
    assert len(simple.files("snapshots/two/versions")) == 2
    change(simple, "one", SDL)
    simple.run()
    assert request["title"] == "two: 1 safe change"
    assert len(simple.files("snapshots/one/versions")) == 1


MENDING = """\
[sources.one]
schema = "one.graphql"
operations = ["app/*.graphql"]
mend = true
[sources.two]
schema = "two.graphql"
operations = ["app/*.graphql"]
"""


def test_the_pull_request_has_the_edits_of_a_source_that_asks_for_it(simple: Watching) -> None:
    app = simple.clone / "app"
    app.mkdir()
    (app / "a.graphql").write_text("query A { a b }\n")
    (app / "b.graphql").write_text("query B { a }\n")
    (simple.clone / "drift.toml").write_text(MENDING)
    for name in ("one", "two"):
        (simple.clone / f"{name}.graphql").write_text(
            SDL.replace("b: Int", 'b: Int @deprecated(reason: "Use `c`.") c: Int')
        )
    assert drift_process("check", "--save", cwd=simple.clone).code == 0
    simple.commit()
    (simple.clone / "one.graphql").write_text("type Query { a: Int c: Int }\n")
    simple.commit()
    simple.run()
    (request,) = simple.github.threads
    assert "(`mend = true`)" in request["body"]
    assert simple.files("app") == ["app/a.graphql", "app/b.graphql"]
    assert simple.git("show", "origin/drift/schemas:app/a.graphql") == "query A { a b: c }\n"
    assert (
        simple.git("diff", "--name-only", "origin/main", "origin/drift/schemas", "--", "app")
        == "app/a.graphql\n"
    )
    before = simple.proposed()
    run = simple.run()
    assert "is up to date" in run.steps["publish"].out
    assert simple.proposed() == before

    # Somebody edits it first: then it is not proposed any more.
    (app / "a.graphql").write_text("query A { a }\n")
    simple.commit()
    simple.run()
    simple.git("fetch", "-q")
    assert simple.git("diff", "--name-only", "origin/main", "origin/drift/schemas", "--", "app") == ""
    assert simple.git("show", "origin/drift/schemas:app/a.graphql") == "query A { a }\n"


def test_edits_stay_out_unless_they_are_asked_for(simple: Watching) -> None:
    (simple.clone / "a.graphql").write_text("query A { b }\n")
    (simple.clone / "drift.toml").write_text(
        '[sources.two]\nschema = "two.graphql"\noperations = ["a.graphql"]\n'
    )
    (simple.clone / "two.graphql").write_text(
        'type Query { a: Int b: Int @deprecated(reason: "Use `a`.") }\n'
    )
    assert drift_process("check", "--save", cwd=simple.clone).code == 0
    simple.commit()
    (simple.clone / "two.graphql").write_text("type Query { a: Int }\n")
    simple.commit()
    simple.run()
    simple.git("fetch", "-q")
    assert simple.git("show", "origin/drift/schemas:a.graphql") == "query A { b }\n"


def test_a_chat_is_told_once_for_all_runs(simple: Watching) -> None:
    with LoopbackServer(always(Reply(200))) as hook:
        simple.secrets["DRIFT_NOTIFY_URL"] = f"json://127.0.0.1:{hook.port}/hook"
        path = simple.clone / "drift.toml"
        path.write_text(path.read_text() + '[notify]\nurls = ["${DRIFT_NOTIFY_URL}"]\n')
        simple.commit()
        simple.run()
        assert hook.requests == []
        change(simple, "one", "type Query { a: Int }")
        first = simple.run()
        assert first.is_red
        assert "notify.urls[0] (json) was notified: one: 1 breaking change" in first.steps["notify"].err
        again = simple.run()
        assert (again.is_red, again.steps["notify"].err) == (True, "")
        assert len(hook.requests) == 1
        assert (
            hook.requests[0]
            .document["message"]
            .startswith("breaking: Query.b (FIELD_REMOVED)\nhttps://github.example/acme/watch/actions/runs/")
        )
        # The job that may write is not told where the notices go.
        assert simple.secrets["DRIFT_NOTIFY_URL"] not in str(again.steps["publish"])


def test_as_an_issue(simple: Watching) -> None:
    path = simple.clone / WORKFLOW
    path.write_text(path.read_text().replace("--as pull-request", "--as issue"))
    stranger = {"user": {"type": "User"}, "author_association": "NONE"}
    simple.github.add(title="mine", body="<!-- graphql-drift:schema-drift x -->", **stranger)
    simple.commit()
    assert "Nothing moved." in simple.run().steps["publish"].out
    change(simple, "one", "type Query { a: Int }")
    assert simple.run().is_red
    issue = simple.github.threads[1]
    assert issue["title"] == "one: 1 breaking change"
    assert simple.proposed() == ""
    change(simple, "one", "type Query { b: Int }")
    simple.run()
    assert "Query.a" in issue["body"]
    assert "Query.b" not in issue["body"]
    change(simple, "one", SDL)
    simple.run()
    assert issue["state"] == "closed"
    assert "show again what is stored" in issue["body"]
    assert len(simple.github.threads) == 2
    assert simple.github.threads[0]["title"] == "mine"


def test_actions_that_may_not_open_pull_requests(simple: Watching) -> None:
    simple.github.may_open = False
    change(simple, "one", "type Query { a: Int b: Int c: Int }")
    run = simple.run()
    assert run.is_red
    assert "allow it under Settings, Actions, General, Workflow permissions" in run.steps["publish"].err
    simple.github.may_open = True
    simple.run()
    assert len(simple.github.threads) == 1


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (
            lambda folder: (folder / "more").write_text("x"),
            'holds "more", which `drift ci look` never writes',
        ),
        (
            lambda folder: (folder / "look.json").write_text("{}"),
            "is not what `drift ci look` of this release writes",
        ),
        (lambda folder: (folder / "schema.graphql").write_text("type Query { a: Int }"), "disagree"),
        (
            lambda folder: (folder / "look.json").unlink(),
            "is not what `drift ci look` of this release writes",
        ),
        (lambda folder: (folder / "schema.graphql").symlink_to("/etc/passwd"), "link"),
        (lambda folder: shutil.copytree(folder, folder.parent / "again"), "a second check of one"),
    ],
)
def test_an_artifact_that_no_look_wrote_is_not_published(
    simple: Watching, damage: object, message: str, tmp_path: Path
) -> None:
    folder = tmp_path / "looks" / "look-one"
    environment = {"RUNNER_TEMP": str(tmp_path), "GITHUB_ACTIONS": "true"}
    assert drift_process("ci", "look", "one", str(folder), cwd=simple.clone, env=environment).code == 0
    assert callable(damage)
    damage(folder)
    ran = publish(simple, tmp_path)
    assert ran.code == 3
    assert message in ran.err
    assert simple.github.threads == []


def publish(simple: Watching, folder: Path) -> object:
    environment = {
        "GITHUB_API_URL": simple.api,
        "GITHUB_REPOSITORY": "acme/watch",
        "GITHUB_REF_TYPE": "branch",
        "GITHUB_REF_NAME": "main",
        "GITHUB_OUTPUT": str(folder / "output"),
        "RUNNER_TEMP": str(folder),
        "GH_TOKEN": TOKEN,
    }
    return drift_process("ci", "publish", str(folder / "looks"), cwd=simple.clone, env=environment)


def test_a_schema_that_is_not_canonical_is_not_published(simple: Watching, tmp_path: Path) -> None:
    folder = tmp_path / "looks" / "look-one"
    change(simple, "one", "type Query { a: Int b: Int c: Int }")
    environment = {"RUNNER_TEMP": str(tmp_path)}
    assert drift_process("ci", "look", "one", str(folder), cwd=simple.clone, env=environment).code == 0
    simple.git("checkout", "-q", ".")
    simple.git("clean", "-qfd")
    schema = folder / "schema.graphql"
    schema.write_text(schema.read_text().replace("c: Int", 'c:   Int # fine "x"'))
    ran = publish(simple, tmp_path)
    assert ran.code == 3
    assert "is not canonical SDL; nothing is published" in ran.err
    assert (simple.github.threads, simple.proposed()) == ([], "")


def test_the_token_stays_where_it_belongs(simple: Watching, tmp_path: Path) -> None:
    change(simple, "one", "type Query { a: Int b: Int c: Int }")
    run = simple.run()
    for path in (simple.folder / f"run-{simple.runs}").rglob("*"):
        if path.is_file() and ".git/objects" not in path.as_posix():
            assert TOKEN.encode() not in path.read_bytes(), path
    assert TOKEN not in run.steps["publish"].out + run.steps["publish"].err
    wrong = {"GH_TOKEN": "ghs_wrongwrongwrongwrongwrong0123456789"}
    os.environ.pop("GH_TOKEN", None)
    (tmp_path / "looks").mkdir()
    environment = {
        **wrong,
        "GITHUB_API_URL": simple.api,
        "GITHUB_REPOSITORY": "acme/watch",
        "GITHUB_REF_TYPE": "branch",
        "GITHUB_REF_NAME": "main",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "RUNNER_TEMP": str(tmp_path),
    }
    ran = drift_process("ci", "publish", str(tmp_path / "looks"), cwd=simple.clone, env=environment)
    assert ran.code == 3
    assert "answered 401 Unauthorized (Bad credentials)" in ran.err
    assert wrong["GH_TOKEN"] not in ran.err
    ran = drift_process(
        "ci",
        "publish",
        str(tmp_path / "looks"),
        cwd=simple.clone,
        env={**environment, "GITHUB_API_URL": "http://192.0.2.1/api"},
    )
    assert (ran.code, "plain http is for this machine only" in ran.err) == (2, True)
