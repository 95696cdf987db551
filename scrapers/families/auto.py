"""A page of nobody knows which site: the family that recognises it reads it, else what repeats in its structure.

Asked for papers where none may be, the bar is high: what stays under it is described, not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from scrapers.absence import layout_changed
from scrapers.pages import Found, check_challenge, decode
from scrapers.structure import read_page

THRESHOLD = 0.7
_LAST = "programme"  # its marks are those of many pages, so the others are asked first


def parse(page: str | bytes, url: str) -> Found:
    """Return the papers of any page, with a remark that says how they were found and how sure that is.

    Raises PageProblem: BLOCKED (a robot check), WRONG_YEAR, NOT_PUBLISHED (the page says so), LAYOUT_CHANGED (an answer
    of no known service, or nothing that is surely a list of papers: the message says what was found instead).
    """
    markup = decode(page) if isinstance(page, bytes) else page
    check_challenge(markup, url=url)
    family = family_of(markup, url)
    if family is not None:
        found: Found = import_module(f"scrapers.families.{family}").parse(markup, url)
        found.remarks = (f"read as a page of the family `{family}`", *found.remarks)
        return found
    if markup.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        raise layout_changed("this is JSON, of no service that is known", url, "auto")
    return read_page(markup, url, family="auto", threshold=THRESHOLD)


def family_of(page: str, url: str, first: Iterable[str] = ()) -> str | None:
    """Return the family that recognises a page, those in `first` asked first; None where none does."""
    for name in dict.fromkeys((*first, *_families())):
        if name != "auto" and (recognise := _recogniser(name)) is not None and recognise(page, url):
            return name
    return None


def _families() -> Iterator[str]:
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    return iter(sorted(names, key=lambda name: name == _LAST))


@cache
def _recogniser(family: str) -> Callable[[str, str], bool] | None:
    recognise: Callable[[str, str], bool] | None = getattr(
        import_module(f"scrapers.families.{family}"), "recognise", None
    )
    return recognise
