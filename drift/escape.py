"""Foreign text made harmless for the medium it goes to.

Names, descriptions, messages and paths come from strangers. Each function here says which medium it is for;
a report format passes every foreign text through exactly one of them. Nothing is dropped: what could act is
shown.
"""

from __future__ import annotations

import re
from itertools import groupby
from urllib.parse import quote

from drift import unseen

# A colour of ours may be in a runner's way: log viewers differ in when they drop it.
_COMMAND_LINE = re.compile(r"^((?:[^\S\n]|\x1b\[[0-9;]*m)*)::", re.MULTILINE)
_RUNS_OF_BACKTICKS = re.compile(r"`+")
# A word of a sentence: no name in it that has a capital, digit or sign inside, nothing that Markdown reads.
_PLAIN_WORD = re.compile(r"[A-Za-z][a-z]*(?:['-][a-z]+)*[.,;:]?|[0-9]{1,6}[.,;:]?|[—→:]")
_QUOTED = re.compile(r"(?<!`)`(?!`)([^`]+)`(?!`)")
_MARKS = {
    "\N{BALLOT X}": "x",
    "\N{CHECK MARK}": "v",
    "\N{BLACK UP-POINTING TRIANGLE}": "!",
    "\N{WHITE UP-POINTING TRIANGLE}": "~",
    "\N{DOTTED CIRCLE}": "o",
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{EM DASH}": "--",
    "\N{HORIZONTAL ELLIPSIS}": "...",
}
_HASH = re.compile(r"\b[0-9a-f]{7,}\b")


def one_line(text: str, limit: int | None = None) -> str:
    """Return *text* on one line with everything that can't be seen shown as escapes.

    Args:
        text: Foreign text.
        limit: Most characters to keep; a longer text ends in ``…``.
    """
    seen = unseen.replace(text)
    return seen if limit is None else cut(seen, limit)


def quoted(text: str, limit: int = 160) -> str:
    """Return foreign text as a message names it: in double quotes, on one line, everything unseen an escape.

    A backslash and a double quote of the text itself have a backslash before them, so that nothing can be taken for
    what it is not.

    Args:
        text: Foreign text.
        limit: Most characters of it to keep; a longer text ends in ``…``.
    """
    seen = unseen.replace(cut(text, limit).replace("\\", "\\\\").replace('"', '\\"'))
    return f'"{seen}"'


def cut(text: str, limit: int) -> str:
    """Return at most *limit* characters of *text*; a longer text ends in ``…``, and in nothing unseen before it."""
    return text if len(text) <= limit else text[: limit - 1].rstrip(unseen.JOINING) + "…"


def in_ascii(text: str, encoding: str) -> str:
    """Return *text* with those of our marks that an encoding lacks as ASCII: ``x`` for a cross, ``->`` for an arrow."""
    for mark, plain in _MARKS.items():
        if mark in text and not _can_write(mark, encoding):
            text = text.replace(mark, plain)
    return text


def _can_write(mark: str, encoding: str) -> bool:
    try:
        mark.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def lines(text: str) -> list[str]:
    """Return the lines of *text*, each with everything that can't be seen shown as escapes.

    Tabs become two spaces, because that is what they are for in code.
    """
    unified = text.replace("\r\n", "\n").replace("\t", "  ")
    return [one_line(line) for line in unified.strip("\n").split("\n")]


def without_commands(output: str) -> str:
    """Return printed lines in which a GitHub Actions runner finds no command of its own.

    The runner obeys ``::command::`` after white space at a line's start and the older ``##[command]``
    anywhere in a line; a backslash between their characters ends that and stays readable.
    """
    return _COMMAND_LINE.sub(r"\1\\::", output.replace("##[", "##\\["))


def command_text(text: str) -> str:
    """Return *text* as the message of a workflow command; line breaks of ours are kept, encoded."""
    seen = "\n".join(map(one_line, text.split("\n"))).replace("##[", "##\\[")
    return seen.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """Return *text* as the value of a property of a workflow command."""
    return command_text(text).replace(":", "%3A").replace(",", "%2C")


