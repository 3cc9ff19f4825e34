"""Definitions on their way to a :class:`Schema`: merged, completed and put into canonical order.

Both readers hand over drafts; what is tolerated is decided here once, so that the same schema reads the same
from SDL and from an endpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches

from drift.errors import SchemaUnreadable
from drift.schema.defaults import defaulted, misfits
from drift.schema.draft import NAMES_A_TYPE, Draft, build, coordinate_of, uses
from drift.schema.element import (
    SPECIFIED_DIRECTIVES,
    SPECIFIED_SCALARS,
    TYPE_KINDS,
    Element,
    Kind,
    Notice,
    Omission,
    Schema,
)
from drift.schema.names import natural_key
from drift.schema.specified import DEFAULT_ROOTS, INTROSPECTION_TYPES, LOCATIONS, SPECIFIED_ARGUMENTS
from drift.schema.text import SourceText
from drift.schema.types import named_type

NO_QUERY_ROOT = "the schema has no query root operation type, so no query is valid against it"
# Comparing names takes long, and who leaves out so many definitions has not misspelt them.
_MAX_LIKENED = 20
_OWN_COORDINATE = frozenset(
    {
        Kind.FIELD,
        Kind.ARGUMENT,
        Kind.INPUT_FIELD,
        Kind.ENUM_VALUE,
        Kind.DIRECTIVE_ARGUMENT,
    }
)


class Assembly:
    """Collects drafts and gives the schema.

    Args:
        source: What is being read; an introspection result has no lines and gives its name only.
        strict_duplicates: Refuse two different definitions of one name, as an endpoint must not send them;
            a published file's are merged with a notice.
    """

    def __init__(self, source: SourceText, *, strict_duplicates: bool) -> None:
        self.notices: list[Notice] = []
        self._source = source
        self._strict = strict_duplicates
        self._types: dict[str, Draft] = {}
        self._directives: dict[str, Draft] = {}
        self._schema: Draft | None = None

    def note(self, text: str, coordinate: str | None = None, line: int | None = None) -> None:
        """Remember something that was tolerated."""
        self.notices.append(Notice(text, coordinate, line))

    def unreadable(self, message: str, line: int, column: int | None = None) -> SchemaUnreadable:
        """Return the error for a place in the source."""
        location = self._source.locate(line)
        return SchemaUnreadable(message, path=location.path, line=location.line, column=column)

    def _contradiction(self, coordinate: str, what: str) -> SchemaUnreadable:
        """Return the error for an endpoint that says two things of one element."""
        return SchemaUnreadable(
            f"{coordinate} is listed twice{what}, so the answer contradicts itself: report it to the API's owner",
            path=self._source.parts[0][0],
        )

    def _place(self, line: int) -> str:
        location = self._source.locate(line)
        return f"on line {line}" if len(self._source.parts) == 1 else f"in {location}"

    def add(self, draft: Draft) -> None:
        """Take in a definition or an extension, in any order."""
        if draft.kind is Kind.SCHEMA:
            self._schema = draft if self._schema is None else self._merge(self._schema, draft)
            return
        if draft.kind is Kind.DIRECTIVE:
            known = self._directives
        else:
            if draft.name in INTROSPECTION_TYPES:
                return
            known = self._types
        earlier = known.get(draft.name)
        known[draft.name] = draft if earlier is None else self._merge(earlier, draft)

    def _merge(self, earlier: Draft, later: Draft) -> Draft:
        if earlier.kind is not later.kind:
            if self._strict:
                raise self._contradiction(later.name, f", as {earlier.kind.value} and as {later.kind.value}")
            raise self.unreadable(
                f"{later.name} is defined as {later.kind.value} here and as {earlier.kind.value} "
                f"{self._place(earlier.line)}: keep one of them",
                later.line,
            )
        both_define = not earlier.is_extension and not later.is_extension
        if both_define and self._is_duplicate(earlier, later):
            return earlier
        base, extension = (
            (later, earlier) if earlier.is_extension and not later.is_extension else (earlier, later)
        )
        merged = replace(
            base,
            applied=base.applied + extension.applied,
            members=base.members + extension.members,
            built=None,
            uses=None,
        )
        merged.description = base.description if base.description is not None else extension.description
        merged.specified_by = base.specified_by or extension.specified_by
        merged.one_of = base.one_of or extension.one_of
        merged.repeatable = base.repeatable or extension.repeatable
        merged.deprecation = base.deprecation if base.deprecation is not None else extension.deprecation
        return merged

    def _is_duplicate(self, earlier: Draft, later: Draft) -> bool:
        """Return whether two definitions say the same; notices or refuses what is not clean."""
        coordinate = coordinate_of(later)
        if self._element(earlier) == self._element(later):
            again = "" if self._strict else f", in the same words as {self._place(earlier.line)}"
            self.note(f"is defined again{again}; read once", coordinate, later.line)
            return True
        if self._strict:
            raise self._contradiction(coordinate, " with different content")
        self.note(
            f"is defined again, in other words than {self._place(earlier.line)}; read as one definition with the "
            "members of both",
            coordinate,
            later.line,
        )
        return False

    def note_repetition(self, first: Element, again: Element) -> None:
        """Notice that a member is defined twice; the first one counts."""
        subject = "" if again.kind in _OWN_COORDINATE else f"lists {again.kind.value} {again.name}: it "
        if first == again:
            before = "" if self._strict else f", as {self._place(first.line)}"
            text = f"{subject}is listed again{before}; read once"
        elif self._strict:
            raise self._contradiction(again.coordinate, " with different content")
        else:
            text = f"{subject}is defined again, differently from {self._place(first.line)[3:]}, which counts"
        self.note(text, again.coordinate, again.line)

    def _element(self, draft: Draft) -> Element:
        return build(draft, self._distinct(draft, quiet=True))

    def _distinct(self, draft: Draft, *, quiet: bool = False) -> list[Element]:
        """Return the members with each name once; the first one counts."""
        seen: dict[tuple[Kind, str], Element] = {}
        for member in draft.members:
            first = seen.setdefault((member.kind, member.name), member)
            if first is not member and not quiet:
                self.note_repetition(first, member)
        return list(seen.values())

    def schema(self, *, omits: Iterable[Omission] = (), unknown: Iterable[str] = ()) -> Schema:
        """Return the finished schema.

        Raises:
            SchemaUnreadable: No type is defined at all.
        """
        if not self._types:
            paths = ", ".join(path for path, _ in self._source.parts[:3])
            raise SchemaUnreadable("defines no type, so it is not a schema", path=paths)
        self._drop_specified()
        definition = self._schema_definition()
        self._add_missing_types()
        elements = [definition]
        values: list[Element] = []
        for drafts in (self._directives, self._types):
            for name in sorted(drafts, key=natural_key):
                draft = drafts[name]
                if draft.built is None:
                    draft.built = build(draft, self._distinct(draft))
                    draft.defaulted = defaulted(draft.built)
                elements.append(draft.built)
                values += draft.defaulted
        unanswered = frozenset(unknown)
        self._note_doubtful(elements, values, unanswered)
        return Schema(tuple(elements), frozenset(omits), unanswered, tuple(self.notices))

    def _note_doubtful(
        self, elements: Sequence[Element], values: Iterable[Element], unknown: frozenset[str]
    ) -> None:
        """Notice default values that do not fit their types, and locations that no directive can be on."""
        types = {element.name: element for element in elements if element.kind in TYPE_KINDS}
        for value in misfits(values, types):
            if f"{value.coordinate}#default" not in unknown:
                self.note(
                    f"has the default {value.default}, which is not of type {value.type}",
                    value.coordinate,
                    value.line,
                )
        for directive in (element for element in elements if element.kind is Kind.DIRECTIVE):
            for location in directive.of_kind(Kind.DIRECTIVE_LOCATION):
                if location.name not in LOCATIONS:
                    likely = get_close_matches(location.name, sorted(LOCATIONS), n=1)
                    hint = f": did you mean {likely[0]}?" if likely else ""
                    self.note(
                        f"is on {location.name}, which is not a directive location{hint}",
                        directive.coordinate,
                        location.line,
                    )

    def _drop_specified(self) -> None:
        for name in SPECIFIED_SCALARS & self._types.keys():
            if self._types[name].kind is Kind.SCALAR:
                del self._types[name]
        for name in SPECIFIED_DIRECTIVES & self._directives.keys():
            arguments = {m.name for m in self._directives[name].members if m.kind is Kind.DIRECTIVE_ARGUMENT}
            if arguments <= SPECIFIED_ARGUMENTS[name]:
                del self._directives[name]

    def _schema_definition(self) -> Element:
        draft = self._schema or Draft(Kind.SCHEMA, "schema", 1, is_extension=True)
        # A definition without roots can't be written as SDL: there a type named Query is the root by its name.
        if draft.is_extension or not draft.members:
            named = {member.name for member in draft.members}
            draft = replace(draft, members=list(draft.members))
            for operation, type_name in DEFAULT_ROOTS.items():
                root = self._types.get(type_name)
                if operation not in named and root is not None and root.kind is Kind.OBJECT:
                    draft.members.append(
                        Element(Kind.ROOT_OPERATION, operation, type_name, root.line, type=type_name)
                    )
        for member in draft.members:
            root = self._types.get(member.type or "")
            if root is None:
                self.note(
                    f"is the {member.name} root operation type and is not defined",
                    member.coordinate,
                    member.line,
                )
            elif root.kind is not Kind.OBJECT:
                self.note(
                    f"is the {member.name} root operation type and is not an object type",
                    member.coordinate,
                    member.line,
                )
        if not any(member.name == "query" for member in draft.members):
            self.note(NO_QUERY_ROOT)
        return build(draft, self._distinct(draft))

    def _add_missing_types(self) -> None:
        defined = self._types.keys() | SPECIFIED_SCALARS | INTROSPECTION_TYPES
        drafts = [*self._types.values(), *self._directives.values()]
        incomplete = [draft for draft in drafts if not uses(draft) <= defined]
        missing: dict[str, tuple[str, int]] = {}
        for draft in incomplete:
            for member in draft.members:
                for user in (member, *member.of_kind(Kind.ARGUMENT)):
                    if user.type is not None and named_type(user.type) not in defined:
                        missing.setdefault(named_type(user.type), (user.coordinate, user.line))
                if member.kind in NAMES_A_TYPE and member.name not in self._types:
                    self.note(f"names {member.name}, which is not defined", member.coordinate, member.line)
        names = sorted(defined) if len(missing) <= _MAX_LIKENED else []
        likely = {name: get_close_matches(name, names, n=1, cutoff=0.8) for name in missing}
        # A file that leaves out the definitions of its scalars means one by every unknown name.
        is_misspelt = bool(likely) and all(likely.values())
        for name, (coordinate, line) in missing.items():
            text = f"is used by {coordinate} and never defined; read as a scalar"
            if is_misspelt:
                text = f"is an unknown type, used by {coordinate}: did you mean {likely[name][0]}? Read as a scalar"
            self.note(text, name, line)
            self._types[name] = Draft(Kind.SCALAR, name, line)
