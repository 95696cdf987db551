"""Where in a list a paper belongs: judged by the titles that stand in each section, and by the section's name."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from confmerge.titles import words

_STOP_TEXT = """
    a an and are as at by can do does for from how in into is it its of on or over the their through to toward
    towards under up using via we what when where with within without you your efficient effective fast faster
    high new novel approach based system systems framework scalable
"""
_STOP = frozenset(_STOP_TEXT.split())
# How much of a section's score comes from its nearest titles, from all its titles, and from its name.
_NEAREST, _ALL, _NAME = 0.4, 0.8, 0.3
_NEIGHBOURS = 3
_CATCH_ALL = re.compile(r"^\W*(?:[\d.]+\s+)?(?:others?|misc\w*|general|uncategori[sz]ed|further|various)\W*$", re.I)

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Room:
    """A place where papers may go: its headings from the outermost, and the titles that stand there."""

    headings: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def catch_all(self) -> bool:
        """Whether it is where a list puts what fits nowhere ("Other")."""
        return bool(self.headings) and bool(_CATCH_ALL.match(self.headings[-1]))


class Placer:
    """Ranks rooms for a title. Made once per list; a list's own entries are all it knows."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self.rooms = rooms
        counted = [[Counter(_terms(title)) for title in room.titles] for room in rooms]
        documents = [counts for group in counted for counts in group]
        seen = Counter(term for counts in documents for term in counts)
        self._total = len(documents) + 1
        self._seen = seen
        self._titles = [[self._vector(counts) for counts in group] for group in counted]
        self._centres = [_normal(_sum(group)) for group in self._titles]
        self._names = [self._vector(Counter(_heading_terms(room.headings))) for room in rooms]

    def rank(self, title: str) -> list[tuple[int, float]]:
        """Return (room, score from 0 to 1) of every room, best first; catch-all rooms after those that fit."""
        vector = self._vector(Counter(_terms(title)))
        scored = []
        for number, room in enumerate(self.rooms):
            near = sorted((_dot(vector, other) for other in self._titles[number]), reverse=True)[:_NEIGHBOURS]
            score = _NEAREST * sum(near) / _NEIGHBOURS + _ALL * _dot(vector, self._centres[number])
            score += _NAME * _dot(vector, self._names[number])
            scored.append((number, round(min(1.0, score * (0.8 if room.catch_all else 1.0)), 3)))
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))

    def _vector(self, counts: Counter[str]) -> Vector:
        return _normal({term: math.log(1 + self._total / (1 + self._seen[term])) for term in counts})


def _terms(title: str) -> list[str]:
    plain = [_stem(word) for word in words(title) if word not in _STOP]
    return plain + [f"{a} {b}" for a, b in pairwise(plain)]


def _heading_terms(headings: Sequence[str]) -> list[str]:
    """The words of a section's name; those around it count where its own says nothing ("General")."""
    own = [term for heading in headings[-1:] for term in _terms(heading) if not term.replace(" ", "").isdigit()]
    return own or [term for heading in headings[-2:-1] for term in _terms(heading)]


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ers", "ies", "es", "ed", "er", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _sum(vectors: Sequence[Vector]) -> Vector:
    total: Vector = {}
    for vector in vectors:
        for term, weight in vector.items():
            total[term] = total.get(term, 0.0) + weight
    return total


def _normal(vector: Vector) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def _dot(left: Vector, right: Vector) -> float:
    if len(left) > len(right):
        left, right = right, left
    return sum(weight * right[term] for term, weight in left.items() if term in right)
