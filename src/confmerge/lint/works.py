"""Which entries of a list are one work, by the engine that compares papers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from confmerge.compare import Index, Judgement, Record, Verdict, judge
from confmerge.lists import Entry
from confmerge.records import of_entry
from confmerge.titles import bare, compact, fold, numbers, split_name, words
from confmerge.venues import is_preprint
from confmerge.vocabulary import FUNCTION_WORDS

if TYPE_CHECKING:
    from confmerge.decisions import Decisions

# Years from a preprint to its publication; telling words of a title, and their part of the longer one.
_LONGEST_WAY, _FEWEST_WORDS, _MOST_WORDS = 2, 5, 0.7
# Conferences and the journals that print their papers, and names that changed.
_ONE_SERIES = (
    {"vldb", "pvldb"}, {"sigmod", "pacmmod"}, {"ubicomp", "imwut"}, {"sigmetrics", "pomacs"}, {"pets", "popets"},
    {"oopsla", "popl", "pldi", "icfp", "pacmpl"}, {"s p", "oakland", "sp"}, {"www", "thewebconf", "webconf"},
    {"sc", "supercomputing"}, {"security", "usenixsecurity", "sec"}, {"cal", "computer architecture letters"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be one work, in file order, and what the engine says of them."""

    first: Entry
    second: Entry
    records: tuple[Record, Record]
    judgement: Judgement

    @property
    def same_title(self) -> bool:
        """Whether the titles are one, spelling apart."""
        return compact(self.first.title) == compact(self.second.title)


def pairs(entries: Sequence[Entry], decisions: Sequence[Decisions]) -> list[Pair]:
    """Return the pairs of papers that the engine does not take for two, in order; decided ones are left out."""
    papers = [entry for entry in entries if entry.kind == "paper"]
    records = [of_entry(entry) for entry in papers]
    index = Index(records)
    found = []
    for number, record in enumerate(records):
        for other, judgement in index.matches(record):
            if other < number:
                pair = Pair(papers[other], papers[number], (records[other], record), judgement)
                if not decided(pair.first, pair.second, decisions):
                    found.append(pair)
    return found


def decided(a: Entry, b: Entry, decisions: Sequence[Decisions]) -> bool:
    """Whether a person has said of two entries that they are one paper, or two."""
    return any(file.between(a.title, b.title) is not None for file in decisions)


def contradictions(pair: Pair) -> list[str]:
    """Say where two entries of one work contradict each other: venue, year, title, identifiers of one kind."""
    a, b = pair.records
    told = []
    if a.venue and b.venue:
        elsewhere = is_preprint(a.venue) != is_preprint(b.venue) or not _one_venue(a.venue, b.venue)
        if elsewhere or (a.year and b.year and a.year != b.year):
            told.append(f"{_edition(b)} here, {_edition(a)} there")
    if not pair.same_title:
        told.append(f"there titled `{pair.first.title}`")
    for kind, name in (("arxiv:", "arXiv ids"), ("doi:", "DOIs")):
        sides = [sorted(key.removeprefix(kind) for key in record.ids if key.startswith(kind)) for record in (a, b)]
        if all(sides) and not set(sides[0]) & set(sides[1]):
            told.append(f"{name} {', '.join(sides[0])} and {', '.join(sides[1])}")
    return told


def _edition(record: Record) -> str:
    return f"{record.venue} {record.year}" if record.year else str(record.venue)


_ANY = "Any Sufficiently Telling Title of Some Distributed Workload"


def _one_venue(a: str, b: str) -> bool:
    """Ask the engine whether two names are of one venue: only then is one title in two years one paper."""
    folded = {re.sub(r"^(?:acm|ieee|usenix) ", "", fold(name)) for name in (a, b)}
    if any(folded <= series for series in _ONE_SERIES):
        return True
    return judge(Record(_ANY, venue=a, year=2000), Record(_ANY, venue=b, year=2001)).verdict is Verdict.SAME


def two_conferences(pair: Pair) -> bool:
    """Whether one title stands at two conferences, one of which must be wrong: no workshop or journal version."""
    a, b = (replace(record, year=None) for record in pair.records)
    related = pair.judgement.verdict is Verdict.RELATED
    return related and pair.same_title and judge(a, b).verdict is Verdict.SAME


def likely(pair: Pair) -> bool:
    """Whether a doubtful pair is likely one paper: by a system's name, or by a title that holds the other's words.

    Only at one edition, or as a preprint and what became of it within two years; alike are too many others.
    """
    if pair.judgement.verdict is not Verdict.DOUBTFUL:
        return False
    a, b = pair.records
    if not a.venue or not b.venue or not a.year or not b.year or numbers(a.title) != numbers(b.title):
        return False
    if is_preprint(a.venue) == is_preprint(b.venue):
        together = not is_preprint(a.venue) and a.year == b.year and _one_venue(a.venue, b.venue)
        return together and _one_name(a.title, b.title)
    later = b.year - a.year if is_preprint(a.venue) else a.year - b.year
    return 0 <= later <= _LONGEST_WAY and (_one_name(a.title, b.title) or _one_in_the_other(a.title, b.title))


def _one_name(a: str, b: str) -> bool:
    names = [split_name(bare(title))[0] for title in (a, b)]
    return all(names) and compact(names[0] or "") == compact(names[1] or "")


def _one_in_the_other(a: str, b: str) -> bool:
    few, many = sorted(({word.rstrip("s") for word in words(t)} - FUNCTION_WORDS for t in (a, b)), key=len)
    return few <= many and len(few) >= max(_FEWEST_WORDS, _MOST_WORDS * len(many))


def groups(found: Sequence[Pair]) -> Iterator[list[Entry]]:
    """Yield the works that stand at least twice, as their entries in order."""
    leader: dict[int, int] = {}
    entries: dict[int, Entry] = {}

    def top(key: int) -> int:
        while leader.setdefault(key, key) != key:
            key = leader[key]
        return key

    for pair in found:
        first, second = id(pair.first), id(pair.second)
        entries[first], entries[second] = pair.first, pair.second
        leader[top(second)] = top(first)
    works: defaultdict[int, list[Entry]] = defaultdict(list)
    for key in entries:
        works[top(key)].append(entries[key])
    yield from works.values()
