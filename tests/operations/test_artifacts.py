"""What Relay's compiler made of operations is judged, and shown where its sources are."""

from __future__ import annotations

from pathlib import Path

import pytest

from drift.operations.verdicts import Verdicts
from tests.mend.project import report
from tests.operations.project import find
from tests.operations.test_clients import SERVER, WITHOUT_NAME, check, words

APP = """\
export const App = graphql`
  query AppQuery($id: ID!, $size: Int!) {
    user(id: $id) {
      isOnline
      ...Card_user @arguments(size: $size)
      ... @include(if: true) { friends(first: 2) { edges { node { id } } } }
    }
  }
`;
"""
CARD = """\
export const Card = graphql`
  fragment Card_user on User
  @refetchable(queryName: "CardRefetchQuery")
  @argumentDefinitions(size: {type: "Int!", defaultValue: 3}) {
    name @required(action: NONE)
    avatar(size: $size)
  }
`;
"""
# As the compiler writes them: without what is the client's, with a fragment for what is given to it, and with ids.
APP_TEXT = (
    "query AppQuery(\\n  $id: ID!\\n  $size: Int!\\n) {\\n  user(id: $id) {\\n    ...Card_user_1A2b3C\\n"
    "    friends(first: 2) {\\n      edges {\\n        node {\\n          id\\n        }\\n      }\\n    }\\n"
    "    id\\n  }\\n}\\n\\nfragment Card_user_1A2b3C on User {\\n  name\\n  avatar(size: $size)\\n}\\n"
)
REFETCH_TEXT = (
    "query CardRefetchQuery(\\n  $size: Int = 3\\n  $id: ID!\\n) {\\n  node(id: $id) {\\n    __typename\\n"
    "    ...Card_user_xyz\\n    id\\n  }\\n}\\n\\n"
    "fragment Card_user_xyz on User {\\n  name\\n  avatar(size: $size)\\n}\\n"
)
RECENT = """\
/**
 * @generated SignedSource<<0>>
 */
const node: ConcreteRequest = {{
  "kind": "Request",
  "params": {{ "name": "{name}", "operationKind": "query", "text": "{text}" }}
}};
(node as any).hash = "0";
export default node;
"""
OLD = """\
/* @flow */
const batch /*: ConcreteBatch*/ = {{ "kind": "Batch", "name": "{name}", "text": "{text}" }};
module.exports = batch;
"""
LAYOUTS = {
    "beside the sources": ("src/__generated__/{}.graphql.ts", RECENT),
    "JavaScript": ("src/__generated__/{}.graphql.js", RECENT),
    "a folder for all": ("artifacts/{}.graphql.ts", RECENT),
    "as it was": ("src/__generated__/{}.graphql.js", OLD),
}


def app(layout: str, **texts: str) -> dict[str, str]:
    path, text = LAYOUTS[layout]
    artifacts = {path.format(name): text.format(name=name, text=made) for name, made in texts.items()}
    return {"src/App.tsx": APP, "src/Card.tsx": CARD, **artifacts}


def errors(verdicts: Verdicts) -> dict[str, tuple[str, ...]]:
    return {result.operation.name: result.errors for result in verdicts.results if result.errors}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_artifact_is_judged_and_the_source_is_shown(layout: str, tmp_path: Path) -> None:
    files = app(layout, AppQuery=APP_TEXT, CardRefetchQuery=REFETCH_TEXT)
    # The artifact has nothing of what only the client knows, which the source does not say of itself.
    assert words(check(tmp_path, files, SERVER)) == {
        "AppQuery": "unaffected",
        "CardRefetchQuery": "unaffected",
    }
    broken = check(tmp_path, files, WITHOUT_NAME)
    error = "src/Card.tsx:5:5: Cannot query field 'name' on type 'User'."
    assert errors(broken) == {"AppQuery": (error,), "CardRefetchQuery": (error,)}
    assert [(each.operation.path, each.operation.line) for each in broken.results] == [
        ("src/App.tsx", 2),
        # Where the fragment asks for it.
        ("src/Card.tsx", 3),
    ]
    (cause,) = broken.causes
    assert cause.places == (error,)


def test_without_its_artifact_the_source_is_judged(tmp_path: Path) -> None:
    verdicts = check(tmp_path, {"src/App.tsx": APP, "src/Card.tsx": CARD}, SERVER)
    assert errors(verdicts) == {
        "AppQuery": ("src/App.tsx:4:7: Cannot query field 'isOnline' on type 'User'.",)
    }


