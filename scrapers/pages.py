"""What every site family shares: bytes to text, challenge pages, a clean tree, clean text, and the papers found.

All functions are pure: nothing here fetches or writes.
"""

from __future__ import annotations

import codecs
import html
import logging
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag, XMLParsedAsHTMLWarning
from bs4.builder import LXMLTreeBuilder  # type: ignore[attr-defined]
from bs4.element import PageElement, PreformattedString

from confmerge.outcome import Outcome, PageProblem
from confmerge.paper import Paper

log = logging.getLogger(__name__)


class Found(list[Paper]):
    """The papers of one page, in page order, and what a run has to know about the page besides.

    `turned_away` counts what looked like a paper and was not taken, by reason. `page_title` is the `<title>`.
    `whole` is False where the page says itself that it holds only a part of the year (one cycle, one paper).
    `year` is the one that the page says it is of, None where it says none. `next` is the address of the page that goes
    on where this one ends (the answers of an API). `missing` are DOIs that the page counts and has no title for.
    `remarks` are sentences for the person who reads the report, such as how sure a guess is.
    """

    def __init__(
        self,
        papers: Iterable[Paper] = (),
        *,
        page_title: str | None = None,
        whole: bool = True,
        year: int | None = None,
        next: str | None = None,
        missing: Iterable[str] = (),
        remarks: Iterable[str] = (),
    ) -> None:
        super().__init__(papers)
        self.turned_away: Counter[str] = Counter()
        self.page_title = page_title
        self.whole = whole
        self.year = year
        self.next = next
        self.missing = tuple(missing)
        self.remarks = tuple(remarks)


# --- bytes to text ---------------------------------------------------------------------------------------------------

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_META_WITHIN = 4096


def decode(body: bytes, declared: str | None = None) -> str:
    """Return the text of a page. `declared` is the charset of the HTTP header, where there was one.

    A byte order mark decides; then bytes that are valid UTF-8 are UTF-8, whatever was declared (servers declare
    Latin-1 for everything); then the declared charset, the one in `<meta>`, and windows-1252, with a warning in the
    log. A page with a few broken bytes in much good UTF-8 stays UTF-8.
    """
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(charset, "replace")
    meta = _META_CHARSET.search(body[:_META_WITHIN])
    named = [name for name in (declared, meta and meta.group(1).decode("ascii", "replace")) if name]
    wide = [name for name in named if name.lower().replace("_", "-").startswith(("utf-16", "utf-32")) and b"\0" in body]
    for charset in [*wide, "utf-8", *named]:
        try:
            return body.decode(charset)
        except (UnicodeError, LookupError):
            continue
    repaired = body.decode("utf-8", "replace")
    broken = repaired.count("\N{REPLACEMENT CHARACTER}")
    if broken < sum(not character.isascii() for character in repaired) - broken:
        log.warning("the page has %d bytes that are no UTF-8: replaced", broken)
        return repaired
    log.warning("the page is not UTF-8 and names no charset that fits: read as windows-1252")
    return body.decode("windows-1252", "replace")


# --- challenge pages -------------------------------------------------------------------------------------------------

_CHALLENGE_WITHIN = 65_536  # such pages are small; in a large one made for it, the marks take hours to look for

# The kind, a word without which the mark cannot be there (a quick look), and the mark. Only whole titles and raw tags
# count: where an abstract quotes such a word, its `<` is escaped. Cloudflare's `scripts/` stand in pages that it lets
# through, so they say nothing.
_INSIDE_SCRIPT = r"<script\b(?:(?!</script)[\s\S]){0,5000}?"
_CHALLENGE_MARKS = tuple(
    (kind, needle, re.compile(mark, re.I))
    for kind, needle, mark in (
        ("Cloudflare", "Just a moment", r"<title[^>]*>\s*Just a moment\.\.\.\s*</title>"),
        ("Cloudflare", "| Cloudflare", r"<title[^>]*>\s*Attention Required! \| Cloudflare\s*</title>"),
        ("Cloudflare", "_cf_chl_opt", _INSIDE_SCRIPT + r"window\._cf_chl_opt\b"),
        ("Cloudflare", "/challenge-platform/", _INSIDE_SCRIPT + r"/cdn-cgi/challenge-platform/(?![^\s\"']*scripts/)"),
        (
            "Cloudflare",
            "JavaScript and cookies",
            r"<noscript\b(?:(?!</noscript)[\s\S]){0,1000}?Enable JavaScript and cookies",
        ),
        ("Anubis", "not a bot!", r"<title[^>]*>\s*Making sure you(?:&#0?39;|&rsquo;|'|’)re not a bot!\s*</title>"),
        ("Anubis", "/.within.website/", r"<(?:script|link|img)\b[^>]*/\.within\.website/"),
        ("Anubis", "anubis_", r"<script\b[^>]*\bid=[\"']?anubis_(?:version|challenge)\b"),
        ("robot check", "</title>", r"<title[^>]*>\s*(?:403 Forbidden|Access Denied|Human Verification)\s*</title>"),
    )
)
_OPENREVIEW_CHALLENGE = re.compile(r"\"name\"\s*:\s*\"ChallengeRequiredError\"")


def check_challenge(
    body: bytes | str, headers: Mapping[str, str | bytes] | None = None, url: str | None = None
) -> None:
    """Raise PageProblem(BLOCKED) where the answer is a robot check instead of a page; the marks are those of 2026.

    `headers` are the HTTP headers, if there were any (a saved page has none). A challenge is reported, never solved.
    """
    page = decode(body) if isinstance(body, bytes) else body
    kind = _challenge_header(headers or {}) or _challenge_mark(page[:_CHALLENGE_WITHIN])
    if kind:
        raise PageProblem(
            Outcome.BLOCKED,
            f"the site answered with a {kind} page instead of its own. Open the address in a browser, save the page, "
            "and run again with `-a page=FILE`",
            url,
        )


