"""What is wrong with an address by its letters alone: its scheme, its arXiv id, its DOI. No network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an address, and the address that is certainly meant, where one is."""

    message: str
    meant: str | None = None


def fault(url: str, today: date) -> Fault | None:
    """Return what cannot be right about an address, None where nothing is seen.

    >>> today = date(2025, 6, 1)
    >>> fault("https://https://arxiv.org/abs/2401.00588", today)
    Fault(message='two schemes, one before the other', meant='https://arxiv.org/abs/2401.00588')
    >>> fault("www.vldb.org/pvldb/vol17/p211-xia.pdf", today).meant, fault("10.1145/3627703.3629585", today).meant
    ('https://www.vldb.org/pvldb/vol17/p211-xia.pdf', 'https://doi.org/10.1145/3627703.3629585')
    >>> fault("(https://arxiv.org/abs/2401.00588)", today).meant
    'https://arxiv.org/abs/2401.00588'
    >>> fault("https://arxiv.org/abs/2413.00001", today).message
    'there is no arXiv id 2413.00001: its third and fourth digits are a month'
    >>> [fault(good, today) for good in ("https://arxiv.org/pdf/2401.00588v2.pdf", "docs/list.md", "#top", "/a/b")]
    [None, None, None, None]
    """
    wrong = _scheme(url) or _arxiv(url, today) or _doi(url)
    if wrong is not None and wrong.meant is not None and fault(wrong.meant, today):
        return Fault(wrong.message)  # not that either
    return wrong


def mended(url: str, today: date) -> str | None:
    """Return the address that is meant, `url` itself where nothing is wrong, None where nobody can say.

    >>> [mended(url, date(2025, 6, 1)) for url in ("www.vldb.org/a.pdf", "docs/a.md", "https://arxiv.org/abs/2413.00001")]
    ['https://www.vldb.org/a.pdf', 'docs/a.md', None]
    """
    wrong = fault(url, today)
    return wrong.meant if wrong else url


_WRAPPED = re.compile(r"(?:chrome-extension|moz-extension)://[^/]+/(?:.*?(?=https?:))?", re.I)
_DOUBLED = re.compile(r"(?:https?\b[:;]?/*\s*)+(?=https?://)", re.I)
_SCHEME = re.compile(r"(?P<scheme>[a-z]{2,8})(?P<colon>[:;.]{0,2})(?P<slashes>/{1,3})(?=[\w\[])", re.I)
_KNOWN_SCHEMES = frozenset(("http", "https", "ftp", "ftps", "sftp", "git", "ssh", "file", "svn", "irc", "data"))
# "ttps" and "htpp" are near enough; "ftps" and "httpx" are schemes of their own.
_NEAR = 0.75
# A host and a path; the endings are those of hosts of papers, and of no usual file.
_BARE_HOST = re.compile(
    r"www\.[\w-]+\.[\w.-]+(?:[/?#]|$)|(?:[\w-]+\.)+(?:org|com|net|edu|gov|io|ai|cn|ac\.\w\w|ee|cc)(?::\d+)?/", re.I
)
_TOGETHER = re.compile(r"(?P<first>https?://[^\s?=]*?[\w)])(?P<second>https?://.*)", re.I)


def _scheme(url: str) -> Fault | None:
    if match := _WRAPPED.match(url):
        inner = url[match.end() :]
        return Fault("the address of a page inside a browser", inner if inner.startswith("http") else None)
    if url.startswith("(") and url.endswith(")") and re.match(r"https?://", url[1:], re.I):
        return Fault("round brackets around the address belong to it", url[1:-1])
    if match := _DOUBLED.match(url):
        return Fault("two schemes, one before the other", url[match.end() :])
    if match := _SCHEME.match(url):
        scheme, rest = match["scheme"].lower(), url[match.end() :]
        if scheme in ("http", "https"):
            if match["colon"] == ":" and len(match["slashes"]) >= 2:
                return _run_together(url)
            if match["colon"] or len(match["slashes"]) >= 2:
                return Fault(f"`{match[0]}` should be `{scheme}://`", f"{scheme}://{rest}")
        elif match["colon"] and len(match["slashes"]) >= 2 and scheme not in _KNOWN_SCHEMES and len(scheme) >= 4:
            near = "https" if "s" in scheme else "http"
            if get_close_matches(scheme, [near], 1, _NEAR) and scheme[-1] in "ps":
                return Fault(f"`{match[0]}` should be `{near}://`", f"{near}://{rest}")
        if scheme == "file" and match["colon"] == ":":
            return Fault("the address of a file on somebody's own disk")
    if re.match(r"[a-z]:[\\/]", url, re.I):
        return Fault("the address of a file on somebody's own disk")
    if _BARE_HOST.match(url):
        return Fault("no scheme, so that it is taken for a file beside the list", f"https://{url}")
    if re.match(r"10\.\d{4,9}/\S", url):
        return Fault("a DOI without doi.org, so that it is taken for a file beside the list", _doi_page(url))
    if match := re.match(r"arxiv:\s*(?=\d{4}\.\d{4,5}(?:v\d+)?$)", url, re.I):
        return Fault("an arXiv id, but no address", f"https://arxiv.org/abs/{url[match.end() :]}")
    return None


