"""The one way to fill templates: everything escaped, nothing undefined, nothing unseen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from drift.errors import DriftError, UsageError
from drift.escape import xml_text
from drift.paths import read_configured

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Environment
    from markupsafe import Markup

_MAX_TEMPLATE_BYTES = 10_000_000


def folder() -> Path:
    """Return where our templates are: in the installed package, or at the top of a checkout.

    Raises:
        DriftError: They are at neither place; the installation is damaged.
    """
    package = Path(__file__).resolve().parent
    for place in (package / "templates", package.parent / "templates"):
        if place.is_dir():
            return place
    raise DriftError(f"the templates are missing next to {package}: install graphql-drift again")


def environment(user_templates: Path | None = None, *, root: Path | None = None) -> Environment:
    """Return a Jinja environment for HTML.

    Every value is escaped whatever the template's name is, an unknown name is an error, and control, bidi and
    other unseen characters in a value are shown as escapes.

    Args:
        user_templates: A folder that is searched before ours, so that single templates can be replaced. One
            that replaces ours reaches it as ``drift/NAME``, to extend it and change one block. Its templates
            run in a sandbox that can't change values or reach into Python.
        root: The configuration's folder, which links in *user_templates* may not lead out of; that folder itself
            when None.

    Raises:
        UsageError: *user_templates* is not a folder.
        DriftError: Our own templates are missing.
    """
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    ours = FileSystemLoader(folder())
    places: list[BaseLoader] = [ours]
    kind: type[Environment] = Environment
    if user_templates is not None:
        if not user_templates.is_dir():
            raise UsageError(f"there is no template folder {user_templates}: check the path")
        places.insert(0, _loader(user_templates, root or user_templates))
        kind = ImmutableSandboxedEnvironment
    return kind(
        loader=ChoiceLoader([*places, PrefixLoader({"drift": ours})]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _loader(templates: Path, root: Path) -> BaseLoader:
    """Return a loader for the user's templates, whose links stay inside."""
    from jinja2 import FunctionLoader
    from jinja2.loaders import split_template_path

    def load(name: str) -> str | None:
        path = templates.joinpath(*split_template_path(name))
        try:
            return read_configured(path, root, max_bytes=_MAX_TEMPLATE_BYTES).decode()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except UnicodeDecodeError as error:
            raise UsageError(f"{path}: not UTF-8 text: save it as UTF-8") from error
        except OSError as error:
            raise UsageError(f"{path}: can't be read: {error.strerror}") from error

    return FunctionLoader(load)


def text_of(templates: Environment, name: str) -> Markup:
    """Return a style sheet or script of ours as it is, to be put into a page unescaped."""
    from markupsafe import Markup

    if templates.loader is None:
        raise DriftError("this template environment reads no folder")
    # Not text of a stranger: it comes from the folders that templates come from.
    return Markup(templates.loader.get_source(templates, name)[0])  # noqa: S704


def _seen(value: Any) -> Any:
    """Show what can't be seen in a value that a template prints."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return xml_text(value)
    return value
