"""JSON Schemas held to the letter: readers must accept new keys, we must list all that we write."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema

from drift.reports.schemas import json_schema


def closed(schema: Any) -> Any:
    """Return a schema with every object closed."""
    if isinstance(schema, dict):
        found = {key: closed(value) for key, value in schema.items()}
        is_object = "properties" in found and "type" in found
        return {**found, "additionalProperties": False} if is_object else found
    return [closed(item) for item in schema] if isinstance(schema, list) else schema


@cache
def strict(name: str) -> Any:
    """Return a validator for the shipped schema of that name, closed; the schema itself is checked once."""
    schema = closed(json_schema(name))
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)
