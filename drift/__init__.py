"""Watches the GraphQL APIs you depend on.

A schema reference comes in; canonical snapshots, classified changes, affected operations and reference docs go
out. The names below are the Python API; each is imported when first used, so that the command starts fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from drift.version import __version__

if TYPE_CHECKING:
    from drift.api import canonical_sdl, check_operations, diff, introspect, load_schema
    from drift.changes.change import Change, OperationReference, Verdict
    from drift.errors import (
        AuthenticationFailed,
        ConfigError,
        DriftError,
        IntrospectionRefused,
        SchemaUnreadable,
        SourceUnreachable,
        StoreError,
        UsageError,
    )
    from drift.reports.report import OperationResult
    from drift.schema.element import Element, Kind, Schema
    from drift.severity import Severity
    from drift.snapshots.snapshot import Snapshot

__all__ = [
    "AuthenticationFailed",
    "Change",
    "ConfigError",
    "DriftError",
    "Element",
    "IntrospectionRefused",
    "Kind",
    "OperationReference",
    "OperationResult",
    "Schema",
    "SchemaUnreadable",
    "Severity",
    "Snapshot",
    "SourceUnreachable",
    "StoreError",
    "UsageError",
    "Verdict",
    "__version__",
    "canonical_sdl",
    "check_operations",
    "diff",
    "introspect",
    "load_schema",
]

_HOMES = {
    "drift.api": ("canonical_sdl", "check_operations", "diff", "introspect", "load_schema"),
    "drift.changes.change": ("Change", "OperationReference", "Verdict"),
    "drift.errors": (
        "AuthenticationFailed",
        "ConfigError",
        "DriftError",
        "IntrospectionRefused",
        "SchemaUnreadable",
        "SourceUnreachable",
        "StoreError",
        "UsageError",
    ),
    "drift.reports.report": ("OperationResult",),
    "drift.schema.element": ("Element", "Kind", "Schema"),
    "drift.severity": ("Severity",),
    "drift.snapshots.snapshot": ("Snapshot",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'drift' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return __all__
