from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import Markup

from drift import templating
from drift.errors import UsageError


def rendered(text: str, folder: Path | None = None, **values: object) -> str:
    return templating.environment(folder).from_string(text).render(**values)


def test_everything_is_escaped_whatever_the_template_is_called() -> None:
    assert rendered('<a title="{{ x }}">', x="\"'<>&") == '<a title="&#34;&#39;&lt;&gt;&amp;">'


def test_unseen_characters_are_shown() -> None:
    assert rendered("{{ x }}{{ y }}", x="a\x1b\u202e\nb", y=3) == "a\\x1b\\u202e\nb3"


def test_markup_of_ours_is_kept() -> None:
    assert rendered("{{ x }}", x=Markup("<b>")) == "<b>"


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        rendered("{{ nowhere }}")


def test_text_is_never_a_template() -> None:
    assert rendered("{{ x }}", x="{{ 7 * 7 }}{% raw %}") == "{{ 7 * 7 }}{% raw %}"


def test_templates_of_the_user_come_first_and_run_in_a_sandbox(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "page.html").write_text("mine")
    loaded = templating.environment(tmp_path)
    assert loaded.get_template("report/page.html").render() == "mine"
    assert "beforeprint" in templating.text_of(loaded, "report/report.js")
    with pytest.raises(SecurityError):
        rendered("{{ x.__class__.__mro__ }}", tmp_path, x="")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="absent"):
        templating.environment(tmp_path / "absent")
