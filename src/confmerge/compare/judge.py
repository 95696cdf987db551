"""Judge two records: identifiers as evidence, then titles, authors, venue and year; doubt goes to a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from confmerge.compare.likeness import Alike, Likeness, likeness, nearness, reworded
from confmerge.compare.merged import unmerged
from confmerge.compare.parts import Title, take_apart
from confmerge.compare.people import AuthorEvidence, Authors, compare_authors
from confmerge.compare.record import Record
from confmerge.compare.terms import Weight, usual_weight
from confmerge.compare.versions import one_venue, title_kinds, venue_kinds
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
    if titles.alike is not Alike.SAME:
        pure_a, pure_b = unmerged(a, b)
        if pure_a is not a or pure_b is not b:
            a, b, parts_a, parts_b = pure_a, pure_b, take_apart(pure_a.title), take_apart(pure_b.title)
            titles = likeness(parts_a, parts_b, weight)
            titles = replace(titles, reason=f"{titles.reason}, without the authors, venue or year beside one")
    people = compare_authors(a.authors, b.authors)
    edition = _Edition.of(a, b)
    near, is_reworded = titles.share, False
    if titles.alike is not Alike.SAME and (people.common or edition.same):
        near = max(near, nearness(parts_a, parts_b, weight))
        is_reworded = reworded(parts_a, parts_b, weight)
    case = _Case(titles, people, near, edition, is_reworded)
    shared = a.ids & b.ids
    if shared - crowded:
        case.linked(", ".join(sorted(map(_in_words, shared - crowded))))
    elif shared:
        case.badly_linked(", ".join(sorted(map(_in_words, shared))))
    else:
        case.apart(_differing(a.ids, b.ids))
    case.written_by()
    equal = parts_a.compact == parts_b.compact
    if equal or parts_a.only_name or parts_b.only_name:
        case.short_title(equal)
    case.published(a, b)
    score = (
        near
        + 0.5 * bool(shared)
        + _AUTHOR_SCORE[people.authors]
        + 0.2 * people.share
        + _VENUE_SCORE[case.edition.one_venue]
        - 0.02 * min(case.edition.gap or 0, 5)
    )
    return Judgement(case.verdict, round(score, 3), tuple(case.evidence))


@dataclass(frozen=True, slots=True)
class _Edition:
    """Whether two records can be of one venue and year (None: not known), and the kinds that only one venue is of."""

    one_venue: bool | None
    gap: int | None
    kinds: frozenset[str]

    @classmethod
    def of(cls, a: Record, b: Record) -> _Edition:
        gap = abs(a.year - b.year) if a.year and b.year else None
        kinds = venue_kinds(a.venue) ^ venue_kinds(b.venue) if a.venue and b.venue else frozenset()
        return cls(None if kinds else one_venue(a.venue, b.venue), gap, kinds)

    @property
    def same(self) -> bool:
        return self.one_venue is True and self.gap == 0


_FROM_TITLE = {Alike.SAME: Verdict.SAME, Alike.DOUBTFUL: Verdict.DOUBTFUL, Alike.DIFFERENT: Verdict.DIFFERENT}
_AUTHOR_SCORE = {
    Authors.UNKNOWN: 0.0,
    Authors.AGREE: 0.1,
    Authors.LIKELY: 0.05,
    Authors.PARTLY: 0.0,
    Authors.DISAGREE: -0.3,
}
_VENUE_SCORE = {True: 0.05, None: 0.0, False: -0.05}
# How near titles must be that authors in common make them one paper's; found on real records, damaged in many ways.
_NEAR_ENOUGH = {Authors.AGREE: 0.7, Authors.LIKELY: 0.8, Authors.PARTLY: 0.9, Authors.UNKNOWN: 2.0}
# The same venue and year ask for less, years that lie apart for more.
_SAME_EDITION, _YEARS_APART = -0.1, 0.15
_ONE_AUTHOR = 0.8
# In one edition, titles this near are one, misspelt.
_MISSPELT = 0.93
# Authors in common leave a doubt that titles alone would not have.
_NEAR_DOUBT = 0.5


class _Case:
    """One comparison under way: starts from the titles; every further piece of evidence may move the verdict."""

    def __init__(
        self, titles: Likeness, people: AuthorEvidence, near: float, edition: _Edition, is_reworded: bool
    ) -> None:
        self.titles, self.authors, self.near, self.edition = titles, people.authors, near, edition
        self.is_reworded = is_reworded
        self.one_author = people.common < 2
        self.evidence = [titles.reason]
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
        if self.authors is not Authors.UNKNOWN:
            self.evidence.append(self.authors.value)
        if self.authors is Authors.DISAGREE:
            self._by_others()
        elif self.verdict is not Verdict.SAME and self._near_enough():
            self.verdict = Verdict.SAME
        elif self.verdict is Verdict.DIFFERENT and self.authors is Authors.AGREE:
            self.verdict = Verdict.DOUBTFUL if self.near >= _NEAR_DOUBT or self.titles.named else self.verdict

    def _near_enough(self) -> bool:
        if self.titles.firm or self.titles.opposed or self.near == 1 or self.is_reworded:
            return False
        if self.edition.same and self.near >= _MISSPELT:
            self.evidence.append("same venue and year")
            return True
        need = _NEAR_ENOUGH[self.authors]
        if self.one_author:  # who writes a column writes it every year
            need = max(need, _ONE_AUTHOR)
        elif self.edition.same:
            need += _SAME_EDITION
        if self.edition.gap and self.edition.gap > 1:
            need += _YEARS_APART
        return self.near >= need

    def _by_others(self) -> None:
        """No author in common: another paper; a doubt where titles are equal, or misspelt in one edition."""
        if self.is_linked:
            return
        misspelt = self.edition.same and self.near >= _MISSPELT and not self.titles.firm
        if self.verdict is Verdict.SAME:
            self.verdict = Verdict.DOUBTFUL
        elif self.verdict is Verdict.DOUBTFUL and self.titles.share < 0.95 and not misspelt:
            self.verdict = Verdict.DIFFERENT

    def short_title(self, equal: bool) -> None:
        """A name alone, or a title like "Editorial", needs the edition too; equal ones may have authors instead."""
        if self.verdict is not Verdict.DOUBTFUL or self.authors is Authors.DISAGREE:
            return
        if self.edition.same:
            self._move(Verdict.SAME, "same venue and year")
        elif equal and self.authors is Authors.AGREE and not self.edition.gap:
            self.verdict = Verdict.SAME

    def published(self, a: Record, b: Record) -> None:
        """A poster, a workshop or journal version, or the same title at another venue is a related work."""
        if self.verdict is Verdict.DIFFERENT:
            return
        # A mark in one of two titles of one edition is what the other catalogue leaves out.
        marks = title_kinds(a.title) ^ title_kinds(b.title)
        marks = marks & {"erratum"} if self.edition.same else marks
        differing = marks | self.edition.kinds
        preprint = is_preprint(a.venue) or is_preprint(b.venue)
        sure = self.verdict is Verdict.SAME or (self.verdict is Verdict.DOUBTFUL and self.authors is Authors.AGREE)
        if differing and (marks or not preprint):
            told = "one is a version of another kind: " + ", ".join(sorted(differing))
            self._move(Verdict.RELATED if sure else self.verdict, told)
        elif self.edition.gap and a.venue and b.venue and not preprint and not self.is_linked:
            where = " and ".join(sorted((f"{a.venue} {a.year}", f"{b.venue} {b.year}")))
            self._published_apart(f"published at {where}")

    def _published_apart(self, told: str) -> None:
        """Two publications: one title makes them related, and what is only a little alike has nothing to do with it."""
        elsewhere = self.edition.one_venue is False
        if self.verdict is Verdict.SAME and elsewhere:
            self._move(Verdict.RELATED, told)
        elif self.verdict is Verdict.SAME and (self.edition.gap or 0) > 1 and self.authors is not Authors.AGREE:
            self._move(Verdict.DOUBTFUL, told)
        elif self.verdict is Verdict.DOUBTFUL and elsewhere and self.authors is not Authors.AGREE:
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
