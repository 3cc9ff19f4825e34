from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from drift.reports import to_text
from drift.severity import Severity
from tests.reports.samples import CHANGES, ME, change, empty, hostile, ordinary
from tests.test_escape import runner_obeys

OUR_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def test_golden_verbose(golden: Callable[[str, str], None]) -> None:
    golden("ordinary-verbose.txt", to_text.render(ordinary(), verbose=True))


def test_golden_coloured(golden: Callable[[str, str], None]) -> None:
    golden("ordinary-coloured.txt", to_text.render(ordinary(), colour=True, width=72))


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("width", [20, 33, 80])
def test_hostile_text_does_nothing(colour: bool, width: int) -> None:
    text = to_text.render(hostile(), colour=colour, width=width, verbose=True)
    assert ("\x1b" in text) is colour
    left = OUR_COLOURS.sub("", text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", left)
    assert not any(runner_obeys(line) for line in text.split("\n"))
    assert not any(runner_obeys(line) for line in left.split("\n"))


def test_colours_are_the_only_difference_when_wide() -> None:
    coloured = to_text.render(ordinary(), colour=True, width=400)
    assert OUR_COLOURS.sub("", coloured) == to_text.render(ordinary())


def test_wrapped_lines_fit() -> None:
    coloured = to_text.render(ordinary(), colour=True, width=60)
    assert max(map(len, OUR_COLOURS.sub("", coloured).split("\n"))) <= 60


def test_nothing_changed_is_one_line() -> None:
    assert to_text.render(empty()) == "panther: no changes\n"


def test_nothing_changed_mentions_notices_in_one_more_line() -> None:
    report = replace(empty(), notices=("one", "two"))
    assert to_text.render(report).count("\n") == 2
    assert "2 notices" in to_text.render(report)
    assert "- two" in to_text.render(report, verbose=True)


def test_one_change_is_singular() -> None:
    report = replace(empty(), changes=(CHANGES[0],))
    assert to_text.render(report).splitlines()[0] == "panther: 1 breaking change"


def test_a_reason_is_given_once_and_every_time_when_verbose() -> None:
    changes = tuple(change(coordinate=f"Alert.field{number}") for number in range(3))
    report = replace(empty(), changes=changes)
    reason = changes[0].reason
    assert to_text.render(report).count(reason) == 1
    assert to_text.render(report, verbose=True).count(reason) == 3


def test_a_type_that_changed_as_a_whole_is_named_once() -> None:
    report = replace(empty(), changes=(change(coordinate="Alert", message="Object type Alert was removed."),))
    assert to_text.render(report).count("Alert") == 1


def test_a_type_that_changed_as_a_whole_does_not_stand_below_another() -> None:
    changes = (
        change(coordinate="Alert.id", message="Field Alert.id was removed."),
        change(coordinate="Zone", message="Object type Zone was removed."),
    )
    text = to_text.render(replace(empty(), changes=changes))
    indented = [line.split("  [")[0] for line in text.splitlines() if "lert" in line or "Zone" in line]
    assert indented == ["  ✗ Field Alert.id was removed.", "  ✗ Object type Zone was removed."]


def test_what_a_long_message_says_again_is_cut() -> None:
    why = "was deprecated: " + "the new ones are better in every way, " * 4
    changes = tuple(
        change(
            coordinate=f"Alert.{name}",
            message=f"Field Alert.{name} {why}",
            fingerprint=name,
            operations=(ME,),
        )
        for name in "abc"
    )
    report = replace(empty(), changes=changes)
    assert to_text.render(report).count(why) == 1
    assert to_text.render(report).count(f" {why}"[:79] + "…  [") == 2
    assert to_text.render(report, verbose=True).count(why) == 3


def test_a_suggestion_is_made_once() -> None:
    message = "Field Alert.legacyId was removed. Probably renamed to Alert.id."
    report = replace(empty(), changes=(change(message=message, suggestion="Alert.id"),))
    assert to_text.render(report).count("Alert.id") == 1


def test_safe_changes_are_counted_unless_verbose() -> None:
    changes = tuple(
        change(coordinate=f"A.f{n}", id="FIELD_ADDED", severity=Severity.SAFE) for n in range(1200)
    )
    report = replace(empty(), changes=changes)
    assert "    1,200 fields added\n" in to_text.render(report)
    assert "A.f7" not in to_text.render(report)
    assert "A.f7" in to_text.render(report, verbose=True)


def test_changes_that_touch_no_operation_are_named_when_left_out() -> None:
    text = to_text.render(replace(ordinary(), only_affected=True))
    section = text.partition("TOUCHING NONE OF YOUR OPERATIONS")[2].partition("\n\n")[0]
    assert (
        section == "  2, not counted\n    1 deprecated: 1 input field deprecated\n    1 safe: 1 field added"
    )


def test_plain_text_needs_no_third_party_library() -> None:
    code = (
        "import sys; from tests.reports.samples import ordinary; from drift.reports import FORMATS; "
        "FORMATS['text'].render(ordinary()); FORMATS['json'].render(ordinary()); "
        "print(sorted({'rich', 'jinja2', 'graphql', 'requests', 'markupsafe'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "[]"
