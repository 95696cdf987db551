"""How alike two titles are: what the words say, apart from links, authors and venues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from rapidfuzz.distance import OSA

from confmerge.compare.terms import Weight, stem, terms, usual_weight
from confmerge.titles import bare, compact, looks_invented, numbers, split_name, system_name
from confmerge.vocabulary import OPPOSITES

# Shares of weighted terms, chosen on pairs of real titles: with one system name, an equal topic is enough; with two
# names or none, nothing but nearly the same words is.
_SAME_NAME_SAME, _SAME_NAME_ELSEWHERE, _SAME_NAME_DOUBT = 0.55, 0.7, 0.25
_OTHER_SAME, _OTHER_DOUBT = 0.95, 0.7
_SPELLED_ALIKE = 0.93
_OPPOSITES = tuple(frozenset(map(stem, group)) for group in OPPOSITES)
_NUMERALS = frozenset(["one", "two", "three", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"])
# The most that titles can share which are not equal.
_NEARLY = 0.99
# Below this, spelling is not looked at; below twice this, neither are names left out.
_FAR_APART = 0.15
# Weight that shared terms must have in sum before they tell one paper from another of its field.
_ENOUGH = 1.3
_ENOUGH_REORDERED = 2.4


class Alike(IntEnum):
    """What two titles say by themselves."""

    DIFFERENT = 0
    DOUBTFUL = 1
    SAME = 2


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart once, for many comparisons."""

    compact: str
    terms: tuple[str, ...]
    rest: tuple[str, ...]
    name: str | None
    names: frozenset[str]
    numbers: tuple[str, ...]

    @property
    def only_name(self) -> bool:
        """Whether the title is nothing but a system's name ("iGUARD")."""
        return self.name is not None and not self.rest


@dataclass(frozen=True, slots=True)
class Likeness:
    """The answer: `alike`, the share of common terms from 0 to 1, and the reason in words.

    `firm` marks what authors in common must not overrule: another part, number or version of a work. `named` says that
    both have one system's name.
    """

    alike: Alike
    share: float
    reason: str
    firm: bool = False
    named: bool = False


def take_apart(title: str) -> Title:
    """Return the parts of `title` that comparing needs."""
    title = bare(title)
    head, rest = split_name(title)
    if head and not any(usual_weight(term) >= 1 for term in terms(head)):
        head, rest = None, title
    last = system_name(rest if head else title)
    if not head and _is_name(title):
        head, rest = title, ""
    name = compact(head) if head else None
    names = frozenset(n for n in (name, compact(last) if last else None) if n)
    return Title(compact(title), terms(title), terms(rest), name, names, numbers(title))


def _is_name(title: str) -> bool:
    """Whether a whole title can be a system's name: one telling word, or two of which one is spelled as a name."""
    parts = title.split()
    if len(parts) == 1:
        return any(usual_weight(term) >= 1 for term in terms(title))
    return len(parts) == 2 and any(map(looks_invented, parts))


def likeness(a: Title, b: Title, weight: Weight = usual_weight) -> Likeness:
    """Compare two titles; the order of the two does not matter."""
    if (b.compact, b.terms) < (a.compact, a.terms):
        a, b = b, a
    if not a.terms or not b.terms:
        return Likeness(Alike.DIFFERENT, 0.0, "a title is missing")
    if a.compact == b.compact:
        return _equal(a, weight)
    if a.only_name or b.only_name:
        return _name_only(a, b)
    whole = _shared(a.terms, b.terms, weight)
    if a.names & b.names:
        return _one_name(a, b, whole, weight)
    if _roots(a) & _roots(b):
        return _versions(a, b, whole, weight)
    return _no_common_name(a, b, whole, weight)


def _equal(title: Title, weight: Weight) -> Likeness:
    if sum(weight(term) for term in set(title.terms)) < _ENOUGH:
        return Likeness(Alike.DOUBTFUL, 1.0, "titles equal after folding, but too short or too common to tell")
    return Likeness(Alike.SAME, 1.0, "titles equal after folding")


def _name_only(a: Title, b: Title) -> Likeness:
    short, full = (a, b) if a.only_name else (b, a)
    if short.name in full.names or (short.name and short.name in {*full.terms, *map("".join, _pairs(full.terms))}):
        return Likeness(Alike.DOUBTFUL, 0.5, f"one title is only the name `{short.name}`")
    return Likeness(Alike.DIFFERENT, 0.0, "one title is only a name, which the other does not have")


def _one_name(a: Title, b: Title, whole: _Shared, weight: Weight) -> Likeness:
    name = max(a.names & b.names, key=lambda n: (len(n), n))
    rest = _shared(a.rest, b.rest, weight)
    share = max(rest.share, whole.share if a.name != b.name else 0.0)
    if found := _number_conflict(a, b, whole):
        return found
    told = f"same name `{name}`, {share:.0%} of the other words shared"
    # "… using Megatron-LM" may well be another paper of those who wrote "Megatron-LM: …".
    enough = _SAME_NAME_SAME if a.name == b.name else _SAME_NAME_ELSEWHERE
    if share >= enough and not rest.opposed and rest.weight + whole.weight >= 2 * _ENOUGH - 1:
        return Likeness(Alike.SAME, share, told, named=True)
    return Likeness(Alike.DOUBTFUL if share >= _SAME_NAME_DOUBT else Alike.DIFFERENT, share, told, named=True)


