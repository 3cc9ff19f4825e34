"""Random valid schemas, as lists of definitions whose order is free."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,6}", fullmatch=True)
# What real descriptions contain, and what is awkward to print: quotes, backslashes, blank lines, indents,
# line ends of all kinds, control and bidi characters, characters outside the basic plane.
_FRAGMENTS = [
    "word ",
    "two words",
    "\n",
    "\n\n  ",
    "\t",
    '"',
    '"""',
    "\\",
    "'",
    "#",
    "{}",
    "é中",
    "😀\u200d😀",
    "\u202e",
    "\u2028",
    "\x1b[31m",
    "\x9b",
    "\x7f",
    "\ufeff",
    "a line that is long enough to be wrapped by a printer, as some are",
]
TEXT = st.lists(st.sampled_from(_FRAGMENTS), min_size=1, max_size=5).map("".join)


@dataclass(frozen=True)
class RandomSchema:
    """Definitions in two spellings that mean the same.

    Attributes:
        definitions: SDL of each definition.
        respelled: The same definitions with members, arguments and the like in another order and layout.
    """

    definitions: tuple[str, ...]
    respelled: tuple[str, ...]


def quoted(text: str) -> str:
    """Return *text* as a GraphQL string with every doubtful character escaped."""
    out = []
    for character in text:
        code = ord(character)
        if character in '"\\':
            out.append("\\" + character)
        elif 0x20 <= code < 0x7F:
            out.append(character)
        elif code > 0xFFFF:
            high, low = divmod(code - 0x10000, 0x400)
            out.append(f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}")
        else:
            out.append(f"\\u{code:04x}")
    return '"' + "".join(out) + '"'


@st.composite
def literal(draw: st.DrawFn, named: str) -> tuple[str, str]:
    """Return a default value for a named scalar or enum type, spelled in two ways."""
    if named == "Int":
        number = draw(st.integers(-(2**31), 2**31 - 1))
        return str(number), str(number)
    if named == "Float":
        number = draw(st.integers(-9999, 9999))
        return f"{number}.5", f"{number}.50e0"
    if named in ("String", "ID"):
        text = draw(TEXT)
        return quoted(text), quoted(text)
    if named == "Boolean":
        value = draw(st.sampled_from(["true", "false"]))
        return value, value
    return "ONE", "ONE"


@st.composite
def described(draw: st.DrawFn, body: tuple[str, str]) -> tuple[str, str]:
    text = draw(TEXT) if draw(st.booleans()) else None
    if text is None:
        return body
    return f"{quoted(text)}\n{body[0]}", f"{quoted(text)} # remark\n{body[1]}"


@st.composite
def deprecated(draw: st.DrawFn) -> str:
    reason = draw(st.sampled_from([None, None, "", "use the other", '"quoted" \x1b']))
    if reason is None:
        return ""
    return f" @deprecated(reason: {quoted(reason)})" if reason else " @deprecated"


def _wrapped(draw: st.DrawFn, named: str) -> str:
    return draw(st.sampled_from(["{}", "{}!", "[{}]", "[{}!]!", "[[{}]!]"])).format(named)


@st.composite
def input_value(draw: st.DrawFn, name: str, types: list[str]) -> tuple[str, str]:
    named = draw(st.sampled_from(types))
    reference = _wrapped(draw, named)
    default = ("", "")
    if draw(st.booleans()) and named in ("Int", "Float", "String", "ID", "Boolean", "Colour"):
        first, second = draw(literal(named))
        depth = reference.count("[")
        default = (f" = {'[' * depth}{first}{']' * depth}", f"={'[' * depth}{second},{']' * depth}")
    tail = "" if reference.endswith("!") and not default[0] else draw(deprecated())
    return draw(
        described((f"{name}: {reference}{default[0]}{tail}", f"{name}:{reference}{default[1]}{tail},"))
    )


