"""Type references that end in the middle, because a query asked for too few levels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from drift.errors import IntrospectionRefused
from drift.sources.conversation import Conversation
from drift.sources.query import Query, directive_query, type_query

_DEEPER_TYPE_DEPTHS = (15, 25)
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_WRAPPERS = frozenset({"LIST", "NON_NULL"})


def cut_references(schema: dict[str, Any]) -> dict[str, str]:
    """Return the coordinates of cut type references, each with its type's name, ``@`` for directives.

    A reference is cut when a ``LIST`` or ``NON_NULL`` has no ``ofType``, or null in its place.
    """
    return {
        coordinate: owner for coordinate, owner, member in _members(schema) if _is_cut(member.get("type"))
    }


def merge_references(schema: dict[str, Any], answered: dict[str, Any]) -> None:
    """Put complete references of *answered*, an object like *schema*, in the place of cut ones."""
    complete = {
        coordinate: member["type"]
        for coordinate, _, member in _members(answered)
        if isinstance(member.get("type"), dict) and not _is_cut(member["type"])
    }
    for coordinate, _, member in _members(schema):
        if _is_cut(member.get("type")) and coordinate in complete:
            member["type"] = complete[coordinate]


def complete_references(conversation: Conversation, schema: dict[str, Any], query: Query) -> dict[str, Any]:
    """Return *schema* with complete type references, asking again where the answer cut them.

    Without limits on the server's side everything is asked once more, deeper; then type by type.

    Raises:
        IntrospectionRefused: References stay cut; names their coordinates.
    """
    if not cut_references(schema):
        return schema
    if not query.is_limited:
        for depth in _DEEPER_TYPE_DEPTHS:
            if conversation.requests_left <= 0:
                break
            deeper = query.with_depth(depth)
            answered = conversation.accept(conversation.ask(deeper.text, deeper.phrase))
            if answered is None:
                break
            schema, query = answered, deeper
            if not cut_references(schema):
                return schema
    if query.type_depth < max(_DEEPER_TYPE_DEPTHS):
        _complete_by_owner(conversation, schema, query)
    cut = sorted(cut_references(schema))
    if cut:
        more = f" and {len(cut) - 5:,} more" if len(cut) > 5 else ""
        names = conversation.say(", ".join(cut[:5]), limit=400)
        raise IntrospectionRefused(
            f"{conversation.place}: the server cuts type references short at {names}{more}; exempt "
            "introspection from its depth limit, or read a published schema file instead"
        )
    return schema


def _complete_by_owner(conversation: Conversation, schema: dict[str, Any], query: Query) -> None:
    """Ask for the references of the concerned types alone: that is less deep, and may pass a limit."""
    is_shallow = query.is_depth_limited
    while True:
        cut = cut_references(schema)
        owners = sorted({owner for owner in cut.values() if _NAME.fullmatch(owner)})
        left = conversation.requests_left - ("@" in cut.values())
        if not owners or left <= 0:
            break
        group = owners[: -(-len(owners) // left)]
        has_arguments = any("(" in coordinate for coordinate, owner in cut.items() if owner in group)
        # The accepted query spent a level on the list of all types.
        depth = query.type_depth + 1 if is_shallow else _DEEPER_TYPE_DEPTHS[0]
        text = type_query(group, depth, query, has_arguments=has_arguments)
        reply = conversation.ask(text, f"the type references of {_list(group)}, type depth {depth}")
        answered = {"types": list(reply.data.values())}
        merge_references(schema, answered)
        if set(group) & set(cut_references(schema).values()):
            if is_shallow:
                break
            is_shallow = True
    if (
        "@" in cut_references(schema).values()
        and conversation.requests_left > 0
        and not query.is_depth_limited
    ):
        depth = query.type_depth + 1 if is_shallow else _DEEPER_TYPE_DEPTHS[0]
        reply = conversation.ask(directive_query(depth, query), f"directive arguments, type depth {depth}")
        merge_references(schema, reply.schema or {})


def _list(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _is_cut(reference: Any) -> bool:
    while isinstance(reference, dict):
        if reference.get("kind") not in _WRAPPERS:
            return False
        reference = reference.get("ofType")
        if reference is None:
            return True
    return False


def _members(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield coordinate, owner and object of each field, argument and input field; tolerates any shape."""
    for type_ in _named(schema.get("types")):
        owner = type_["name"]
        for field in _named(type_.get("fields")):
            coordinate = f"{owner}.{field['name']}"
            yield coordinate, owner, field
            for argument in _named(field.get("args")):
                yield f"{coordinate}({argument['name']}:)", owner, argument
        for field in _named(type_.get("inputFields")):
            yield f"{owner}.{field['name']}", owner, field
    for directive in _named(schema.get("directives")):
        for argument in _named(directive.get("args")):
            yield f"@{directive['name']}({argument['name']}:)", "@", argument


def _named(members: Any) -> Iterator[dict[str, Any]]:
    for member in members if isinstance(members, list) else ():
        if isinstance(member, dict) and isinstance(member.get("name"), str):
            yield member
