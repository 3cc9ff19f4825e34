"""An introspection result, which comes from a server: each key is checked before anything relies on it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from drift.errors import SchemaUnreadable
from drift.escape import quoted
from drift.schema.literal import MAX_TEXT_LENGTH, replace_surrogates, too_long
from drift.schema.names import NAME
from drift.unseen import show

_MAX_NAME_LENGTH = 1000

Raw = Mapping[str, Any]


def schema_object(result: object, path: str) -> Raw:
    """Return the ``__schema`` object of a response, of its data, or as it is. Raises SchemaUnreadable."""
    found = result
    for key in ("data", "__schema"):
        if isinstance(found, Mapping) and key in found:
            found = found[key]
    if isinstance(found, Mapping) and "types" in found:
        return found
    if isinstance(result, Mapping) and result.get("errors"):
        raise SchemaUnreadable("holds the errors of a refused introspection, and no schema", path=path)
    raise SchemaUnreadable(
        "is JSON, but not an introspection result: it has no __schema with types", path=path
    )


def as_json(value: object) -> str:
    """Return what was answered instead of a name, in ASCII: letters of other alphabets look like those of a name."""
    if isinstance(value, str):
        return re.sub(r"[^\x00-\x7f…]", lambda match: show(match[0]), quoted(value, 60))
    if isinstance(value, Mapping | list):
        return "a list" if isinstance(value, list) else "an object"
    return json.dumps(value)


@dataclass(frozen=True, slots=True)
class Answer:
    """Reads the keys of an answer's objects; each error names the place.

    Attributes:
        path: What was read, for errors.
    """

    path: str

    def error(self, where: str, message: str) -> SchemaUnreadable:
        """Return the error for a place in the answer."""
        return SchemaUnreadable(f"{where} {message}", path=self.path)

    def objects(self, raw: Raw, key: str, where: str) -> Iterator[Raw]:
        """Yield the objects of a list; none where the key is missing or null."""
        items = raw.get(key)
        if items is None:
            return
        if not isinstance(items, list):
            raise self.error(where, f"has {key} that are not a list")
        for item in items:
            if not isinstance(item, Mapping):
                raise self.error(where, f"has {key} that are not objects")
            yield item

    def name(self, raw: Raw, where: str) -> str:
        """Return the name that an object has."""
        name = raw.get("name")
        if not isinstance(name, str) or len(name) > _MAX_NAME_LENGTH or NAME.fullmatch(name) is None:
            raise self.error(where, f"has something named {as_json(name)}, which is not a GraphQL name")
        return name

    def text(self, raw: Raw, key: str, where: str) -> str | None:
        """Return a text with ``\\n`` line ends; None where the key is missing or null."""
        text = raw.get(key)
        if text is None:
            return None
        if not isinstance(text, str):
            raise self.error(where, f"has a {key} that is not text")
        if len(text) > MAX_TEXT_LENGTH:
            raise self.error(where, f"has as {key} {too_long(len(text))}")
        return replace_surrogates(text).replace("\r\n", "\n").replace("\r", "\n")

    def flag(self, raw: Raw, key: str, where: str) -> bool | None:
        """Return true or false; None where the key is missing or null."""
        flag = raw.get(key)
        if flag is not None and not isinstance(flag, bool):
            raise self.error(where, f"has an {key} that is neither true nor false")
        return flag

    def required(self, raw: Raw, key: str, where: str) -> Iterator[Raw]:
        """Yield the objects of a list that the kind of element must have: without it the answer is a part only."""
        if raw.get(key) is None:
            raise self.error(where, f"comes without its {key}, so the answer is incomplete: try again")
        return self.objects(raw, key, where)
