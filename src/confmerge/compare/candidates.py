"""Find the few of many records that a paper may be, so that only those need to be judged.

Five ways lead to a record, so that damage to one of them does no harm: an identifier, the whole title, the system's
name, rare terms of the title, and its authors. What many records hold is not read for each of
them, but looked up in the few that something rarer has found: so a query's cost hardly grows with the list.
"""

from __future__ import annotations

import heapq
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, count, pairwise

from confmerge.compare.names import take_name_apart
from confmerge.compare.parts import Title
from confmerge.compare.record import Record
from confmerge.compare.spelling import nearest
from confmerge.compare.terms import Weight, collection_weight, stem, terms
from confmerge.titles import bare, fold, joined

# How many postings one query reads for its title, and for its authors; the rarest are read first. Of a title that has
# no rare term, one term is read all the same, unless even that is everywhere.
_READ_LIMIT, _AUTHOR_READ_LIMIT, _FIRST_READ_LIMIT = 3_000, 1_000, 30_000
# More words no title has, authors and all, and no word more letters: what is longer is not looked up in parts.
_LONGEST_TITLE, _LONGEST_WORD = 80, 40
# A name that more records hold than this is a common word: terms find what it would.
_NAME_LIMIT = 300
# How many records are ranked by all their terms, and how many of the best are judged, for each way that leads to them.
_RANK_LIMIT, _JUDGE_LIMIT, _AUTHOR_JUDGE_LIMIT = 60, 12, 3
# Titles that share less, and no name, are never judged to be alike; with several authors in common, or one, they may
# be, and where both have authors and none in common, more is asked for.
_ALIKE, _ALIKE_BY_SAME, _ALIKE_BY_ONE, _ALIKE_BY_OTHERS = 0.4, 0.1, 0.3, 0.6
# What weighs more than a long title holds its authors and its venue, too: it is a title only in part.
_LONG_TITLE = 8.0
# Titles that share as much are judged however many they are: of some papers a catalogue holds a version in every issue.
_NEARLY_EQUAL = 0.6
# The part of a title's terms that may be left unread: a record that shares only these stays below `_ALIKE`.
_UNREAD = _ALIKE / (2 - _ALIKE)
_TINY = 1e-9
# What a term counts that stands there in another spelling.
_RESPELLED = 0.8


