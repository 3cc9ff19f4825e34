"""Proof for BREAKING changes: a request that validates against the old schema and not against the new one."""

from __future__ import annotations

from drift.changes.witness.finder import Witness, Witnesses

__all__ = ["Witness", "Witnesses"]
