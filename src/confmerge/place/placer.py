"""Where in a list a paper belongs: judged by the titles that stand in each section, and by the sections' names."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from confmerge.headings import bare, is_catch_all, is_for_surveys, may_be_survey
from confmerge.place.profile import NO_PROFILE, Profile
from confmerge.place.terms import terms_of
from confmerge.titles import fold

# The headings of a section count as much as so many titles in it.
_NAME = 2
# By what a smaller section lags behind the largest: the logarithm of their ratio, times this.
_SHARE = 0.025
# What a catch-all is like says little before it holds many titles: half, where it holds so many.
_CATCHES = 3

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Room:
    """A place where papers may go: its headings from the outermost, and the titles that stand there."""

    headings: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def catch_all(self) -> bool:
        """Whether it is where a list puts what fits nowhere ("Other")."""
        return bool(self.headings) and is_catch_all(self.headings[-1])

    @property
    def for_surveys(self) -> bool:
        """Whether only surveys go there."""
        return bool(self.headings) and is_for_surveys(self.headings[-1])


@dataclass(frozen=True, slots=True)
class Choice:
    """A room, by its number, for a title; how like the title is to what stands there: from 0 (nothing) to 1."""

    room: int
    score: float


class Placer:
    """Ranks rooms for a title, by what stands in them, by their names, and by the list's profile.

    A room is the mean of its titles as vectors of their terms, rare ones weighing more (Rocchio's classifier, TF-IDF).
    Nothing is trained: the list's own entries and headings are all it knows.
    """

    def __init__(self, rooms: Sequence[Room], profile: Profile = NO_PROFILE) -> None:
        self.rooms, self._profile = rooms, profile
        self._names = [{bare(heading) for heading in room.headings} for room in rooms]
        self._standing = _standing(rooms)
        names = [_name_terms(room) for room in rooms]
        titles = [[terms_of(title) for title in room.titles] for room in rooms]
        once = {fold(title): terms_of(title) for room in rooms for title in room.titles}
        every: list[Iterable[str]] = [*names, *once.values()]
        self._seen = Counter(term for terms in every for term in terms)
        self._total = len(every)
        self._trust = [_trust(room) for room in rooms]
        self._for_surveys = [room.for_surveys for room in rooms]
        sizes = [len(group) + _NAME for group in titles]
        self._lags = [_SHARE * math.log(size / max(sizes)) for size in sizes]
        self._centres = [self._centre(group, name) for group, name in zip(titles, names, strict=True)]

    def rank(self, title: str) -> list[Choice]:
        """Return every room with its score, the best first; of two alike, that with more titles.

        A room where this very title stands comes before any other.
        """
        terms, points = terms_of(title), self._profile.points(title)
        vector, told, there = self._vector(terms), self._told(terms), self._standing.get(fold(title), ())
        ranks, scores, survey = [], [], may_be_survey(title)
        for number, room in enumerate(self.rooms):
            barred = self._for_surveys[number] and not survey
            like = 0.0 if barred else _dot(vector, self._centres[number]) * self._trust[number]
            said = sum(sum(points[name].values()) for name in self._names[number] & points.keys())
            score = (like + self._lags[number]) * told + said
            ranks.append((number not in there, -score, room.headings))
            scores.append(1.0 if number in there else round(min(1.0, max(0.0, score)), 3))
        return [Choice(room, scores[room]) for room in sorted(range(len(self.rooms)), key=ranks.__getitem__)]

    def common(self, title: str, room: int, most: int = 3) -> tuple[str, ...]:
        """Return the words of a title that speak most for a room."""
        terms, centre, said = terms_of(title), self._centres[room], defaultdict[str, float](float)
        for term, weight in self._vector(terms).items():
            said[terms[term].casefold()] += weight * centre.get(term, 0.0) * self._trust[room]
        for name, words in self._profile.points(title).items():
            for word, weight in words.items() if name in self._names[room] else ():
                said[word] += weight
        found: list[str] = []
        for word in sorted((word for word in said if said[word] > 0), key=lambda word: (-said[word], word)):
            if (len(word) == 1 and word.isascii()) or any(_within(word, other) for other in found):
                continue
            found = [*(other for other in found if not _within(other, word)), word]
            if len(found) == most:
                break
        return tuple(found)

    def _centre(self, titles: Sequence[Iterable[str]], name: Iterable[str]) -> Vector:
        total: Counter[str] = Counter()
        for terms in [*titles, *[name] * _NAME]:
            total.update(self._vector(terms))
        return _normal(total)

    def _vector(self, terms: Iterable[str]) -> dict[str, float]:
        return _normal({term: self._weight(term) for term in terms if term in self._seen})

    def _told(self, terms: Iterable[str]) -> float:
        """How much of a title the list knows: likeness in the rest says the less."""
        weights = [(term in self._seen, self._weight(term) ** 2) for term in terms]
        return math.sqrt(sum(weight for known, weight in weights if known) / (sum(w for _, w in weights) or 1.0))

    def _weight(self, term: str) -> float:
        return math.log((self._total + 1) / (self._seen[term] + 0.5))


def _standing(rooms: Sequence[Room]) -> dict[str, set[int]]:
    """Where each folded title stands."""
    standing: dict[str, set[int]] = {}
    for number, room in enumerate(rooms):
        for title in room.titles:
            standing.setdefault(fold(title), set()).add(number)
    return standing


def _within(word: str, other: str) -> bool:
    """Whether words are told already: "kernel" beside "gpu kernel"."""
    return set(word.split()) <= set(other.split())


def _trust(room: Room) -> float:
    return len(room.titles) / (len(room.titles) + _CATCHES) if room.catch_all else 1.0


def _name_terms(room: Room) -> list[str]:
    """The terms of a section's headings, numbers and "General" apart."""
    named = [heading for heading in room.headings if not is_catch_all(heading)]
    terms = dict.fromkeys(term for heading in named for term in terms_of(heading))
    return [term for term in terms if not term.strip("~@").isdigit()]


def _normal(vector: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def _dot(left: Vector, right: Vector) -> float:
    return sum(weight * right.get(term, 0.0) for term, weight in left.items())
