"""Schemas that are kept.

A :class:`~drift.snapshots.snapshot.Snapshot` is a schema at one moment; the
:class:`~drift.snapshots.store.Store` takes canonical SDL into a folder of plain files and gives any version
of it back.
"""
