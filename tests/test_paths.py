"""What a configuration names stays in its repository, whatever links a pull request brings."""

from __future__ import annotations

import ast
import json
import os
import re
import socket
import subprocess
import threading
from pathlib import Path

import pytest

from drift.errors import ConfigError, SourceUnreachable
from drift.paths import boundary, inside, read_configured, read_named
from tests.conftest import ROOT
from tests.running import drift

CONFIGURATION = """
snapshots = "data/snapshots"
[sources.api]
schema = "schema/api.graphql"
headers = { "X-API-Key" = "${PATHS_API_KEY}" }
[docs]
guides = "guides"
css = "look/site.css"
logo = "look/logo.svg"
templates = "templates"
"""
SECRET = "aZ3kd92kdmE9dk3Kdk2ldk39"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with everything that a configuration can name, and a secret file beside it."""
    folder = tmp_path / "repository"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    files = {
        "drift.toml": CONFIGURATION,
        "schema/api.graphql": "type Query { a: Int }\n",
        "guides/start.md": "# Start\n",
        "look/site.css": "body { color: black }\n",
        "look/logo.svg": "<svg/>",
        "templates/docs/guide.html": '{% extends "drift/docs/guide.html" %}',
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    assert drift("check", "--save", cwd=folder).code == 0
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("secret", "api.graphql", "start.md", "site.css", "logo.svg"):
        (outside / name).write_text(f"KEY={SECRET}")
    return folder


def published(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


CONFIGURED = {
    "schema/api.graphql": ("check",),
    "client/own.graphql": ("check",),
    "upcoming/list.json": ("upcoming",),
    "look/site.css": ("docs", "-o", "site"),
    "look/logo.svg": ("docs", "-o", "site"),
    "guides/start.md": ("docs", "-o", "site"),
    "templates/docs/guide.html": ("docs", "-o", "site"),
    "drift.toml": ("check",),
}


@pytest.fixture
def full(repository: Path) -> Path:
    """The repository with a file for each further path that a source can name."""
    text = CONFIGURATION.replace(
        "[docs]",
        'client-schema = "client/own.graphql"\noperations = ["sdk/*.graphql"]\nupcoming = "upcoming/list.json"\n[docs]',
    )
    (repository / "drift.toml").write_text(text)
    files = {
        "client/own.graphql": "extend type Query { own: Int }",
        "sdk/q.graphql": "{ a }",
        "upcoming/list.json": "[]",
    }
    for name, content in files.items():
        (repository / name).parent.mkdir()
        (repository / name).write_text(content)
    for arguments in set(CONFIGURED.values()):
        assert drift(*arguments, cwd=repository).code == 0
    return repository


@pytest.mark.parametrize("place", CONFIGURED)
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("pipe", r"is a pipe: name a regular file"),
        ("socket", r"is a socket: name a regular file"),
        ("link", r"the symbolic link \S+ leads to \S+/outside/secret, which is outside of \S+ or git's own"),
        ("chain", r"the symbolic link \S+ leads to \S+/outside/secret, which is outside of \S+ or git's own"),
        ("absolute", r"the symbolic link \S+ leads to /proc/\d+/environ, which is outside of \S+ or git's own"),
        ("git", r"the symbolic link \S+ leads to \S+/\.git/config, which is outside of \S+ or git's own"),
        ("device", r"the symbolic link \S+ leads to /dev/zero, which is outside of \S+ or git's own"),
        ("circle", r"its symbolic links lead in a circle|can't be read: Too many levels of symbolic links"),
    ],
)  # fmt: skip
def test_whatever_is_named_is_a_regular_file_in_the_repository(
    full: Path, place: str, what: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = full / place
    path.unlink()
    if what == "pipe":
        os.mkfifo(path)
    elif what == "socket":
        # The name of a socket is limited to about a hundred bytes.
        monkeypatch.chdir(path.parent)
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    else:
        (full / "chain").symlink_to("../outside/secret")
        up = "../" * place.count("/")
        targets = {
            "link": f"{up}../outside/secret", "chain": f"{up}chain", "absolute": "/proc/self/environ",
            "git": f"{up}.git/config", "device": "/dev/zero", "circle": path.name,
        }  # fmt: skip
        path.symlink_to(targets[what])
    ran = drift(*CONFIGURED[place], cwd=full)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1), ran
    assert re.search(rf"^error: .*{re.escape(path.name)}: {said}", ran.err), ran.err
    assert SECRET not in ran.err


def test_a_pipe_as_ca_bundle_is_refused(full: Path) -> None:
    for place, text in (("drift.toml", 'ca-bundle = "ca.pem"'), ("ca.pem", "")):
        (full / place).write_text(f'[sources.api]\nendpoint = "https://127.0.0.1:1/"\n{text}\n')
    (full / "ca.pem").unlink()
    os.mkfifo(full / "ca.pem")
    ran = drift("check", "--save", cwd=full)
    assert (ran.code, ran.err) == (2, f"error: the CA bundle {full}/ca.pem is not a regular file\n")
    (full / "ca.pem").unlink()
    (full / "ca.pem").symlink_to("../outside/secret")
    ran = drift("check", "--save", cwd=full)
    assert ran.code == 2
    assert re.search(r"the symbolic link \S+/ca\.pem leads to \S+/outside/secret, which is outside", ran.err)


def test_a_pipe_among_the_pages_is_not_waited_for(full: Path) -> None:
    (full / "site/index.html").unlink()
    os.mkfifo(full / "site/index.html")
    ran = drift("docs", "-o", "site", cwd=full)
    assert (ran.code, ran.err) == (2, "error: site/index.html: is not a plain file: move it away\n")


def test_a_source_that_is_a_link_is_named(full: Path) -> None:
    (full / "data/snapshots/api").rename(full / "elsewhere")
    (full / "data/snapshots/api").symlink_to("../../elsewhere")
    said = "data/snapshots/api is a symbolic link, which is not followed; put a plain folder there"
    for arguments in (("docs", "-o", "site"), ("upcoming",), ("check",), ("log",), ("status",)):
        ran = drift(*arguments, cwd=full)
        assert ran.code in (2, 3)
        assert said in ran.err, arguments


def test_without_links_everything_is_read(repository: Path) -> None:
    assert drift("docs", "-o", "site", "-q", cwd=repository).code == 0
    assert b"color: black" in published(repository / "site")


@pytest.mark.parametrize(
    "place",
    [
        "guides/start.md",
        "guides/more.md",
        "guides",
        "look",
        "look/site.css",
        "look/logo.svg",
        "templates",
        "templates/docs",
        "templates/docs/guide.html",
        "templates/docs/assets",
        "data",
        "drift.toml",
    ],
)
@pytest.mark.parametrize("target", ["/proc/self/environ", "../outside", ".git/config", ".git"])
def test_docs_publish_nothing_that_a_link_leads_to(repository: Path, place: str, target: str) -> None:
    path = repository / place
    is_folder = path.is_dir() or "." not in path.name
    if path.exists():
        path.rename(repository.parent / "before")
    leads_to = repository / target if not target.startswith("/") else Path(target)
    if leads_to.resolve().is_dir() != is_folder:
        leads_to = {True: repository.parent / "outside", False: repository.parent / "outside" / "secret"}[
            is_folder
        ]
    path.symlink_to(os.path.relpath(leads_to, path.parent) if target.startswith(".") else leads_to)
    ran = drift("docs", "-o", "site", cwd=repository)
    assert (ran.code, ran.out) == (2, "")
    assert re.fullmatch(
        rf"error: \S*{re.escape(place.partition('/')[0])}\S*: the symbolic link \S*{re.escape(place)} leads to \S+, "
        r"which is outside of \S+ or git's own: put the file itself there\n",
        ran.err,
    ), ran.err
    assert SECRET.encode() not in published(repository / "site") if (repository / "site").exists() else True


@pytest.mark.parametrize("place", ["schema/api.graphql", "schema"])
@pytest.mark.parametrize("written", ["schema/api.graphql", "schema/*.graphql", "schema"])
def test_no_error_quotes_a_file_that_a_link_leads_to(repository: Path, place: str, written: str) -> None:
    (repository / place).rename(repository.parent / "before")
    outside = repository.parent / "outside"
    (repository / place).symlink_to(outside if place == "schema" else outside / "secret")
    text = CONFIGURATION.replace("schema/api.graphql", written)
    (repository / "drift.toml").write_text(text)
    ran = drift("check", cwd=repository)
    assert (ran.code, ran.out) == (2, "")
    assert re.search(rf"the symbolic link \S*{place} leads to \S+, which is outside of", ran.err)
    assert SECRET not in ran.err


def test_a_pipe_as_a_schema_is_refused_or_has_a_deadline(repository: Path) -> None:
    (repository / "schema" / "api.graphql").unlink()
    os.mkfifo(repository / "schema" / "api.graphql")
    ran = drift("check", cwd=repository)
    assert ran.code == 2
    assert "schema/api.graphql: is a pipe: name a regular file" in ran.err
    ran = drift("fetch", "schema/api.graphql", "--timeout", "0.2", cwd=repository)
    assert (ran.code, ran.out) == (3, "")
    assert "is a pipe or device that did not end within 0.2 s" in ran.err


def test_links_inside_of_the_repository_are_followed(repository: Path) -> None:
    (repository / "guides" / "start.md").rename(repository / "readme.md")
    (repository / "guides" / "start.md").symlink_to("../readme.md")
    (repository / "templates").rename(repository / "ours")
    (repository / "templates").symlink_to("ours")
    assert drift("docs", "-o", "site", "-q", cwd=repository).code == 0
    assert b"Start" in published(repository / "site")


def test_a_configuration_below_the_top_reaches_the_whole_repository(repository: Path) -> None:
    (repository / "api").mkdir()
    (repository / "api" / "link.graphql").symlink_to("../schema/api.graphql")
    (repository / "api" / "drift.toml").write_text('[sources.x]\nschema = "link.graphql"\n')
    assert boundary(repository / "api") == repository
    assert drift("check", "--save", cwd=repository / "api").code == 0


def test_without_a_repository_the_folder_is_the_boundary(tmp_path: Path) -> None:
    assert boundary(tmp_path) == tmp_path
    (tmp_path / "a").mkdir()
    (tmp_path / "b.css").write_text("")
    (tmp_path / "a" / "b.css").symlink_to("../b.css")
    assert inside(tmp_path / "a" / "b.css", tmp_path) == tmp_path / "b.css"
    with pytest.raises(ConfigError, match="leads to"):
        inside(tmp_path / "a" / "b.css", tmp_path / "a")


@pytest.mark.parametrize("place", ["guides/pipe.md", "look/site.css"])
def test_only_regular_files_are_read(repository: Path, place: str) -> None:
    (repository / place).unlink(missing_ok=True)
    os.mkfifo(repository / place)
    ran = drift("docs", "-o", "site", cwd=repository)
    assert (ran.code, ran.err) == (2, f"error: {repository / place}: is a pipe: name a regular file\n")
    with pytest.raises(ConfigError, match="is a device: name a regular file"):
        read_configured(Path("/dev/zero"), Path("/dev"), max_bytes=10)


@pytest.mark.parametrize("loop", [True, False])
def test_a_circle_of_links_is_an_error(repository: Path, loop: bool) -> None:
    path = repository / "look" / "site.css"
    path.unlink()
    path.symlink_to("site.css" if loop else "../look2/site.css")
    if not loop:
        (repository / "look2").symlink_to("look")
    ran = drift("docs", "-o", "site", cwd=repository)
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "site.css" in ran.err


def test_a_key_in_a_guide_or_an_image_is_taken_out(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATHS_API_KEY", SECRET)
    (repository / "guides" / "start.md").write_text(f"# Use {SECRET}\n")
    (repository / "look" / "logo.svg").write_text(f"<svg><text>{SECRET}</text></svg>")
    (repository / "look" / "site.css").write_text(f"/* {SECRET} */")
    ran = drift("docs", "-o", "site", cwd=repository)
    assert ran.code == 0
    assert ran.err.count("it was replaced by [redacted]") == 1
    assert SECRET.encode() not in published(repository / "site")
    assert b"<svg><text>[redacted]</text></svg>" in published(repository / "site")


def test_a_pipe_that_the_user_names_has_a_deadline(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SourceUnreachable, match=r"did not end within 0\.2 s"):
        read_named(pipe, max_bytes=10, timeout_s=0.2)
    writer = threading.Thread(target=lambda: pipe.write_text("type Query"))
    writer.start()
    assert read_named(pipe, max_bytes=100) == b"type Query"
    writer.join()
    assert len(read_named(Path("/dev/zero"), max_bytes=100)) == 101


def test_operations_behind_links_and_pipes_are_named(repository: Path) -> None:
    (repository / "shared").mkdir()
    (repository / "shared/q.graphql").write_text("query Q { a }")
    package = repository / "package"
    (package / "sdk").mkdir(parents=True)
    (package / "schema.graphql").write_text("type Query { a: Int }")
    links = {
        "q": "../../shared/q.graphql",
        "chain": "q.graphql",
        "secret": "../../../outside/secret",
        "environ": "/proc/self/environ",
        "git": "../../.git/config",
        "broken": "nowhere",
        "circle": "circle.graphql",
    }
    for name, target in links.items():
        (package / f"sdk/{name}.graphql").symlink_to(target)
    (package / "sdk/folder.graphql").symlink_to("/proc/self")
    os.mkfifo(package / "sdk/pipe.graphql")
    for written in ("sdk/*.graphql", "sdk", *(f"sdk/{name}.graphql" for name in (*links, "pipe"))):
        (package / "drift.toml").write_text(
            f'[sources.api]\nschema = "schema.graphql"\noperations = ["{written}"]\n'
        )
        ran = drift("operations", "api", "--json", cwd=package)
        assert SECRET not in ran.out + ran.err
        unread = {each["path"]: each["reason"] for each in json.loads(ran.out)["account"]["not_judged"]}
        names = (*links, "pipe") if written in ("sdk/*.graphql", "sdk") else (Path(written).stem,)
        assert set(unread) == {f"sdk/{name}.graphql" for name in names} - {
            "sdk/q.graphql",
            "sdk/chain.graphql",
        }
        assert ran.code == (3 if unread else 0)
        for path, reason in unread.items():
            assert re.search(
                {
                    "secret": rf"^the symbolic link {package}/sdk/secret\.graphql leads to \S+/outside/secret, which is",
                    "environ": r"leads to /proc/\d+/environ, which is outside of",
                    "git": r"leads to \S+/\.git/config, which is outside of \S+ or git's own",
                    "broken": r"^can't be read: No such file",
                    "circle": r"^its symbolic links lead in a circle$|^can't be read: Too many levels of symbolic links",
                    "pipe": r"^is a pipe: name a regular file$",
                }[Path(path).stem],
                reason,
            ), reason


def test_a_folder_of_operations_that_leads_out_is_named(repository: Path) -> None:
    (repository / "sdk").symlink_to("../outside")
    (repository / "drift.toml").write_text(
        '[sources.api]\nschema = "schema/api.graphql"\noperations = ["sdk/*.graphql"]\n'
    )
    ran = drift("operations", "api", cwd=repository)
    assert (ran.code, ran.out) == (2, "")
    assert f"the symbolic link {repository}/sdk leads to {repository.parent}/outside, which is" in ran.err


# Every module that opens, lists or asks for files by itself, and why it need not ask `drift.paths`. What a configuration
# names is read there and nowhere else; a module that is missing here either uses it, or has to say what it is.
OPENS = {
    "paths.py": "the rule itself",
    "mend/applying.py": "operations that were read by paths, once more before they are written",
    "sources/client.py": "asks whether a bundle of authorities is a file",
    "snapshots/atomic.py": "the only place that replaces files; what it reads is no link",
    "snapshots/lock.py": "the holder's name, beside the lock",
    "snapshots/tree.py": "lists folders of the store, which follows no link",
    "history/lives.py": "lists what is made from the store",
    "history/past.py": "files named on the command line",
    "cli/check.py": "tells a file named on the command line from a source",
    "cli/pair.py": "tells a file named on the command line from a version",
    "cli/demo.py": "the folder that the demo makes",
    "cli/docs.py": "tells a file named on the command line from a source",
    "cli/notify.py": "reports named on the command line",
    "cli/ci.py": "asks for the report that was just written",
    "cli/runtime.py": "the null device",
    "config_file.py": "looks for the configuration; what it finds is checked with paths.inside",
    "delivery/mended.py": "files in the checkout of the pull request, which lead nowhere else and are as they were read",
    "delivery/look.py": "the artifact of the job before, by atomic",
    "delivery/presets.py": "files of the package",
    "delivery/runner.py": "files that the runner of a workflow names",
    "delivery/starter.py": "asks whether the files are there that it writes, and reads a template of the package",
    "demo/__init__.py": "files of the package",
    "docs/output.py": "the site, below the folder named on the command line",
    "docs/source.py": "asks whether a guide is a folder; reads by paths",
    "docs/serve.py": "the site's own list, and what changed",
    "reports/deliver.py": "asks whether a path named on the command line is a folder",
    "reports/schemas.py": "files of the package",
    "sources/files.py": "lists what globs and folders mean; reads by paths",
    "sources/git_process.py": "asks for the working directory",
    "sources/globs.py": "lists what globs mean; whoever reads the files asks paths",
    "templating.py": "asks for folders; reads by paths",
}
_FILES = {
    "open",
    "read_text",
    "write_text",
    "read_bytes",
    "write_bytes",
    "iterdir",
    "glob",
    "rglob",
    "exists",
    "is_file",
    "is_dir",
    "stat",
    "lstat",
    "scandir",
    "listdir",
    "lexists",
    "isdir",
    "readlink",
    "unlink",
    "mkdir",
}

# What stands before these names where they are not about files, or are the readers above.
_READERS = {"atomic"}


def test_only_these_modules_ask_for_files_by_themselves() -> None:
    found = set()
    for path in sorted((ROOT / "drift").rglob("*.py")):
        name = path.relative_to(ROOT / "drift").as_posix()
        if name.startswith("demo/sdk/"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            function = node.func if isinstance(node, ast.Call) else None
            is_own = isinstance(function, ast.Attribute) and ast.unparse(function.value) in _READERS
            is_named = isinstance(function, ast.Attribute) and function.attr in _FILES and not is_own
            if is_named or (isinstance(function, ast.Name) and function.id == "open"):
                found.add(name)
    assert found == set(OPENS)
