"""What a title says, as weighted terms: stems of its words, with the field's phrases as their abbreviations."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from confmerge.titles import words
from confmerge.vocabulary import ABBREVIATIONS, COMMON_WORDS, FUNCTION_WORDS, PHRASES

Weight = Callable[[str], float]

_SUFFIX = re.compile(
    r"(?<=\w{4})(?:ization|izing|ize[drs]?|ational|ations?|at(?:ing|e[ds]?|ors?)|e?ments?|i?ently|i?en(?:t|cy)"
    r"|iv(?:ely|ity|e)|isms?|ings?|ers?|ed|e?ly|ies|es|(?<!s)s|e|y)$"
)
_LONGEST_SUFFIX = len("ization")
# "optimisation", "datacentre", "behaviour", "modelling".
_BRITISH = re.compile(
    r"(?<=\w{3})(?:is(?=(?:e[drs]?|ing|ations?|able)$)|ys(?=(?:e[drs]?|ing)$)|our(?=(?:s|al|ed|ing)?$)|tre(?=s?$)"
    r"|l(?=l(?:ing|ed|ers?)$))"
)
_AMERICAN = {"is": "iz", "ys": "yz", "our": "or", "tre": "ter", "l": ""}


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return `word` without its ending, so that forms of one word are equal; short words stay as they are.

    >>> [stem(w) for w in ("serving", "serve", "clusters", "clustering", "parallelism", "gpus", "bus", "serverless")]
    ['serv', 'serv', 'clust', 'clust', 'parallel', 'gpu', 'bus', 'serverless']
    """
    if len(word) > 2 and word.endswith("s") and word[:-1] in ABBREVIATIONS:
        return word[:-1]
    for _ in range(2):
        if ending := _SUFFIX.search(word, max(len(word) - _LONGEST_SUFFIX, 0)):
            word = word[: ending.start()]
    return word[:-1] if len(word) == 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


# By their first word: its phrases, and what each is short for.
_PHRASES: dict[str, list[tuple[list[str], str]]] = {}
for _long, _short in PHRASES.items():
    _stems = list(map(stem, _long.split()))
    _PHRASES.setdefault(_stems[0], []).append((_stems, _short))


def terms(title: str) -> tuple[str, ...]:
    """Return the terms of a title in order.

    >>> terms("Serving Large Language Models") == terms("LLM Serving")[::-1] == ("serv", "llm")
    True
    """
    split = words(title)
    if not title.isascii():
        split = tuple(part for word in split for part in _without_blanks(word))
    stems = list(map(stem, split))
    starts = [at for at, word in enumerate(stems) if word in _PHRASES]
    found: list[str] = []
    done = 0
    for start in starts:
        for phrase, short in _PHRASES[stems[start]] if start >= done else ():
            end = start + len(phrase)
            if stems[start:end] == phrase:
                found += [*stems[done:start], short]
                done = end
                break
    return (*found, *stems[done:])


# Chinese, Japanese and Thai are written without blanks: every two characters stand for a term.
_UNSPACED = re.compile("([\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,})")


def _without_blanks(word: str) -> Iterator[str]:
    for part in filter(None, _UNSPACED.split(word)):
        yield from map("".join, pairwise(part)) if _UNSPACED.fullmatch(part) else (part,)


_GRAMMAR_WEIGHT, _PAIR_WEIGHT, _COMMON_WEIGHT, _OWN_WEIGHT = 0.05, 0.15, 0.4, 1.0
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
    if len(term) == 2 and _UNSPACED.fullmatch(term):
        return _PAIR_WEIGHT
    return _COMMON_WEIGHT if term in _COMMON else _OWN_WEIGHT


def collection_weight(counts: Mapping[str, int], total: int) -> Weight:
    """Return the weights of a collection where `counts[term]` of `total` titles hold a term.

    The usual weights are the upper bound, and a small collection hardly lowers them: there, what is frequent is chance.
    """
    return _Collection(counts, total + _SMALL).__getitem__


class _Collection(dict[str, float]):
    """Weights by term, worked out when first asked for: of many terms in a collection few are ever compared."""

    def __init__(self, counts: Mapping[str, int], size: int) -> None:
        self._counts, self._size = counts, math.log(size)

    def __missing__(self, term: str) -> float:
        weight, count = usual_weight(term), self._counts.get(term)
        if not count:
            return weight
        rarity = (self._size - math.log(count)) / self._size
        self[term] = min(weight, max(_GRAMMAR_WEIGHT, _RARITY_SCALE * rarity))
        return self[term]
