"""Operations in Python files: strings that are GraphQL documents, found in the syntax tree.

Literals are read with their escapes, side by side, joined with ``+`` or ``join``, built up with ``+=``, as f-strings and
as templates of ``%`` and ``format``. The tree is tree-sitter's: what a file may say does not depend on the Python that
reads it. Follows https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from drift.operations.formatting import Operands, format_parts, percent_parts
from drift.operations.source import File
from drift.operations.syntax import Variables, join, offer, scopes_of, unread_places
from drift.operations.template import Draft, Found, Hole, Part, Text, shortened
from drift.reports.account import Unread

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser, Query

_TAGS = frozenset({"gql", "graphql", "parse", "Source"})
_FUNCTIONS = frozenset({"function_definition", "lambda", "class_definition"})
_AUGMENTED = "augmented_assignment"
_LITERALS = ("string", "concatenated_string")
_CHOICES = ("conditional_expression", "boolean_operator")
_QUERY = """
(string) @text
(augmented_assignment operator: "+=") @added
(binary_operator left: [(identifier) (attribute)] operator: "+" right: [(identifier) (attribute)]) @sum
(binary_operator left: (identifier) @template operator: "%")
(call function: (attribute object: (identifier) @template attribute: (identifier) @format))
"""


def find(file: File) -> Found:
    """Return the GraphQL documents in a Python file, and what of it can't be read."""
    from tree_sitter import QueryCursor

    found = Found(file.path)
    parser, query = _tools()
    tree = parser.parse(file.text.encode())
    captures = QueryCursor(query).captures(tree.root_node)
    literals = captures.get("text", [])
    nodes = [*literals, *captures.get("added", ()), *captures.get("sum", ())]
    reader = _Reader(file, found)
    try:
        for template in captures.get("template", ()):
            reader.look_ahead(template)
        for node in sorted(nodes, key=lambda node: node.start_byte):
            reader.read(node)
    except RecursionError:
        found.unread.append(Unread(file.path, 1, "nested too deeply"))
    reader.variables.close()
    found.unread += unread_places(file, tree, literals)
    return found


@cache
def _tools() -> tuple[Parser, Query]:
    import tree_sitter_python
    from tree_sitter import Language, Parser, Query

    language: Language = Language(tree_sitter_python.language())
    return Parser(language), Query(language, _QUERY)


