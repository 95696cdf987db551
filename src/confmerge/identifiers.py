"""What a link or a DOI says about which paper it is: DOI, arXiv id without version, canonical URL.

Everything here takes any text at all and never raises; what identifies nothing is None. A shared identifier is
evidence, not proof, because lists contain wrong links: what it is worth is decided in `compare`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"'<>{}|\\^`?#]+", re.ASCII)
_DOI_PREFIX = re.compile(r"\s*(?:doi\s*[:=]?\s*)?(?=10\.)", re.I)
# What publishers append to a DOI in the path of a page.
_DOI_TAIL = re.compile(r"(?:\.pdf|\.html?|/(?:full|pdf|epdf|abstract|html|meta|summary|fulltext))$", re.I)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.I)
# bioRxiv, Research Square, Preprints.org, TechRxiv, SSRN, OSF, Zenodo.
_PREPRINT_DOIS = ("10.1101/", "10.21203/", "10.20944/", "10.36227/", "10.2139/ssrn", "10.31219/", "10.5281/")

_ARXIV_ID = re.compile(
    r"(?P<new>\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d+)?"
    r"|(?P<archive>[a-z]+(?:-[a-z]+)*)(?:\.[a-z]{2})?/(?P<old>\d{7})(?:v\d+)?",
    re.I | re.ASCII,
)
_ARXIV_HOSTS = {
    "arxiv.org",
    "export.arxiv.org",
    "browse.arxiv.org",
    "ar5iv.org",
    "ar5iv.labs.arxiv.org",
    "alphaxiv.org",
}
_ARXIV_PATH = re.compile(r"/(?:abs|pdf|html|format|ps|src|e-print|overview)/(.+)", re.I)

_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*")
_ARCHIVED = re.compile(r"(?:https?:)?(?://)?web\.archive\.org/web/[^/]+/(?=\S)", re.I)
_TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_hs(?:enc|mi)|mkt_tok|ref|ref_src|referrer|trk|spm|casa_token",
    re.I,
)
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.I)
# Pages that hold many papers: true of all of them, so telling of none.
_LISTING = re.compile(
    r"(?:accepted|accepted[-_]?papers|papers|program(?:me)?|schedule|proceedings|toc|technical-sessions"
    r"|(?:spring|summer|fall|winter)-accepted-papers|call-for-papers|cfp|home|blog|publications?|datasets?)(?:\.html?|\.php)?",
    re.I,
)


def doi(text: str) -> str | None:
    """Return the DOI that `text` is or links to, in lower case, or None.

    >>> doi("https://dl.acm.org/doi/pdf/10.1145/3731569.3764810")
    '10.1145/3731569.3764810'
    >>> doi("doi:10.14778/3636218.3636238."), doi("https://doi.org/10.1007/ABC%281%29")
    ('10.14778/3636218.3636238', '10.1007/abc(1)')
    >>> doi("https://www.usenix.org/conference/nsdi25") is None
    True
    """
    prefix = _DOI_PREFIX.match(text)
    if prefix:
        found = _DOI.match(text, prefix.end())
    else:
        parts = _split(text)
        found = _DOI.search(_decoded(parts.path)) if parts else None
        if found and found.string[found.start() - 1] != "/":
            return None
    if not found:
        return None
    name = found[0]
    while (shorter := _closed(_DOI_TAIL.sub("", name.rstrip(".,;:/*_")))) != name:
        name = shorter
    return name.lower() if _DOI.fullmatch(name) else None


def _closed(name: str) -> str:
    """Drop closing brackets that belong to the sentence around a DOI, not to the DOI."""
    for opening, closing in ("()", "[]"):
        while name.endswith(closing) and name.count(closing) > name.count(opening):
            name = name[:-1]
    return name


def is_preprint_doi(name: str) -> bool:
    """Whether a preprint server gave this DOI, so that a differing one of a publisher says nothing.

    >>> is_preprint_doi("10.48550/arxiv.2401.00588"), is_preprint_doi("10.1145/3731569.3764810")
    (True, False)
    """
    return bool(_ARXIV_DOI.match(name)) or name.lower().startswith(_PREPRINT_DOIS)


def arxiv_id(text: str) -> str | None:
    """Return the arXiv id that `text` is or links to, without version, in lower case, or None.

    >>> arxiv_id("https://www.arxiv.org/pdf/2401.00588v2.pdf"), arxiv_id("arXiv:2401.00588v1 [cs.LG]")
    ('2401.00588', '2401.00588')
    >>> arxiv_id("https://doi.org/10.48550/arXiv.2401.00588"), arxiv_id("https://arxiv.org/abs/quant-ph/0201082")
    ('2401.00588', 'quant-ph/0201082')
    >>> arxiv_id("3.14159") is None
    True
    """
    text = text.strip()
    if re.match(r"arxiv\s*:", text, re.I):
        return _read_arxiv(re.split(r"[\s\[]", text.partition(":")[2].strip(), maxsplit=1)[0])
    if plain := _read_arxiv(text):
        return plain
    if name := doi(text):
        given = _ARXIV_DOI.fullmatch(name)
        return _read_arxiv(given[1]) if given else None
    parts = _split(text)
    if not parts:
        return None
    path = re.sub("/{2,}", "/", _decoded(parts.path))
    host = parts.netloc
    if host in _ARXIV_HOSTS and (found := _ARXIV_PATH.match(path)):
        return _read_arxiv(found[1])
    if host == "huggingface.co" and path.startswith("/papers/"):
        return _read_arxiv(path.removeprefix("/papers/"))
    return None


def _read_arxiv(text: str) -> str | None:
    found = _ARXIV_ID.fullmatch(re.sub(r"\.pdf$", "", text.rstrip("/.,;)"), flags=re.I))
    if not found:
        return None
    return found["new"] or f"{found['archive']}/{found['old']}".lower()


def canonical_url(url: str) -> str | None:
    """Return one form for all spellings of a web address, without scheme, or None where it is no address of a page.

    >>> canonical_url("http://www.USENIX.org/conference/osdi24/technical-sessions/presentation/fu?utm_source=x#top")
    'usenix.org/conference/osdi24/presentation/fu'
    >>> canonical_url("https://web.archive.org/web/2024/https://openreview.net/pdf?id=Ab1&noteId=2")
    'openreview.net/forum?id=Ab1'
    >>> [canonical_url(bad) for bad in ("https://", "-", "#anchor", "https://[::", "mailto:a@b.org", "https://usenix.org/")]
    [None, None, None, None, None, None]
    """
    parts = _split(url)
    if not parts:
        return None
    host = parts.netloc
    path = quote(_decoded(parts.path), safe="/~:@!$&'()*+,;=", errors="replace")
    path = re.sub("/(?:/|\\./)+", "/", path)
    query = sorted(
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True, errors="replace")
        if not _TRACKING.fullmatch(key)
    )
    path = _INDEX_PAGE.sub("", path).rstrip("/")
    path, query = _site_form(host, path, query)
    if not path.strip("/.") and not query:
        return None
    return host + path + ("?" + urlencode(query, errors="replace") if query else "")


_Query = list[tuple[str, str]]
_USENIX_PDF = re.compile(
    r"/system/files/(?:conference/[^/]+/)?([a-z]+\d\d)-(?:paper-)?([a-z0-9-]+?)(?:_\d+)?\.pdf", re.I
)
_PROCEEDINGS = re.compile(r"/(?:paper_files/)?paper/(\d{4})/(?:hash|file)/([0-9a-f]{32})-.*", re.I)
_PMLR = re.compile(r"/(v\d+)/([^/]+)(?:\.html|/\2\.pdf)", re.I)
_HOST_ALIASES = {"papers.nips.cc": "proceedings.neurips.cc", "papers.neurips.cc": "proceedings.neurips.cc"}


def _site_form(host: str, path: str, query: _Query) -> tuple[str, _Query]:
    """Bring the several addresses that one site gives to one paper (page, PDF, old path) to one form."""
    if host == "usenix.org":
        path = re.sub(r"^(/conference/[^/]+)/technical-sessions(/presentation/[^/]+)", r"\1\2", path, flags=re.I)
        if found := _USENIX_PDF.fullmatch(path):
            path = f"/conference/{found[1]}/presentation/{found[2]}".lower()
    elif host == "openreview.net" and (forum := [pair for pair in query if pair[0] == "id"]):
        path, query = "/forum", forum
    elif found := _PROCEEDINGS.fullmatch(path):
        path = f"/paper/{found[1]}/{found[2].lower()}"
    elif host == "proceedings.mlr.press" and (found := _PMLR.fullmatch(path)):
        path = f"/{found[1]}/{found[2]}"
    elif host == "aclanthology.org":
        path = re.sub(r"\.pdf$", "", path, flags=re.I)
    elif host == "github.com":
        path = re.sub(r"(?:\.git|/(?:tree|blob)/[^/]+)$", "", path, flags=re.I).lower()
    return path, query


def identifiers(*urls: str | None) -> frozenset[str]:
    """Return the typed keys ("doi:…", "arxiv:…", "url:…") that links, DOIs and arXiv ids give; absent ones give none.

    A link that is a DOI or an arXiv id gives that and no URL. Home pages and lists of papers give nothing.

    >>> sorted(identifiers("https://arxiv.org/abs/2401.00588v2", "https://doi.org/10.1145/1.2", "https://x.org/", None))
    ['arxiv:2401.00588', 'doi:10.1145/1.2']
    >>> identifiers("https://www.usenix.org/conference/nsdi24/technical-sessions")
    frozenset()
    """
    return frozenset(key for url in urls if url and (key := _key(url)))


def _key(url: str) -> str | None:
    if number := arxiv_id(url):
        return f"arxiv:{number}"
    if name := doi(url):
        return f"doi:{name}"
    address = canonical_url(url)
    if not address:
        return None
    path = address.partition("/")[2]
    if not path and "?" not in address:
        return None
    # github.com/owner, a person's ~home and the like: the page of a person or a group.
    if "/" not in path and "?" not in path and (address.startswith("github.com/") or path.startswith("~")):
        return None
    return None if _LISTING.fullmatch(path.rpartition("/")[2]) else f"url:{address}"


@lru_cache(maxsize=256)  # one address is looked at for each kind of identifier in turn
def _split(url: str) -> SplitResult | None:
    """Split an address with host (lower case, bare of www., port and user) and path; None where it is none."""
    url = url.strip().strip("<>")
    while wrapped := _ARCHIVED.match(url):
        url = url[wrapped.end() :]
    scheme, colon, _ = url.partition("://")
    if not colon:
        url = "//" + url.removeprefix("//")
    elif scheme.lower() not in ("http", "https"):
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return None
    while host.startswith("www."):
        host = host[4:]
    # "paper.pdf" and "README.md" look like hosts; a host alone identifies nothing anyway.
    if not _HOST.fullmatch(host) or (not parts.path and not parts.query):
        return None
    host = _HOST_ALIASES.get(host, host)
    netloc = host if port in (None, 80, 443) else f"{host}:{port}"
    return parts._replace(netloc=netloc, fragment="")


def _decoded(path: str) -> str:
    return unquote(path, errors="replace")
