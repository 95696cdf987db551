"""Two lists of one edition's papers: which stand on one side only, and which on both under different titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from confmerge.compare import Index, Record, Verdict, compare_authors
from confmerge.identifiers import doi
from confmerge.paper import Paper
from confmerge.titles import fold

_SAME_PEOPLE = 0.8  # of all authors on both sides: between two states of a list one may be added or corrected


@dataclass(frozen=True, slots=True)
class Changes:
    """How one list differs from an earlier, or another, one: titles as printed."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    retitled: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.retitled)


def compare(old: Sequence[Paper], new: Sequence[Paper]) -> Changes:
    """Return which titles are new, gone, or changed.

    A paper is the same by its address, by its folded title, and, among what is then left on both sides, by its authors:
    a paper that gets a new title keeps its people.
    """
    pairs = _pairs(old, new)
    before = {id(paper): was for was, paper in pairs}
    found = {id(was) for was, _ in pairs}
    return Changes(
        new=tuple(paper.title for paper in new if id(paper) not in before),
        gone=tuple(paper.title for paper in old if id(paper) not in found),
        retitled=tuple(
            (was.title, paper.title) for paper in new if (was := before.get(id(paper))) and was.title != paper.title
        ),
    )


def known_as(known: Sequence[Paper], papers: Sequence[Paper]) -> list[Paper]:
    """Return `papers`, each as it stands in `known` where it is there, those first and in its order.

    So a poorer source takes nothing away, and one that knows the same papers changes nothing.
    """
    pairs = _pairs(known, papers)
    was_known, matched = {id(was) for was, _ in pairs}, {id(paper) for _, paper in pairs}
    return [
        *(was for was in known if id(was) in was_known),
        *(paper for paper in papers if id(paper) not in matched),
    ]


def with_known_files(known: Sequence[Paper], papers: Sequence[Paper]) -> list[Paper]:
    """Return `papers`, those without a link to their file with the one that is known for their address."""
    pdfs = {paper.url: paper.pdf for paper in known if paper.url and paper.pdf}
    return [paper if paper.pdf else replace(paper, pdf=pdfs.get(paper.url or "")) for paper in papers]


def differences(one: Sequence[Paper], other: Sequence[Paper]) -> Changes:
    """Return what the list `other` of the same edition has more, lacks, or calls by another name.

    Titles that differ in letter case, punctuation or mark-up alone are no difference between two sources.
    """
    changes = compare(one, other)
    retitled = tuple((here, there) for here, there in changes.retitled if fold(here) != fold(there))
    return Changes(changes.new, changes.gone, retitled)


def _pairs(old: Sequence[Paper], new: Sequence[Paper]) -> list[tuple[Paper, Paper]]:
    pairs: list[tuple[Paper, Paper]] = []
    left, right = list(old), list(new)
    for keys in (_addresses, _title):
        known: dict[str, list[Paper]] = {}
        for paper in left:
            for key in keys(paper):
                known.setdefault(key, []).append(paper)
        if keys is _addresses:  # one that stands at several papers names none of them
            shared = _shared(left) | _shared(right)
            known = {key: papers for key, papers in known.items() if key not in shared}
        taken: set[int] = set()
        for paper in right:
            candidates = [was for key in keys(paper) for was in known.get(key, ()) if id(was) not in taken]
            if candidates:
                was = max(candidates, key=partial(_likeness, paper))
                taken |= {id(was), id(paper)}
                pairs.append((was, paper))
        left, right = ([paper for paper in side if id(paper) not in taken] for side in (left, right))
    return pairs + _retitled(left, right)


def _shared(papers: Iterable[Paper]) -> set[str]:
    """Return the addresses that stand at more than one paper."""
    counts = Counter(key for paper in papers for key in set(_addresses(paper)))
    return {key for key, count in counts.items() if count > 1}


def _likeness(paper: Paper, was: Paper) -> tuple[bool, bool, float]:
    """Order the candidates for a paper: one address or one title may stand at several."""
    return was == paper, was.title == paper.title, compare_authors(_names(was), _names(paper)).share


def _retitled(left: Sequence[Paper], right: Sequence[Paper]) -> list[tuple[Paper, Paper]]:
    """Pair what is left by authors and titles, the best pairs first, each paper once."""
    if not left or not right:
        return []
    by_title = Index(map(_record, left))
    by_author: dict[str, set[int]] = {}
    for number, was in enumerate(left):
        for name in _names(was):
            by_author.setdefault(fold(name), set()).add(number)
    scored = []
    for j, paper in enumerate(right):
        alike = {n for n, judgement in by_title.matches(_record(paper)) if judgement.verdict is Verdict.SAME}
        for i in alike.union(*(by_author.get(fold(name), ()) for name in _names(paper))):
            share = compare_authors(_names(left[i]), _names(paper)).share
            if i in alike or (share >= _SAME_PEOPLE and len(left[i].authors) > 1):
                scored.append((i in alike, share, -i, -j))
    pairs: list[tuple[Paper, Paper]] = []
    paired_left, paired_right = set[int](), set[int]()
    for _, _, i, j in sorted(scored, reverse=True):
        if i not in paired_left and j not in paired_right:
            paired_left.add(i)
            paired_right.add(j)
            pairs.append((left[-i], right[-j]))
    return pairs


def _record(paper: Paper) -> Record:
    return Record(paper.title, _names(paper))


def _names(paper: Paper) -> tuple[str, ...]:
    return tuple(author.name for author in paper.authors)


def _addresses(paper: Paper) -> list[str]:
    """Return what names a paper for good: its DOI, wherever it stands, and its address."""
    name = paper.doi or doi(paper.url or "")
    return [key for key in (name, paper.url) if key]


def _title(paper: Paper) -> list[str]:
    return [fold(paper.title)]


def union(pages: Iterable[Iterable[Paper]]) -> tuple[list[Paper], int]:
    """Return the papers of several pages, each once, and how many were double.

    Double is the same address with the title or all authors in common, or the same folded title unless both URL and
    authors differ: two papers may share a title, and an address by mistake.
    """
    papers: list[Paper] = []
    seen: dict[str, list[Paper]] = {}
    double = 0
    for paper in (paper for page in pages for paper in page):
        keys = [*_title(paper), *_addresses(paper)]
        if any(_same(paper, other) for key in keys for other in seen.get(key, ())):
            double += 1
            continue
        papers.append(paper)
        for key in keys:
            seen.setdefault(key, []).append(paper)
    return papers, double


def _same(paper: Paper, other: Paper) -> bool:
    """Say whether two papers that share an address or a title are one: sites have wrong links, too."""
    names, others = ({fold(name) for name in _names(each)} for each in (paper, other))
    if set(_addresses(paper)) & set(_addresses(other)):
        return fold(paper.title) == fold(other.title) or (bool(names) and names == others)
    return not (paper.url and other.url) or names == others or not names or not others
