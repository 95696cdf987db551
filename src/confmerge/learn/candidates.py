"""Which phrases of titles may tell something: runs of words that several titles have, written as rules write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from confmerge.rules.phrases import is_phrase, plain, spellings
from confmerge.vocabulary import FUNCTION_WORDS

_WORD = re.compile(r"\w+")
_GAP = re.compile(r"[\s-]+")
# A phrase has at most so many words.
LONGEST = 3
# No phrase begins or ends with one of these.
_STOP_TEXT = """
    been being but could has have if let most off only out over than them then there these they those up us use used
    was were which while who will
"""
_STOP = FUNCTION_WORDS | frozenset(_STOP_TEXT.split())
# Words in which any title may dress what it is about: none is a phrase by itself.
_DRESS_TEXT = """
    achieving analysis approach approaches aware based better case characterizing demystifying design driven effective
    effectively efficient efficiently enabling enhancing evaluation exploring fast faster first framework full general
    generic high holistic improved improving large making method methods new novel oriented practical revisiting
    scalable scale study system systems technique techniques
"""
_DRESS = frozenset(_DRESS_TEXT.split())


def runs(title: str) -> list[list[str]]:
    """Return the words of a title, folded, in runs that only blanks and hyphens divide.

    >>> runs("FuzzGen: Automatic Fuzzer-Generation")
    [['fuzzgen'], ['automatic', 'fuzzer', 'generation']]
    """
    text = plain(title)
    words = list(_WORD.finditer(text))
    found: list[list[str]] = []
    for number, word in enumerate(words):
        between = text[words[number - 1].end() : word.start()] if number else ":"
        if not _GAP.fullmatch(between):
            found.append([])
        found[-1].append(word.group().casefold())
    return found


class Candidates:
    """The phrases of titles, in the singular where titles have that too.

    A phrase begins and ends with a word that is more than grammar, and one of its words says something.
    """

    def __init__(self, titles: Iterable[str]) -> None:
        cut = {title: runs(title) for title in titles}
        vocabulary = {word for found in cut.values() for run in found for word in run}
        singular = {word: _singular(word, vocabulary) for word in vocabulary}
        self._of = {title: frozenset(_phrases(found, singular)) for title, found in cut.items()}

    def of(self, title: str) -> frozenset[str]:
        """Return all that stand in one of the titles, though they overlap."""
        return self._of[title]


def common(found: Iterable[frozenset[str]], least: int) -> frozenset[str]:
    """Return the phrases that at least so many of the sets have, but none that always stands for a shorter one."""
    seen = Counter(phrase for phrases in found for phrase in phrases)
    known = {phrase: count for phrase, count in seen.items() if count >= least and is_phrase(phrase)}
    return frozenset(phrase for phrase in known if not _says_no_more(phrase, known))


def _phrases(found: Iterable[list[str]], singular: dict[str, str]) -> Iterator[str]:
    for run in found:
        for start in range(len(run)):
            for end in range(start + 1, min(len(run), start + LONGEST) + 1):
                words = run[start:end]
                if all(map(_may_end, (words[0], words[-1]))) and not _DRESS.issuperset(words):
                    yield " ".join([*words[:-1], singular[words[-1]]])


def _may_end(word: str) -> bool:
    return len(word) > 1 and word not in _STOP and not word.isdigit()


def _singular(word: str, vocabulary: set[str]) -> str:
    """The word of which this is the plural, where titles have that too."""
    endings = [word[:-1]] if word.endswith("s") else []
    endings += [word[:-2]] if word.endswith("es") else []
    endings += [word[:-3] + "y"] if word.endswith("ies") else []
    return next((one for one in endings if one in vocabulary and word in spellings(one)), word)


def _says_no_more(phrase: str, known: dict[str, int]) -> bool:
    """Whether a phrase stands in just the titles where a part of it stands."""
    words = phrase.split()
    if len(words) == 1:
        return False
    parts = [" ".join(words[:-1]), " ".join(words[1:]), *words]
    return any(known.get(part) == known[phrase] for part in parts)
