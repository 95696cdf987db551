"""System names that a list marks: `**Orca**: A Distributed ...`, a name in back quotes before the title.

A mark is a text with `{name}` in it, what divides the name from the rest of the title included.
"""

from __future__ import annotations

import re

from confmerge.lists.escaping import escape
from confmerge.titles import fold, looks_invented, split_name

_MARKED = re.compile(
    r"(?P<mark>\*\*\*|\*\*|__|`|\*|_)(?P<name>[^*_`\n]{1,40}?)(?P<colon>:?)(?P=mark)"
    r"(?P<joint>\s*[:\u2013\u2014]\s*|\s+-\s+|\s+)(?=\S)"
)
_WRAPPED = re.compile(r"(?P<mark>\*\*\*|\*\*|__|`|\*|_)(?P<name>[^*_`\n]{1,40}?)(?P<colon>:?)(?P=mark)")
_LEADING = re.compile(r"(?P<mark>\*\*|__|`)(?P<name>[^*_`\n\s]{1,30})(?P<colon>:?)(?P=mark)\s*[:|\u2013\u2014-]?\s*$")


def mark_of(raw: str, title: str) -> str | None:
    """Return how the name in a title as it is written is marked; "" not at all; None: the title has no name.

    >>> mark_of("**Orca**: A Distributed Serving System", "Orca: A Distributed Serving System")
    '**{name}**: '
    >>> mark_of("`vLLM` Efficient Memory Management", "vLLM Efficient Memory Management")
    '`{name}` '
    >>> mark_of("`Orca`", "Orca: A Distributed System"), "where the name alone is the link"
    ('`{name}`', 'where the name alone is the link')
    >>> mark_of("Orca: A Distributed System", "Orca: A Distributed System"), mark_of("A **Fast** Way", "A Fast Way")
    ('', None)
    """
    alone = _WRAPPED.fullmatch(raw.strip())
    if alone is not None and title.startswith(f"{alone['name']}: "):
        return f"{alone['mark']}{{name}}{alone['colon']}{alone['mark']}"
    match = _MARKED.match(raw)
    # Bold first words are emphasis, unless a colon says that they are a name.
    divided = match is not None and (match["mark"] == "`" or match["colon"] or match["joint"].strip())
    if match is not None and divided and len(match["name"].split()) <= 3 and title.startswith(match["name"]):
        joint = re.sub(r"\s+", " ", match["joint"])
        return f"{match['mark']}{{name}}{match['colon']}{match['mark']}{joint}"
    return "" if name_of(title) else None


def leading_mark(text: str, end: int, title: str) -> tuple[int, str] | None:
    """Find a marked name that stands before its title's link (`end`): where it begins, and its mark.

    >>> leading_mark("[SOSP'23] `vLLM`: [Efficient Memory", 18, "Efficient Memory")
    (10, '`{name}`: ')
    >>> leading_mark("`code` [Efficient Memory", 7, "Efficient Memory") is None
    True
    """
    match = _LEADING.search(text, 0, end)
    if match is None or not (looks_invented(match["name"]) or fold(title).startswith(fold(match["name"]) + " ")):
        return None
    found = text[match.start() : end]
    return match.start(), found.replace(match["name"], "{name}", 1)


def name_of(title: str) -> str | None:
    """Return the name before a title's colon, as it is printed; None where it has none."""
    return title.partition(": ")[0] if ": " in title and split_name(title)[0] else None


def marked(title: str, mark: str, *, linked: bool = False) -> str:
    """Return a title, escaped, with its name marked if it has one.

    >>> marked("Orca: A Distributed System", "**{name}**: "), marked("Serving Fairly", "**{name}**: ")
    ('**Orca**: A Distributed System', 'Serving Fairly')
    """
    name = name_of(title)
    if name is None or not mark or _stands_alone(mark):
        return escape(title, linked=linked)
    rest = title[len(name) + 2 :]
    inner = name if "`" in mark else escape(name, linked=linked)
    return mark.replace("{name}", inner) + escape(rest, linked=linked)


def wrapped(name: str, mark: str, *, linked: bool = False) -> str:
    """Return a name that stands apart from the rest of its title, escaped and marked.

    >>> wrapped("Orca", "`{name}`"), wrapped("Orca", "**{name}**: ")
    ('`Orca`', 'Orca')
    """
    if not _stands_alone(mark) or ("`" in mark and "`" in name):
        return escape(name, linked=linked)
    return mark.replace("{name}", name if "`" in mark else escape(name, linked=linked))


def _stands_alone(mark: str) -> bool:
    """Whether a mark divides the name from nothing: what follows stands elsewhere."""
    return mark.endswith(("`", "*", "_"))