@dataclass
class _Reader:
    file: File
    found: Found
    variables: Variables = field(init=False)
    _read: set[int] = field(default_factory=set)
    _percent: dict[str, Operands] = field(default_factory=dict)
    _format: dict[str, Operands] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.variables = Variables(self.found)

    def look_ahead(self, template: Node) -> None:
        """Remember how a name is used as a template: ``NAME % …`` or ``NAME.format(…)``."""
        parent, name = template.parent, _text(template)
        if parent is None:
            return
        if parent.type == "binary_operator":
            right = parent.child_by_field_name("right")
            if right is not None:
                self._percent.setdefault(name, self._operands(right))
        elif _text(parent.child_by_field_name("attribute")) == "format" and parent.parent is not None:
            self._format.setdefault(name, self._given(parent.parent))

    def read(self, node: Node) -> None:
        """Take in the expression that a literal is a part of, unless that was done already."""
        if node.id in self._read:
            return
        if node.type == _AUGMENTED:
            self._read_added(node)
            return
        top, is_tagged = node, False
        while (parent := top.parent) is not None:
            if parent.type in ("parenthesized_expression", "concatenated_string") or _is_operation(
                parent, top
            ):
                top = parent
            elif (call := _call_of(parent, top)) is not None:
                is_tagged = is_tagged or _function(call) in _TAGS
                top = call
            else:
                break
        parts = self._parts(top)
        if parts is None:
            return
        self._offer(top, parts, is_tagged)

    def _offer(self, node: Node, parts: Sequence[Part], is_tagged: bool) -> None:
        assignment = node.parent
        name = None
        if assignment is not None and assignment.type == "assignment":
            name = _last_name(assignment.child_by_field_name("left"))
        if name and node.type in (*_LITERALS, "call", "parenthesized_expression"):
            parts = self._as_template(name, parts)
        is_single = node.type == "string" or (node.type == "call" and is_tagged)
        draft = Draft(self.file, tuple(parts), is_tagged, not is_single)
        if not name or assignment is None:
            offer(self.found, draft)
            return
        self.variables.give(scopes_of(assignment, _FUNCTIONS), name, draft)

    def _read_added(self, node: Node) -> None:
        """Take in what is added to a variable: ``q += …``."""
        name, right = _last_name(node.child_by_field_name("left")), node.child_by_field_name("right")
        if name is None or right is None:
            return
        scopes = scopes_of(node, _FUNCTIONS)
        parts = self._parts(right)
        if parts is not None or self.variables.is_known(scopes, name):
            is_tagged = right.type == "call" and _function(right) in _TAGS
            self.variables.extend(
                scopes, name, Draft(self.file, tuple(parts or [self._hole(right)]), is_tagged)
            )

    def _as_template(self, name: str, parts: Sequence[Part]) -> Sequence[Part]:
        text = "".join(part.value for part in parts if isinstance(part, Text))
        if name in self._percent and "%" in text:
            return percent_parts(parts, self._percent[name])
        if name in self._format and "{{" in text:
            return format_parts(parts, self._format[name])
        return parts

    def _parts(self, node: Node) -> list[Part] | None:
        """Return the parts of an expression that is a string, None when it is something else."""
        if node.type == "string":
            self._read.add(node.id)
            return list(self._literal(node))
        if node.type == "concatenated_string":
            return [
                part
                for child in node.named_children
                if child.type == "string"
                for part in self._parts(child) or ()
            ]
        if node.type == "parenthesized_expression":
            inner = _inner(node)
            return None if inner is None else self._parts(inner)
        if node.type == "binary_operator":
            operator = _text(node.child_by_field_name("operator"))
            if operator == "+":
                return self._sum(node)
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            parts = self._parts(left) if operator == "%" and left is not None else None
            return None if parts is None or right is None else percent_parts(parts, self._operands(right))
        return self._call(node) if node.type == "call" else None

    def _call(self, node: Node) -> list[Part] | None:
        function, arguments = node.child_by_field_name("function"), _arguments(node)
        if _function(node) in _TAGS:
            return self._parts(arguments[0]) if arguments else None
        owner = (
            None
            if function is None or function.type != "attribute"
            else function.child_by_field_name("object")
        )
        if owner is None:
            return None
        if _function(node) == "format":
            parts = self._parts(owner)
            return None if parts is None else format_parts(parts, self._given(node))
        if _function(node) == "join" and arguments and arguments[0].type in ("list", "tuple"):
            glue = self._parts(owner)
            items = [item for item in arguments[0].named_children if item.type != "comment"]
            if glue is None or not any(item.type in _LITERALS for item in items):
                return None
            between = Text(
                "".join(part.value for part in glue if isinstance(part, Text)), self.file, self._offset(owner)
            )
            return join(between, [self._parts(item) or [self._hole(item)] for item in items])
        return None

    def _sum(self, node: Node) -> list[Part]:
        terms: list[Node] = []
        # An own stack: a long chain of + is nested deeper than Python recurses.
        waiting = [node]
        while waiting:
            term = waiting.pop()
            if term.type == "binary_operator" and _text(term.child_by_field_name("operator")) == "+":
                self._read.add(term.id)
                waiting += [
                    each
                    for each in (term.child_by_field_name("right"), term.child_by_field_name("left"))
                    if each
                ]
            else:
                terms.append(term)
        return [part for term in terms for part in self._parts(term) or [self._hole(term)]]

    def _literal(self, node: Node) -> Iterator[Part]:
        """Yield the parts of one literal, cut at escapes and gaps."""
        prefix = _text(node.children[0]).lower()
        for child in node.children[1:-1]:
            if child.type == "interpolation":
                expression = child.child_by_field_name("expression")
                nested = None if expression is None else self._parts(expression)
                yield from nested or [self._hole(expression or child, place=child)]
            elif child.type == "string_content":
                yield from self._content(child, is_raw="r" in prefix)
            else:
                yield Text(_unescaped(_text(child)), self.file, self._offset(child))

    def _content(self, node: Node, *, is_raw: bool) -> Iterator[Part]:
        content, position = node.text or b"", 0
        place = self._offset(node)
        for child in node.named_children:
            before = content[position : child.start_byte - node.start_byte].decode()
            yield Text(before, self.file, place)
            escape = _text(child)
            yield Text(
                escape if is_raw and escape[0] == "\\" else _unescaped(escape), self.file, place + len(before)
            )
            place += len(before) + len(escape)
            position = child.end_byte - node.start_byte
        yield Text(content[position:].decode(), self.file, place)

    def _operands(self, right: Node) -> Operands:
        """Return what is on the right of ``%``."""
        if right.type == "parenthesized_expression":
            right = _inner(right) or right
        if right.type == "tuple":
            return Operands([self._hole(item) for item in right.named_children if item.type != "comment"])
        if right.type == "dictionary":
            pairs = (
                (pair.child_by_field_name("key"), pair.child_by_field_name("value"))
                for pair in right.named_children
            )
            return Operands(
                (), {_text(key).strip("\"'"): self._hole(value) for key, value in pairs if key and value}
            )
        return Operands([self._hole(right)])

    def _given(self, call: Node) -> Operands:
        named, positional = {}, []
        for argument in _arguments(call):
            value = argument.child_by_field_name("value")
            if argument.type == "keyword_argument" and value is not None:
                named[_text(argument.child_by_field_name("name"))] = self._hole(value)
            else:
                positional.append(self._hole(argument))
        return Operands(positional, named)

    def _hole(self, node: Node, *, place: Node | None = None) -> Hole:
        arms = tuple(self._arms(node))
        return Hole(self.file, self._offset(place or node), shortened(_text(node)), _last_name(node), arms)

    def _arms(self, node: Node) -> Iterator[tuple[Part, ...]]:
        """Yield what either arm of a conditional expression puts in."""
        if node.type == "parenthesized_expression":
            node = _inner(node) or node
        if node.type not in _CHOICES:
            return
        children = [child for child in node.named_children if child.type != "comment"]
        # The middle one is the condition; what is before `and` is one too.
        arms = children[::2] if node.type == "conditional_expression" else children
        if node.type == "boolean_operator" and _text(node.child_by_field_name("operator")) == "and":
            arms = children[1:]
        for arm in arms:
            parts = self._parts(arm)
            yield tuple([self._hole(arm)] if parts is None else parts)

    def _offset(self, node: Node) -> int:
        row, column = node.start_point
        return self.file.offset(row + 1, column)


