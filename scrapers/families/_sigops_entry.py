"""One cell, list item or paragraph of a SOSP page: which of its words are the title, the authors, an award."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from bs4 import NavigableString, Tag

from confmerge.identifiers import doi
from confmerge.paper import Author
from scrapers.affiliations import read_affiliated
from scrapers.pages import classes, host, original_url, text, tidy

_PRAISE = re.compile(r"award|best|distinguished|outstanding|mention", re.I)
_AWARD = re.compile(
    r".{0,40}\bawards?|.{0,40}\bhonou?rable mention|"
    r"(?:runner-up,? )?(?:best|distinguished|outstanding)(?: \w+){0,2} (?:papers?|artifacts?)\b.{0,30}",
    re.I,
)
_LEADS_TO = re.compile(r"\W*(?:(?:full |the )?(?:paper|pdf|doi|preprint|pre-print|acm dl|acm|link)\W*)+", re.I)
_LEADS_ELSEWHERE = re.compile(
    r"\W*(?:(?:short|long|talk|conference|presentation|lightning)?\W*(?:slides?|video|talk|abstract|artifacts?|code|poster|"
    r"bibtex|recording|teaser|short|long|youtube|bilibili|q&a)\W*)+",
    re.I,
)
_LONGEST_LINK_WORD = 60  # characters; what is longer is no "paper" or "slides", and need not be compared
_OTHER_FILE = re.compile(r"slide|video|poster|link|answer|minutes|bib|code", re.I)
_ASIDE = {"pull-right", "float-right", "float-end", "badge", "label"}
_TITLE_CLASS = re.compile(r"(?:paper|talk|article)?[-_]*title", re.I)
_AUTHORS_CLASS = re.compile(r"(?:paper|talk|article)?[-_]*authors?(?:[-_]*list)?", re.I)

_DIGIT = re.compile(r"\d")
_TIME = re.compile(
    r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\b(?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december),? \d",
    re.I,
)
_BY = re.compile(r"\W*by:?\s+(?=\S)", re.I)
_LABEL = re.compile(r"^authors?\s*:\s*", re.I)
_BETWEEN_NAMES = re.compile(r"[\s,;]*(?:(?:and|&)\s+)?")
_EMPTY_BRACKETS = re.compile(r"[(\[][\s|,;/-]*[)\]]")
_AROUND_AWARD = re.compile(r"^\W+|\W+$")
_LONGEST_AWARD = 200  # characters
_EDGES = " \t\r\n\xa0[]|"
_LONGEST_NAME = 8  # words; a "name" that is longer is a sentence


class Kind(Enum):
    """How a stretch of text is set."""

    PLAIN = "plain"
    TITLE = "bold, or the link to a paper, or by its class"
    ITALIC = "italics, or authors by its class"
    LINE = "the end of a line"


class Run(NamedTuple):
    """A stretch of text in one kind of type."""

    words: str
    kind: Kind
    href: str = ""


class Entry(NamedTuple):
    """What a cell says; parts that it does not have are empty.

    `marked`: the title is bold or links to the paper. `has_paper`: there is a link to a paper; those of sessions and
    events lead to anything else, or nowhere. `names` are the words that may be authors, see `people`; `by`: they stand
    after "by". `runs` are all words.
    """

    title: str
    marked: bool
    link: str | None
    has_paper: bool
    pdf: str | None
    names: str
    by: bool
    award: str | None
    runs: list[Run]

    @property
    def words(self) -> str:
        """The whole text without awards and links."""
        return _joined(self.runs)


doi_of = lru_cache(maxsize=1024)(doi)


@lru_cache(maxsize=1024)
def is_paper(url: str) -> bool:
    """Say whether an address is that of a paper: a DOI, an entry of the ACM library, a file."""
    path = urlsplit(url).path.lower()
    if path.startswith(("/citation", "/authorize", "/ft_gateway")) and host(url) == "dl.acm.org":
        return True
    return path.endswith(".pdf") or "/papers/" in path or doi_of(url) is not None


def read_entry(node: Tag, url: str) -> Entry:
    """Return what a cell, list item or paragraph of the page `url` says.

    The title is bold or links to the paper, or is the line before authors in italics, or the first line beside a link
    to the paper. The authors come after it: in italics, after "by", or as names with affiliations in brackets.
    """
    reader = _Reader(url)
    reader.read(node, Kind.PLAIN)
    runs, awards = reader.without_awards()
    title, rest = _split(runs, has_file=bool(reader.icons and reader.files(all_kinds=True)))
    words = tidy(_EMPTY_BRACKETS.sub("", _joined(title))).strip(" ,;")
    if words.endswith(":"):  # a label, what follows is no list of authors
        words, title, rest = "", [], []
    link = next((run.href for run in title if run.href), None)
    files = reader.files(all_kinds=link is None)
    names, by = _names(rest) if words else (_joined(rest), False)
    link = link or next(iter(files), None)
    return Entry(
        title=words,
        marked=any(run.kind is Kind.TITLE for run in title),
        link=link,
        has_paper=link is not None and is_paper(link),
        pdf=next(filter(_is_pdf, (link or "", *files)), None),
        names=names,
        by=by,
        award="; ".join(awards) or None,
        runs=runs,
    )


def people(words: str) -> tuple[Author, ...]:
    """Return the authors that a line of text names; none where it is a time, a sentence or has a label of its own."""
    line = _LABEL.sub("", _EMPTY_BRACKETS.sub("", words).strip(_EDGES))
    if not line or (_DIGIT.search(line) and _TIME.search(line)):
        return ()
    authors = read_affiliated(line)
    for author in authors:
        if ":" in author.name or author.name.count(" ") >= _LONGEST_NAME:
            return ()
    return tuple(authors)


# --- runs of type ----------------------------------------------------------------------------------------------------


class _Reader:
    """The runs of a node, and apart from them the links that are icons or words such as "paper"."""

    def __init__(self, url: str) -> None:
        self.icons: list[Tag] = []
        self._url = url
        self._runs: list[Run] = []
        self._badges: list[str] = []

    def read(self, node: Tag, kind: Kind, href: str = "") -> None:
        """Read what stands below a node."""
        for child in node.children:
            if isinstance(child, NavigableString):
                self._runs.append(Run(str(child), kind, href))
            elif not isinstance(child, Tag):
                continue
            elif child.name == "br":
                self._runs.append(Run(" ", kind if kind is Kind.TITLE else Kind.LINE, href))
            elif child.name == "a":
                self._link(child, kind)
            elif child.has_attr("class") and not _ASIDE.isdisjoint(classes(child)):
                self._badges.append(text(child))
                self.icons += child.find_all("a")
            elif child.name in _BLOCKS:
                self._runs.append(_END_OF_LINE)
                self.read(child, _kind(child, kind), href)
                self._runs.append(_END_OF_LINE)
            else:
                self.read(child, _kind(child, kind), href)

    def _link(self, link: Tag, kind: Kind) -> None:
        words = tidy(link.get_text())
        may_be_word = len(words) < _LONGEST_LINK_WORD
        if not words or (may_be_word and _LEADS_TO.fullmatch(words)):
            self.icons.append(link)
        elif not (may_be_word and _LEADS_ELSEWHERE.fullmatch(words)):
            href = self._address(link)
            self.read(link, Kind.TITLE if href and is_paper(href) else kind, href)

    def _address(self, link: Tag) -> str:
        href = str(link.get("href", "")).strip()
        address = "" if not href or href.startswith("#") else original_url(href, self._url)
        return address if address.startswith(("http://", "https://")) else ""

    def without_awards(self) -> tuple[list[Run], list[str]]:
        """Return the runs, neighbours of one kind merged, and apart from them the awards."""
        runs: list[Run] = []
        awards = [label for label in map(_award, self._badges) if label]
        for run in _merged(self._runs):
            label = None if run.href and is_paper(run.href) else _award(run.words)
            if label:
                awards.append(label)
            else:
                runs.append(run)
        return runs, awards

    def files(self, all_kinds: bool) -> list[str]:
        """Return where the icons lead that stand for the paper: to PDFs, or to anything that is a paper."""
        links = [link for link in self.icons if all_kinds or str(link.get("href", "")).lower().endswith(".pdf")]
        return [file for link in links if _is_for_paper(link) and (file := self._address(link)) and is_paper(file)]


_BLOCKS = frozenset(("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6"))
_INLINE = {"b": Kind.TITLE, "strong": Kind.TITLE, "em": Kind.ITALIC, "i": Kind.ITALIC, "cite": Kind.ITALIC}
_END_OF_LINE = Run(" ", Kind.LINE)


def _kind(node: Tag, outer: Kind) -> Kind:
    """Return how the text of a node is set: as its class or its name says, where it does not stand in a title."""
    if outer is not Kind.PLAIN:
        return outer
    for token in classes(node) if node.has_attr("class") else ():
        if _TITLE_CLASS.fullmatch(token):
            return Kind.TITLE
        if _AUTHORS_CLASS.fullmatch(token):
            return Kind.ITALIC
    return _INLINE.get(node.name, outer)


def _merged(runs: Iterable[Run]) -> list[Run]:
    """Return runs with neighbours of one kind, and of one link, made one."""
    merged: list[Run] = []
    for run in runs:
        last = merged[-1] if merged else None
        if last and last.kind is run.kind and last.href == run.href:
            merged[-1] = Run(last.words + run.words, run.kind, run.href)
        else:
            merged.append(run)
    return merged


def _award(words: str) -> str | None:
    """Return the award that a label names: "Best Paper" of "[Best Paper]"."""
    if len(words) > _LONGEST_AWARD or not _PRAISE.search(words):
        return None
    label = _AROUND_AWARD.sub("", tidy(words))
    return label if _AWARD.fullmatch(label) else None


def _is_pdf(url: str) -> bool:
    path = urlsplit(url).path.lower()
    return path.endswith(".pdf") or "/doi/pdf/" in path


def _is_for_paper(link: Tag) -> bool:
    icons = "".join(f"{image.get('class')} {image.get('src')} {image.get('alt')}" for image in link.find_all("img"))
    words = tidy(link.get_text())
    return not _OTHER_FILE.search(icons + str(link["href"])) and (not words or bool(_LEADS_TO.fullmatch(words)))


def _split(runs: list[Run], has_file: bool) -> tuple[list[Run], list[Run]]:
    """Return the runs of the title, and those after it; `has_file`: a link that is no part of it leads to the paper."""
    start = next((n for n, run in enumerate(runs) if run.kind is Kind.TITLE and run.words.strip()), None)
    if start is not None:
        end = start
        while end < len(runs) and (runs[end].kind is Kind.TITLE or not runs[end].words.strip(" ")):
            end += 1
        return runs[start:end], runs[end:]
    nowhere = len(runs) if has_file else 0
    italics = next((n for n, run in enumerate(runs) if run.kind is Kind.ITALIC and run.words.strip()), nowhere)
    lines = (n for n, run in enumerate(runs[:italics]) if run.kind is Kind.LINE and _joined(runs[:n]).strip())
    end = next(lines, italics)
    return runs[:end], runs[end:]


def _names(rest: list[Run]) -> tuple[str, bool]:
    """Return the words that name authors in what follows a title, and whether they stand after "by"."""
    words = _joined(rest)
    if by := _BY.match(words):
        return words[by.end() :], True
    italics = _italics(rest)
    if italics.strip() and ("(" in italics or "(" not in words):
        return italics, False
    return words if "(" in words else "", False


def _italics(runs: list[Run]) -> str:
    """Return the words in italics, with the commas between them where each author has italics of his own."""
    words, between = "", ""
    for run in runs:
        if run.kind is not Kind.ITALIC:
            between += run.words
            continue
        words += (between if _BETWEEN_NAMES.fullmatch(between) else " ") + run.words
        between = ""
    return words


def _joined(runs: Iterable[Run]) -> str:
    return "".join([run.words for run in runs])
