"""The table of contents of a volume at the ACM Digital Library: its sections, its items, the DOIs that it counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from confmerge import identifiers
from scrapers.families._acm import IS_PAPER, address
from scrapers.not_papers import no_paper
from scrapers.pages import classes, text

_WRAPPERS = frozenset(("table-of-content-wrapper", "table-of-content", "toc__section"))
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_SECTION = re.compile(r"(?:toc|section)[-_]*(?:title|heading|header)")
_SECTION_LABEL = re.compile(r"(?:[A-Z&]+ )*(?:SESSION|SECTION|CHAPTER)S?:\s*")
_SECTION_NUMBER = re.compile(r"session \w+\s*[:–—-]\s*", re.I)
_CHAIR = re.compile(r"\s*[(\[–—-]?\s*\b(?:session )?chairs?\s*:.*", re.I)
_MORE_BUTTONS = frozenset(("showAllProceedings", "showMoreProceedings"))
_VOLUME_OF = re.compile(r"(10\.(?:1145|5555)/\d+)\.\d")
_VOLUME_PAGE = re.compile(r"/doi/(?:proceedings|book)/", re.I)


@dataclass(frozen=True, slots=True)
class Section:
    """The heading of a section as a reader sees it, and why its items are no papers."""

    title: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A heading that links to a DOI."""

    heading: Tag
    title: str
    href: str
    doi: str
    section: Section


class Contents:
    """What a page lists, in page order: its items, and the DOIs that it counts (`counted`, with their sections).

    `unopened` are the words of a button behind which there are more, `is_there` says that the place for them is.
    """

    def __init__(self, tree: BeautifulSoup) -> None:
        self.items: list[Item] = []
        self.counted: dict[str, Section] = {}
        self.unopened: str | None = None
        wrappers = [node for node in tree.find_all("div") if not _WRAPPERS.isdisjoint(classes(node))]
        self.is_there = bool(wrappers)
        known = set(map(id, wrappers))
        section = Section()
        for root in [box for box in wrappers if not any(id(outer) in known for outer in box.parents)] or [tree]:
            for node in root.find_all(True):
                tokens = classes(node)
                section = _section(node, tokens) or section
                self._read(node, tokens, section)

    @property
    def dois(self) -> list[str]:
        """Every DOI that is there or counted."""
        return list(dict.fromkeys([*(item.doi for item in self.items), *self.counted]))

    @property
    def volume(self) -> str | None:
        """The DOI of the volume that most DOIs begin with; None for journals, whose DOIs have one number."""
        volumes = Counter(filter(None, map(volume_of, self.dois)))
        return max(volumes, key=volumes.__getitem__, default=None)

    def _read(self, node: Tag, tokens: list[str], section: Section) -> None:
        if node.name in _HEADINGS or any(token.endswith("title") for token in tokens):
            item = _item(node, section)
            if item and not (self.items and any(outer is self.items[-1].heading for outer in node.parents)):
                self.items.append(item)
        elif node.name == "button" and not _MORE_BUTTONS.isdisjoint(tokens):
            self.unopened = self.unopened or text(node) or "Show More"
        elif node.name == "input" and any("dois" in token for token in tokens):
            self._count(_dois(str(node.get("value") or "")), section)
        elif "accordion-lazy" in tokens:  # it may also name the whole volume
            self._count(filter(volume_of, _dois(str(node.get("data-doi") or ""))), section)

    def _count(self, dois: Iterable[str], section: Section) -> None:
        for doi in dois:
            self.counted.setdefault(doi, section)


def _dois(names: str) -> Iterator[str]:
    return filter(None, map(identifiers.doi, re.split(r"[,;\s]+", names)))


def volume_of(doi: str) -> str | None:
    """Return the DOI of the volume that a paper's begins with, None where it does not tell.

    >>> volume_of("10.1145/3689031.3717470"), volume_of("10.1145/3712285")
    ('10.1145/3689031', None)
    """
    match = _VOLUME_OF.match(doi)
    return match.group(1) if match else None


def _section(node: Tag, tokens: list[str]) -> Section | None:
    """Return the section that a node is the heading of; None where it is no such heading."""
    if not (any(map(_SECTION.fullmatch, tokens)) or str(node.get("id", "")).startswith("heading")):
        return None
    printed = _CHAIR.sub("", text(node))
    title = _SECTION_LABEL.sub("", printed, count=1)
    names = (printed, title, _SECTION_NUMBER.sub("", title, count=1))
    reason = next(filter(None, map(no_paper, names)), None)
    return Section(None if IS_PAPER.fullmatch(title) else title or None, reason)


def _item(heading: Tag, section: Section) -> Item | None:
    """Return the item of a heading, None where neither it nor the item around it links to the DOI of a paper."""
    for link in heading.find_all("a", href=True):
        if (title := text(link)) and (found := _doi(link)):
            return Item(heading, title, *found, section)
    if any("item" in token and token.endswith("title") for token in classes(heading)) and (title := text(heading)):
        box = heading.find_parent(class_="issue-item")
        for found in filter(None, map(_doi, box.find_all("a", href=True) if box else ())):
            return Item(heading, title, *found, section)
    return None


def _doi(link: Tag) -> tuple[str, str] | None:
    """Return where a link leads and the DOI of the paper there."""
    href = address(str(link["href"]))
    doi = identifiers.doi(href)
    return (href, doi) if doi and not _VOLUME_PAGE.search(href) else None


def boxes(items: list[Item]) -> Iterator[tuple[Item, Tag]]:
    """Yield each item with the box around it: the `.issue-item`, or else all that holds no other item's heading."""
    headings = Counter(id(outer) for item in items for outer in item.heading.parents)
    for item in items:
        alone = [outer for outer in item.heading.parents if headings[id(outer)] == 1]
        named = [outer for outer in alone if "issue-item" in classes(outer)]
        yield item, named[0] if named else (alone or [item.heading])[-1]
