"""Operations in JavaScript and TypeScript: tagged and plain templates, ``/* GraphQL */`` comments, joined strings.

Read with tree-sitter: a file that is not quite JavaScript is read as far as it goes. Of Vue, Svelte and Astro
components the scripts are read, and blocks that are GraphQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from drift.operations.source import Document, File, Run
from drift.operations.syntax import Variables, join, offer, scopes_of, unread_places
from drift.operations.template import Draft, Found, Hole, Part, Text, shortened
from drift.reports.account import Unread

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Query

SCRIPT_SUFFIXES = frozenset({".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"})
COMPONENT_SUFFIXES = frozenset({".vue", ".svelte", ".astro"})
SUFFIXES = SCRIPT_SUFFIXES | COMPONENT_SUFFIXES

_TAGS = frozenset({b"gql", b"graphql", b"parse", b"Source"})
_WRAPPERS = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"}
)
_FUNCTIONS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "arrow_function",
        "method_definition",
        "generator_function_declaration",
    }
)
_AUGMENTED = "augmented_assignment_expression"
_QUERY = f"""
(template_string) @text
(string) @text
({_AUGMENTED} operator: "+=") @added
(binary_expression left: [(identifier) (member_expression)] operator: "+" right: [(identifier) (member_expression)]) @sum
"""
_SCRIPT = re.compile(r"(<script\b[^>]*>)(.*?)</script\s*>|\A---\n(.*?)\n---", re.DOTALL | re.IGNORECASE)
_BLOCK = re.compile(r"<(graphql|page-query|static-query)\b[^>]*>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_LANGUAGE = re.compile(r"lang\s*=\s*[\"']?(?:tsx|jsx)")
_GRAPHQL_COMMENT = re.compile(rb"/\*\s*graphql\s*\*/", re.IGNORECASE)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def find(file: File) -> Found:
    """Return the GraphQL documents in a script, and what of it can't be read."""
    is_typescript = file.path.endswith((".ts", ".mts", ".cts"))
    return _found(file, file.text, is_typescript=is_typescript)


def find_in_component(file: File) -> Found:
    """Return the GraphQL documents in the scripts of a component, and in its blocks of GraphQL."""
    scripts = []
    position = 0
    has_markup = False
    for match in _SCRIPT.finditer(file.text):
        has_markup = has_markup or bool(_LANGUAGE.search(match[1] or ""))
        start, end = match.span(2 if match[1] else 3)
        # What is not a script becomes blanks, so that every character keeps its line and column.
        scripts += [_blank(file.text[position:start]), file.text[start:end], ";"]
        # In the place of the character that begins the closing tag.
        position = end + 1
    found = _found(file, "".join(scripts), is_typescript=not has_markup)
    for block in _BLOCK.finditer(file.text):
        found.documents.append(Document(file, block[2], (Run(0, file, block.start(2)),)))
    return found


def _blank(text: str) -> str:
    return "".join(char if char == "\n" else " " * len(char.encode()) for char in text)


def _found(file: File, script: str, *, is_typescript: bool) -> Found:
    from tree_sitter import QueryCursor

    found = Found(file.path)
    parser, query = _tools(is_typescript=is_typescript)
    tree = parser.parse(script.encode())
    captures = QueryCursor(query).captures(tree.root_node)
    literals = captures.get("text", [])
    nodes = [*literals, *captures.get("added", ()), *captures.get("sum", ())]
    reader = _Reader(file, found)
    try:
        for node in sorted(nodes, key=lambda node: node.start_byte):
            reader.read(node)
    except RecursionError:
        found.unread.append(Unread(file.path, 1, "nested too deeply"))
    reader.variables.close()
    found.unread += unread_places(file, tree, literals)
    return found


@cache
def _tools(*, is_typescript: bool) -> tuple[Parser, Query]:
    import tree_sitter_typescript
    from tree_sitter import Language, Parser, Query

    grammar = tree_sitter_typescript
    language = Language(grammar.language_typescript() if is_typescript else grammar.language_tsx())
    return Parser(language), Query(language, _QUERY)


