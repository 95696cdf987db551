"""ACL Anthology (ACL, EMNLP, NAACL …): the page of an event with all its volumes, and the page of one volume.

A paper is a title that links to an Anthology id, `/2025.acl-long.1/`, or `/P19-1001/` before 2020. `Paper.session` is
the title of its volume, `Paper.track` the end of the volume's id ("long", "findings-acl"), before 2020 what the title
says in its place.

Of an event the volumes are kept that the conference accepts papers into: its own (long, short, main, industry) and the
Findings. Demonstrations, student research, tutorials and keynotes are turned away, and so are the workshops and other
meetings of the event. The page of one volume gives all its papers, whatever they are: who asks for it wants them.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from confmerge.outcome import PageProblem
from confmerge.paper import Author, Paper
from scrapers import absence
from scrapers.answers import layout_changed
from scrapers.families._aclanthology import PaperId, main_venue, paper_id, track, why_not_accepted
from scrapers.pages import Found, check_challenge, classes, decode, host, original_url, page_title, soup, text, tidy
from scrapers.structure.markup import title_of
from scrapers.years import check_year

_SITE = "https://aclanthology.org"
_TITLED = re.compile(r"\bACL Anthology\s*$", re.I)
_ENTRY = re.compile(
    r"<a [^<>]{0,300}\balign-middle\b[^<>]{0,300} href=[\"']?[^\s\"'<>]*/(?:\d{4}\.\w+-\w+\.\d+|[A-Z]\d\d-\d{4})/"
)


def recognise(page: str, url: str) -> bool:
    """Say whether this is a page of the ACL Anthology, by its address or by its marks."""
    if host(original_url(url, "")) in ("aclanthology.org", "aclweb.org") or _TITLED.search(title_of(page)):
        return True
    return "align-middle" in page and _ENTRY.search(page) is not None


def parse(page: str | bytes, url: str) -> Found:
    """Return the papers of an event or of a volume.

    Raises PageProblem: BLOCKED (a robot check), WRONG_YEAR (another year's), NOT_PUBLISHED (no such page, or volumes
    without papers), LAYOUT_CHANGED (papers or their authors can no longer be read, or a page of another sort).
    """
    markup = decode(page) if isinstance(page, bytes) else page
    check_challenge(markup, url=url)
    tree = soup(markup)
    heading = text(tree.find(id="title") or tree.find(("h1", "h2")))
    entries, boxes = _entries(tree, heading)
    years = Counter(entry.id.year for entry in entries)
    by_ids = f"{max(years, key=years.__getitem__)} (say the ids of its papers)" if years else None
    year = check_year(_OLD_VOLUME.sub(r"/20\1/", url), heading, by_ids)
    found = _papers(entries, boxes, url)
    found.year, found.page_title, found.whole = year, page_title(tree), not _PART.search(heading)
    if not found:
        raise _without_papers(tree, found, url)
    return found


_OLD_VOLUME = re.compile(r"/[A-Z]([012]\d)-\d+\b")  # `/volumes/P19-1/`
_PART = re.compile(r"\(Volume \d")


# --- entries ---------------------------------------------------------------------------------------------------------


class _Entry(NamedTuple):
    id: PaperId
    link: Tag
    heading: Tag
    volume: str
    is_event: bool


def _entries(tree: BeautifulSoup, heading: str) -> tuple[list[_Entry], dict[str, Tag]]:
    """Return the entries of a page with the titles of their volumes (of an event: in `h4`), and all boxes by id."""
    entries, boxes = list[_Entry](), dict[str, Tag]()
    volume, is_event = heading, False
    for node in tree.find_all(("h4", "a", "div")):
        if node.name == "h4":
            titles = [text(link) for link in node.find_all("a", href=re.compile("/volumes/[^/]+/?$"))]
            if any(titles):
                volume, is_event = titles[-1], True
        elif node.name == "div":
            boxes[str(node.get("id"))] = node
        elif (found := paper_id(str(node.get("href")))) and (strong := _strong(node)):
            entries.append(_Entry(found, node, strong, volume, is_event))
    return entries, boxes


def _strong(link: Tag) -> Tag | None:
    """Return the `strong` around the title of an entry, None for other links to papers: abstracts have some."""
    return next((box for box in islice(link.parents, 2) if box.name == "strong"), None)


def _papers(entries: list[_Entry], boxes: dict[str, Tag], url: str) -> Found:
    """Return the papers among the entries. Raises LAYOUT_CHANGED where many have no title or no authors."""
    venue = main_venue((entry.id for entry in entries), url)
    found, seen, lost = Found(), set[str](), 0
    for entry in entries:
        reason = _why_not_taken(entry, venue) or ("a second time on the page" if entry.id.name in seen else None)
        if reason:
            found.turned_away[reason] += 1
            continue
        paper = _paper(entry, boxes, url)
        if paper.title and paper.authors:
            seen.add(entry.id.name)
            found.append(paper)
        else:
            found.turned_away["without authors" if paper.title else "without a title"] += 1
            lost += 1
    if lost > 1 + len(found) / 20 or (lost and not found):
        raise absence.layout_changed(
            f"{lost} entries without title or authors beside {len(found)}", url, "aclanthology"
        )
    return found


def _why_not_taken(entry: _Entry, venue: str | None) -> str | None:
    if entry.id.is_front_matter:
        return "front matter"
    if _is_retracted(entry.link):
        return "retracted"
    return why_not_accepted(entry.id, entry.volume, venue) if entry.is_event else None


def _is_retracted(link: Tag) -> bool:
    """Say whether a title is struck through."""
    boxes = islice(link.parents, 3)
    return any("line-through" in f"{box.get('style')} {' '.join(classes(box))}" for box in boxes)


def _paper(entry: _Entry, boxes: dict[str, Tag], url: str) -> Paper:
    parts = _parts(entry.heading)
    base = url if url.startswith("http") else _SITE
    pdf = next((str(part["href"]) for part in parts if _is_pdf(part)), None)
    name = entry.id.name
    return Paper(
        title=text(entry.link),
        authors=tuple(map(Author, _authors(entry.heading))),
        url=original_url(str(entry.link["href"]), base) or None,
        pdf=original_url(pdf, base) if pdf else None,
        abstract=text(boxes.get(f"abstract-{name.replace('.', '--')}") or boxes.get(f"abstract-{name}")) or None,
        session=entry.volume or None,
        track=track(entry.id, entry.volume),
        award="; ".join(filter(None, map(_award, parts))) or None,
    )


_BADGES_WITHIN = 50  # badges stand before the names, of which there can be hundreds


def _parts(heading: Tag) -> list[Tag]:
    """Return the links and icons of an entry: of its box, or of the inner one where the box holds other titles too."""
    inner, outer = islice(heading.parents, 2)
    parts = outer.find_all(("strong", "a", "i"), limit=_BADGES_WITHIN)
    alone = sum(part.name == "strong" for part in parts) == 1
    return parts if alone else inner.find_all(("a", "i"), limit=_BADGES_WITHIN)


def _is_pdf(part: Tag) -> bool:
    """Say whether this is the badge of the paper's file: attachments can be PDFs too, and papers can be elsewhere."""
    if "badge" not in classes(part) or not text(part).startswith("pdf"):
        return False
    return urlsplit(str(part.get("href"))).path.lower().endswith(".pdf")


