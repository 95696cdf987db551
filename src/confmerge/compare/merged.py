"""What belongs into another column but stands in the title: authors, venue and year before or behind it.

Reference lists and catalogues with merged columns have it ("Lopez, M.: Indexing the Positions of …, VLDB 2000"). It is
told from the title's own words by the other record, which has it in its columns, or around its own title, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from confmerge.compare.people import family_names
from confmerge.compare.record import Record
from confmerge.compare.terms import stem
from confmerge.titles import words
from confmerge.venues import is_known

# What stands between authors and venues.
_FILLING_WORDS = """
    in at proc proceedings of the on and et al pp vol no st nd rd th conf conference int intl international symposium
    workshop journal trans transactions acm ieee usenix report technical tech rep to appear eds
"""
_FILLING = frozenset(_FILLING_WORDS.split())
_YEAR = re.compile(r"(?:19|20)\d\d")
# What two titles have in common must be this long to be a title by itself.
_SHORTEST = 3
# Garbled names are no words of the other record: not all that is taken out has to be explained by it.
_EXPLAINED = 0.5
# No title with authors and venue in it is longer.
_MOST_WORDS = 150


def unmerged(a: Record, b: Record) -> tuple[Record, Record]:
    """Return both records without what stands around the title that they have in common.

    Authors and years found there are added to the record's own. Where nothing is found, the records as they are.

    >>> one, _ = unmerged(Record("Lopez, M.: Positions of Moving Objects 2000"), Record("Positions of Moving Objects",
    ... ("Mario Lopez",), "VLDB", 2000))
    >>> one.title, one.authors, one.year
    ('Positions of Moving Objects', ('Mario Lopez',), 2000)
    """
    if all((a.authors, a.venue, a.year, b.authors, b.venue, b.year)):
        return a, b  # each column holds its own
    left, right = _read(a), _read(b)
    if not left.may_hold(right) and not right.may_hold(left):
        return a, b
    core = SequenceMatcher(None, left.stems, right.stems, autojunk=False).find_longest_match()
    if core.size < _SHORTEST:
        return a, b
    before_a, after_a = left.around(core.a, core.size)
    before_b, after_b = right.around(core.b, core.size)
    return (
        left.cut(core.a, core.size, right, (*before_b, *after_b)),
        right.cut(core.b, core.size, left, (*before_a, *after_a)),
    )


_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Title:
    """A record with the tokens of its title, the folded words and the stem of each, and its own columns as words."""

    record: Record
    tokens: tuple[str, ...]
    folded: tuple[_Words, ...]
    stems: tuple[str, ...]
    families: frozenset[str]

    @classmethod
    def of(cls, record: Record) -> _Title:
        tokens = record.title.split()[:_MOST_WORDS]
        pairs = [(token, parts) for token in tokens if (parts := words(token))]
        stems = tuple("".join(map(stem, parts)) for _, parts in pairs)
        folded = tuple(parts for _, parts in pairs)
        return cls(record, tuple(token for token, _ in pairs), folded, stems, family_names(record.authors))

    def may_hold(self, other: _Title) -> bool:
        """Whether any of the title's words is an author or the venue of the other record, or a year."""
        found = {word for part in self.folded for word in part}
        telling = other.families.union(filter(is_known, words(other.record.venue or "")))
        return not found.isdisjoint(telling) or any(map(_YEAR.fullmatch, found))

    def around(self, start: int, size: int) -> tuple[tuple[_Words, ...], tuple[_Words, ...]]:
        """The words before and behind a stretch of the title."""
        return self.folded[:start], self.folded[start + size :]

    def cut(self, start: int, size: int, other: _Title, around_other: tuple[_Words, ...]) -> Record:
        """The record without the columns before and behind that stretch of its title, and with what they say."""
        before, after = self.around(start, size)
        columns = _Columns.of(other.record, {word for part in around_other for word in part})
        first, last = start - columns.kept(before[::-1]), start + size + columns.kept(after)
        found = frozenset(word for part in (*self.folded[:first], *self.folded[last:]) for word in part)
        if not found:
            return self.record
        written = [name for name in other.record.authors if not family_names([name]).isdisjoint(found)]
        own = [name for name in self.record.authors if family_names([name]).isdisjoint(found)]
        years = [int(word) for word in found if _YEAR.fullmatch(word)]
        return replace(
            self.record,
            title=" ".join(self.tokens[first:last]),
            authors=(*own, *written),
            year=self.record.year or (years[0] if len(years) == 1 else None),
        )


# One paper is held against many records in turn.
_read = lru_cache(maxsize=1 << 10)(_Title.of)


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the other record has in its columns, and around its title."""

    families: frozenset[str]
    known: frozenset[str]
    years: frozenset[str]
    venue: tuple[str, ...]

    @classmethod
    def of(cls, record: Record, around: set[str]) -> _Columns:
        venue = words(record.venue or "")
        written = {word for name in record.authors for word in words(name)}
        years = {word for word in around if _YEAR.fullmatch(word)} | ({str(record.year)} if record.year else set())
        known = _FILLING.union(written, venue, around - years)
        return cls(family_names(record.authors), known, frozenset(years), venue)

    def kept(self, parts: Sequence[_Words]) -> int:
        """How many of `parts`, which lead away from the title, belong to it: all of them if they are no columns."""
        around = [word for part in parts for word in part]
        spelled = self._spelled_out(around)
        explained = spelled.union(word for word in around if self._is_known(word))
        found = [any(word in explained for word in part) for part in parts]
        start = next((at for at, is_explained in enumerate(found) if is_explained), len(parts))
        beyond = [word for part in parts[start:] for word in part]
        telling = self.families.union(spelled, filter(is_known, self.venue))
        told = any(word in telling or word in self.years for word in beyond)
        return start if told and sum(found[start:]) >= _EXPLAINED * len(found[start:]) else len(parts)

    def _is_known(self, word: str) -> bool:
        if _YEAR.fullmatch(word):
            return word in self.years or not self.years
        return len(word) == 1 or word in self.known

    def _spelled_out(self, around: list[str]) -> set[str]:
        """The venue's name where the other record has its initials: "very large data bases", VLDB."""
        initials = "".join(word[0] for word in around)
        places = [(name, initials.find(name)) for name in self.venue if len(name) > 2]
        return {word for name, place in places if place >= 0 for word in around[place : place + len(name)]}
