"""Proof for BREAKING changes: a request that validates against the old schema and not against the new one.

Each function of ``selections`` and ``inputs`` shows one kind of change; the rows of the table of rules name them.
"""

from __future__ import annotations

from drift.changes.witness.evidence import Evidence
from drift.changes.witness.requests import MAX_CHARACTERS
from drift.changes.witness.routes import Unshowable

__all__ = ["MAX_CHARACTERS", "Evidence", "Unshowable"]