def code_span(text: str, limit: int | None = None) -> str:
    """Return *text* as a Markdown code span that nothing in it can end.

    Args:
        text: Foreign text.
        limit: Most characters to keep.
    """
    seen = without_commands(one_line(text, limit))
    fence = "`" * (_longest_run(seen) + 1)
    # A space on each side is taken away again when read, and keeps a backtick or a blank at an edge.
    if not seen or seen[0] in "` " or seen[-1] in "` ":
        seen = f" {seen} "
    return f"{fence}{seen}{fence}"


def code_block(text: str, language: str = "", indent: str = "") -> str:
    """Return *text* as a fenced Markdown code block, longer fenced than any run of backticks in it."""
    content = without_commands("\n".join(lines(text)))
    fence = "`" * max(3, _longest_run(content) + 1)
    rows = (f"{fence}{language}", *content.split("\n"), fence)
    return "\n".join(f"{indent}{row}" if row else "" for row in rows)


def _longest_run(text: str) -> int:
    return max((len(run[0]) for run in _RUNS_OF_BACKTICKS.finditer(text)), default=0)


def prose(text: str, limit: int | None = None, *, is_start: bool = True) -> str:
    """Return one line of *text* as Markdown: plain words as they are, everything else in code spans.

    Only a code span keeps GitHub from making mentions, references and links: it looks for them in what it has
    rendered, where an escaped ``@`` is an ``@`` again.

    Args:
        text: Foreign text.
        limit: Most characters to keep.
        is_start: The text begins a sentence; a capital elsewhere marks a name.
    """
    said = ""
    for number, piece in enumerate(_QUOTED.split(one_line(text, limit))):
        # Every second piece is what the writer put between backticks: one span, not one for each odd word in it.
        if number % 2:
            said += f" {code_span(piece)}"
            continue
        stop = piece[0] if said and piece[:1] in tuple(".,;:") else ""
        words = _words(piece.removeprefix(stop), is_start=is_start if not said else said.endswith("."))
        # The blank keeps two spans apart, whose fences would be one otherwise.
        said += stop + (f" {words}" if words else "")
    return said.strip(" ")


def _words(text: str, *, is_start: bool) -> str:
    parts: list[tuple[bool, str]] = []
    for word in text.split(" "):
        starts = is_start if not parts else parts[-1][1].endswith(".")
        if word:
            parts.append((_is_plain(word, starts=starts), word))
    pieces = []
    for plain, group in groupby(parts, key=lambda part: part[0]):
        joined = " ".join(word for _, word in group)
        stop = joined[-1] if not plain and len(joined) > 1 and joined[-1] in ".,;:" else ""
        pieces.append(joined if plain else code_span(joined.removesuffix(stop)) + stop)
    return " ".join(pieces)


def _is_plain(word: str, *, starts: bool) -> bool:
    return (
        _PLAIN_WORD.fullmatch(word) is not None
        and not _HASH.search(word)
        and (starts or not word[0].isupper())
    )


def xml_text(text: str) -> str:
    """Return *text* with line breaks and tabs kept and everything that XML 1.0 forbids shown as escapes.

    Markup is not escaped: the XML writer does that.
    """
    return unseen.replace(text, keep="\n\t")


def markup_without_commands(document: str) -> str:
    """Return an XML or HTML document in which a GitHub Actions runner finds no command; it means the same."""
    return _COMMAND_LINE.sub(r"\1&#58;:", document.replace("##[", "##&#91;"))


def json_without_commands(document: str) -> str:
    """Return a JSON document in which a GitHub Actions runner finds no command; it means the same."""
    # Outside of strings JSON has no ``#``, and its lines never begin with a colon.
    return document.replace("##[", "##\\u005b")


def uri_path(path: str) -> str:
    """Return a file path as a relative or ``file:`` URI reference, as SARIF wants it."""
    encoded = quote(path.replace("\\", "/").encode("utf-8", "backslashreplace"), safe="/~!$&'()*+,;=@-._")
    return f"file://{encoded}" if encoded.startswith("/") else encoded
