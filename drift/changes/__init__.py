"""Two schemas come in; what differs, and what each difference means, goes out.

``diff`` finds facts, ``rules`` says what a fact means, ``classify`` brings both together into
:class:`~drift.changes.change.Change` values.
"""
