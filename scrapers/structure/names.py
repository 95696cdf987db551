"""How much a line of an unknown page looks like a list of people; judged by its words alone."""

from __future__ import annotations

import re
from functools import lru_cache

from scrapers.structure.vocabulary import NO_NAMES, PLACES

_BRACKETS = re.compile(r"[(\[{（][^()\[\]{}（）]*[)\]}）]")
_OPEN_BRACKET = re.compile(r"[(\[{（].*")
_SEPARATOR = re.compile(r"\s*[,;，；、•·⋅∙|/]\s*(?:(?:and|&)\s)?|\s+(?:and|&)\s+")
_LABEL = re.compile(r"\W*(?:authors?|by|written by)\b\s*:?\s*(?=\w)|[-–—•·▪◦‣»>]+\s+", re.I)
_OPENING = ("(", "[")
_ALL_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_FOOTNOTE = re.compile(r"[*∗⁎†‡§¶‖¹²³⁰⁴-⁹\d]+(?:,[\d*†‡]+)*$")
# `[^\W\d_a-z]` is a letter that is no small one of ASCII: capitals of all scripts, and scripts without capitals.
_WORD = r"[\"“'‘’]?[^\W\d_a-z][^\W\d_]*(?:['’‘`´.‐‑–·-]+[^\W\d_]*)*[\"”]?"
_PARTICLE = (
    r"(?:van|von|der|den|de|del|della|dell|di|da|das|dos|do|du|la|le|el|al|bin|ibn|ben|ter|ten|zu|y|e|af|av|st\.?|und|d['’]\w+|"
    r"(?:al|el)-\w+|jr\.?|sr\.?|ii|iii|iv|mc|abu)"
)
_NAME = re.compile(rf"(?:{_PARTICLE}\s)*{_WORD}(?:\s(?:{_PARTICLE}\s?)*(?:{_WORD})?){{1,4}}")
_PLAIN_NAME = r"[A-Z][A-Za-z'-]*\.?(?: [A-Z][A-Za-z'-]*\.?){0,3} [A-Z](?:[A-Za-z'-]*[A-Za-z])?[a-z]"
_PLAIN_NAMES = re.compile(rf"{_PLAIN_NAME}(?:(?:,| and|, and) {_PLAIN_NAME})+")
_FLAT_BRACKETS = re.compile(r" ?\([^()]*\)")
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}|[^\W\d_a-zA-Z]")
_NOT_LETTERS = re.compile(r"[\W\d_]+")

_CACHED = 16_384  # lines: more than a page has
_BEGINNING = 250  # characters that are enough to tell people from anything else
_MOST_PARTS = 5
_MOST_WORDS = 5
_LONGEST = 6000
_END_OF_FIRST = re.compile(r"[,;:(\[{（，；、•·⋅∙|/]| (?:and|&) ")


@lru_cache(maxsize=_CACHED)
def names_likeness(words: str) -> float:
    """Return how much a line looks like a list of people, with or without affiliations.

    >>> names_likeness("Jane Roe (MIT), Jan van der Berg and Wei Li (Google, Inc.)"), names_likeness("Jane Roe")
    (1.0, 0.6)
    >>> names_likeness("Fast, Flexible and Practical Kernel Extensions"), names_likeness("Machine Learning")
    (0.0, 0.0)
    """
    words = people_of(words)
    end = _END_OF_FIRST.search(words)
    stop = end.start() if end else len(words)
    if not stop or len(words) > _LONGEST or words.count(" ", 0, stop) > _MOST_WORDS or words[stop : stop + 1] == ":":
        return 0.0
    if _are_plain_names(words):
        return 1.0
    bare = _bare(words[:_BEGINNING])
    parts = [" ".join(part.split()) for part in _SEPARATOR.split(bare, _MOST_PARTS)][:_MOST_PARTS]
    if len(words) > _BEGINNING and len(parts) < _MOST_PARTS:
        parts.pop()  # cut off
    parts = [part for part in parts if part]
    if not parts or ":" in parts[0] or parts[0].count(" ") >= _MOST_WORDS:
        return 0.0
    names = strange = places = 0
    for part in parts:
        if is_name(part):
            names += 1
        elif " " not in part or is_organisation(part):
            places += 1
        else:
            strange += 1
    if not names:
        return 0.0
    if len(parts) == 1:
        return 0.8 if words.rstrip(" .,;*").endswith((")", "]")) else 0.6
    return max(0.0, 1.0 - (strange + places / 4) / names)


def _are_plain_names(words: str) -> bool:
    """Say whether a line is names in plain letters, two or more, as most are; what is not may be names as well."""
    names = _FLAT_BRACKETS.sub("", words if len(words) <= _BEGINNING else words[:_BEGINNING].rpartition(",")[0])
    return bool(_PLAIN_NAMES.fullmatch(names)) and NO_NAMES.isdisjoint(_NOT_LETTERS.split(names.lower()))


@lru_cache(maxsize=_CACHED)
def is_name(part: str) -> bool:
    """Say whether some words look like the name of one person.

    >>> [is_name(words) for words in ("J. R. Roe", "Ana de la Cruz", "李 Wei", "Machine Learning", "Google", "A B")]
    [True, True, True, False, False, False]
    """
    if part.istitle() and part.isascii() and (words := part.split(" ")) and all(map(str.isalpha, words)):
        return (
            1 < len(words) <= _MOST_WORDS and len(part) >= 2 * len(words) and NO_NAMES.isdisjoint(part.lower().split())
        )
    part = _FOOTNOTE.sub("", part).strip(" .,:;") if not part[-1:].isalpha() else part
    return (
        bool(_NAME.fullmatch(part))
        and part.count(" ") < _MOST_WORDS
        and NO_NAMES.isdisjoint(_NOT_LETTERS.split(part.lower()))
        and bool(_TWO_LETTERS.search(part))
    )


def is_organisation(words: str) -> bool:
    """Say whether some words name an organisation or a country."""
    return not PLACES.isdisjoint(_NOT_LETTERS.split(words.lower()))


def people_of(words: str) -> str:
    """Return a line of people without its label or bullet ("Authors:", "by", "- ") and brackets around all of it."""
    if label := _LABEL.match(words):
        words = words[label.end() :]
    return words[1:-1] if words[:1] in _OPENING and _ALL_IN_BRACKETS.fullmatch(words) else words


def _bare(words: str) -> str:
    """Return a line of people without what stands in brackets, however deep they are nested."""
    if not _OPEN_BRACKET.search(words):
        return words
    while (shorter := _BRACKETS.sub(" ", words)) != words:
        words = shorter
    return _OPEN_BRACKET.sub("", words)
