"""ACM Digital Library: a volume of proceedings or the issue of a journal, saved by hand in a browser.

The site refuses robots, so its pages come from people. Only the sections that were opened hold items; of the others
the page has the DOIs alone. They are `Found.missing`, and so are papers whose list of authors the page cuts ("+5").
An item is a heading with a link to a DOI, and the box around it; the level of the heading has changed three times.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from confmerge import identifiers
from confmerge.outcome import Outcome, PageProblem
from confmerge.paper import Author, Paper
from scrapers.absence import layout_changed, without_papers
from scrapers.families._acm import SITE, address, details_of, kind_of, people_of
from scrapers.families._acm_contents import Contents, Item, boxes, volume_of
from scrapers.not_papers import no_paper
from scrapers.pages import Found, check_challenge, classes, decode, host, original_url, page_title, soup, text
from scrapers.structure.markup import head_of
from scrapers.years import check_year, wrong_year

_MARKS = ("issue-item", "section--dois", "table-of-content-wrapper", "toc__section")
_MARK = re.compile(rf"\b(?:{'|'.join(_MARKS)})\b")
_OWN_ADDRESS = re.compile(
    r"(?:<link\b[^<>]*\bhref=[\"']?|saved from url=\(\d+\))https?://dl\.acm\.org/(?:doi/(?:proceedings/)?10\.|toc/)"
)
_DOIS = ("dl.acm.org", "10.1145/", "10.5555/")


def recognise(page: str, url: str) -> bool:
    """Say whether this is a table of contents of the ACM Digital Library (not OpenTOC, which shares its addresses)."""
    if 'id="DLtoc"' in page:
        return False
    place = original_url(url, "")
    if host(place) == "dl.acm.org" and urlsplit(place).path.startswith(("/doi/", "/toc/")):
        return True
    if any(mark in page for mark in _MARKS) and _MARK.search(page):
        return any(mark in page for mark in _DOIS)
    head = head_of(page)
    return "dl.acm.org" in head and _OWN_ADDRESS.search(head) is not None


def parse(page: str | bytes, url: str) -> Found:
    """Return the papers of a table of contents; `url` is the page's address and may say which volume is asked for.

    Raises PageProblem: BLOCKED (a robot check), WRONG_YEAR (another volume), NOT_PUBLISHED (no such page, or an empty
    one), LAYOUT_CHANGED (items or their authors can no longer be read, or this is the page of one article). Without
    papers only where `missing` has the DOIs of some.
    """
    markup = decode(page) if isinstance(page, bytes) else page
    check_challenge(markup, url=url)
    tree = soup(markup)
    if (title := page_title(tree) or "").startswith("ACM Error"):
        raise PageProblem(Outcome.BLOCKED, f"the site answered «{title}»: save the page in a browser", url)
    year = check_year(url, *_claims(tree))
    contents = Contents(tree)
    _refuse_other_volume(tree, contents, url)
    found = _papers(contents, url)
    found.page_title, found.year = title or None, year
    if contents.unopened:
        found.whole = False
        found.remarks = (
            f"the page holds only the first part of the volume («{contents.unopened}» was not pressed): "
            "show all in the browser, then save it again",
        )
    if not (found or found.missing):
        raise _without_papers(tree, contents, found.turned_away, url)
    return found


# --- the page as a whole ---------------------------------------------------------------------------------------------

_VOLUME = re.compile(r"/doi/(?:proceedings/|book/)?(10\.\d{4,}/\d+)/?$", re.I)
_ARTICLE = re.compile(r"/doi/(?:abs/|full/|fullHtml/)?10\.\d{4,}/\d+\.\d+/?$", re.I)


def _claims(tree: BeautifulSoup) -> list[str]:
    """Return what names the year of a volume, most telling first ("EuroSys '25: Proceedings of the …")."""
    titles = [text(h1) for h1 in tree.find_all("h1")]
    titles += [name for name in map(text, tree.find_all("h2")) if "proceedings" in name.lower()]
    crumbs = [text(nav) for nav in tree.find_all("nav") if "breadcrumb" in " ".join(classes(nav))]
    return [*titles, page_title(tree) or "", *crumbs]


def _own_address(tree: BeautifulSoup) -> str:
    head = tree.head or tree
    links = [str(link["href"]) for link in head.find_all("link", rel="canonical", href=True)]
    links += [str(meta["content"]) for meta in head.find_all("meta", property="og:url", content=True)]
    return address(links[0]) if links else ""


def _volume(url: str) -> str | None:
    """Return the DOI of the volume that an address names."""
    match = _VOLUME.search(urlsplit(original_url(url, SITE)).path)
    return match.group(1) if match else None


def _refuse_other_volume(tree: BeautifulSoup, contents: Contents, url: str) -> None:
    asked, own = _volume(url), _volume(_own_address(tree)) or contents.volume
    if asked and own and asked != own and not any(doi.startswith(f"{asked}.") for doi in contents.dois):
        raise wrong_year(f"the volume {own}", asked, url)


def _without_papers(tree: BeautifulSoup, contents: Contents, turned_away: Counter[str], url: str) -> PageProblem:
    if not contents.items and any(map(_ARTICLE.search, (_own_address(tree), urlsplit(url).path))):
        message = "this is the page of one article; what is needed is the page of its volume (…/doi/proceedings/…)"
        return PageProblem(Outcome.LAYOUT_CHANGED, message, url)
    links = sum(identifiers.doi(address(str(link["href"]))) is not None for link in tree.find_all("a", href=True))
    reasons = ", ".join(f"{reason}: {count}" for reason, count in turned_away.most_common())
    seen = f"{links} links to DOIs, but no papers under headings{f' ({reasons})' if reasons else ''}"
    if links > 4 and not turned_away:
        return layout_changed(seen, url, "acm")
    return without_papers(tree, url, family="acm", container=contents.is_there, seen=seen)


# --- papers ----------------------------------------------------------------------------------------------------------


def _papers(contents: Contents, url: str) -> Found:
    """Return the papers of the items, and as `missing` the DOIs of those that are not there or cut short."""
    found, missing, seen = Found(), list[str](), set[str]()
    volume = contents.volume
    for item, box in boxes(contents.items):
        kind, people = kind_of(box, item.heading), people_of(box, item.heading)
        reason = "a second time on the page" if item.doi in seen else _reason(item, kind.reason, volume)
        if not reason and not people.authors and not people.cut:
            reason = "without authors"
        seen.add(item.doi)
        if reason:
            found.turned_away[reason] += 1
            continue
        if people.cut:
            missing.append(item.doi)
        if people.authors:
            found.append(_paper(item, box, people.authors, kind.track))
    lost = found.turned_away["without authors"]
    if lost > (1 + len(found) / 20 if found or missing else 0):
        raise layout_changed(f"{lost} titles without authors beside {len(found)} papers", url, "acm")
    for doi, section in contents.counted.items():
        if doi in seen or volume_of(doi) != volume or doi == _volume(url):
            continue
        if section.reason:
            found.turned_away[section.reason] += 1
        else:
            missing.append(doi)
    found.missing = tuple(dict.fromkeys(missing))
    return found


def _reason(item: Item, kind: str | None, volume: str | None) -> str | None:
    """Return why an item is no paper of this volume; None where it is one."""
    if volume and volume_of(item.doi) not in (volume, None):
        return "of another volume"
    return kind or item.section.reason or no_paper(item.title)


def _paper(item: Item, box: Tag, authors: tuple[Author, ...], track: str | None) -> Paper:
    details = details_of(box, item.doi)
    return Paper(
        item.title,
        authors=authors,
        url=item.href,
        doi=item.doi,
        pdf=details.pdf,
        abstract=details.abstract,
        session=item.section.title,
        track=track,
        award=details.award,
    )