@dataclass
class _Reader:
    file: File
    found: Found
    variables: Variables = field(init=False)
    _read: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.variables = Variables(self.found)

    def read(self, node: Node) -> None:
        """Take in the expression that a literal is a part of, unless that was done already."""
        if node.id in self._read:
            return
        if node.type == _AUGMENTED:
            self._read_added(node)
            return
        name, is_tagged = "", False
        top = node
        while (parent := top.parent) is not None:
            if parent.type in _WRAPPERS or _is_sum(parent):
                is_tagged = is_tagged or _is_marked(top)
                top = parent
                continue
            if (joined := _joined(parent) or _concatenated(parent)) is not None:
                top = joined
                continue
            call = parent.parent if parent.type == "arguments" else parent
            if call is not None and call.type == "call_expression" and call != top:
                if _last_name(call.child_by_field_name("function")) not in _TAGS or not _is_first(
                    top, parent
                ):
                    break
                is_tagged = True
                top = call
                continue
            name = _name_given(parent, top)
            break
        is_tagged = is_tagged or _is_marked(top)
        if node.type == "string" and not name and b"{" not in (node.text or b"") and top == node:
            return
        parts = self._parts(top)
        if parts is not None:
            is_single = top.type in ("string", "template_string") or is_tagged
            self._offer(
                top, name, Draft(self.file, tuple(parts), is_tagged, not is_single or _holds_sum(top))
            )

    def _read_added(self, node: Node) -> None:
        """Take in what is added to a variable: ``q += …``."""
        name = _last_name(node.child_by_field_name("left"))
        right = node.child_by_field_name("right")
        if name is None or right is None:
            return
        scopes = scopes_of(node, _FUNCTIONS)
        if right.type in _TEXTS or self.variables.is_known(scopes, name.decode()):
            parts = self._parts(right) or [self._hole(right, right)]
            is_tagged = (
                right.type == "call_expression" and _last_name(right.child_by_field_name("function")) in _TAGS
            )
            self.variables.extend(scopes, name.decode(), Draft(self.file, tuple(parts), is_tagged))

    def _offer(self, node: Node, name: str, draft: Draft) -> None:
        parent = node.parent
        is_given = parent is not None and parent.type in ("variable_declarator", "assignment_expression")
        if parent is not None and name and is_given:
            self.variables.give(scopes_of(parent, _FUNCTIONS), name, draft)
            return
        if name:
            self.found.name(name, draft.parts)
        offer(self.found, draft)

    def _parts(self, node: Node) -> list[Part] | None:
        """Return the parts of an expression that is a string, None when it is something else."""
        if node.type in ("string", "template_string"):
            self._read.add(node.id)
            return self._literal(node)
        if node.type in _WRAPPERS:
            inner = next(iter(node.named_children), None)
            return None if inner is None else self._parts(inner)
        if _is_sum(node):
            return self._sum(node)
        if node.type == "call_expression":
            return self._call(node)
        return None

    def _call(self, node: Node) -> list[Part] | None:
        function, argument = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        is_list = argument is not None and argument.type == "arguments"
        first = argument
        if argument is not None and is_list:
            first = next((item for item in argument.named_children if item.type != "comment"), None)
        if _last_name(function) in _TAGS:
            return None if first is None else self._parts(first)
        items = None if function is None else function.child_by_field_name("object")
        if items is not None and argument is not None and is_list and _last_name(function) == b"concat":
            begun = self._parts(items)
            given = [item for item in argument.named_children if item.type != "comment"]
            rest = [part for item in given for part in self._parts(item) or [self._hole(item, item)]]
            return None if begun is None else [*begun, *rest]
        if items is None or items.type != "array" or _last_name(function) != b"join":
            return None
        glue = "," if first is None else "".join(_values(self._parts(first) or []))
        parts = [
            self._parts(item) or [self._hole(item, item)]
            for item in items.named_children
            if item.type != "comment"
        ]
        return join(Text(glue, self.file, self._offset(items)), parts)

    def _literal(self, node: Node) -> list[Part]:
        parts: list[Part] = []
        for child in node.named_children:
            if child.type == "template_substitution":
                inner = next(iter(child.named_children), None)
                nested = None if inner is None else self._parts(inner)
                parts += nested or [self._hole(child, inner)]
                continue
            text = (child.text or b"").decode()
            value = _unescaped(text) if child.type == "escape_sequence" else text
            parts.append(Text(value, self.file, self._offset(child)))
        return parts

    def _sum(self, node: Node) -> list[Part]:
        terms: list[Node] = []
        # An own stack: a long chain of + is nested deeper than Python recurses.
        waiting = [node]
        while waiting:
            term = waiting.pop()
            if _is_sum(term):
                self._read.add(term.id)
                waiting += [term.named_children[-1], term.named_children[0]]
            else:
                terms.append(term)
        return [part for term in terms for part in self._parts(term) or [self._hole(term, term)]]

    def _hole(self, place: Node, expression: Node | None) -> Hole:
        shown = "" if expression is None else shortened((expression.text or b"").decode())
        name = _last_name(expression)
        arms = () if expression is None else tuple(self._arms(expression))
        return Hole(self.file, self._offset(place), shown, name.decode() if name else None, arms)

    def _arms(self, node: Node) -> Iterator[tuple[Part, ...]]:
        """Yield what either arm of a conditional expression puts in."""
        if node.type == "parenthesized_expression":
            node = next(iter(node.named_children), node)
        arms: list[Node | None] = []
        if node.type == "ternary_expression":
            arms = [node.child_by_field_name("consequence"), node.child_by_field_name("alternative")]
        elif node.type == "binary_expression":
            operator = node.child_by_field_name("operator")
            kind = "" if operator is None else operator.type
            arms = [node.child_by_field_name("left")] if kind in ("||", "??") else []
            arms += [node.child_by_field_name("right")] if kind in ("||", "??", "&&") else []
        for arm in arms:
            if arm is not None and arm.type not in ("null", "undefined"):
                parts = self._parts(arm)
                yield tuple([self._hole(arm, arm)] if parts is None else parts)

    def _offset(self, node: Node) -> int:
        row, column = node.start_point
        return self.file.offset(row + 1, column)


