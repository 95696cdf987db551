"""DBLP: the table of contents of a volume as HTML or XML, and the answers of the search as JSON or XML.

robots.txt leaves only the HTML to a program (`/db/conf/sosp/sosp2025.html`); the other forms are for files that a
person has. A volume is a conference's proceedings or, for conferences that publish in a journal, a volume of it.
Papers are the records of the kind that the volume is made of; front matter, keynotes, posters and preprints are turned
away by the kind of the record, its heading or its title. An index of a series, which lists volumes, is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from confmerge.identifiers import arxiv_id, doi, is_preprint_doi
from confmerge.outcome import PageProblem
from confmerge.paper import Author, Paper
from scrapers import absence
from scrapers.answers import layout_changed, parameter, with_parameter
from scrapers.families._dblp import Hits, Listing, Record, read
from scrapers.pages import Found, check_challenge, decode, host, original_url
from scrapers.structure.markup import head_of, title_of
from scrapers.years import check_year, wrong_year, year_in

_TITLED = re.compile(r"\s*dblp: ", re.I)
_LIST = re.compile(r"\bclass=[\"']?publ-list\b")
_ENTRY = re.compile(r"<li\b[^<>]*\bclass=[\"']?entry (?:inproceedings|article|editor)\b")
_NO_HTML = re.compile(r"<bht\b[^<>]*>|<hits\b[^<>]*\btotal=|\"hits\"\s*:\s*\{\s*\"@total\"")


def recognise(page: str, url: str) -> bool:
    """Say whether this is a page of DBLP or of one of its mirrors, by its address or by its marks."""
    if host(original_url(url, "")).startswith("dblp.") or _TITLED.match(title_of(page)):
        return True
    if ("publ-list" in page and _LIST.search(page)) or ("entry " in page and _ENTRY.search(page)):
        return True
    head = head_of(page)
    return any(mark in head for mark in ("<bht", "<hits", '"@total"')) and _NO_HTML.search(head) is not None


def parse(page: str | bytes, url: str) -> Found:
    """Return the papers of a table of contents or of an answer of the search; `next` is the answer that goes on.

    Raises PageProblem: BLOCKED (a robot check), WRONG_YEAR (the volume of another year), NOT_PUBLISHED (a volume
    without papers, a search that finds nothing), LAYOUT_CHANGED (no list of DBLP, a list cut off, an index of volumes).
    """
    markup = decode(page) if isinstance(page, bytes) else page
    check_challenge(markup, url=url)
    listing = read(markup, url)
    if listing is None:
        raise layout_changed("this is no list of DBLP, or one that was cut off or damaged", url)
    found = _papers(listing, url)
    found.year = _year(listing, url)
    if listing.hits is not None:
        _go_on(found, listing.hits, len(listing.records), url)
    if not found and found.next is None:
        raise _without_papers(found, listing, url)
    return found


# --- records and papers ----------------------------------------------------------------------------------------------

_PART = re.compile(r"\b(?:Vol(?:ume|\.)? ?\d+|Part (?:\d+|[IVX]+))\b")
# What the heading of a section says, or a title before its colon: "Poster: …", not "DeMo: …" or "Panel Data: …".
_SORT = (
    r"sessions?|talks?|papers?|abstracts?|track|presentations?|discussions?|address(?:es)?|speech(?:es)?|"
    r"summar(?:y|ies)|symposium|consortium|forum|competition|\d+|[IVX]+"
)
_ASIDE = tuple(
    (
        reason,
        re.compile(rf"(?:session\b[^:]*: *)?(?:{words})(?:$|\W*(?:[:(–—/&,+]|(?:{_SORT}|and|on|by)\b))", re.I),
        re.compile(rf"(?:{words})(?: (?i:{_SORT}))*(?: ?:|$)"),
    )
    for reason, words in (
        ("keynote", "Keynotes?|Invited Talks?|Plenary"),
        ("panel", "Panels?"),
        ("poster", "Posters?"),
        ("demo", "Demos?|Demonstrations?"),
        ("tutorial", "Tutorials?"),
        ("workshop", "Workshops?"),
        ("student research", r"Doctoral|Ph\.?D\.?|Student Research"),
        ("work in progress", "Works?[ -][Ii]n[ -][Pp]rogress"),
    )
)
_FRONT_MATTER = re.compile(
    r"front ?matter|preface|foreword|editorial|introduction|table of contents|author index|committees?|"
    r"organi[sz](?:ing|ation) committee|welcome(?: message| address| to \S+ \d{4})?|proceedings of .*|"
    r"(?:(?:a |welcome )?message|welcome) from .*\b(?:chair|editor|organi[sz]er|committee|president|board).*|"
    r".*\bchairs?'? (?:message|welcome|foreword)",
    re.I,
)


def _papers(listing: Listing, url: str) -> Found:
    """Return the papers of the records. Raises LAYOUT_CHANGED where many have lost their titles or authors."""
    kinds = {record.kind for record in listing.records}
    wanted = "inproceedings" if "inproceedings" in kinds else "article"
    part = wanted == "inproceedings" and any(map(_PART.search, listing.names))
    found = Found(page_title=next(iter(listing.names), None), whole=not part)
    seen, lost = set[object](), 0
    for record in listing.records:
        paper = _paper(record)
        keys = {key for key in (record.key, paper.doi, (_fold(record.title), *record.authors)) if key}
        reason = _why_no_paper(record, wanted) or ("a second time on the page" if keys & seen else None)
        if reason is None and not (record.title and record.authors):
            reason = "without authors" if record.title else "without a title"
            lost += 1
        if reason:
            found.turned_away[reason] += 1
            continue
        seen |= keys
        found.append(paper)
    # An editor's slip or two are to be expected; more than one in twenty is a field that has changed.
    if lost > 1 + len(found) / 20 or (lost and not found):
        raise absence.layout_changed(f"{lost} records without title or authors beside {len(found)} papers", url, "dblp")
    return found


def _why_no_paper(record: Record, wanted: str) -> str | None:
    if record.kind == "proceedings" or _FRONT_MATTER.fullmatch(record.title):
        return "front matter"
    if record.kind == "informal":
        return "preprint"
    if record.kind != wanted:
        return "journal article" if record.kind == "article" else "another kind of record"
    for reason, heading, title in _ASIDE:
        if heading.match(record.heading) or title.match(record.title):
            return reason
    return None


def _paper(record: Record) -> Paper:
    """Return the paper of a record. Its address is the publisher's page; the record itself where there is none."""
    arxiv = next(filter(None, map(arxiv_id, record.links)), None)
    pdf = next((link for link in record.links if urlsplit(link).path.lower().endswith(".pdf")), None)
    pages = [link for link in record.links if link != pdf and not arxiv_id(link)]
    names = [name for name in map(doi, record.links) if name and not is_preprint_doi(name)]
    return Paper(
        title=record.title,
        authors=tuple(map(Author, record.authors)),
        url=next(iter((*pages, *record.links, *_own_page(record))), None),
        doi=next(iter(names), None),
        arxiv=arxiv,
        pdf=pdf,
        session=record.heading or None,
    )


