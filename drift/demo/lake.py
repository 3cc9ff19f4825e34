"""The demo's data lake: one ``SELECT`` comes in, rows come out of an in-memory SQLite database."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from math import isfinite
from time import monotonic
from typing import Any

from drift.demo.dataset import events_of, table_name
from drift.demo.log_types import SCHEMAS

DATABASE = "security_logs"
_MAX_ROWS = 1_000
_MAX_SECONDS = 1.0
_MAX_VALUE_BYTES = 1 << 16
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}
_SQL_TYPES = {
    "BOOLEAN": "BOOLEAN",
    "FLOAT": "DOUBLE",
    "INTEGER": "BIGINT",
    "JSON": "VARIANT",
    "STRING": "VARCHAR",
    "TIMESTAMP": "TIMESTAMP",
}


class StatementError(Exception):
    """The engine refused the statement or stopped it; the message is the engine's."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a statement found.

    Attributes:
        rows: At most 1,000 rows, each with the columns as keys.
        bytes_scanned: The size of the tables it read, as text.
    """

    rows: tuple[dict[str, Any], ...]
    bytes_scanned: int


def tables() -> list[dict[str, Any]]:
    """Return the lake's tables as the API describes them, by name."""
    return [
        {
            "name": table_name(name),
            "logType": name,
            "columns": [
                {"name": column, "type": _SQL_TYPES[kind], "description": meaning}
                for column, kind, _, meaning, _ in fields
            ],
        }
        for name, _, _, fields in SCHEMAS
    ]


def select(sql: str) -> Result:
    """Return what one statement finds.

    Raises:
        StatementError: It is not a ``SELECT``, names something unknown, or takes more than a second.
    """
    lake = sqlite3.connect(":memory:", cached_statements=0)
    try:
        sizes = _fill(lake)
        read: set[str] = set()

        def authorize(action: int, table: str | None, *_: object) -> int:
            if action == sqlite3.SQLITE_READ and table:
                read.add(table)
            return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY

        deadline = monotonic() + _MAX_SECONDS
        lake.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES)
        lake.set_authorizer(authorize)
        lake.set_progress_handler(lambda: int(monotonic() > deadline), 1_000)
        lake.row_factory = sqlite3.Row
        rows = tuple(_json(row) for row in lake.execute(sql).fetchmany(_MAX_ROWS))
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise StatementError(str(error)) from error
    finally:
        lake.close()
    return Result(rows, sum(sizes.get(table, 0) for table in read))


def _json(row: sqlite3.Row) -> dict[str, Any]:
    """Return a row as JSON can say it: bytes in hex, infinities as null."""
    values: dict[str, Any] = dict(row)
    for column, value in values.items():
        if isinstance(value, bytes):
            values[column] = value.hex()
        elif isinstance(value, float) and not isfinite(value):
            values[column] = None
    return values


def _fill(lake: sqlite3.Connection) -> dict[str, int]:
    lake.execute(f"ATTACH ':memory:' AS {DATABASE}")
    sizes = {}
    for name, _, _, fields in SCHEMAS:
        table = table_name(name)
        columns = [field[0] for field in fields]
        rows = [tuple(event[column] for column in columns) for event in events_of(name)]
        lake.execute(f"CREATE TABLE {DATABASE}.{table} ({', '.join(columns)})")
        places = ", ".join("?" * len(columns))
        lake.executemany(f"INSERT INTO {DATABASE}.{table} VALUES ({places})", rows)  # noqa: S608
        sizes[table] = sum(len(str(value)) for row in rows for value in row)
    return sizes
