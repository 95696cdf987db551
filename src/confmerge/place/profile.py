"""The profile of a list: phrases that speak for its sections, written by hand or learned, as the rules hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from confmerge.headings import bare
from confmerge.rules import Rules

# What a phrase of weight 1 adds to a section's score. By the words alone, a clear case has about 0.3 more than others.
POINT = 0.1


class Profile:
    """What the `sections` of rules say of titles; without rules, nothing."""

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules or Rules()
        self._headings = {name: bare(name) for name in self._rules.sections}

    def points(self, title: str) -> Mapping[str, Mapping[str, float]]:
        """Return by bare heading the words found in a title that speak for that section, and what each adds."""
        if not self._headings:
            return {}
        contexts = {match.value for match in self._rules.contexts.find(title)}
        found: dict[str, dict[str, float]] = {}
        for match in self._rules.section_matcher.find(title):
            for phrase in match.value:
                if contexts.isdisjoint(phrase.unless):
                    words = found.setdefault(self._headings[phrase.topic], {})
                    words[match.found.casefold()] = phrase.weight * POINT
        return found

    def unknown(self, paths: Iterable[Sequence[str]]) -> list[str]:
        """Return the sections that are named here and are none of a list's, whose sections have these headings."""
        known = {bare(heading) for path in paths for heading in path}
        return [name for name, heading in self._headings.items() if heading not in known]


NO_PROFILE = Profile()
