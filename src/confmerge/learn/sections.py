"""What each section of a list is for: phrases that tell it better than the likeness of titles alone does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from confmerge.headings import bare
from confmerge.learn.candidates import Candidates, common
from confmerge.learn.fit import fit, fit_line
from confmerge.lists import PaperList, Section
from confmerge.place import Placer, Profile, Room
from confmerge.place.profile import POINT
from confmerge.rules import Matcher, Phrase, Rules
from confmerge.rules.phrases import spellings
from confmerge.titles import fold

# A section is profiled if it holds so many titles; a phrase is looked at if so many titles have it.
_TITLES, _LEAST = 4, 4
# What a weight costs, in titles: by its size and by its square.
_SPARSE, _RIDGE = 1.0, 1.0
# Phrases are found together more often than a fit of each section by itself knows.
_SHARED = 0.5
_WORTH, _HIGHEST = 0.2, 5.0
_PARTS = 5

# A phrase under all its names.
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """A phrase that tells a section: all its names, its weight, how many titles there have it, how many elsewhere."""

    names: Names
    weight: float
    here: int
    elsewhere: int


@dataclass(frozen=True)
class Profiles:
    """What tells each section, by its heading.

    `titles`: those that were tried; of them the placer finds the section of so many by itself (`alone`), and with
    phrases that were learned without them (`helped`). `offered`: what would tell the sections, where that did not help.
    """

    sections: Mapping[str, Sequence[Telling]]
    offered: Mapping[str, Sequence[Telling]] = field(default_factory=dict)
    titles: int = 0
    alone: int = 0
    helped: int = 0

    def over(self, rules: Rules) -> Rules:
        """Return rules with these sections in place of theirs of the same headings."""
        ours = {
            heading: tuple(Phrase(one.names, heading, one.weight) for one in told)
            for heading, told in self.sections.items()
        }
        named = set(map(bare, ours))
        theirs = {heading: phrases for heading, phrases in rules.sections.items() if bare(heading) not in named}
        return replace(rules, sections=theirs | ours)


def profiles(files: Sequence[PaperList], ideas: Rules) -> Profiles:
    """Return for each section of a list by topic, and each sub-section of a list by venue, what tells it.

    `ideas`: rules whose phrases count as one under all their names, whatever they weigh. What the titles' likeness
    tells already, as a placer without a profile has it, is not said again. Sections that stand for what fits nowhere,
    or for a venue, have none.
    """
    rooms = _rooms(files)
    titles = sorted({title for room in rooms for title in room.titles})
    if len(rooms) < 2 or all(len(room.titles) < _TITLES for room in rooms):
        return Profiles({})
    apart = _Apart(rooms, titles, ideas)
    alone, helped = apart.tried()
    told = apart.named(apart.told())
    if helped >= alone:
        return Profiles(told, {}, len(titles), alone, helped)
    return Profiles({}, told, len(titles), alone, helped)


class _Apart:
    """Rooms with their titles, and how the phrases of titles tell them apart."""

    def __init__(self, rooms: Sequence[Room], titles: Sequence[str], ideas: Rules) -> None:
        self._rooms, self._titles = rooms, titles
        inside = [set(room.titles) for room in rooms]
        self._here = [[title in ours for title in titles] for ours in inside]
        self._profiled = [n for n, room in enumerate(rooms) if len(room.titles) >= _TITLES and not room.catch_all]
        self._likeness, self._first = _likeness(rooms, titles)
        names = {name: phrase.names for phrase in ideas.phrases for name in phrase.names}
        new = _candidates(titles, names)
        self._found = [known | more for known, more in zip(_found(titles, names), new, strict=True)]

    def tried(self) -> tuple[int, int]:
        """Return of how many titles a placer finds the section by itself, and with phrases learned without them."""
        alone = helped = 0
        everything = range(len(self._titles))
        for part in range(_PARTS):
            hidden = everything[part::_PARTS]
            told = self.told([number for number in everything if number % _PARTS != part])
            profile = Profile(Profiles(self.named(told)).over(Rules()))
            placer = Placer(_hiding(self._rooms, {self._titles[number] for number in hidden}), profile)
            alone += sum(self._here[self._first[number]][number] for number in hidden)
            helped += sum(self._here[placer.rank(self._titles[number])[0].room][number] for number in hidden)
        return alone, helped

    def named(self, told: Mapping[int, Sequence[Telling]]) -> dict[str, Sequence[Telling]]:
        """Return what tells rooms by the last of their headings."""
        return {self._rooms[number].headings[-1]: phrases for number, phrases in told.items()}

    def told(self, known: Sequence[int] | None = None) -> dict[int, tuple[Telling, ...]]:
        """Return for rooms, by their numbers, the phrases that tell them, as the titles of some numbers teach it.

        First all phrases are looked at, then those that told something, found as the rules find them.
        """
        known = range(len(self._titles)) if known is None else known
        found = [self._found[number] for number in known]
        chosen = {phrase for room in self._profiled for phrase in self._weights(found, room, known)}
        found = self._finds(chosen, known)
        points = {room: _points(self._weights(found, room, known)) for room in self._profiled}
        found = self._finds({phrase for told in points.values() for phrase in told}, known)
        seen = Counter(phrase for phrases in found for phrase in phrases)
        result = {}
        for room, told in points.items():
            inside = [phrases for phrases, number in zip(found, known, strict=True) if self._here[room][number]]
            ours = Counter(phrase for phrases in inside for phrase in phrases)
            tellings = [Telling(one, weight, ours[one], seen[one] - ours[one]) for one, weight in told.items()]
            result[room] = tuple(sorted(tellings, key=lambda one: (-one.weight, -one.here, one.names)))
        return {room: tellings for room, tellings in result.items() if tellings}

    def _finds(self, phrases: Collection[Names], known: Sequence[int]) -> list[frozenset[Names]]:
        """Which of some phrases the rules would find in titles of some numbers."""
        return _found([self._titles[n] for n in known], {name: phrase for phrase in phrases for name in phrase})

    def _weights(self, found: Sequence[frozenset[Names]], room: int, known: Sequence[int]) -> dict[Names, float]:
        """What phrases tell of one room beyond the likeness of titles, in points of a profile; those that tell."""
        here = [self._here[room][number] for number in known]
        if len(set(here)) < 2:
            return {}
        likeness = [self._likeness[room][number] for number in known]
        seen = Counter(phrase for phrases in found for phrase in phrases)
        order = sorted(phrase for phrase, count in seen.items() if count >= _LEAST)
        position = {phrase: number for number, phrase in enumerate(order)}
        rows = [sorted(position[phrase] for phrase in phrases if phrase in position) for phrases in found]
        bias, slope = fit_line(likeness, here, balanced=False)
        offset = [bias + slope * score for score in likeness]
        weights = fit(rows, here, len(order), offset=offset, sparse=_SPARSE, ridge=_RIDGE, balanced=False)
        return {phrase: weight / slope for phrase, weight in zip(order, weights, strict=True) if weight}


def _points(weights: Mapping[Names, float]) -> dict[Names, float]:
    """Weights as rules have them, of those that are worth a line."""
    points = {phrase: round(max(-_HIGHEST, min(_HIGHEST, _SHARED * w)), 1) for phrase, w in weights.items()}
    return {phrase: weight for phrase, weight in points.items() if abs(weight) >= _WORTH}


def _rooms(files: Sequence[PaperList]) -> list[Room]:
    """The headings that are a topic's, with their titles; headings that a person would take for one are one."""
    names: dict[str, str] = {}
    titles: dict[str, str] = {}
    rooms: dict[str, dict[str, str]] = {}
    for entry in (entry for file in files for entry in file.entries):
        section = _topic(entry.place)
        if section is not None and section.heading.strip() and entry.kind != "list":
            name = names.setdefault(bare(section.heading), section.heading)
            itself = fold(entry.title)
            rooms.setdefault(name, {})[itself] = titles.setdefault(itself, entry.title)
    return [Room((name,), tuple(group.values())) for name, group in rooms.items()]