def _text(node: Node | None) -> str:
    return "" if node is None else (node.text or b"").decode()


def _inner(node: Node) -> Node | None:
    return next((child for child in node.named_children if child.type != "comment"), None)


def _arguments(call: Node) -> list[Node]:
    arguments = call.child_by_field_name("arguments")
    return [] if arguments is None else [item for item in arguments.named_children if item.type != "comment"]


def _function(call: Node) -> str:
    return _last_name(call.child_by_field_name("function")) or ""


def _is_operation(parent: Node, node: Node) -> bool:
    """Return whether a node is part of a sum, or a template on the left of ``%``."""
    if parent.type != "binary_operator":
        return False
    operator = _text(parent.child_by_field_name("operator"))
    return operator == "+" or (operator == "%" and parent.child_by_field_name("left") == node)


def _call_of(parent: Node, node: Node) -> Node | None:
    """Return the call that makes one text of a literal and what is given with it, None when there is none."""
    call = parent.parent
    if parent.type == "argument_list" and call is not None:
        return call if _function(call) in _TAGS and _arguments(call)[:1] == [node] else None
    if parent.type in ("list", "tuple") and call is not None and call.type == "argument_list":
        call = call.parent
        return call if call is not None and _function(call) == "join" and _is_text(_owner(call)) else None
    if parent.type == "attribute" and call is not None and call.type == "call":
        return call if _function(call) == "format" and _owner(call) == node else None
    return None


def _owner(call: Node) -> Node | None:
    function = call.child_by_field_name("function")
    return None if function is None else function.child_by_field_name("object")


def _is_text(node: Node | None) -> bool:
    return node is not None and node.type in _LITERALS


def _last_name(node: Node | None) -> str | None:
    """Return the name of a variable or attribute: ``ROW`` for ``fragments.ROW``."""
    if node is not None and node.type == "attribute":
        node = node.child_by_field_name("attribute")
    return _text(node) if node is not None and node.type == "identifier" else None


def _unescaped(escape: str) -> str:
    if escape in ("{{", "}}"):
        return escape[0]
    if escape == "\\\n":
        return ""
    if escape[1:2] in tuple("abfnrtv\\'01234567xuUN"):
        try:
            return str(ast.literal_eval(f'"{escape}"'))
        except (SyntaxError, ValueError):
            return escape
    return '"' if escape == '\\"' else escape
