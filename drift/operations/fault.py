"""One error in a document, as what it is about."""

from __future__ import annotations

from dataclasses import dataclass, field

from drift.operations.tree import Definition, Node


@dataclass(frozen=True, eq=False)
class Fault:
    """An error in a document.

    Attributes:
        rule: The name of the rule that it breaks.
        message: What is wrong.
        nodes: Where, the most telling first.
        definitions: The definition that each node is in.
        subject: What is missing at the node; empty when it is the node itself that is wrong.
    """

    rule: str
    message: str
    nodes: tuple[Node, ...] = field(repr=False)
    definitions: tuple[Definition, ...] = field(repr=False)
    subject: str = ""

    @property
    def key(self) -> tuple[str, tuple[Node, ...], str]:
        """What two schemas find alike: the same rule at the same element."""
        return self.rule, self.nodes, self.subject
