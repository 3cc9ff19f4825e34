"""Prints the tables of ``drift/unicode_tables.py`` for the Unicode of the installed ``regex`` package.

pip install regex && python bench/unicode_tables.py
"""

from __future__ import annotations

import textwrap

import regex

BLANK = r"\u2800\U00013441\U00013442\U00016FE4\U0001D159"
IGNORABLE = r"\p{Default_Ignorable_Code_Point}"
TABLES = {
    "UNSEEN": rf"[\p{{C}}\p{{Zl}}\p{{Zp}}{IGNORABLE}{BLANK}]",
    "EMOJI": r"(?![0-9#*])\p{Emoji}",
    "LETTERS": rf"(?![{IGNORABLE}{BLANK}])[\p{{L}}\p{{M}}]",
}


def ranges(pattern: str) -> list[str]:
    """Return the code points that a pattern matches, as ``first-last`` or one alone."""
    matches = regex.compile(pattern, regex.V1).match
    found: list[list[int]] = []
    for code in range(0x110000):
        if matches(chr(code)):
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return [f"{first:x}" if first == last else f"{first:x}-{last:x}" for first, last in found]


def main() -> None:
    for name, pattern in TABLES.items():
        words = textwrap.fill(" ".join(ranges(pattern)), 108, break_on_hyphens=False)
        print(f'{name} = """\n{words}\n"""\n')


if __name__ == "__main__":
    main()
