"""What a list already holds of a paper: the engine's verdicts on its entries, in the words of a proposal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from confmerge.compare import Index, Record, Verdict
from confmerge.lists import Entry
from confmerge.lists.promises import is_ahead
from confmerge.lists.standing import Said, Standing, said_by
from confmerge.lists.tags import TagManner
from confmerge.paper import Paper
from confmerge.records import of_entry, of_paper
from confmerge.registry import Edition
from confmerge.titles import fold
from confmerge.venues import Tag


class Match(StrEnum):
    """What a list holds of a paper. `preprint`: listed as one, as "to appear", or without the venue it should name."""

    NEW = "new"
    LISTED = "listed"
    PREPRINT = "preprint"
    RELATED = "related"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Held:
    """The answer for one paper and one list: the match, the entry that decides it, why, and all entries of the paper.

    `entry` is the doubtful or related one where nothing surer was found; `stale` are the paper's entries that do not
    say where it was published; `by_name`: a person named the entry.
    """

    match: Match
    entry: Entry | None = None
    evidence: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    stale: tuple[Entry, ...] = ()
    by_name: bool = False


class Holdings:
    """A list's entries, to be asked for papers."""

    def __init__(self, entries: Sequence[Entry], edition: Edition, today: date) -> None:
        self.entries, self.edition = entries, edition
        self._begun = is_ahead(edition.start, edition.year, today) is False
        self._said = {id(entry): said_by(entry) for entry in entries}
        self._records = [self._record(entry) for entry in entries]
        self._index = Index(self._records)
        self._ids = {id(entry): record.ids for entry, record in zip(entries, self._records, strict=True)}
        files = _by_file([entry for entry in entries if not self._of_edition(entry)])
        self._expected = {file: TagManner(others).expected for file, others in files.items()}

    def of(self, paper: Paper, different_from: Collection[str] = ()) -> Held:
        """Say what the list holds of a paper; entries with a title of `different_from` are not it."""
        others = set(map(fold, different_from))
        wanted = of_paper(paper, self.edition.name, self.edition.year)
        matches = [
            (self.entries[number], judgement)
            for number, judgement in self._index.matches(wanted)
            if fold(self.entries[number].title) not in others
        ]
        by_verdict = {verdict: [(e, j.evidence) for e, j in matches if j.verdict is verdict] for verdict in Verdict}
        if same := by_verdict[Verdict.SAME]:
            return self._same(same, wanted)
        for verdict, match in ((Verdict.DOUBTFUL, Match.DOUBTFUL), (Verdict.RELATED, Match.RELATED)):
            if found := by_verdict[verdict]:
                return Held(match, *found[0], entries=tuple(entry for entry, _ in found))
        return Held(Match.NEW)

    def named(self, title: str, paper: Paper) -> Held | None:
        """Return the entry that a person said is the paper, by its title; None where the list has none such."""
        named = fold(title)
        found = [(entry, ("a person decided so",)) for entry in self.entries if fold(entry.title) == named]
        return replace(self._same(found, of_paper(paper)), by_name=True) if found else None

    def foreign_links(self, paper: Paper, held: Held) -> frozenset[str]:
        """Return the identifiers in a paper's entries that other papers of the list have, and the paper has not."""
        matches = self._index.matches(of_paper(paper, self.edition.name, self.edition.year))
        alike = {number for number, _ in matches}
        ours: set[str] = set()
        for number, entry in enumerate(self.entries):
            if any(entry is one for one in held.entries):
                alike.add(number)
                ours |= self._records[number].ids
        ours -= of_paper(paper).ids
        return frozenset(key for key in ours if self._holders[key] - alike)

    @cached_property
    def _holders(self) -> dict[str, set[int]]:
        """The entries that have an identifier, by their numbers."""
        holders: defaultdict[str, set[int]] = defaultdict(set)
        for number, record in enumerate(self._records):
            for key in record.ids:
                holders[key].add(number)
        return holders

    def _record(self, entry: Entry) -> Record:
        """An entry as a record; a venue that it only hopes for is none."""
        record, said = of_entry(entry), self._said[id(entry)]
        if said.standing is Standing.PREPRINT and said.statements:
            return replace(record, venue="arXiv")
        if said.standing is Standing.PROMISED and said.tag is not None:
            return replace(record, venue=said.tag.venue, year=said.tag.year or record.year)
        return record

    def _same(self, found: Sequence[tuple[Entry, tuple[str, ...]]], paper: Record) -> Held:
        entries = tuple(entry for entry, _ in found)
        stale = [entry for entry in entries if self._stale(entry, self._said[id(entry)], paper)]
        for entry, evidence in found:
            if entry not in stale:
                said = [one for one in stale if self._said[id(one)].standing is not Standing.SILENT]
                return Held(Match.LISTED, entry, evidence, entries, tuple(said))
        return Held(Match.PREPRINT, *found[0], entries=entries, stale=tuple(stale))

    def _stale(self, entry: Entry, said: Said, paper: Record) -> bool:
        """Whether an entry does not say where its paper was published, though it is, and entries here do.

        A promise is right until the conference begins, and who links to the venue's own page says enough. Whether
        entries here name venues is told by those of other editions: what is proposed cannot change it.
        """
        if said.standing is Standing.PROMISED:
            return self._begun and self._is_ours(said.tag)
        if not said.statements and any(not key.startswith("arxiv:") for key in self._ids[id(entry)] & paper.ids):
            return False
        if said.standing is Standing.SILENT:
            return self._expected.get(entry.file, False)
        return said.standing is Standing.PREPRINT

    def _of_edition(self, entry: Entry) -> bool:
        if entry.venue is None or not self.edition.is_called(entry.venue):
            return False
        return entry.year in (self.edition.year, None)

    def _is_ours(self, tag: Tag | None) -> bool:
        return tag is None or tag.venue is None or self.edition.is_called(tag.venue)


def _by_file(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    files: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        files[entry.file].append(entry)
    return files
