"""Every error that drift raises on purpose.

::

    DriftError                  exit 3: the job could not be done
    ├── UsageError              exit 2: a command, reference or option makes no sense as written
    │   └── ConfigError         exit 2: drift.toml says something wrong; names file and line
    ├── SourceUnreachable       exit 3: no usable answer came (network, status, deadline, size)
    │   └── AuthenticationFailed    exit 3: 401 or 403
    ├── IntrospectionRefused    exit 3: the server answered, and gives no schema
    ├── OperationsUnreadable    exit 3: a file may hold operations and can't be read
    ├── Unproven                exit 3: the server does not refuse what it can't execute, as a rehearsal needs
    │   └── Executed            exit 3: a rehearsed request was answered with data
    ├── NotAsked                exit 3: a rehearsal got no answer about some of the operations
    ├── SchemaUnreadable        exit 3: the text or JSON is not a schema; names line and column
    ├── StoreError              exit 3: the snapshot folder can't be used as it is
    ├── ReducedView             exit 3: the source suddenly shows much less than the stored version
    └── Unsettled               exit 3: two checks of a source, seconds apart, showed different schemas

A message is one line: what, where, what to do. It never holds a header value.
"""

from __future__ import annotations


class DriftError(Exception):
    """Base of all errors that a command turns into one line on standard error."""

    exit_code = 3


class UsageError(DriftError):
    """A command, a reference or an option that makes no sense as written."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration says something wrong; the message names file, line and the nearest valid name."""


class SourceUnreachable(DriftError):
    """No usable answer came from a server, a file or a git repository."""


class AuthenticationFailed(SourceUnreachable):
    """The server answered 401 or 403, or refused the key in its body."""


class IntrospectionRefused(DriftError):
    """The server answered with errors and no schema."""


class Unproven(DriftError):
    """The server did not show that it refuses a request that lacks a variable: nothing can be rehearsed on it."""


class Executed(Unproven):
    """A request that lacks a variable was answered with data: the server executes what it has to refuse."""


class NotAsked(DriftError):
    """A rehearsal got no answer about some of the user's operations."""


class SchemaUnreadable(DriftError):
    """A text that is not a schema.

    Attributes:
        path: What was read, as the user would name it.
        line: 1-based line of the offending text, or None when the whole is wrong.
        column: 1-based column in code points, or None.
    """

    def __init__(
        self, message: str, *, path: str = "<text>", line: int | None = None, column: int | None = None
    ) -> None:
        where = path if line is None else f"{path}:{line}:{column or 1}"
        super().__init__(f"{where}: {message}")
        self.message = message
        self.path = path
        self.line = line
        self.column = column


class OperationsUnreadable(DriftError):
    """Something in the user's files may be an operation, and can't be read; the message names file and line."""


class StoreError(DriftError):
    """The snapshot folder can't be used as it is; the message says how to repair it."""


class Unsettled(DriftError):
    """Two checks of a source, seconds apart, showed different schemas: neither may be reported or stored."""


class ReducedView(DriftError):
    """The source suddenly shows much less than the stored version, as a key does that lost a right."""
