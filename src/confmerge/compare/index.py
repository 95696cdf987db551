"""Many records, to be asked which of them a paper is."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable

from confmerge.compare.judge import Judgement, Verdict, judge_apart
from confmerge.compare.likeness import Alike, Title, likeness, take_apart
from confmerge.compare.record import Record
from confmerge.compare.terms import collection_weight

# How many postings one query may read, and how many records it may judge, however large the index is.
_READ_LIMIT, _JUDGE_LIMIT = 20_000, 12
# Part of the weight of a title's terms that a record must share to be found by them.
_SHARED_ENOUGH = 0.4
_ORDER = {Verdict.SAME: 0, Verdict.RELATED: 1, Verdict.DOUBTFUL: 2}


class Index:
    """Many records, to be asked which of them a paper is. Finds candidates by identifiers, names and rare terms."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = tuple(records)
        self._titles = [take_apart(record.title) for record in self.records]
        self._by_term: defaultdict[str, list[int]] = defaultdict(list)
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)
        for number, (record, title) in enumerate(zip(self.records, self._titles, strict=True)):
            for term in set(title.terms):
                self._by_term[term].append(number)
            for key in _keys(title) | record.ids:
                self._by_key[key].append(number)
        counts = Counter({term: len(numbers) for term, numbers in self._by_term.items()})
        self._weight = collection_weight(counts, len(self.records))
        self._crowded = frozenset(
            key for key in {key for record in self.records for key in record.ids} if self._is_crowded(key)
        )

    def __len__(self) -> int:
        return len(self.records)

    def matches(self, record: Record) -> list[tuple[int, Judgement]]:
        """Return the records that are, or may be, the paper: (position, judgement), best first."""
        title = take_apart(record.title)
        found = []
        for number in self._candidates(record, title):
            other, parts = self.records[number], self._titles[number]
            judgement = judge_apart(record, title, other, parts, self._weight, self._crowded)
            if judgement.verdict is not Verdict.DIFFERENT:
                found.append((number, judgement))
        return sorted(found, key=lambda match: (_ORDER[match[1].verdict], -match[1].score, match[0]))

    def _candidates(self, record: Record, title: Title) -> set[int]:
        candidates = {n for key in _keys(title) | record.ids for n in self._by_key.get(key, ())}
        # Whatever shares enough with the title holds one of its rarest terms: common ones need not be read.
        weights = {term: self._weight(term) for term in title.terms}
        unread = sum(weights.values())
        enough, read = _SHARED_ENOUGH * unread, 0
        scores: defaultdict[int, float] = defaultdict(float)
        for term in sorted(weights, key=lambda term: (len(self._by_term.get(term, ())), term)):
            numbers = self._by_term.get(term, ())
            read += len(numbers)
            if unread < enough or (scores and read > _READ_LIMIT):
                break
            for number in numbers:
                scores[number] += weights[term]
            unread -= weights[term]
        candidates.update(heapq.nlargest(_JUDGE_LIMIT, scores, key=lambda number: (scores[number], -number)))
        return candidates

    def _is_crowded(self, key: str) -> bool:
        first, *others = self._by_key[key]
        titles = [self._titles[number] for number in others]
        return any(likeness(self._titles[first], title, self._weight).alike is Alike.DIFFERENT for title in titles)


def _keys(title: Title) -> frozenset[str]:
    """What finds a record besides its terms: the whole title and the system's name, however they are spaced."""
    return frozenset({f"title:{title.compact}", *(f"name:{name}" for name in title.names)})
