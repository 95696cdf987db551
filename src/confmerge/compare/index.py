"""Many records, to be asked which of them a paper is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from confmerge.compare.candidates import Candidates
from confmerge.compare.judge import Judgement, Verdict, judge_apart
from confmerge.compare.likeness import Alike, likeness
from confmerge.compare.parts import take_apart
from confmerge.compare.record import Record

_ORDER = {Verdict.SAME: 0, Verdict.RELATED: 1, Verdict.DOUBTFUL: 2}
# Titles are taken apart when they are compared: of a long list few ever are, and those often again.
_apart = lru_cache(maxsize=1 << 12)(take_apart)


class Index:
    """Many records, to be asked which of them a paper is; the longer the list, the less of it is looked at."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = tuple(records)
        self._candidates = Candidates(self.records)
        self.weight = self._candidates.weight

    def __len__(self) -> int:
        return len(self.records)

    def matches(self, record: Record) -> list[tuple[int, Judgement]]:
        """Return the records that are, or may be, the paper: (position, judgement), best first."""
        title = _apart(record.title)
        crowded = frozenset(filter(self._is_crowded, record.ids))
        found = []
        for place in self._candidates.of(record, title):
            other = self.records[place]
            judgement = judge_apart(record, title, other, _apart(other.title), self.weight, crowded)
            if judgement.verdict is not Verdict.DIFFERENT:
                found.append((place, judgement))
        return sorted(found, key=lambda match: (_ORDER[match[1].verdict], -match[1].score, match[0]))

    def _is_crowded(self, key: str) -> bool:
        """Whether an identifier stands at several unlike titles here."""
        titles = [_apart(self.records[place].title) for place in self._candidates.with_key(key)]
        return any(likeness(titles[0], title, self.weight).alike is Alike.DIFFERENT for title in titles[1:])