class Candidates:
    """Many records by what finds them. `weight` tells how much a term says in this collection."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        numbers: defaultdict[str, int] = defaultdict(count().__next__)
        # The terms of all records in one row, and where those of each begin: a tuple for each would take much memory.
        self._row, self._begins = array("I"), array("I", [0])
        self._by_key: defaultdict[str, array[int]] = defaultdict(_places)
        for place, record in enumerate(records):
            title = bare(record.title)
            self._row.extend(map(numbers.__getitem__, dict.fromkeys(terms(title))))
            self._begins.append(len(self._row))
            for key in (joined(fold(title)), *record.ids):
                self._by_key[key].append(place)
        self._numbers: Mapping[str, int] = dict(numbers)
        self._holders = [_places() for _ in numbers]
        for place in range(len(records)):
            for number in self._terms_of(place):
                self._holders[number].append(place)
        counts = dict(zip(numbers, map(len, self._holders), strict=True))
        self.weight: Weight = collection_weight(counts, len(records))
        weights = array("d", map(self.weight, numbers))
        sums = array("d", accumulate(map(weights.__getitem__, self._row), initial=0.0))
        totals = (sums[end] - sums[begin] for begin, end in pairwise(self._begins))
        self._weights = array("d", (min(total, _LONG_TITLE) for total in totals))

    def with_key(self, key: str) -> Sequence[int]:
        """Return the places of the records with an identifier, or with a whole title: its folded words, joined."""
        return self._by_key.get(key, ())

    def of(self, record: Record, title: Title) -> set[int]:
        """Return the places of all records that may be the paper; `title` is the record's, taken apart."""
        found = {place for key in (*_whole_titles(title), *record.ids) for place in self.with_key(key)}
        total = sum(map(self.weight, dict.fromkeys(title.terms)))
        wanted = _Wanted(self._worths(title), min(total, _LONG_TITLE))
        common = self._authors_in_common(record.authors)
        found.update(self._best(self._named(title), wanted, _JUDGE_LIMIT, 0.0))
        found.update(self._best(self._with_terms(wanted, record, common), wanted, _JUDGE_LIMIT, _ALIKE))
        several = [place for place, number in common.items() if number > 1]
        found.update(self._best(several, wanted, _AUTHOR_JUDGE_LIMIT, _ALIKE_BY_SAME))
        if not several and len(common) <= _RANK_LIMIT:
            found.update(self._best(common, wanted, _AUTHOR_JUDGE_LIMIT, _ALIKE_BY_ONE))
        return found

    def _best(self, places: Iterable[int], wanted: _Wanted, limit: int, least: float) -> Iterator[int]:
        """The places of the titles most alike, none below `least`, and of those nearly equal more than `limit`."""
        ranked = []
        for place in places:
            worth = sum(map(wanted.worths.__getitem__, wanted.worths.keys() & self._terms_of(place)))
            share = 2 * worth / (wanted.total + self._weights[place] + _TINY)
            if share >= least:
                ranked.append((-share, place))
        ranked.sort()
        return (place for rank, (share, place) in enumerate(ranked) if rank < limit or -share >= _NEARLY_EQUAL)

    def _terms_of(self, place: int) -> array[int]:
        return self._row[self._begins[place] : self._begins[place + 1]]

    def _worths(self, title: Title) -> dict[int, float]:
        """The terms to look for, with what each is worth: those of the title, and other spellings of them."""
        worths: dict[int, float] = {}
        for term in title.terms:
            number, worth = self._numbers.get(term), self.weight(term)
            if number is not None:
                worths[number] = worth
            else:
                others = next(self._halves(term, 2), None) or self._spelled_like(term)
                worths |= {other: _RESPELLED * worth for other in others if other not in worths}
        for first, second in pairwise(title.terms):
            if (number := self._numbers.get(first + second)) is not None:
                worths.setdefault(number, self.weight(first) + self.weight(second))
        return worths

    def _halves(self, word: str, least: int) -> Iterator[tuple[int, int]]:
        """The pairs of terms, of `least` letters, that make `word` when written together ("multi modal")."""
        for at in range(least, len(word) - least + 1) if len(word) <= _LONGEST_WORD else ():
            second = self._numbers.get(stem(word[at:]))
            first = None if second is None else self._numbers.get(stem(word[:at]))
            if first is not None and second is not None:
                yield first, second

    def _spelled_like(self, term: str) -> list[int]:
        """The terms that `term` may be a misspelling of; those of short words would be too many."""
        if not 5 <= len(term) <= _LONGEST_WORD or not term.isalpha():
            return []
        allowed = 1 if len(term) < 8 else 2
        sizes = range(len(term) - allowed, len(term) + allowed + 1)
        choices = [other for size in sizes for other in self._by_form.get((term[0], size), ())]
        # An ending that is misspelt is no ending to the stemmer: what stands before it is the term.
        stems = (term[:size] for size in range(len(term) - 1, max(4, len(term) * 3 // 5), -1))
        others = [*nearest(term, choices, allowed), *stems]
        return [number for other in others if (number := self._numbers.get(other)) is not None]

    @cached_property
    def _by_form(self) -> Mapping[tuple[str, int], Sequence[str]]:
        """Terms by first letter and length: few misspell the first letter."""
        forms: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for term in self._numbers:
            forms[term[0], len(term)].append(term)
        return forms

    def _with_terms(self, wanted: _Wanted, asked: Record, common: Mapping[int, int]) -> Collection[int]:
        """Records that share terms: those alike hold one of the rarest, so that common ones need not be read."""
        scores: defaultdict[int, float] = defaultdict(float)
        unread, read = sum(wanted.worths.values()), 0
        for number in sorted(wanted.worths, key=lambda number: (len(self._holders[number]), number)):
            holders, worth = self._holders[number], wanted.worths[number]
            read += len(holders)
            if unread < _UNREAD * wanted.total or read > (_READ_LIMIT if scores else _FIRST_READ_LIMIT):
                break
            for place in holders:
                scores[place] += worth
            unread -= worth
        if asked.authors:  # of what has other authors, or is not known to have one in common, more is asked
            alike = self._alike(scores, wanted, unread, _ALIKE_BY_OTHERS)
            akin = scores.keys() & common.keys() | scores.keys() & self._nameless
            alike |= self._alike({place: scores[place] for place in akin}, wanted, unread, _ALIKE)
        else:
            alike = self._alike(scores, wanted, unread, _ALIKE)
        if len(alike) <= _RANK_LIMIT:
            return alike
        return heapq.nlargest(_RANK_LIMIT, alike, key=lambda place: (scores[place], -self._weights[place]))

    def _alike(self, scores: Mapping[int, float], wanted: _Wanted, unread: float, least: float) -> set[int]:
        """The places that would share at least the part `least` if they shared all that is unread."""
        half, weights = least / 2, self._weights
        base = half * wanted.total - unread
        return {place for place, score in scores.items() if score >= base + half * weights[place]}

    @cached_property
    def _nameless(self) -> frozenset[int]:
        return frozenset(place for place, record in enumerate(self._records) if not record.authors)

    def _named(self, title: Title) -> set[int]:
        """Records that hold one of the title's names, in one word or in two."""
        found: set[int] = set()
        for name in title.names:
            number = self._numbers.get(stem(name))
            if number is not None and len(self._holders[number]) <= _NAME_LIMIT:
                found.update(self._holders[number])
            for halves in self._halves(name, 1):
                rare, other = sorted(halves, key=lambda number: len(self._holders[number]))
                if len(self._holders[rare]) <= _NAME_LIMIT:
                    found.update(place for place in self._holders[rare] if other in self._terms_of(place))
        return found

    def _authors_in_common(self, authors: Sequence[str]) -> Mapping[int, int]:
        """How many authors each record has in common with `authors`; the rarest names are read first."""
        common: Counter[int] = Counter()
        read = 0
        for places in sorted((self._written(author) for author in authors), key=len):
            read += len(places)
            if common and read > _AUTHOR_READ_LIMIT:
                break
            common.update(places)
        return common

    def _written(self, author: str) -> Sequence[int]:
        return self._by_author.get(_author(author), _NOWHERE)

    @cached_property
    def _by_author(self) -> Mapping[str, array[int]]:
        """Built when first asked for: many lists have no authors, or nobody asks with them."""
        found: defaultdict[str, array[int]] = defaultdict(_places)
        for place, record in enumerate(self._records):
            for author in record.authors:
                if key := _author(author):
                    found[key].append(place)
        return found


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a title is looked for by: what each term is worth, by its number, and the weight of the whole title."""

    worths: Mapping[int, float]
    total: float


def _whole_titles(title: Title) -> Iterator[str]:
    """The title itself and, as something may stand around it, all of three words that it begins or ends with."""
    yield joined(title.folded)
    parts = title.folded.split()
    for size in range(3, len(parts)) if len(parts) <= _LONGEST_TITLE else ():
        yield "".join(parts[:size])
        yield "".join(parts[-size:])


def _places() -> array[int]:
    return array("I")


_NOWHERE = _places()


def _author(name: str) -> str:
    """The first initial and the family name, which abbreviating leaves as they are; "" where there is none.

    >>> [_author(name) for name in ("Michael J. Carey", "Carey, M.J.", "carey m j", "Carey MJ", "Jo Du 0001", "?")]
    ['m carey', 'm carey', 'm carey', 'm carey', 'j du', '']
    """
    family = name.rpartition(" ")[2]
    if len(family) > 3 and family.isalpha() and name.isascii() and name[0].isalpha() and "," not in name:
        return f"{name[0]} {family}".lower()  # what most names come to, without folding them
    parts = take_name_apart(name)
    return f"{parts[0][0]} {parts[-1]}" if parts else ""
