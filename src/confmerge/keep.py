"""Keep: which of the accepted papers belong in an ML-systems list, and why.

The rules are a readable file (see `confmerge.rules`); every decision carries the phrases that made it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from confmerge.paper import Paper
from confmerge.rules import Kind, Phrase, Rules, load_rules

__all__ = ["Rules", "Screening", "load_rules", "screen"]

KEEP, MAYBE, DROP = "keep", "maybe", "drop"


@dataclass(frozen=True, slots=True)
class Screening:
    """The decision on one paper: keep, maybe or drop; the score; and what spoke for and against, in words."""

    keep: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Find:
    field: str
    found: str
    phrase: Phrase
    points: float
    refuted_by: str | None


def screen(paper: Paper, rules: Rules, kind: str = "systems") -> Screening:
    """Decide on `paper` as the rules say for that kind of venue.

    Each phrase counts once, in the field where it weighs most; a field adds at most what its rule allows. Rules without
    a phrase that speaks for a paper filter nothing out by themselves. Raises InputError for an unknown kind.
    """
    venue = rules.kind(kind)
    finds = list(_finds(paper, rules, venue))
    reasons = [_reason(find) for find in finds]
    score = venue.start
    if venue.start:
        reasons.insert(0, f"venue: {kind} starts at {venue.start:+.1f}")
    if not any(phrase.weight > 0 for phrase in rules.phrases):
        score = venue.keep
        reasons.insert(0, "rules: no phrase selects papers, so every paper stays")
    for name, field in rules.fields.items():
        points = sum(find.points for find in finds if find.field == name)
        if points > field.at_most:
            reasons.append(f"{name}: counts at most {field.at_most:+.1f}, not {points:+.1f}")
        score += min(points, field.at_most)
    score = round(score, 2)
    decision = KEEP if score >= venue.keep else MAYBE if score >= venue.maybe else DROP
    return Screening(decision, score, tuple(reasons) or ("no phrase of the rules was found",))


def _finds(paper: Paper, rules: Rules, venue: Kind) -> Iterator[_Find]:
    seen: set[Phrase] = set()
    for name, field in rules.fields.items():
        text: str | None = getattr(paper, name)
        if not text or not field.weight:
            continue
        for match in rules.matcher.find(text):
            phrase = match.value
            if phrase in seen:
                continue
            refuted_by = _context(phrase, text, rules)
            factor = 0.0 if refuted_by else venue.topics.get(phrase.topic, 1.0) * field.weight
            if factor or refuted_by:
                seen.add(phrase)
                yield _Find(name, match.found, phrase, phrase.weight * factor, refuted_by)


def _context(phrase: Phrase, text: str, rules: Rules) -> str | None:
    if not phrase.unless:
        return None
    return next((match.found for match in rules.contexts.find(text) if match.value in phrase.unless), None)


def _reason(find: _Find) -> str:
    rule = find.phrase.names[0].removeprefix("=")
    known_as = "" if rule.casefold() == find.found.casefold() else f": {rule}"
    what = f'{find.field}: "{find.found}" ({find.phrase.topic}{known_as})'
    if find.refuted_by:
        return f'{what} not counted: "{find.refuted_by}" gives it another meaning'
    return f"{what} {find.points:+.1f}" if find.points else f"{what} counts nothing"
