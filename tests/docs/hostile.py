"""A schema whose owner wants to run code in the reader's browser: every place that takes text has some."""

from __future__ import annotations

SCRIPT = "<script>alert(1)</script>"
ATTACKS = (
    SCRIPT,
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '\\"><script>alert(1)</script>',
    "'><iframe src=javascript:alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT&colon;alert(1))",
    "![x](http://127.0.0.1:9/beacon.png)",
    '<http://127.0.0.1:9/x\\" onmouseover=alert(1)>',
    '[x](https://e.com/\\"onmouseover=\\"alert(1))',
    "`</code><script>alert(1)</script>`",
    "```html\\n</pre><script>alert(1)</script>\\n```",
    "{{ 7 * 7 }}{% include 'x' %}{{ self.__init__ }}",
    "${7*7} <%= 7*7 %> #{7*7}",
    "</title></head><body onload=alert(1)>",
    "--></script><!--",
    "|a|\\n|-|\\n|<script>alert(1)</script>|",
    "\\u202egnp.exe \\u0000 \\u001b[31m",
    "a\\u3164\\u034f\\u2800\\u17b4\\u180b\\ufe0f\\u{e0100}\\ue000\\u{f0000}\\u0378\\u115f b\\u200d 1\\u200c2",
    "<a href=javascript:alert(1) autofocus onfocus=alert(1)>",
    "# <script>alert(1)</script>",
)
TEXT = "\\n\\n".join(ATTACKS)

SDL = f'''
"{TEXT}"
schema @meta(note: "{TEXT}") {{ query: Query }}
"{TEXT}"
directive @meta("{TEXT}" note: String = "{TEXT}") repeatable on
  OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | SCHEMA | SCALAR | ENUM_VALUE
"{TEXT}"
type Query @meta(note: "{TEXT}") {{
  "{TEXT}"
  constructor("{TEXT}" __proto__: String! = "{TEXT}" @meta(note: "{TEXT}")): Thing @meta(note: "{TEXT}")
  "{TEXT}"
  gone("{TEXT}" input: In!): Thing @deprecated(reason: "{TEXT} Use `constructor`")
}}
"{TEXT}"
type Thing implements Node {{
  "{TEXT}"
  id: ID!
  "{TEXT}"
  toString("{TEXT}" a: String = "{TEXT}" @deprecated(reason: "{TEXT}")): URL @deprecated(reason: "{TEXT}")
}}
"{TEXT}"
interface Node {{ "{TEXT}" id: ID! }}
"{TEXT}"
union Any = Thing
"{TEXT}"
enum index {{ "{TEXT}" CON "{TEXT}" NUL @deprecated(reason: "{TEXT}") }}
"{TEXT}"
input In {{ "{TEXT}" hasOwnProperty: String! = "{TEXT}" "{TEXT}" at: index! }}
"{TEXT}"
scalar URL @specifiedBy(url: "javascript:alert(1)//{SCRIPT}")
'''
CHANGED = (
    SDL.replace("toString", "valueOf").replace("alert(1)", "alert(2)").replace("at: index!", "at: index")
)
GUIDE = f"# {SCRIPT}\n\n" + TEXT.replace("\\n", "\n").replace('\\"', '"')
