"""The trial of what is learned: each edition is judged by rules that were learned without it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from confmerge.keep import screen
from confmerge.learn.evidence import Example
from confmerge.learn.layer import Weighed, lay
from confmerge.learn.thresholds import Answers, Thresholds
from confmerge.learn.weights import Ground, Sample
from confmerge.rules import Kind, Rules

# What a phrase may cost, in titles.
_COSTS = (6.0, 3.0, 1.5)
# So many times better does it have to be to be worth more phrases, and than rules that are there already.
_BETTER, _CLEARLY = 1.03, 1.1
# And a person is not asked more often than by those, but for so much of all papers.
_MORE = 0.02
# With fewer editions everything is divided by chance instead; with fewer papers taken from them what else the list
# holds is judged, too, and a usual share is assumed.
_EDITIONS, _PICKS, _PARTS, _SHARE = 3, 10, 5, 0.15
# Rules that are made from nothing keep from about this score on, as the bundled ones do.
_KEEP = 3.0


@dataclass(frozen=True, slots=True)
class Tried:
    """How rules that were learned without an edition judge it: what was taken of it, and what they kept and asked.

    `right` and `seen`: of what was taken, what they kept, and what they did not drop.
    """

    edition: str
    papers: int
    taken: int
    kept: int
    right: int
    asked: int
    seen: int


@dataclass(frozen=True)
class Learned:
    """What was learned of one kind of venue: the phrases that weigh other than before, the thresholds, the trials.

    Not `better`: the base rules choose as well as anything that could be learned, and stay as they are; then `phrases`
    are none, and `borne_out` are theirs, with the evidence.
    """

    kind: str
    phrases: tuple[Weighed, ...]
    limits: Thresholds
    tried: tuple[Tried, ...]
    better: bool = True
    borne_out: tuple[Weighed, ...] = ()


def learn_weights(
    examples: Sequence[Example],
    base: Rules,
    kind: str,
    fixed: Collection[str] = (),
    *,
    proven: bool = True,
    tell: Callable[[str], None] = lambda text: None,
) -> Learned:
    """Fit weights on top of base rules at a kind of venue, as many as help with editions that they were not fitted to.

    Of the examples some have to be held and some passed over. `fixed`: first names of the base rules' phrases that have
    to stay as they are; `proven`: whether somebody made the base rules, so that they are left only for what is better
    in every way. `tell` hears how far it is. Raises InputError for rules by which titles count nothing.
    """
    trial = _Trial(sorted(examples, key=_order), base, kind, fixed)
    as_it_is = best = trial.of_base()
    for cost in _COSTS:
        tell(f"{kind} venues: phrases at {cost:g} titles each")
        result = trial.of(cost)
        margin = _CLEARLY if best is as_it_is else _BETTER
        if result.quality > best.quality * margin and (result.spares(as_it_is) or not (proven and base.phrases)):
            best = result
    phrases = trial.weighed(best)
    if not phrases and not base.phrases:
        best = as_it_is
    better = best is not as_it_is
    return Learned(kind, phrases, best.limits, trial.tried(best), better, () if better else trial.as_they_are())


def _order(example: Example) -> tuple[bool, str, str]:
    return example.held, example.title, example.edition or ""


@dataclass(frozen=True)
class _Result:
    """The scores of all examples by rules that do not know them, and thresholds; no `cost`: by the base rules.

    `quality`: precision and recall of what is kept, together; `seen`: the share of what is held that is not dropped;
    `asked`: the share of all papers that a person is asked about.
    """

    scores: Sequence[float]
    limits: Thresholds
    quality: float
    seen: float
    asked: float
    cost: float | None = None
    stretch: float = 1.0

    def spares(self, other: _Result) -> bool:
        """Whether no more is dropped of what is held than by the other, and hardly more is asked."""
        return self.seen >= other.seen and self.asked <= other.asked + _MORE


class _Trial:
    """Examples in parts; each part is judged by what is learned from the others."""

    def __init__(self, examples: Sequence[Example], base: Rules, kind: str, fixed: Collection[str]) -> None:
        self._examples, self._base, self._kind = examples, base, kind
        of_editions = [one for one in examples if one.edition is not None]
        picks = sum(one.held for one in of_editions)
        self._enough = picks >= _PICKS
        self._share = picks / len(of_editions) if self._enough else _SHARE
        self._parts = _parts(examples, self._enough)
        self._ground = Ground(base, kind, {one.title for one in examples}, fixed)
        self._samples = {part: self._sample(part) for part in sorted({part for part in self._parts if part})}

    def of_base(self) -> _Result:
        """Try the base rules as they are, with their thresholds."""
        venue = self._base.kinds.get(self._kind, Kind())
        return self._result(self._scores({}), Thresholds(venue.keep, venue.maybe))

    def of(self, cost: float) -> _Result:
        """Try what is learned at a cost; where no base rules give the scale of scores, it is found first."""
        stretch = 1.0 if self._base.phrases else _KEEP / self._at(cost, 1.0).limits.keep
        return self._at(cost, stretch)

    def weighed(self, result: _Result) -> tuple[Weighed, ...]:
        """Return what is learned from all examples together, as it was tried."""
        if result.cost is None:
            return ()
        return Sample(self._ground, self._examples).weighed(result.cost, result.stretch)

    def as_they_are(self) -> tuple[Weighed, ...]:
        """Return the phrases of the base rules with the evidence."""
        return Sample(self._ground, self._examples).as_they_are()

    def tried(self, result: _Result) -> tuple[Tried, ...]:
        """Return how each edition was judged."""
        limits = result.limits
        by_edition: dict[str, list[tuple[float, bool]]] = {}
        for score, one in zip(result.scores, self._examples, strict=True):
            if one.edition is not None:
                by_edition.setdefault(one.edition, []).append((score, one.held))
        return tuple(
            Tried(
                key,
                len(told),
                sum(held for _, held in told),
                sum(score >= limits.keep for score, _ in told),
                sum(held and score >= limits.keep for score, held in told),
                sum(limits.maybe <= score < limits.keep for score, _ in told),
                sum(held and score >= limits.maybe for score, held in told),
            )
            for key, told in sorted(by_edition.items())
        )

    def _sample(self, part: str) -> Sample | None:
        """What is not of a part, where there is something held in it and something passed over."""
        rest = [one for one, its in zip(self._examples, self._parts, strict=True) if its != part]
        return Sample(self._ground, rest) if {one.held for one in rest} == {True, False} else None

    def _at(self, cost: float, stretch: float) -> _Result:
        learned = {part: sample.weighed(cost, stretch) for part, sample in self._samples.items() if sample}
        return self._result(self._scores(learned), None, cost, stretch)

    def _scores(self, learned: Mapping[str, Sequence[Weighed]]) -> list[float]:
        """Score each example by what was learned without its part; what is in no part, and in every fit, has 0."""
        limits = Thresholds(_KEEP, 0.0)
        rules = {part: lay(self._base, self._kind, learned.get(part, ()), limits) for part in self._samples}
        return [
            screen(one.paper, rules[part], self._kind).score if part else 0.0
            for one, part in zip(self._examples, self._parts, strict=True)
        ]

    def _result(
        self, scores: Sequence[float], limits: Thresholds | None, cost: float | None = None, stretch: float = 1.0
    ) -> _Result:
        """Judge scores, with the thresholds that suit them best where none are given."""
        told = zip(scores, self._examples, strict=True)
        judged = [(score, one.held) for score, one in told if one.edition is not None or not self._enough]
        answers = Answers.of(judged, self._share)
        limits = limits or answers.best()
        asked = answers.asked(limits.maybe, limits.keep)
        return _Result(scores, limits, answers.quality(limits.keep), answers.seen(limits.maybe), asked, cost, stretch)


def _parts(examples: Sequence[Example], enough: bool) -> list[str | None]:
    """Return the part of each example, None for what is never held back.

    Editions are held back one by one, if there are several and `enough` was taken of them; else parts of everything.
    """
    if enough and len({one.edition for one in examples if one.edition is not None}) >= _EDITIONS:
        return [one.edition for one in examples]
    return [f"part {number % _PARTS}" for number in range(len(examples))]
