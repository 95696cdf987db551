"""Whether words, names or titles are one, misspelt. The one room for the distance of spellings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

# Two names of people are one with a replaced letter only if they are long: "Zhang" and "Zhong" are two.
_LONG_NAME = 7


def similarity(a: str, b: str) -> float:
    """Return how alike two texts are spelled, from 0 to 1: the part of the longer that needs no change."""
    return OSA.normalized_similarity(a, b)


_LONG_WORD = 8


def is_misspelling(a: str, b: str) -> bool:
    """Whether two terms are one word: cut off, or with letters doubled, lost or swapped.

    A replaced letter makes another word more often than a misspelling ("optical", "optimal"), but for long ones; so
    does anything put before the first ("unsupervised", "asynchronous").
    """
    short, long = sorted((a, b), key=len)
    if len(short) < 5 or short[0] != long[0] or any(map(str.isdigit, a + b)):
        return False
    if long.startswith(short):
        return len(short) >= 0.6 * len(long)
    replaced = len(short) == len(long) and sorted(short) != sorted(long)
    if replaced and len(short) < _LONG_WORD:
        return False
    return _within(short, long, 1 if len(short) < _LONG_WORD or replaced else 2)


def is_misspelt_name(a: str, b: str) -> bool:
    """Whether two systems' names are one with a letter or two wrong, where the rest of the titles is equal."""
    shorter = min(len(a), len(b))
    if shorter < 5 or re.sub(r"\D", "", a) != re.sub(r"\D", "", b):
        return False
    return _within(a, b, 1 if shorter < 9 else 2)


def is_misspelt_family(a: str, b: str) -> bool:
    """Whether two family names are one with a letter lost, doubled or swapped, or, in long names, replaced.

    >>> is_misspelt_family("faloutsos", "falouttsos"), is_misspelt_family("zhang", "zhong")
    (True, False)
    """
    shorter = min(len(a), len(b))
    if shorter < 5 or (len(a) == len(b) < _LONG_NAME and sorted(a) != sorted(b)):
        return False
    return _within(a, b, 1 if shorter < _LONG_NAME else 2)


def stands_in(word: str, text: str) -> bool:
    """Whether a word, or most of its letters in order, stands in a text without blanks."""
    return fuzz.partial_ratio(word, text) >= _MOST_LETTERS


_MOST_LETTERS = 70


def nearest(word: str, choices: Sequence[str], allowed: int) -> list[str]:
    """Return the few of `choices` that are spelled most like `word`, at most `allowed` letters off."""
    found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=allowed, limit=_FEW)
    return [choice for choice, _, _ in found]


_FEW = 3


def _within(a: str, b: str, allowed: int) -> bool:
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed
