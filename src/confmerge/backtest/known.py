"""The papers at hand: those of each edition, and which of them an entry of a list is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from confmerge.athand import read_at_hand
from confmerge.changes import union
from confmerge.compare import Index, Judgement, Record, Verdict
from confmerge.lists import Entry
from confmerge.paper import Paper
from confmerge.records import of_entry, of_paper
from confmerge.registry import Edition, Registry


@dataclass(frozen=True, slots=True)
class Work:
    """A paper of an edition, by its place among the edition's papers."""

    edition: str
    number: int


class Known:
    """Editions by key, each with its papers, to be asked what an entry is."""

    def __init__(self, editions: Iterable[tuple[Edition, Sequence[Paper]]]) -> None:
        found = list(editions)
        self.editions: Mapping[str, Edition] = {edition.key: edition for edition, _ in found}
        self.papers: Mapping[str, Sequence[Paper]] = {edition.key: papers for edition, papers in found}
        self.works = [Work(key, number) for key, papers in self.papers.items() for number in range(len(papers))]

    def paper(self, work: Work) -> Paper:
        """Return the paper."""
        return self.papers[work.edition][work.number]

    def is_named(self, entry: Entry, key: str) -> bool:
        """Whether an entry says, itself or by its section, that it is of an edition."""
        edition = self.editions[key]
        return entry.venue is not None and edition.is_called(entry.venue) and entry.year in (edition.year, None)

    def in_section(self, entry: Entry, key: str) -> bool:
        """Whether an entry stands in the section of an edition."""
        section = entry.place.edition_section
        if section is None or section.venue is None or section.year not in (self.editions[key].year, None):
            return False
        return self.editions[key].is_called(section.venue)

    def work(self, entry: Entry) -> Work | None:
        """Return the paper that an entry is, the likeliest of several editions'; None where it is none for sure."""
        matches = self._matches(entry)
        return self.works[matches[0][0]] if matches and matches[0][1].verdict is Verdict.SAME else None

    def nearest(self, entry: Entry, key: str) -> tuple[Paper, Judgement] | None:
        """Return the paper of an edition that an entry may be, where none is it for sure."""
        for at, judgement in self._matches(entry):
            if (work := self.works[at]).edition == key:
                return self.paper(work), judgement
        return None

    def is_out(self, key: str, day: date) -> bool:
        """Whether an edition's papers were known by then: since its notification, else since its year began."""
        edition = self.editions[key]
        return day >= (edition.notification or date(edition.year, 1, 1))

    def _matches(self, entry: Entry) -> list[tuple[int, Judgement]]:
        return self._index.matches(of_entry(entry))

    @cached_property
    def records(self) -> list[Record]:
        """The papers of all editions as records, in the order of `works`."""
        editions = [self.editions[work.edition] for work in self.works]
        papers = map(self.paper, self.works)
        return [of_paper(paper, e.name, e.year) for paper, e in zip(papers, editions, strict=True)]

    @cached_property
    def _index(self) -> Index:
        return Index(self.records)


def read_known(paths: Iterable[Path], registry: Registry) -> tuple[Known, list[str]]:
    """Read papers.jsonl files, several of which may hold papers of one edition.

    Returns also, in words, what could not be used. Raises InputError with file and line.
    """
    found, problems = read_at_hand(paths, registry)
    editions = {one.edition.key: one.edition for one in found}
    pages = {key: [one.papers for one in found if one.edition.key == key] for key in editions}
    return Known((editions[key], union(papers)[0]) for key, papers in pages.items()), problems
