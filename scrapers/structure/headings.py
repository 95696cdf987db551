"""Under which headings a paper stands: its session, its track, and whether nothing there is a paper."""

from __future__ import annotations

import re
from typing import NamedTuple

from scrapers.structure.lines import LOWEST_LEVEL, Line
from scrapers.structure.words import begins_with_time, has_time, is_day, is_label, no_paper

_SESSION_CLASS = re.compile(r"session|divider|prog-header|panel-(?:title|heading)|card-header", re.I)
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
    r"conditional(?:ly)?|program(?:me)?|schedule|papers?|agenda|overview|proceedings|at a glance|details|info|list)"
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


class Headings:
    """The headings above the line that is read now, the outermost first."""

    def __init__(self) -> None:
        self._open: list[_Entry] = []

    def enter(self, line: Line) -> None:
        """Go on under another heading: it ends those of its level and below."""
        level = line.level or LOWEST_LEVEL + 1
        kind = no_paper(_CHAIR.sub("", line.words)) or no_paper(line.words)
        if kind in NOT_FOR_PAPERS and (has_time(line.words) or (kind == "poster" and "session" in line.words.lower())):
            level = max(level, LOWEST_LEVEL + 1)  # an event in a programme, which the next session ends
        self._open = [entry for entry in self._open if entry.level < level]
        place = _place(line.words, kind)
        if line.level == _OF_PAGE and kind != "session":
            place = place._replace(session=None)
        self._open.append(_Entry(level, place))

    def place(self) -> Place:
        """Return where a paper stands here: under the nearest heading that names a session, a track, another part."""
        places = [entry.place for entry in reversed(self._open)]
        return Place(
            next((place.session for place in places if place.session), None),
            next((place.track for place in places if place.track), None),
            next((place.no_paper for place in places if place.no_paper), None),
        )


def is_heading(line: Line) -> bool:
    """Say whether a line is a heading by its form or its words."""
    if not line.words or is_label(line.words) or len(line.words) > _LONGEST:
        return False
    if line.level >= LOWEST_LEVEL and line.words.endswith("."):
        return False  # a sentence in a cell that spans several columns
    if line.level:
        return True
    is_session = no_paper(line.words) == "session" or bool(_SESSION_CLASS.search(line.tail))
    return is_session and not begins_with_time(line.words)


def session_name(words: str) -> str | None:
    """Return the name of a session as printed, without chair, time and room; None for headings of pages and days.

    >>> session_name("Session 5: LLM Serving - Location: Hall 1 - Chair: Jane Roe"), session_name("Accepted Papers")
    ('Session 5: LLM Serving', None)
    """
    name = _HOURS.sub("", _PLACE.sub("", _TIME_OR_ROOM.sub("", _CHAIR.sub("", words)))).strip(" ,;:|–—-([")
    if name.count("(") < name.count(")"):
        name = name.rstrip(")")
    if not any(map(str.isalpha, name)) or _OF_THE_PAGE.fullmatch(name) or _TRACK.fullmatch(name) or is_day(name):
        return None
    return name


def _place(words: str, kind: str | None) -> Place:
    track = _TRACK.fullmatch(words)
    return Place(
        session_name(words) if kind in (None, "session") else None,
        track[1] if track else None,
        kind if kind in NOT_FOR_PAPERS else None,
    )
