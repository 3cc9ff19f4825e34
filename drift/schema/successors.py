"""What a deprecation reason says to use instead, as it is written there.

A word counts as a name where only a name can be: in a code span or quotes, in a spelling that prose does not have
(``fooBar``, ``Foo.bar``, ``FOO_BAR``), or between "use" and "instead". What may be a thing of another world, such as
a header, a package or a product, is not a name.
"""

from __future__ import annotations

import re

CODE = re.compile(r"`([^`\n]{1,120})`")
_PART = r"[_A-Za-z][_0-9A-Za-z]*"
_NAME = rf"@?{_PART}(?:[.#]{_PART})*(?:\({_PART}:?\))?"
_NAMED = re.compile(_NAME)
_QUOTED = re.compile(rf"(['\"])({_NAME})\1")
_SELECTION = re.compile(r"(?:\(\))?\s*\{[^{}]{1,80}\}")
# What a code span has to be: a name with arguments, a selection, or both. Values, wildcards and commands are none.
_SPAN = re.compile(
    rf"(?:(?:query|mutation|subscription)\s*)?\{{.+\}}|@?{_PART}(?:[.#]{_PART})*(?:\s?\(.*\))?(?:\s?\{{.+\}})?|"
    # The field of an argument that is an input object.
    rf"{_PART}:\s?\{{\s?{_PART}\s?\}}"
)
_LITERALS = frozenset({"true", "false", "null"})
# How names are marked other than by code spans.
_MARKED = re.compile(
    rf"<code>\s?({_NAME})\s?</code>|\*\*({_NAME})\*\*|(?<![\w*])\*({_NAME})\*(?![\w*])|"
    rf"[\u2018\u201c]({_NAME})[\u2019\u201d]|(?<!\w)_([A-Za-z][0-9A-Za-z]{{1,80}})_(?!\w)"
)
_ADVICE = re.compile(
    r"\b(?:(?:please\s+|should\s+|must\s+|can\s+|to\s+|and\s+|or\s+|instead,?\s+|now\s+)?"
    r"(?P<verb>use(?:\s+instead)?|using|prefer(?:\s+(?:using|querying|to\s+use))?|utili[sz]e|query|select|call|see|"
    r"switch(?:ed|ing)?\s+to(?:\s+(?:use|using))?|migrate\s+to|move\s+to|try)|"
    r"(?:be(?:en)?\s+)?(?:replaced?|super[sc]eded|succeeded|obsoleted)\s+(?:it\s+)?"
    r"(?:(?:in|since|with|on)\s+\S+\s+)?(?:by|with)|"
    r"in\s+favou?r\s+of|favou?r|renamed(?=\s+`)|"
    r"(?:(?:re)?nam|mov|migrat|chang|switch)(?:e|ed|ing)\s+(?:from\s+\S{1,80}\s+)?to|"
    r"replacement\s*(?:is|(?=:))|alternatives?\s*(?:is|are|(?=:))|new):?\s+",
    re.IGNORECASE,
)
# After these a plain word is prose: "see above", "call support".
_WEAK = re.compile(r"(?:query|select|call|see|try)", re.IGNORECASE)
_INSTEAD = re.compile(r"\s+(?:instead|over)\b|\s*[.!]?\s*$")
_PASSIVE = re.compile(
    rf"(?:`([^`\n]{{1,120}})`|\b({_NAME}))\s+(?:(?:field|argument|mutation|query|type|enum|input)\s+)?"
    r"(?:(?:should|must|can|has to|is to)\s+be\s+used\s+instead\b|(?:replaces|supersedes)\s+(?:this|it)\b|"
    r"is\s+(?:the|its)\s+(?:replacement|successor)\b)"
)
_EARLIER = re.compile(r"(?:`[^`\n]{1,60}`(?:,\s*|\s+(?:and|or)\s+))+$")
_NOT_THAT = re.compile(
    r"\b(?:do not|don't|not|never|no longer|cannot|can't|avoid|stop|instead of|rather than)\s+(?:be\s+)?$|"
    # A noun: "for internal use only", "no longer in use".
    r"\b(?:internal|external|in|for|of|any|own|general|production|limited|further|its|their|the)\s+$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"an?\s+", re.IGNORECASE)
_FILLER = re.compile(
    r"(?:the|a|an|our|its|this|that|new|newer|individual|normalized|relevant|root|root-level|top-level|more|capable|"
    r"efficient|combination\s+of|either|both|of|to|from)\s+",
    re.IGNORECASE,
)
# "the field fooBar": what follows is certainly a name.
_KIND_BEFORE = re.compile(
    rf"(?:fields?|propert(?:y|ies)|arguments?|mutations?|quer(?:y|ies)|types?|enums?|inputs?|directives?)\s+"
    rf"(?=[`'\"]|(?!(?:instead|from|on|of|in|to|for|with|and|or)\b)@?{_PART}(?:[.(]|\s+instead\b|\s*[.!,;]?\s*$))",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s*(?:,?\s*(?:and|or|and/or)\s+|,\s*|/\s*)(?:the\s+)?", re.IGNORECASE)
# "`a` for the code or `b` for the number": two names, for two things.
_ALTERNATIVE = re.compile(rf"\s+for\s+[^.;,`]{{1,80}}?\s+(?:or|and)\s+(?=`|{_PART}[.(])", re.IGNORECASE)
_KIND = re.compile(
    r"\s*(?:fields?|arguments?|mutations?|query|queries|types?|objects?|inputs?|enums?|values?|connections?|filters?|"
    r"directives?|interfaces?|endpoints?|subscriptions?)\b",
    re.IGNORECASE,
)
_SAID_TO_BE = re.compile(r"\s+(?:field|argument|mutation|query|input|filter|connection|enum|type)\b")
# What follows a name and makes it that of something else, or a part of an expression.
_SOMETHING_ELSE = re.compile(
    r"-\w|[@$]\w|\s*(?:===?|=|\+)\s*\S|"
    r"\s+(?:(?:HTTP|request|response|REST)\s+)*(?:env(?:ironment)?\s+var(?:iable)?s?|headers?|packages?|librar(?:y|ies)|"
    r"modules?|SDKs?|CLI|commands?|scopes?|permissions?|apps?|webhooks?|tokens?|v?[0-9])\b|"
    r"\s+(?:in|on|from|of)\s+(?:the\s+)?(?:new\s+)?(?:GraphQL|GQL|REST)",
    re.IGNORECASE,
)
_ADJECTIVES = re.compile(r"(?:parent|nested)\s+(?:type|object|field)", re.IGNORECASE)
_SPELLED_AS_NAME = re.compile(r"[a-z0-9][A-Z]|_|[.#(]|^@|^[A-Z][A-Z0-9_]{2,}$|^[A-Z][a-z]+[A-Z]")
# Products, formats and standards that are spelled like names.
_WORLD = re.compile(
    r"(?:GraphQL|GQL|API|REST|SOAP|[gG]?RPC|JSON|XML|YAML|CSV|HTML|CSS|PDF|HTTPS?|UR[IL]s?|UTC|GMT|ISO|UUIDs?|JWTs?|"
    r"SSO|SAML|OIDC|OAuth|OpenID|OpenAPI|SDKs?|CLI|SQL|AWS|GCP|SMS|MFA|TOTP|RFC|FAQ|README|CHANGELOG|GitHub|GitLab|"
    r"JavaScript|TypeScript|PayPal|YouTube|LinkedIn|WebSockets?|WebHooks?|ShopifyQL|PostgreSQL|MySQL|NoSQL|DynamoDB|"
    r"AppSync|HubSpot|BigQuery|WordPress|i?OS|macOS|iOS|eBay)V?[0-9.]*"
)


# What is not a name, where one could be.
_PROSE = re.compile(
    r"it|this|that|them|these|those|other|others|another|one|ones|any|all|none|nothing|instead|something|"
    r"anything|such|individual|relevant|specific|different|same|normal|plain|more|root|new|a|an|the|your|our|"
    r"its|for|in|on|as|with|query|mutation|field|fields|argument|type|types|inputs|classes|default|api|rest|"
    r"graphql|sdk|documentation|docs|guide|roles|equivalent|corresponding|dedicated|appropriate|version|"
    r"release|and|or|not|queries|mutations|objects|true|false|null|only|uppercase|lowercase|custom|separate|"
    r"single|main|generic|boolean|string|integer|typed|common|standard|regular|nested|underlying|similar|"
    r"proper|correct|actual|following|latest|current|updated|modern|official|global|local|direct|explicit|"
    r"dynamic|combined|unified|filtered|paginated|structured|detailed|respective|associated|related|matching|"
    r"primary|secondary",
    re.IGNORECASE,
)
# What "use ... instead" may say of something else than a field.
_THINGS = re.compile(
    r"caution|care|pagination|variables|fragments|webhooks|subscriptions",
    re.IGNORECASE,
)


def successors_in(text: str) -> tuple[str, ...]:
    """Return what a text says to use instead, each once; nothing where it names nothing."""
    text = _MARKED.sub(lambda match: f"`{next(filter(None, match.groups()))}`", text)
    found: list[str] = []
    for advice in _ADVICE.finditer(text):
        if not _NOT_THAT.search(text[max(0, advice.start() - 32) : advice.start()]):
            found += _advised(text, advice)
    passive = [name for match in _PASSIVE.finditer(text) for name in _passive(text, match)]
    return _distinct(passive + found)


def _passive(text: str, match: re.Match[str]) -> list[str]:
    """Return what should be used, of which the last one is matched."""
    if not (_is_span(match[1]) if match[1] else _SPELLED_AS_NAME.search(match[2])):
        return []
    earlier = _EARLIER.search(text, max(0, match.start() - 200), match.start())
    return [*(CODE.findall(earlier[0]) if earlier else ()), match[1] or match[2]]


def _advised(text: str, advice: re.Match[str]) -> list[str]:
    """Return the names that follow advice."""
    position = advice.end()
    word = advice[0].strip(" :").lower()
    if word == "new" and not text.startswith("`", position):
        return []
    is_weak = _WEAK.fullmatch(advice["verb"] or "") is not None
    is_certain = False
    while (filler := _FILLER.match(text, position)) is not None:
        # "A" and "an" lead to a kind of thing, and "new" to something without a name.
        is_weak = is_weak or bool(_ARTICLE.match(text, position)) or filler[0].lower().startswith("new")
        position = filler.end()
    if (kind := _KIND_BEFORE.match(text, position)) is not None:
        is_certain, position = True, kind.end()
    found: list[str] = []
    while (named := _named(text, position, is_weak=is_weak, is_certain=is_certain)) is not None:
        name, position = named
        found.append(name)
        kind = _KIND.match(text, position)
        after = position if kind is None else kind.end()
        join = _JOIN.match(text, after) or _ALTERNATIVE.match(text, after)
        if join is None:
            break
        position = join.end()
        if re.compile(rf"{_PART}\s?=").match(text, position):
            # The other way to do it has no name: the first alone is not what is said.
            return []
    return found


def _named(text: str, position: int, *, is_weak: bool, is_certain: bool) -> tuple[str, int] | None:
    """Return the name that is at a place, and the place after it; None for plain words.

    Args:
        text: The reason.
        position: The place.
        is_weak: Whether a plain word is certainly prose there.
        is_certain: Whether it is certainly a name.
    """
    code = CODE.match(text, position)
    quoted = _QUOTED.match(text, position)
    if code is not None:
        if not _is_span(code[1].strip()) or _SOMETHING_ELSE.match(text, code.end()):
            return None
        return code[1].strip(), code.end()
    if quoted is not None:
        return None if _SOMETHING_ELSE.match(text, quoted.end()) else (quoted[2], quoted.end())
    match = _NAMED.match(text, position)
    if match is None or _ADJECTIVES.match(text, position):
        return None
    name = match[0]
    selection = _SELECTION.match(text, match.end())
    if selection is not None:
        return name + selection[0], selection.end()
    is_package = name.startswith("@") and text.startswith("/", match.end())
    if is_package or _SOMETHING_ELSE.match(text, match.end()) or _WORLD.fullmatch(name):
        return None
    if _SPELLED_AS_NAME.search(name):
        return name, match.end()
    if _PROSE.fullmatch(name) or (is_certain and _KIND.fullmatch(name)):
        return None
    is_kind = _SAID_TO_BE.match(text, match.end()) is not None
    is_last = _INSTEAD.match(text, match.end()) is not None and not is_weak and not _THINGS.fullmatch(name)
    return (name, match.end()) if is_certain or (name[0].islower() and (is_kind or is_last)) else None


def _is_span(code: str) -> bool:
    """Return whether a code span names something of a schema."""
    return _SPAN.fullmatch(code) is not None and code not in _LITERALS


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Return the names, each once; of a member that is named with and without its type, the whole coordinate."""
    whole = {name.rpartition(".")[2] for name in names if "." in name}
    return tuple(dict.fromkeys(name for name in names if "." in name or name not in whole))
