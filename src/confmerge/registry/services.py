"""The services that know most conferences: where each keeps an edition's papers, from what the registry says of it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from confmerge.registry.model import Conference

# In the order in which they are worth asking. A registry may name other addresses (a mirror) under `services:`.
SERVICES: Mapping[str, str] = {
    "acm": "https://dl.acm.org",
    "crossref": "https://api.crossref.org",
    "dblp": "https://dblp.org",
    "csconf": "https://raw.githubusercontent.com/RealZST/csconf-papers/main",
}
_CROSSREF_FIELDS = "DOI,title,subtitle,author,container-title,event,type,URL,issued"
_CROSSREF_ROWS = 200


def pages_of(
    service: str, conference: Conference, year: int, doi: tuple[str, ...], dblp: tuple[str, ...], base: str
) -> tuple[str, ...]:
    """Return the pages of an edition at a service; none where the registry does not say enough to derive them.

    `doi` are the stems of its proceedings, `dblp` its tables of contents there. A fragment (it is never sent) says
    which part of an answer is meant: the DOI stem at Crossref, year and venue in the csconf-papers data set.
    """
    if service == "acm":
        return tuple(f"{base}/doi/proceedings/{stem}" for stem in doi)
    if service == "crossref":
        return tuple(_crossref(conference, year, stem, base) for stem in doi)
    if service == "dblp":
        stream = conference.dblp or ""
        toc = dblp or ((f"{stream}/{stream.rpartition('/')[2]}{year}",) if stream else ())
        return tuple(f"{base}/db/{page}.html" for page in toc)
    return (f"{base}/data/index.json#{year}/{conference.name.replace(' ', '-')}",)


def _crossref(conference: Conference, year: int, stem: str, base: str) -> str:
    """Return the query for a volume: Crossref has none, so it asks for the container's title, best match first.

    A volume is registered in the months around its event; ASPLOS has volumes of the year before and after.
    """
    kinds = f"prefix:{stem.partition('/')[0]},type:proceedings-article"
    query = {
        "filter": f"{kinds},from-pub-date:{year - 1},until-pub-date:{year + 1}",
        "query.container-title": conference.title or conference.name,
        "select": _CROSSREF_FIELDS,
        "rows": _CROSSREF_ROWS,
        "cursor": "*",
    }
    return f"{base}/works?{urlencode(query, safe=':,*/')}#{stem}"
