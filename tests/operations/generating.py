"""Operations made at random from a schema: valid against it, and spread over all that it offers."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from drift.schema.element import Element, Kind, Schema
from drift.schema.position import Positions, is_composite
from drift.schema.types import named_type

MAX_DEPTH = 5
_LITERALS = {"Int": "7", "Float": "1.5", "Boolean": "true", "String": '"text"', "ID": '"id"'}


@dataclass
class _Draft:
    """One operation in the making."""

    variables: dict[str, str] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    aliases: int = 0


class Generator:
    """Makes operations; the same seed gives the same ones.

    Args:
        schema: What they are valid against.
        seed: Where the random numbers start.
        richness: How many fields of a type are selected at most.
    """

    def __init__(self, schema: Schema, seed: int, richness: int = 5) -> None:
        self.schema = schema
        self.positions = Positions(schema)
        self.random = Random(seed)
        self.richness = richness

    def operations(self, count: int) -> list[str]:
        """Return documents of one operation each, with the fragments that it needs."""
        return [self.operation(f"Operation{number}") for number in range(count)]

    def operation(self, name: str) -> str:
        kinds = [kind for kind in ("query", "query", "mutation") if kind in self.positions.roots]
        kind = self.random.choice(kinds)
        draft = _Draft()
        body = self._selection(self.positions.roots[kind], draft, 0, name)
        variables = ", ".join(f"${name}: {type_}" for name, type_ in draft.variables.items())
        head = f"{kind} {name}" + (f"({variables})" if variables else "")
        return "\n".join([f"{head} {body}", *draft.fragments.values()]) + "\n"

    def _selection(self, type_name: str, draft: _Draft, depth: int, name: str) -> str:
        indent = "  " * (depth + 1)
        lines = [f"{indent}__typename"] if self.random.random() < 0.2 else []
        element = self.schema.types[type_name]
        fields = [child for child in element.of_kind(Kind.FIELD) if self._fits(child, depth)]
        for child in self.random.sample(fields, min(len(fields), self.random.randint(1, self.richness))):
            lines.append(indent + self._field(child, draft, depth, name))
        possible = sorted(self.positions.possible_types.get(type_name, ()))
        if element.kind is not Kind.OBJECT and possible and depth < MAX_DEPTH:
            for member in self.random.sample(possible, min(len(possible), 2)):
                inner = self._selection(member, draft, depth + 1, name)
                lines.append(f"{indent}... on {member} {inner}")
        elif depth and self.random.random() < 0.1:
            lines.append(f"{indent}...{self._fragment(type_name, draft, name)}")
        if not lines:
            lines.append(f"{indent}__typename")
        return "{\n" + "\n".join(lines) + "\n" + "  " * depth + "}"

    def _fits(self, element: Element, depth: int) -> bool:
        return depth < MAX_DEPTH or not is_composite(named_type(element.type or ""), self.schema)

    def _fragment(self, type_name: str, draft: _Draft, name: str) -> str:
        fragment = f"{name}Fragment{len(draft.fragments)}"
        draft.fragments[fragment] = ""
        draft.fragments[fragment] = (
            f"fragment {fragment} on {type_name} {self._selection(type_name, draft, MAX_DEPTH - 1, name)}"
        )
        return fragment

    def _field(self, element: Element, draft: _Draft, depth: int, name: str) -> str:
        draft.aliases += 1
        arguments = [
            f"{argument.name}: {self._value(argument, draft)}"
            for argument in element.of_kind(Kind.ARGUMENT)
            if argument.is_required or self.random.random() < 0.3
        ]
        text = f"a{draft.aliases}: {element.name}" + (f"({', '.join(arguments)})" if arguments else "")
        if self.random.random() < 0.03:
            text += f" @include(if: {self._variable('Boolean!', draft)})"
        type_name = named_type(element.type or "")
        if is_composite(type_name, self.schema):
            text += " " + self._selection(type_name, draft, depth + 1, name)
        return text

    def _variable(self, type_: str, draft: _Draft) -> str:
        name = f"v{len(draft.variables)}"
        draft.variables[name] = type_
        return f"${name}"

    def _value(self, element: Element, draft: _Draft, depth: int = 0) -> str:
        if self.random.random() < 0.3:
            # A oneOf field refuses a variable that may be null.
            return self._variable((element.type or "").removesuffix("!") + "!", draft)
        return self._literal(element.type or "", draft, depth)

    def _literal(self, type_: str, draft: _Draft, depth: int) -> str:
        if type_.endswith("!"):
            return self._literal(type_[:-1], draft, depth)
        if type_.startswith("["):
            return f"[{self._literal(type_[1:-1], draft, depth)}]"
        element = self.schema.types.get(type_)
        if element is None or element.kind is Kind.SCALAR:
            return _LITERALS.get(type_, '"scalar"')
        if element.kind is Kind.ENUM:
            return self.random.choice(element.of_kind(Kind.ENUM_VALUE)).name
        fields = element.of_kind(Kind.INPUT_FIELD)
        if element.one_of:
            chosen = [self.random.choice(fields)]
        else:
            chosen = [
                child for child in fields if child.is_required or (depth < 2 and self.random.random() < 0.3)
            ]
        return (
            "{" + ", ".join(f"{child.name}: {self._value(child, draft, depth + 1)}" for child in chosen) + "}"
        )
