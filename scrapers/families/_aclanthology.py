"""Ids and volumes of the ACL Anthology: which year and venue a paper is of, and what its volume is for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple


class PaperId(NamedTuple):
    """An id, `2025.acl-long.1` or `P19-1001`. `part` tells the volumes of a venue apart; it is "" before 2020."""

    name: str
    year: int
    venue: str
    part: str
    is_front_matter: bool


_ID = re.compile(
    r"(?:^|/)(?P<name>(?P<year>\d{4})\.(?P<venue>\w+)-(?P<part>\w+)\.(?P<number>\d+)|"
    r"(?P<letter>[A-Z])(?P<short>\d\d)-(?P<digits>\d{4,5}))/?$"
)
_VENUES = {
    "C": "coling",
    "D": "emnlp",
    "E": "eacl",
    "I": "ijcnlp",
    "K": "conll",
    "L": "lrec",
    "N": "naacl",
    "P": "acl",
    "S": "semeval",
}
_FINDINGS = "findings"


def paper_id(href: str) -> PaperId | None:
    """Return the id that a link to the page of a paper holds, None for other links.

    >>> paper_id("https://aclanthology.org/2025.findings-acl.17/")
    PaperId(name='2025.findings-acl.17', year=2025, venue='findings', part='acl', is_front_matter=False)
    >>> paper_id("/anthology/P19-1000/")
    PaperId(name='P19-1000', year=2019, venue='acl', part='', is_front_matter=True)
    >>> paper_id("/2025.acl-long.1.pdf") is None
    True
    """
    found = _ID.search(href)
    if found is None:
        return None
    if found["year"]:
        return PaperId(found["name"], int(found["year"]), found["venue"], found["part"], int(found["number"]) == 0)
    short, digits, letter = int(found["short"]), int(found["digits"]), found["letter"]
    # Volumes with numbers of two digits, and so hundred papers each: the workshops, in 2019 those of EMNLP too.
    many = letter == "W" or (letter == "D" and short == 19 and digits >= 5000)
    year = short + (1900 if short >= 60 else 2000)
    return PaperId(
        found["name"], year, "" if many else _VENUES.get(letter, letter), "", digits % (100 if many else 1000) == 0
    )


def main_venue(ids: Iterable[PaperId], url: str) -> str | None:
    """Return the venue of an event: the one in its address (`/events/acl-2025/`), else that of its first volume.

    A joint event has the ids of one of its venues only.
    """
    venues = [paper.venue for paper in ids if paper.venue not in ("", _FINDINGS)]
    named = re.search(r"/events/(\w+)-\d{4}", url)
    return named[1] if named and named[1] in venues else next(iter(venues), None)


_ASIDE = tuple(
    (reason, re.compile(words, re.I))
    for reason, words in (
        ("demo", r"^demos?$|\bdemonstrations?\b"),
        ("student research", r"^srw$|\bstudent (?:research|session|workshop)"),
        ("tutorial", r"\btutorial"),
        ("keynote", r"\b(?:keynotes?|invited talks?)\b"),
        ("workshop", r"\bworkshops?\b"),
    )
)


def why_not_accepted(paper: PaperId, volume: str, venue: str | None) -> str | None:
    """Return why a paper of an event is none that its conference `venue` accepted, by its id and its volume's title."""
    if paper.venue == _FINDINGS:
        return None
    aside = next((reason for reason, words in _ASIDE if words.search(paper.part) or words.search(volume)), None)
    return aside or ("of another venue" if paper.venue != venue else None)


_TITLED_PART = re.compile(r"\((?:Volume \d+[:,] )?([A-Z][A-Za-z ]*?) Papers?\)")


def track(paper: PaperId, volume: str) -> str | None:
    """Return what tells the volume of a paper from the others of the year.

    >>> track(PaperId("P18-1001", 2018, "acl", "", False), "Proceedings of … (Volume 1: Long Papers)")
    'long'
    """
    if paper.venue == _FINDINGS:
        return f"{_FINDINGS}-{paper.part}"
    if paper.part:
        return None if paper.part.isdecimal() else paper.part
    titled = _TITLED_PART.search(volume)
    return titled[1].lower() if titled else None
