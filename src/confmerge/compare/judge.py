"""Judge two records: identifiers as evidence, then titles, authors, venue and year; doubt goes to a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from confmerge.compare.likeness import Alike, Likeness, Title, likeness, take_apart
from confmerge.compare.people import Authors, compare_authors
from confmerge.compare.record import Record
from confmerge.compare.terms import Weight, usual_weight
from confmerge.compare.versions import maybe_same_venue, title_kinds, venue_kinds
from confmerge.identifiers import is_preprint_doi
from confmerge.venues import is_preprint


class Verdict(StrEnum):
    """What two records are to each other."""

    SAME = "same"
    RELATED = "related"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, a score that orders several matches of one record, and the evidence in words for a person."""

    verdict: Verdict
    score: float
    evidence: tuple[str, ...]


def judge(a: Record, b: Record, weight: Weight = usual_weight) -> Judgement:
    """Say whether two records are one paper. The order of the two does not matter; no text makes it raise.

    >>> judge(Record("QMoE: Sub-1-Bit Compression"), Record("{QMoE}: sub-1-bit compression OSDI'24"))
    Judgement(verdict=<Verdict.SAME: 'same'>, score=1.0, evidence=('titles equal after folding',))
    """
    return judge_apart(a, take_apart(a.title), b, take_apart(b.title), weight)


def judge_apart(
    a: Record, parts_a: Title, b: Record, parts_b: Title, weight: Weight, crowded: frozenset[str] = frozenset()
) -> Judgement:
    """Judge two records; ids in `crowded` stand at several unlike titles, so that they prove nothing."""
    titles = likeness(parts_a, parts_b, weight)
    people = compare_authors(a.authors, b.authors)
    shared = a.ids & b.ids
    case = _Case(titles, people.authors, [titles.reason])
    if shared - crowded:
        case.linked(", ".join(sorted(map(_in_words, shared - crowded))))
    elif shared:
        case.badly_linked(", ".join(sorted(map(_in_words, shared))))
    else:
        case.apart(_differing(a.ids, b.ids))
    case.written_by()
    at_one_venue = bool(a.venue and b.venue and maybe_same_venue(a.venue, b.venue))
    gap = abs(a.year - b.year) if a.year and b.year else None
    equal = parts_a.compact == parts_b.compact
    if equal or parts_a.only_name or parts_b.only_name:
        case.short_title(at_one_venue and gap == 0, equal and not gap)
    case.published(a, b, at_one_venue, gap)
    score = (
        titles.share
        + 0.5 * bool(shared)
        + _AUTHOR_SCORE[people.authors]
        + 0.2 * people.share
        + 0.05 * at_one_venue
        - 0.02 * min(gap or 0, 5)
    )
    return Judgement(case.verdict, round(score, 3), tuple(case.evidence))


_FROM_TITLE = {Alike.SAME: Verdict.SAME, Alike.DOUBTFUL: Verdict.DOUBTFUL, Alike.DIFFERENT: Verdict.DIFFERENT}
_AUTHOR_SCORE = {Authors.UNKNOWN: 0.0, Authors.AGREE: 0.1, Authors.PARTLY: 0.0, Authors.DISAGREE: -0.3}