def _versions(a: Title, b: Title, whole: _Shared, weight: Weight) -> Likeness:
    share = _shared(a.rest, b.rest, weight).share
    alike = Alike.DOUBTFUL if share >= _SAME_NAME_SAME else Alike.DIFFERENT
    names = " and ".join(f"`{name}`" for name in sorted(a.names | b.names))
    return Likeness(alike, max(share, whole.share), f"names differ in the version: {names}", firm=True)


def _no_common_name(a: Title, b: Title, whole: _Shared, weight: Weight) -> Likeness:
    best = whole
    if whole.share < 2 * _FAR_APART:
        return Likeness(Alike.DIFFERENT, whole.share, f"{whole.share:.0%} of the words shared")
    if a.name or b.name:
        others = [_shared(a.rest, b.rest, weight)]
        if not a.name or not b.name:
            others += [_shared(a.rest, b.terms, weight), _shared(a.terms, b.rest, weight)]
        best = max(whole, *others, key=lambda shared: (shared.share, shared.weight))
    if found := _number_conflict(a, b, best):
        return found
    told = f"{best.share:.0%} of the words shared"
    spelling = OSA.normalized_similarity(a.compact, b.compact)
    if spelling >= _SPELLED_ALIKE and best.share < _OTHER_DOUBT:
        return Likeness(Alike.DOUBTFUL, best.share, f"titles spelled {spelling:.0%} alike, {told}")
    if best.share < _OTHER_DOUBT or (best.weight < 1 and best.share < _OTHER_SAME):
        return Likeness(Alike.DIFFERENT, best.share, told)
    if a.name and b.name:
        return Likeness(Alike.DOUBTFUL, best.share, f"names differ (`{a.name}`, `{b.name}`), {told}")
    enough = _ENOUGH if best.in_order else _ENOUGH_REORDERED
    if (best.share >= _OTHER_SAME or not best.left_over) and best.weight >= enough and not best.opposed:
        added = f"titles equal but for the name `{a.name or b.name}`" if a.name or b.name else "titles nearly equal"
        return Likeness(Alike.SAME, best.share, f"{added}, {told}")
    return Likeness(Alike.DOUBTFUL, best.share, told)


def _number_conflict(a: Title, b: Title, shared: _Shared) -> Likeness | None:
    """What tells parts, editions and yearly reports apart: equal words, other numbers."""
    if a.numbers == b.numbers or shared.left_over:
        return None
    listed = " and ".join(" ".join(numbers) or "none" for numbers in sorted((a.numbers, b.numbers)))
    return Likeness(Alike.DOUBTFUL, shared.share, f"titles differ only in numbers: {listed}", firm=True)


_VERSION = re.compile(r"(?<=.{3})(?:v?\d{1,2}|\++)$")


def _roots(title: Title) -> frozenset[str]:
    return frozenset(_VERSION.sub("", name) for name in title.names)


@dataclass(frozen=True, slots=True)
class _Shared:
    share: float
    weight: float
    in_order: bool
    left_over: bool
    opposed: bool


def _shared(a: tuple[str, ...], b: tuple[str, ...], weight: Weight) -> _Shared:
    """Weigh the terms that two titles share: equal ones, ones written apart or together, misspelt ones."""
    total = sum(map(weight, a)) + sum(map(weight, b))
    left, right = list(a), list(b)
    common = 0.0
    for term in a:
        if term in right:
            left.remove(term)
            right.remove(term)
            common += 2 * weight(term)
    if common >= _FAR_APART * total:
        common += _joined(left, right, weight) + _joined(right, left, weight) + _misspelt(left, right, weight)
    telling = [term for term in (*left, *right) if weight(term) > 0.1 and not _is_number(term)]
    share = min(common / total, _NEARLY) if total else 0.0
    in_order = [term for term in a if term in b] == [term for term in b if term in a]
    opposed = any(not group.isdisjoint(left) and not group.isdisjoint(right) for group in _OPPOSITES)
    return _Shared(share, common / 2, in_order, bool(telling), opposed)


def _joined(left: list[str], right: list[str], weight: Weight) -> float:
    """Take out terms of `left` that two neighbours of `right` make together ("multimodal", "multi modal")."""
    common = 0.0
    for term in tuple(left):
        for at, pair in enumerate(_pairs(right)):
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
            common += 0.8 * (weight(term) + weight(other))
            left.remove(term)
            right.remove(other)
    return common


def is_misspelling(a: str, b: str) -> bool:
    """Whether two terms are one word: cut off, or with letters doubled, lost or swapped.

    A replaced letter makes another word more often than a misspelling ("optical", "optimal"), and so does anything
    put before the first ("unsupervised", "asynchronous").
    """
    short, long = sorted((a, b), key=len)
    if len(short) < 5 or short[0] != long[0] or any(map(str.isdigit, a + b)):
        return False
    if long.startswith(short):
        return len(short) >= 0.6 * len(long)
    if len(short) == len(long) and sorted(short) != sorted(long):
        return False
    allowed = 1 if len(short) < 8 else 2
    return OSA.distance(short, long, score_cutoff=allowed) <= allowed


def _pairs(items: list[str] | tuple[str, ...]) -> list[tuple[str, str]]:
    return list(pairwise(items))


def _is_number(term: str) -> bool:
    return term.isdecimal() or term in _NUMERALS
