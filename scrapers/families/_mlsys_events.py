"""The events of a virtual site: the JSON at /static/virtual/data/<conference>-<year>-orals-posters.json."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from confmerge.identifiers import arxiv_id, doi, is_preprint_doi
from confmerge.outcome import PageProblem
from confmerge.paper import Author, Paper
from scrapers.absence import not_published
from scrapers.answers import layout_changed
from scrapers.families._mlsys import (
    Event,
    absolute,
    from_latex,
    kind_of,
    only_others,
    presentation,
    put_papers,
    refused_kind,
    too_many_lost,
)
from scrapers.pages import Found, host, tidy
from scrapers.people import split_names
from scrapers.years import wrong_year, year_in

_Item = dict[str, Any]


def read_events(answer: Any, url: str) -> Found:
    """Return the papers of an answer of a virtual site.

    `Paper.track` is the track where it is not the main one ("Datasets and Benchmarks Track"), else how the paper is
    presented: oral, spotlight or poster. `Paper.url` is the paper's own page, else that of its event. Topics and rooms
    are left out. Raises PageProblem as `parse` does.
    """
    items = answer.get("results") if isinstance(answer, dict) else answer
    if not isinstance(items, list):
        raise _not_events(answer, url)
    items = [item if isinstance(item, dict) else {} for item in items]
    page = answer if isinstance(answer, dict) else {}
    found = Found(year=_check_origin(items, url), next=absolute(page.get("next"), url))
    base = url if host(url) else _home(items)
    events = [_event(item, base) for item in items]
    lost = put_papers(events, found)
    if too_many_lost(lost, found):
        keys = ", ".join(sorted({key for item in items for key in item}))
        message = f"{lost} events without title or authors beside {len(found)} papers (keys there: {keys})"
        raise layout_changed(message, url)
    if not found and not found.next:
        others = only_others(found)
        raise not_published(
            f"the list of events has no paper ({others})" if others else "the list of events is empty", url
        )
    _remark(found, events, page)
    return found


def _not_events(answer: Any, url: str) -> PageProblem:
    if not isinstance(answer, dict):
        return layout_changed(f"this is no list of events, but «{answer}»", url)
    if re.search("not found", str(answer.get("detail")), re.I):
        return not_published("the site says «Not found»", url)
    if answer and all(key.isdigit() for key in answer):
        return layout_changed("these are abstracts only: the papers are in …-orals-posters.json", url)
    return layout_changed(f"there are no `results` in this answer, but: {', '.join(answer) or 'nothing'}", url)


def _remark(found: Found, events: list[Event], page: _Item) -> None:
    """Say where the answer is known to be incomplete."""
    remarks = []
    count, given = page.get("count"), len(events)
    if isinstance(count, int) and count > given and not found.next and not page.get("previous"):
        found.whole = False
        remarks.append(f"the answer says that there are {count} events, and holds {given} of them")
    if holes := sum(event.nameless for event in events):
        remarks.append(
            f"people without a name in the author lists of {holes} events: the proceedings may have the names"
        )
    found.remarks = tuple(remarks)


# --- where an answer is from -----------------------------------------------------------------------------------------

_VIRTUAL = re.compile(r"/virtual/(\d{4})/")
_GROUP = re.compile(r"[?&]id=[^/&]+/(\d{4})/([^/&#]+)")
_OTHER_NAMES = {"nips.cc": "neurips.cc"}


def _check_origin(items: list[_Item], url: str) -> int | None:
    """Return the year of most events; raises WRONG_YEAR where year or site are not those of the address."""
    years = Counter(year for year in map(_year, items) if year)
    year = max(years, key=years.__getitem__, default=None)
    asked = year_in(url)
    if year and asked and year != asked:
        raise wrong_year(f"events of {year}", str(asked), url)
    own, site = (_OTHER_NAMES.get(name, name) for name in (host(_home(items)), host(url)))
    if own and site.endswith(".cc") and own != site:
        raise wrong_year(f"events of {own}", f"{site} {asked or ''}".strip(), url)
    return year


def _year(item: _Item) -> int | None:
    found = _VIRTUAL.search(_words(item, "virtualsite_url")) or _GROUP.search(_words(item, "sourceurl"))
    year = found[1] if found else _words(item, "starttime")[:4]
    return int(year) if re.fullmatch(r"(?:19|20)\d\d", year) else None


def _home(items: list[_Item]) -> str:
    """Return the site's address: that of the interface for its users, which stands at every author."""
    people = (person for item in items for person in _people(item) if isinstance(person, dict))
    urls = (_words(person, "url") for person in people)
    return next((f"https://{host(url)}/" for url in urls if "/api/miniconf/" in url and host(url)), "")


