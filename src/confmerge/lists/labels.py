"""Labels before entries of one kind, `[Survey] [CSUR'23] [Title](url)`, where a word of the title tells the kind.

A label is known if the list shows that it goes with its own word: nearly all entries with that word in the title have
it. What else a list says in brackets (topics, institutions) no title tells surely enough, and is left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from confmerge.lists.model import Entry
from confmerge.titles import fold
from confmerge.venues import parse_tag

_LABEL = re.compile(r"\[(?P<words>[^\[\]()]{3,30})\](?!\()(?=\s*\S)")
_EMOJI_NAME = re.compile(r":\w+:")
# So many entries show that a label goes with a word, and so many of those with the word have it.
_ENOUGH = 3
_NEARLY_ALL = 0.9
_SHORTEST = 4


class Labels:
    """The labels that stand before a list's entries, and the words of titles that they go with."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
        told = [(set(fold(entry.title).split()), _label(entry)) for entry in entries if not entry.cells]
        for words, label in told:
            if label is not None:
                for word in words.intersection(fold(_EMOJI_NAME.sub("", label)).split()):
                    labels[word][label] += 1
        self._by_word: dict[str, str] = {}
        for word, counted in labels.items():
            label, count = counted.most_common(1)[0]
            holders = sum(word in words for words, _ in told)
            if len(word) >= _SHORTEST and count >= _ENOUGH and count >= _NEARLY_ALL * holders:
                self._by_word[word] = label

    def of(self, title: str) -> str | None:
        """Return the label of a new entry, with its brackets; None where its title tells none."""
        return next((self._by_word[word] for word in fold(title).split() if word in self._by_word), None)


def _label(entry: Entry) -> str | None:
    match = _LABEL.match(entry.main.text)
    return match[0] if match and parse_tag(match["words"]) is None else None
