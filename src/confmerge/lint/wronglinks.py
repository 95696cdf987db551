"""Papers with another paper's address: an arXiv id, a DOI or a paper's page that stands at unlike titles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from confmerge.compare import Record, Verdict, judge
from confmerge.identifiers import identifiers
from confmerge.lint.findings import Finding
from confmerge.lint.works import decided
from confmerge.lists import Entry
from confmerge.titles import words
from confmerge.venues import is_preprint

if TYPE_CHECKING:
    from confmerge.decisions import Decisions

# Pages and files that are one paper's; any other page may be a project's, a group's or a volume's.
_PAPER_PAGE = re.compile(
    r"""url:(?:usenix\.org/conference/[^/]+/presentation/|openreview\.net/forum\?|aclanthology\.org/[^/]+$
    |proceedings\.(?:mlr\.press|neurips\.cc|mlsys\.org|iclr\.cc)/|openaccess\.thecvf\.com/content|ieeexplore\.ieee\.org/(?:abstract/)?document/
    |ieeexplore\.ieee\.org/stamp/stamp\.jsp\?|vldb\.org/pvldb/|.*\.pdf$)""",
    re.X | re.I,
)
_MANY = re.compile(r"proceedings?[^/]*\.pdf$|slides|poster|\bfull[-_]", re.I)
_VOLUME = re.compile(r"/doi/(?:proceedings|book|toc)/|/10\.\d+/978-[\d-]+$")
# So many words may be a paper's nickname.
_LONGEST_NAME = 3
# An address at more entries than this is a page of many papers.
_MOST = 4


def wrong_link_findings(entries: Sequence[Entry], decisions: Sequence[Decisions]) -> Iterator[Finding]:
    """Yield a finding for each address that stands at papers with nothing in common, at the last of them."""
    holders: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for key in sorted(identifiers(*_own_urls(entry))):
            if key.startswith(("arxiv:", "doi:")) or (_PAPER_PAGE.match(key) and not _MANY.search(key)):
                holders[key].append(entry)
    told: set[tuple[int, int]] = set()
    for key, held in holders.items():
        unlike = [pair for pair in combinations(held, 2) if _unlike(*pair, decisions)] if len(held) <= _MOST else []
        for first, second in unlike[:1]:
            if (id(first), id(second)) in told:
                continue
            told.add((id(first), id(second)))
            yield _finding(key, first, second)


def _own_urls(entry: Entry) -> list[str]:
    """The addresses of a paper, without those of other works that stand below it with titles of their own."""
    readings = [*entry.readings, *(reading for reading in entry.below if not reading.title)]
    urls = [url for reading in readings for _, url in reading.links] if entry.kind == "paper" else []
    return [url for url in urls if not _VOLUME.search(url)]


def _unlike(a: Entry, b: Entry, decisions: Sequence[Decisions]) -> bool:
    verdict = judge(Record(a.title), Record(b.title)).verdict
    return verdict is Verdict.DIFFERENT and not decided(a, b, decisions)


def _finding(key: str, first: Entry, second: Entry) -> Finding:
    kind, _, value = key.partition(":")
    link = {"arxiv": f"arXiv {value}", "doi": f"DOI {value}"}.get(kind, value)
    where = f"line {first.line}" if first.file == second.file else f"{first.file}:{first.line}"
    others = (f"{first.file}:{first.line}",)
    evidence = (f"`{second.title}`", f"`{first.title}`", f"both have {link}")
    short = min(len(words(entry.title)) for entry in (first, second)) <= _LONGEST_NAME
    if short or _renamed(first, second) or _renamed(second, first):
        message = f"has {link}, as {where} (`{first.title}`): one paper under two titles, or a wrong link"
        return Finding(second.file, second.line, "maybe-duplicate", message, evidence, others)
    message = f"has {link}, as {where} (`{first.title}`): one of them has a wrong link, or they are one paper"
    return Finding(second.file, second.line, "wrong-link", message, evidence, others)


def _renamed(published: Entry, preprint: Entry) -> bool:
    """Whether one can be the published form of the other: it has a page of its own besides the preprint's."""
    own = identifiers(*(url for _, url in published.links)) - identifiers(*(url for _, url in preprint.links))
    return bool(
        own and published.venue and not is_preprint(published.venue) and preprint.venue and is_preprint(preprint.venue)
    )
