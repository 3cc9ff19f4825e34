"""drift.toml: what is right is read, what is wrong is named with its line and the nearest valid name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from drift.config import Allowance, Override, Policy, SourceConfig
from drift.config_file import load
from drift.errors import ConfigError
from drift.severity import Severity

FULL = """\
snapshots = "kept"

[sources.panther]
endpoint   = "https://api.example.runpanther.net/public/graphql"
headers    = { "X-API-Key" = "${PANTHER_API_KEY}" }   # from the environment
operations = ["sdk/**/*.graphql", "sdk/**/*.py"]
timeout    = 20
key-host   = "api.example.runpanther.net"

[sources.files]
schema = ["a.graphql", "b/**/*.graphql"]

[policy]
level   = "strict"
fail-on = "dangerous"
deprecated-grace-days = 90
severity = { DESCRIPTION_CHANGED = "dangerous" }

[[policy.override]]
change = "VALUE_ADDED_TO_ENUM"
coordinate = "Colour.*"
severity = "safe"

[[policy.allow]]
change     = "FIELD_REMOVED"
coordinate = "Alert.legacy*"
until      = 2027-01-31
reason     = "we moved off it in SDK 3"
source     = "panther"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_everything_is_read(folder: Path) -> None:
    (folder / "drift.toml").write_text(FULL)
    config = load()
    assert config.root == folder
    assert config.path == Path("drift.toml")
    assert config.snapshot_folder == folder / "kept"
    assert dict(config.sources) == {
        "panther": SourceConfig(
            "panther",
            endpoint="https://api.example.runpanther.net/public/graphql",
            headers={"X-API-Key": "${PANTHER_API_KEY}"},
            operations=("sdk/**/*.graphql", "sdk/**/*.py"),
            timeout_s=20.0,
            key_host="api.example.runpanther.net",
        ),
        "files": SourceConfig("files", schema=("a.graphql", "b/**/*.graphql")),
    }
    assert config.policy == Policy(
        level="strict",
        fail_on="dangerous",
        deprecated_grace_days=90,
        overrides=(
            Override("DESCRIPTION_CHANGED", "*", Severity.DANGEROUS),
            Override("VALUE_ADDED_TO_ENUM", "Colour.*", Severity.SAFE),
        ),
        allow=(
            Allowance(
                "FIELD_REMOVED",
                "Alert.legacy*",
                date(2027, 1, 31),
                "we moved off it in SDK 3",
                "panther",
                "drift.toml:24",
            ),
        ),
    )


