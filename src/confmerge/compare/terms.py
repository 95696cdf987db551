"""What a title says, as weighted terms: stems of its words, with the field's phrases as their abbreviations."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from confmerge.titles import words
from confmerge.vocabulary import ABBREVIATIONS, COMMON_WORDS, FUNCTION_WORDS, PHRASES

Weight = Callable[[str], float]

_SUFFIX = re.compile(
    r"(?<=\w{4})(?:ization|izing|ize[drs]?|ational|ations?|at(?:ing|e[ds]?|ors?)|e?ments?|i?ently|i?en(?:t|cy)"
    r"|iv(?:ely|ity|e)|isms?|ings?|ers?|ed|e?ly|ies|es|(?<!s)s|e|y)$"
)


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return `word` without its ending, so that forms of one word are equal; short words stay as they are.

    >>> [stem(w) for w in ("serving", "serve", "clusters", "clustering", "parallelism", "gpus", "bus", "serverless")]
    ['serv', 'serv', 'clust', 'clust', 'parallel', 'gpu', 'bus', 'serverless']
    """
    if len(word) > 2 and word.endswith("s") and word[:-1] in ABBREVIATIONS:
        return word[:-1]
    for _ in range(2):
        word = _SUFFIX.sub("", word)
    return word[:-1] if len(word) == 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


_PHRASES = tuple((tuple(stem(word) for word in phrase.split()), short) for phrase, short in PHRASES.items())
_PHRASE_STARTS = {phrase[0] for phrase, _ in _PHRASES}


def terms(title: str) -> tuple[str, ...]:
    """Return the terms of a title in order.

    >>> terms("Serving Large Language Models") == terms("LLM Serving")[::-1] == ("serv", "llm")
    True
    """
    stems = [stem(word) for word in words(title)]
    found: list[str] = []
    at = 0
    while at < len(stems):
        size, term = 1, stems[at]
        if term in _PHRASE_STARTS:
            for phrase, short in _PHRASES:
                if tuple(stems[at : at + len(phrase)]) == phrase:
                    size, term = len(phrase), short
                    break
        found.append(term)
        at += size
    return tuple(found)


_GRAMMAR_WEIGHT, _COMMON_WEIGHT, _OWN_WEIGHT = 0.05, 0.4, 1.0
# A term in the hundredth part of a large collection's titles still has its full weight.
_RARITY_SCALE = 1.5
# Titles that are added to a collection in thought, none of which holds the term.
_SMALL = 1000
_GRAMMAR = frozenset(map(stem, FUNCTION_WORDS))
_COMMON = frozenset(map(stem, COMMON_WORDS | ABBREVIATIONS))


def usual_weight(term: str) -> float:
    """Return how much a term tells about a paper where no collection is known, from 0.05 (grammar) to 1.

    >>> usual_weight("the"), usual_weight("llm"), usual_weight("rematerialization")
    (0.05, 0.4, 1.0)
    """
    if term in _GRAMMAR:
        return _GRAMMAR_WEIGHT
    return _COMMON_WEIGHT if term in _COMMON else _OWN_WEIGHT


def collection_weight(counts: Mapping[str, int], total: int) -> Weight:
    """Return the weights of a collection where `counts[term]` of `total` titles hold a term.

    The usual weights are the upper bound, and a small collection hardly lowers them: there, what is frequent is chance.
    """
    size = total + _SMALL
    known = {term: _in_collection(term, math.log(size / count) / math.log(size)) for term, count in counts.items()}

    def weight(term: str) -> float:
        return known.get(term) or usual_weight(term)

    return weight


def _in_collection(term: str, rarity: float) -> float:
    return min(usual_weight(term), max(_GRAMMAR_WEIGHT, _RARITY_SCALE * rarity))
