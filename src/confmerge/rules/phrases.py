"""Finding phrases in text as whole words: plural, hyphen and letter case are the matcher's business, not the user's.

A phrase is words with blanks or hyphens between them, in the singular:

* a blank stands for a blank or a hyphen (`model parallel` finds "model-parallel"), a hyphen for a blank, a hyphen or
  nothing (`pre-training` finds "pretraining" and "pre training");
* the last word may stand in the plural;
* letter case is ignored, unless the phrase begins with `=` (`=LoRA` finds the adapter and not the radio "LoRa");
* a single word may begin or end with `*`, for names that carry an acronym (`=*LLM`).

Where phrases overlap, the one that begins first wins, and of those the longest; so a longer phrase can give the words
of a shorter one another meaning ("type inference").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Generic, TypeVar

T = TypeVar("T")

_WORD = re.compile(r"\w+")
_GAP = re.compile(r"[\s-]*\Z")
_PHRASE = re.compile(r"=?(?:\w+(?:[ -]\w+)*|\*\w+\*?|\w+\*)\Z")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_FOLD = _DASHES | _INVISIBLE


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """One phrase found: what it stands for, and the words as the text has them."""

    value: T
    found: str


def is_phrase(text: str) -> bool:
    """Tell whether `text` is written as a phrase can be (see the module).

    >>> is_phrase("pre-training"), is_phrase("=*LLM"), is_phrase("C++"), is_phrase("deep *")
    (True, True, False, False)
    """
    return _PHRASE.match(plain(text)) is not None


def spellings(phrase: str) -> list[str]:
    """Return every spelling of a phrase that text is compared with, words separated by one blank.

    >>> spellings("pre-training")
    ['pre training', 'pre trainings', 'pretraining', 'pretrainings']
    >>> spellings("=MoE")
    ['=MoE', '=MoEs']
    """
    phrase = plain(phrase)
    mark = "=" if phrase.startswith("=") else ""
    phrase = phrase.removeprefix("=") if mark else phrase.casefold()
    if phrase.endswith("*"):
        return [mark + phrase]
    if "*" in phrase:
        return [mark + phrase, mark + _plural(phrase)]
    choices = [dict.fromkeys((chunk.replace("-", " "), chunk.replace("-", ""))) for chunk in phrase.split()]
    singular = [" ".join(words) for words in product(*choices)]
    return [mark + form for words in singular for form in (words, _plural(words))]


def plain(text: str) -> str:
    """Return a text as it is compared: compatible forms made one, any dash a hyphen, nothing invisible."""
    return unicodedata.normalize("NFKC", text).translate(_FOLD)


def _plural(word: str) -> str:
    if re.search(r"(?:[sxz]|[cs]h)\Z", word):
        return word + "es"
    return re.sub(r"(?<=[^aeiou])y\Z", "ie", word) + "s"


class Matcher(Generic[T]):
    """Finds many phrases in one pass over the words of a text.

    `merge` says what a spelling stands for that is one of several phrases; without it the last one's value.
    """

    def __init__(self, phrases: Mapping[str, T], merge: Callable[[T, T], T] | None = None) -> None:
        self._values: dict[str, T] = {}
        starred: dict[str, T] = {}
        lengths: dict[str, set[int]] = {}
        for phrase, value in phrases.items():
            for spelling in spellings(phrase):
                values = starred if "*" in spelling else self._values
                values[spelling] = merge(values[spelling], value) if merge and spelling in values else value
                if "*" not in spelling:
                    words = spelling.removeprefix("=").casefold().split(" ")
                    lengths.setdefault(words[0], set()).add(len(words))
        self._lengths = {word: tuple(sorted(counts, reverse=True)) for word, counts in lengths.items()}
        # The order of the phrases must not matter: of several that fit a word, the longest is taken.
        order = sorted(starred, key=lambda spelling: (-len(spelling), spelling))
        self._starred = [starred[spelling] for spelling in order]
        self._pattern = re.compile("|".join(map(_starred, order))) if order else None

    def find(self, text: str) -> Iterator[Match[T]]:
        """Yield what is found in `text`, in its order; no word belongs to two finds.

        >>> matcher = Matcher({"inference": "serving", "type inference": "compilers"})
        >>> [match.value for match in matcher.find("Type Inference for Inference")]
        ['compilers', 'serving']
        """
        text = plain(text)
        words = list(_WORD.finditer(text))
        folded = [word.group().casefold() for word in words]
        position = 0
        while position < len(words):
            for length in self._lengths.get(folded[position], ()):
                run = words[position : position + length]
                value = self._lookup(text, run, folded[position : position + length])
                if value is not None:
                    yield Match(value, " ".join(text[run[0].start() : run[-1].end()].split()))
                    position += length
                    break
            else:
                glued = self._pattern and self._pattern.fullmatch(words[position].group())
                if glued and glued.lastindex:
                    yield Match(self._starred[glued.lastindex - 1], glued.group())
                position += 1

    def _lookup(self, text: str, run: list[re.Match[str]], folded: list[str]) -> T | None:
        exact = self._values.get("=" + " ".join(word.group() for word in run))
        value = exact if exact is not None else self._values.get(" ".join(folded))
        if value is None or len(run) == 1:
            return value
        gaps = (text[left.end() : right.start()] for left, right in pairwise(run))
        return value if all(_GAP.match(gap) for gap in gaps) else None


def _starred(spelling: str) -> str:
    body = re.escape(spelling.removeprefix("=")).replace(r"\*", r"\w*")
    return f"({body})" if spelling.startswith("=") else f"((?i:{body}))"