def _own_page(record: Record) -> list[str]:
    return [f"https://dblp.org/rec/{record.key}"] if record.key else []


def _fold(string: str) -> str:
    return "".join(filter(str.isalnum, string.casefold()))


# --- year and continuation -------------------------------------------------------------------------------------------

_API = "/search/publ/api"
_ASKED_TOC = re.compile(r"\btoc:([\w./-]+)")


def _year(listing: Listing, url: str) -> int | None:
    """Return the year of a volume: the one it names, else that of its records. Raises WRONG_YEAR where that differs.

    A search asks for the volume of `toc:db/conf/sosp/sosp2025.bht`. The number of a journal (`pacmpl10`) is no year.
    """
    searched = _ASKED_TOC.search(parameter(url, "q") or "")
    place = f"https://dblp.org/{searched[1]}" if searched else url
    if "/journals/" in place:
        place = ""
    named = check_year(place, *listing.names)
    years = Counter(int(record.year) for record in listing.records if record.year.isdecimal())
    if named is not None or not years:
        return named
    asked = year_in(place)
    if asked is not None and asked not in years:
        raise wrong_year(f"{max(years, key=years.__getitem__)} (its records say so)", str(asked), url)
    return asked or max(years, key=years.__getitem__)


def _go_on(found: Found, hits: Hits, count: int, url: str) -> None:
    """Say which answer goes on where this one ends. The service may send fewer records than it was asked for."""
    if hits.sent != count:
        raise layout_changed(f"the answer says that it holds {hits.sent} records, and holds {count}", url)
    end = hits.first + count
    if end >= hits.total:
        return
    if _API not in url:
        found.whole = False
        found.remarks += (f"the answer holds records {hits.first + 1} to {end} of {hits.total}",)
    elif count:
        found.next = with_parameter(url, "f", end)
    else:
        raise layout_changed(f"the service sends nothing after record {end} of {hits.total}", url)


# --- problems --------------------------------------------------------------------------------------------------------


def _without_papers(found: Found, listing: Listing, url: str) -> PageProblem:
    volumes = [record for record in listing.records if record.kind == "proceedings"]
    if len(volumes) == len(listing.records) and len({volume.year for volume in volumes}) > 1:
        message = (
            f"this is an index of {len(volumes)} volumes; what is needed is the contents of one, an address such as "
            "https://dblp.org/db/conf/sosp/sosp2025.html"
        )
        return layout_changed(message, url)
    if found.turned_away:
        counts = ", ".join(f"{reason} ({count})" for reason, count in found.turned_away.items())
        return absence.not_published(f"the volume is there, and in it only {counts}", url)
    if listing.hits is not None:
        return absence.not_published("the search finds nothing", url)
    if listing.tree is None:
        return absence.not_published("the table of contents is there, and empty", url)
    container = listing.tree.find(class_="publ-list") is not None
    return absence.without_papers(listing.tree, url, family="dblp", container=container)
