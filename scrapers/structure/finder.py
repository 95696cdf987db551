"""Finds the papers of a page nobody described, and says how sure it is and why.

The lines of the page are read once. Every list of people with a title-like line before it votes for a pair of forms;
the pair with most votes is the layout, and from then on place decides, not likeness: a line in the form of the titles
with a line in the form of the people behind it is a paper, however odd its words are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import prod
from statistics import fmean

from confmerge.paper import Paper
from scrapers.structure.events import read_lines
from scrapers.structure.layout import Layout, find_layout, is_people
from scrapers.structure.lines import Line
from scrapers.structure.names import names_likeness
from scrapers.structure.reading import Titles, read
from scrapers.structure.records import Record, join_people, records_of
from scrapers.structure.tables import in_reading_order
from scrapers.structure.words import no_paper, title_likeness


@dataclass(slots=True)
class Guess:
    """The papers that a page seems to hold, how sure that is (0 to 1), and why, as a sentence."""

    papers: list[Paper] = field(default_factory=list)
    turned_away: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    confidence: float = 0.0
    evidence: str = "nothing on the page repeats a title with names"


def find(markup: str, url: str) -> Guess:
    """Return what the page seems to hold; `url` makes its links absolute."""
    return find_in(read_lines(markup).lines, url)


def find_in(of_page: Sequence[Line], url: str) -> Guess:
    """Return what the lines of a page seem to hold."""
    lines = in_reading_order(join_people(of_page))
    layout = find_layout(lines)
    if layout is None:
        return Guess()
    records = records_of(lines, layout)
    guess = _read(records, url)
    _weigh(guess, records, lines, layout)
    return guess


def _read(records: Sequence[Record], url: str) -> Guess:
    guess = Guess()
    titles = Titles([record.title.words for record in records if record.people])
    seen: dict[str, list[frozenset[str]]] = {}
    for record in records:
        reason = no_paper(record.title.words) or record.place.no_paper
        if reason is None and record.is_heading and not record.people:
            reason = "session"
        if reason is not None:
            guess.turned_away[reason] += 1
            continue
        paper = read(record, titles, url)
        if not paper.authors:
            guess.turned_away["without authors"] += 1
            guess.lost += 1
        elif _is_known(paper, seen):
            guess.turned_away["a second time on the page"] += 1
        else:
            guess.papers.append(paper)
    return guess


_NO_LETTERS = re.compile(r"[\W_]+")


def _is_known(paper: Paper, seen: dict[str, list[frozenset[str]]]) -> bool:
    """Say whether title and an author were there already, and remember them."""
    names = frozenset(author.name.casefold() for author in paper.authors)
    earlier = seen.setdefault(_NO_LETTERS.sub("", paper.title.casefold()), [])
    known = any(names & others for others in earlier)
    earlier.append(names)
    return known


# --- how sure --------------------------------------------------------------------------------------------------------

_USUAL_WORDS = 5
_ALL_ALONE = 0.4  # what is left where everything has one author: talks and their speakers, sessions and chairs
_REPEATED = 3


def _weigh(guess: Guess, records: Sequence[Record], lines: Sequence[Line], layout: Layout) -> None:
    """Set confidence and evidence: the product of shares that are 1 on a plain list of papers."""
    tail, papers = layout.title.tail, guess.papers
    if not papers:
        away = ", ".join(f"{count} x {reason}" for reason, count in guess.turned_away.most_common(3))
        guess.evidence = f"none of {len(records)} repeated `{tail}` is a paper ({away})"
        return
    found, asked = len(papers), len(papers) + guess.lost
    complete = [record for record in records if record.people]
    no_papers = sum(bool(no_paper(record.title.words) or record.place.no_paper) for record in complete)
    read_lines = {id(line) for record in complete for line in record.people}
    unread = {line.words for line in lines if layout.is_people(line) and is_people(line) and id(line) not in read_lines}
    others = _in_another_form(lines, read_lines | {id(record.title) for record in records})
    shares = (
        found / asked,
        len(read_lines) / (len(read_lines) + len(unread)),
        found / (found + others),
        1 - (no_papers / len(complete)) ** 2,
        _mean(title_likeness(paper.title) for paper in papers),
        min(1.0, _mean(len(paper.title.split()) for paper in papers) / _USUAL_WORDS),
        _mean(max(map(_names, record.people)) for record in complete),
        len({paper.authors for paper in papers}) / found,
        min(1.0, _mean(len(paper.authors) > 1 for paper in papers) + _ALL_ALONE),
        1 - 0.5 ** (found / 2),
    )
    guess.confidence = round(prod(shares), 2)
    guess.evidence = f"{found} of {asked} repeated `{tail}` have a title and names"
    if others:
        guess.evidence += f"; {others} more of another form were not read"


def _in_another_form(lines: Sequence[Line], known: set[int]) -> int:
    """Return how many titles with names there are beside the lines that are known: a second list, in another layout."""
    rest = [line for line in lines if id(line) not in known]
    layout = find_layout(rest)
    if layout is None:
        return 0
    records = [record for record in records_of(rest, layout) if record.people]
    papers = [record for record in records if not (no_paper(record.title.words) or record.place.no_paper)]
    count = min(len({record.title.words for record in papers}), len({record.people[0].words for record in papers}))
    return count if count >= _REPEATED else 0


def _mean(values: Iterable[float]) -> float:
    return fmean(list(values) or [0.0])


def _names(line: Line) -> float:
    return 1.0 if line.runs else names_likeness(line.words)
