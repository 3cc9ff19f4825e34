"""The grammar of type system documents, as tolerant as what is published needs.

Grammar: https://spec.graphql.org/September2025/#sec-Type-System
"""

from __future__ import annotations

from collections.abc import Callable

from drift.schema import header
from drift.schema.annotations import Annotated
from drift.schema.draft import Draft
from drift.schema.element import Element, Kind, Schema
from drift.schema.literal import print_literal
from drift.schema.names import natural_key

_RESERVED_VALUES = frozenset({"true", "false", "null"})


class Reader(Annotated):
    """One pass over the tokens of one text.

    Tolerated, with a notice: type extensions without a definition, definitions given twice, members given
    twice, types and directives never defined, ``implements A, B``, ``implements A B``, empty braces,
    descriptions written as comments, operations among the definitions.
    """

    def schema(self) -> Schema:
        """Return the schema that the rest of the text describes."""
        found = header.parse(self.text)
        while not self.is_at_end:
            draft = self.definition()
            if draft is not None:
                self.assembly.add(draft)
        self._legacy_notices()
        return self.assembly.schema(omits=found.omits, unknown=found.unknown)

    def definition(self) -> Draft | None:
        """Return the next definition, None for an operation, which is skipped."""
        description = self._description()
        is_extension = self._skip("extend")
        at = self.index
        keyword = self.values[at]
        read_rest = self._DEFINITIONS.get(keyword)
        if read_rest is None:
            if keyword in ("query", "mutation", "subscription", "fragment", "{") and not is_extension:
                self._skip_operation()
                return None
            raise self._expected(
                "a definition such as type, interface, union, enum, input, scalar or directive"
            )
        self.index += 1
        draft = read_rest(self, at)
        draft.description = description
        draft.is_extension = is_extension
        return draft

    def _skip_operation(self) -> None:
        at = self.index
        depth = 0
        while self.values[self.index]:
            token = self.values[self.index]
            self.index += 1
            if token == "{":
                depth += 1
            elif token == "}":
                depth -= 1
                if depth == 0:
                    break
        else:
            raise self._error_at(self.starts[at], "an operation without its closing brace")
        self.assembly.note("an operation among the definitions was skipped", None, self._line(at))

    def _schema_definition(self, at: int) -> Draft:
        draft = Draft(Kind.SCHEMA, "schema", self._line(at))
        self._directives(draft, "schema")
        if self._skip("{"):
            while not self._skip("}"):
                index = self.index
                operation = self._name("query, mutation or subscription")
                if operation not in ("query", "mutation", "subscription"):
                    self.index = index
                    raise self._expected("query, mutation or subscription")
                self._expect(":", "after the operation")
                name = self._name("the name of a type")
                draft.members.append(
                    Element(Kind.ROOT_OPERATION, operation, name, self._line(index), type=name)
                )
        return draft

    def _named(self, kind: Kind, what: str, at: int) -> Draft:
        return Draft(kind, self._name(f"the name of {what}"), self._line(at))

    def _scalar(self, at: int) -> Draft:
        draft = self._named(Kind.SCALAR, "a scalar", at)
        self._directives(draft, draft.name)
        return draft

    def _object(self, at: int) -> Draft:
        return self._fields_type(self._named(Kind.OBJECT, "a type", at))

    def _interface(self, at: int) -> Draft:
        return self._fields_type(self._named(Kind.INTERFACE, "an interface", at))

    def _fields_type(self, draft: Draft) -> Draft:
        if self._skip("implements"):
            self._implements(draft)
        self._directives(draft, draft.name)
        self._block(draft, self._field)
        return draft

    def _implements(self, draft: Draft) -> None:
        owner = draft.name
        self._skip("&")
        while True:
            at = self.index
            name = self._name("the name of an interface")
            draft.members.append(Element(Kind.IMPLEMENTS, name, owner, self._line(at)))
            if self._skip("&"):
                continue
            if not self.values[self.index].isidentifier() or self._begins_definition():
                return
            self._legacy("interfaces listed without &", owner, self.index)

    def _begins_definition(self) -> bool:
        """Return whether the next tokens are a new definition, for a type that has neither fields nor braces."""
        token, following = self.values[self.index], self.values[self.index + 1]
        if token == "schema":
            return following in ("{", "@")
        if token in ("extend", "directive"):
            return following in self._DEFINITIONS or following == "@"
        return token in self._DEFINITIONS and following.isidentifier() and following != "implements"

    def _block(self, draft: Draft, read_member: Callable[[str], Element]) -> None:
        if not self._skip("{"):
            return
        at = self.index
        while self.values[self.index] != "}":
            draft.members.append(read_member(draft.name))
        self.index += 1
        if self.index == at + 1:
            self._legacy("empty braces", draft.name, at)

    def _field(self, owner: str) -> Element:
        description = self._description()
        at = self.index
        name = self._name('a field name or "}"')
        coordinate = f"{owner}.{name}"
        arguments: list[Element] = []
        if self.values[self.index] == "(":
            self.index += 1
            arguments = self._arguments(Kind.ARGUMENT, coordinate)
        self._expect(":", "and the type of the field")
        type_reference = self._type_reference(0)
        deprecation: str | None = None
        applied: list[Element] = []
        if self.values[self.index] == "@":
            deprecation, applied = self._member_directives(coordinate)
        return Element(
            Kind.FIELD,
            name,
            coordinate,
            self._line(at),
            description,
            type_reference,
            None,
            deprecation,
            children=(*applied, *arguments) if applied or arguments else (),
        )

    def _arguments(self, kind: Kind, owner: str) -> list[Element]:
        arguments: list[Element] = []
        by_name: dict[str, Element] = {}
        while self.values[self.index] != ")":
            argument = self._input_value(kind, owner)
            first = by_name.setdefault(argument.name, argument)
            if first is argument:
                arguments.append(argument)
            else:
                self.assembly.note_repetition(first, argument)
        self.index += 1
        if not arguments:
            self._legacy("empty parentheses", owner, self.index - 1)
        if len(arguments) > 1:
            arguments.sort(key=lambda argument: natural_key(argument.name))
        return arguments

    def _input_field(self, owner: str) -> Element:
        return self._input_value(Kind.INPUT_FIELD, owner)

    def _input_value(self, kind: Kind, owner: str) -> Element:
        description = self._description()
        at = self.index
        name = self._name(
            'an argument name or ")"' if kind is not Kind.INPUT_FIELD else 'an input field name or "}"'
        )
        coordinate = f"{owner}.{name}" if kind is Kind.INPUT_FIELD else f"{owner}({name}:)"
        self._expect(":", f"and the type of {name}")
        type_reference = self._type_reference(0)
        default: str | None = None
        if self.values[self.index] == "=":
            self.index += 1
            default = print_literal(self._value())
        deprecation: str | None = None
        applied: list[Element] = []
        if self.values[self.index] == "@":
            deprecation, applied = self._member_directives(coordinate)
        return Element(
            kind,
            name,
            coordinate,
            self._line(at),
            description,
            type_reference,
            default,
            deprecation,
            children=tuple(applied),
        )

    def _union(self, at: int) -> Draft:
        draft = self._named(Kind.UNION, "a union", at)
        self._directives(draft, draft.name)
        if self._skip("="):
            self._skip("|")
            while True:
                index = self.index
                name = self._name("the name of a member type")
                draft.members.append(Element(Kind.UNION_MEMBER, name, draft.name, self._line(index)))
                if not self._skip("|"):
                    break
        return draft

    def _enum(self, at: int) -> Draft:
        draft = self._named(Kind.ENUM, "an enum", at)
        self._directives(draft, draft.name)
        self._block(draft, self._enum_value)
        return draft

    def _enum_value(self, owner: str) -> Element:
        description = self._description()
        at = self.index
        name = self._name('an enum value or "}"')
        if name in _RESERVED_VALUES:
            raise self._error_at(self.starts[at], f"{name} can't be an enum value")
        coordinate = f"{owner}.{name}"
        deprecation: str | None = None
        applied: list[Element] = []
        if self.values[self.index] == "@":
            deprecation, applied = self._member_directives(coordinate)
        return Element(
            Kind.ENUM_VALUE,
            name,
            coordinate,
            self._line(at),
            description,
            None,
            None,
            deprecation,
            children=tuple(applied),
        )

    def _input(self, at: int) -> Draft:
        draft = self._named(Kind.INPUT_OBJECT, "an input object", at)
        self._directives(draft, draft.name)
        self._block(draft, self._input_field)
        return draft

    def _directive(self, at: int) -> Draft:
        self._expect("@", "and the name of the directive")
        draft = self._named(Kind.DIRECTIVE, "a directive", at)
        self.declared_directives.add(draft.name)
        coordinate = f"@{draft.name}"
        if self._skip("("):
            draft.members.extend(self._arguments(Kind.DIRECTIVE_ARGUMENT, coordinate))
        self._directives(draft, coordinate)
        draft.repeatable = self._skip("repeatable")
        self._expect("on", "and the locations of the directive")
        self._skip("|")
        while True:
            index = self.index
            name = self._name("a directive location")
            draft.members.append(Element(Kind.DIRECTIVE_LOCATION, name, coordinate, self._line(index)))
            if not self._skip("|"):
                return draft

    _DEFINITIONS: dict[str, Callable[[Reader, int], Draft]] = {  # noqa: RUF012
        "schema": _schema_definition,
        "scalar": _scalar,
        "type": _object,
        "interface": _interface,
        "union": _union,
        "enum": _enum,
        "input": _input,
        "directive": _directive,
    }
