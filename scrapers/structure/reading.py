"""From a record to a paper: its clean title, its authors, its links, its award."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from bs4 import NavigableString, Tag

from confmerge.identifiers import arxiv_id, doi
from confmerge.paper import Author, Paper
from scrapers.affiliations import read_affiliated
from scrapers.pages import original_url
from scrapers.people import read_people
from scrapers.structure.lines import Line, Link
from scrapers.structure.names import is_organisation, people_of
from scrapers.structure.records import Record
from scrapers.structure.words import is_award, is_badge, is_link_word

# --- titles ----------------------------------------------------------------------------------------------------------

_LABEL = re.compile(r"\W*title\s*:\s*", re.I)
_NUMBERING = re.compile(
    r"(?:\W*(?:paper|talk|no\.?)?\s*#?\d{1,4}(?:[.:)\]]+|\s+[-–—])\s+|\[\w{1,5}\]\s*|#\d+:?\s+)(?=\S)", re.I
)
_QUOTED = re.compile(r"[\"“”«](?P<title>[^\"“”»]+)[\"“”»]\W*")
_REMARK_BEHIND = re.compile(r"\s*[(\[{【]([^()\[\]{}]*)[)\]}】]\s*$|\s*((?:[★☆🏆🏅🥇⭐✨]\s*)+.{0,60})$")
_REMARK_BEFORE = re.compile(r"^\s*[(\[{【]([^()\[\]{}]*)[)\]}】]\s*|^((?:[★☆🏆🏅🥇⭐✨]\s*)+)")
_MAY_REMARK = re.compile(r"[(\[{【★☆🏆🏅🥇⭐✨]")
_MOST = 0.6


class Titles:
    """Cleans titles. Numbers, quotation marks and full stops go only where most titles of the page have them."""

    def __init__(self, raw: Sequence[str]) -> None:
        titles = [_without_remarks(words)[0] for words in raw]
        self._numbered = _most(titles, _NUMBERING.match)
        self._quoted = _most(titles, _QUOTED.fullmatch)
        self._stopped = _most(titles, lambda words: words.endswith("."))

    def clean(self, words: str) -> tuple[str, tuple[str, ...]]:
        """Return a title and the awards that were printed in it."""
        title, awards = _without_remarks(words)
        if self._numbered:
            title = _NUMBERING.sub("", title, count=1)
        if self._quoted and (quoted := _QUOTED.fullmatch(title)):
            title = quoted["title"]
        title = title.strip(" ,;·|").removeprefix("- ")
        return title.removesuffix(".") if self._stopped else title, awards


def _most(titles: Sequence[str], test: Callable[[str], object]) -> bool:
    return len(titles) > 2 and sum(bool(test(title)) for title in titles) > _MOST * len(titles)


@lru_cache(maxsize=1024)
def _without_remarks(words: str) -> tuple[str, tuple[str, ...]]:
    title, awards = _LABEL.sub("", words, count=1) if _LABEL.match(words) else words, []
    if not _MAY_REMARK.search(title):
        return title, ()
    for mark in (_REMARK_BEHIND, _REMARK_BEFORE):
        while found := mark.search(title):
            remark = found[1] if found[1] is not None else found[2]
            if is_award(remark):
                awards.append(remark.strip(" ★☆🏆🏅🥇⭐✨"))
            elif not (is_badge(remark) or is_link_word(remark)) or not title[: found.start()] + title[found.end() :]:
                break
            title = title[: found.start()] + title[found.end() :]
    return title, tuple(awards)


# --- authors ---------------------------------------------------------------------------------------------------------


_BRACKET = re.compile(r"[(\[（]")
_MORE_THAN_NAMES = re.compile(r"[^\w\s,.'’-]|[\d_]")
_OTHERS = (" al", " Al", " AL", "thers")
_IS_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*)+")


def _authors(line: Line) -> list[Author]:
    """Return the authors in a line; none where organisations stand among the names and nothing tells them apart."""
    words = people_of(line.words)
    if not line.runs and _BRACKET.search(words):
        return read_affiliated(words)
    if not line.runs and not is_organisation(words):
        return _only_names(words) or read_affiliated(words)
    pieces = line.runs or ((words, False),)
    paragraph = _element("p", [_element("em", [piece]) if is_place else piece for piece, is_place in pieces])
    authors = read_people(paragraph).authors
    is_mixed = not line.runs and any(is_organisation(author.name) for author in authors)
    return [] if is_mixed else authors


def _only_names(words: str) -> list[Author]:
    """Return the authors of "Jane Roe, Li Wu and John Doe"; none where there is more to read."""
    if _MORE_THAN_NAMES.search(words) or words.endswith(".") or any(others in words for others in _OTHERS):
        return []
    names = words.replace(", and ", ", ").replace(" and ", ", ").split(", ")
    return [Author(name) for name in names] if all(map(_IS_NAME.fullmatch, names)) else []


def _element(name: str, contents: Sequence[str | Tag]) -> Tag:
    """Return an element that knows what is in it and nothing of what is around it, which nobody asks for."""
    node = Tag(name=name)
    node.contents = [NavigableString(part) if isinstance(part, str) else part for part in contents]
    return node


# --- links -----------------------------------------------------------------------------------------------------------

_NO_PAGE = re.compile(r"\s*(?:#|javascript:|mailto:|tel:|$)", re.I)
_NO_PAPER = re.compile(
    r"slides?|video|poster|artifact|artefact|code|github|appendix|talk|youtube|bib|teaser|errata|supplement|audio|zoom",
    re.I,
)
_OF_PAPER = re.compile(r"paper|pdf|doi|pre-?print|full text|acm|ieee|read|html|arxiv|link", re.I)


def _links(lines: Iterable[Line], url: str) -> list[Link]:
    absolute = (
        (words, original_url(href, url)) for line in lines for words, href in line.links if not _NO_PAGE.match(href)
    )
    return [link for link in absolute if link[1]]


def _address(record: Record, url: str) -> tuple[str | None, list[str]]:
    """Return the link of the paper, and all that may lead to it or its file."""
    if not any(line.links for line in record.lines):
        return None, []
    own = _links([record.title], url)
    named = [href for words, href in own if words and (words in record.title.words or record.title.words in words)]
    others = [*own, *_links([*record.rest, *record.people], url)]
    of_paper = [
        (words, href) for words, href in others if not words or (is_link_word(words) and not _NO_PAPER.search(words))
    ]
    guesses = [
        *named[:1],
        *(href for _, href in of_paper if _doi(href)),
        *(href for words, href in of_paper if _OF_PAPER.search(words)),
    ]
    return next(iter(guesses), None), [*named, *(href for _, href in of_paper)]


def _doi(href: str) -> str | None:
    return doi(href) if "10." in href else None


def _arxiv(href: str) -> str | None:
    return arxiv_id(href) if "arxiv" in href.lower() else None


def _pdf(hrefs: Iterable[str]) -> str | None:
    """Return the first link to a file that is no slides and no appendix."""
    for href in hrefs:
        path = urlsplit(href).path
        if path.lower().endswith(".pdf") and not _NO_PAPER.search(path.rpartition("/")[2]):
            return href
    return None


# --- papers ----------------------------------------------------------------------------------------------------------

_SHORTEST_ABSTRACT = 45


def read(record: Record, titles: Titles, url: str) -> Paper:
    """Return the paper of a record. It may have no authors; whoever asked decides what that means."""
    title, of_title = titles.clean(record.title.words)
    awards = [*of_title, *(award for line in record.lines for award in line.awards)]
    awards += [line.words for line in record.rest if is_award(line.words)]
    link, hrefs = _address(record, url)
    return Paper(
        title=title,
        authors=tuple(author for line in record.people for author in _authors(line)),
        url=link,
        doi=next(filter(None, map(_doi, hrefs)), None),
        arxiv=next(filter(None, map(_arxiv, hrefs)), None),
        pdf=_pdf(hrefs),
        abstract=_abstract(record),
        session=record.place.session,
        track=record.place.track or _track(record),
        award="; ".join(dict.fromkeys(award.strip("[]() ★☆🏆🏅🥇⭐✨") for award in awards)) or None,
    )


_TRACK_BADGE = re.compile(r"\W*(\w+(?: \w+)? (?:track|papers?))\W*", re.I)


def _track(record: Record) -> str | None:
    """Return the track that a badge names."""
    badges = (_TRACK_BADGE.fullmatch(badge) for line in record.lines for badge in line.badges)
    return next((badge[1] for badge in badges if badge), None)


def _abstract(record: Record) -> str | None:
    return " ".join(line.words for line in record.rest if len(line.words.split()) >= _SHORTEST_ABSTRACT) or None
