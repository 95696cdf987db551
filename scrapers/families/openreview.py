"""OpenReview: the notes of a venue as its API gives them, version 2 (`{"value": …}`) or 1 (plain values).

A paper is accepted where `content.venueid` is the venue's own (`ICLR.cc/2025/Conference`): the one that the address
asks for, else the one ending in `/Conference` that most notes have. Submissions, rejected and withdrawn papers have a
longer one; up to 2022 some had the venue's own, and only the label `content.venue` said so. What that label adds to the
name of the conference is `Paper.track` ("poster", "Oral").
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from confmerge.identifiers import arxiv_id
from confmerge.outcome import Outcome, PageProblem
from confmerge.paper import Author, Paper
from scrapers import absence
from scrapers.answers import layout_changed, parameter, read_json, with_parameter
from scrapers.pages import Found, host, tidy
from scrapers.years import wrong_year

_SITE = "https://openreview.net"
_NOTES = re.compile(r"\"notes\"\s*:\s*\[\s*(?:\]|\{)")
_NOTE = re.compile(r"\"(?:venueid|forum|invitations?|count)\"\s*:")


def recognise(page: str, url: str) -> bool:
    """Say whether this is an answer of OpenReview's API, by its address or by its form."""
    if f".{host(url)}".endswith(".openreview.net"):
        return True
    return page.lstrip("\ufeff \t\r\n").startswith("{") and bool(_NOTES.search(page) and _NOTE.search(page))


def parse(page: str | bytes, url: str) -> Found:
    """Return the accepted papers of an answer; `next` is the address of the one that goes on.

    Raises PageProblem: BLOCKED (a robot check, or notes that not everybody may read), WRONG_YEAR (the papers of another
    venue), NOT_PUBLISHED (no notes, no decisions or no authors yet), LAYOUT_CHANGED (anything else).
    """
    answer = read_json(page, url)
    listed = answer.get("notes") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise _refusal(answer, url)
    notes = [_note(note) for note in listed if isinstance(note, dict)]
    asked = _asked(url)
    venue = asked or _most_frequent(notes)
    found = _papers(notes, venue, url)
    _go_on(found, len(listed), answer.get("count"), url)
    if not found and found.next is None:
        raise _without_papers(found, notes, asked, url)
    return found


# --- notes -----------------------------------------------------------------------------------------------------------


class _Note(NamedTuple):
    name: str
    title: str
    authors: list[str]
    venueid: str
    label: str
    abstract: str
    pdf: str


_ANONYMOUS = re.compile(r"(?:anonymous|paper authors?|authors?)(?: authors?)?(?: \d+)?", re.I)


def _note(note: dict[str, Any]) -> _Note:
    content = note.get("content")
    values = {name: _unwrapped(value) for name, value in content.items()} if isinstance(content, dict) else {}
    words = {name: tidy(value) for name, value in values.items() if isinstance(value, str)}
    authors = values.get("authors")
    names = [_name(author) for author in authors] if isinstance(authors, list) else []
    return _Note(
        name=str(note.get("forum") or note.get("id") or ""),
        title=words.get("title", ""),
        authors=[name for name in names if name and not _ANONYMOUS.fullmatch(name)],
        venueid=words.get("venueid", ""),
        label=words.get("venue", ""),
        abstract=words.get("abstract", ""),
        pdf=words.get("pdf", ""),
    )


def _unwrapped(value: Any) -> Any:
    return value.get("value") if isinstance(value, dict) else value


def _name(author: Any) -> str:
    """Return the name of an author, who is a string or `{"fullname": …, "username": …}`."""
    name = author.get("fullname") if isinstance(author, dict) else author
    return tidy(name) if isinstance(name, str) else ""


# --- which notes are accepted papers ---------------------------------------------------------------------------------

_OWN = re.compile(r".+/Conference", re.I)
_YEAR = re.compile(r"(?<![^/])(?:19|20)\d\d(?![^/])")
_STATES = (
    ("withdrawn", re.compile("withdrawn", re.I)),
    ("rejected", re.compile("reject", re.I)),
    ("submission", re.compile(r"submission|submitted|under review", re.I)),
)


def _asked(url: str) -> str | None:
    """Return the venue that an address asks for, by its id or by the form that its authors filled in."""
    invitation = (parameter(url, "invitation") or "").partition("/-/")[0]
    return parameter(url, "content.venueid") or parameter(url, "venueid") or invitation or None


def _most_frequent(notes: list[_Note]) -> str | None:
    venues = Counter(note.venueid for note in notes if _OWN.fullmatch(note.venueid))
    return max(venues, key=venues.__getitem__, default=None)


