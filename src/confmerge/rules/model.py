"""What the rules say: phrases by topic, what a find in a field counts, and what decides at a kind of venue."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from confmerge.errors import InputError
from confmerge.rules.phrases import Matcher


@dataclass(frozen=True, slots=True)
class Phrase:
    """One idea under all its names: its topic, what it weighs, and the contexts in which it means something else."""

    names: tuple[str, ...]
    topic: str
    weight: float
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """What a find in a field of the paper counts, and the most that the field can add to a score."""

    weight: float = 1.0
    at_most: float = math.inf


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of venue: the scores from which a paper is kept or doubtful, where scores start, and topics' factors."""

    keep: float = 3.0
    maybe: float = 1.0
    start: float = 0.0
    topics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """Everything that `screen` needs to know."""

    phrases: tuple[Phrase, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)

    @cached_property
    def matcher(self) -> Matcher[Phrase]:
        """Finds the phrases."""
        return Matcher({name: phrase for phrase in self.phrases for name in phrase.names})

    @cached_property
    def contexts(self) -> Matcher[str]:
        """Finds the contexts named under `unless`."""
        return Matcher({context: context for phrase in self.phrases for context in phrase.unless})

    def kind(self, name: str) -> Kind:
        """Return the kind of that name; rules without kinds take every venue alike. Raises InputError."""
        if not self.kinds:
            return Kind()
        if name not in self.kinds:
            raise InputError(f"kind of venue `{name}` is not in the rules; they know {', '.join(sorted(self.kinds))}")
        return self.kinds[name]
