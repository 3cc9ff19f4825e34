"""What the specification names: introspection types, directive locations, root operations.

https://spec.graphql.org/September2025/#sec-Type-System
"""

INTROSPECTION_TYPES = frozenset(
    {
        "__Schema",
        "__Type",
        "__TypeKind",
        "__Field",
        "__InputValue",
        "__EnumValue",
        "__Directive",
        "__DirectiveLocation",
    }
)
SPECIFIED_ARGUMENTS = {
    "skip": frozenset({"if"}),
    "include": frozenset({"if"}),
    "deprecated": frozenset({"reason"}),
    "specifiedBy": frozenset({"url"}),
    "oneOf": frozenset[str](),
}
EXECUTABLE_LOCATIONS = frozenset(
    {
        "QUERY",
        "MUTATION",
        "SUBSCRIPTION",
        "FIELD",
        "FRAGMENT_DEFINITION",
        "FRAGMENT_SPREAD",
        "INLINE_FRAGMENT",
        "VARIABLE_DEFINITION",
    }
)
LOCATIONS = EXECUTABLE_LOCATIONS | {
    "SCHEMA",
    "SCALAR",
    "OBJECT",
    "FIELD_DEFINITION",
    "ARGUMENT_DEFINITION",
    "INTERFACE",
    "UNION",
    "ENUM",
    "ENUM_VALUE",
    "INPUT_OBJECT",
    "INPUT_FIELD_DEFINITION",
    # On its way into the specification, and used by servers that deprecate directives.
    "DIRECTIVE_DEFINITION",
}
ROOT_OPERATIONS = ("query", "mutation", "subscription")
DEFAULT_ROOTS = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