def _challenge_header(headers: Mapping[str, str | bytes]) -> str | None:
    for name, value in headers.items():
        if name.lower() == "cf-mitigated" and value in ("challenge", b"challenge"):
            return "Cloudflare challenge"
    return None


def _challenge_mark(page: str) -> str | None:
    if page.lstrip()[:1] == "{":
        return "OpenReview challenge" if _OPENREVIEW_CHALLENGE.search(page) else None
    for kind, needle, mark in _CHALLENGE_MARKS:
        if needle in page and mark.search(page):
            return f"{kind} challenge"
    return None


# --- tree and text ---------------------------------------------------------------------------------------------------

_MOST_TAGS = 1_500_000  # opening and closing ones: about a gigabyte of tree
NOT_CONTENT = frozenset(("script", "style", "template", "noscript"))
_BLOCK = re.compile(
    "address|article|blockquote|br|dd|div|dl|dt|figure|footer|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|tbody|td|"
    "tfoot|th|thead|tr|ul"
)
# Marks that print nothing: soft hyphen, zero-width and direction marks, byte order mark, control characters. The
# joiners U+200C and U+200D stay, some scripts need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]\w*);")


class _Content(LXMLTreeBuilder):  # type: ignore[misc]  # untyped in the stubs
    """Builds the tree of what a page says: the rest never gets into it, which costs less than taking it out again.

    HTML has no namespaces, so nothing is done about them.
    """

    _inside = 0  # elements that are no content, around the place where the parser is

    def start(self, tag: str, attrib: Mapping[str, str], nsmap: object = None) -> None:
        """Take the start of an element."""
        if self._inside or tag in NOT_CONTENT:
            self._inside += 1
        else:
            self.soup.handle_starttag(tag, None, None, self.attribute_dict_class(attrib))

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if self._inside:
            self._inside -= 1
        else:
            self.soup.endData()
            self.soup.handle_endtag(tag, None)

    def data(self, data: str) -> None:
        """Take text."""
        if not self._inside:
            super().data(data)

    def comment(self, text: str) -> None:
        """Leave a comment out; so the text around it is one."""

    def pi(self, target: str, data: str) -> None:
        """Leave a processing instruction out."""

    def doctype(self, name: str, pubid: str, system: str) -> None:
        """Leave the doctype out."""


def check_size(page: str) -> None:
    """Raise LAYOUT_CHANGED for a page whose tree would fill the memory."""
    if (tags := page.count("<")) > _MOST_TAGS:
        raise PageProblem(Outcome.LAYOUT_CHANGED, f"the page has {tags} tags: more than any programme, and too many")


def soup(page: str) -> BeautifulSoup:
    """Return the tree of a page without comments, script, style, template and noscript.

    Lists of other years and stale notices stand in comments, so nothing may ever look at them.
    """
    check_size(page)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(page.replace("\0", ""), builder=_Content())  # browsers do not see NUL either


def tidy(string: str) -> str:
    """Return a string on one line: white space collapsed, invisible characters out, a second layer of entities undone.

    >>> tidy("  A&amp;B\\u2069  \\n Simon Wo\\xaderner ")
    'A&B Simon Woerner'
    """
    if "&" in string:
        string = _ENTITY.sub(lambda entity: html.unescape(entity.group()), string)
    string = " ".join(string.split())
    return string if string.isprintable() else " ".join(_INVISIBLE.sub("", string).split())


def text(node: PageElement | None) -> str:
    """Return the tidy text of a node, "" for None; a block or a line break parts words, inline markup does not."""
    return "" if node is None else tidy("".join(_pieces(node)))


def _pieces(node: PageElement) -> Iterator[str]:
    waiting: list[PageElement | None] = [node]  # not recursive: a broken page nests as deep as it is long
    while waiting:
        part = waiting.pop()
        if part is None:
            yield " "
        elif isinstance(part, Tag):
            edge = [None] if _BLOCK.fullmatch(part.name) else []
            waiting += [*edge, *reversed(part.contents), *edge]
        elif isinstance(part, NavigableString) and not isinstance(part, PreformattedString):
            yield part


def classes(node: Tag) -> list[str]:
    """Return the class tokens of a node. Compare these, not the attribute: saved copies and old themes add some."""
    value = node.get("class")
    return [str(token) for token in value] if isinstance(value, list) else (value or "").split()


def page_title(tree: BeautifulSoup) -> str | None:
    """Return the `<title>` of the head; a logo drawn in SVG can hold another one further down."""
    return text((tree.head or tree).find("title")) or None


# --- addresses -------------------------------------------------------------------------------------------------------

_ARCHIVED = re.compile(r"^(?:https?://[^/]+)?/web/\d{1,14}[a-z_]*/(https?):/+(.*)$", re.I)


def original_url(href: str, base: str) -> str:
    """Return the absolute address of a link on the page `base`, without the wrapping of a web archive; "" for no URL.

    >>> original_url("/web/20250501120000/https://www.usenix.org/x", "https://web.archive.org/web/2025/https://a.b/")
    'https://www.usenix.org/x'
    """
    try:
        return urljoin(_unarchived(base), _unarchived(href.strip()))
    except ValueError:  # half a bracket, for instance
        return ""


def _unarchived(url: str) -> str:
    return _ARCHIVED.sub(r"\1://\2", url)


def host(url: str) -> str:
    """Return the host of an address in lower case, without `www.`; "" where there is none."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
