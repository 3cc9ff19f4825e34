"""Schemas that are kept: a :class:`~drift.snapshots.snapshot.Snapshot` is a schema at one moment, and
:class:`~drift.snapshots.store.Store` takes canonical SDL into a folder of plain files and gives any version back."""
