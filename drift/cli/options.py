"""Options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import click

from drift.cli import completion
from drift.cli.runtime import Runtime
from drift.config import LEVELS, MAX_SECONDS, Config, Level, Policy, SourceConfig
from drift.errors import UsageError
from drift.keys import VARIABLE
from drift.reports import FORMATS
from drift.severity import THRESHOLDS, Severity, Threshold

ACCEPTED_DAYS = 90
# A variable as the shell writes it, alone or after a scheme such as Bearer.
_BARE_VARIABLE = re.compile(r"(?:[A-Za-z]+ +)?(\$[A-Za-z_][A-Za-z0-9_]*)")
WITHIN = "removal-within="
NO_CONFIGURATION = (
    "there is no drift.toml here or in a folder above; `drift init` writes one, "
    "`drift diff OLD NEW` needs none"
)
Command = TypeVar("Command", bound=Callable[..., Any])


def _split_headers(
    context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Return name and value of each ``Name: value``; a wrong one is not shown, it may hold a key."""
    headers: list[tuple[str, str]] = []
    for text in texts:
        name, colon, value = text.partition(":")
        if not colon or not name.strip():
            raise click.BadParameter("write 'Name: value'", context, parameter)
        bare = _BARE_VARIABLE.fullmatch(value.strip())
        if bare is not None:
            raise click.BadParameter(
                f"{bare[1]} is sent as it stands; for the environment variable write "
                f"'{name.strip()}: {bare[0].replace(bare[1], f'${{{bare[1][1:]}}}')}'",
                context,
                parameter,
            )
        headers.append((name.strip(), value.strip(" \t")))
    return tuple(headers)


def header_option(explanation: str) -> Callable[[Command], Command]:
    """Return the ``-H`` option with a help text."""
    return click.option(
        "-H",
        "--header",
        "headers",
        multiple=True,
        callback=_split_headers,
        metavar="'NAME: VALUE'",
        help=explanation,
    )


def _read_moment(_context: click.Context, _parameter: click.Parameter, text: str | None) -> datetime | None:
    from drift.history.past import parse_date

    return None if text is None else parse_date(text)


def moment_option(name: str, explanation: str) -> Callable[[Command], Command]:
    """Return an option that takes a date or time, UTC unless it says otherwise."""
    return click.option(name, metavar="DATE", callback=_read_moment, help=explanation)


