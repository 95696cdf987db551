"""The forms in which DBLP gives a list, each read into the same records.

A table of contents is XML (`<bht>`) or HTML (`li.entry` with schema.org's microdata); the answer of the search is JSON
or XML. Which one a page is, its content tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from bs4 import BeautifulSoup, Tag

from scrapers.answers import read_json, xml_root
from scrapers.pages import classes, host, original_url, page_title, soup, text, tidy


class Record(NamedTuple):
    """One record as DBLP has it: `kind` in the words of its XML, `heading` the one that it stands under."""

    kind: str
    key: str
    title: str
    authors: list[str]
    links: list[str]
    year: str
    heading: str


class Hits(NamedTuple):
    """Which part of the results an answer of the search holds."""

    first: int
    sent: int
    total: int


class Listing(NamedTuple):
    """What a page lists. `names` are what it calls itself; `tree` is there for HTML, `hits` for an answer."""

    records: list[Record]
    names: tuple[str, ...] = ()
    hits: Hits | None = None
    tree: BeautifulSoup | None = None


IS_TOC_XML = re.compile(r"<bht\b[^>]*>", re.I)
IS_ANSWER_XML = re.compile(r"<hits\b[^>]*\btotal=")
_HOMONYM = re.compile(r" \d{4}$")
_KINDS = {
    "editor": "proceedings",
    "Conference and Workshop Papers": "inproceedings",
    "Journal Articles": "article",
    "Editorship": "proceedings",
    "Informal Publications": "informal",
    "Informal and Other Publications": "informal",
}


def read(page: str, url: str) -> Listing | None:
    """Return what a page lists, None for XML that is not whole and for JSON that is no answer of DBLP.

    Raises PageProblem for JSON that is broken.
    """
    if page.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return _json_answer(read_json(page, url))
    for mark, name, reader in ((IS_TOC_XML, "bht", _toc), (IS_ANSWER_XML, "result", _xml_answer)):
        if mark.search(page):
            root = xml_root(page, name)
            return None if root is None else reader(root)
    return _html(soup(page), url)


def _record(
    kind: str, key: str, title: str, authors: Iterable[str], links: Iterable[str], year: str, heading: str = ""
) -> Record:
    """Return a record with clean words: homonyms lose their number, titles the full stop that DBLP ends them with."""
    if key.startswith("journals/corr/"):
        kind = "informal"
    names = [_HOMONYM.sub("", tidy(name)) for name in authors]
    addresses = [link for link in map(tidy, links) if link.startswith(("http://", "https://"))]
    return Record(kind, key, _title(title), [name for name in names if name], addresses, tidy(year), heading)


_OWN_STOP = re.compile(r"(?:(?<!\.)\.\.\.|\b(?:etc|al)\.|\b[A-Za-z]\.[A-Za-z]\.)$")


def _title(words: str) -> str:
    """Return a title without the full stop that DBLP gives it; one that was there before stays.

    >>> _title("Tock: From Research To Securing 10 Million Computers."), _title("Who needs them?")
    ('Tock: From Research To Securing 10 Million Computers', 'Who needs them?')
    >>> _title("Made in the U.S."), _title("To Be Continued..."), _title("Acme Inc..")
    ('Made in the U.S.', 'To Be Continued...', 'Acme Inc.')
    """
    title = tidy(words)
    return title if _OWN_STOP.search(title) else title.removesuffix(".").rstrip()


# --- a table of contents in XML --------------------------------------------------------------------------------------


def _texts(node: Element, path: str) -> list[str]:
    return [_text(child) for child in node.iterfind(path)]


def _text(node: Element) -> str:
    return tidy("".join(node.itertext()))


def _toc(root: Element) -> Listing:
    records, heading, names = list[Record](), "", [tidy(root.get("title", ""))]
    for node in root.iter():
        if node.tag == "h1":
            names.append(_text(node))
        elif node.tag in _HEADINGS:
            heading = _text(node)
        elif node.tag == "r":
            records += [_toc_record(child, heading) for child in node]
    return Listing(records, tuple(filter(None, names)))


def _toc_record(node: Element, heading: str) -> Record:
    kind = "informal" if node.get("publtype", "").startswith("informal") else node.tag
    title, year = (" ".join(_texts(node, name)) for name in ("title", "year"))
    return _record(kind, node.get("key", ""), title, _texts(node, "author"), _texts(node, "ee"), year, heading)


# --- a table of contents in HTML -------------------------------------------------------------------------------------

_HEADINGS = ("h2", "h3")
_ENTRY_KINDS = ("inproceedings", "article", "editor", "informal", "incollection", "book", "reference", "data")


def _html(tree: BeautifulSoup, url: str) -> Listing:
    records, heading, names = list[Record](), "", [page_title(tree) or ""]
    for node in tree.find_all(("h1", "li", *_HEADINGS)):
        if node.name == "h1":
            names.append(text(node))
        elif node.name in _HEADINGS:
            heading = text(node)
        elif "entry" in classes(node):
            records.append(_entry(node, heading, url))
    return Listing(records, tuple(filter(None, names)), tree=tree)


def _entry(node: Tag, heading: str, url: str) -> Record:
    title = year = ""
    authors, editions = list[str](), list[str]()
    for part in node.find_all(True):
        role, tokens = part.get("itemprop"), classes(part)
        if role == "author":
            authors.append(text(part.find(itemprop="name") or part))
        elif role == "datePublished":
            year = year or str(part.get("content") or text(part))
        elif "title" in tokens:
            title = title or text(part)
        elif "ee" in tokens:
            editions += _links(part, url)
    kind = next((token for token in classes(node) if token in _ENTRY_KINDS), "")
    key, links = str(node.get("id") or ""), editions or _outside(node, url)
    return _record(_KINDS.get(kind, kind), key, title, authors, links, year, heading)


def _links(node: Tag, url: str) -> list[str]:
    return [original_url(str(link["href"]), url) for link in node.find_all("a", href=True)]


def _outside(node: Tag, url: str) -> list[str]:
    """Return where the first icon of an entry leads to, if away from DBLP: the next ones are those of services."""
    icon = node.find(class_="head") or node.find("nav")
    links = _links(icon, url) if isinstance(icon, Tag) else []
    return [link for link in links[:1] if not host(link).startswith("dblp.")]


# --- an answer of the search -----------------------------------------------------------------------------------------


def _json_answer(answer: Any) -> Listing | None:
    """Return the hits of `{"result": {"hits": {"@total": "1", …, "hit": [{"info": {…}}]}}}`, None for other JSON."""
    try:
        hits = answer["result"]["hits"]
        records = [_json_record(hit["info"]) for hit in _items(hits.get("hit"))]
        return Listing(records, hits=_hits(lambda name: hits[f"@{name}"]))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _json_record(info: dict[str, Any]) -> Record:
    authors = info.get("authors") or {}
    return _found_record(lambda name: _plain(info.get(name)), _plain(authors.get("author")))


def _items(value: Any) -> list[Any]:
    """Return a value that DBLP gives as a list where there are several, bare where there is one, and not at all."""
    return value if isinstance(value, list) else [] if value is None else [value]


_MARKUP = re.compile(r"</?(?:i|b|sub|sup|tt|ref)\b[^<>]*>")


def _plain(value: Any) -> list[str]:
    words = (item.get("text", "") if isinstance(item, dict) else item for item in _items(value))
    return [_MARKUP.sub("", str(word)) for word in words]


def _xml_answer(root: Element) -> Listing | None:
    """Return the hits of `<result><hits total="1" …><hit><info>…</info></hit></hits></result>`."""
    hits = root.find("hits")
    if hits is None:
        return None
    try:
        counts = _hits(hits.attrib.__getitem__)
    except (KeyError, ValueError):
        return None
    return Listing([_xml_record(info) for info in hits.iterfind("hit/info")], hits=counts)


def _xml_record(info: Element) -> Record:
    return _found_record(lambda name: _texts(info, name), _texts(info, "authors/author"))


def _hits(count: Callable[[str], str]) -> Hits:
    return Hits(*(int(count(name)) for name in Hits._fields))


def _found_record(words: Callable[[str], list[str]], authors: list[str]) -> Record:
    kind, key, title, year = (" ".join(words(name)) for name in ("type", "key", "title", "year"))
    links = words("ee") or [f"https://doi.org/{name}" for name in words("doi")]
    return _record(_KINDS.get(kind, kind), key, title, authors, links, year)
