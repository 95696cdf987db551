"""What two titles share, weighed by how much each term says of a paper."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from confmerge.compare.spelling import is_misspelling
from confmerge.compare.terms import Weight, stem
from confmerge.vocabulary import OPPOSITES, SEQUELS

_OPPOSITES = tuple(frozenset(map(stem, group)) for group in OPPOSITES)
_SEQUELS = frozenset(map(stem, SEQUELS))
_NUMERALS = frozenset(["one", "two", "three", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"])
# What is numbered: "Part II", "Volume 3".
_COUNTED = frozenset(map(stem, ("part", "volume", "vol", "chapter", "episode", "phase")))
# The most that titles can share which are not equal.
_NEARLY = 0.99
# Below this, spelling is not looked at.
FAR_APART = 0.15
# What a misspelt term counts.
_MISSPELT = 0.8


@dataclass(frozen=True, slots=True)
class Shared:
    """What two titles share.

    `share` is the part of all terms' weight, from 0 to 1, and `weight` what the shared ones weigh on one side.
    `in_order` says that these come in one order, `left_over` that terms which tell something are not shared, `opposed`
    that two of those exclude each other, or that one is a sequel's.
    """

    share: float
    weight: float
    in_order: bool
    left_over: bool
    opposed: bool


def overlap(a: tuple[str, ...], b: tuple[str, ...], weight: Weight) -> Shared:
    """Weigh the terms that two titles share: equal ones, ones written apart or together, misspelt ones."""
    total = sum(map(weight, a)) + sum(map(weight, b))
    left, right = list(a), list(b)
    common = 0.0
    for term in a:
        if term in right:
            left.remove(term)
            right.remove(term)
            common += 2 * weight(term)
    if common >= FAR_APART * total:
        common += _joined(left, right, weight) + _joined(right, left, weight) + _misspelt(left, right, weight)
    telling = [t for t in (*left, *right) if weight(t) > 0.1 and t not in _COUNTED and not _is_number(t)]
    share = min(common / total, _NEARLY) if total else 0.0
    in_order = [term for term in a if term in b] == [term for term in b if term in a]
    opposed = any(not group.isdisjoint(left) and not group.isdisjoint(right) for group in _OPPOSITES)
    opposed = opposed or not _SEQUELS.isdisjoint((*left, *right))
    return Shared(share, common / 2, in_order, bool(telling), opposed)


def _joined(left: list[str], right: list[str], weight: Weight) -> float:
    """Take out terms of `left` that two neighbours of `right` make together ("multimodal", "multi modal")."""
    common = 0.0
    for term in tuple(left):
        for at, pair in enumerate(list(pairwise(right))):
            if term.startswith(pair[0]) and "".join(pair) == term:
                common += weight(term) + sum(map(weight, pair))
                left.remove(term)
                del right[at : at + 2]
                break
    return common


def _misspelt(left: list[str], right: list[str], weight: Weight) -> float:
    common = 0.0
    for term in tuple(left):
        other = next((other for other in right if other[0] == term[0] and is_misspelling(term, other)), None)
        if other:
            common += _MISSPELT * (weight(term) + weight(other))
            left.remove(term)
            right.remove(other)
    return common


def _is_number(term: str) -> bool:
    return term.isdecimal() or term in _NUMERALS