def _set_config(context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.ensure_object(Runtime).config_path = value


def _set_verbosity(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(Runtime).verbosity = 1 if parameter.name == "verbose" else -1


def _set_debug(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    context.ensure_object(Runtime).debug |= value


def common_options(command: Command) -> Command:
    """Add the options that every command takes; they act on the :class:`Runtime`, not on the command."""
    for option in reversed(
        [
            click.option(
                "--config",
                type=click.Path(dir_okay=False, path_type=Path),
                metavar="FILE",
                callback=_set_config,
                expose_value=False,
                help="Configuration to use instead of the nearest drift.toml or pyproject.toml.",
            ),
            click.option(
                "-q",
                "--quiet",
                is_flag=True,
                callback=_set_verbosity,
                expose_value=False,
                help="Say nothing but the result.",
            ),
            click.option(
                "-v",
                "--verbose",
                is_flag=True,
                callback=_set_verbosity,
                expose_value=False,
                help="Show each request, and safe changes one by one.",
            ),
            click.option("--debug", is_flag=True, hidden=True, callback=_set_debug, expose_value=False),
        ]
    ):
        command = option(command)
    return command


key_option = click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="NAME=HOST",
    help="Look up this environment variable, for this host only; when given, no other one. Like DRIFT_KEYS in the "
    "environment. Repeatable.",
)

kind_option = click.option(
    "--endpoint/--file",
    "is_endpoint",
    default=None,
    help="What a URL is: a GraphQL endpoint to introspect, or a schema file to download. Found out by asking when not "
    "given.",
)


def connection_options(command: Command) -> Command:
    """Add the options for reading schemas from the network."""
    for option in reversed(
        [
            header_option(
                "Send this header; ${NAME} in the value is taken from the environment, which keeps keys "
                "out of the shell's history. Repeatable."
            ),
            click.option(
                "--timeout",
                "timeout_s",
                type=click.FloatRange(min=0, min_open=True, max=MAX_SECONDS),
                metavar="SECONDS",
                help="Time for reading one schema, retries included.  [default: 60]",
            ),
            kind_option,
            key_option,
            click.option("--allow-http", is_flag=True, help="Allow unencrypted http to other machines."),
            click.option(
                "--ca-bundle",
                type=click.Path(exists=True, dir_okay=False, path_type=Path),
                metavar="FILE",
                help="Trust these certificate authorities.",
            ),
        ]
    ):
        command = option(command)
    return command


@dataclass(frozen=True)
class Acceptance:
    """What the user says to everything that a check finds at or above ``--fail-on``.

    Attributes:
        reason: Why it is accepted.
        until: The last day on which it is; None for :data:`ACCEPTED_DAYS` from now.
    """

    reason: str
    until: date | None = None


def acceptance_options(command: Command) -> Command:
    """Add the options that accept what is found."""
    for option in (
        click.option(
            "--until",
            type=click.DateTime(["%Y-%m-%d"]),
            metavar="DATE",
            help="Last day on which --accept counts.  [default: in 90 days]",
        ),
        click.option(
            "--accept",
            "accepted_because",
            metavar="REASON",
            help="Write an entry into the configuration that accepts what was found at or above --fail-on.",
        ),
    ):
        command = option(command)
    return command


def acceptance(reason: str | None, until: datetime | None) -> Acceptance | None:
    """Return what these options say of what is found, None without any. Raises UsageError."""
    if reason is None:
        if until is not None:
            raise UsageError("--until says how long --accept counts: give --accept REASON too")
        return None
    return Acceptance(reason, until.date() if until else None)


allow_unread_option = click.option(
    "--allow-unread",
    is_flag=True,
    help="Go on when something that may be an operation can't be read; without it the exit code is 3.",
)


class FailOn(click.Choice[str]):
    """One of some words, or ``removal-within=90d``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return what was given."""
        if isinstance(value, str) and value.startswith(WITHIN):
            from drift.outlook import within_days

            within_days(value)
            return value
        return str(super().convert(value, param, ctx))


def split_fail_on(fail_on: str | None) -> tuple[str | None, int | None]:
    """Return the threshold of ``--fail-on``, and the days of ``removal-within``; one of them is None."""
    if fail_on is None or not fail_on.startswith(WITHIN):
        return fail_on, None
    from drift.outlook import within_days

    return None, within_days(fail_on)


federated_option = click.option(
    "--federated",
    is_flag=True,
    help="Show of a supergraph or subgraph also what only routers and servers need.",
)


def report_options(command: Command) -> Command:
    """Add the options that say how findings are judged and shown."""
    *names, last = FORMATS
    for option in reversed(
        [
            click.option(
                "--report",
                "reports",
                multiple=True,
                metavar="FORMAT[=PATH]",
                shell_complete=completion.formats,
                help=f"{', '.join(names)} or {last}; into a file when a path is given. Repeatable.  "
                "[default: text]",
            ),
            click.option("--json", "as_json", is_flag=True, help="The same as --report json."),
            click.option(
                "-o",
                "--output",
                metavar="FILE",
                help="Write the report into this file; its ending says in which format, unless --json does.",
            ),
            click.option(
                "--fail-on",
                type=FailOn(THRESHOLDS),
                help="Exit 1 when there is a change at least this severe.  [default: breaking]  For check also "
                "removal-within=DAYS: when something that your operations use is announced to go within so many days.",
            ),
            click.option(
                "--level", type=click.Choice(LEVELS), help="How strictly to judge.  [default: spec]"
            ),
            click.option(
                "--operations",
                multiple=True,
                metavar="GLOB",
                help="Check the operations in these files too: .graphql, Python, JavaScript, TypeScript. Repeatable.",
            ),
            allow_unread_option,
            click.option("--only-affected", is_flag=True, help="Judge only by what touches the operations."),
            click.option(
                "--witness", is_flag=True, help="Show for each breaking change an operation that breaks."
            ),
        ]
    ):
        command = option(command)
    return command


@dataclass(frozen=True)
class Judgement:
    """The options of :func:`report_options`, completed from the configuration."""

    reports: tuple[str, ...]
    policy: Policy
    operations: tuple[str, ...]
    only_affected: bool
    witness: bool
    allow_unread: bool

    def is_failure(self, worst: Severity | None) -> bool:
        """Return whether a run whose worst change has this severity must exit 1."""
        return worst is not None and worst.at_least(self.policy.fail_on)


def judgement(
    config: Config,
    *,
    reports: tuple[str, ...] = (),
    as_json: bool = False,
    output: str | None = None,
    fail_on: Threshold | None = None,
    level: Level | None = None,
    operations: tuple[str, ...] = (),
    only_affected: bool = False,
    witness: bool = False,
    allow_unread: bool = False,
) -> Judgement:
    """Return the judging options with the configuration's values where an option was not given."""
    if fail_on is not None and fail_on.startswith(WITHIN):
        raise UsageError(f"--fail-on {WITHIN}… goes with check, operations and upcoming")
    policy = replace(
        config.policy, fail_on=fail_on or config.policy.fail_on, level=level or config.policy.level
    )
    return Judgement(
        _asked(reports, as_json=as_json, output=output) or ("text",),
        policy,
        operations,
        only_affected,
        witness,
        allow_unread,
    )


def _asked(reports: tuple[str, ...], *, as_json: bool, output: str | None) -> tuple[str, ...]:
    """Return every report that is asked for as ``FORMAT`` or ``FORMAT=PATH``. Raises UsageError."""
    if output is None:
        return (*reports, "json") if as_json else reports
    from drift.reports import of_file

    format_ = FORMATS["json"] if as_json else of_file(output)
    if output == "-":
        return (*reports, "json" if as_json else "text")
    if format_ is None:
        endings = ", ".join(each.suffix for each in FORMATS.values())
        raise UsageError(
            f"-o {output}: its ending says no format, such as {endings}; or write --report FORMAT={output}"
        )
    return (*reports, f"{format_.name}={output}")


def configured_sources(config: Config) -> list[SourceConfig]:
    """Return every source of the configuration. Raises UsageError when there is none."""
    if config.path is None:
        raise UsageError(NO_CONFIGURATION)
    if not config.sources:
        raise UsageError(
            "no source is configured; `drift init` writes a drift.toml, `drift diff OLD NEW` needs none"
        )
    return list(config.sources.values())


def access(
    runtime: Runtime,
    config: Config,
    *,
    headers: tuple[tuple[str, str], ...] = (),
    timeout_s: float | None = None,
    is_endpoint: bool | None = None,
    allow_http: bool = False,
    ca_bundle: Path | None = None,
    keys: tuple[str, ...] = (),
    federated: bool = False,
) -> Any:
    """Return the :class:`drift.sources.access.Access` that the connection options describe."""
    import os

    from drift.sources.access import Access
    from drift.sources.address import UrlKind
    from drift.sources.variables import Variables

    @cache
    def committed() -> Any:
        # git is talked to, and its modules are imported, where a key is sent in CI only.
        from drift.default_branch import lookup

        return lookup(config, os.environ)()

    given: dict[str, str] = {}
    for name, value in headers:
        if name.lower() in map(str.lower, given):
            raise UsageError(f"the header {name} is given twice")
        given[name] = value
        # Said before anything is asked, and guarded from now on; where it may go is known when it is sent.
        runtime.redactor.add(expand(value, os.environ, name))
    kind = None if is_endpoint is None else (UrlKind.ENDPOINT if is_endpoint else UrlKind.FILE)
    return Access(
        config,
        given_headers=given,
        timeout_s=timeout_s,
        url_kind=kind,
        allow_http=allow_http,
        ca_bundle=ca_bundle,
        shows_machinery=federated,
        redactor=runtime.redactor,
        variables=Variables.of(os.environ, entries=keys, committed=committed),
        log=runtime.detail,
    )


def expand(value: str, environ: Any, name: str) -> str:
    """Return a header value with every ``${NAME}`` replaced. Raises UsageError when one is not set."""

    def lookup(match: re.Match[str]) -> str:
        found = environ.get(match[1])
        if not found:
            raise UsageError(f"header {name}: the environment variable {match[1]} is not set")
        return str(found)

    return VARIABLE.sub(lookup, value)
