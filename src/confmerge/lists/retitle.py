"""The camera-ready title in the place of an entry's, with the emphasis that the list had put on its words."""

from __future__ import annotations

import re

from confmerge.lists.escaping import escape
from confmerge.lists.inline import plain
from confmerge.titles import fold

_EMPHASIS = re.compile(r"(?P<mark>\*{1,3}|~~|(?<!\w)_{1,2}(?=\S))(?P<words>[^*_~\n]*[^*_~\s\\])(?P=mark)")
_CODE = re.compile(r"(?P<mark>`+)(?P<words>[^`\n]+)(?P=mark)")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "`": "'", "\u00b4": "'"})
_DASHES = re.compile("[\u2010-\u2015\u2212-]+")
# Marks stand aside in Unicode's private area while the words around them are escaped.
_ASIDE = 0xF000


def same_words(old: str, new: str) -> bool:
    """Whether two titles differ at most in the shape of quotes, dashes and blanks, or the new one only shouts.

    >>> same_words("Zeal: \\"Decouple\\" - a Way", "Zeal: \u201cDecouple\u201d \u2013 a  Way"), same_words("a b", "A B")
    (True, True)
    >>> same_words("Does compressing help?", "Does Compressing Help?")
    False
    """
    shouted = new.isupper() and not old.isupper() and old.casefold() == new.casefold()
    return shouted or _even(old) == _even(new)


def _even(title: str) -> str:
    return " ".join(_DASHES.sub("-", title.translate(_QUOTES)).split())


def retitled(raw: str, new: str, linked: bool) -> str:
    """Return `new` as markdown, with the emphasis of `raw` on those of its words that are still there.

    >>> retitled("Fast **LLM Serving** on `A100`s", "Very Fast LLM Serving on A100s", False)
    'Very Fast **LLM Serving** on `A100`s'
    >>> retitled("Rethinking *Serving*", "Rethinking Inference", True)
    'Rethinking Inference'
    """
    marks: list[str] = []
    position = 0
    for match in sorted((*_EMPHASIS.finditer(raw), *_CODE.finditer(raw)), key=lambda match: match.start()):
        words = match["words"].strip()
        found = re.compile(re.escape(plain(words)), re.I).search(new, position)
        if not words or found is None or not _whole_words(new, found.start(), found.end(), raw, match.end()):
            continue
        opening, closing = chr(_ASIDE + 2 * len(marks)), chr(_ASIDE + 2 * len(marks) + 1)
        new = new[: found.start()] + opening + found[0] + closing + new[found.end() :]
        position = found.end() + 2
        marks.append(match["mark"])
    text = escape(new, linked=linked)
    for number, mark in enumerate(marks):
        text = text.replace(chr(_ASIDE + 2 * number), mark).replace(chr(_ASIDE + 2 * number + 1), mark)
    return text


def _whole_words(new: str, start: int, end: int, raw: str, after: int) -> bool:
    """Whether the emphasis would begin a word, and end where it did: at a word's end, or within one as before."""
    if start and new[start - 1].isalnum():
        return False
    return not new[end : end + 1].isalnum() or raw[after : after + 1].isalnum()


def same_title(left: str, right: str) -> bool:
    """Whether two titles are one but for case and punctuation."""
    return fold(left) == fold(right)
