"""One item of a table of contents in the ACM Digital Library: what it is, its authors, its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from bs4 import NavigableString, Tag

from confmerge import identifiers
from confmerge.paper import Author
from scrapers.not_papers import no_paper
from scrapers.pages import classes, original_url, text, tidy

SITE = "https://dl.acm.org"


def address(href: str) -> str:
    """Return a link as the site itself writes it: absolute, no query; copies saved through a proxy name its host.

    >>> address("/doi/10.1145/3394486.3403191?cid=99"), address("https://doi.org/10.1145/1.2")
    ('https://dl.acm.org/doi/10.1145/3394486.3403191', 'https://doi.org/10.1145/1.2')
    """
    parts = urlsplit(original_url(href, SITE))
    return SITE + parts.path if parts.path.startswith("/doi/") else parts._replace(query="", fragment="").geturl()


# --- what it is ------------------------------------------------------------------------------------------------------

IS_PAPER = re.compile(r"(?:research|review|survey)?[ -]?article|(?:short|full)[ -]paper|survey|note", re.I)
_OTHER = re.compile(
    r"column|department|opinion|news|interview|letter|correction|corrigend\w+|errat\w+|retraction|proceedings?|"
    r"announcement|book review",
    re.I,
)
_SHORT = re.compile(r"short[ -]paper", re.I)


class Kind(NamedTuple):
    """What the label over a title says: why the item is turned away, or its track."""

    reason: str | None = None
    track: str | None = None


def kind_of(box: Tag, heading: Tag) -> Kind:
    """Return the kind of an item from the label before its heading ("research-article", "keynote")."""
    for node in box.descendants:
        if node is heading:
            break
        label = tidy(node).replace("-", " ") if isinstance(node, NavigableString) else ""
        if IS_PAPER.fullmatch(label):
            return Kind(track="Short paper" if _SHORT.fullmatch(label) else None)
        if reason := "abstract" if label.lower().endswith("abstract") else no_paper(label):
            return Kind(reason)
        if _OTHER.fullmatch(label):
            return Kind(label.lower())
    return Kind()


# --- authors ---------------------------------------------------------------------------------------------------------

_LIST = re.compile(r"loa|.*(?:authors?|contributors?)(?:[-_]+list)?")
_AFFILIATION = re.compile(r".*(?:_inst|affil).*")
_AND_MORE = re.compile(r"\+\s*(\d+)(?: (?:more|others?))?|et al\.?", re.I)
_UNCLEAN = re.compile(r"@|https?:|^\W*$")
_HIDDEN = re.compile(r"display:\s*none", re.I)


class People(NamedTuple):
    """The authors of an item. `cut`: there are more than the page has."""

    authors: tuple[Author, ...] = ()
    cut: bool = False


def people_of(box: Tag, heading: Tag) -> People:
    """Return the authors of an item: the entries of the first list of authors behind its heading."""
    listing = next((node for node in _behind(box, heading) if _is_list(node)), None)
    if listing is None:
        return People()
    authors: list[Author] = []
    withheld: int | None = None
    there = 0  # authors that "+5" stands for, and that are in the page all the same
    for entry in listing.find_all("li") or [listing]:
        if more := _AND_MORE.fullmatch(next(entry.stripped_strings, "")):
            withheld = int(more.group(1) or 1000)
        elif author := _author(entry):
            authors.append(author)
            there += withheld is not None or _is_hidden(entry)
    return People(tuple(authors), cut=withheld is not None and there < withheld)


def _behind(box: Tag, heading: Tag) -> Iterator[Tag]:
    for node in heading.next_elements:
        if isinstance(node, Tag):
            if not any(outer is box for outer in node.parents):
                return
            yield node


def _is_list(node: Tag) -> bool:
    if node.name in ("ul", "ol") and any(map(_LIST.fullmatch, classes(node))):
        return True
    return any("authors" in str(node.get(name, "")).lower() for name in ("aria-label", "title") if node.name != "a")


def _author(entry: Tag) -> Author | None:
    inner = [node for node in entry.descendants if isinstance(node, Tag)]
    places = [node for node in inner if any(map(_AFFILIATION.fullmatch, classes(node)))]
    for place in places:
        place.extract()
    links = [link for link in entry.find_all("a") if "orcid.org" not in str(link.get("href", ""))]
    named = [tidy(str(link.get("title") or "")) or text(link) for link in links]
    name = next(filter(None, named), "") or text(entry)
    name = name.strip(" ,;")
    if not any(map(str.isalpha, name)) or re.fullmatch(r"\(?(?:show )?less\)?|and", name, re.I):
        return None
    lines = [text(line) for place in places for line in place.find_all("p") or [place]]
    clean = [line.strip(" ,;") for line in lines if not _UNCLEAN.search(line)]
    return Author(name, "; ".join(dict.fromkeys(clean)) or None)


def _is_hidden(entry: Tag) -> bool:
    tokens = classes(entry)
    return (
        entry.has_attr("hidden")
        or "hidden" in tokens
        or "removed" in tokens
        or bool(_HIDDEN.search(str(entry.get("style", ""))))
    )


# --- the rest --------------------------------------------------------------------------------------------------------

_AWARD = re.compile(r"(?:best|distinguished|outstanding)\b.*\b(?:paper|award)\b.*", re.I)
_CUT_SHORT = re.compile(r"(?:…|\.\.\.)\W*(?:\(?(?:view all|show more|more)\)?)?$", re.I)
_ABSTRACT_LABEL = re.compile(r"^Abstract:?\s+")


class Details(NamedTuple):
    """What an item may have besides: the file of the paper, the abstract where all of it is there, an award."""

    pdf: str | None = None
    abstract: str | None = None
    award: str | None = None


def details_of(box: Tag, doi: str) -> Details:
    """Return the details of an item, the first of each kind."""
    details = Details()
    for node in box.descendants:
        if not isinstance(node, Tag):
            continue
        tokens = classes(node)
        if node.name == "a" and "/doi/pdf/" in (href := str(node.get("href", ""))) and not details.pdf:
            href = address(href)
            details = details._replace(pdf=href if identifiers.doi(href) == doi else None)
        elif any(token.endswith("abstract") for token in tokens) and not details.abstract:
            words = _ABSTRACT_LABEL.sub("", text(node))
            details = details._replace(abstract=None if _CUT_SHORT.search(words) else words or None)
        elif (node.name == "img" or any("badge" in token for token in tokens)) and not details.award:
            details = details._replace(award=_award(node))
    return details


def _award(badge: Tag) -> str | None:
    named = (tidy(str(badge.get("alt", ""))), tidy(str(badge.get("title", ""))), text(badge))
    return next(filter(_AWARD.fullmatch, named), None)
