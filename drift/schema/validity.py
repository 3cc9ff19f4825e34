"""What makes a schema invalid, by section 3 of the specification.

Follows https://spec.graphql.org/September2025/#sec-Type-System

Published schemas are read whether they are valid or not; here it is said what is wrong with them. Directives as
they are applied are left out: where they may be used is for tools, and no request depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drift.schema.defaults import defaulted, misfits
from drift.schema.element import SPECIFIED_SCALARS, TYPE_KINDS, Element, Kind, Omission, Schema
from drift.schema.position import COMPOSITE_KINDS
from drift.schema.specified import LOCATIONS
from drift.schema.types import are_types_compatible, is_non_null, named_type, nullable

_MEMBERS = {
    Kind.OBJECT: (Kind.FIELD, "fields"),
    Kind.INTERFACE: (Kind.FIELD, "fields"),
    Kind.INPUT_OBJECT: (Kind.INPUT_FIELD, "fields"),
    Kind.ENUM: (Kind.ENUM_VALUE, "values"),
    Kind.UNION: (Kind.UNION_MEMBER, "members"),
}
_NAMED = TYPE_KINDS | {Kind.DIRECTIVE}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a valid schema does not have.

    Attributes:
        element: What it is about.
        owners: What encloses the element, outermost first.
        code: What kind of problem it is, with the names that tell it from others about the same element; it stays
            the same when a text is worded anew.
        text: The rest of a sentence that begins with the element's coordinate: ``has no fields``.
        seen_by: What a source must be able to say for the problem to be seen; None when every source can.
    """

    element: Element
    owners: tuple[Element, ...]
    code: str
    text: str
    seen_by: Omission | None = None


def problems(schema: Schema) -> tuple[Problem, ...]:
    """Return what makes a schema invalid, in canonical order; nothing for a valid one."""
    return tuple(_Checker(schema).problems(schema.elements[1:]))


def problems_after(schema: Schema, valid: Schema) -> tuple[Problem, ...]:
    """Return what makes a schema invalid, looking only at what differs from a valid one where that is enough.

    Args:
        schema: The schema.
        valid: A valid schema; definitions that are the very same object in both are known to be valid unless they
            depend on what differs.
    """
    if (schema.omits, schema.unknown) != (valid.omits, valid.unknown):
        return problems(schema)
    known = {id(element) for element in valid.elements}
    fresh = [element for element in schema.elements[1:] if id(element) not in known]
    kept = {id(element) for element in schema.elements}
    gone = [element for element in valid.types.values() if id(element) not in kept]
    is_new = any(element.name in SPECIFIED_SCALARS for element in fresh)
    if is_new or not all(_serves_as(element, schema.types.get(element.name)) for element in gone):
        return problems(schema)
    return tuple(_Checker(schema).problems(fresh))


def _serves_as(old: Element, new: Element | None) -> bool:
    """Return whether nothing that depends on a type can become invalid by what it is now."""
    if new is None or new.kind is not old.kind:
        return False
    if old.kind is Kind.INTERFACE:
        return _asked(old) == _asked(new)
    if old.kind is Kind.INPUT_OBJECT:
        before, after = _given(old), _given(new)
        return old.one_of == new.one_of and before <= after and not any(last for *_, last in after - before)
    kept = {(child.kind, child.name) for child in new.children}
    return all((child.kind, child.name) in kept for child in old.children if child.kind in _DEPENDED_ON)


def _asked(interface: Element) -> list[object]:
    """Return what an interface asks of those who implement it."""
    return [
        (
            child.kind,
            child.name,
            child.type,
            [(each.name, each.type, each.default) for each in child.children],
        )
        for child in interface.children
        if child.kind in (Kind.FIELD, Kind.IMPLEMENTS)
    ]


def _given(input_object: Element) -> set[tuple[str, str | None, str | None, bool]]:
    """Return what is given for an input object."""
    fields = input_object.of_kind(Kind.INPUT_FIELD)
    return {(each.name, each.type, each.default, each.is_required) for each in fields}


