"""Schema to canonical SDL: the only place that knows the layout.

The layout is what graphql-js prints for a lexicographically sorted schema, with applied directives added where
the source has them. Values are printed by :mod:`drift.schema.literal`, since libraries disagree on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drift.schema import header
from drift.schema.element import DEFAULT_DEPRECATION_REASON, Element, Kind, Schema
from drift.schema.literal import UNPRINTABLE, print_string
from drift.schema.specified import DEFAULT_ROOTS

_KEYWORDS = {
    Kind.SCALAR: "scalar",
    Kind.OBJECT: "type",
    Kind.INTERFACE: "interface",
    Kind.UNION: "union",
    Kind.ENUM: "enum",
    Kind.INPUT_OBJECT: "input",
}
_WRAP_AT = 70


class Printed:
    """The definitions of the schema that was printed last, so that the next one prints only what is new in it."""

    def __init__(self) -> None:
        # The element beside the text: as long as it is kept, no other one has its identity.
        self._texts: dict[int, tuple[Element, str]] = {}

    def definitions(self, elements: Iterable[Element]) -> Iterator[str]:
        """Yield the SDL of each definition."""
        before, self._texts = self._texts, {}
        for element in elements:
            kept = before.get(id(element)) or (element, definition_sdl(element))
            self._texts[id(element)] = kept
            yield kept[1]


def render(schema: Schema, printed: Printed | None = None) -> str:
    """Return the canonical SDL of a schema, header line first, ending in a newline.

    Schemas that are equal give equal text, and reading that text gives an equal schema.

    Args:
        schema: The schema.
        printed: What was printed before of the schemas whose definitions it shares.
    """
    parts = [header.render(schema.omits, schema.unknown)]
    definition = _schema_definition(schema)
    if definition:
        parts.append(definition)
    parts.extend((printed or Printed()).definitions(schema.elements[1:]))
    return "\n\n".join(parts) + "\n"


def definition_sdl(element: Element) -> str:
    """Return the SDL of one directive definition or type, description included, without line end."""
    description = _description(element, "", first=True)
    applied = _own_directives(element) + _applied(element)
    if element.kind is Kind.DIRECTIVE:
        locations = " | ".join(location.name for location in element.of_kind(Kind.DIRECTIVE_LOCATION))
        arguments = _arguments(element.of_kind(Kind.DIRECTIVE_ARGUMENT), "")
        repeatable = " repeatable" if element.repeatable else ""
        return f"{description}directive @{element.name}{arguments}{applied}{repeatable} on {locations}"
    line = f"{description}{_KEYWORDS[element.kind]} {element.name}"
    if element.kind is Kind.UNION:
        members = " | ".join(member.name for member in element.of_kind(Kind.UNION_MEMBER))
        return f"{line}{applied} = {members}" if members else line + applied
    interfaces = element.of_kind(Kind.IMPLEMENTS)
    if interfaces:
        line += " implements " + " & ".join(interface.name for interface in interfaces)
    return line + applied + _block(_members(element))


def member_sdl(element: Element) -> str:
    """Return the SDL of one field, argument, input field or enum value, without its description."""
    if element.kind is Kind.FIELD:
        arguments = _arguments(element.of_kind(Kind.ARGUMENT), "  ")
        return f"{element.name}{arguments}: {element.type}{_deprecated(element)}{_applied(element)}"
    if element.type is not None:
        default = "" if element.default is None else f" = {element.default}"
        return f"{element.name}: {element.type}{default}{_deprecated(element)}{_applied(element)}"
    return f"{element.name}{_deprecated(element)}{_applied(element)}"


def _schema_definition(schema: Schema) -> str:
    definition = schema.definition
    applied = _applied(definition)
    implied = {
        operation: name
        for operation, name in DEFAULT_ROOTS.items()
        if name in schema.types and schema.types[name].kind is Kind.OBJECT
    }
    if not definition.description and not applied and schema.roots == implied:
        return ""
    return schema_sdl(definition)


def schema_sdl(definition: Element) -> str:
    """Return the SDL of a schema definition, also where it could be left out; nothing when it says nothing."""
    applied = _applied(definition)
    roots = definition.of_kind(Kind.ROOT_OPERATION)
    if not roots and not applied:
        return ""
    keyword = "schema" if roots else "extend schema"
    description = _description(definition, "", first=True) if roots else ""
    return f"{description}{keyword}{applied}{_block([f'  {root.name}: {root.type}' for root in roots])}"


def _members(element: Element) -> list[str]:
    lines: list[str] = []
    for child in element.children:
        if child.kind in (Kind.FIELD, Kind.INPUT_FIELD, Kind.ENUM_VALUE):
            lines.append(f"{_description(child, '  ', first=not lines)}  {member_sdl(child)}")
    return lines


def _block(lines: list[str]) -> str:
    return " {\n" + "\n".join(lines) + "\n}" if lines else ""


def _arguments(arguments: Iterable[Element], indentation: str) -> str:
    given = list(arguments)
    if not given:
        return ""
    if all(argument.description is None for argument in given):
        return "(" + ", ".join(map(member_sdl, given)) + ")"
    inner = indentation + "  "
    lines = [
        f"{_description(argument, inner, first=not index)}{inner}{member_sdl(argument)}"
        for index, argument in enumerate(given)
    ]
    return "(\n" + "\n".join(lines) + f"\n{indentation})"


def _deprecated(element: Element) -> str:
    """Return ``@deprecated`` with what is in it, led by a space."""
    if element.deprecation is None:
        return ""
    arguments = (
        []
        if element.deprecation == DEFAULT_DEPRECATION_REASON
        else [f"reason: {print_string(element.deprecation)}"]
    )
    # A server's own arguments of @deprecated are kept as an applied directive; they belong in the same pair of
    # parentheses.
    extra = element.child(Kind.APPLIED_DIRECTIVE, "deprecated")
    if extra is not None:
        arguments.extend(f"{argument.name}: {argument.default}" for argument in extra.children)
    return f" @deprecated({', '.join(arguments)})" if arguments else " @deprecated"


def _own_directives(element: Element) -> str:
    if element.kind is Kind.DIRECTIVE:
        return _deprecated(element)
    specified_by = (
        "" if element.specified_by is None else f" @specifiedBy(url: {print_string(element.specified_by)})"
    )
    return specified_by + (" @oneOf" if element.one_of else "")


def _applied(element: Element) -> str:
    text = ""
    for applied in element.children:
        if applied.kind is not Kind.APPLIED_DIRECTIVE:
            break
        if applied.name == "deprecated" and element.deprecation is not None:
            continue
        text += f" @{applied.name}"
        if applied.children:
            arguments = ", ".join(f"{argument.name}: {argument.default}" for argument in applied.children)
            text += f"({arguments})"
    return text


def _description(element: Element, indentation: str, *, first: bool) -> str:
    """Return the description with its line end; a blank line leads it unless it is *first* in its block."""
    if element.description is None:
        return ""
    lead = "\n" + indentation if indentation and not first else indentation
    return lead + description_sdl(element.description).replace("\n", "\n" + indentation) + "\n"


def description_sdl(text: str) -> str:
    """Return a description as a block string where that keeps every character, else as a quoted string."""
    return _block_string(text) if _is_block_printable(text) else print_string(text)


def _is_block_printable(text: str) -> bool:
    if UNPRINTABLE.search(text):
        return False
    lines = text.split("\n")
    if not lines[0].strip(" \t") or not lines[-1].strip(" \t"):
        return False
    return len(lines) == 1 or any(line and line[0] not in " \t" for line in lines)


def _block_string(text: str) -> str:
    escaped = text.replace('"""', '\\"""')
    lines = escaped.split("\n")
    single = len(lines) == 1
    lead = not single and all(not line or line[0] in " \t" for line in lines[1:])
    ends_in_triple = escaped.endswith('\\"""')
    trail = (text.endswith('"') and not ends_in_triple) or text.endswith("\\")
    multiple = not single or _utf16_length(text) > _WRAP_AT or trail or lead or ends_in_triple
    begin = "\n" if (multiple and not (single and text[0] in " \t")) or lead else ""
    end = "\n" if multiple or trail else ""
    return f'"""{begin}{escaped}{end}"""'


def _utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
