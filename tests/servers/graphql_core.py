"""A GraphQL server over graphql-core that serves any SDL, as it is or limited as servers in the field are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    build_schema,
    execute_sync,
    get_named_type,
    parse,
    specified_rules,
    validate,
)

from tests.servers.loopback import Handler, LoopbackServer, Raw, Received, Reply

Answer = dict[str, Any]

UNKNOWN_FIELD = "Cannot query field '{field}' on type '{type}'."
UNKNOWN_ARGUMENT = "Unknown argument 'includeDeprecated' on field '{type}.{field}'."


@dataclass(frozen=True)
class Limits:
    """Ways in which servers in the field are limited; the default is none.

    Attributes:
        lacks: What the meta-schema does not have: ``__Type.isOneOf``, ``__Field.args(includeDeprecated:)``.
        lists_all: List in introspection what *lacks* names anyway.
        unknown_field: Wording for a field that the server lacks, with ``{type}`` and ``{field}``.
        unknown_argument: Wording for ``includeDeprecated`` where the server lacks it.
        has_places: Give errors their ``locations``.
        one_error_at_a_time: Report the first validation error only.
        max_depth: Deepest selection; *depth_message* may use ``{depth}`` and ``{max}``.
        max_cost: Greatest number of selections, fragments counted at each use.
        introspection_off: The error message for each use of the meta-schema; *off_once* reports it once.
        roots_at_most: How often ``__schema`` and ``__type`` may appear in one query.
        good_faith: Permit one use of the fields that graphql-java counts.
        only_texts: The only query texts that are accepted.
        needs_operation_name: Accept introspection only from the operation ``IntrospectionQuery``.
        methods: Methods that are answered; others get 405.
        error_status: Status of answers without data.
        ignores_unknown: Leave what the server lacks out of the answer without a word.
        rework: Changes the answer before it is sent.
    """

    lacks: frozenset[str] = frozenset()
    lists_all: bool = False
    unknown_field: str = UNKNOWN_FIELD
    unknown_argument: str = UNKNOWN_ARGUMENT
    has_places: bool = True
    one_error_at_a_time: bool = False
    max_depth: int | None = None
    depth_message: str = "Query depth {depth} exceeds the maximum of {max}."
    max_cost: int | None = None
    cost_message: str = "Query has complexity of {cost}, which exceeds max complexity of {max}"
    introspection_off: str | None = None
    off_once: bool = False
    off_code: str | None = None
    roots_at_most: int | None = None
    good_faith: bool = False
    only_texts: frozenset[str] = frozenset()
    only_message: str = "This operation is not on the list."
    needs_operation_name: bool = False
    methods: frozenset[str] = frozenset({"GET", "POST"})
    error_status: int = 400
    ignores_unknown: bool = False
    rework: Callable[[Answer, Received], Answer] | None = None


NO_LIMITS = Limits()


def serve(
    sdl: str | GraphQLSchema,
    limits: Limits = NO_LIMITS,
    *,
    root: Mapping[str, Any] | None = None,
    required_header: tuple[str, str] | None = None,
) -> LoopbackServer:
    """Return a server, to be used in a ``with`` statement, that executes queries against *sdl* for real.

    Args:
        sdl: A schema.
        limits: Which server to be.
        root: Root value for queries that are not introspection.
        required_header: Name and value of a header without which the answer is 401.
    """
    schema = build_schema(sdl) if isinstance(sdl, str) else sdl
    return LoopbackServer(GraphQLCoreHandler(schema, limits, dict(root or {}), required_header))


@dataclass
class GraphQLCoreHandler:
    """Answers GraphQL requests; usable as part of a handler of one's own."""

    schema: GraphQLSchema
    limits: Limits = NO_LIMITS
    root: dict[str, Any] = field(default_factory=dict)
    required_header: tuple[str, str] | None = None

    def __call__(self, received: Received) -> Reply | Raw:
        limits = self.limits
        if received.method not in limits.methods:
            return Reply(
                405, "Method Not Allowed", "text/plain", (("Allow", ", ".join(sorted(limits.methods))),)
            )
        if self.required_header is not None:
            name, value = self.required_header
            if received.headers.get(name.lower()) != value:
                return Reply.of_json({"errors": [{"message": "missing or wrong key"}]}, 401)
        answer = self.answer(received.document)
        if limits.rework is not None:
            answer = limits.rework(answer, received)
        return Reply.of_json(answer, 200 if answer.get("data") is not None else limits.error_status)

    def answer(self, request: Mapping[str, Any]) -> Answer:
        text = str(request.get("query", ""))
        if self.limits.only_texts and text not in self.limits.only_texts:
            return {"errors": [{"message": self.limits.only_message}]}
        if self.limits.needs_operation_name and request.get("operationName") != "IntrospectionQuery":
            return {"errors": [{"message": "There is nothing to see here."}]}
        try:
            document = parse(text)
        except GraphQLError as error:
            return {"errors": [error.formatted]}
        errors = list(self._errors(document))
        if errors:
            shown = errors[:1] if self.limits.one_error_at_a_time else errors
            formatted = [dict(error.formatted) for error in shown]
            if not self.limits.has_places:
                formatted = [{**error, "locations": []} for error in formatted]
            return {"errors": formatted}
        result = execute_sync(self.schema, document, self.root, operation_name=request.get("operationName"))
        answer: Answer = dict(result.formatted)
        self._forget_lacking(answer)
        return answer

    def _errors(self, document: DocumentNode) -> Iterator[GraphQLError]:
        limits = self.limits
        rules = list(specified_rules)
        if limits.lacks and not limits.ignores_unknown:
            rules.append(_lacks_rule(limits))
        if limits.introspection_off is not None:
            rules.append(_off_rule(limits))
        yield from validate(self.schema, document, rules, max_errors=1000)
        shape = _Shape(document)
        if limits.max_depth is not None and shape.depth > limits.max_depth:
            yield GraphQLError(limits.depth_message.format(depth=shape.depth, max=limits.max_depth))
        if limits.max_cost is not None and shape.cost > limits.max_cost:
            yield GraphQLError(limits.cost_message.format(cost=shape.cost, max=limits.max_cost))
        if limits.roots_at_most is not None:
            for name in ("__schema", "__type"):
                if shape.uses.get(name, 0) > limits.roots_at_most:
                    yield GraphQLError(
                        "Too much introspection", extensions={"code": "INTROSPECTION_LIMIT_EXCEEDED"}
                    )
        if limits.good_faith:
            once = ("__schema", "__type", "fields", "inputFields", "interfaces", "possibleTypes")
            for name in once:
                if shape.uses.get(name, 0) > 1:
                    yield GraphQLError(
                        "This request is not asking for introspection in good faith - "
                        f"{name} is present too often!"
                    )

    def _forget_lacking(self, answer: Answer) -> None:
        """Take what the server lacks out of the listed meta-types, and out of answers if it ignores it."""
        schema = (answer.get("data") or {}).get("__schema")
        if not isinstance(schema, dict):
            return
        lacks = self.limits.lacks
        for type_ in schema.get("types", []) if not self.limits.lists_all else []:
            kept = []
            for meta_field in type_.get("fields") or []:
                coordinate = f"{type_['name']}.{meta_field['name']}"
                if f"{coordinate}(includeDeprecated:)" in lacks:
                    meta_field["args"] = []
                if coordinate not in lacks:
                    kept.append(meta_field)
            if type_.get("fields"):
                type_["fields"] = kept
        if self.limits.ignores_unknown:
            _forget(schema, "__Schema", lacks)


