"""The pages of one version: which there are, and what each one shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from drift.docs.charts import Neighbour, neighbourhood
from drift.docs.examples import Examples
from drift.docs.highlight import json_value
from drift.docs.history import History
from drift.docs.kinds import grouped_types
from drift.docs.places import FOLDERS, Places
from drift.docs.prose import plain, visible, web_address
from drift.docs.references import References, neighbours
from drift.docs.snippets import Snippets, variables_html
from drift.docs.source import SiteSource
from drift.docs.typeset import Row, Typesetter
from drift.schema.element import Element, Kind, Schema
from drift.schema.samples import Samples
from drift.schema.types import named_type

_MEMBERS = {
    Kind.OBJECT: (Kind.FIELD, "Fields"),
    Kind.INTERFACE: (Kind.FIELD, "Fields"),
    Kind.INPUT_OBJECT: (Kind.INPUT_FIELD, "Fields"),
    Kind.ENUM: (Kind.ENUM_VALUE, "Values"),
}
_MOST_RETURNED = 40
_EXPANDED_LEVELS = 2


class Page(NamedTuple):
    """A page to render.

    Attributes:
        path: Below the root of the version.
        template: Name of the template.
        title: Of the document, without the source's.
        summary: Plain text for search engines.
        context: What the template shows.
    """

    path: str
    template: str
    title: str
    summary: str
    context: dict[str, Any]


class ReferencePages:
    """The reference pages of one version.

    Args:
        source: The API.
        schema: Of this version.
        places: Where its elements are.
        history: Up to this version.
        to_source: From the version's root to the source's.
    """

    def __init__(
        self, source: SiteSource, schema: Schema, places: Places, history: History, *, to_source: str
    ) -> None:
        self.schema = schema
        self.places = places
        self.history = history
        self.references = References(schema)
        self.deep = Typesetter(schema, places, history, to_version="../", to_source=f"../{to_source}")
        self._examples = Examples(schema, self.references)
        self._samples = Samples(schema)
        self._snippets = Snippets(source.endpoint, source.header_names)
        self._operations = source.operations

    def pages(self) -> Iterator[Page]:
        """Yield the pages of operations, types and directives, their lists first."""
        for operation, fields in self.places.operations.items():
            yield self._operation_list(operation, fields)
            for field in fields.values():
                yield self._operation(operation, field)
        yield self._type_list()
        for element in self.schema.types.values():
            yield self._type(element)
        if self.schema.directives:
            yield self._directive_list()
            for element in self.schema.directives.values():
                yield self._directive(element)

    # Operations

    def _operation_list(self, operation: str, fields: dict[str, Element]) -> Page:
        folder = FOLDERS[operation]
        context = {
            "folder": folder,
            "sections": [(None, None, [self._summary_row(field) for field in fields.values()])],
        }
        summary = f"All {len(fields)} {folder}."
        return Page(f"{folder}/index.html", "docs/list.html", folder.capitalize(), summary, context)

    def _summary_row(self, element: Element) -> dict[str, Any]:
        typeset = self.deep
        return {
            "name": element.name,
            "address": typeset.address(element.coordinate),
            "type": None if element.type is None else typeset.signatures.reference(element.type),
            "summary": typeset.prose.summary(element.description),
            "deprecated": element.deprecation is not None,
        }

    def _operation(self, operation: str, field: Element) -> Page:
        typeset = self.deep
        example = self._examples.of(operation, field)
        returned = self.schema.types.get(named_type(field.type or ""))
        arguments = sorted(
            field.of_kind(Kind.ARGUMENT), key=lambda one: (one.deprecation is not None, not one.is_required)
        )
        context = {
            "operation": operation,
            "row": typeset.row(field),
            "signature": typeset.signatures.member(field),
            "arguments": [typeset.row(argument, depth=_EXPANDED_LEVELS) for argument in arguments],
            "returned": self._returned(returned),
            "tabs": self._snippets.of(example),
            "variables": variables_html(example),
            "used_in": self._used_in(field.coordinate),
            "changes": self._history_rows(field.coordinate),
            "first": self.history.is_known and self.history.since(field.coordinate) is None,
        }
        summary = plain(field.description, 160) or f"{operation.capitalize()} {field.name}: {field.type}"
        title = f"{field.name} · {operation}"
        return Page(
            self.places.operation_page(operation, field.name), "docs/operation.html", title, summary, context
        )

    def _returned(self, returned: Element | None) -> list[dict[str, Any]]:
        """Return the returned type with its fields, and the type of the nodes when it is a connection."""
        found: list[dict[str, Any]] = []
        while returned is not None and len(found) < 2:
            kind, _ = _MEMBERS.get(returned.kind, (None, ""))
            members = (
                [] if kind is None else [one for one in returned.of_kind(kind) if one.deprecation is None]
            )
            found.append(
                {
                    "name": self.deep.link(returned.name),
                    "kind": returned.kind.value,
                    "summary": self.deep.prose.summary(returned.description),
                    "members": [self._summary_row(one) for one in members[:_MOST_RETURNED]],
                    "more": max(len(members) - _MOST_RETURNED, 0),
                    "possible": self.deep.links(self.references.possible_types(returned)[:_MOST_RETURNED])
                    if returned.kind in (Kind.UNION, Kind.INTERFACE)
                    else [],
                }
            )
            returned = self._node_type(returned)
        return found

    def _node_type(self, connection: Element) -> Element | None:
        if connection.child(Kind.FIELD, "pageInfo") is None:
            return None
        nodes = connection.child(Kind.FIELD, "nodes")
        if nodes is None:
            edges = connection.child(Kind.FIELD, "edges")
            edge = None if edges is None else self.schema.types.get(named_type(edges.type or ""))
            nodes = None if edge is None else edge.child(Kind.FIELD, "node")
        return None if nodes is None else self.schema.types.get(named_type(nodes.type or ""))

    def _history_rows(self, coordinate: str) -> list[tuple[Markup, str, Markup]]:
        return [
            (self.deep.version(version), change.severity.word, self.deep.message(change.message))
            for version, change in self.history.changes_of(coordinate)
            # Reworded descriptions are in the changelog; here they would hide what matters.
            if change.attribute != "description"
        ]

    def _used_in(self, coordinate: str) -> list[str]:
        return [
            visible(f"{use.name} · {use.path}:{use.line}")
            for use in self._operations
            if coordinate in use.coordinates
        ]

    # Types

    def _type_list(self) -> Page:
        sections = [
            (group.title, group.anchor, [self._summary_row(element) for element in types])
            for group, types in grouped_types(self.schema)
        ]
        summary = f"All {len(self.schema.types)} types."
        return Page(
            "types/index.html", "docs/list.html", "Types", summary, {"folder": "types", "sections": sections}
        )

    def _type(self, element: Element) -> Page:
        typeset = self.deep
        uses = self.references.of(element.name)
        member_kind, members_title = _MEMBERS.get(element.kind, (None, ""))
        operation = self.places.root_operation.get(element.name)
        children = () if member_kind is None else element.of_kind(member_kind)
        members = [] if operation else [typeset.row(child) for child in children]
        context: dict[str, Any] = {
            "element": element,
            "kind": element.kind.value,
            "operation": operation,
            "root_fields": [self._summary_row(child) for child in children] if operation else [],
            "row": typeset.row(element),
            "specified_by": visible(element.specified_by or ""),
            "specified_by_link": web_address(element.specified_by),
            "members_title": members_title,
            "members": [row for row in members if row.deprecation is None],
            "deprecated_members": [row for row in members if row.deprecation is not None],
            "implements": typeset.links(one.name for one in element.of_kind(Kind.IMPLEMENTS)),
            "possible": typeset.links(one.name for one in element.of_kind(Kind.UNION_MEMBER)),
            "implemented_by": typeset.links(uses.implemented_by),
            "member_of": typeset.links(uses.member_of),
            "returned_by": typeset.links(uses.returned_by),
            "accepted_by": typeset.links(uses.accepted_by),
            "example": self._input_example(element),
            "sdl": typeset.signatures.definition(element),
            "map": self._map(element),
            "used_in": self._used_in(element.name),
            "changes": self._history_rows(element.name),
            "first": self.history.is_known and self.history.since(element.name) is None,
        }
        context["sections"] = _sections(context)
        summary = plain(element.description, 160) or f"The {element.kind.value} {element.name}."
        page = self.places.type_page(element.name) or ""
        return Page(page, "docs/type.html", f"{element.name} · {element.kind.value}", summary, context)

    def _input_example(self, element: Element) -> Any:
        if element.kind is not Kind.INPUT_OBJECT:
            return None
        required = self._samples.input_object(element)
        shown = required or self._samples.input_object(element, complete=True)
        return None if shown is None else json_value(shown)

    def _map(self, element: Element) -> Any:
        uses = self.references.of(element.name)
        address = self.deep.address
        above = [Neighbour(one, address(one)) for one in (*uses.returned_by, *uses.accepted_by)]
        if element.kind is Kind.INTERFACE:
            below = [Neighbour(one, address(one)) for one in uses.implemented_by]
        else:
            below = [
                Neighbour(f"{member} → {name}" if member else name, address(name))
                for member, name in neighbours(element, self.schema)
            ]
        # The root types lead to everything and nothing leads to them: no picture helps.
        if element.name in self.places.root_operation:
            return None
        return neighbourhood(element.name, above, below)

    # Directives

    def _directive_list(self) -> Page:
        rows = [{**self._summary_row(one), "name": f"@{one.name}"} for one in self.schema.directives.values()]
        context = {"folder": "directives", "sections": [(None, None, rows)]}
        return Page(
            "directives/index.html", "docs/list.html", "Directives", f"All {len(rows)} directives.", context
        )

    def _directive(self, element: Element) -> Page:
        typeset = self.deep
        context = {
            "element": element,
            "row": typeset.row(element),
            "sdl": typeset.signatures.definition(element),
            "locations": [one.name for one in element.of_kind(Kind.DIRECTIVE_LOCATION)],
            "arguments": [
                typeset.row(one, depth=_EXPANDED_LEVELS) for one in element.of_kind(Kind.DIRECTIVE_ARGUMENT)
            ],
            "applied": typeset.links(self.references.applied.get(element.name, [])),
            "changes": self._history_rows(element.coordinate),
            "first": self.history.is_known and self.history.since(element.coordinate) is None,
        }
        summary = plain(element.description, 160) or f"The directive @{element.name}."
        page = self.places.directive_page(element.name) or ""
        return Page(page, "docs/directive.html", f"@{element.name} · directive", summary, context)


def _sections(context: dict[str, Any]) -> list[tuple[str, str]]:
    """Return anchor and title of the sections that a type's page has, for its list of contents."""
    members: list[Row] = context["members"]
    candidates = [
        (members or context["root_fields"], "members", context["members_title"]),
        (context["deprecated_members"], "deprecated", f"Deprecated {str(context['members_title']).lower()}"),
        (context["possible"], "possible", "Members"),
        (context["implemented_by"], "implemented-by", "Implemented by"),
        (context["example"], "example", "Example"),
        (context["returned_by"] or context["accepted_by"] or context["member_of"], "used-by", "Used by"),
        (context["used_in"], "operations", "Your operations"),
        (True, "sdl", "SDL"),
        (context["changes"] or context["first"], "history", "History"),
    ]
    return [(anchor, title) for shown, anchor, title in candidates if shown]
