"""Why a page holds no papers: it waits for them, or it can no longer be read. Zero papers is never a success."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from confmerge.outcome import Outcome, PageProblem
from scrapers.pages import page_title, text, tidy

_NO_PAGE = re.compile(r"(?:(?:error )?404\b|page not found|not found$|access denied)", re.I)
_CALL = re.compile(r"\bcall for (?:papers|participation|submissions|contributions)\b", re.I)
_NOT_YET = re.compile(
    r"coming soon|under construction|\bTB[AD]\b|to be (?:announced|determined|posted|published)|check back|stay tuned|"
    r"available (?:in|by|soon)|not (?:yet )?(?:available|posted|published|final|scheduled)|"
    r"will be (?:made )?(?:available|announced|posted|published|released|listed|updated)|"
    r"no (?:papers|events) (?:yet|found)",
    re.I,
)
_MOST_HEADINGS = 50
_ANNOUNCEMENT_LENGTH = 3000


def without_papers(tree: BeautifulSoup, url: str, *, family: str, container: bool, seen: str = "") -> PageProblem:
    """Return why a page without papers holds none.

    NOT_PUBLISHED: its place for papers is there and empty (`container`), or it says that they will come, or it is a
    call for papers, or there is no such page. LAYOUT_CHANGED: none of that; `seen` says what was found instead.
    """
    names = headings(tree)
    if any(map(_NO_PAGE.match, names)):
        return not_published(f"the site says «{names[0]}»", url)
    prose = prose_of(tree)
    if len(prose) < _ANNOUNCEMENT_LENGTH and (sign := _NOT_YET.search(prose)):
        return not_published(f"the page says «{sign.group()}»", url)
    if container:
        return not_published("the place for them is there, and empty", url)
    if call := next((name for name in names if _CALL.search(name)), None):
        return not_published(f"this is «{call}»", url)
    if len(prose) < _ANNOUNCEMENT_LENGTH and (sign := _CALL.search(prose)):
        return not_published(f"the page has only a «{sign.group()}»", url)
    name = f"«{names[0]}»" if names else "a page without title"
    return layout_changed(seen or f"no papers on {name}", url, family)


def headings(tree: BeautifulSoup) -> list[str]:
    """Return the title of a page and its first-level headings, those that have words."""
    return [
        name for name in (page_title(tree), *(text(h1) for h1 in tree.find_all("h1", limit=_MOST_HEADINGS))) if name
    ]


def prose_of(tree: BeautifulSoup) -> str:
    """Return the text of the page's own part, without menus and links (every menu has a call for papers)."""
    main = tree.select_one("main") or tree.select_one("#content") or tree.body or tree
    left_out = {id(string) for tag in main.find_all(("a", "nav", "footer")) for string in tag.find_all(string=True)}
    return tidy(" ".join(string for string in main.find_all(string=True) if id(string) not in left_out))


def not_published(message: str, url: str) -> PageProblem:
    """Return the problem of a page whose papers are not out yet."""
    return PageProblem(Outcome.NOT_PUBLISHED, f"no papers yet: {message}", url)


def layout_changed(message: str, url: str, family: str) -> PageProblem:
    """Return the problem of a page that can no longer be read; the message says what was found."""
    hint = f"If a browser shows papers there, scrapers/families/{family}.py has to learn the new layout"
    return PageProblem(Outcome.LAYOUT_CHANGED, f"{message}. {hint}", url)
