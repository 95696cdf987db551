"""The output folder of an edition: what a run may replace, and what it leaves alone.

run.json is always the latest attempt and names the last good one. A run that is not good never touches the last good
papers.jsonl: what it found stands beside it, in papers.suspect.jsonl. Only where nothing good is there yet, a count
that is too low (`too_few`) or a part (`partial`) is written as papers.jsonl, for it is better than nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from confmerge import __version__
from confmerge.errors import InputError
from confmerge.files import write_whole
from confmerge.outcome import Outcome
from confmerge.paper import Paper, papers_to_jsonl, read_papers
from confmerge.registry import Edition
from confmerge.titles import fold


@dataclass(frozen=True, slots=True)
class PageTry:
    """One page that a run asked for: which source of the edition (from 1), where, and what came of it."""

    url: str
    outcome: Outcome
    source: int = 1
    count: int = 0
    file: str | None = None
    status: int | None = None
    message: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, without what is absent."""
        names = ("source", "url", "file", "status", "outcome", "count", "message")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


@dataclass(slots=True)
class Attempt:
    """What a run brought home, before it is judged against earlier runs and the expected count.

    `url` (and `file`, for a page saved by hand) is the page that decided. `whole`: it claims to hold the whole edition.
    `pages`: what the network sent, empty for pages saved by hand.
    """

    outcome: Outcome
    message: str = ""
    url: str | None = None
    file: str | None = None
    papers: list[Paper] = field(default_factory=list)
    whole: bool = True
    tried: list[PageTry] = field(default_factory=list)
    turned_away: Counter[str] = field(default_factory=Counter)
    pages: list[bytes] = field(default_factory=list)
    started: str = field(default_factory=lambda: _now())


@dataclass(frozen=True, slots=True)
class LastGood:
    """The papers that stand, and when they were got (ISO 8601, UTC)."""

    papers: list[Paper]
    finished: str

    @property
    def date(self) -> str:
        """The day, for messages."""
        return self.finished[:10]


