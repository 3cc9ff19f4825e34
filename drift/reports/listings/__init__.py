"""What commands beside ``check`` and ``diff`` print: values of the rooms above go in, text or JSON comes out.

One module a command, with ``to_text`` and ``to_json``, and beside it the JSON Schema of its JSON; see
:mod:`drift.reports.schemas`.
"""
