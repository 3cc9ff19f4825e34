"""Proof for BREAKING changes: a request that validates against the old schema and not against the new one."""

from __future__ import annotations

from drift.changes.change import Witness
from drift.changes.witness.finder import Witnesses

__all__ = ["Witness", "Witnesses"]
