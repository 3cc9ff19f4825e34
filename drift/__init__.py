"""Watches the GraphQL APIs you depend on.

A schema reference comes in; canonical snapshots, classified changes, affected operations and reference docs go
out. The names below are the Python API; each is imported when first used, so that the command starts fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from drift.version import __version__

if TYPE_CHECKING:
    from drift.api import (
        OperationResults,
        canonical_sdl,
        check_operations,
        diff,
        introspect,
        life_of,
        load_config,
        load_schema,
        report,
        rules,
        timeline,
    )
    from drift.changes.change import Change, OperationReference, Verdict, Witness
    from drift.changes.event import Event
    from drift.changes.rules.rule import Example, Rule
    from drift.config import Allowance, Config, Docs, Notify, Override, Policy, SourceConfig
    from drift.errors import (
        AuthenticationFailed,
        ConfigError,
        DriftError,
        Executed,
        IntrospectionRefused,
        NotAsked,
        OperationsUnreadable,
        ReducedView,
        SchemaUnreadable,
        SourceUnreachable,
        StoreError,
        Unproven,
        Unsettled,
        UsageError,
    )
    from drift.history.index import Mark, Row
    from drift.history.life import LifeEvent, LifeEventKind
    from drift.history.timeline import Step, Timeline, Version
    from drift.reports import FORMATS
    from drift.reports.account import Account, FileEntry, FileState, GlobEntry, Unread
    from drift.reports.advice import Advice
    from drift.reports.edits import Edit, Mended, Mending, Span, Tier
    from drift.reports.format import Display, Format
    from drift.reports.report import Cause, NextStep, OperationResult, Report, Side, Summary
    from drift.reports.schemas import json_schema
    from drift.schema.element import Element, Kind, Notice, Omission, Schema
    from drift.schema.federation import Federation
    from drift.schema.text import Location, SourceText
    from drift.severity import Severity
    from drift.snapshots.snapshot import Snapshot
    from drift.snapshots.store import Store
    from drift.snapshots.version import Merged, StoredVersion

__all__ = [
    "FORMATS",
    "Account",
    "Advice",
    "Allowance",
    "AuthenticationFailed",
    "Cause",
    "Change",
    "Config",
    "ConfigError",
    "Display",
    "Docs",
    "DriftError",
    "Edit",
    "Element",
    "Event",
    "Example",
    "Executed",
    "Federation",
    "FileEntry",
    "FileState",
    "Format",
    "GlobEntry",
    "IntrospectionRefused",
    "Kind",
    "LifeEvent",
    "LifeEventKind",
    "Location",
    "Mark",
    "Mended",
    "Mending",
    "Merged",
    "NextStep",
    "NotAsked",
    "Notice",
    "Notify",
    "Omission",
    "OperationReference",
    "OperationResult",
    "OperationResults",
    "OperationsUnreadable",
    "Override",
    "Policy",
    "ReducedView",
    "Report",
    "Row",
    "Rule",
    "Schema",
    "SchemaUnreadable",
    "Severity",
    "Side",
    "Snapshot",
    "SourceConfig",
    "SourceText",
    "SourceUnreachable",
    "Span",
    "Step",
    "Store",
    "StoreError",
    "StoredVersion",
    "Summary",
    "Tier",
    "Timeline",
    "Unproven",
    "Unread",
    "Unsettled",
    "UsageError",
    "Verdict",
    "Version",
    "Witness",
    "__version__",
    "canonical_sdl",
    "check_operations",
    "diff",
    "introspect",
    "json_schema",
    "life_of",
    "load_config",
    "load_schema",
    "report",
    "rules",
    "timeline",
]

# Where each name is defined.
_HOMES = {
    "drift.api": (
        "OperationResults",
        "canonical_sdl",
        "check_operations",
        "diff",
        "introspect",
        "life_of",
        "load_config",
        "load_schema",
        "report",
        "rules",
        "timeline",
    ),
    "drift.changes.change": ("Change", "OperationReference", "Verdict", "Witness"),
    "drift.changes.event": ("Event",),
    "drift.changes.rules.rule": ("Example", "Rule"),
    "drift.config": ("Allowance", "Config", "Docs", "Notify", "Override", "Policy", "SourceConfig"),
    "drift.errors": (
        "AuthenticationFailed",
        "ConfigError",
        "DriftError",
        "Executed",
        "IntrospectionRefused",
        "NotAsked",
        "OperationsUnreadable",
        "ReducedView",
        "SchemaUnreadable",
        "SourceUnreachable",
        "StoreError",
        "Unproven",
        "Unsettled",
        "UsageError",
    ),
    "drift.history.index": ("Mark", "Row"),
    "drift.history.life": ("LifeEvent", "LifeEventKind"),
    "drift.history.timeline": ("Step", "Timeline", "Version"),
    "drift.reports": ("FORMATS",),
    "drift.reports.account": ("Account", "FileEntry", "FileState", "GlobEntry", "Unread"),
    "drift.reports.advice": ("Advice",),
    "drift.reports.format": ("Display", "Format"),
    "drift.reports.report": ("Cause", "NextStep", "OperationResult", "Report", "Side", "Summary"),
    "drift.reports.edits": ("Edit", "Mended", "Mending", "Span", "Tier"),
    "drift.reports.schemas": ("json_schema",),
    "drift.schema.element": ("Element", "Kind", "Notice", "Omission", "Schema"),
    "drift.schema.federation": ("Federation",),
    "drift.schema.text": ("Location", "SourceText"),
    "drift.severity": ("Severity",),
    "drift.snapshots.snapshot": ("Snapshot",),
    "drift.snapshots.store": ("Store",),
    "drift.snapshots.version": ("Merged", "StoredVersion"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'drift' has no attribute '{name}'")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return __all__
