"""What the benchmarks work on: peers, GitHub's published schemas, generated operations and larger schemas."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random

from measure import Command

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from drift.changes.difference import Sides  # noqa: E402
from drift.changes.witness.requests import Requests  # noqa: E402
from drift.changes.witness.routes import Routes  # noqa: E402
from drift.schema import canonical, sdl  # noqa: E402
from drift.schema.element import Kind, Schema  # noqa: E402
from drift.snapshots.store import Store  # noqa: E402

PACKAGE = "@octokit/graphql-schema"
# Two and a half years of releases, oldest first.
VERSIONS = [
    "14.0.0",
    "14.1.0",
    "14.4.0",
    "14.5.0",
    "14.9.1",
    "14.11.0",
    "14.13.1",
    "14.19.1",
    "14.22.0",
    "14.23.0",
    "14.24.1",
    "14.26.1",
    "14.27.1",
    "14.28.0",
    "14.31.0",
    "14.32.1",
    "14.33.0",
    "14.34.0",
    "14.37.0",
    "14.39.0",
    "14.40.1",
    "14.41.0",
    "14.42.0",
    "14.45.0",
    "14.46.0",
    "14.47.1",
    "14.50.0",
    "14.53.0",
    "14.55.1",
    "14.56.0",
    "14.58.0",
    "15.0.0",
    "15.3.0",
    "15.5.0",
    "15.9.0",
    "15.12.0",
    "15.14.0",
    "15.16.0",
    "15.20.0",
    "15.26.0",
]
NPM = ["@graphql-inspector/cli@7.0.0", "graphql@16.11.0", "spectaql@3.0.9"]
PYPI = ["graphql-schema-diff==1.2.5"]


class Material:
    """Prepares everything once, below one folder.

    Args:
        folder: Where; kept from run to run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.versions = VERSIONS
        self.site = folder / "site"
        folder.mkdir(parents=True, exist_ok=True)
        self._install()

    def _install(self) -> None:
        if not (self.folder / "node_modules" / ".bin" / "spectaql").exists():
            (self.folder / "package.json").write_text('{"private": true}')
            _run(["npm", "install", "--silent", "--no-audit", "--no-fund", *NPM], self.folder)
        if not (self.folder / "venv" / "bin" / "schemadiff").exists():
            _run([sys.executable, "-m", "venv", "venv"], self.folder)
            _run(["venv/bin/python", "-m", "pip", "install", "--quiet", *PYPI], self.folder)
        for version in VERSIONS:
            if not self._package(version).exists():
                self._package(version).mkdir(parents=True)
                _run(["npm", "pack", "--silent", f"{PACKAGE}@{version}"], self._package(version))
                archive = next(self._package(version).glob("*.tgz"))
                _run(["tar", "xzf", archive.name, "--strip-components=1"], self._package(version))

    def _package(self, version: str) -> Path:
        return self.folder / "github" / version

    @cached_property
    def node(self) -> str:
        """The version of Node.js."""
        return (
            "Node.js "
            + subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
        )

    def published(self, index: int) -> Path:
        """Return a version's schema as GitHub publishes it."""
        return self._package(VERSIONS[index]) / "schema.graphql"

    def canonical(self, index: int) -> Path:
        """Return a version's schema as canonical SDL."""
        path = self._package(VERSIONS[index]) / "canonical.graphql"
        if not path.exists():
            path.write_text(canonical.render(sdl.read(self.published(index).read_text())))
        return path

    @property
    def introspection(self) -> Path:
        """GitHub's newest schema as an introspection result."""
        return self._package(VERSIONS[-1]) / "schema.json"

    @cached_property
    def history_folder(self) -> Path:
        """A folder with a configuration and every version stored."""
        folder = self.folder / "history"
        if not (folder / "drift.toml").exists():
            store = Store(folder / "snapshots")
            for index, _ in enumerate(VERSIONS):
                taken = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(weeks=index)
                store.save("github", self.canonical(index).read_text(), taken=taken, origin="npm")
            (folder / "drift.toml").write_text('[sources.github]\nschema = "none.graphql"\n')
        return folder

    @cached_property
    def repository(self) -> Path:
        """A git repository with every version as a commit, of its date and with its tag."""
        folder = self.folder / "repository"
        if not (folder / ".git").exists():
            stream = ["reset refs/heads/main\n"]
            for index, name in enumerate(VERSIONS):
                taken = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(weeks=index)
                text = self.published(index).read_text(encoding="utf-8")
                stream.append(
                    f"commit refs/heads/main\ncommitter bench <bench@example.com> {taken.timestamp():.0f} +0000\n"
                    f"data 1\nx\nM 100644 inline schema.graphql\ndata {len(text.encode())}\n{text}\n"
                    f"reset refs/tags/v{name}\nfrom refs/heads/main\n\n"
                )
            subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
            subprocess.run(
                ["git", "fast-import", "--quiet"], cwd=folder, input="".join(stream).encode(), check=True
            )
        return folder

    # Operations

    operation_count = 1000

    @cached_property
    def operations_folder(self) -> Path:
        """A folder with operations that select what a client of GitHub might."""
        folder = self.folder / "operations-folder"
        if not folder.exists():
            schema = sdl.read(self.canonical(-2).read_text())
            (folder / "operations").mkdir(parents=True)
            for number, text in enumerate(_operations(schema, self.operation_count)):
                (folder / "operations" / f"{number:04}.graphql").write_text(text)
        return folder

    invalid_count = 400

    def judged_folder(self, *, invalid: bool) -> Path:
        """Return a folder with 500 of these operations, of which 400 are not valid in any version when asked for."""
        folder = self.folder / f"judged-{'invalid' if invalid else 'valid'}"
        if not folder.exists():
            (folder / "operations").mkdir(parents=True)
            for number, path in enumerate(sorted((self.operations_folder / "operations").iterdir())[:500]):
                text = path.read_text()
                head, brace, rest = text.rpartition("{")
                if invalid and number < self.invalid_count:
                    text = f"{head}{brace} goneField{number % 7}{rest}"
                (folder / "operations" / path.name).write_text(text)
        return folder

    script_count = 2000

    @cached_property
    def scripts_folder(self) -> Path:
        """A folder of TypeScript files, every tenth with an operation of :attr:`operations_folder`."""
        folder = self.folder / "scripts-folder"
        if not folder.exists():
            (folder / "src").mkdir(parents=True)
            texts = [path.read_text() for path in sorted((self.operations_folder / "operations").iterdir())]
            code = "export function f(a: number): string {\n  return `${a} of ${a + 1}`;\n}\n" * 60
            for number in range(self.script_count):
                query = f"const q = gql`{texts[number // 10]}`;\n" if number % 10 == 0 else ""
                (folder / "src" / f"{number:04}.ts").write_text(query + code)
        return folder

    # Larger schemas

    def grown(self, factor: int) -> tuple[Path, Path]:
        """Return the newest two canonical schemas, *factor* times as large."""
        paths: list[Path] = []
        for index in (-2, -1):
            path = self.folder / "grown" / f"{factor}-{VERSIONS[index]}.graphql"
            if not path.exists():
                path.parent.mkdir(exist_ok=True)
                path.write_text(_grown(sdl.read(self.canonical(index).read_text()), factor))
            paths.append(path)
        return paths[0], paths[1]

    # Peers

    def _bin(self, name: str) -> str:
        return str(self.folder / "node_modules" / ".bin" / name)

    def inspector(self, verb: str, *paths: Path) -> Command:
        """Return a call of graphql-inspector, which ends with 1 when it finds breaking changes."""
        return Command([self._bin("graphql-inspector"), verb, *map(str, paths)], codes=(0, 1))

    def inspector_history(self) -> Command:
        """Return a call of graphql-inspector for each pair of neighbours."""
        pairs = [(self.canonical(index), self.canonical(index + 1)) for index in range(len(VERSIONS) - 1)]
        calls = "; ".join(f"{self._bin('graphql-inspector')} diff {old} {new}" for old, new in pairs)
        return Command(["/bin/sh", "-c", f"{calls}; true"])

    def inspector_validate(self, schema: Path) -> Command:
        """Return a call of graphql-inspector that validates the operations against one schema."""
        words = [self._bin("graphql-inspector"), "validate", "operations/*.graphql", str(schema)]
        return Command(words, cwd=self.operations_folder, codes=(0, 1))

    def schemadiff(self, old: Path, new: Path) -> Command:
        """Return a call of PyPI's graphql-schema-diff."""
        return Command(
            [str(self.folder / "venv/bin/schemadiff"), "-o", str(old), "-n", str(new)], codes=(0, 1)
        )

    def graphql_js(self, verb: str, path: Path) -> Command:
        """Return a call of graphql-js through a script of ours."""
        return Command(["node", str(HERE / f"{verb}.mjs"), str(self.folder / "node_modules"), str(path)])

    def spectaql(self, schema: Path) -> Command:
        """Return a call of SpectaQL."""
        config = self.folder / "spectaql.yml"
        config.write_text(json.dumps({
            "introspection": {"schemaFile": str(schema)},
            "servers": [{"url": "https://api.example.com/graphql", "description": "API"}],
            "info": {"title": "GitHub", "description": "GitHub", "contact": {}},
        }))  # fmt: skip
        site = self.folder / "spectaql-site"
        return Command([self._bin("spectaql"), str(config), "-t", str(site)], makes=site)


