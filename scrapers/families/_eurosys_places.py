"""Where a paper of a EuroSys page stands: the headings above it tell its session and its cycle."""

from __future__ import annotations

import re
from typing import NamedTuple

from bs4 import Tag

from scrapers.structure.words import is_time, no_paper

CYCLE = re.compile(
    r"\b(?:spring|summer|fall|autumn|winter|(?:first|second|third|1st|2nd|3rd) (?:cycle|round|deadline)|"
    r"(?:cycle|round|deadline) ?(?:\d|[IVX]+\b|[A-C]\b|one|two))\b",
    re.I,
)
_HEADING = re.compile(r"h[1-6]")
_ACCEPTED = re.compile(r"\baccepted\b", re.I)
_NO_TRACK = re.compile(
    r"\b(?:the|list|of|for|full|conditional(?:ly)?|accepted|papers?|final|preliminary|program(?:me)?|eurosys)\b|"
    r"\b20\d\d\b|['’]\d\d\b|[^\w ]",
    re.I,
)
_OF_THE_WHOLE_PAGE = re.compile(
    r"\beurosys\b|\bprogram(?:me)?\b|\bschedule\b|\b(?:main )?conference\b|\bpapers\W*$", re.I
)
_AFTER_SESSION = re.compile(
    r"[\s,;|(\[–—-]*\b(?:(?:session )?(?:co-?)?chair(?:s|ed by|\(s\))?\b|location:|room:|time:|sponsored by\b).*$", re.I
)
_CLOCK = re.compile(
    r"\(?\b(?:\d{1,2}[:.h]\d\d(?: ?[ap]\.?m\.?)?(?:\s*[-–—]\s*\d{1,2}[:.h]\d\d(?: ?[ap]\.?m\.?)?)?|"
    r"\d{4}\s*[-–—]\s*\d{4} ?(?:hrs?|h)\b)\)?",
    re.I,
)
_NEITHER = ("session", "break", "committee")
_QUESTIONS = re.compile(r"\bAMA\b|\bask me anything\b", re.I)
_CELL = 8


def is_heading(node: Tag) -> bool:
    """Say whether a node is an `h1` to `h6`."""
    return bool(_HEADING.fullmatch(node.name))


class _Heading(NamedTuple):
    """A heading, and what it tells of the papers below it: their cycle, their session, or why they are none."""

    level: int
    words: str
    track: str | None
    reason: str | None
    session: str | None


def _read_heading(level: int, words: str) -> _Heading:
    name = session_name(words)
    if not name or is_time(name):
        return _Heading(level, name, None, None, None)
    return _Heading(level, name, _track(name), not_of_papers(name), None if _is_general(name) else name)


class Places:
    """The headings above the place that has been read to: which session, which cycle, and whether it is of papers.

    `track` is what the nearest heading of accepted papers says besides that: the cycle. `reason` says why there are no
    papers here ("poster", "keynote"); None where there may be some.
    """

    def __init__(self) -> None:
        self.track: str | None = None
        self.reason: str | None = None
        self._session: str | None = None
        self._stack: list[_Heading] = []
        self._before: list[_Heading] = []
        self._row: Tag | None = None
        self._cells: dict[int, str] = {}

    def heading(self, words: str, node: Tag) -> None:
        """Take a heading: an `h1` to `h6`, the name of a session in bold, or the like in a cell of a table."""
        new = _read_heading(int(node.name[1]) if is_heading(node) else _CELL, words)
        self._before = self._stack
        self._settle([above for above in self._stack if above.level < new.level] + [new])
        cell = _cell_around(node)
        row = cell.parent if cell is not None and new.level == _CELL else None
        if row is None or row is not self._row:
            self._cells = {}
        self._row = row
        if row is not None and cell is not None:
            self._cells[_from_the_right(cell)] = new.words

    def retract(self) -> None:
        """Undo the last heading: it was the title of a paper."""
        self._settle(self._before)

    def leave_table(self) -> None:
        """Forget the headings in cells, where a new table begins."""
        self._settle([heading for heading in self._stack if heading.level < _CELL])
        self._row, self._cells = None, {}

    def session(self, node: Tag) -> str | None:
        """Return the session that holds a node: in a row of sessions side by side, the one in its column."""
        if len(self._cells) < 2:
            return self._session
        cell = _cell_around(node)
        return self._cells.get(_from_the_right(cell)) if cell is not None else None

    def _settle(self, stack: list[_Heading]) -> None:
        self._stack = stack
        self.track = next((heading.track for heading in reversed(stack) if heading.track), None)
        self.reason = next((heading.reason for heading in reversed(stack) if heading.reason), None)
        self._session = next((heading.session for heading in reversed(stack) if heading.session), None)


def _cell_around(node: Tag) -> Tag | None:
    inside: Tag | None = node
    while inside is not None and inside.name not in ("td", "th"):
        inside = inside.parent
    return inside


def _track(name: str) -> str | None:
    if _ACCEPTED.search(name) or CYCLE.fullmatch(name):
        return " ".join(_NO_TRACK.sub(" ", name).split()) or None
    return None


def not_of_papers(name: str) -> str | None:
    """Return what a title or heading names instead of papers, None for papers and sessions of papers."""
    if _QUESTIONS.search(name):
        return "panel"
    reason = no_paper(name)
    return None if reason in _NEITHER else reason


def session_name(words: str) -> str:
    """Return the name of a session as printed, without its chair, room and time.

    >>> session_name("Session A: Graphs (Session Chair: J. Roe)"), session_name("9:00-10:30 Storage - Room: 1")
    ('Session A: Graphs', 'Storage')
    """
    return _CLOCK.sub(" ", _AFTER_SESSION.sub("", words)).strip(" :,;|-–—")


def _is_general(name: str) -> bool:
    reason = no_paper(name)
    return reason in ("break", "committee") or bool(
        CYCLE.fullmatch(name) or _ACCEPTED.search(name) or _OF_THE_WHOLE_PAGE.search(name)
    )


def _from_the_right(cell: Tag) -> int:
    """Return the column of a cell, counted from the right: cells that reach down from above stand on the left."""
    after = (node for node in cell.next_siblings if isinstance(node, Tag) and node.name in ("td", "th"))
    return sum(int(span) if (span := str(node.get("colspan"))).isdigit() else 1 for node in after)