class _Checker:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.types = schema.types
        # By type reference, since fields have few different ones.
        self._kinds: dict[str, Kind | None] = {}

    def problems(self, definitions: Iterable[Element]) -> Iterator[Problem]:
        yield from self._roots()
        values: list[tuple[Element, Element]] = []
        for element in definitions:
            yield from self._names(element)
            if element.kind is Kind.DIRECTIVE:
                yield from self._directive(element)
            elif element.kind is not Kind.SCALAR:
                yield from self._type(element)
            values += ((value, element) for value in defaulted(element))
        owners = {id(value): element for value, element in values}
        for value in misfits((value for value, _ in values), self.types):
            # The fields that an object in a default names may be among what the source hides.
            is_partial = "{" in (value.default or "") and self._may_hide(Kind.INPUT_FIELD)
            if f"{value.coordinate}#default" not in self.schema.unknown and not is_partial:
                text = f"has the default {value.default}, which is not of type {value.type}"
                owner = owners[id(value)]
                is_member = any(child is value for child in owner.children)
                yield Problem(value, (owner,) if is_member else (), "default", text)

    def _may_hide(self, kind: Kind) -> bool:
        """Return whether the source leaves out deprecated members of a kind, so that one that is missing may exist."""
        return _DEPRECATION.get(kind) in self.schema.omits

    def _kind_of(self, reference: str | None) -> Kind | None:
        """Return the kind of the type that a reference names; None for one that is not defined."""
        reference = reference or ""
        if reference not in self._kinds:
            named = self.types.get(named_type(reference))
            self._kinds[reference] = None if named is None else named.kind
        return self._kinds[reference]

    def _roots(self) -> Iterator[Problem]:
        definition = self.schema.definition
        taken: dict[str, str] = {}
        for root in definition.of_kind(Kind.ROOT_OPERATION):
            name = root.type or ""
            found = self.types.get(name)
            if found is None:
                yield Problem(
                    definition,
                    (),
                    f"root-undefined {root.name}",
                    f"names {name} as its {root.name} root operation type, which is not defined",
                )
            elif found.kind is not Kind.OBJECT:
                yield Problem(
                    definition,
                    (),
                    f"root-kind {root.name}",
                    f"names {name} as its {root.name} root operation type, which is not an object type",
                )
            if taken.setdefault(name, root.name) != root.name:
                yield Problem(
                    definition, (), f"root-twice {root.name}", f"names {name} as root operation type twice"
                )

    def _names(self, definition: Element) -> Iterator[Problem]:
        text = "begins with two underscores, which introspection has for itself"
        for element in (definition, *definition.children):
            if element.name.startswith("__") and element.kind in _OWN_NAMES:
                yield Problem(element, (definition,), "name", text)
            for argument in element.children if element.kind is Kind.FIELD else ():
                if argument.name.startswith("__") and argument.kind in _OWN_NAMES:
                    yield Problem(argument, (definition,), "name", text)

    def _directive(self, directive: Element) -> Iterator[Problem]:
        for location in directive.of_kind(Kind.DIRECTIVE_LOCATION):
            if location.name not in LOCATIONS:
                text = f"is on {location.name}, which is not a directive location"
                yield Problem(directive, (), f"location {location.name}", text, Omission.DIRECTIVE_LOCATIONS)
        for argument in directive.of_kind(Kind.DIRECTIVE_ARGUMENT):
            yield from self._input_value(argument, (directive,), Omission.DIRECTIVE_ARGUMENT_DEPRECATION)

    def _type(self, type_: Element) -> Iterator[Problem]:
        kind, words = _MEMBERS[type_.kind]
        members = type_.of_kind(kind)
        if not members and not self._may_hide(kind):
            yield Problem(type_, (), "empty", f"has no {words}")
        if kind is Kind.FIELD:
            for field in members:
                if field.children or self._kind_of(field.type) is Kind.INPUT_OBJECT:
                    yield from self._field(field, type_)
            yield from self._interfaces(type_)
        elif kind is Kind.UNION_MEMBER:
            for member in members:
                yield from self._member(member, type_)
        elif kind is Kind.INPUT_FIELD:
            yield from self._input_object(type_, members)

    def _field(self, field: Element, owner: Element) -> Iterator[Problem]:
        if self._kind_of(field.type) is Kind.INPUT_OBJECT:
            text = f"answers with {named_type(field.type or '')}, which is an input object"
            yield Problem(field, (owner,), "output-type", text)
        for argument in field.children:
            if argument.kind is Kind.ARGUMENT:
                yield from self._input_value(argument, (owner, field), Omission.ARGUMENT_DEPRECATION)

    def _input_value(
        self, value: Element, owners: tuple[Element, ...], deprecation: Omission
    ) -> Iterator[Problem]:
        if self._kind_of(value.type) in COMPOSITE_KINDS:
            named = named_type(value.type or "")
            yield Problem(value, owners, "input-type", f"takes {named}, which is not an input type")
        if value.deprecation is not None and value.is_required:
            yield Problem(value, owners, "required-deprecated", "is required and deprecated", deprecation)

    def _member(self, member: Element, union: Element) -> Iterator[Problem]:
        named = self.types.get(member.name)
        if named is None:
            yield Problem(
                union,
                (),
                f"member-undefined {member.name}",
                f"has the member {member.name}, which is not defined",
            )
        elif named.kind is not Kind.OBJECT:
            yield Problem(
                union,
                (),
                f"member-kind {member.name}",
                f"has the member {member.name}, which is not an object type",
            )

    def _input_object(self, type_: Element, fields: tuple[Element, ...]) -> Iterator[Problem]:
        for field in fields:
            yield from self._input_value(field, (type_,), Omission.INPUT_FIELD_DEPRECATION)
            if type_.one_of and (is_non_null(field.type or "") or field.default is not None):
                text = "is a field of a @oneOf input object, so it must be nullable and have no default"
                yield Problem(field, (type_,), "one-of", text, Omission.ONE_OF)
        if self._needs_itself(type_):
            yield Problem(type_, (), "endless", "can't be given: it requires a value of itself")

    def _needs_itself(self, type_: Element) -> bool:
        """Return whether every value of an input object holds another one, without end."""
        seen: set[str] = set()
        waiting = [type_]
        while waiting:
            for field in waiting.pop().of_kind(Kind.INPUT_FIELD):
                reference = field.type or ""
                found = self.types.get(nullable(reference)) if is_non_null(reference) else None
                if found is None or found.kind is not Kind.INPUT_OBJECT:
                    continue
                if found.name == type_.name:
                    return True
                if found.name not in seen:
                    seen.add(found.name)
                    waiting.append(found)
        return False

    def _interfaces(self, type_: Element) -> Iterator[Problem]:
        implemented = {member.name for member in type_.of_kind(Kind.IMPLEMENTS)}
        for name in sorted(implemented):
            interface = self.types.get(name)
            if interface is None:
                yield Problem(
                    type_, (), f"interface-undefined {name}", f"implements {name}, which is not defined"
                )
            elif interface.kind is not Kind.INTERFACE:
                yield Problem(
                    type_, (), f"interface-kind {name}", f"implements {name}, which is not an interface"
                )
            elif name == type_.name:
                yield Problem(type_, (), "interface-itself", "implements itself")
            else:
                missing = {member.name for member in interface.of_kind(Kind.IMPLEMENTS)} - implemented
                for other in sorted(missing - {type_.name}):
                    text = f"implements {name} and not {other}, which {name} implements"
                    yield Problem(
                        type_, (), f"interface-missing {name} {other}", text, Omission.INTERFACE_INTERFACES
                    )
                yield from self._conformance(type_, interface)

    def _conformance(self, type_: Element, interface: Element) -> Iterator[Problem]:
        fields = {field.name: field for field in type_.of_kind(Kind.FIELD)}
        for wanted in interface.of_kind(Kind.FIELD):
            field = fields.get(wanted.name)
            if field is None:
                code = f"field-missing {interface.name} {wanted.name}"
                yield Problem(type_, (), code, f"has no field {wanted.name}, which {interface.name} asks for")
                continue
            if field.type != wanted.type and not are_types_compatible(
                field.type or "", wanted.type or "", self._is_subtype
            ):
                text = f"answers with {field.type}, and {interface.name} asks for {wanted.type}"
                yield Problem(field, (type_,), f"field-type {interface.name}", text)
            if field.children or wanted.children:
                yield from self._arguments(field, wanted, type_, interface)

    def _arguments(
        self, field: Element, wanted: Element, type_: Element, interface: Element
    ) -> Iterator[Problem]:
        given = {argument.name: argument for argument in field.of_kind(Kind.ARGUMENT)}
        for argument in wanted.of_kind(Kind.ARGUMENT):
            found = given.pop(argument.name, None)
            if found is None and self._may_hide(Kind.ARGUMENT):
                continue
            if found is None:
                text = f"has no argument {argument.name}, which {interface.name} asks for"
                yield Problem(field, (type_,), f"argument-missing {interface.name} {argument.name}", text)
            elif found.type != argument.type:
                text = f"takes {found.type}, and {interface.name} asks for {argument.type}"
                yield Problem(found, (type_, field), f"argument-type {interface.name}", text)
        for argument in given.values():
            if argument.is_required:
                code = f"argument-required {interface.name}"
                text = f"is required, and {interface.name} does not have it"
                yield Problem(argument, (type_, field), code, text)

    def _is_subtype(self, given: str, wanted: str) -> bool:
        if given == wanted or f"{given}#interfaces" in self.schema.unknown:
            return True
        found, target = self.types.get(given), self.types.get(wanted)
        if target is None or found is None:
            # What is not defined was noticed when the schema was read.
            return target is None and wanted not in SPECIFIED_SCALARS
        if target.kind is Kind.UNION:
            return target.child(Kind.UNION_MEMBER, given) is not None
        if found.kind is Kind.INTERFACE and Omission.INTERFACE_INTERFACES in self.schema.omits:
            return True
        return found.child(Kind.IMPLEMENTS, wanted) is not None


_DEPRECATION = {
    Kind.ARGUMENT: Omission.ARGUMENT_DEPRECATION,
    Kind.INPUT_FIELD: Omission.INPUT_FIELD_DEPRECATION,
}
_OWN_NAMES = _NAMED | {
    Kind.FIELD,
    Kind.ARGUMENT,
    Kind.INPUT_FIELD,
    Kind.ENUM_VALUE,
    Kind.DIRECTIVE_ARGUMENT,
}
# The members by which a type fits where it is named.
_DEPENDED_ON = frozenset({Kind.IMPLEMENTS, Kind.UNION_MEMBER, Kind.ENUM_VALUE})