def _run_together(url: str) -> Fault | None:
    match = _TOGETHER.fullmatch(url)
    if match is None:
        return None
    first, second = match["first"], match["second"]
    return Fault("two addresses run together", second if first == second else None)


_ARXIV_HOST = re.compile(r"(?:(?:www|export|browse)\.)?arxiv\.org", re.I)
_ARXIV_PATH = re.compile(r"/(?:abs|pdf)(?:/(?P<id>.*))?", re.I)
_NEW_ID = re.compile(r"(?P<year>\d\d)(?P<month>\d\d)\.(?P<number>\d+)(?:v[1-9]\d*)?(?:\.pdf)?", re.I)
_OLD_ID = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.[a-z]{2})?/\d{7}(?:v\d+)?(?:\.pdf)?", re.I)
# Ids of the new form began in April 2007; from January 2015 on their number has five digits
# (info.arxiv.org/help/arxiv_identifier.html).
_FIRST, _FIVE_DIGITS = (2007, 4), (2015, 1)


def _arxiv(url: str, today: date) -> Fault | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    path = _ARXIV_PATH.fullmatch(parts.path) if _ARXIV_HOST.fullmatch(host) else None
    if path is None:
        return None
    name = unquote(path["id"] or "").strip("/. ")
    if not name:
        return Fault("an arXiv address without an id")
    if _OLD_ID.fullmatch(name):
        return None
    match = _NEW_ID.match(name)
    if match is None:
        return Fault(f"there is no arXiv id {name}: it should be such as 2401.00588") if len(name) < 40 else None
    told = f"there is no arXiv id {match['year']}{match['month']}.{match['number']}: "
    when = 2000 + int(match["year"]), int(match["month"])
    if not 1 <= when[1] <= 12:
        return Fault(told + "its third and fourth digits are a month")
    if when < _FIRST or when > (today.year, today.month):
        return Fault(told + f"it would be of {when[0]}-{when[1]:02}")
    digits = 5 if when >= _FIVE_DIGITS else 4
    if len(match["number"]) != digits:
        return Fault(told + f"ids of {when[0]} have {digits} digits after the dot")
    rest = name[match.end() :]
    return Fault(told + f"`{rest}` follows it") if re.match(r"\w", rest) else None


# What ACM numbers so is not registered: doi.org does not know it, only ACM's own site.
_ACM_ONLY = re.compile(r"10\.5555/\d{6,}(?:\.\d+)?")


def _doi_page(name: str) -> str:
    return f"https://{'dl.acm.org/doi' if _ACM_ONLY.fullmatch(name) else 'doi.org'}/{name}"


_DOI_HOST = re.compile(r"(?:www\.|dx\.)?doi\.org|dl\.acm\.org", re.I)
_DOI_START = re.compile(r"/10\.(?=\d)")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+", re.ASCII)


def _doi(url: str) -> Fault | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if not _DOI_HOST.fullmatch(host):
        return None
    path = unquote(parts.path)
    if host.endswith("doi.org") and (inner := re.match(r"/+(?=https?:/)", path)):
        return Fault(
            "an address behind doi.org, where a DOI should be", re.sub(r"^(https?:)/+", r"\1//", path[inner.end() :])
        )
    if host.endswith("doi.org") and _ACM_ONLY.fullmatch(path[1:]):
        return Fault("doi.org does not know what ACM numbers 10.5555, only dl.acm.org does", _doi_page(path[1:]))
    start = _DOI_START.search(path)
    if start is None or _DOI.match(path, start.start() + 1):
        return None
    return Fault(f"{path[start.start() + 1 :]} is no DOI: it should be such as 10.1145/3627703.3629585")