@dataclass(frozen=True, slots=True)
class Changes:
    """How a run's papers differ from the last good ones, in titles as printed."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    retitled: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """The end of a run. `papers` is what to propose from, None where the last proposals stand; `run` is run.json."""

    outcome: Outcome
    message: str
    papers: list[Paper] | None
    changes: Changes
    last_good: LastGood | None
    run: dict[str, Any]


class EditionFolder:
    """output/<edition>/: the files of one edition."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.papers_path = path / "papers.jsonl"
        self.suspect_path = path / "papers.suspect.jsonl"
        self.run_path = path / "run.json"

    def read_run(self) -> dict[str, Any] | None:
        """Return run.json; None where it is missing or damaged."""
        try:
            run = json.loads(self.run_path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        return run if isinstance(run, dict) else None

    def last_good(self) -> LastGood | None:
        """Return the papers that a run must not make worse; None where there are none, or only provisional ones.

        Where run.json cannot be read, papers.jsonl counts as good: losing an account must not lose the goods.
        """
        try:
            papers = read_papers(self.papers_path)
        except InputError:
            return None
        if not papers:
            return None
        run = self.read_run()
        if run is not None and "last_good" in run and run["last_good"] is None:
            return None
        try:
            return LastGood(papers, str((run or {})["last_good"]["finished"]))
        except (KeyError, TypeError):
            written = datetime.fromtimestamp(self.papers_path.stat().st_mtime, UTC)
            return LastGood(papers, _iso(written))

    def account_of_papers(self, url: str | None) -> dict[str, Any] | None:
        """Return how papers.jsonl came about: run.json, unless a later attempt failed and left the last good papers."""
        run, last = self.read_run(), self.last_good()
        if run is None or last is None or run.get("outcome") in (Outcome.OK, Outcome.UNCHANGED):
            return run
        return {"outcome": Outcome.OK, "finished": last.finished, "url": url}

    def _page(self, number: int, suspect: bool) -> Path:
        return self.path / f"page{f'-{number}' if number > 1 else ''}{'.suspect' if suspect else ''}.html"

    def write_pages(self, pages: Sequence[bytes], *, suspect: bool) -> list[str]:
        """Keep the pages that were parsed, and return their names; older ones of the same kind go."""
        for number, page in enumerate(pages, 1):
            write_whole(self._page(number, suspect), page)
        for kind in {suspect, True} if pages else ():
            number = len(pages) + 1 if kind == suspect else 1
            while (stale := self._page(number, kind)).exists():
                stale.unlink()
                number += 1
        return [self._page(number, suspect).name for number in range(1, len(pages) + 1)]

    def write_papers(self, papers: Iterable[Paper], *, suspect: bool) -> str:
        """Write the papers, and return the file's name. A papers.jsonl that nobody can read is kept under another."""
        path = self.suspect_path if suspect else self.papers_path
        if not suspect and path.exists():
            try:
                read_papers(path)
            except InputError:
                path.replace(self.path / "papers.damaged.jsonl")
        write_whole(path, papers_to_jsonl(papers))
        if not suspect:
            self.suspect_path.unlink(missing_ok=True)
        return path.name


def settle(folder: EditionFolder, edition: Edition, attempt: Attempt, *, fewer: bool = False) -> Settled:
    """Judge a run, write its files, and return what is to be proposed from.

    `fewer` accepts a list that shrank or is shorter than expected. Raises InputError where a file cannot be written.
    """
    last = folder.last_good()
    outcome, reason = _judge(edition, attempt, last, fewer)
    changes = compare(last.papers, attempt.papers) if last and attempt.papers else Changes()
    provisional = last is None and outcome in (Outcome.TOO_FEW, Outcome.PARTIAL)
    stands = outcome.good or provisional
    message = _summary(edition, attempt, changes) if outcome.good else reason

    files = folder.write_pages(attempt.pages, suspect=not stands)
    if attempt.papers:
        files.insert(0, folder.write_papers(attempt.papers, suspect=not stands))
    finished = _now()
    good = LastGood(attempt.papers, finished) if outcome.good else last
    run = {
        "edition": edition.key,
        "outcome": outcome,
        "message": message,
        "confmerge": __version__,
        "started": attempt.started,
        "finished": finished,
        "url": attempt.url,
        "file": attempt.file,
        "pages": [page.to_dict() for page in attempt.tried],
        "count": len(attempt.papers),
        "whole": attempt.whole,
        "expected": edition.expected,
        "turned_away": dict(sorted(attempt.turned_away.items())),
        "new": changes.new,
        "gone": changes.gone,
        "retitled": [{"from": old, "to": new} for old, new in changes.retitled],
        "last_good": good and {"finished": good.finished, "papers": folder.papers_path.name, "count": len(good.papers)},
        "files": files,
    }
    write_whole(folder.run_path, json.dumps(run, ensure_ascii=False, indent=2) + "\n")
    return Settled(outcome, message, attempt.papers if stands else None, changes, last, run)


def _judge(edition: Edition, attempt: Attempt, last: LastGood | None, fewer: bool) -> tuple[Outcome, str]:
    if attempt.outcome is not Outcome.OK:
        return attempt.outcome, attempt.message
    count = len(attempt.papers)
    if not fewer and last and count < len(last.papers):
        return Outcome.TOO_FEW, f"{_papers(count)}; the last good run of {last.date} had {len(last.papers)}"
    if not fewer and attempt.whole and edition.expected and count < edition.expected:
        return Outcome.TOO_FEW, f"{_papers(count)}; {edition.label} has {edition.expected} (`expected` in the registry)"
    return (Outcome.UNCHANGED if last and last.papers == attempt.papers else Outcome.OK), ""


def _summary(edition: Edition, attempt: Attempt, changes: Changes) -> str:
    parts = [_papers(len(attempt.papers))]
    if edition.expected and attempt.whole:
        parts.append(f"{edition.expected} expected")
    for word in ("new", "gone", "retitled"):
        if titles := getattr(changes, word):
            parts.append(f"{len(titles)} {word}")
    return ", ".join(parts)


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"


def compare(old: Sequence[Paper], new: Sequence[Paper]) -> Changes:
    """Return which titles are new, gone, or changed; a paper is the same by its URL, else by its folded title."""
    by_url = {paper.url: paper for paper in old if paper.url}
    by_title = {fold(paper.title): paper for paper in old}
    pairs = [(by_url.get(paper.url or "") or by_title.get(fold(paper.title)), paper) for paper in new]
    found = {id(before) for before, _ in pairs if before}
    return Changes(
        new=tuple(paper.title for before, paper in pairs if before is None),
        gone=tuple(paper.title for paper in old if id(paper) not in found),
        retitled=tuple((was.title, paper.title) for was, paper in pairs if was and was.title != paper.title),
    )


def union(pages: Iterable[Iterable[Paper]]) -> tuple[list[Paper], int]:
    """Return the papers of several pages, each once, and how many were double.

    Double is the same URL, or the same folded title unless both URL and authors differ: two papers may share a title.
    """
    papers: list[Paper] = []
    seen: dict[str, list[Paper]] = {}
    double = 0
    for paper in (paper for page in pages for paper in page):
        keys = [fold(paper.title), *([paper.url] if paper.url else [])]
        if any(_same(paper, other) for key in keys for other in seen.get(key, ())):
            double += 1
            continue
        papers.append(paper)
        for key in keys:
            seen.setdefault(key, []).append(paper)
    return papers, double


def _same(paper: Paper, other: Paper) -> bool:
    """Say whether two papers that share URL or title are one."""
    if paper.url is None or other.url is None or paper.url == other.url:
        return True
    names, others = ({fold(author.name) for author in each.authors} for each in (paper, other))
    return names == others or not names or not others


def _now() -> str:
    return _iso(datetime.now(UTC))


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
