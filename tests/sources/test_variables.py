"""Keys go where the workflow says, whatever a configuration says that a pull request has changed."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from drift import load_schema
from drift.errors import ConfigError, UsageError
from drift.sources.address import parse_address
from drift.sources.variables import Variables, bindings, expanded_url
from tests.fuzz.seeds import GOOD
from tests.running import Ran, drift
from tests.servers.graphql_core import serve

KEY = "aZ3kd92kdmE9dk3Kdk2ldk39"
SOURCE = '[sources.api]\nendpoint = "{url}"\nheaders = {{ "X-API-Key" = "${{{name}}}" }}\n'


def look_up(variables: Variables, name: str, url: str) -> str | None:
    return variables.toward(parse_address(url, allow_http=True)).get(name)


def test_entries() -> None:
    assert bindings(["A=x.example", "A=y.example:8443", "B=[::1]:80"]) == {
        "A": frozenset({"x.example", "y.example:8443"}),
        "B": frozenset({"[::1]:80"}),
    }
    variables = Variables.of(
        {"DRIFT_KEYS": " A=x.example,\n B=y.example ; C=z.example"}, entries=("D=w.example",)
    )
    assert sorted(variables.bound or {}) == ["A", "B", "C", "D"]
    assert Variables.of({"DRIFT_KEYS": " "}).bound is None


@pytest.mark.parametrize("entry", ["A", "=x", "A=", "A=https://x.example/", "1A=x", f"A={KEY}/x"])
def test_a_wrong_entry_is_refused_unseen(entry: str) -> None:
    with pytest.raises(UsageError, match="write NAME=HOST") as caught:
        Variables.of({"DRIFT_KEYS": entry})
    assert KEY not in str(caught.value)


BOUND = Variables.of(
    {"DRIFT_KEYS": "A=x.example,GITHUB_TOKEN=x.example", "A": "1", "B": "2", "GITHUB_TOKEN": "3"}
)


@pytest.mark.parametrize(
    ("name", "url", "found"),
    [
        ("A", "https://x.example/graphql", "1"),
        ("A", "https://X.EXAMPLE:443/", "1"),
        ("GITHUB_TOKEN", "https://x.example", "3"),
        ("A", "https://evil.example", "A is bound to x.example and is not sent to evil.example"),
        (
            "A",
            "https://x.example.evil.example",
            "A is bound to x.example and is not sent to x.example.evil.example",
        ),
        ("A", "https://x.example:8443", "1"),
        ("A", "http://127.0.0.1:80", "A is bound to x.example and is not sent to 127.0.0.1"),
        (
            "B",
            "https://x.example",
            "B is not among the keys that DRIFT_KEYS or --key name: add B=x.example there",
        ),
    ],
)
def test_bound_variables(name: str, url: str, found: str) -> None:
    if found.isdigit():
        assert look_up(BOUND, name, url) == found
        return
    with pytest.raises(ConfigError) as caught:
        look_up(BOUND, name, url)
    assert str(caught.value).startswith(found)


@pytest.mark.parametrize(
    "name", ["GITHUB_TOKEN", "ACTIONS_RUNTIME_TOKEN", "AWS_SECRET_ACCESS_KEY", "RUNNER_X", "aws_x"]
)
def test_variables_of_the_runner_are_looked_up_by_name_only(name: str) -> None:
    for environ in ({name: "1"}, {name: "1", "DRIFT_KEYS": "A=x.example"}):
        with pytest.raises(ConfigError, match=f"{name} belongs to the machine that runs this"):
            look_up(Variables.of(environ), name, "https://x.example")
    assert (
        look_up(Variables.of({name: "1"}, entries=(f"{name}=x.example",)), name, "https://x.example") == "1"
    )


@pytest.mark.parametrize(
    ("keys", "url", "name", "is_allowed"),
    [
        ("URL=notify", "${URL}", "URL", True),
        ("URL=hooks.example.com", "${URL}", "URL", False),
        ("URL=notify", "jsons://evil.example/${URL}", "URL", False),
        ("URL=notify", "notify://${URL}", "URL", False),
        ("T=slack", "slack://${T}/${T}", "T", True),
        ("T=slack", "discord://${T}/${T}", "T", False),
        ("T=hooks.example.com", "jsons://hooks.example.com/${T}", "T", True),
        ("T=hooks.example.com", "jsons://me:${T}@hooks.example.com", "T", True),
        ("T=hooks.example.com", "jsons://hooks.example.com@evil.example/${T}", "T", False),
        ("T=jsons", "jsons://evil.example/${T}", "T", False),
        ("T=ntfys", "ntfys://${T}@evil.example", "T", False),
        ("A=x.example", "${URL}", "URL", False),
    ],
)
def test_addresses_for_notices(keys: str, url: str, name: str, is_allowed: bool) -> None:
    values = Variables.of({"DRIFT_KEYS": keys, name: "1"}).for_notice(url)
    if is_allowed:
        assert values.get(name) == "1"
        return
    with pytest.raises(ConfigError):
        values.get(name)


def test_values_are_encoded_for_their_place_in_a_url() -> None:
    values = Variables.of({"K": "a/b?c&d=#e%", "D": "../x"}).toward(parse_address("https://x.example"))
    assert expanded_url("https://x.example/${D}/g?key=${K}", values, "x") == (
        "https://x.example/..%2Fx/g?key=a%2Fb%3Fc%26d%3D%23e%25"
    )


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in (
        "CI",
        "GITHUB_ACTIONS",
        "GITHUB_EVENT_PATH",
        "GITHUB_REF_NAME",
        "DRIFT_KEYS",
        "CI_DEFAULT_BRANCH",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PART_API_KEY", KEY)
    return monkeypatch


def test_keys_in_path_and_query_reach_the_server_and_nothing_else(
    tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    with serve(GOOD) as server:
        url = f"{server.url}?api_key=${{PART_API_KEY}}"
        (tmp_path / "drift.toml").write_text(f'[sources.api]\nendpoint = "{url}"\n')
        ran = drift("check", "--save", "-v", cwd=tmp_path)
        assert ran.code == 0, ran.err
        assert KEY not in ran.out + ran.err
        stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert KEY.encode() not in stored
        report = drift("check", "--report", "json", cwd=tmp_path)
        assert KEY not in report.out
        environment.delenv("PART_API_KEY")
        missing = drift("check", cwd=tmp_path)
        assert missing.code == 2
        assert "sources.api: the environment variable PART_API_KEY is not set" in missing.err


def test_drift_keys_binds_headers_of_configuration_and_command_line(
    tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    with serve(GOOD) as server:
        (tmp_path / "drift.toml").write_text(SOURCE.format(url=server.url, name="PART_API_KEY"))
        environment.setenv("DRIFT_KEYS", "PART_API_KEY=api.example.com")
        for arguments in (["check", "--save"], ["fetch", server.url, "-H", "X: ${PART_API_KEY}"]):
            ran = drift(*arguments, cwd=tmp_path)
            assert (ran.code, ran.out) == (2, "")
            assert (
                f"PART_API_KEY is bound to api.example.com and is not sent to 127.0.0.1:{server.port}"
                in ran.err
            )
        host = f"127.0.0.1:{server.port}"
        assert drift("check", "--save", "--key", f"PART_API_KEY={host}", cwd=tmp_path).code == 0
        environment.setenv("DRIFT_KEYS", f"PART_API_KEY={host}")
        assert drift("check", cwd=tmp_path).code == 0


@pytest.fixture
def clone(tmp_path: Path, environment: pytest.MonkeyPatch) -> Path:
    """A clone of a repository whose default branch watches api.example.com, on a branch of its own, in CI."""
    upstream, folder = tmp_path / "upstream", tmp_path / "clone"

    def git(*arguments: str, cwd: Path) -> None:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")
        subprocess.run(["git", *identity, *arguments], cwd=cwd, check=True, capture_output=True)

    subprocess.run(["git", "init", "-q", "-b", "trunk", str(upstream)], check=True)
    text = SOURCE.format(url="https://api.example.com/graphql", name="PART_API_KEY")
    (upstream / "drift.toml").write_text(text + '[notify]\nurls = ["${NOTIFY_URL}"]\n')
    git("add", ".", cwd=upstream)
    git("commit", "-qm", "one", cwd=upstream)
    git("clone", "-q", str(upstream), str(folder), cwd=tmp_path)
    git("checkout", "-qb", "change", cwd=folder)
    environment.setenv("CI", "true")
    return folder


def look(folder: Path, url: str) -> Ran:
    text = re.sub('(?<=endpoint = ")[^"]*', url, (folder / "drift.toml").read_text())
    (folder / "drift.toml").write_text(text)
    return drift("check", "--save", "--timeout", "0.001", cwd=folder)


REFUSED = (
    "PART_API_KEY is not sent to other.example: the configuration on the default branch names no source at "
    "other.example; merge that first, or bind the key in the workflow with DRIFT_KEYS=PART_API_KEY=other.example"
)


def test_in_ci_a_key_does_not_go_to_a_host_that_the_default_branch_does_not_name(
    clone: Path, environment: pytest.MonkeyPatch
) -> None:
    # The host that it names may be asked; that this takes longer than a thousandth of a second is another matter.
    assert look(clone, "https://api.example.com/other").code == 3
    ran = look(clone, "https://other.example/graphql")
    assert (ran.code, ran.out) == (2, "")
    assert REFUSED in ran.err
    assert KEY not in ran.err
    # Bound by the workflow, or outside of CI, it is the user's own decision.
    environment.setenv("DRIFT_KEYS", "PART_API_KEY=other.example")
    assert drift("check", "--save", "--timeout", "0.001", cwd=clone).code == 3
    environment.delenv("DRIFT_KEYS")
    environment.delenv("CI")
    assert drift("check", "--save", "--timeout", "0.001", cwd=clone).code == 3


def test_in_ci_the_python_api_asks_the_default_branch_too(clone: Path) -> None:
    look(clone, "https://other.example/graphql")
    with pytest.raises(ConfigError, match=REFUSED):
        load_schema("api", config=clone / "drift.toml", timeout_s=0.001)


def test_an_address_for_notices_that_the_default_branch_does_not_name_gets_no_key(
    clone: Path, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("NOTIFY_URL", "json://127.0.0.1:9/x")
    (clone / "drift.toml").write_text('[notify]\nurls = ["json://evil.example/${NOTIFY_URL}"]\n')
    ran = drift("notify", "--test", cwd=clone)
    assert (ran.code, ran.out) == (2, "")
    assert "NOTIFY_URL is not sent to evil.example" in ran.err
    (clone / "drift.toml").write_text('[notify]\nurls = ["${NOTIFY_URL}"]\n')
    assert drift("notify", "--test", cwd=clone).code == 3


def test_a_pull_request_is_compared_with_its_base(
    clone: Path, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    base = subprocess.run(
        ["git", "rev-parse", "origin/trunk"], cwd=clone, check=True, capture_output=True, text=True
    )
    # A checkout of a pull request has no remote branch.
    for name in ("origin/HEAD", "origin/trunk"):
        subprocess.run(
            ["git", "update-ref", "--no-deref", "-d", f"refs/remotes/{name}"], cwd=clone, check=True
        )
    assert look(clone, "https://other.example/graphql").code == 3
    event = tmp_path / "event.json"
    environment.setenv("GITHUB_EVENT_PATH", str(event))
    event.write_text(
        json.dumps(
            {
                "repository": {"default_branch": "trunk"},
                "pull_request": {"base": {"ref": "trunk", "sha": base.stdout.strip()}},
            }
        )
    )
    assert REFUSED in drift("check", "--save", cwd=clone).err
    event.write_text("{")
    assert drift("check", "--save", "--timeout", "0.001", cwd=clone).code == 3


def test_a_configuration_that_the_workflow_has_written_is_its_own_word(
    clone: Path, environment: pytest.MonkeyPatch
) -> None:
    (clone / "sub").mkdir()
    (clone / "sub" / "drift.toml").write_text(SOURCE.format(url="https://other.example", name="PART_API_KEY"))
    assert drift("check", "--save", "--timeout", "0.001", cwd=clone / "sub").code == 3
