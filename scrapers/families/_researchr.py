"""What a row of a programme on researchr says: title and badges, people, links, and whether its track has papers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bs4 import NavigableString, Tag

from confmerge.identifiers import arxiv_id, doi, is_preprint_doi
from confmerge.paper import Author
from scrapers.not_papers import no_paper
from scrapers.pages import Found, classes, original_url, text, tidy
from scrapers.people import split_names

# --- what is no paper ------------------------------------------------------------------------------------------------

_TRACKS = (
    ("artifact", r"artifacts?\b"),
    ("journal paper", r"journal|\bTOPLAS\b|\bTACO\b|\bbest of CAL\b"),
    ("student research", r"\bSRC\b|student research|student (?:volunteer|mentor)"),
    ("poster", r"\bposters?\b"),
    ("demo", r"\bdemo(?:s|nstrations?)?\b"),
    ("workshop", r"\bworkshops?\b|\bPLMW\b|\bYArch\b"),
    ("keynote", r"\bkeynotes?\b|invited (?:talk|speaker|event)|\bplenary\b"),
    ("tutorial", r"\btutorials?(?:\b|fest)"),
    ("doctoral", r"\bdoctoral\b|\bPhD\b"),
    ("panel", r"\bpanels?\b"),
    (
        "social event",
        r"\bsocial\b|catering|mentoring|diversity|\bawards?\b|business meeting|town hall|reception|excursion",
    ),
)
_NO_PAPER_TRACKS = tuple((reason, re.compile(mark, re.I)) for reason, mark in _TRACKS)
_NO_PAPER_EVENT = re.compile(
    r"keynote|break|panel|poster|tutorial|workshop|social|meeting|opening|closing|award|lunch|dinner|reception|"
    r"registration|coffee|breakfast|excursion|demo|plenary|invited|mentoring|day opening|other\b",
    re.I,
)
_NO_PAPER_TITLE = re.compile(
    r"(?:live )?(?:q ?& ?a|questions and answers)(?:\W*|(?: | ?[:(–—-] ?)"
    r"(?:(?:and |& )?(?:discussions?|session|time|panel|period|with|for|on|by)\b|\d).*)|"
    r"(?:open )?discussions?(?: (?:session|time))?|"
    r"(?:coffee|tea|lunch|short)? ?break|lunch|session:.*|town ?hall.*|"
    r"(?:opening|closing|welcome|chairs?'?s? ?welcome|introduction|business meeting|award|pc chair|general chair)\b"
    r"(?:.{0,10}\b(?:remarks|session|ceremony|address|report|message|reception|meeting)\b.*)?",
    re.I,
)


def refused_track(name: str | None) -> str | None:
    """Return as what the events of a track are turned away, None where they are papers of the conference.

    >>> refused_track("Artifact Evaluation"), refused_track("Journal-First Papers"), refused_track("Main Conference")
    ('artifact', 'journal paper', None)
    """
    return next((reason for reason, mark in _NO_PAPER_TRACKS if name and mark.search(name)), None)


def refused_event(kind: str, title: str, badges: list[str]) -> str | None:
    """Return as what an event is turned away for its own kind, its title or one of its badges."""
    if _NO_PAPER_TITLE.fullmatch(title):
        return "session"
    if kind and (found := _NO_PAPER_EVENT.search(kind)):
        return refused_track(kind) or found[0].lower()
    labels = (badge for badge in badges if not _PRAISE.search(badge))
    return no_paper(title) or next(filter(None, map(refused_track, labels)), None)


# --- of which conference and track -----------------------------------------------------------------------------------

_SERIES = re.compile(r"([a-z]+)-20\d\d(?!\d)|//(?:www\.)?([a-z]+)\d\d\.|//20\d\d\.([a-z]+)", re.I)


def series_in(url: str) -> set[str]:
    """Return the conferences that an address names, in lower case.

    >>> sorted(series_in("https://2026.hpca-conf.org/track/hpca-2026-main-conference"))
    ['hpca']
    """
    return {name.lower() for match in _SERIES.findall(url) for name in match if name}


def other_conference(name: str | None, own: set[str]) -> str | None:
    """Return that an event is of another conference than `own`, the ones meant among those of the programme.

    >>> other_conference("cgo", {"hpca"}), other_conference("hpca", {"hpca"}), other_conference("cgo", set())
    ('of another conference (CGO)', None, None)
    """
    return f"of another conference ({name.upper()})" if name and own and name not in own else None


def of_several_tracks(found: Found) -> tuple[str, ...]:
    """Return the remark that the papers found are of more than one track."""
    counts: dict[str, int] = {}
    for paper in found:
        counts[paper.track or "no track"] = counts.get(paper.track or "no track", 0) + 1
    named = ", ".join(f"{name} ({count})" for name, count in counts.items())
    return (f"the papers are of {len(counts)} tracks: {named}",) if len(counts) > 1 else ()


# --- the parts of a row ----------------------------------------------------------------------------------------------

_AWARD = re.compile(r"\b(?:best|distinguished|outstanding)\b.*\bpaper\b|\bawards?\b|honou?rable mention|\bnomin", re.I)
_PRAISE = re.compile(rf"{_AWARD.pattern}|\bartifacts?\b|available|functional|reproduced|replicated", re.I)
_BADGE_CLASSES = {"pull-right", "output-badge", "label", "badge", "glyphicon"}


def take_badges(anchor: Tag) -> list[str]:
    """Take the badges out of the anchor of a title, and return their words."""
    inner = (node for node in anchor.descendants if isinstance(node, Tag))
    found = [node for node in inner if node.name == "img" or not _BADGE_CLASSES.isdisjoint(classes(node))]
    badges = {tidy(part): None for node in found for part in node.stripped_strings}
    for node in found:
        node.extract()
    return list(badges)


def award_among(badges: list[str]) -> str | None:
    """Return the first badge that is an award."""
    return next(filter(_AWARD.search, badges), None)


_STARTS_ANEW = re.compile(r"\s*(?:[,;]|(?:and|&)\s)")
_AFFILIATION = "prog-aff"
_IN_BRACKETS = re.compile(r"^\(([^()]*(?:\([^()]*\)[^()]*)*)\)$")


def read_people(performers: Tag | None) -> tuple[Author, ...]:
    """Return the authors of a row: links to profiles, or bare names, each perhaps with an affiliation behind it."""
    authors: list[Author] = []
    between, after_name = "", False

    def take_between() -> None:
        nonlocal between
        words = between if not after_name or _STARTS_ANEW.match(between) else between.partition(",")[2]
        authors.extend(map(Author, split_names(tidy(words))))
        between = ""

    for piece in _pieces(performers):
        if isinstance(piece, str):
            between += piece
            continue
        take_between()
        words = _IN_BRACKETS.sub(r"\1", text(piece).strip(" ,;"))
        if _AFFILIATION not in classes(piece):
            authors += [Author(words)] if words else []
            after_name = True
        elif authors and words:
            places = filter(None, (authors[-1].affiliation, words))
            authors[-1] = Author(authors[-1].name, "; ".join(places))
            after_name = False
    take_between()
    return tuple(authors)


def _pieces(node: Tag | None) -> Iterator[Tag | str]:
    """Yield links and affiliations whole, and the text around them."""
    for child in node.children if node else ():
        if isinstance(child, NavigableString):
            yield str(child)
        elif isinstance(child, Tag):
            if child.name == "a" or _AFFILIATION in classes(child):
                yield child
            else:
                yield from _pieces(child)


class Links(NamedTuple):
    """What the links of a row say of its paper."""

    url: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    pdf: str | None = None


_PROFILE, _DETAILS = "/profile/", "/details/"
_PREPRINT = re.compile(r"pre-?print", re.I)
_NOT_THE_PAPER = re.compile(r"media|video|slides?|file attached|poster|code|artifact|supplement|authorizer", re.I)


def read_links(links: Iterable[Tag], url: str) -> Links:
    """Return what the links of a row say: the publication before the page on researchr, that before a preprint."""
    publication = details = preprint = None
    name = arxiv = None
    for link in links:
        href = str(link["href"])
        address = "" if href.startswith("#") or _PROFILE in href else original_url(href, url)
        if not address.startswith("http"):
            continue
        if _DETAILS in address:
            details = details or address.partition("?")[0]
        elif "publication-link" in classes(link) or doi(address):
            label = text(link)
            if _PREPRINT.search(label):
                preprint = preprint or address
            elif not _NOT_THE_PAPER.search(label):
                publication = publication or address
            given = doi(address)
            name = name or (
                given if given and not is_preprint_doi(given) and not _NOT_THE_PAPER.search(label) else None
            )
            arxiv = arxiv or arxiv_id(address)
    pdf = next((link for link in (publication, preprint) if link and link.lower().endswith(".pdf")), None)
    return Links(publication or details or preprint, name, arxiv, pdf)
