"""What learned phrases and thresholds make of the rules below them: just what the written file will say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from confmerge.learn.thresholds import Thresholds
from confmerge.rules import Kind, Phrase, Rules
from confmerge.rules.model import KINDS
from confmerge.rules.phrases import spellings


@dataclass(frozen=True)
class Start:
    """The rules that learning starts from; `written`: how a rules file says that it extends them, None for nothing."""

    rules: Rules
    written: str | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A phrase and its weight; how many titles with it the list holds, and how many it passed over.

    `base` is the phrase of the rules below that it is, with the weight that it had.
    """

    name: str
    weight: float
    held: int
    passed: int
    base: Phrase | None = None

    def phrase(self, topic: str) -> Phrase:
        """Return it as rules have it; `topic` is for one that the rules below do not know."""
        if self.base is None:
            return Phrase((self.name,), topic, self.weight)
        return replace(self.base, weight=self.weight, own=True)


def topic_of(kind: str) -> str:
    """Return the topic of phrases that were learned of a kind of venue."""
    return f"learned of {kind} venues"


def lay(base: Rules, kind: str, phrases: Sequence[Weighed], limits: Thresholds) -> Rules:
    """Return the base rules with learned phrases over them, and the thresholds of a kind of venue.

    What is new counts nothing at other kinds of venue, unless the base rules take every kind alike: then it counts at
    all, and the thresholds are those of all.
    """
    topic = topic_of(kind)
    own = [one.phrase(topic) for one in phrases]
    taken = {spelling for phrase in own for name in phrase.names for spelling in _spellings(name)}
    below = (_rest(phrase, taken) for phrase in base.phrases)
    topics = [*base.topics, *([topic] if any(one.base is None for one in phrases) else [])]
    return replace(
        base,
        phrases=(*own, *(phrase for phrase in below if phrase.names)),
        topics=tuple(dict.fromkeys(topics)),
        kinds=_kinds(base, kind, limits, topic if len(topics) > len(base.topics) else None),
    )


def _kinds(base: Rules, kind: str, limits: Thresholds, topic: str | None) -> dict[str, Kind]:
    """The kinds with new thresholds at one of them; `topic`: new, and nothing at the others."""
    if not base.kinds:
        return {name: Kind(limits.keep, limits.maybe) for name in KINDS}
    own = replace(base.kinds.get(kind, Kind()), keep=limits.keep, maybe=limits.maybe)
    kinds = {**base.kinds, kind: own}
    if topic is None:
        return kinds
    return {
        name: one if name == kind else replace(one, topics={**one.topics, topic: 0.0}) for name, one in kinds.items()
    }


def _rest(phrase: Phrase, taken: set[str]) -> Phrase:
    """A phrase without names that others have now."""
    names = tuple(name for name in phrase.names if taken.isdisjoint(_spellings(name)))
    return phrase if names == phrase.names else replace(phrase, names=names)


_spellings = cache(spellings)
