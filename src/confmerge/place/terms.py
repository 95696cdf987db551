"""The terms of a title by which it is likened to others: its words, what they begin with, and the ideas behind them.

An idea is a phrase of the bundled rules under whatever name the title has it (LLM, large language model), and the
topic that it belongs to, with the words of that topic's name; they only group words, whatever the list is about. So do
the concerns of systems papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from confmerge.place.concerns import words_of_concerns
from confmerge.rules import Matcher, Phrase, load_rules
from confmerge.titles import words

_STOP_TEXT = """
    a an and are as at by can do does for from how in into is it its of on or over the their through to toward towards
    under up using via we what when where with within without you based effective effectively efficient efficiently
    fast faster scalable
"""
_STOP = frozenset(_STOP_TEXT.split())
_ENDINGS = ("ings", "ing", "ers", "ies", "es", "ed", "er", "s")
# At least so much of a word is left of it; and how longer ones begin, so that "parallelize" and "parallelism" meet.
_STEM, _ROOT = 4, 5
_WORD = re.compile(r"\w+")
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@cache
def terms_of(title: str) -> Mapping[str, str]:
    """Return the terms of a title or a heading, each with the words of it that it stands for.

    >>> for term, shown in sorted(terms_of("FlashTune: Serving LLMs").items()):
    ...     print(term, "-", shown)
    #language models - LLMs
    #serving - Serving
    @serving - serving
    flash - FlashTune
    flashtune - flashtune
    language - LLMs
    large language model - LLMs
    llms - llms
    model - LLMs
    serv - Serving
    serving - Serving
    tune - FlashTune
    ~flash - flashtune
    ~servi - serving
    """
    return MappingProxyType(dict(_terms(title)))


def _terms(title: str) -> Iterator[tuple[str, str]]:
    for word in words(title):
        if word not in _STOP:
            stem = _stem(word)
            yield stem, word
            yield from ((f"@{concern}", word) for concern in _concerns().get(stem, ()))
            if len(word) > _ROOT:
                yield f"~{word[:_ROOT]}", word
    for name in _WORD.findall(title):
        humps = _HUMP.findall(name)
        if len(humps) > 1:
            yield from ((_stem(hump.casefold()), name) for hump in humps if len(hump) > 2)
    for match in _ideas().find(title):
        if match.found.casefold() in _STOP:
            continue
        yield match.value.names[0], match.found
        yield f"#{match.value.topic}", match.found
        yield from ((_stem(word), match.found) for word in words(match.value.topic) if word not in _STOP)


def topic_of(title: str) -> str | None:
    """Return the topic of the bundled rules that weighs most in a title, if any speaks for it.

    >>> topic_of("Differentially Private Graph Neural Networks at the Edge")
    'graph learning'
    """
    found = [match.value for match in _ideas().find(title)]
    return max(found, key=lambda phrase: phrase.weight).topic if found else None


@cache
def _ideas() -> Matcher[Phrase]:
    """What speaks for a paper; what speaks against it are groups of words that have nothing else in common."""
    return Matcher({name: phrase for phrase in load_rules().phrases if phrase.weight > 0 for name in phrase.names})


@cache
def _concerns() -> dict[str, list[str]]:
    return {_stem(word): concerns for word, concerns in words_of_concerns().items()}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word
