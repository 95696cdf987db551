"""Which records of one side are which of the other: the engine's answers, with a person's decisions over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from confmerge.compare import Index, Judgement, Record, Verdict, judge
from confmerge.decisions import Decisions, names_of

_ORDER = {verdict: number for number, verdict in enumerate(Verdict)}


@dataclass(frozen=True, slots=True)
class Pair:
    """A record of the left side and one of the right, by position, and what they are to each other."""

    left: int
    right: int
    judgement: Judgement
    decided: bool = False

    @property
    def rank(self) -> tuple[bool, int, float]:
        """What orders pairs, the surest first: a person's word, then the verdict, then the score."""
        return not self.decided, _ORDER[self.judgement.verdict], -self.judgement.score


class Pairing:
    """Compares records, and lets a person's decisions win; `source` is what holds them, in the evidence."""

    def __init__(self, decisions: Decisions, source: str) -> None:
        self.decisions, self.evidence = decisions, (f"decided in {source}",)

    def pair(self, a: Record, b: Record, left: int = 0, right: int = 0) -> Pair:
        """Return two records as a pair, whatever they are to each other."""
        if not a.title or not b.title:
            return Pair(left, right, Judgement(Verdict.DIFFERENT, 0.0, ("no title",)))
        return self._decided(a, b, Pair(left, right, judge(a, b)))

    def pairs(self, left: Sequence[Record], right: Sequence[Record]) -> Iterator[tuple[int, list[Pair]]]:
        """Yield each position on the left with its pairs, the surest first; records without title have none."""
        titled = [number for number, record in enumerate(right) if record.title]
        index = Index(right[number] for number in titled)
        by_name = self._by_name(right, titled)
        for number, record in enumerate(left):
            if not record.title:
                yield number, []
                continue
            found = {titled[at]: Pair(number, titled[at], judgement) for at, judgement in index.matches(record)}
            for name in self.decisions.same(record.title, record.ids) if by_name else ():
                for at in by_name.get(name, ()):
                    found.setdefault(at, self.pair(record, right[at], number, at))
            pairs = [self._decided(record, right[at], pair) for at, pair in found.items()]
            kept = [pair for pair in pairs if pair.judgement.verdict is not Verdict.DIFFERENT]
            yield number, sorted(kept, key=lambda pair: (pair.rank, pair.right))

    def _decided(self, a: Record, b: Record, pair: Pair) -> Pair:
        said = self.decisions.between(a.title, b.title, a.ids, b.ids)
        if said is None:
            return pair
        verdict = Verdict.SAME if said else Verdict.DIFFERENT
        return Pair(pair.left, pair.right, Judgement(verdict, pair.judgement.score, self.evidence), decided=True)

    def _by_name(self, records: Sequence[Record], positions: Iterable[int]) -> dict[str, list[int]]:
        """Where the records stand that a person named; nothing to look for where nobody decided anything."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        if self.decisions.said:
            for at in positions:
                for name in names_of(records[at].title, records[at].ids):
                    if name in self.decisions.said:
                        found[name].append(at)
        return found


def best_for_right(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the surest pair of each record on the right, the first of equals, in the order given."""
    given = list(pairs)
    best: dict[int, Pair] = {}
    for pair in given:
        if pair.right not in best or pair.rank < best[pair.right].rank:
            best[pair.right] = pair
    return [pair for pair in given if best[pair.right] is pair]