# --- one event -------------------------------------------------------------------------------------------------------

_REJECTED = re.compile(r"reject|withdraw", re.I)
_PAGE_OF_PAPER = re.compile(r"https?://(?:openreview\.net/\w+\?id=\w|proceedings\.|(?:www\.)?arxiv\.org/)", re.I)
_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|span|tt|a)\b[^<>]*>", re.I)
_BREAK = re.compile(r"<(?:/?p|/?div|br|/?li|/?ul)\b[^<>]*>", re.I)


def _event(item: _Item, base: str) -> Event:
    kind = kind_of(_words(item, "eventtype"), address=_words(item, "virtualsite_url"))
    decision = _words(item, "decision")
    group = _GROUP.search(_words(item, "sourceurl"))
    track = group[2].replace("_", " ") if group and group[2].lower() != "conference" else None
    people = list(map(_author, _people(item)))
    links = list(filter(None, (absolute(link, base) for link in _links(item))))
    dois = filter(None, map(doi, links))
    paper = Paper(
        title=from_latex(_words(item, "name", "title")),
        authors=tuple(filter(None, people)),
        url=_page_of(item, links, base),
        doi=next((name for name in dois if not is_preprint_doi(name)), None),
        arxiv=next(filter(None, map(arxiv_id, links)), None),
        pdf=absolute(item.get("paper_pdf_url"), base),
        abstract=_words(item, "abstract") or None,
        session=_words(item, "session") or None,
        track=track or presentation(kind, decision),
    )
    refusal = _unseen(item, decision) or refused_kind(track)
    return Event(paper, kind, _words(item, "uid") or None, refusal, nameless=not all(people))


def _unseen(item: _Item, decision: str) -> str | None:
    if _REJECTED.search(decision):
        return "rejected or withdrawn"
    return "hidden by the site" if item.get("visible") is False else None


def _people(item: _Item) -> list[Any]:
    people = item.get("authors")
    return split_names(tidy(people)) if isinstance(people, str) else people if isinstance(people, list) else []


def _author(person: Any) -> Author | None:
    if not isinstance(person, dict):
        person = {"fullname": person}
    name = _words(person, "fullname", "name") or f"{_words(person, 'first_name')} {_words(person, 'last_name')}"
    place = _words(person, "institution", "affiliation")
    return Author(from_latex(name).strip(), from_latex(place) or None) if name.strip() else None


def _links(item: _Item) -> list[Any]:
    """Return the links of an event that may be its paper's: the named ones, then those of its media."""
    media = item.get("eventmedia")
    uris = [entry.get("uri") for entry in media if isinstance(entry, dict)] if isinstance(media, list) else []
    return [item.get("paper_url"), item.get("url"), item.get("paper_pdf_url"), *uris]


def _page_of(item: _Item, links: list[str], base: str) -> str | None:
    given = absolute(item.get("paper_url"), base)
    pages = (link for link in links if _PAGE_OF_PAPER.match(link) and not link.endswith(".pdf"))
    return given or next(pages, None) or absolute(item.get("virtualsite_url"), base)


def _words(item: _Item, *keys: str) -> str:
    """Return the first text that stands under one of the keys: tidy, with two layers of entities undone, no markup."""
    for key in keys:
        value = item.get(key)
        if isinstance(value, str) and (words := tidy(tidy(value))):
            return tidy(_MARKUP.sub("", _BREAK.sub(" ", words))) if "<" in words else words
    return ""