def test_it_is_found_above_and_in_pyproject(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\n\n[tool.drift]\nsnapshots = "s"\n')
    deep = folder / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert load().snapshot_folder == folder / "s"
    (folder / "a" / "pyproject.toml").write_text('[project]\nname = "y"\n')
    assert load().root == folder
    (folder / "a" / "drift.toml").write_text("")
    assert load().root == folder / "a"


def test_without_a_file_the_defaults(folder: Path) -> None:
    config = load()
    assert (config.path, dict(config.sources), config.policy) == (None, {}, Policy())


def test_headers_are_looked_up_when_they_are_needed(folder: Path) -> None:
    (folder / "drift.toml").write_text(FULL)
    source = load().sources["panther"]
    assert source.header_values({"PANTHER_API_KEY": "k"}) == {"X-API-Key": "k"}
    with pytest.raises(
        ConfigError, match=r"sources.panther: the environment variable PANTHER_API_KEY is not set"
    ):
        source.header_values({})
    with pytest.raises(ConfigError, match="PANTHER_API_KEY is empty"):
        source.header_values({"PANTHER_API_KEY": ""})


WRONG: dict[str, tuple[str, str]] = {
    "no TOML": ("snapshots = ", "drift.toml: not valid TOML: Invalid value (at end of document)"),
    "an unknown key": ('snapshot = "s"', "drift.toml:1: snapshot: unknown key (did you mean snapshots?)"),
    "an unknown key of a source": (
        '[sources.a]\nschema = "s"\nheader = {}\n',
        "drift.toml:3: sources.a.header: unknown key (did you mean headers?)",
    ),
    "a wrong type": ("\nsnapshots = 3", "drift.toml:2: snapshots: must be a string"),
    "a source without origin": (
        "[sources.a]\n",
        "drift.toml:1: sources.a: needs exactly one of endpoint (a URL to introspect) and schema (files or a URL)",
    ),
    "a source with two": (
        '[sources.a]\nendpoint = "https://a.example"\nschema = "s"\n',
        "drift.toml:1: sources.a: needs exactly one of endpoint (a URL to introspect) and schema (files or a URL)",
    ),
    "an endpoint that is a file": (
        '[sources.a]\nendpoint = "s.graphql"\n',
        "drift.toml:2: sources.a.endpoint: must be an http(s) URL; a file belongs under schema",
    ),
    "a name that is no folder": (
        '[sources."../x"]\nschema = "s"\n',
        "drift.toml:1: sources.../x: a source's name is made of letters, digits, '.', '_' and '-', 64 at most",
    ),
    "names that differ in case": (
        '[sources.api]\nschema = "s"\n[sources.API]\nschema = "s"\n',
        "drift.toml:3: sources.API: differs from the source api only in case, which some disks can't tell apart: "
        "rename one",
    ),
    "a name that Windows has for a device": (
        '[sources.con]\nschema = "s"\n',
        'drift.toml:1: sources.con: source name "con" is the name of a device on Windows; choose another',
    ),
    "a key in the file": (
        '[sources.a]\nendpoint = "https://a.example"\nheaders = { "X-API-Key" = "s3cret" }\n',
        "drift.toml:3: sources.a.headers.X-API-Key: looks like a secret written into the file: put it into the "
        'environment and write "${X_API_KEY}" here',
    ),
    "a path that leads out": (
        'snapshots = "../elsewhere"',
        'drift.toml:1: snapshots: "../elsewhere" leads out of the folder of the configuration: keep paths below it',
    ),
    "an unknown level": (
        '[policy]\nlevel = "stirct"\n',
        'drift.toml:2: policy.level: must be one of spec, typed-client, strict, not "stirct" (did you mean strict?)',
    ),
    "an unknown id": (
        '[policy]\n[[policy.allow]]\nchange = "FIELD_REMOVED"\ncoordinate = "*"\nreason = "r"\n\n'
        '[[policy.allow]]\nchange = "FEILD_REMOVED"\ncoordinate = "*"\nreason = "r"\n',
        'drift.toml:8: policy.allow.change: no change has the id "FEILD_REMOVED" (did you mean FIELD_REMOVED?)',
    ),
    "a date that is text": (
        '[[policy.allow]]\nchange = "FIELD_REMOVED"\ncoordinate = "*"\nreason = "r"\nuntil = "soon"\n',
        "drift.toml:5: policy.allow.until: must be a date such as 2027-01-31",
    ),
    "an entry without its reason": (
        '[[policy.allow]]\nchange = "FIELD_REMOVED"\ncoordinate = "*"\n',
        "drift.toml:1: policy.allow: needs reason",
    ),
    "an entry about no source": (
        '[[policy.allow]]\nchange = "FIELD_REMOVED"\ncoordinate = "*"\nreason = "r"\nsource = "x"\n',
        'drift.toml:5: policy.allow.source: no source is named "x"',
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_named(case: str, folder: Path) -> None:
    text, message = WRONG[case]
    (folder / "drift.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        load()
    assert str(caught.value) == message
    assert "s3cret" not in str(caught.value)


def test_in_pyproject_lines_are_those_of_the_whole_file(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\n\n[tool.drift.sources.a]\nschem = "s"\n')
    with pytest.raises(ConfigError) as caught:
        load()
    assert str(caught.value) == "pyproject.toml:5: sources.a.schem: unknown key (did you mean schema?)"


def test_what_is_no_text_or_too_large(folder: Path) -> None:
    (folder / "drift.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8 text"):
        load()
    (folder / "drift.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(ConfigError, match="larger than 1,000,000 bytes"):
        load()
    with pytest.raises(ConfigError, match="can't be read"):
        load(folder / "missing.toml")
