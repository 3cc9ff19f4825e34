"""Operations in Python files: strings that are GraphQL documents, found in the syntax tree.

Literals are read with their escapes, side by side, joined with ``+`` or ``join``, as f-strings and as templates of
``%`` and ``format``. Follows https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field

from drift.operations.python_literals import Operands, format_parts, literal_parts, percent_parts
from drift.operations.source import File
from drift.operations.template import Draft, Found, Hole, Part, Text, mentions_graphql, shortened
from drift.reports.account import Unread

_TAGS = frozenset({"gql", "graphql", "parse", "Source"})


def find(file: File) -> Found:
    """Return the GraphQL documents in a Python file, and sentences about those that can't be read."""
    found = Found()
    try:
        with warnings.catch_warnings():
            # What Python thinks of somebody else's escapes is not for our users.
            warnings.simplefilter("ignore")
            tree = ast.parse(file.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        if mentions_graphql(file.text):
            found.unread.append(Unread(file.path, line, "not Python that can be read"))
        return found
    _Reader(file, found).read(tree)
    return found


@dataclass
class _Reader:
    file: File
    found: Found
    _tagged: set[int] = field(default_factory=set)
    _named: dict[int, str] = field(default_factory=dict)
    _percent: dict[str, Operands] = field(default_factory=dict)
    _format: dict[str, Operands] = field(default_factory=dict)
    _no_text: set[int] = field(default_factory=set)

    def read(self, tree: ast.AST) -> None:
        for node in ast.walk(tree):
            self._look_ahead(node)
        waiting: list[ast.AST] = [tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.Assign | ast.AnnAssign):
                self._name(node)
            parts = self._parts(node) if isinstance(node, ast.expr) else None
            if parts is None:
                waiting.extend(reversed(list(ast.iter_child_nodes(node))))
            else:
                self._offer(node, parts)

    def _look_ahead(self, node: ast.AST) -> None:
        """Remember what is given to functions such as ``gql``, and which names are used as templates."""
        if isinstance(node, ast.Call):
            name = _last_name(node.func)
            if name in _TAGS and node.args:
                self._tagged.add(id(node.args[0]))
            if name == "format" and isinstance(node.func, ast.Attribute):
                self._format.setdefault(_last_name(node.func.value) or "", self._given(node))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            self._percent.setdefault(_last_name(node.left) or "", self._operands(node.right))
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            self._named[id(_untagged(node.value))] = _last_name(node.targets[0]) or ""

    def _offer(self, node: ast.AST, parts: Sequence[Part]) -> None:
        draft = Draft(self.file, tuple(parts), id(node) in self._tagged)
        if draft.is_worth_reading:
            self.found.drafts.append(draft)

    def _name(self, node: ast.Assign | ast.AnnAssign) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        name = _last_name(targets[0]) if len(targets) == 1 else None
        parts = self._parts(_untagged(node.value)) if name and node.value else None
        if name and parts is not None:
            self.found.name(name, tuple(parts))

    def _parts(self, node: ast.expr) -> list[Part] | None:
        """Return the parts of an expression that is a string, None when it is something else."""
        match node:
            case ast.Constant(value=str()):
                return self._constant(node)
            case ast.BinOp(op=ast.Add()):
                return self._sum(node)
            case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str()) as template, right=right):
                return percent_parts(self._plain(template), self._operands(right))
            case ast.Call(func=ast.Attribute(attr="format", value=ast.Constant(value=str()) as template)):
                return format_parts(self._plain(template), self._given(node))
            case ast.Call(
                func=ast.Attribute(attr="join", value=ast.Constant(value=str() as glue)), args=[items]
            ):
                return self._join(glue, items)
        if _is_template(node):
            gaps = [self._hole(part.value) for part in node.values if hasattr(part, "conversion")]  # type: ignore[attr-defined]
            return literal_parts(self.file, *self._span(node), gaps)
        return None

    def _constant(self, node: ast.Constant) -> list[Part]:
        parts = self._plain(node)
        name = self._named.get(id(node), "")
        if name and name in self._percent and "%" in node.value:  # type: ignore[operator]
            return percent_parts(parts, self._percent[name])
        if name and name in self._format and "{{" in node.value:  # type: ignore[operator]
            return format_parts(parts, self._format[name])
        return parts

    def _plain(self, node: ast.Constant) -> list[Part]:
        start, end = self._span(node)
        parts = literal_parts(self.file, start, end)
        if "".join(part.value for part in parts if isinstance(part, Text)) == node.value:
            return parts
        return [Text(str(node.value), self.file, start)]

    def _sum(self, node: ast.BinOp) -> list[Part] | None:
        """Return the parts of ``a + b + c``, None when no literal is among them."""
        if id(node) in self._no_text:
            return None
        terms: list[ast.expr] = []
        sums: list[ast.expr] = []
        # An own stack: a long chain of + is nested deeper than Python recurses.
        waiting: list[ast.expr] = [node]
        while waiting:
            term = waiting.pop()
            if isinstance(term, ast.BinOp) and isinstance(term.op, ast.Add):
                sums.append(term)
                waiting += [term.right, term.left]
            else:
                terms.append(term)
        if not any(map(_is_text, terms)):
            self._no_text.update(map(id, sums))
            return None
        return [part for term in terms for part in self._parts(term) or [self._hole(term)]]

    def _join(self, glue: str, items: ast.expr) -> list[Part] | None:
        if not isinstance(items, ast.List | ast.Tuple) or not any(map(_is_text, items.elts)):
            return None
        parts: list[Part] = []
        for position, item in enumerate(items.elts):
            if position:
                parts.append(Text(glue, self.file, self._span(item)[0]))
            parts += self._parts(item) or [self._hole(item)]
        return parts

    def _operands(self, right: ast.expr) -> Operands:
        """Return what stands on the right of ``%``."""
        if isinstance(right, ast.Tuple):
            return Operands([self._hole(item) for item in right.elts])
        if isinstance(right, ast.Dict):
            named = {
                key.value: self._hole(value)
                for key, value in zip(right.keys, right.values, strict=True)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
            return Operands((), named)
        return Operands([self._hole(right)])

    def _given(self, call: ast.Call) -> Operands:
        named = {keyword.arg: self._hole(keyword.value) for keyword in call.keywords if keyword.arg}
        return Operands([self._hole(argument) for argument in call.args], named)

    def _hole(self, node: ast.expr) -> Hole:
        start, end = self._span(node)
        return Hole(self.file, start, shortened(self.file.text[start:end]), _last_name(node))

    def _span(self, node: ast.expr) -> tuple[int, int]:
        return (
            self.file.offset(node.lineno, node.col_offset),
            self.file.offset(node.end_lineno or node.lineno, node.end_col_offset or 0),
        )


def _is_template(node: ast.expr) -> bool:
    """Return whether a node is an f-string, or a t-string of Python 3.14."""
    return type(node).__name__ in ("JoinedStr", "TemplateStr")


def _is_text(node: ast.expr) -> bool:
    return _is_template(node) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _untagged(node: ast.expr | None) -> ast.expr:
    """Return the first argument of a call such as ``gql``, anything else as it is."""
    if isinstance(node, ast.Call) and _last_name(node.func) in _TAGS and node.args:
        return node.args[0]
    return node if node is not None else ast.Constant(None)


def _last_name(node: ast.expr) -> str | None:
    """Return the name of a variable or attribute: ``ROW`` for ``fragments.ROW``."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)
