"""A page as a tree that tests can ask questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "img", "input", "br", "hr", "wbr", "path", "rect", "circle", "polygon", "polyline"}


@dataclass
class Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, tag: str | None = None, klass: str | None = None) -> list[Node]:
        return [
            node
            for node in self.walk()
            if (tag is None or node.tag == tag)
            and (klass is None or klass in node.attributes.get("class", "").split())
        ]

    def one(self, tag: str | None = None, klass: str | None = None) -> Node:
        found = self.all(tag, klass)
        assert len(found) == 1, f"{len(found)} of {tag} .{klass}"
        return found[0]

    def by_id(self, name: str) -> Node:
        found = [node for node in self.walk() if node.attributes.get("id") == name]
        assert len(found) == 1, f"{len(found)} with id {name}"
        return found[0]

    @property
    def text(self) -> str:
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join("".join(parts).split())

    @property
    def code(self) -> str:
        """The text with its white space."""
        return "".join(child if isinstance(child, str) else child.code for child in self.children)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}> {self.open[-1].attributes}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


@dataclass(frozen=True)
class Page:
    path: Path

    @cached_property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def root(self) -> Node:
        builder = _Builder()
        builder.feed(self.source)
        builder.close()
        assert builder.open == [builder.root], f"{self.path}: <{builder.open[-1].tag}> is never closed"
        return builder.root

    @cached_property
    def main(self) -> Node:
        return self.root.one("main")

    @cached_property
    def ids(self) -> list[str]:
        return [node.attributes["id"] for node in self.root.walk() if "id" in node.attributes]

    def section(self, title: str) -> list[Node]:
        """The nodes between an h2 with that text and the next heading of its level."""
        for holder in self.main.walk():
            nodes = [child for child in holder.children if isinstance(child, Node)]
            for position, node in enumerate(nodes):
                if node.tag == "h2" and node.text == title:
                    rest = nodes[position + 1 :]
                    end = next((index for index, other in enumerate(rest) if other.tag == "h2"), len(rest))
                    return rest[:end]
        raise AssertionError(f"{self.path}: no section {title}; there are {self.headings}")

    @property
    def headings(self) -> list[str]:
        return [node.text for node in self.main.all("h2")]
