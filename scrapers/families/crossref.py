"""Crossref: works that publishers registered. Answers of its REST API, and the addresses that ask it for DOIs.

Crossref has no query for a volume. Where the address ends in the DOI stem of one (`#10.1145/3689031`; a fragment is
never sent), only works whose DOI begins with it count, and the answers are followed from cursor to cursor. They come
sorted by relevance, with works of other volumes before, between and behind: so the reading goes on over `_PATIENCE`
answers without a work of the volume. How many there were, and the number of the answer, stand behind the stem
(`&answer=3&without=1`): two answers may well have the same cursor.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

from confmerge import identifiers
from confmerge.outcome import PageProblem
from confmerge.paper import Paper
from scrapers.absence import not_published
from scrapers.answers import layout_changed, read_json
from scrapers.families._crossref import authors_of, title_of, year_of
from scrapers.not_papers import no_paper
from scrapers.pages import Found, decode, host

API = "https://api.crossref.org"
_UNKNOWN = "Resource not found."
_PATIENCE = 2
_MOST_ANSWERS = 50  # an end even to a cursor that runs in a circle


def recognise(page: str, url: str) -> bool:
    """Say whether this is an answer of Crossref."""
    is_answer = page.strip() == _UNKNOWN or (page.lstrip()[:1] == "{" and '"message-type"' in page)
    return is_answer or host(url) == host(API)


def parse(answer: str | bytes, url: str) -> Found:
    """Return the papers of an answer: a list of works or a single one. `url` is the address that was asked.

    Raises PageProblem: BLOCKED (a robot check), NOT_PUBLISHED (nothing is registered), LAYOUT_CHANGED (a query that
    Crossref refuses, or an answer in another form). Without papers only where `next` or `missing` say how it goes on.
    """
    words = decode(answer) if isinstance(answer, bytes) else answer
    if words.strip() == _UNKNOWN:
        raise not_published(f"Crossref does not know this: «{_UNKNOWN}»", url)
    works, cursor = _works(read_json(words, url), url)
    volume = _Volume(url)
    meant = [work for work in works if volume.holds(work)]
    found = _found(meant, asked_by_doi=_asks_by_doi(url))
    found.turned_away["of another volume"] += len(works) - len(meant)
    found.turned_away = +found.turned_away
    if cursor and len(works) >= _rows(url):
        found.next = volume.address_after(cursor, found_some=bool(meant))
    if not (found or found.next or found.missing):
        raise _nothing(works, found.turned_away, url, is_all=volume.is_first and not _asks_by_doi(url))
    return found


# --- addresses -------------------------------------------------------------------------------------------------------

_FIELDS = "DOI,title,subtitle,author,container-title,type,URL,issued"
_LONGEST = 1900  # servers refuse addresses of some thousand characters; Crossref's own limit is not documented


def works_of(dois: Iterable[str], base: str = API) -> list[str]:
    """Return the addresses that ask for works by their DOIs, several in one as far as the address allows.

    >>> works_of(["10.1145/1.2", "10.1145/1.3"])[0].partition("&")[0]
    'https://api.crossref.org/works?filter=doi:10.1145/1.2,doi:10.1145/1.3'
    """
    filters = [f"doi:{quote(name, safe='/:;()')}" for name in dict.fromkeys(map(identifiers.doi, dois)) if name]
    portions: list[list[str]] = []
    room = 0
    for one in filters:
        if len(one) + 1 > room:
            portions.append([])
            room = _LONGEST - len(_asking([], base))
        portions[-1].append(one)
        room -= len(one) + 1
    return [_asking(portion, base) for portion in portions]


def _asking(filters: list[str], base: str) -> str:
    return f"{base}/works?filter={','.join(filters)}&rows={max(len(filters), 1)}&select={_FIELDS}"


def _rows(url: str) -> int:
    """Return how many works an answer holds unless it is the last; 20 is what Crossref sends unasked."""
    rows = _query(url).get("rows", [""])[0]
    return int(rows) if rows.isdecimal() else 20


def _asks_by_doi(url: str) -> bool:
    filters = ",".join(_query(url).get("filter", []))
    return bool(re.search(r"(?:^|,)doi:", filters)) or "/works/10." in urlsplit(url).path


def _query(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


class _Volume:
    """The volume that an address means, by its fragment; every work where it has none."""

    def __init__(self, url: str) -> None:
        self._url = url
        stem, _, state = urlsplit(url).fragment.partition("&")
        self.stem = stem.lower()
        self._state = {key: int(number) for key, number in parse_qsl(state) if number.isdecimal()}

    @property
    def is_first(self) -> bool:
        """Whether this is the first answer to the query."""
        return "answer" not in self._state

    def holds(self, work: dict[str, Any]) -> bool:
        """Say whether a work belongs to the volume."""
        return str(work.get("DOI", "")).lower().startswith(f"{self.stem}." if self.stem else "")

    def address_after(self, cursor: str, *, found_some: bool) -> str | None:
        """Return the address of the answer behind this one; None where the volume seems to be at its end."""
        answer = self._state.get("answer", 1) + 1
        without = 0 if found_some else self._state.get("without", 0) + 1
        if without > _PATIENCE or answer > _MOST_ANSWERS:
            return None
        parts = urlsplit(self._url)
        query = urlencode(_query(self._url) | {"cursor": [cursor]}, doseq=True, safe=":,*/")
        state = f"&answer={answer}" + (f"&without={without}" if without else "")
        return parts._replace(query=query, fragment=self.stem + state).geturl()


# --- answers ---------------------------------------------------------------------------------------------------------


def _works(answer: Any, url: str) -> tuple[list[dict[str, Any]], str | None]:
    """Return the works of an answer, and the cursor of what follows."""
    kind = answer.get("message-type") if isinstance(answer, dict) else None
    message = answer["message"] if kind and "message" in answer else None
    if kind == "work-list" and isinstance(message, dict) and isinstance(message.get("items"), list):
        return [work for work in message["items"] if isinstance(work, dict)], message.get("next-cursor")
    if kind == "work" and isinstance(message, dict):
        return [message], None
    if answer and isinstance(answer, dict) and answer.get("status") in ("failed", "error"):
        raise layout_changed(f"Crossref refuses the query: {'; '.join(_complaints(message)) or kind}", url)
    raise layout_changed(f"no answer of Crossref with works (message-type: {kind})", url)


def _complaints(message: Any) -> Iterator[str]:
    for complaint in message if isinstance(message, list) else [message]:
        if isinstance(complaint, dict):
            yield ": ".join(str(complaint[key]) for key in ("value", "message", "description") if complaint.get(key))
        elif complaint:
            yield str(complaint)


def _nothing(works: list[dict[str, Any]], turned_away: Counter[str], url: str, *, is_all: bool) -> PageProblem:
    """Return why there are no papers; some works without authors are nothing strange, a whole volume of them is."""
    if not works:
        return not_published("Crossref has nothing (more) that fits the query", url)
    reasons = ", ".join(f"{reason}: {count}" for reason, count in turned_away.most_common())
    message = f"none of the {len(works)} works that Crossref gave is a paper that was asked for ({reasons})"
    return (
        layout_changed(message, url) if is_all and turned_away["without authors"] > 1 else not_published(message, url)
    )


_PAPERS = ("proceedings-article",)
_OTHER_KINDS = {"proceedings": "front matter", "journal-article": "journal article", "posted-content": "preprint"}
_PAPERS_BY_DOI = (*_PAPERS, "journal-article", "book-chapter")  # somebody counted them as papers already


def _found(works: list[dict[str, Any]], *, asked_by_doi: bool) -> Found:
    found, seen, missing = Found(year=year_of(works)), set[str](), []
    for work in works:
        name = identifiers.doi(str(work.get("DOI", "")))
        title = title_of(work)
        authors = tuple(authors_of(work))
        kind = str(work.get("type", _PAPERS[0]))
        if kind not in (_PAPERS_BY_DOI if asked_by_doi else _PAPERS):
            found.turned_away[_OTHER_KINDS.get(kind, "another kind of record")] += 1
        elif not title:
            missing += [name] if name else []
        elif reason := no_paper(title) or ("without authors" if not authors else None):
            found.turned_away[reason] += 1
        elif name and name in seen:
            found.turned_away["a second time on the page"] += 1
        else:
            seen.add(name or "")
            found.append(Paper(title, authors=authors, doi=name, url=f"https://doi.org/{name}" if name else None))
    found.missing = tuple(dict.fromkeys(missing))
    return found
