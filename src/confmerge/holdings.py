"""What a list already holds of a paper: the engine's verdicts on its entries, in the words of a proposal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from confmerge.compare import Index, Record, Verdict
from confmerge.identifiers import identifiers
from confmerge.lists import Entry
from confmerge.paper import Paper
from confmerge.registry import Edition
from confmerge.titles import fold
from confmerge.venues import is_preprint, same_venue


class Match(StrEnum):
    """What a list holds of a paper."""

    NEW = "new"
    LISTED = "listed"
    PREPRINT = "preprint"
    RELATED = "related"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Held:
    """The answer for one paper and one list: the match, the entry that decides it, why, and all entries of the paper.

    `entry` is the doubtful or related one where nothing surer was found.
    """

    match: Match
    entry: Entry | None = None
    evidence: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()


_TO_APPEAR = re.compile(r"to\s+appear|accepted|forthcoming|in\s+press|under\s+review", re.I)


def names_edition(edition: Edition, venue: str) -> bool:
    """Tell whether a printed venue is the edition's conference, by any of its names."""
    conference = edition.conference
    return any(same_venue(venue, name) for name in (conference.name, conference.key, *conference.aliases))


class Holdings:
    """A list's entries, to be asked for papers."""

    def __init__(self, entries: Sequence[Entry], edition: Edition, today: date) -> None:
        self.entries, self.edition, self.today = entries, edition, today
        self._index = Index(_record_of_entry(entry) for entry in entries)

    def of(self, paper: Paper) -> Held:
        """Say what the list holds of a paper."""
        matches = self._index.matches(self._record(paper))
        by_verdict = {verdict: [(n, j) for n, j in matches if j.verdict is verdict] for verdict in Verdict}
        if same := by_verdict[Verdict.SAME]:
            return self._same([(self.entries[number], judgement.evidence) for number, judgement in same])
        for verdict, match in ((Verdict.DOUBTFUL, Match.DOUBTFUL), (Verdict.RELATED, Match.RELATED)):
            if found := by_verdict[verdict]:
                number, judgement = found[0]
                entries = tuple(self.entries[n] for n, _ in found)
                return Held(match, self.entries[number], judgement.evidence, entries)
        return Held(Match.NEW)

    def named(self, title: str) -> Held | None:
        """Return the entry that a person said is the paper, by its title; None where the list has none such."""
        wanted = fold(title)
        found = tuple(entry for entry in self.entries if fold(entry.title) == wanted)
        return self._same([(entry, ("a person decided so",)) for entry in found]) if found else None

    def _record(self, paper: Paper) -> Record:
        ids = identifiers(paper.url, paper.pdf, *(_addresses(paper)))
        names = tuple(author.name for author in paper.authors)
        return Record(paper.title, names, self.edition.name, self.edition.year, ids)

    def _same(self, found: Sequence[tuple[Entry, tuple[str, ...]]]) -> Held:
        entries = tuple(entry for entry, _ in found)
        for entry, evidence in found:
            if not self._unpublished(entry):
                return Held(Match.LISTED, entry, evidence, entries)
        return Held(Match.PREPRINT, found[0][0], found[0][1], entries)

    def _unpublished(self, entry: Entry) -> bool:
        """Whether an entry still says preprint, or "to appear" of an edition that has begun."""
        if entry.venue is not None and is_preprint(entry.venue):
            return True
        begun = self.edition.start is None or self.edition.start <= self.today
        ours = entry.venue is not None and names_edition(self.edition, entry.venue)
        return begun and ours and any(_TO_APPEAR.search(note) for note in entry.notes)


def _record_of_entry(entry: Entry) -> Record:
    return Record(entry.title, (), entry.venue, entry.year, identifiers(*(url for _, url in entry.links)))


def _addresses(paper: Paper) -> list[str]:
    found = [f"https://doi.org/{paper.doi}"] if paper.doi else []
    return found + ([f"https://arxiv.org/abs/{paper.arxiv}"] if paper.arxiv else [])
