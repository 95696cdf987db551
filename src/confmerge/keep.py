"""Keep: which of the accepted papers belong in an ML-systems list, and why.

The rules are a readable file (see `confmerge.rules`); every decision carries the phrases that made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import fsum
from typing import Any

from confmerge.paper import Paper
from confmerge.rules import Field, Kind, Phrase, Rules, load_rules

__all__ = ["Rules", "Screening", "load_rules", "screen"]

KEEP, MAYBE, DROP = "keep", "maybe", "drop"
# The field that is read sentence by sentence, and names what it is about more than once.
_LONG = "abstract"
# How many finds of a field are told in brief.
_SHOWN = 3
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[^\sa-z])")


@dataclass(frozen=True, slots=True)
class Screening:
    """The decision on one paper: keep, maybe or drop; the score; what spoke for and against, in words.

    `brief` is all of that in a line for a person; "" where nothing was found.
    """

    keep: str
    score: float
    reasons: tuple[str, ...]
    brief: str = field(default="", compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"keep": self.keep, "score": self.score, "reasons": list(self.reasons)}


@dataclass(frozen=True, slots=True)
class _Find:
    """A phrase in a field: how often it stands there, and what it counts."""

    field: str
    found: str
    phrase: Phrase
    times: int = 1
    points: float = 0.0
    refuted_by: str | None = None


def screen(paper: Paper, rules: Rules, kind: str = "systems") -> Screening:
    """Decide on `paper` as the rules say for that kind of venue.

    Each phrase counts once, in the field where it weighs most; a field adds at most what its rule allows. Rules without
    a phrase that speaks for a paper filter nothing out by themselves. Raises InputError for an unknown kind.
    """
    venue = rules.kind(kind)
    finds = _finds(paper, rules, venue)
    reasons = [_reason(find) for find in finds]
    parts = [venue.start]
    if venue.start:
        reasons.insert(0, f"venue: {kind} starts at {_signed(venue.start)}")
    if not rules.selects:
        parts = [venue.keep]
        reasons.insert(0, "rules: no phrase selects papers, so every paper stays")
    for name, setting in rules.fields.items():
        points = fsum(find.points for find in finds if find.field == name)
        if points > setting.at_most:
            reasons.append(f"{name}: counts at most {_signed(setting.at_most)}, not {_signed(points)}")
        parts.append(min(points, setting.at_most))
    score = round(fsum(parts), 2)
    decision = KEEP if score >= venue.keep else MAYBE if score >= venue.maybe else DROP
    return Screening(decision, score, tuple(reasons) or ("no phrase of the rules was found",), _brief(finds, reasons))


def _finds(paper: Paper, rules: Rules, venue: Kind) -> list[_Find]:
    """Each phrase found, in the field where it weighs most; by field, what weighs most first."""
    best: dict[Phrase, _Find] = {}
    texts = {name: text for name in rules.fields if (text := getattr(paper, name))}
    about = [text for name, text in texts.items() if name != _LONG]
    for name, text in texts.items():
        for find in _in_field(name, text, about, rules, venue):
            other = best.get(find.phrase)
            if other is None or abs(find.points) > abs(other.points):
                best[find.phrase] = find
    order = {name: number for number, name in enumerate(rules.fields)}
    return sorted(best.values(), key=lambda find: (order[find.field], -abs(find.points)))


def _in_field(name: str, text: str, about: Sequence[str], rules: Rules, venue: Kind) -> Iterator[_Find]:
    setting = rules.fields[name]
    if not setting.weight:
        return
    found: dict[Phrase, _Find] = {}
    for sentence in _SENTENCES.split(text) if name == _LONG else (text,):
        for match in rules.matcher_at(venue).find(sentence):
            phrase = match.value
            if not setting.topics.get(phrase.topic, 1.0):
                continue
            refuted_by = _context(phrase, (sentence, *about), rules)
            earlier = found.get(phrase)
            if earlier is None or (earlier.refuted_by and not refuted_by):
                found[phrase] = _Find(name, match.found, phrase, refuted_by=refuted_by)
            elif not refuted_by:
                found[phrase] = replace(earlier, times=earlier.times + 1)
    for find in found.values():
        yield find if find.refuted_by else replace(find, points=_points(find, setting, venue))


def _points(find: _Find, setting: Field, venue: Kind) -> float:
    phrase = find.phrase
    factor = venue.topics.get(phrase.topic, 1.0) * setting.topics.get(phrase.topic, 1.0) * setting.weight
    return phrase.weight * factor * (setting.passing if find.times == 1 else 1.0)


def _context(phrase: Phrase, texts: Sequence[str], rules: Rules) -> str | None:
    """What gives a phrase another meaning: in its own sentence, or in what the paper and its session are called."""
    if not phrase.unless:
        return None
    found = (match for text in texts for match in rules.contexts.find(text))
    return next((match.found for match in found if match.value in phrase.unless), None)


def _reason(find: _Find) -> str:
    rule = find.phrase.names[0].removeprefix("=")
    known_as = "" if rule.casefold() == find.found.casefold() else f": {rule}"
    what = f'{find.field}: "{find.found}" ({find.phrase.topic}{known_as})'
    if find.refuted_by:
        return f'{what} not counted: "{find.refuted_by}" gives it another meaning'
    if find.field == _LONG:
        what += " once" if find.times == 1 else f" {find.times} times"
    return f"{what} {_signed(find.points)}" if find.points else f"{what} counts nothing"


def _brief(finds: Sequence[_Find], reasons: Sequence[str]) -> str:
    """What a person reads in a table: the strongest finds of each field, and all that speaks against."""
    told = [reason for reason in reasons if reason.startswith(("venue:", "rules:"))]
    for name in dict.fromkeys(find.field for find in finds):
        here = [f'"{find.found}" {_signed(find.points)}' for find in finds if find.field == name and find.points > 0]
        more = [f"{len(here) - _SHOWN} more"] if len(here) > _SHOWN else []
        if here:
            told.append(f"{name}: {', '.join([*here[:_SHOWN], *more])}")
    against = [f'"{find.found}" {_signed(find.points)} ({find.field})' for find in finds if find.points < 0]
    against += [f'"{find.found}" beside "{find.refuted_by}" ({find.field})' for find in finds if find.refuted_by]
    if against:
        told.append(f"against: {', '.join(against)}")
    return "; ".join(told)


def _signed(points: float) -> str:
    """Points with their sign and one digit or two: +3.0, -0.12."""
    return f"{points:+.2f}".removesuffix("0")
