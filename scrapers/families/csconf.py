"""csconf-papers: the public data set RealZST/csconf-papers, lists of accepted papers rebuilt monthly from DBLP.

`data/index.json` says which lists there are and how many papers each holds; `data/<year>/<venue>.json` is a list. The
address of the index ends in the edition that is meant (`#2025/EuroSys`; a fragment is never sent), that of the list in
the number of papers that the index promised (`#count=85`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote, urldefrag, urljoin, urlsplit

from confmerge import identifiers
from confmerge.outcome import PageProblem
from confmerge.paper import Author, Paper
from scrapers.absence import not_published
from scrapers.answers import layout_changed, read_json
from scrapers.not_papers import no_paper, without_final_stop
from scrapers.pages import Found, tidy
from scrapers.years import check_year

_MARK = re.compile(r"\"(?:paper_count|source_keys|dblp_paper_key|sha256)\"\s*:")


def recognise(page: str, url: str) -> bool:
    """Say whether this is the index or a list of the data set."""
    return "/csconf-papers/" in url or (page.lstrip()[:1] in ("{", "[") and _MARK.search(page) is not None)


def parse(answer: str | bytes, url: str) -> Found:
    """Return the papers of a list; for the index no papers, and the list that `url` means as `next`.

    Raises PageProblem: NOT_PUBLISHED (no such list yet, or an empty one), WRONG_YEAR (the list is of another year than
    its address), LAYOUT_CHANGED (neither index nor list), BLOCKED (a robot check).
    """
    value = read_json(answer, url)
    rows = _rows(value)
    if rows is not None:
        return _list(rows, _meta(value), url)
    entries = list(_entries(value))
    if entries:
        return Found(next=_address_of(entries, url))
    raise layout_changed(f"neither the index nor a list of csconf-papers ({_sketch(value)})", url)


# --- the index -------------------------------------------------------------------------------------------------------


class _Entry(NamedTuple):
    """A list that the index names."""

    path: str
    venue: str
    year: int
    promised: int | None


_PATH = re.compile(r"(?:^|/)((?:19|20)\d\d)/([^/]+)\.json$")
_COUNTS = ("paper_count", "count")
_ORGANISERS = re.compile(r"\b(?:acm|ieee|usenix|sig(?:ops|plan|arch))\b", re.I)


def _entries(value: Any, path: str = "") -> Iterator[_Entry]:
    """Yield the lists that an index names: objects with a path to them, or keyed by it, at any depth."""
    if isinstance(value, list):
        for one in value:
            yield from _entries(one)
        return
    if isinstance(value, str):
        value = {"path": value}
    if not isinstance(value, dict):
        return
    named = next((str(value[key]) for key in ("path", "file") if isinstance(value.get(key), str)), path)
    if place := _PATH.search(named):
        count = next((value[key] for key in _COUNTS if isinstance(value.get(key), int)), None)
        venue, year = str(value.get("venue") or place.group(2)), value.get("year")
        yield _Entry(named, venue, year if isinstance(year, int) else int(place.group(1)), count)
        return
    for key, inner in value.items():
        if isinstance(inner, dict | list):
            yield from _entries(inner, key)


def _address_of(entries: list[_Entry], url: str) -> str:
    """Return the address of the list that the fragment of `url` means. Raises NOT_PUBLISHED where there is none."""
    index, asked = urldefrag(url)
    year, _, name = asked.partition("/")
    here = [entry for entry in entries if str(entry.year) == year]
    for fold in (_fold, _fold_without_organisers):
        for entry in here:
            if fold(entry.venue) == fold(name):
                # Paths start at the root of the repository, the index stands in its first folder.
                root = index.removesuffix("index.json").removesuffix(f"{entry.path.partition('/')[0]}/")
                promised = f"#count={entry.promised}" if entry.promised is not None else ""
                return urljoin(root, quote(entry.path)) + promised
    there = ", ".join(entry.venue for entry in here) or f"only {', '.join(sorted({str(e.year) for e in entries}))}"
    raise not_published(f"csconf-papers has no list of {name} {year} (there: {there})", url)


def _fold(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _fold_without_organisers(name: str) -> str:
    return _fold(_ORGANISERS.sub(" ", name.replace("-", " ")))


# --- a list ----------------------------------------------------------------------------------------------------------


def _rows(value: Any) -> list[Any] | None:
    """Return the rows of a list of papers, None where this is no such list."""
    rows = value.get("papers") if isinstance(value, dict) else value
    if not isinstance(rows, list):
        return None
    has_titles = any(isinstance(row, dict) and "title" in row for row in rows)
    return rows if has_titles or (isinstance(value, dict) and not rows) else None


def _meta(value: Any) -> dict[str, Any]:
    meta = value.get("meta") if isinstance(value, dict) else None
    return meta if isinstance(meta, dict) else {}


def _list(rows: list[Any], meta: dict[str, Any], url: str) -> Found:
    """Return the papers of a list, and say so where they are fewer than the index or the list itself promise."""
    found = Found(year=check_year(urldefrag(url).url, str(meta.get("year") or "")))
    seen = set[tuple[str, str | None]]()
    for paper in map(_paper, rows):
        key = (paper.title, paper.doi or paper.url)
        if reason := "a second time on the page" if key in seen else _why_no_paper(paper):
            found.turned_away[reason] += 1
            continue
        seen.add(key)
        found.append(paper)
    lost = found.turned_away["without a title"] + found.turned_away["without authors"]
    if lost > (1 + len(found) / 20 if found else 0):
        raise layout_changed(f"{lost} rows without title or authors beside {len(found)} papers", url)
    if not found:
        raise _empty(meta, url)
    found.remarks = tuple(_remarks(rows, meta))
    promised = _promised(meta, url)
    if promised is not None and len(rows) < promised:
        found.whole = False
        found.remarks += (f"csconf-papers promises {promised} papers, its list holds {len(rows)}",)
    return found


def _empty(meta: dict[str, Any], url: str) -> PageProblem:
    note = meta.get("note")
    return not_published("the list of csconf-papers is empty" + (f": «{note}»" if note else ""), url)


def _promised(meta: dict[str, Any], url: str) -> int | None:
    """Return how many papers the list should hold: what the index said, else what it says itself."""
    given = parse_qs(urlsplit(url).fragment).get("count", [""])[0]
    count = meta.get("paper_count")
    return int(given) if given.isdecimal() else count if isinstance(count, int) else None


def _remarks(rows: list[Any], meta: dict[str, Any]) -> Iterator[str]:
    if meta.get("note"):
        yield f"csconf-papers notes: «{meta['note']}»"
    matched = sum(isinstance(row, dict) and bool(row.get("url_source")) for row in rows)
    if matched:
        yield f"csconf-papers found {matched} of the links by title, as preprints: the venue has none yet"


def _why_no_paper(paper: Paper) -> str | None:
    if not paper.title:
        return "without a title"
    return no_paper(paper.title) or (None if paper.authors else "without authors")


_HOMONYM = re.compile(r" \d{4}$")


def _paper(row: Any) -> Paper:
    """Return the paper of a row; one without title or authors where the row has none."""
    row = row if isinstance(row, dict) else {}
    url, pdf = _word(row, "url", "ee"), _word(row, "pdf_url", "pdf")
    return Paper(
        without_final_stop(_word(row, "title") or ""),
        authors=tuple(_authors(row.get("authors"))),
        url=url,
        doi=identifiers.doi(_word(row, "doi") or url or ""),
        arxiv=identifiers.arxiv_id(_word(row, "arxiv_id", "arxiv") or url or ""),
        pdf=pdf,
    )


def _authors(listed: Any) -> Iterator[Author]:
    """Yield the authors: objects with a name, or names; DBLP numbers those of one name ("Yu Wang 0002")."""
    for person in listed if isinstance(listed, list) else []:
        name = _word(person, "display_name", "name") if isinstance(person, dict) else person
        if isinstance(name, str) and (plain := _HOMONYM.sub("", tidy(name))):
            yield Author(plain)


def _word(row: dict[str, Any], *keys: str) -> str | None:
    """Return the text of the first of the keys that has one."""
    return next((tidy(row[key]) for key in keys if isinstance(row.get(key), str) and row[key].strip()), None)


def _sketch(value: Any) -> str:
    if isinstance(value, dict):
        return f"keys: {', '.join(map(str, list(value)[:8]))}"
    return f"a {type(value).__name__}"
