"""The programme of a conference on researchr as its organisers export it: XML of sub-events and their time slots."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from confmerge.identifiers import doi
from confmerge.outcome import PageProblem
from confmerge.paper import Author, Paper
from scrapers.absence import layout_changed, not_published
from scrapers.answers import xml_root
from scrapers.families._researchr import (
    award_among,
    of_several_tracks,
    other_conference,
    refused_event,
    refused_track,
    series_in,
)
from scrapers.pages import Found, tidy
from scrapers.twice import TWICE, Seen
from scrapers.years import wrong_year, year_in

_DOCTYPE = r"<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>"  # with the whole document type inside
_START = re.compile(rf"\s*(?:<\?xml[^>]*>\s*)?(?:(?:<!--.*?-->|{_DOCTYPE})\s*)*<event\b", re.I | re.S)
_SESSION = "Session:"


def is_export(page: str) -> bool:
    """Say whether this is the XML export of a programme."""
    return bool(_START.match(page.lstrip("\ufeff")))


def read_export(page: str, url: str, family: str) -> Found:
    """Return the papers of an export; raises PageProblem as `parse` does."""
    root = xml_root(page, "event")
    if root is None:
        raise layout_changed("the export was cut off or damaged", url, family)
    slots = list(_slots(root))
    found = Found(page_title=_text(root, "event_details/title"), year=_check_year(slots, url))
    own = _own_conferences(root, url)
    seen = Seen()
    for above, slot in slots:
        badges = [tidy("".join(badge.itertext())) for badge in slot.iterfind("badges/badge")]
        paper = _paper(slot, above, badges)
        reason = _refusal(paper, badges) or other_conference(_conference(above), own)
        if reason is None and seen.place(paper, None, len(found)) < len(found):
            reason = TWICE
        if reason:
            found.turned_away[reason] += 1
        else:
            found.append(paper)
    if not found:
        raise _without_papers(found, url, family)
    found.remarks = of_several_tracks(found)
    return found


def _slots(event: Element) -> Iterator[tuple[Element | None, Element]]:
    """Yield the time slots of an event in the order of the file, each with the sub-event that holds it."""
    for node in event:
        if node.tag == "timeslot":
            yield None, node
        elif node.tag == "subevent":
            yield from ((node, slot) for slot in node.iterfind("timeslot"))


def _text(node: Element | None, path: str) -> str | None:
    """Return the text at a path, None where there is none, or where the site writes a word for that."""
    found = None if node is None else node.find(path)
    words = "" if found is None else tidy("".join(found.itertext()))
    return None if words == "undefined" else words or None


def _without_papers(found: Found, url: str, family: str) -> PageProblem:
    if found.turned_away["without authors"]:
        return layout_changed(f"{found.turned_away['without authors']} time slots, none with authors", url, family)
    return not_published("the programme has no papers", url)


def _check_year(slots: list[tuple[Element | None, Element]], url: str) -> int | None:
    dates = (re.search(r"(?<!\d)20\d\d(?!\d)", _text(slot, "date") or "") for _, slot in slots)
    years = Counter(int(date[0]) for date in dates if date)
    year = max(years, key=years.__getitem__, default=None)
    asked = year_in(url)
    if year and asked and year != asked:
        raise wrong_year(f"a programme of {year}", str(asked), url)
    return year


# --- conferences -----------------------------------------------------------------------------------------------------

_OF_TRACK = re.compile(r"/track/([a-z]+)-20\d\d(?!\d)", re.I)
_NAME = re.compile(r"[a-z]{2,}", re.I)


def _own_conferences(root: Element, url: str) -> set[str]:
    """Return which of the conferences of a programme is meant; none where the programme has no track of it.

    The export has those that are held together with the conference, too. Raises WRONG_YEAR where the address asks for
    one that it has not.
    """
    told = set(filter(None, map(_conference, root.iterfind("subevent"))))
    title = " ".join(filter(None, (_text(root, f"event_details/{part}") for part in ("title", "acronym"))))
    named = {name.lower() for name in _NAME.findall(title)}
    asked = series_in(url)
    if asked and named and not asked & (named | told):
        raise wrong_year(f"«{title}»", "/".join(sorted(asked)).upper(), url)
    return told & (asked or named)


def _conference(subevent: Element | None) -> str | None:
    """Return the conference, in lower case, that the address of a sub-event's track begins with."""
    found = _OF_TRACK.search(_text(subevent, "url") or "")
    return found[1].lower() if found else None


# --- one time slot ---------------------------------------------------------------------------------------------------


def _refusal(paper: Paper, badges: list[str]) -> str | None:
    if not paper.title:
        return "without a title"
    if paper.title.startswith(_SESSION):
        return "session"
    reason = refused_track(paper.track) or refused_event("", paper.title, badges)
    return reason or (None if paper.authors else "without authors")


def _paper(slot: Element, above: Element | None, badges: list[str]) -> Paper:
    given = _text(slot, "acm_doi") or ""
    track = _text(slot, "tracks/track")
    return Paper(
        title=_text(slot, "title") or "",
        authors=_authors(slot),
        url=given if given.startswith("http") else None,
        doi=doi(given),
        abstract=_text(slot, "description"),
        session=_session(above, track),
        track=track,
        award=award_among(badges),
    )


_IS_AUTHOR = re.compile(r"$|.*\bauthor\b", re.I)


def _authors(slot: Element) -> tuple[Author, ...]:
    people = [person for person in slot.iterfind("persons/person") if _IS_AUTHOR.match(_text(person, "role") or "")]
    people.sort(key=_order)
    named = ((_name(person), _text(person, "affiliation")) for person in people)
    return tuple(Author(name, place) for name, place in named if name)


def _order(person: Element) -> float:
    key = _text(person, "sort_key") or ""
    return float(key) if re.fullmatch(r"-?\d+(?:\.\d+)?", key) else 0.0


def _name(person: Element) -> str:
    parts = (_text(person, part) for part in ("first_name", "middle_name", "last_name", "suffix"))
    return " ".join(filter(None, parts))


def _session(above: Element | None, track: str | None) -> str | None:
    """Return the title of the sub-event that holds a slot, without the track before it, where that is a session."""
    title = (_text(above, "title") or "").removeprefix(_SESSION).strip()
    before, _, name = title.partition(": ")
    return (name if name and track and before.endswith(track) else title) or None
