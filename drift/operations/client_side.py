"""What a project declares to be its client's own: directives, fields and types that no server is sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from drift.errors import UsageError
from drift.paths import read_configured

_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class ClientSide:
    """What is the client's.

    Attributes:
        directives: Names of directives.
        fields: Coordinates of fields.
        types: Names of types.
    """

    directives: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()


def read_client_side(root: Path, paths: Sequence[str], directives: Sequence[str]) -> ClientSide:
    """Return what files and a list of names declare.

    Args:
        root: Folder that the paths start from.
        paths: Files of SDL: fields in ``type`` and ``extend type``, types, directives.
        directives: Names of directives, with or without ``@``.

    Raises:
        UsageError: A file can't be read, or is not SDL.
    """
    names = {name.removeprefix("@") for name in directives}
    fields: set[str] = set()
    types: set[str] = set()
    for path in paths:
        _read(root, path, names, fields, types)
    return ClientSide(frozenset(names), frozenset(fields), frozenset(types))


def _read(root: Path, shown: str, directives: set[str], fields: set[str], types: set[str]) -> None:
    import graphql

    try:
        content = read_configured(root / shown, root, max_bytes=_MAX_BYTES)
        document = graphql.parse(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        raise UsageError(f"client-schema {shown}: can't be read: {error.strerror}") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"client-schema {shown}: is not a schema in UTF-8") from error
    except graphql.GraphQLSyntaxError as error:
        line = error.locations[0].line if error.locations else 1
        said = re.sub(r"\s+", " ", error.message)
        raise UsageError(f"client-schema {shown}:{line}: is not a schema: {said}") from error
    for node in document.definitions:
        name = getattr(getattr(node, "name", None), "value", "")
        if isinstance(node, graphql.DirectiveDefinitionNode):
            directives.add(name)
        elif isinstance(node, graphql.TypeDefinitionNode | graphql.TypeExtensionNode):
            fields.update(f"{name}.{each.name.value}" for each in getattr(node, "fields", None) or ())
            if isinstance(node, graphql.TypeDefinitionNode):
                types.add(name)
