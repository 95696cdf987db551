"""Judging a run: what it may replace in the edition's output folder, and what it leaves alone.

run.json is always the latest attempt and names the last good one. A run that is not good never touches the last good
papers.jsonl: what it found stands beside it, in papers.suspect.jsonl. Only where nothing good is there yet, a count
that is too low (`too_few`) or a part (`partial`) is written as papers.jsonl, for it is better than nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from confmerge import __version__
from confmerge.changes import Changes, compare, differences, known_as
from confmerge.files import write_whole
from confmerge.folder import EditionFolder, LastGood, digest, iso
from confmerge.outcome import Outcome
from confmerge.paper import Paper
from confmerge.registry import Edition


@dataclass(frozen=True, slots=True)
class PageTry:
    """One page that a run asked for: which source of the edition (from 1), where, and what came of it.

    `headers` are what the site said about the state of the page.
    """

    url: str
    outcome: Outcome
    source: int = 1
    count: int = 0
    family: str | None = None
    file: str | None = None
    status: int | None = None
    message: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, without what is absent."""
        return {name: value for name in _PAGE_KEYS if (value := getattr(self, name)) not in (None, {})}


_PAGE_KEYS = ("source", "family", "url", "file", "status", "outcome", "count", "message", "headers")


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """The papers that another source of the edition gave. `whole`: it claims to hold the whole edition."""

    source: int
    family: str
    url: str
    papers: Sequence[Paper]
    whole: bool = True

    def account(self, papers: Sequence[Paper]) -> dict[str, Any]:
        """Return how it differs from `papers`, for run.json; what a part of the year lacks is no difference."""
        found = differences(papers, self.papers)
        return {
            "source": self.source,
            "family": self.family,
            "url": self.url,
            "count": len(self.papers),
            "missing_here": found.new,
            "missing_there": found.gone if self.whole else (),
            "retitled": [{"here": here, "there": there} for here, there in found.retitled],
        }


@dataclass(slots=True)
class Attempt:
    """What a run brought home, before it is judged against earlier runs and the expected count.

    `url` (and `file`, for a page saved by hand) is the page that decided, of the edition's source number `source`.
    `whole`: it claims to hold the whole edition. `pages`: what the network sent, by address; empty for pages saved by
    hand. `remarks`: what a person should know besides, in sentences.
    """

    outcome: Outcome
    message: str = ""
    url: str | None = None
    file: str | None = None
    source: int = 1
    family: str | None = None
    papers: list[Paper] = field(default_factory=list)
    whole: bool = True
    tried: list[PageTry] = field(default_factory=list)
    turned_away: Counter[str] = field(default_factory=Counter)
    pages: dict[str, bytes] = field(default_factory=dict)
    opinions: list[SecondOpinion] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    started: str = field(default_factory=lambda: _now())


@dataclass(frozen=True, slots=True)
class Settled:
    """The end of a run. `papers` is what to propose from, None where the last proposals stand; `run` is run.json."""

    outcome: Outcome
    message: str
    papers: list[Paper] | None
    changes: Changes
    last_good: LastGood | None
    run: dict[str, Any]


def settle(folder: EditionFolder, edition: Edition, attempt: Attempt, *, fewer: bool = False) -> Settled:
    """Judge a run, write its files, and return what is to be proposed from.

    `fewer` accepts a list that shrank or is shorter than expected. Where the last good run had a better source than
    this one, a paper that it knew stays as it was then. Raises InputError where a file cannot be written.
    """
    last = folder.last_good()
    attempt.whole = attempt.whole or bool(edition.expected and len(attempt.papers) >= edition.expected)
    if last and attempt.source > last.source:
        attempt.papers = known_as(last.papers, attempt.papers)
    changes = compare(last.papers, attempt.papers) if last and attempt.papers else Changes()
    outcome, reason = _judge(edition, attempt, last, changes, fewer)
    provisional = last is None and outcome in (Outcome.TOO_FEW, Outcome.PARTIAL)
    stands = outcome.good or provisional
    message = _summary(edition, attempt, changes) if outcome.good else reason

    kept = folder.write_pages(attempt.pages, suspect=not stands)
    files = [folder.write_papers(attempt.papers, suspect=not stands)] if attempt.papers else []
    finished = _now()
    best = min(attempt.source, last.source) if last else attempt.source
    good = LastGood(attempt.papers, finished, best) if outcome.good else last
    run = {
        "edition": edition.key,
        "outcome": outcome,
        "message": message,
        "confmerge": __version__,
        "started": attempt.started,
        "finished": finished,
        "url": attempt.url,
        "file": attempt.file,
        "source": attempt.source,
        "family": attempt.family,
        "pages": [page.to_dict() | _kept(page, kept, attempt) for page in attempt.tried],
        "count": len(attempt.papers),
        "whole": attempt.whole,
        "expected": edition.expected,
        "turned_away": dict(sorted(attempt.turned_away.items())),
        "new": changes.new,
        "gone": changes.gone,
        "retitled": [{"from": old, "to": new} for old, new in changes.retitled],
        "sources": _second_opinions(folder, attempt, outcome),
        "remarks": attempt.remarks,
        "last_good": good
        and {
            "finished": good.finished,
            "papers": folder.papers_path.name,
            "count": len(good.papers),
            "source": good.source,
        },
        "files": [*files, *kept.values()],
    }
    write_whole(folder.run_path, json.dumps(run, ensure_ascii=False, indent=2) + "\n")
    return Settled(outcome, message, attempt.papers if stands else None, changes, last, run)


def _second_opinions(folder: EditionFolder, attempt: Attempt, outcome: Outcome) -> list[dict[str, Any]]:
    """Return how other sources differ; where nothing has changed and nobody was asked, what they said last."""
    if not attempt.opinions and outcome is not Outcome.OK:
        return list((folder.read_run() or {}).get("sources", ()))
    return [opinion.account(attempt.papers) for opinion in attempt.opinions if attempt.papers]


def _kept(page: PageTry, kept: Mapping[str, str], attempt: Attempt) -> dict[str, str]:
    """Return where a page is kept, and what it was."""
    return {"kept": kept[page.url], "sha256": digest(attempt.pages[page.url])} if page.url in kept else {}


def _judge(
    edition: Edition, attempt: Attempt, last: LastGood | None, changes: Changes, fewer: bool
) -> tuple[Outcome, str]:
    if attempt.outcome is not Outcome.OK:
        return attempt.outcome, attempt.message
    count = len(attempt.papers)
    if not fewer and last and count < len(last.papers):
        return Outcome.TOO_FEW, f"{_papers(count)}; the last good run of {last.date} had {len(last.papers)}"
    if not fewer and last and attempt.source > last.source and changes.gone:
        gone = f"without {len(changes.gone)} of those of the last good run, which had a better source"
        return Outcome.TOO_FEW, f"{_papers(count)}, {gone}"
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
    if attempt.source > 1:
        parts.append(f"from source {attempt.source} ({attempt.family})")
        before = dict.fromkeys((page.source, page.outcome) for page in attempt.tried if page.source < attempt.source)
        parts += [f"source {number}: {outcome}" for number, outcome in before if outcome is not Outcome.NOT_PUBLISHED]
    return ", ".join(parts)


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"


def _now() -> str:
    return iso(datetime.now(UTC))