_META_TYPES = {
    "types": "__Type",
    "queryType": "__Type",
    "fields": "__Field",
    "inputFields": "__InputValue",
    "args": "__InputValue",
    "enumValues": "__EnumValue",
    "directives": "__Directive",
    "interfaces": "__Type",
    "possibleTypes": "__Type",
    "type": "__Type",
    "ofType": "__Type",
}


def _forget(value: Any, type_name: str, lacks: frozenset[str]) -> None:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            for key in list(item):
                if f"{type_name}.{key}" in lacks:
                    del item[key]
                elif key in _META_TYPES:
                    _forget(item[key], _META_TYPES[key], lacks)


def _lacks_rule(limits: Limits) -> type[ValidationRule]:
    class LacksRule(ValidationRule):
        context: ValidationContext

        def enter_field(self, node: FieldNode, *_args: Any) -> None:
            parent = self.context.get_parent_type()
            if parent is None:
                return
            names = {"type": parent.name, "field": node.name.value}
            coordinate = f"{parent.name}.{node.name.value}"
            if coordinate in limits.lacks:
                self.report_error(GraphQLError(limits.unknown_field.format(**names), node))
            elif node.arguments and f"{coordinate}(includeDeprecated:)" in limits.lacks:
                self.report_error(GraphQLError(limits.unknown_argument.format(**names), node.arguments[0]))

    return LacksRule


def _off_rule(limits: Limits) -> type[ValidationRule]:
    class OffRule(ValidationRule):
        context: ValidationContext
        has_reported = False

        def enter_field(self, node: FieldNode, *_args: Any) -> None:
            type_ = get_named_type(self.context.get_type())
            if type_ is None or not type_.name.startswith("__") or (limits.off_once and self.has_reported):
                return
            self.has_reported = True
            message = (limits.introspection_off or "").format(field=node.name.value)
            extensions = {"code": limits.off_code} if limits.off_code else None
            self.report_error(GraphQLError(message, node, extensions=extensions))

    return OffRule


class _Shape:
    """Depth, cost and uses of fields in a query, with fragments counted at each use."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.cost = 0
        self.uses: dict[str, int] = {}
        self.depth = max(
            self._measure(node.selection_set)
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode)
        )

    def _measure(self, selection_set: SelectionSetNode | None) -> int:
        depth = 0
        for node in selection_set.selections if selection_set else ():
            if isinstance(node, FieldNode):
                self.cost += 1
                self.uses[node.name.value] = self.uses.get(node.name.value, 0) + 1
                depth = max(depth, 1 + self._measure(node.selection_set))
            elif isinstance(node, FragmentSpreadNode):
                depth = max(depth, self._measure(self._fragments[node.name.value].selection_set))
            elif isinstance(node, InlineFragmentNode):
                depth = max(depth, self._measure(node.selection_set))
        return depth


__all__ = ["NO_LIMITS", "GraphQLCoreHandler", "Handler", "Limits", "serve"]
