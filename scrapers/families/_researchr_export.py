"""The programme of a conference on researchr as its organisers export it: XML of sub-events and their time slots."""

from __future__ import annotations

import re
from collections import Counter

from bs4 import BeautifulSoup, Tag

from confmerge.identifiers import doi
from confmerge.outcome import PageProblem
from confmerge.paper import Author, Paper
from scrapers.absence import layout_changed, not_published
from scrapers.families._researchr import refused_event, refused_track
from scrapers.families._twice import TWICE, Seen
from scrapers.pages import Found, text
from scrapers.years import wrong_year, year_in

_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!(?:--.*?--|DOCTYPE[^>]*)>\s*)*<event\b", re.I | re.S)
_SESSION = "Session:"


def is_export(page: str) -> bool:
    """Say whether this is the XML export of a programme."""
    return bool(_START.match(page.lstrip("\ufeff")))


def read_export(page: str, url: str, family: str) -> Found:
    """Return the papers of an export; raises PageProblem as `parse` does."""
    slots = BeautifulSoup(page.lstrip("\ufeff"), "lxml-xml").find_all("timeslot")
    found = Found(year=_check_year(slots, url))
    seen = Seen()
    for place, slot in enumerate(slots):
        paper = _paper(slot)
        reason = _refusal(paper) or (TWICE if seen.find(paper, None) is not None else None)
        if reason:
            found.turned_away[reason] += 1
        else:
            found.append(paper)
            seen.add(paper, None, place)
    if not found:
        raise _without_papers(found, url, family)
    return found


def _without_papers(found: Found, url: str, family: str) -> PageProblem:
    if found.turned_away["without authors"]:
        return layout_changed(f"{found.turned_away['without authors']} time slots, none with authors", url, family)
    return not_published("the programme has no papers", url)


def _check_year(slots: list[Tag], url: str) -> int | None:
    dates = (re.search(r"(?<!\d)20\d\d(?!\d)", text(slot.find("date"))) for slot in slots)
    years = Counter(int(date[0]) for date in dates if date)
    year = max(years, key=years.__getitem__, default=None)
    asked = year_in(url)
    if year and asked and year != asked:
        raise wrong_year(f"a programme of {year}", str(asked), url)
    return year


def _refusal(paper: Paper) -> str | None:
    if not paper.title:
        return "without a title"
    if paper.title.startswith(_SESSION):
        return "session"
    reason = refused_track(paper.track) or refused_event("", paper.title, [])
    return reason or (None if paper.authors else "without authors")


def _paper(slot: Tag) -> Paper:
    given = text(slot.find("acm_doi"))
    words = text(slot.find("description"))
    track = slot.select_one("tracks > track")
    return Paper(
        title=text(slot.find("title")),
        authors=_authors(slot),
        url=given if given.startswith("http") else None,
        doi=doi(given),
        abstract=None if words == "undefined" else words or None,
        session=_session(slot),
        track=text(track) or None,
    )


def _authors(slot: Tag) -> tuple[Author, ...]:
    people = [person for person in slot.find_all("person") if text(person.find("role")) in ("Author", "")]
    people.sort(key=_order)
    named = ((_name(person), text(person.find("affiliation")) or None) for person in people)
    return tuple(Author(name, place) for name, place in named if name)


def _order(person: Tag) -> float:
    key = text(person.find("sort_key"))
    return float(key) if re.fullmatch(r"-?\d+(?:\.\d+)?", key) else 0.0


def _name(person: Tag) -> str:
    parts = (text(person.find(part)) for part in ("first_name", "middle_name", "last_name", "suffix"))
    return " ".join(filter(None, parts))


def _session(slot: Tag) -> str | None:
    """Return the title of the sub-event that holds a slot, where that is a session."""
    above = slot.find_parent("subevent")
    title = text(above.find("title", recursive=False)) if above else ""
    return title.removeprefix(_SESSION).strip() or None
