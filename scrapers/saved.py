"""Pages that a person saved in a browser: which files they are, and which address each one stands for."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from confmerge.errors import InputError
from confmerge.outcome import Outcome, PageProblem
from confmerge.registry import Edition
from scrapers.pages import decode, original_url

_LINK = re.compile(r"<link\b[^>]*>", re.I)
_CANONICAL = re.compile(r"\brel\s*=\s*[\"']?canonical\b", re.I)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.I)


def page_files(names: Iterable[str]) -> list[Path]:
    """Return the files that `-a page=` names; a folder stands for its *.html and *.htm, in the order of their names.

    Raises InputError for one that is not there, and for a folder without pages.
    """
    files: dict[Path, Path] = {}
    for name in names:
        path = Path(name).expanduser()
        found = [path]
        if path.is_dir():
            found = sorted(file for file in path.iterdir() if file.suffix.lower() in (".html", ".htm"))
            if not found:
                raise InputError("holds no *.html or *.htm: save the page as HTML into it", path)
        for file in found:
            try:
                file.open("rb").close()
            except OSError as error:
                raise InputError(f"the page cannot be read: {error.strerror or error}", file) from error
            files.setdefault(file.resolve(), file)
    return list(files.values())


def address(body: bytes, edition: Edition) -> str:
    """Return the address that a saved page stands for.

    That is its canonical link where it leads to one of the edition's pages or beside one; else the edition's first
    page, so that the parser can see that the year, or the site, is another. Raises PageProblem where there is neither.
    """
    canonical = _canonical(body)
    folders = {_folder(url) for source in edition.sources for url in source}
    if canonical and (_folder(canonical) in folders or not folders):
        return canonical
    if edition.url is None:
        message = f"the page does not say its own address, and {edition.key} has no `sources:` in the registry"
        raise PageProblem(Outcome.LAYOUT_CHANGED, message)
    return edition.url


def _folder(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/").rpartition("/")[0]


def _canonical(body: bytes) -> str | None:
    for link in _LINK.findall(decode(body)):
        href = _HREF.search(link) if _CANONICAL.search(link) else None
        if href:
            return original_url(html.unescape(next(filter(None, href.groups()), "")), "")
    return None