@st.composite
def field(draw: st.DrawFn, name: str, types: list[str], inputs: list[str]) -> tuple[str, str]:
    arguments = [draw(input_value(arg, inputs)) for arg in draw(st.lists(NAMES, unique=True, max_size=3))]
    first = "(" + "\n".join(a for a, _ in arguments) + ")" if arguments else ""
    second = "(" + "\n".join(b for _, b in reversed(arguments)) + ")" if arguments else ""
    reference = _wrapped(draw, draw(st.sampled_from(types)))
    tail = draw(deprecated())
    return draw(described((f"{name}{first}: {reference}{tail}", f"{name}{second}:{reference}{tail}")))


def _block(members: list[tuple[str, str]]) -> tuple[str, str]:
    return (
        "{\n" + "\n".join(a for a, _ in members) + "\n}",
        "{" + "\n,".join(b for _, b in reversed(members)) + "}",
    )


@st.composite
def schemas(draw: st.DrawFn) -> RandomSchema:
    """Return a schema that graphql-core builds and validates."""
    scalars = ["Int", "Float", "String", "Boolean", "ID"]
    inputs = [*scalars, "Colour", "Filter", "Stamp"]
    outputs = [*scalars, "Colour", "Stamp", "Query", "Thing", "Any", "Node"]
    names = st.lists(NAMES, unique=True, min_size=1, max_size=4)

    def fields() -> list[tuple[str, str]]:
        return [draw(field(name, outputs, inputs)) for name in draw(names)]

    node = ("id: ID!", "id:ID !")
    values = ["ONE", *(name for name in draw(names) if name not in ("true", "false", "null", "ONE"))]
    enum = _block(
        [
            draw(described((f"{value}{tail}", f"{value}{tail}")))
            for value in values
            for tail in [draw(deprecated())]
        ]
    )
    thing = _block([node, *[pair for pair in fields() if not _is_named(pair, "id")]])
    query = _block(fields())
    filter_ = _block([draw(input_value(name, [*scalars, "Colour", "Stamp"])) for name in draw(names)])
    url = draw(st.one_of(st.none(), st.just("https://example.com/stamp")))
    stamp = "" if url is None else f' @specifiedBy(url: "{url}")'
    arguments = [draw(input_value(name, scalars)) for name in draw(st.lists(NAMES, unique=True, max_size=2))]
    directive_arguments = ("(" + " ".join(a for a, _ in arguments) + ")") if arguments else ""
    respelled_arguments = ("(" + " ".join(b for _, b in reversed(arguments)) + ")") if arguments else ""
    definitions = [
        draw(described((f"type Query {query[0]}", f"type Query {query[1]}"))),
        draw(
            described((f"type Thing implements Node {thing[0]}", f"type Thing implements & Node {thing[1]}"))
        ),
        draw(described(("interface Node {\n id: ID!\n}", "interface Node {id:ID!}"))),
        draw(described(("union Any = Thing | Query", "union Any =\n | Query\n | Thing"))),
        draw(described((f"enum Colour {enum[0]}", f"enum Colour {enum[1]}"))),
        draw(described((f"input Filter {filter_[0]}", f"input Filter {filter_[1]}"))),
        draw(described((f"scalar Stamp{stamp}", f"scalar Stamp{stamp}"))),
        draw(
            described(
                (
                    f"directive @mark{directive_arguments} repeatable on FIELD | QUERY",
                    f"directive @mark{respelled_arguments} repeatable on | QUERY | FIELD",
                )
            )
        ),
    ]
    shuffled = draw(st.permutations([respelling for _, respelling in definitions]))
    return RandomSchema(tuple(spelling for spelling, _ in definitions), tuple(shuffled))


def _is_named(pair: tuple[str, str], name: str) -> bool:
    import re

    body = re.sub(r'^"(?:[^"\\]|\\.)*"\n', "", pair[0])
    return re.match(rf"{name}\b", body) is not None
