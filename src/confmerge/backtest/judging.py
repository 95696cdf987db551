"""One commit: what it did with the editions at hand, and what would have been proposed before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from confmerge.backtest.account import Row
from confmerge.backtest.additions import brought
from confmerge.backtest.compared import Comparison
from confmerge.backtest.git import Repository
from confmerge.backtest.history import State, States, Step
from confmerge.backtest.known import Known, Work
from confmerge.backtest.replay import Proposer
from confmerge.backtest.sieve import Sieve
from confmerge.lists import Document, PaperList, read_list

# As many versions of a list's files as one step and the next look at.
_VERSIONS = 16


@dataclass(frozen=True, slots=True)
class Judged:
    """The account of one commit; the papers at hand that it brought in whatever way; `unborn`: it began the list."""

    rows: tuple[Row, ...] = ()
    arrived: tuple[Work, ...] = ()
    unborn: bool = False


class Judge:
    """Judges the commits of one list, each by itself."""

    def __init__(self, repository: Repository, known: Known, proposer: Proposer) -> None:
        self._repository, self._known, self._proposer = repository, known, proposer
        self._sieve = Sieve(known.records)
        self._document = lru_cache(_VERSIONS)(self._load)
        self._list = lru_cache(_VERSIONS)(self._read)

    def __call__(self, step: Step) -> Judged:
        """Judge a commit. Raises InputError where the repository lacks a version of a file."""
        if all(state.blob is None for state in step.before):
            return Judged(unborn=True)
        if not self._sieve.lets_through(self._lines(step.before), self._lines(step.after)):
            return Judged()
        before, after = self._lists(step.before), self._lists(step.after)
        if not any(file.entries for file in before):
            return Judged(unborn=any(file.entries for file in after))
        were, are = ([entry for file in files for entry in file.entries] for files in (before, after))
        found = brought(were, are, self._known, step.commit.day)
        rows = []
        for key in self._known.editions:
            arrivals, strange = found.arrivals.get(key, []), found.strange.get(key, [])
            if not arrivals and not strange:
                continue
            proposed = []
            if arrivals:  # what came beside them as a preprint was added all the same
                arrivals = [*arrivals, *(one for one in found.preprints if one.work.edition == key)]
                papers = self._known.papers[key]
                proposed = self._proposer.propose(self._known.editions[key], papers, before, step.commit.day)
            rows.append(Comparison(self._known, key, before, after).row(step.commit, arrivals, proposed, strange))
        works = [one.work for one in (*(one for group in found.arrivals.values() for one in group), *found.preprints)]
        return Judged(tuple(filter(None, rows)), tuple(works))

    def _lines(self, states: States) -> list[bytes]:
        """The lines of all files: one that changes its file is not new."""
        return [line for state in states if state.blob for line in self._document(state).raw]

    def _lists(self, states: States) -> Sequence[PaperList]:
        return [self._list(state) for state in states if state.blob]

    def _load(self, state: State) -> Document:
        return Document(Path(state.path), self._repository.blob(state.blob) if state.blob else b"")

    def _read(self, state: State) -> PaperList:
        return read_list(self._document(state), state.path)