def _papers(notes: list[_Note], venue: str | None, url: str) -> Found:
    """Return the accepted papers. Raises LAYOUT_CHANGED where many of them have no title or no authors."""
    year = _YEAR.search(venue or "")
    found, seen = Found(year=int(year.group()) if year else None), set[str]()
    for note in notes:
        reason = _why_not_accepted(note, venue)
        if reason is None and note.name in seen:
            reason = "a second time on the page"
        elif reason is None and not (note.title and note.authors):
            reason = "without authors" if note.title else "without a title"
        if reason:
            found.turned_away[reason] += 1
            continue
        seen.add(note.name)
        found.append(_paper(note))
    # Before a conference all authors may be hidden; that a few are is a slip, and that many are cannot be.
    lost = found.turned_away["without a title"] + (found.turned_away["without authors"] if found else 0)
    if lost > 1 + len(found) / 20:
        raise absence.layout_changed(f"{lost} papers without title or authors beside {len(found)}", url, "openreview")
    return found


def _why_not_accepted(note: _Note, venue: str | None) -> str | None:
    if not note.venueid:
        return "a note without a venue"
    own = venue is not None and note.venueid.casefold() == venue.casefold()
    state = next((state for state, words in _STATES if words.search(note.label if own else note.venueid)), None)
    return state if own or state else "of another venue"


def _paper(note: _Note) -> Paper:
    page = f"{_SITE}/forum?id={note.name}" if note.name else None
    pdf = note.pdf
    if pdf.startswith("/"):
        pdf = f"{_SITE}/pdf?id={note.name}" if note.name else _SITE + pdf
    return Paper(
        title=note.title,
        authors=tuple(map(Author, note.authors)),
        url=page,
        arxiv=arxiv_id(pdf),
        pdf=pdf if pdf.startswith("http") else None,
        abstract=note.abstract or None,
        track=_track(note.label),
    )


_CONFERENCE = re.compile(r".*?\b(?:19|20)\d\d\b(?:\W*(?:main )?(?:conference|accept(?:ed)?(?: papers?)?)\b)?\W*", re.I)


def _track(label: str) -> str | None:
    """Return what a label says besides the conference.

    >>> _track("ICLR 2024 poster"), _track("ICLR 2023 notable top 5%"), _track("NeurIPS 2022 Accept")
    ('poster', 'notable top 5%', None)
    """
    named = _CONFERENCE.match(label)
    return (label[named.end() :] or None) if named else None


# --- continuation and problems ---------------------------------------------------------------------------------------

_LIMIT = 1000  # what the API sends at most, and where it is not told how many


def _go_on(found: Found, count: int, total: Any, url: str) -> None:
    """Say which answer goes on where this one ends: `total` is the number of notes in all of them, if it says so."""
    end = _number(url, "offset", 0) + count
    if end >= total if isinstance(total, int) else count < _number(url, "limit", _LIMIT):
        return
    if isinstance(total, int) and urlsplit(url).path.rstrip("/").endswith(("/notes", "/notes/search")):
        if not count:
            raise layout_changed(f"the service sends nothing after note {end} of {total}", url)
        found.next = with_parameter(url, "offset", end)
        return
    found.whole = False
    found.remarks += (f"the answer ends after note {end}" + (f" of {total}" if isinstance(total, int) else ""),)


def _number(url: str, name: str, default: int) -> int:
    value = parameter(url, name) or ""
    return int(value) if value.isdecimal() else default


def _refusal(answer: Any, url: str) -> PageProblem:
    """Return the problem of `{"name": "ForbiddenError", "message": …, "status": 403}`, or of some other answer."""
    if not isinstance(answer, dict):
        return layout_changed(f"the answer is a {type(answer).__name__} instead of an object with `notes`", url)
    said = f"the service says «{answer.get('name')}: {answer.get('message')}»"
    match answer.get("status"):
        case 401 | 403 | 429:
            return PageProblem(Outcome.BLOCKED, said, url)
        case 404:
            return absence.not_published(said, url)
    keys = ", ".join(map(str, answer)) or "nothing"
    return layout_changed(said if "message" in answer else f"an answer without `notes` (there: {keys})", url)


def _without_papers(found: Found, notes: list[_Note], asked: str | None, url: str) -> PageProblem:
    venues = Counter(note.venueid for note in notes if note.venueid)
    if asked and venues and not any(name.casefold().startswith(asked.casefold()) for name in venues):
        return wrong_year(max(venues, key=venues.__getitem__), asked, url)
    if notes and not venues:
        return layout_changed(f"{len(notes)} notes, and none says of which venue it is (`content.venueid`)", url)
    counts = ", ".join(f"{reason} ({count})" for reason, count in found.turned_away.items()) or "the answer is empty"
    return absence.not_published(f"of {len(notes)} notes none is an accepted paper: {counts}", url)