def _authors(heading: Tag) -> list[str]:
    """Return the names after a title: links, or plain words where somebody has no page, with bars between them."""
    names, lines = "", 0
    for node in heading.next_siblings:
        if isinstance(node, Tag):
            lines += node.name == "br"
            names += f"|{text(node)}|" if node.name == "a" else text(node)
        elif lines < 2:
            names += str(node)
        if lines > 1:
            break
    return [name for name in map(tidy, names.split("|")) if any(map(str.isalpha, name))]


_TOOLTIP = ("title", "data-bs-original-title", "data-original-title", "aria-label")


def _award(part: Tag) -> str | None:
    """Return the award that an icon stands for: its tooltip, which a browser moves to another attribute."""
    if "fa-award" not in classes(part) or part.parent is None:
        return None
    return next(filter(None, (tidy(str(part.parent.get(name) or "")) for name in _TOOLTIP)), None)


# --- problems --------------------------------------------------------------------------------------------------------


def _without_papers(tree: BeautifulSoup, found: Found, url: str) -> PageProblem:
    if tree.find("meta", attrs={"name": "citation_title"}):
        return layout_changed("this is the page of one paper; what is needed is that of its volume or event", url)
    main = tree.select_one("#main") or tree
    events = [str(link["href"]) for link in main.find_all("a", href=re.compile(r"/events/\w+-\d{4}/?$"))]
    if len(set(events)) > 2:
        example = original_url(events[0], _SITE)
        return layout_changed(f"this is an overview of {len(set(events))} years; what is needed is one: {example}", url)
    if found.turned_away:
        counts = ", ".join(f"{reason} ({count})" for reason, count in found.turned_away.items())
        return absence.not_published(f"there are only {counts}", url)
    volumes = tree.find("a", href=re.compile("/volumes/")) or tree.find(class_="acl-paper-details")
    return absence.without_papers(tree, url, family="aclanthology", container=volumes is not None)
