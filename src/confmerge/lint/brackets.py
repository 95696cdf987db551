"""Links whose brackets are the wrong ones, swapped, or one too few: markdown shows their letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from confmerge.lint.addresses import mended
from confmerge.lint.findings import Finding
from confmerge.lint.links import cut
from confmerge.lint.written import Text, openings
from confmerge.lists.inline import plain
from confmerge.lists.parts import tag_of

_URL = r"\s*(?P<url>https?://[^\s\[\]()\uff08\uff09]+)\s*"
# What is wrong, and the whole of it; a tag in brackets may well stand before an address in brackets.
_WRONG = (
    ("square brackets around the address", re.compile(rf"\[(?P<words>[^\[\]\n]+)\]\[{_URL}\](?![(\[:])")),
    ("the brackets are swapped", re.compile(rf"(?<![\])\w])\((?P<words>[^()\[\]\n]+)\)\[{_URL}\](?![(\[:])")),
    ("full-width brackets around the address", re.compile(rf"\[(?P<words>[^\[\]\n]+)\]\s*\uff08{_URL}[\uff09)]")),
)
_UNCLOSED = re.compile(rf"\[(?P<words>[^\[\]()\n]+)\({_URL}\)")


def bracket_findings(file: str, texts: list[Text], today: date) -> Iterator[Finding]:
    """Yield what was meant as a link and has brackets that make none."""
    for text in texts:
        if "http" not in text.seen:
            continue
        for what, pattern in _WRONG:
            for match in pattern.finditer(text.seen):
                yield from _finding(file, text, match, what, today)
        closed = set(openings(text.seen).values())
        for match in _UNCLOSED.finditer(text.seen):
            if match.start() not in closed:
                yield from _finding(file, text, match, "its square bracket is never closed", today)


def _finding(file: str, text: Text, match: re.Match[str], what: str, today: date) -> Iterator[Finding]:
    words, meant = text.text[slice(*match.span("words"))], mended(match["url"], today)
    if tag_of(plain(words)) is None and len(plain(words)) > 1 and not words.strip().isdigit():
        fix = text.fix(match.start(), match.end(), f"[{words}]({meant})") if meant else None
        told = f"`{cut(plain(words))}`: {what}, so that markdown shows no link"
        yield Finding(file, text.at(match.start()) + 1, "broken-link", told, (), (), fix)