def _run(words: list[str], cwd: Path) -> None:
    subprocess.run(words, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def _operations(schema: Schema, count: int) -> list[str]:
    """Return operations that each select a random field on the shortest way to it."""
    random = Random(7)
    sides = Sides(schema, schema)
    requests = Requests(sides.old_positions, Routes(sides.old_positions, sides.new_positions))
    owners = sorted(sides.old_positions.selectable)
    texts: list[str] = []
    while len(texts) < count:
        owner = schema.types[random.choice(owners)]
        fields = owner.of_kind(Kind.FIELD)
        chosen = random.sample(fields, min(5, len(fields)))
        if chosen:
            lines = [line for field in chosen for line in requests.field(field)]
            text = requests.select(owner.name, lines)
            head = text if text.startswith(("query", "mutation")) else f"query {text}"
            operation, _, rest = head.partition(" ")
            texts.append(f"{operation} Op{len(texts)} {rest}\n")
    return texts


def _grown(schema: Schema, factor: int) -> str:
    """Return the canonical SDL of a schema with *factor* copies of each type; only the first has the roots."""
    import re

    text = canonical.render(schema)
    roots = set(schema.roots.values())
    names = re.compile(rf"\b(?:{'|'.join(sorted(schema.types, key=len, reverse=True))})\b")
    copies = [text]
    for number in range(1, factor):
        types = [
            canonical.definition_sdl(element) for name, element in schema.types.items() if name not in roots
        ]

        def renamed(match: re.Match[str], number: int = number) -> str:
            return match[0] if match[0] in roots else f"{match[0]}C{number}"

        copies.append("\n\n".join(names.sub(renamed, each) for each in types))
    return canonical.render(sdl.read("\n\n".join(copies)))
