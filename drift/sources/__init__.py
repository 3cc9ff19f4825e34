"""Where schemas come from.

In comes a schema reference as the user wrote it: a file, a folder, a URL, a source of ``drift.toml``, a place
in git. Out comes a :class:`~drift.snapshots.snapshot.Snapshot`, or an error that says what was found there
instead. Everything that touches a network or a key is in this room.
"""
