"""What the rules say: phrases by topic, what a find in a field counts, and what decides at a kind of venue."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from confmerge.errors import InputError
from confmerge.rules.phrases import Matcher

# What decides at a venue. systems: the ML words; ml: the systems words; mlsys: nothing has to.
KINDS = ("systems", "ml", "mlsys")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One idea under all its names: its topic, what it weighs, and the contexts in which it means something else.

    `own`: the weight is the phrase's own, and not its topic's.
    """

    names: tuple[str, ...]
    topic: str
    weight: float
    unless: tuple[str, ...] = ()
    own: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """What a find in a field of the paper counts, and the most that the field can add to a score.

    `passing`: the part that counts of a phrase that stands there only once; `topics`: factors of topics in this field.
    """

    weight: float = 1.0
    at_most: float = math.inf
    passing: float = 1.0
    topics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of venue: the scores from which a paper is kept or doubtful, where scores start, and topics' factors."""

    keep: float = 3.0
    maybe: float = 1.0
    start: float = 0.0
    topics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """Everything that `screen` needs to know, and what phrases belong to which section of a list.

    `topics`: all that have been named; `sections`: phrases by the heading of the section that they speak for.
    """

    phrases: tuple[Phrase, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    sections: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)

    @cached_property
    def matcher(self) -> Matcher[Phrase]:
        """Finds the phrases of all topics."""
        return self.matcher_at(Kind())

    def matcher_at(self, kind: Kind) -> Matcher[Phrase]:
        """Return what finds the phrases at a kind of venue: a topic with factor 0 there is as if it were not there."""
        off = frozenset(topic for topic, factor in kind.topics.items() if not factor)
        if off not in self._matchers:
            self._matchers[off] = Matcher(
                {name: phrase for phrase in self.phrases if phrase.topic not in off for name in phrase.names}
            )
        return self._matchers[off]

    @cached_property
    def _matchers(self) -> dict[frozenset[str], Matcher[Phrase]]:
        return {}

    @cached_property
    def contexts(self) -> Matcher[str]:
        """Finds the contexts named under `unless`."""
        return Matcher({context: context for phrase in self._all() for context in phrase.unless})

    @cached_property
    def section_matcher(self) -> Matcher[tuple[Phrase, ...]]:
        """Finds the phrases of the sections; one may stand under several (a phrase's `topic` is the section's name)."""
        found: dict[str, tuple[Phrase, ...]] = {}
        for phrases in self.sections.values():
            for phrase in phrases:
                for name in phrase.names:
                    found[name] = (*found.get(name, ()), phrase)
        return Matcher(found, operator.add)

    @cached_property
    def selects(self) -> bool:
        """Whether any phrase speaks for a paper."""
        return any(phrase.weight > 0 for phrase in self.phrases)

    def _all(self) -> tuple[Phrase, ...]:
        return (*self.phrases, *(phrase for phrases in self.sections.values() for phrase in phrases))

    def kind(self, name: str) -> Kind:
        """Return the kind of that name; rules without kinds take every venue alike. Raises InputError."""
        if not self.kinds:
            return Kind()
        if name not in self.kinds:
            raise InputError(f"kind of venue `{name}` is not in the rules; they know {', '.join(sorted(self.kinds))}")
        return self.kinds[name]
