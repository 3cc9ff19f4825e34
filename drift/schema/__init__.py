"""Schemas as values.

SDL text or an introspection result comes in, a :class:`~drift.schema.element.Schema` of frozen elements goes
out, and :func:`drift.schema.canonical.render` turns it into canonical SDL.
"""
