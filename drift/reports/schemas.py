"""The JSON Schemas of everything that is printed as JSON; they ship in the package.

Within a format number keys are only added, so that a reader must accept keys that it does not know.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from drift.escape import quoted

# What is described, and the file that does it, below this folder.
SCHEMAS = {
    "report": "report.schema.json",
    "log": "listings/log.schema.json",
    "operations": "listings/operations.schema.json",
    "rules": "listings/rules.schema.json",
    "sources": "listings/sources.schema.json",
    "status": "listings/status.schema.json",
    "upcoming": "listings/upcoming.schema.json",
    "support": "listings/support.schema.json",
}


def json_schema(name: str = "report") -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of what a command prints as JSON.

    Args:
        name: ``report`` for ``--report json``, or the name of a command that has ``--json``.

    Raises:
        ValueError: Nothing of that name is printed as JSON.
    """
    if name not in SCHEMAS:
        raise ValueError(f"no JSON Schema is named {quoted(name)}; there are {', '.join(SCHEMAS)}")
    text = resources.files("drift.reports").joinpath(SCHEMAS[name]).read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
