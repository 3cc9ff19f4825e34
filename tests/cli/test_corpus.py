"""Published schemas: each is read, its canonical form is stable, and other implementations read it too."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import graphql
import pytest

from tests.conftest import ROOT
from tests.running import drift

FILES = (
    "braintree/2025-04-29.graphql",
    "github/2023-10-23.graphql",
    "github/2023-12-21.graphql",
    "github/2024-06-20.graphql",
    "github/2025-02-27.graphql",
    "panther/2020-02-04.graphql",
    "panther/2020-10-05.graphql",
    "panther/2021-02-23.graphql",
    "saleor/2026-08-19.graphql",
)
# What is wrong in the published files, and what is said about it.
NOTICES = {
    "github/2025-02-27.graphql": [
        "15153: EnterpriseOwnerInfo.repositoryDeployKeySetting is defined again, differently from line 15003, "
        "which counts",
        "15158: EnterpriseOwnerInfo.repositoryDeployKeySettingOrganizations is listed again, as on line 15008; "
        "read once",
    ],
    "saleor/2026-08-19.graphql": [
        "a subgraph, read without what it answers to its router, and with its entities as reachable; --federated "
        "shows that too",
    ],
    "panther/2020-10-05.graphql": ["108: ListAlertsInput.logTypes is listed again, as on line 99; read once"],
}

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize("name", FILES)
def test_fetch_gives_a_fixpoint_that_graphql_core_reads(name: str, corpus: Path, tmp_path: Path) -> None:
    source, output = corpus / name, tmp_path / "out.graphql"
    ran = drift("fetch", str(source), "-o", str(output))
    assert (ran.code, ran.out) == (0, "")
    # A notice about the whole file has no line.
    *lines, last = ran.err.splitlines()
    assert last == f"wrote {output}"
    notices = [re.sub(rf"^notice: (.*{re.escape(source.name)}:)?", "", line) for line in lines]
    assert notices == NOTICES.get(name, [])
    text = output.read_text()
    document = graphql.parse(text)
    assert len(document.definitions) > 50
    again = drift("fetch", str(output))
    # What kind of schema it is can be seen in the result as well.
    kept = "".join(f"notice: {notice}\n" for notice in notices if notice.startswith("a subgraph"))
    assert (again.code, again.out, again.err) == (0, text, kept)
    compared = drift("diff", str(source), str(output), "--report", "json", "--fail-on", "any")
    assert compared.code == 0
    assert json.loads(compared.out)["changes"] == []


@pytest.mark.npm
@pytest.mark.parametrize("version", ["16", "17"])
def test_graphql_js_prints_the_same_schema_in_the_same_layout(
    version: str, corpus: Path, tmp_path: Path, npm_modules: Path
) -> None:
    for name in FILES:
        text = drift("fetch", str(corpus / name)).out
        (tmp_path / f"{name.replace('/', '-')}").write_text(text)
    subprocess.run(
        [
            "node",
            str(ROOT / "tests" / "npm" / "print_sorted.mjs"),
            str(npm_modules / f"graphql{version}"),
            str(tmp_path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    for name in FILES:
        ours = (tmp_path / name.replace("/", "-")).read_text().split("\n", 2)[2]
        theirs = (tmp_path / (name.replace("/", "-") + ".printed")).read_text() + "\n"
        if name.startswith("saleor"):
            ours = without_applied_directives(ours)
        # graphql-js 17 prints objects with spaces inside the braces, 16 without; ours are without.
        assert ours == re.sub(r"= \{ (.*?) \}", r"= {\1}", theirs), name


def without_applied_directives(text: str) -> str:
    """Return Saleor's SDL without the directives of its own, which no printer of graphql-js keeps."""
    return re.sub(r"(?<!directive) @(?:doc|webhookEventsInfo)\([^)]*\)", "", text)


@pytest.mark.skipif(graphql.version_info < (3, 3), reason="3.2 does not know every change that 3.3 finds")
def test_github_breaks_where_graphql_core_says_so(corpus: Path) -> None:
    old, new = corpus / "github/2023-10-23.graphql", corpus / "github/2024-06-20.graphql"
    ran = drift("diff", str(old), str(new), "--report", "json")
    assert ran.code == 1
    changes = json.loads(ran.out)["changes"]
    ours = {change["coordinate"] for change in changes}
    schemas = [graphql.build_schema(path.read_text(), assume_valid=True) for path in (old, new)]
    theirs = [*graphql.find_breaking_changes(*schemas), *graphql.find_dangerous_changes(*schemas)]
    assert len(theirs) == 37
    for change in theirs:
        assert _coordinate(change.description) in ours, change
    for change in changes:
        if change["severity"] in ("BREAKING", "DANGEROUS"):
            assert change["coordinate"]
            assert change["old_location"]["line"] >= 1
            assert change["new_location"]["line"] >= 1


def _coordinate(description: str) -> str:
    """Return the schema coordinate in graphql-core's description of a change; the union's or type's for a member."""
    if found := re.search(r"(\w+\.\w+(?:\(\w+:\))?)", description):
        return found[1]
    found = re.search(r"(\w+)\.$", description)
    assert found is not None, description
    return found[1]