_TEXTS = frozenset({"string", "template_string", "call_expression", "binary_expression", *_WRAPPERS})


def _values(parts: list[Part]) -> Iterator[str]:
    return (part.value for part in parts if isinstance(part, Text))


def _is_sum(node: Node) -> bool:
    operator = node.child_by_field_name("operator") if node.type == "binary_expression" else None
    return operator is not None and operator.type == "+"


def _holds_sum(node: Node) -> bool:
    """Return whether what is given to a tag is put together."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if _is_sum(current) or current.type in ("array", "template_substitution"):
            return True
        if (
            current.type == "call_expression"
            and _concatenated(current.child_by_field_name("function")) is not None
        ):
            return True
        if current.type in ("call_expression", "arguments", *_WRAPPERS):
            waiting += current.named_children
    return False


def _joined(parent: Node) -> Node | None:
    """Return the call of ``[…].join(…)`` whose list a node is, None when it is none."""
    member = parent.parent if parent.type == "array" else None
    call = None if member is None or member.type != "member_expression" else member.parent
    if call is None or call.type != "call_expression" or _last_name(member) != b"join":
        return None
    return call


def _concatenated(parent: Node | None) -> Node | None:
    """Return the call of ``….concat(…)`` whose text or argument a node is, None when it is none."""
    if parent is None:
        return None
    member = parent
    if parent.type == "arguments":
        call = parent.parent
        member = parent if call is None else call.child_by_field_name("function") or parent
    call = member.parent if member.type == "member_expression" else None
    if call is None or call.type != "call_expression" or _last_name(member) != b"concat":
        return None
    begun = member.child_by_field_name("object")
    return call if begun is not None and begun.type in _TEXTS else None


def _is_first(node: Node, parent: Node) -> bool:
    """Return whether a node is a tag's template or the first of a call's arguments."""
    if parent.type != "arguments":
        return parent.child_by_field_name("arguments") == node
    return next((item for item in parent.named_children if item.type != "comment"), None) == node


def _is_marked(node: Node) -> bool:
    """Return whether ``/* GraphQL */`` precedes an expression."""
    before = node.prev_sibling
    return (
        before is not None
        and before.type == "comment"
        and _GRAPHQL_COMMENT.fullmatch(before.text or b"") is not None
    )


def _name_given(parent: Node, value: Node) -> str:
    """Return the name that a parent gives to a value, an empty text when it gives none."""
    field_name = {
        "variable_declarator": "name",
        "public_field_definition": "name",
        "field_definition": "property",
        "pair": "key",
        "assignment_expression": "left",
    }.get(parent.type)
    if field_name is None or parent.child_by_field_name(field_name) == value:
        return ""
    return (_last_name(parent.child_by_field_name(field_name)) or b"").decode()


def _last_name(node: Node | None) -> bytes | None:
    """Return the name of a variable or member: ``ROW`` for ``fragments.ROW``."""
    if node is not None and node.type == "member_expression":
        node = node.child_by_field_name("property")
    if node is None or node.type not in ("identifier", "property_identifier", "private_property_identifier"):
        return None
    return node.text


def _unescaped(escape: str) -> str:
    body = escape[1:]
    if body[:1] in ("x", "u"):
        digits = body[1:].strip("{}")
        code = int(digits, 16) if re.fullmatch("[0-9A-Fa-f]{1,8}", digits) else 0x110000
        return chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"
    if body in ("\n", "\r\n", "\u2028", "\u2029"):
        return ""
    return _ESCAPES.get(body, body)
