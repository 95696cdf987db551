"""Under which headings a paper stands: its session, its track, and whether nothing there is a paper."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from scrapers.structure.lines import LOWEST_LEVEL, Cell, Line
from scrapers.structure.words import begins_with_time, has_time, is_day, is_label, no_paper

_SESSION_CLASS = re.compile(
    r"session(?![\w-]*(?:meta|time|info|detail|chair|room|place|date|desc|content|body|paper|abstract|speaker|location))|"
    r"divider|prog-header|panel-(?:title|heading)|card-header",
    re.I,
)
_PARALLEL = re.compile(r"\W*\d{1,2} ?-? ?[A-H]\b\W*\s\W*[^\W\d_]")  # "1-A Accelerators"
_COLUMN_HEAD = re.compile(
    r"(?:\W*\b(?:no|nr|id|number|papers?|titles?|authors?|affiliations?|names?|and|of|institutions?|tracks?|session|time|"
    r"room|dates?|links?|doi|pdf|abstract|start|end|type|events?|country)\b)+\W*",
    re.I,
)
_CHAIR = re.compile(
    r"[\s,;:|(\[–—-]*\b(?:session |area |track )?(?:co-?)?chair(?:s|ed by|person)?\b(?:\(s\))?"
    r"(?:\s*[:(–—-]|\s+by\b|\s+[A-Z]|\s*$).*",
    re.I,
)
_CLOCK = r"\d{1,2}[:.h]\d\d(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?"
_HOURS = re.compile(
    rf"\s*[(\[]?(?<!\w)(?:{_CLOCK})(?:\s*(?:-|–|—|to)\s*(?:{_CLOCK}))?(?:\s*[A-Z]{{2,4}}\b)?[)\]]?", re.I
)
_TIME_OR_ROOM = re.compile(
    r"\s*[(\[][^()\[\]]*(?:\b\d{1,2}[:.h]\d\d\b|\b(?:(?:ball)?room|hall|auditorium|theat(?:er|re)|floor)\b)[^()\[\]]*[)\]]",
    re.I,
)
_PLACE = re.compile(r"[\s,;:|–—-]*\b(?:location|room|venue|where)\s*:.*", re.I)
_TRACK = re.compile(
    r"\W*(?:accepted )?((?:full|short|long|regular|research|experience|industry|industrial|applications?|main|"
    r"operational systems|deployed systems|vision|challenge|tools?)(?:[ -](?:and|&)[ -]\w+)?[ -](?:papers?|tracks?))\b"
    r"\W*(?:\(.*\)|\d+)?\W*",
    re.I,
)
_OF_THE_PAGE = re.compile(
    r"\W*(?:(?:list of|all|preliminary|final|main|technical|conference|detailed|full|advance|tentative|the|accepted|"
    r"conditional(?:ly)?|program(?:me)?|schedule|papers?|agenda|overview|proceedings|at a glance|details|info|list|"
    r"submissions?|first|second|third|(?:round|cycle) \d)"
    r"\b\W*)+"
    r"(?:for .*|of .*|[\d’' ]*|\(.*\))|.*\b(?:(?:accepted|research|regular) papers|program(?:me)?)\W*",
    re.I,
)
NOT_FOR_PAPERS = frozenset(
    (
        "keynote",
        "invited talk",
        "panel",
        "tutorial",
        "workshop",
        "poster",
        "artifact",
        "student research",
        "work in progress",
        "committee",
    )
)


_TALKS = frozenset(("keynote", "invited talk", "panel"))
_NAMED_TALK = re.compile(r":\s*\w")
_GATHERING = re.compile(r"\b(?:n2women|hackathon|birds of a feather|bofs?|dinner|lunch|reception)\b", re.I)
_LONGEST = 200
_OF_PAGE = 1


class Place(NamedTuple):
    """Where a paper stands; `no_paper` says why nothing there is a paper."""

    session: str | None = None
    track: str | None = None
    no_paper: str | None = None


class _Entry(NamedTuple):
    level: int
    place: Place
    cell: Cell | None

    def stands_beside(self, cell: Cell | None) -> bool:
        """Say whether this heading and that cell are of parallel sessions: one row, different columns."""
        return self.cell is not None and cell is not None and self.cell[:2] == cell[:2] and self.cell != cell


class Headings:
    """The headings above the line that is read now, the outermost first."""

    def __init__(self) -> None:
        self._open: list[_Entry] = []
        self._places: dict[int | None, Place] = {}

    def enter(self, line: Line, *, is_item: bool = False) -> None:
        """Go on under another heading: it ends those of its level and below. `is_item`: it is printed like a title."""
        level = line.level or LOWEST_LEVEL + 1
        kind = no_paper(_CHAIR.sub("", line.words)) or no_paper(line.words)
        if kind in NOT_FOR_PAPERS and (is_item or _is_event(line.words, kind)):
            level = LOWEST_LEVEL + 1  # so that the next session ends it
        self._open = [entry for entry in self._open if entry.level < level or entry.stands_beside(line.cell)]
        if kind == "session":
            self._open = [entry for entry in self._open if entry.place.no_paper not in _TALKS]
        place = _place(line.words, kind)
        if line.level == _OF_PAGE and kind != "session":
            place = place._replace(session=None)
        self._open.append(_Entry(level, place, line.cell))
        self._places.clear()

    def place(self, cell: Cell | None) -> Place:
        """Return where a paper stands here: under the nearest heading that names a session, a track, another part.

        Of the headings of parallel sessions, which stand in one row, only that above the paper's cell counts.
        """
        column = cell.column if cell else None
        if column not in self._places:
            self._places[column] = self._place_in(column)
        return self._places[column]

    def _place_in(self, column: int | None) -> Place:
        rows = Counter(entry.cell[:2] for entry in self._open if entry.cell)
        places = [
            entry.place
            for entry in reversed(self._open)
            if entry.cell is None or rows[entry.cell[:2]] == 1 or entry.cell.column == column
        ]
        return Place(
            next((place.session for place in places if place.session), None),
            next((place.track for place in places if place.track), None),
            next((place.no_paper for place in places if place.no_paper), None),
        )


def _is_event(words: str, kind: str | None) -> bool:
    """Say whether a heading is that of an event in a programme, not of a part of the page."""
    if (kind in _TALKS and _NAMED_TALK.search(words)) or _GATHERING.search(words):
        return True
    return has_time(words) or (kind == "poster" and "session" in words.lower())


def is_heading(line: Line) -> bool:
    """Say whether a line is a heading by its form or its words."""
    if not (line.level or _names_session(line)) or is_label(line.words) or len(line.words) > _LONGEST:
        return False
    if line.level >= LOWEST_LEVEL and line.words.endswith("."):
        return False  # a sentence in a cell that spans several columns
    return bool(line.words) and (bool(line.level) or not begins_with_time(line.words))


def _names_session(line: Line) -> bool:
    return (
        no_paper(line.words) == "session"
        or _is_of_session(line.tail)
        or ("b" in line.face and bool(_PARALLEL.match(line.words)))
    )


@lru_cache(maxsize=1024)
def _is_of_session(tail: str) -> bool:
    return bool(_SESSION_CLASS.search(tail))


def session_name(words: str) -> str | None:
    """Return the name of a session as printed, without chair, time and room; None for headings of pages and days.

    >>> session_name("Session 5: LLM Serving - Location: Hall 1 - Chair: Jane Roe"), session_name("Accepted Papers")
    ('Session 5: LLM Serving', None)
    """
    name = _HOURS.sub("", _PLACE.sub("", _TIME_OR_ROOM.sub("", _CHAIR.sub("", words)))).strip(" ,;:|–—-").rstrip("([ ")
    if name.count("(") < name.count(")"):
        name = name.rstrip(")")
    if not any(map(str.isalpha, name)) or is_day(name):
        return None
    if any(mark.fullmatch(name) for mark in (_OF_THE_PAGE, _TRACK, _COLUMN_HEAD)):
        return None
    return name


@lru_cache(maxsize=1024)
def _place(words: str, kind: str | None) -> Place:
    track = _TRACK.fullmatch(words)
    return Place(
        session_name(words) if kind in (None, "session") else None,
        track[1] if track else None,
        kind if kind in NOT_FOR_PAPERS else None,
    )
