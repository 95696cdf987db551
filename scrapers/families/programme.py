"""Programmes and lists of accepted papers of ASPLOS, ISCA, MICRO, HPCA, CGO, MobiCom, MobiSys, SenSys, UbiComp.

Each edition has a site of its own making: tables, cards, blocks of WordPress, `div.paper`. So no class names are asked
for; the papers are what repeats. The address comes from the registry, which vouches for the page, so the bar is lower
than for a page of unknown origin.
"""

from __future__ import annotations

import re
from typing import Any

from scrapers.absence import layout_changed, not_published
from scrapers.answers import read_json
from scrapers.pages import Found, check_challenge, decode, host, original_url
from scrapers.structure import read_page
from scrapers.structure.markup import is_of_service, title_of

THRESHOLD = 0.55

_HOST = re.compile(
    r"(?:.*\.)?(?:asplos-conference\.org|iscaconf\.org|microarch\.org|hpca-conf\.org|cgo\.org|sensys\.acm\.org|"
    r"sensys\.hosting\.acm\.org|ubicomp\.org|sigmobile\.org)"
)
_MARKS = (  # a word without which the mark cannot be there, and the mark
    (
        "paper-authors",
        re.compile(
            r"class\s*=\s*[\"'][^\"']*\bpaper-title\b[^>]*>[\s\S]{1,3000}?class\s*=\s*[\"'][^\"']*\bpaper-authors\b",
            re.I,
        ),
    ),
    ("blueTable", re.compile(r"<table\b[^>]*\bblueTable\b", re.I)),
)
_NAMED = re.compile(r"\b(?:ASPLOS|ISCA|MICRO|HPCA|CGO|MobiCom|MobiSys|SenSys|UbiComp)\b[-\s–|:,’']*(?:20)?\d\d\b", re.I)


def recognise(page: str, url: str) -> bool:
    """Say whether this is a page of one of these conferences' own sites, or WordPress's JSON of one."""
    if page.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return '"rendered"' in page and '"content"' in page
    if is_of_service(page):
        return False
    if _HOST.fullmatch(host(original_url(url, ""))) or _NAMED.search(title_of(page)):
        return True
    return any(needle in page and mark.search(page) for needle, mark in _MARKS)


def parse(page: str | bytes, url: str) -> Found:
    """Return the papers of a programme, a list, or the JSON that WordPress gives of one; `url` is its address.

    Raises PageProblem: BLOCKED (a robot check), WRONG_YEAR (sites move on under the same address), NOT_PUBLISHED (an
    announcement, a call, no such page), LAYOUT_CHANGED (nothing that is surely a list of papers; says what is there).
    """
    markup = decode(page) if isinstance(page, bytes) else page
    check_challenge(markup, url=url)
    if markup.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        markup = _wordpress(read_json(markup, url), url)
    return read_page(markup, url, family="programme", threshold=THRESHOLD)


def _wordpress(answer: Any, url: str) -> str:
    """Return the page in an answer of WordPress's REST interface (`/wp-json/wp/v2/pages/…`, one or a list)."""
    if isinstance(answer, dict) and "code" in answer and "content" not in answer:
        raise not_published(f"the site says «{answer.get('message') or answer['code']}»", url)
    pages = answer if isinstance(answer, list) else [answer]
    if not pages:
        raise not_published("the site has no such page", url)
    parts = [(_rendered(page, "title"), _rendered(page, "content")) for page in pages]
    if not any(content for _, content in parts):
        raise layout_changed("this JSON has no `content.rendered`, as WordPress gives it", url, "programme")
    return "".join(f"<h1>{title}</h1>{content}" for title, content in parts)


def _rendered(page: Any, name: str) -> str:
    field = page.get(name) if isinstance(page, dict) else None
    value = field.get("rendered") if isinstance(field, dict) else None
    return value if isinstance(value, str) else ""