class _Case:
    """One comparison under way: starts from the titles; every further piece of evidence may move the verdict."""

    def __init__(self, titles: Likeness, authors: Authors, evidence: list[str]) -> None:
        self.titles, self.authors, self.evidence = titles, authors, evidence
        self.verdict = _FROM_TITLE[titles.alike]
        self.is_linked = False

    def linked(self, link: str) -> None:
        """A link in common confirms titles that are alike; it does not make unlike titles one."""
        self.is_linked = True
        if self.titles.alike is Alike.DIFFERENT and self.authors is not Authors.AGREE:
            self._move(Verdict.DOUBTFUL, f"same {link}, but titles differ")
        elif self.titles.firm:
            self._move(Verdict.DOUBTFUL, f"same {link}")
        else:
            self._move(Verdict.SAME, f"same {link}")

    def badly_linked(self, link: str) -> None:
        """A link that stands at several titles is wrong at most of them."""
        verdict = Verdict.DOUBTFUL if self.verdict is Verdict.DIFFERENT else self.verdict
        self._move(verdict, f"same {link}, which stands at other titles too")

    def apart(self, differing: str) -> None:
        """Identifiers of one kind that differ: two publications, or a wrong link."""
        if differing and self.verdict is Verdict.SAME:
            equal = self.titles.share == 1
            kept = Verdict.SAME if differing.startswith("arXiv") else Verdict.RELATED
            self._move(kept if equal else Verdict.DOUBTFUL, f"{differing} differ")

    def written_by(self) -> None:
        """Authors decide what titles leave open; they never make two parts or versions of a work one."""
        alike, share = self.titles.alike, self.titles.share
        if self.authors is Authors.UNKNOWN:
            return
        verdict = self.verdict
        if self.authors is Authors.AGREE and not self.titles.firm:
            if alike is Alike.DOUBTFUL and 0.4 <= share < 1 and verdict is Verdict.DOUBTFUL:
                verdict = Verdict.SAME
            elif verdict is Verdict.DIFFERENT and (share >= 0.4 or self.titles.named):
                verdict = Verdict.DOUBTFUL
        elif self.authors is Authors.DISAGREE and not self.is_linked:
            verdict = Verdict.DOUBTFUL if verdict is Verdict.SAME else Verdict.DIFFERENT if share < 0.95 else verdict
        self._move(verdict, self.authors.value)

    def short_title(self, same_edition: bool, equal: bool) -> None:
        """A name alone, or a title like "Editorial", needs the edition too; equal ones may have authors instead."""
        if self.verdict is not Verdict.DOUBTFUL or self.authors is Authors.DISAGREE:
            return
        if same_edition:
            self._move(Verdict.SAME, "same venue and year")
        elif equal and self.authors is Authors.AGREE:
            self.verdict = Verdict.SAME

    def published(self, a: Record, b: Record, at_one_venue: bool, gap: int | None) -> None:
        """A poster, a workshop or journal version, or the same title at another venue is a related work."""
        if self.verdict is Verdict.DIFFERENT:
            return
        kinds_a, kinds_b = title_kinds(a.title), title_kinds(b.title)
        if a.venue and b.venue:
            kinds_a, kinds_b = kinds_a | venue_kinds(a.venue), kinds_b | venue_kinds(b.venue)
        preprint = is_preprint(a.venue) or is_preprint(b.venue)
        sure = self.verdict is Verdict.SAME or (self.verdict is Verdict.DOUBTFUL and self.authors is Authors.AGREE)
        if kinds_a != kinds_b and not (preprint and not title_kinds(a.title) ^ title_kinds(b.title)):
            told = "one is a version of another kind: " + ", ".join(sorted(kinds_a ^ kinds_b))
            self._move(Verdict.RELATED if sure else self.verdict, told)
        elif gap and not preprint and a.venue and b.venue and not self.is_linked:
            where = " and ".join(sorted((f"{a.venue} {a.year}", f"{b.venue} {b.year}")))
            self._published_apart(f"published at {where}", at_one_venue, gap)

    def _published_apart(self, told: str, at_one_venue: bool, gap: int) -> None:
        """Two publications: one title makes them related, and what is only a little alike has nothing to do with it."""
        if self.verdict is Verdict.SAME and not at_one_venue:
            self._move(Verdict.RELATED, told)
        elif self.verdict is Verdict.SAME and gap > 1:
            self._move(Verdict.DOUBTFUL, told)
        elif self.verdict is Verdict.DOUBTFUL and not at_one_venue and self.authors is not Authors.AGREE:
            alike = 0.5 if self.titles.named else 0.85
            self._move(Verdict.DOUBTFUL if self.titles.share >= alike else Verdict.DIFFERENT, told)

    def _move(self, verdict: Verdict, why: str) -> None:
        self.verdict = verdict
        self.evidence.append(why)


def _in_words(key: str) -> str:
    kind, _, value = key.partition(":")
    return {"arxiv": "arXiv id", "doi": "DOI"}.get(kind, "link") + f" {value}"


def _differing(a: frozenset[str], b: frozenset[str]) -> str:
    """Name the kind of identifier that both sides have and that differs; a preprint's DOI differs from any other."""
    for kind, name in (("doi:", "DOIs"), ("arxiv:", "arXiv ids")):
        sides = [
            sorted(key.removeprefix(kind) for key in ids if key.startswith(kind) and not is_preprint_doi(key[4:]))
            for ids in (a, b)
        ]
        if all(sides):
            return f"{name} " + " and ".join(sorted(", ".join(side) for side in sides))
    return ""
