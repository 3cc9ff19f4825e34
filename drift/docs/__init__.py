"""Snapshots go in, a folder of static HTML pages comes out.

:func:`drift.docs.site.build_site` is the door. What a page shows is decided in Python (`pages`,
`overview`, and one module for each kind of content); templates only lay it out. Nothing here compares schemas:
the changes between versions come in with the timeline.
"""