def test_an_artifact_of_an_older_source_is_not_judged(tmp_path: Path) -> None:
    files = app("JavaScript", AppQuery=APP_TEXT.replace("  name\\n", ""))
    assert words(check(tmp_path, files, WITHOUT_NAME))["AppQuery"] == "broken"


PLACES = {
    "a variable": ("$size: Int!", "$size: String!", "src/App.tsx:2:28"),
    "an argument": ("friends(first", "friends(frist", "src/App.tsx:6:32"),
    "a value": ("first: 2", 'first: \\"two\\"', "src/App.tsx:6:47"),
    "a field inside of what was moved": ("          id\\n", "          uid\\n", "src/App.tsx:6:60"),
    # What the compiler adds is where it adds it.
    "a field that was added": (
        "    id\\n  }\\n}\\n\\nfrag",
        "    uid\\n  }\\n}\\n\\nfrag",
        "src/App.tsx:3:5",
    ),
    "a directive that was added": ("name\\n", "name @gone\\n", "src/Card.tsx:5:5"),
}


@pytest.mark.parametrize("case", PLACES)
def test_every_part_of_it_has_its_place_in_the_source(case: str, tmp_path: Path) -> None:
    before, after, place = PLACES[case]
    assert before in APP_TEXT
    verdicts = check(tmp_path, app("JavaScript", AppQuery=APP_TEXT.replace(before, after)), SERVER)
    assert [error.partition(": ")[0] for error in errors(verdicts)["AppQuery"]][:1] == [place]


def test_they_count_once(tmp_path: Path) -> None:
    files = app("a folder for all", AppQuery=APP_TEXT, CardRefetchQuery=REFETCH_TEXT)
    operations = find(tmp_path, files)
    assert [(each.name, each.path, each.line) for each in operations.operations] == [
        ("AppQuery", "src/App.tsx", 2),
        ("CardRefetchQuery", "src/Card.tsx", 3),
    ]
    account = operations.account
    assert (account.operations, account.copies, account.not_judged) == (3, 1, ())
    assert operations.notices == (
        "1 operation appears in several places and counts once: AppQuery (src/App.tsx:2:3, also "
        "artifacts/AppQuery.graphql.ts:6:70)",
    )


def test_hints_are_edits_of_the_sources(tmp_path: Path) -> None:
    files = app("JavaScript", AppQuery=APP_TEXT)
    new = SERVER.replace("friends(first: Int", "friends(first: Int, of: ID!")
    (result,) = report(tmp_path, files, SERVER, new).operations
    (hint,) = result.hints
    assert hint.splitlines()[:2] == ["--- src/App.tsx", "+++ src/App.tsx"]
    assert "+      ... @include(if: true) { friends(first: 2, of: $of) { edges { node { id } } } }" in hint
    assert "+  query AppQuery($id: ID!, $size: Int!, $of: ID!) {" in hint


def test_the_artifact_of_the_nearest_source(tmp_path: Path) -> None:
    text = "query Q {\\n  user(id: 1) {\\n    name\\n  }\\n}\\n"
    files = {
        "a/Q.tsx": "graphql`query Q { user(id: 1) { id } }`",
        "b/Q.tsx": "graphql`query Q { user(id: 1) { name } }`",
        "b/__generated__/Q.graphql.ts": RECENT.format(name="Q", text=text.replace("name", "name\\n    id")),
    }
    assert [
        (each.operation.path, each.operation.verdict.value)
        for each in check(tmp_path, files, WITHOUT_NAME).results
    ] == [("a/Q.tsx", "unaffected"), ("b/Q.tsx", "broken")]


def test_a_file_that_is_merely_named_so_is_a_source(tmp_path: Path) -> None:
    files = {
        "src/Users.graphql.ts": "export const USERS = graphql`query Users { users { pageInfo { endCursor } } }`;",
        "test/users.ts": "const q = graphql`query Users { users { edges { cursor } } }`;",
    }
    operations = find(tmp_path, files)
    assert ([each.path for each in operations.operations], operations.account.copies) == (
        ["src/Users.graphql.ts", "test/users.ts"],
        0,
    )


def test_operations_without_names_are_not_each_others_artifacts(tmp_path: Path) -> None:
    files = {
        "a.ts": "gql`{ users { edges { cursor } } }`",
        "__generated__/b.ts": "gql`{ user(id: 1) { id } }`",
    }
    assert len(find(tmp_path, files).operations) == 2
