"""A mutation engine over schemas: one random, small, plausible change at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from drift.schema import canonical, sdl
from drift.schema.element import Element, Kind, Schema
from drift.schema.types import is_list, is_non_null, item_type, named_type, nullable

SEED_SCHEMA = """
directive @show(to: Role = USER, after: Int! = 1) repeatable on FIELD | QUERY | OBJECT
directive @cost(of: Int, per: [Weight]) on FIELD_DEFINITION | ARGUMENT_DEFINITION
type Query {
  node(id: ID!): Node
  nodes(first: Int! = 10, order: Order = {by: NAME, down: false}): [Node!]!
  search(text: String!, kinds: [Kind!] = [USER, TEAM]): [Found]
  me: User @cost(of: 3)
  at: Stamp
}
type Mutation { save(input: SaveInput!): Saved  drop(by: DropBy): Boolean @deprecated(reason: "Use save.") }
interface Node { id: ID!  name: String }
interface Actor implements Node { id: ID!  name: String  role: Role }
type User implements Node & Actor {
  id: ID!  name: String  role: Role  email: String  team: Team  tags: [String!]
}
type Bot implements Node & Actor { id: ID!  name: String!  role: Role  owner: User  tags: [String!] }
type Team implements Node {
  id: ID!  name: String  members(first: Int, after: String): [User!]  tags: [String]
}
union Found = User | Team | Bot
type Saved { found: Found  state: State  warnings: [Warning!] }
type Warning { text: String  level: Int! }
type Forgotten { name: String  kind: Kind  lost(a: Int): Lost }
type Lost { a: Int  b: State }
input Order { by: OrderBy!  down: Boolean = true  then: Order }
input SaveInput { name: String = "new"  role: Role! = USER  tags: [String!]  more: SaveMore  weight: Weight }
input SaveMore { at: Stamp  state: State }
input DropBy @oneOf { id: ID  name: String }
input Unused { a: Int!  b: Weight }
enum Role { USER ADMIN }
enum Kind { USER TEAM BOT @deprecated }
enum OrderBy { NAME AGE }
enum State { OPEN CLOSED }
enum Weight { LOW HIGH }
scalar Stamp @specifiedBy(url: "https://example.com/stamp")
scalar Unseen
"""

_WITH_MEMBERS = (Kind.OBJECT, Kind.INTERFACE, Kind.INPUT_OBJECT, Kind.ENUM, Kind.UNION)
_VALUES = (Kind.ARGUMENT, Kind.DIRECTIVE_ARGUMENT, Kind.INPUT_FIELD)
_DEFAULTS = {"Int": ["1", "2"], "String": ['"a"', '""'], "Boolean": ["true", "false"], "ID": ["1", '"b"']}


def mutate(schema: Schema, random: Random, steps: int = 1) -> Schema:
    """Return a schema that differs by some random changes."""
    for _ in range(steps):
        for _ in range(50):
            changed = random.choice(_MUTATIONS)(schema, random)
            if changed is not None:
                # Read again, so that what comes out is what a schema file can say.
                schema = sdl.read(canonical.render(changed))
                break
    return schema


def _replace(schema: Schema, target: Element, *instead: Element) -> Schema:
    """Return the schema with one element, by identity, replaced by none, one or more."""

    def within(element: Element) -> tuple[Element, ...]:
        if element is target:
            return instead
        children = tuple(new for child in element.children for new in within(child))
        return (element if children == element.children else replace(element, children=children),)

    return Schema(tuple(new for element in schema.elements for new in within(element)))


def _any(schema: Schema, random: Random, *kinds: Kind) -> Element | None:
    found = [element for element in schema.walk() if element.kind in kinds]
    return random.choice(found) if found else None


def _drop(schema: Schema, random: Random) -> Schema | None:
    element = _any(
        schema, random, Kind.FIELD, *_VALUES, Kind.ENUM_VALUE, Kind.UNION_MEMBER, Kind.IMPLEMENTS,
        Kind.DIRECTIVE_LOCATION, Kind.DIRECTIVE, Kind.APPLIED_DIRECTIVE,
    )  # fmt: skip
    return None if element is None else _replace(schema, element)


def _drop_type(schema: Schema, random: Random) -> Schema | None:
    used = {named_type(element.type) for element in schema.walk() if element.type is not None}
    used |= {
        element.name for element in schema.walk() if element.kind in (Kind.UNION_MEMBER, Kind.IMPLEMENTS)
    }
    unused = [element for name, element in schema.types.items() if name not in used]
    return _replace(schema, random.choice(unused)) if unused else None


def _fresh(random: Random) -> str:
    return random.choice("klmnopqrstuvwxyz") + str(random.randrange(100))


def _input_types(schema: Schema) -> list[str]:
    kinds = (Kind.SCALAR, Kind.ENUM, Kind.INPUT_OBJECT)
    return ["Int", "String", "ID", *(name for name, e in schema.types.items() if e.kind in kinds)]


def _output_types(schema: Schema) -> list[str]:
    return [
        "Int",
        "String",
        "ID",
        *(name for name, e in schema.types.items() if e.kind is not Kind.INPUT_OBJECT),
    ]


def _wrapped(name: str, random: Random) -> str:
    return random.choice(["{}", "{}!", "[{}]", "[{}!]", "[{}]!"]).format(name)


def _add(schema: Schema, random: Random) -> Schema | None:
    owner = _any(schema, random, *_WITH_MEMBERS, Kind.FIELD, Kind.DIRECTIVE)
    assert owner is not None
    name, inputs = _fresh(random), _input_types(schema)
    if owner.kind in (Kind.OBJECT, Kind.INTERFACE):
        new = Element(Kind.FIELD, name, "", type=_wrapped(random.choice(_output_types(schema)), random))
    elif owner.kind is Kind.ENUM:
        new = Element(Kind.ENUM_VALUE, name.upper(), "")
    elif owner.kind is Kind.UNION:
        objects = [name for name, element in schema.types.items() if element.kind is Kind.OBJECT]
        name = random.choice(objects)
        if owner.child(Kind.UNION_MEMBER, name) is not None:
            return None
        new = Element(Kind.UNION_MEMBER, name, "")
    else:
        kind = {Kind.INPUT_OBJECT: Kind.INPUT_FIELD, Kind.FIELD: Kind.ARGUMENT}.get(
            owner.kind, Kind.DIRECTIVE_ARGUMENT
        )
        new = Element(kind, name, "", type=_wrapped(random.choice(inputs), random))
    return _replace(schema, owner, replace(owner, children=(*owner.children, new)))


def _add_type(schema: Schema, random: Random) -> Schema | None:
    name = _fresh(random).upper()
    if name in schema.types:
        return None
    kind, child = random.choice(
        [(Kind.OBJECT, Kind.FIELD), (Kind.INPUT_OBJECT, Kind.INPUT_FIELD), (Kind.ENUM, Kind.ENUM_VALUE)]
    )
    member = Element(child, "A", "", type=None if child is Kind.ENUM_VALUE else "Int")
    return Schema((*schema.elements, Element(kind, name, name, children=(member,))))


def _retype(schema: Schema, random: Random) -> Schema | None:
    element = _any(schema, random, Kind.FIELD, *_VALUES)
    assert element is not None
    assert element.type is not None
    types = _output_types(schema) if element.kind is Kind.FIELD else _input_types(schema)
    reference = element.type.replace(named_type(element.type), random.choice(types))
    return _replace(schema, element, replace(element, type=reference, default=None))


def _wrap(schema: Schema, random: Random) -> Schema | None:
    element = _any(schema, random, Kind.FIELD, *_VALUES)
    assert element is not None
    assert element.type is not None
    reference = element.type
    choices: list[str] = [
        nullable(reference) if is_non_null(reference) else reference + "!",
        f"[{reference}]",
    ]
    if is_list(reference):
        item = item_type(reference)
        other = nullable(item) if is_non_null(item) else item + "!"
        choices += [item, f"[{other}]" + "!" * is_non_null(reference)]
    reference = random.choice(choices)
    default = element.default
    if default is not None and is_list(reference) != is_list(element.type):
        default = None
    return _replace(schema, element, replace(element, type=reference, default=default))


def _default(schema: Schema, random: Random) -> Schema | None:
    element = _any(schema, random, *_VALUES)
    assert element is not None
    assert element.type is not None
    name = named_type(element.type)
    values = _DEFAULTS.get(name, [])
    if name in schema.types and schema.types[name].kind is Kind.ENUM:
        values = [value.name for value in schema.types[name].of_kind(Kind.ENUM_VALUE)]
    choices = [value for value in [None, *values] if value != element.default]
    if not choices:
        return None
    return _replace(schema, element, replace(element, default=random.choice(choices)))


def _deprecate(schema: Schema, random: Random) -> Schema | None:
    element = _any(schema, random, Kind.FIELD, Kind.ENUM_VALUE, *_VALUES)
    assert element is not None
    reasons = [reason for reason in (None, "gone soon", "use other") if reason != element.deprecation]
    return _replace(schema, element, replace(element, deprecation=random.choice(reasons)))


def _describe(schema: Schema, random: Random) -> Schema | None:
    element = _any(schema, random, Kind.FIELD, Kind.ENUM_VALUE, *_VALUES, *_WITH_MEMBERS, Kind.DIRECTIVE)
    assert element is not None
    return _replace(schema, element, replace(element, description=random.choice(["one", "two"])))


def _rename(schema: Schema, random: Random) -> Schema | None:
    element = _any(schema, random, Kind.FIELD, Kind.ENUM_VALUE, *_VALUES)
    assert element is not None
    return _replace(schema, element, replace(element, name=element.name + "x"))


def _implement(schema: Schema, random: Random) -> Schema | None:
    implementor, interface = (
        _any(schema, random, Kind.OBJECT, Kind.INTERFACE),
        _any(schema, random, Kind.INTERFACE),
    )
    if implementor is None or interface is None or interface is implementor:
        return None
    has = {(child.kind, child.name) for child in implementor.children}
    if (Kind.IMPLEMENTS, interface.name) in has:
        return None
    added = [
        Element(Kind.IMPLEMENTS, interface.name, ""),
        *(child for child in interface.children if (child.kind, child.name) not in has),
    ]
    return _replace(schema, implementor, replace(implementor, children=(*added, *implementor.children)))


def _move(schema: Schema, random: Random) -> Schema | None:
    """Let a type that is used in one position be used in the other one too."""
    leaves = [name for name, element in schema.types.items() if element.kind in (Kind.ENUM, Kind.SCALAR)]
    query = schema.types.get("Query")
    if query is None or not leaves:
        return None
    name, leaf = _fresh(random), random.choice(leaves)
    if random.random() < 0.5:
        new = Element(Kind.FIELD, name, "", type=leaf)
    else:
        new = Element(
            Kind.FIELD, name, "", type="Int", children=(Element(Kind.ARGUMENT, "by", "", type=leaf),)
        )
    return _replace(schema, query, replace(query, children=(*query.children, new)))


def _flag(schema: Schema, random: Random) -> Schema | None:
    element = _any(schema, random, Kind.DIRECTIVE, Kind.INPUT_OBJECT, Kind.SCALAR)
    if element is None:
        return None
    if element.kind is Kind.DIRECTIVE:
        return _replace(schema, element, replace(element, repeatable=not element.repeatable))
    if element.kind is Kind.SCALAR:
        url = random.choice([None, "https://example.com/a", "https://example.com/b"])
        return _replace(schema, element, replace(element, specified_by=url))
    return _replace(schema, element, replace(element, one_of=not element.one_of))


def _apply(schema: Schema, random: Random) -> Schema | None:
    element = _any(schema, random, Kind.FIELD)
    assert element is not None
    value = Element(Kind.APPLIED_ARGUMENT, "of", "", default=str(random.randrange(9)))
    applied = Element(Kind.APPLIED_DIRECTIVE, "cost", "", children=(value,))
    others = tuple(child for child in element.children if child.kind is not Kind.APPLIED_DIRECTIVE)
    return _replace(schema, element, replace(element, children=(applied, *others)))


_MUTATIONS: tuple[Callable[[Schema, Random], Schema | None], ...] = (
    _drop, _drop, _drop, _drop_type, _add, _add, _add_type, _retype, _wrap, _wrap, _wrap, _default,
    _deprecate, _describe, _rename, _implement, _move, _flag, _apply,
)  # fmt: skip
