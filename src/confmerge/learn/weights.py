"""What speaks for a paper in one list and against it: weights of phrases, fitted to what the list took and passed over.

A weight is what a phrase adds to a score, as in any rules file. Learning starts from base rules, which may be empty,
and says only what differs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from confmerge.errors import InputError
from confmerge.learn.candidates import LONGEST, Candidates, common
from confmerge.learn.evidence import Example
from confmerge.learn.fit import fit, fit_line
from confmerge.learn.layer import Weighed
from confmerge.rules import Field, Kind, Matcher, Rules
from confmerge.rules.phrases import plain, spellings

# A phrase is looked at if so many titles have it.
_LEAST = 4
# What a weight costs by its square, in titles.
_RIDGE = 1.0
# A weight that differs by less is not worth a line.
_WORTH = 0.25
_HIGHEST = 8.0

Names = frozenset[str]


class Ground:
    """The base rules at a kind of venue, and what they know of titles: phrases go by the first of their names.

    `fixed`: phrases whose weights have to stay. Raises InputError for rules by which titles count nothing.
    """

    def __init__(self, base: Rules, kind: str, titles: Iterable[str], fixed: Collection[str] = ()) -> None:
        venue, title_field = base.kinds.get(kind, Kind()), base.fields.get("title", Field(0.0))
        if not title_field.weight:
            raise InputError("the rules to start from count nothing in titles, and from titles it is learned")
        self.scale, self.fixed = title_field.weight, frozenset(fixed)
        factors = {
            phrase: title_field.weight * title_field.topics.get(phrase.topic, 1.0) * venue.topics.get(phrase.topic, 1.0)
            for phrase in base.phrases
        }
        self.phrases = {phrase.names[0]: phrase for phrase, factor in factors.items() if factor}
        self.factors = {phrase.names[0]: factor for phrase, factor in factors.items()}
        self._contexts = base.contexts
        self._names = {name: first for first, phrase in self.phrases.items() for name in phrase.names}
        self._spelled = {one for phrase in base.phrases for name in phrase.names for one in spellings(name)}
        self._matcher = Matcher(self._names)
        self._found = {title: self._find(title, self._matcher) for title in titles}
        # Words of phrases that are known make no new phrase.
        self._rest = {title: _without(title, self._matcher) for title in self._found}
        self._candidates = Candidates(self._rest.values())

    def weight(self, name: str) -> float:
        """Return what a phrase counts before anything is learned."""
        return self.phrases[name].weight * self.factors[name] if name in self.phrases else 0.0

    def candidates(self, titles: Iterable[str]) -> list[Names]:
        """Return for each title the new phrases in it that several of them have; none that the base rules know, be it
        at another kind of venue.
        """
        found = [self._candidates.of(self._rest[title]) for title in titles]
        new = {phrase for phrase in common(found, _LEAST) if self._spelled.isdisjoint(spellings(phrase))}
        return [phrases & new for phrases in found]

    def found(self, titles: Iterable[str], new: Iterable[str] = ()) -> list[Names]:
        """Return for each title what is found in it when there are these new phrases, too."""
        names = self._names | {name: name for name in new}
        if len(names) == len(self._names):
            return [self._found[t] if t in self._found else self._find(t, self._matcher) for t in titles]
        matcher = Matcher(names)
        return [self._find(title, matcher) for title in titles]

    def said_by(self, names: Sequence[str], others: Mapping[str, float]) -> list[float]:
        """Return for each of some new phrases what its words count without it, by the base rules and `others`."""
        finds = self.found(names, others)
        return [sum(sorted(others.get(one, self.weight(one)) for one in found)) for found in finds]

    def _find(self, title: str, matcher: Matcher[str]) -> Names:
        found = {match.value for match in matcher.find(title)}
        return frozenset(name for name in found if not self._refuted(name, title))

    def _refuted(self, name: str, title: str) -> bool:
        """Whether a title says that a phrase means something else in it."""
        unless = self.phrases[name].unless if name in self.phrases else ()
        return bool(unless) and any(match.value in unless for match in self._contexts.find(title))


class Sample:
    """Some examples, from which weights are fitted at several costs."""

    def __init__(self, ground: Ground, examples: Sequence[Example]) -> None:
        self._ground = ground
        self._titles = [one.title for one in examples]
        self._held = [one.held for one in examples]
        self._known = ground.found(self._titles)
        self._new = ground.candidates(self._titles)

    def weighed(self, cost: float, stretch: float = 1.0) -> tuple[Weighed, ...]:
        """Return the phrases that weigh other than before, the weightiest first.

        `cost`: what a phrase costs, in titles; weights are multiplied by `stretch`. A sparse fit chooses the phrases, a
        second one weighs them as rules will find them: the longest where they overlap.
        """
        finds = [known | new for known, new in zip(self._known, self._new, strict=True)]
        chosen = {name for name, more in self._fitted(finds, self._known, cost).items() if more}
        found = self._ground.found(self._titles, chosen - self._ground.phrases.keys())
        more = self._fitted([names & chosen for names in found], found, 0.0)
        return self._told(self._rounded(more, stretch))

    def as_they_are(self) -> tuple[Weighed, ...]:
        """Return the phrases of the base rules that several titles have, with their weights and the evidence."""
        seen = Counter(name for names in self._known for name in names)
        return self._told({name: self._ground.phrases[name].weight for name, count in seen.items() if count >= _LEAST})

    def _fitted(self, finds: Sequence[Names], known: Sequence[Names], sparse: float) -> dict[str, float]:
        """Fit what each of `finds` adds to the score that `known` phrases give, on the scale of scores."""
        seen = Counter(name for names in finds for name in names - self._ground.fixed)
        order = sorted(name for name, count in seen.items() if count >= _LEAST)
        number = {name: position for position, name in enumerate(order)}
        rows = [sorted(number[name] for name in names if name in number) for names in finds]
        scores = [sum(sorted(map(self._ground.weight, names))) for names in known]
        bias, slope = fit_line(scores, self._held) if self._ground.phrases else (0.0, 1.0)
        offset = [bias + slope * score for score in scores]
        weights = fit(rows, self._held, len(order), offset=offset, sparse=sparse, ridge=_RIDGE)
        return {name: weight / slope for name, weight in zip(order, weights, strict=True)}

    def _rounded(self, more: Mapping[str, float], stretch: float) -> dict[str, float]:
        """The weights as rules have them, of those that are worth a line: they differ from what is said without."""
        ground = self._ground
        old = [name for name in sorted(more) if name in ground.phrases]
        result = self._worth(old, [ground.phrases[name].weight for name in old], more, stretch)
        for length in range(1, LONGEST + 1):
            new = [name for name in sorted(more) if name not in ground.phrases and len(name.split()) == length]
            points = {name: weight * ground.scale for name, weight in result.items() if name not in ground.phrases}
            before = [said / ground.scale for said in ground.said_by(new, points)]
            result |= self._worth(new, before, more, stretch)
        return result

    def _worth(
        self, names: Sequence[str], before: Sequence[float], more: Mapping[str, float], stretch: float
    ) -> dict[str, float]:
        ground, result = self._ground, dict[str, float]()
        for name, weight_before in zip(names, before, strict=True):
            factor = ground.factors.get(name, ground.scale)
            weight = stretch * (ground.weight(name) + more[name]) / factor
            weight = round(max(-_HIGHEST, min(_HIGHEST, weight)), 1) + 0.0
            if abs(weight - weight_before) >= _WORTH:
                result[name] = weight
        return result

    def _told(self, weights: Mapping[str, float]) -> tuple[Weighed, ...]:
        """The phrases with their evidence, as the rules will find them."""
        phrases = self._ground.phrases
        finds = self._ground.found(self._titles, weights.keys() - phrases.keys())
        held = Counter(name for names, ours in zip(finds, self._held, strict=True) if ours for name in names)
        passed = Counter(name for names, ours in zip(finds, self._held, strict=True) if not ours for name in names)
        told = [Weighed(name, weight, held[name], passed[name], phrases.get(name)) for name, weight in weights.items()]
        return tuple(sorted(told, key=lambda one: (-one.weight, -one.held, one.name)))


def _without(title: str, matcher: Matcher[str]) -> str:
    """A title with a colon in place of each phrase that is found."""
    rest = plain(title)
    for find in matcher.find(title):
        words = r"\s+".join(map(re.escape, find.found.split()))
        rest = re.sub(rf"(?<!\w){words}(?!\w)", " : ", rest, count=1)
    return rest
