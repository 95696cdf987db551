"""One work as Crossref has it: title and names with the markup that publishers deposit, and the year of its volume."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from confmerge.paper import Author
from scrapers.not_papers import without_final_stop
from scrapers.pages import tidy
from scrapers.years import years_in


def year_of(works: list[dict[str, Any]]) -> int | None:
    """Return the year that the volume's title or its event names, where all works agree.

    Never that of publication: volumes of ASPLOS appear in the year before and in the year after their conference.
    """
    named = {year for work in works for year in _years(work)}
    return named.pop() if len(named) == 1 else None


def _years(work: dict[str, Any]) -> set[int]:
    event = work.get("event")
    claims = [*_texts(work.get("container-title"))]
    if isinstance(event, dict):
        claims += [str(event[key]) for key in ("acronym", "name") if event.get(key)]
    return next((years for years in map(years_in, claims) if years), set())


def authors_of(work: dict[str, Any]) -> Iterator[Author]:
    """Yield the authors of a work, with their affiliations; a group has one name."""
    for person in _objects(work.get("author")):
        parts = [_plain(person[key]) for key in ("given", "family", "suffix") if person.get(key)]
        name = " ".join(parts) or _plain(person.get("name") or "")
        if name:
            named = [_plain(place.get("name") or "") for place in _objects(person.get("affiliation"))]
            yield Author(name, "; ".join(dict.fromkeys(filter(None, named))) or None)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


# --- titles ----------------------------------------------------------------------------------------------------------

# Only markup that Crossref knows, so that the type parameters of a `Vec<T>` stay.
_FORMULA = re.compile(r"<((?:mml:)?math)\b[^>]*>.*?</\1>", re.S)
_UNREADABLE = re.compile(r"<(tex-math|(?:mml:)?annotation)\b[^>]*>.*?</\1>", re.S)
_LINE_BREAK = re.compile(r"<(?:br|p)\b[^>]*/?>")
_FACE = re.compile(
    r"</?(?:(?:mml|jats|xhtml):[\w-]+|i|b|u|em|strong|italic|bold|sub|sup|sc|scp|tt|monospace|underline|roman|small|span|"
    r"font|p|title|alternatives|inline-formula|m(?:ath|row|i|n|o|text|su[bp]|subsup|frac|sqrt|over|under|style))"
    r"(?:\s[^<>]*)?/?>"
)


def title_of(work: dict[str, Any]) -> str:
    """Return the title, with the subtitle where it does not hold that already; "" where there is none."""
    title, subtitle = (next(_texts(work.get(key)), "") for key in ("title", "subtitle"))
    if title and subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title.rstrip(' :')}: {subtitle}"
    return without_final_stop(title)


def _texts(value: Any) -> Iterator[str]:
    for string in value if isinstance(value, list) else [value]:
        if isinstance(string, str) and (plain := _plain(string)):
            yield plain


def _plain(string: Any) -> str:
    """Return deposited text as a reader sees it: without markup, entities undone, on one line.

    >>> _plain("\\n   A <i>Vec&lt;T&gt;</i> &amp;amp; &amp;lt;b&amp;gt;H<sub>2</sub>O")
    'A Vec<T> & H2O'
    """
    marked = _UNREADABLE.sub("", tidy(tidy(str(string))))  # markup may be escaped, and that escaped again
    marked = _FORMULA.sub(lambda formula: "".join(_FACE.sub("", formula.group()).split()), marked)
    return " ".join(_FACE.sub("", _LINE_BREAK.sub(" ", marked)).split())
