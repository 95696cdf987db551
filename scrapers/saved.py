"""Pages that a person saved in a browser: which files they are, and which address each one stands for."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from confmerge.errors import InputError
from confmerge.registry import Edition
from scrapers.families.auto import family_of
from scrapers.pages import decode, original_url

_SUFFIXES = (".html", ".htm", ".xml", ".json")
_LINK = re.compile(r"<link\b[^>]*>", re.I)
_CANONICAL = re.compile(r"\brel\s*=\s*[\"']?canonical\b", re.I)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(https?://\S+?)\s*-->", re.I)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.I)


def page_files(names: Iterable[str]) -> list[Path]:
    """Return the files that `-a page=` names; a folder stands for its pages and answers, in the order of their names.

    Raises InputError for one that is not there, and for a folder without pages.
    """
    files: dict[Path, Path] = {}
    for name in names:
        path = Path(name).expanduser()
        found = [path]
        if path.is_dir():
            found = sorted(file for file in path.iterdir() if file.suffix.lower() in _SUFFIXES)
            if not found:
                raise InputError(f"holds no *{', *'.join(_SUFFIXES)}: save the page as HTML into it", path)
        for file in found:
            try:
                file.open("rb").close()
            except OSError as error:
                raise InputError(f"the page cannot be read: {error.strerror or error}", file) from error
            files.setdefault(file.resolve(), file)
    return list(files.values())


def saved_page(body: bytes, edition: Edition) -> tuple[str, str]:
    """Return the address that a saved page stands for, and the family that reads it.

    The family is the one that knows the page by its content or its own address, those of the edition's sources first;
    the conference's where none does. The address is the page's own where it leads to one of the edition's pages of that
    family or beside one, or where the edition has none of them; else the first of those, so that the parser can see
    that the year, or the site, is another; "" where there is neither.
    """
    words = decode(body)
    own = _own_address(words)
    usual = edition.conference.family or "auto"
    families = dict.fromkeys([usual, *(source.family for source in edition.sources)])
    family = family_of(words, own or "", families) or usual
    pages = [url for source in edition.sources if source.family == family for url in source.pages]
    if len(pages) > 1 or family == "csconf":  # of several volumes, a saved answer does not say which one is meant
        pages = [urldefrag(url).url for url in pages]
    if own and (not pages or _folder(own) in map(_folder, pages)):
        return own, family
    if family == "auto" and not pages:  # an address of another family would mislead it
        return "", family
    return next(iter(pages), edition.url or ""), family


def _folder(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/").rpartition("/")[0]


def _own_address(page: str) -> str | None:
    """Return what a page gives as its address: its canonical link, or the note of the browser that saved it."""
    for link in _LINK.findall(page):
        href = _HREF.search(link) if _CANONICAL.search(link) else None
        if href and (own := original_url(html.unescape(next(filter(None, href.groups()), "")), "")):
            return own
    note = _SAVED_FROM.search(page[:2000])
    return original_url(note.group(1), "") if note else None
