"""The backtest: along a list's history, what would have been proposed before each commit, and what the commit did."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

from confmerge.backtest.git import Repository
from confmerge.backtest.history import States, Step, history
from confmerge.backtest.judging import Judge, Judged
from confmerge.backtest.known import Known, Work
from confmerge.backtest.replay import Proposer
from confmerge.backtest.totals import Backtest

# So many commits are worth a process more, and so many go to one at a time: neighbours share a version of the list.
_WORTH, _CHUNK, _MOST_JOBS = 16, 4, 8
Progress = Callable[[int, int], None]


def backtest(
    repository: Repository,
    files: Sequence[str],
    known: Known,
    proposer: Proposer,
    *,
    since: date | None = None,
    newest: int | None = None,
    jobs: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Backtest:
    """Walk the history of a list's `files` and return the account.

    `since` leaves out what was committed before that day, `newest` all but so many of the commits that touched the
    files; `jobs` is the number of processes (None: as many as are of use); `progress` is told how many commits are
    done. Raises InputError where git fails.
    """
    steps = [step for step in _remembered(history(repository, files)) if since is None or step.commit.day >= since]
    steps = steps[-newest:] if newest is not None else steps
    judged = []
    for one in _judged(repository, steps, known, proposer, jobs or _jobs(len(steps))):
        judged.append(one)
        progress(len(judged), len(steps))
    _settle(steps, judged)
    sizes = {key: len(papers) for key, papers in known.papers.items()}
    rows = [row for one in judged for row in one.rows]
    unborn = sum(one.unborn for one in judged)
    return Backtest(tuple(files), sizes, len(steps), unborn, repository.shallow, rows)


def _remembered(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield the steps; a list that comes back after it was deleted is judged by what it last was."""
    last: States | None = None
    for step in steps:
        gone = all(state.blob is None for state in step.before)
        yield replace(step, before=last) if gone and last else step
        if any(state.blob is not None for state in step.after):
            last = step.after


def _jobs(steps: int) -> int:
    return max(1, min(os.cpu_count() or 1, _MOST_JOBS, steps // _WORTH))


def _judged(
    repository: Repository, steps: Sequence[Step], known: Known, proposer: Proposer, jobs: int
) -> Iterator[Judged]:
    if jobs == 1:
        yield from map(Judge(repository, known, proposer), steps)
        return
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(repository.path, known, proposer)) as pool:
        yield from pool.map(_continue, steps, chunksize=_CHUNK)


_judges: list[Judge] = []


def _begin(path: Path, known: Known, proposer: Proposer) -> None:
    """Make the one judge of a process, who reads the repository by himself."""
    _judges.append(Judge(Repository(path), known, proposer))


def _continue(step: Step) -> Judged:
    return _judges[0](step)


def _settle(steps: Sequence[Step], judged: Sequence[Judged]) -> None:
    """Say of what was proposed in vain whether a later commit added it."""
    came: defaultdict[Work, list[int]] = defaultdict(list)
    for when, one in enumerate(judged):
        for work in one.arrived:
            came[work].append(when)
    for now, one in enumerate(judged):
        for row in one.rows:
            for extra in row.extra:
                later = next((when for when in came[Work(row.edition, extra.case.number)] if when > now), None)
                extra.later = None if later is None else steps[later].commit
