"""How alike two titles are: what the words say, apart from links, authors and venues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from confmerge.compare.overlap import FAR_APART, Shared, overlap
from confmerge.compare.parts import Title
from confmerge.compare.spelling import is_misspelt_name, similarity, stands_in
from confmerge.compare.terms import Weight, stem, usual_weight

# Shares of weighted terms, chosen on pairs of real titles: with one system name, an equal topic is enough; with two
# names or none, nothing but nearly the same words is.
_SAME_NAME_SAME, _SAME_NAME_ELSEWHERE, _SAME_NAME_DOUBT = 0.55, 0.7, 0.25
_OTHER_SAME, _OTHER_DOUBT = 0.95, 0.7
_SPELLED_ALIKE, _SPELLED_NEAR = 0.93, 0.8
# Weight that shared terms must have in sum before they tell one paper from another of its field.
_ENOUGH = 1.3
_ENOUGH_REORDERED = 2.4


class Alike(IntEnum):
    """What two titles say by themselves."""

    DIFFERENT = 0
    DOUBTFUL = 1
    SAME = 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """The answer: `alike`, the share of common terms from 0 to 1, and the reason in words.

    `firm` marks what authors in common must not overrule: another part, number or version of a work. `named` says that
    both have one system's name, `opposed` that they differ in words like "training" and "inference".
    """

    alike: Alike
    share: float
    reason: str
    firm: bool = False
    named: bool = False
    opposed: bool = False


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
    if beginning := _beginning(a, b, weight):
        return beginning
    whole = overlap(a.terms, b.terms, weight)
    if a.names & b.names:
        return _one_name(a, b, whole, weight)
    if _roots(a) & _roots(b):
        return _versions(a, b, whole, weight)
    return _no_common_name(a, b, whole, weight)


def _equal(title: Title, weight: Weight) -> Likeness:
    if sum(weight(term) for term in set(title.terms)) < _ENOUGH:
        return Likeness(Alike.DOUBTFUL, 1.0, "titles equal after folding, but too short or too common to tell")
    return Likeness(Alike.SAME, 1.0, "titles equal after folding")


def _beginning(a: Title, b: Title, weight: Weight) -> Likeness | None:
    """One title is the beginning of the other: cut off by whoever copied it, or without the subtitle."""
    short, long = sorted((a, b), key=lambda title: len(title.folded))
    if not long.folded.startswith(short.folded) or sum(map(weight, short.terms)) < _ENOUGH:
        return None
    last = short.folded.rpartition(" ")[2]
    whole = long.folded[len(short.folded) - len(last) :].partition(" ")[0]
    share = overlap(a.terms, b.terms, weight).share
    numbered = short.numbers == long.numbers[: len(short.numbers)]
    if numbered and len(short.compact) >= _CUT_TITLE and (short.cut or stem(last) != stem(whole)):
        return Likeness(Alike.SAME, max(share, _CUT_OFF), "one title is cut off")
    if short.folded == long.head and short.folded.count(" ") >= _HEAD_WORDS - 1:
        return Likeness(Alike.DOUBTFUL, max(share, _CUT_OFF), "one title lacks the other's subtitle")
    return None


def _name_only(a: Title, b: Title) -> Likeness:
    short, full = (a, b) if a.only_name else (b, a)
    if short.name in full.names or (short.name and short.name in {*full.terms, *map("".join, pairwise(full.terms))}):
        return Likeness(Alike.DOUBTFUL, 0.5, f"one title is only the name `{short.name}`")
    return Likeness(Alike.DIFFERENT, 0.0, "one title is only a name, which the other does not have")


def _one_name(a: Title, b: Title, whole: Shared, weight: Weight) -> Likeness:
    name = max(a.names & b.names, key=lambda n: (len(n), n))
    rest = overlap(a.rest, b.rest, weight)
    share = max(rest.share, whole.share if a.name != b.name else 0.0)
    if found := _number_conflict(a, b, whole):
        return found
    told = f"same name `{name}`, {share:.0%} of the other words shared"
    # "… using Megatron-LM" may well be another paper of those who wrote "Megatron-LM: …".
    enough = _SAME_NAME_SAME if a.name == b.name else _SAME_NAME_ELSEWHERE
    if share >= enough and not rest.opposed and rest.weight + whole.weight >= 2 * _ENOUGH - 1:
        return Likeness(Alike.SAME, share, told, named=True)
    alike = Alike.DOUBTFUL if share >= _SAME_NAME_DOUBT else Alike.DIFFERENT
    return Likeness(alike, share, told, named=True, opposed=rest.opposed)


def _versions(a: Title, b: Title, whole: Shared, weight: Weight) -> Likeness:
    share = overlap(a.rest, b.rest, weight).share
    alike = Alike.DOUBTFUL if share >= _SAME_NAME_SAME else Alike.DIFFERENT
    names = " and ".join(f"`{name}`" for name in sorted(a.names | b.names))
    return Likeness(alike, max(share, whole.share), f"names differ in the version: {names}", firm=True)


def _no_common_name(a: Title, b: Title, whole: Shared, weight: Weight) -> Likeness:
    best = whole
    if whole.share < 2 * FAR_APART:
        return Likeness(Alike.DIFFERENT, whole.share, f"{whole.share:.0%} of the words shared")
    if a.name or b.name:
        others = [overlap(a.rest, b.rest, weight)]
        if not a.name or not b.name:
            others += [overlap(a.rest, b.terms, weight), overlap(a.terms, b.rest, weight)]
        best = max(whole, *others, key=lambda shared: (shared.share, shared.weight))
    if found := _number_conflict(a, b, best):
        return found
    told = f"{best.share:.0%} of the words shared"
    opposed = best.opposed
    spelling = similarity(a.compact, b.compact)
    if spelling >= _SPELLED_ALIKE and best.share < _OTHER_DOUBT:
        return Likeness(Alike.DOUBTFUL, best.share, f"titles spelled {spelling:.0%} alike, {told}", opposed=opposed)
    if best.share < _OTHER_DOUBT or (best.weight < 1 and best.share < _OTHER_SAME):
        return Likeness(Alike.DIFFERENT, best.share, told, opposed=opposed)
    if a.name and b.name:
        told = f"names differ (`{a.name}`, `{b.name}`), {told}"
        same = best.share >= _OTHER_SAME and best.weight >= _ENOUGH and is_misspelt_name(a.name, b.name)
        return Likeness(Alike.SAME if same else Alike.DOUBTFUL, best.share, told, opposed=opposed)
    enough = _ENOUGH if best.in_order else _ENOUGH_REORDERED
    if (best.share >= _OTHER_SAME or not best.left_over) and best.weight >= enough and not best.opposed:
        added = f"titles equal but for the name `{a.name or b.name}`" if a.name or b.name else "titles nearly equal"
        return Likeness(Alike.SAME, best.share, f"{added}, {told}")
    return Likeness(Alike.DOUBTFUL, best.share, told, opposed=opposed)


def _number_conflict(a: Title, b: Title, shared: Shared) -> Likeness | None:
    """What tells parts, editions and yearly reports apart: equal words, other numbers."""
    if a.numbers == b.numbers or shared.left_over:
        return None
    listed = " and ".join(" ".join(numbers) or "none" for numbers in sorted((a.numbers, b.numbers)))
    # A year that stands in one title only is as often that of the publication.
    firm = bool(a.numbers and b.numbers) or not all(map(_YEAR.fullmatch, a.numbers + b.numbers))
    return Likeness(Alike.DOUBTFUL, shared.share, f"titles differ only in numbers: {listed}", firm=firm)


_YEAR = re.compile(r"(?:19|20)\d\d")
_VERSION = re.compile(r"(?<=.{3})(?:v?\d{1,2}|\++)$")


def _roots(title: Title) -> frozenset[str]:
    return frozenset(_VERSION.sub("", name) for name in title.names)


# Letters of a title that nobody else's can begin with, and words of a title that is more than a name.
_CUT_TITLE, _HEAD_WORDS = 25, 4
# Shorter titles than this stand within many longer ones.
_TELLING_START = 20
# How much a title that is the beginning of another, or wholly in it, is worth.
_CUT_OFF = 0.8


def reworded(a: Title, b: Title, weight: Weight = usual_weight) -> bool:
    """Whether each title has a telling word that is no other spelling of anything in the other, or another number.

    Catalogues lose letters, blanks and whole words; they hardly put one word for another, as the next paper does.
    A system's name may have changed.
    """
    if a.numbers and b.numbers and set(a.numbers).isdisjoint(b.numbers):
        return True
    return _has_own_word(a, b, weight) and _has_own_word(b, a, weight)


def _has_own_word(a: Title, b: Title, weight: Weight) -> bool:
    return any(
        len(term) >= (_TELLING_WORD if term.isascii() else 2)
        and term not in b.terms
        and weight(term) > _COUNTS
        and not stands_in(term, b.compact)
        and (not term.isascii() or all(similarity(term, other) < _OTHER_WORD for other in b.terms))
        for term in (a.rest if a.name and b.name else a.terms)
    )


# Letters of a word that is not just damage, the least it weighs, and how alike spellings of one word are.
_TELLING_WORD, _COUNTS, _OTHER_WORD = 4, 0.1, 0.5


def nearness(a: Title, b: Title, weight: Weight = usual_weight) -> float:
    """Return how near two titles are, from 0 to 1, where something else says that they may be one paper's.

    Unlike `likeness` it forgives what would make another title of it by itself: letters replaced, a subtitle or the
    end left out, words added around.
    """
    if a.numbers and b.numbers and set(a.numbers).isdisjoint(b.numbers):
        return 0.0
    if min(sum(map(weight, a.terms)), sum(map(weight, b.terms))) < _ENOUGH:
        return 0.0
    near = overlap(a.terms, b.terms, weight).share
    if a.name and b.name:
        near = max(near, overlap(a.rest, b.rest, weight).share)
    if (spelling := similarity(a.compact, b.compact)) >= _SPELLED_NEAR:
        near = max(near, spelling)
    short, long = sorted((a.compact, b.compact), key=len)
    if len(short) >= _TELLING_START and short in long:
        near = max(near, _CUT_OFF)
    return near
