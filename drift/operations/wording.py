"""One wording for validation errors: the releases of graphql-core say the same things differently."""

from __future__ import annotations

import re

_HINT = r"(?P<hint> Did you mean .*\?)?"
# What graphql-core says, in the words of any of its releases -> what we say.
_WORDINGS = [
    (
        r"(?:Field '(?P<field>\w+)' argument '(?P<argument>\w+)'"
        r"|Argument '\w+\.(?P<field2>\w+)\((?P<argument2>\w+):\)') of type '(?P<type>[^']+)' is required, .*",
        "Field '{field}' needs the argument '{argument}' of type '{type}'.",
    ),
    (
        r"(?:Directive '@(?P<field>\w+)' argument '(?P<argument>\w+)'"
        r"|Argument '@(?P<field2>\w+)\((?P<argument2>\w+):\)') of type '(?P<type>[^']+)' is required, .*",
        "Directive '@{field}' needs the argument '{argument}' of type '{type}'.",
    ),
    (
        r"(?:Field '(?P<type>\w+)\.(?P<field>\w+)' of required type '[^']+' was not provided\."
        r"|Expected value of type '(?P<type2>[^']+)' to include required field '(?P<field2>\w+)', found: .*)",
        "Input object '{type}' needs the field '{field}'.",
    ),
    (
        rf"(?:Field '(?P<field>\w+)' is not defined by type '(?P<type>\w+)'\.{_HINT}"
        r"|Expected value of type '(?P<type2>[^']+)' not to include unknown field '(?P<field2>\w+)'"
        r"(?:\.(?P<hint2> Did you mean .*?\?) Found|, found): .*)",
        "Input object '{type}' has no field '{field}'.{hint}",
    ),
    (
        r"(?:Expected value of type '(?P<type>[^']+!)', found null\."
        r"|Expected value of non-null type '(?P<type2>[^']+)' not to be None\.)",
        "Type '{type}' takes no null.",
    ),
    (
        r"Expected value of type '(?P<type>[^']+)'(?:, found| to be an object, found:) (?P<value>.*)\.",
        "Input object '{type}' takes an object, found {value}.",
    ),
    (
        r"(?:OneOf Input Object '(?P<type>\w+)' must specify exactly one key\."
        r"|Within OneOf Input Object type '(?P<type2>\w+)', exactly one field .*"
        r"|Field '(?P<type3>\w+)\.\w+' must be non-null\.)",
        "Input object '{type}' takes exactly one field, and not null.",
    ),
    (rf"Unknown type '(?P<type>\w+)'\.{_HINT}", "Unknown type '{type}'."),
    (
        r"Cannot query field '(?P<field>\w+)' on type '(?P<type>\w+)'\. Did you mean to use an inline fragment .*",
        "Cannot query field '{field}' on type '{type}'.",
    ),
]
_PATTERNS = [(re.compile(pattern, re.DOTALL), template) for pattern, template in _WORDINGS]


def worded(message: str) -> str:
    """Return a validation error of graphql-core in words that do not depend on its release."""
    # An object is printed with blanks inside its braces by some releases.
    message = message.replace("{ ", "{").replace(" }", "}").replace("{...}", "{ ... }")
    for pattern, template in _PATTERNS:
        match = pattern.fullmatch(message)
        if match is not None:
            return template.format_map(_parts(match))
    return message


def _parts(match: re.Match[str]) -> dict[str, str]:
    """Return the named groups; a digit behind the name tells the alternatives of a pattern apart."""
    parts = {"hint": ""}
    for name, value in match.groupdict().items():
        if value is not None:
            parts[name.rstrip("23")] = value
    return parts
