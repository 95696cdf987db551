"""Which versions of a file are worth reading: those whose new lines may name a paper that is at hand.

Reading a list takes a hundred times as long as looking at its new lines, and most commits are about other papers.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from confmerge.compare import Record
from confmerge.identifiers import identifiers
from confmerge.titles import fold, split_name
from confmerge.vocabulary import FUNCTION_WORDS

# The part of a title, by the weight of its words, that stands in the entry of its paper: in those that were seen, 0.7
# and more. Titles that have less in common are known by a name or a link.
_SHARE = 0.55
_BEGINS = re.compile(r"\s*(?:[-*+|#<]|\d+[.)]|$)")
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+|\b10\.\d{4,9}/\S+")


class Sieve:
    """Papers, to be asked whether a change may name one of them. It lets through too much rather than too little."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._ids: set[str] = set()
        self._names: set[str] = set()
        titles = []
        for record in records:
            titles.append(_words(record.title))
            self._ids |= record.ids
            name, _ = split_name(record.title)
            self._names |= {fold(name)} if name else set()
        seen = Counter(word for words in titles for word in words)
        self._weight = {word: math.log(1 + len(titles) / count) for word, count in seen.items()}
        self._whole = [sum(self._weight[word] for word in words) for words in titles]
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(titles):
            for word in words:
                self._holders[word].append(number)

    def lets_through(self, before: Sequence[bytes], after: Sequence[bytes]) -> bool:
        """Whether what became of a file's lines may be the coming of a paper: by a new line, or by one's new place."""
        new, gone = Counter(after) - Counter(before), Counter(before) - Counter(after)
        if any(line.lstrip().startswith(b"#") for line in gone) or _reordered(before, after):
            return True
        return any(map(self._may_name, _items(line.decode("utf-8", "replace") for line in after if line in new)))

    def _may_name(self, text: str) -> bool:
        words = _words(text)
        if words & self._names or self._ids & identifiers(*_ADDRESS.findall(text)):
            return True
        shared: defaultdict[int, float] = defaultdict(float)
        for word in words & self._holders.keys():
            for number in self._holders[word]:
                shared[number] += self._weight[word]
        return any(weight >= _SHARE * self._whole[number] for number, weight in shared.items())


def _items(lines: Iterable[str]) -> list[str]:
    """Join what is wrapped: a line that begins no item goes on with the one above."""
    items: list[str] = []
    for line in lines:
        if items and not _BEGINS.match(line):
            items[-1] += f" {line}"
        else:
            items.append(line)
    return items


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split()) - FUNCTION_WORDS


def _reordered(before: Sequence[bytes], after: Sequence[bytes]) -> bool:
    """Whether lines that stand once on either side changed places."""
    once = [{line for line, count in Counter(lines).items() if count == 1} for lines in (before, after)]
    common = once[0] & once[1]
    return [line for line in before if line in common] != [line for line in after if line in common]