def _topic(section: Section) -> Section | None:
    """The section itself, or that whose year it is; none where it is a venue's."""
    while section.is_year and section.parent is not None:
        section = section.parent
    return None if not section.path or section.by_venue else section


def _likeness(rooms: Sequence[Room], titles: Sequence[str]) -> tuple[list[list[float]], list[int]]:
    """How like each room, in points of a profile, every title is, and which room comes first for it: by placers that
    do not know the title itself.
    """
    scores, first = [[0.0] * len(titles) for _ in rooms], [0] * len(titles)
    for part in range(_PARTS):
        placer = Placer(_hiding(rooms, set(titles[part::_PARTS])))
        for number in range(part, len(titles), _PARTS):
            choices = placer.rank(titles[number])
            first[number] = choices[0].room
            for choice in choices:
                scores[choice.room][number] = choice.score / POINT
    return scores, first


def _hiding(rooms: Sequence[Room], hidden: Collection[str]) -> list[Room]:
    return [Room(room.headings, tuple(title for title in room.titles if title not in hidden)) for room in rooms]


def _found(titles: Sequence[str], names: Mapping[str, Names]) -> list[frozenset[Names]]:
    matcher = Matcher(names)
    return [frozenset(match.value for match in matcher.find(title)) for title in titles]


def _candidates(titles: Sequence[str], names: Mapping[str, Names]) -> list[frozenset[Names]]:
    """The runs of words in each title that several have, apart from the ideas' names."""
    known = {spelling for name in names for spelling in spellings(name)}
    candidates = Candidates(titles)
    found = [candidates.of(title) for title in titles]
    new = {phrase for phrase in common(found, _LEAST) if known.isdisjoint(spellings(phrase))}
    return [frozenset((phrase,) for phrase in phrases & new) for phrases in found]
