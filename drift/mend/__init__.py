"""Edits that are right: from the API's own words, as the consequence of a change, or by leaving something out.

Judged operations come in; edits of the user's files go out, each proved by reading the edited files again.
"""
