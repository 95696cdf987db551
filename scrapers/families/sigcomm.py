"""SIGCOMM: programmes and lists of accepted papers on conferences.sigcomm.org, from 2014 on.

The markup is another one every few years (jQuery Mobile, lists drawn by a script, Next.js), so the papers are what
repeats in it. `Paper.track` is the part of the list ("Full papers", "Short papers") or the badge ("Research Track").
Posters, demos and keynotes are printed like papers: the headings tell them apart.
"""

from __future__ import annotations

import re

from scrapers.pages import Found, check_challenge, decode, original_url
from scrapers.structure import read_page
from scrapers.structure.markup import is_of_service, title_of

THRESHOLD = 0.5

_ADDRESS = re.compile(r"://(?:www\.)?(?:conferences\d?\.sigcomm\.org/sigcomm\b|sigcomm\d\d\d\d\.|sigcomm\.org/)", re.I)
_NAMED = re.compile(r"\bSIGCOMM\b(?!\s*(?:CCR|workshop))", re.I)
_MARKS = re.compile(r"class\s*=\s*[\"'][^\"']*\bprog-(?:item|paper|header)\b", re.I)


def recognise(page: str, url: str) -> bool:
    """Say whether this is a page of SIGCOMM's own sites, by address, title or the classes of old programmes."""
    if _ADDRESS.search(original_url(url, "")):
        return True
    return not is_of_service(page) and bool(_NAMED.search(title_of(page)) or ("prog-" in page and _MARKS.search(page)))


def parse(page: str | bytes, url: str) -> Found:
    """Return the papers of a SIGCOMM page; `url` is its address and says which year is asked for.

    Raises PageProblem: BLOCKED (a robot check), WRONG_YEAR (another year), NOT_PUBLISHED (an announcement, a call),
    LAYOUT_CHANGED (a list drawn by a script, or nothing that is surely a list of papers).
    """
    markup = decode(page) if isinstance(page, bytes) else page
    check_challenge(markup, url=url)
    return read_page(markup, url, family="sigcomm", threshold=THRESHOLD)
