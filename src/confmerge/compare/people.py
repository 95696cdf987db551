"""Whether two lists of authors can be those of one paper. Names are compared as printed, in any order.

Catalogues cut long lists, and write names in many ways (`names`); bodies stand for their members, or beside them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from confmerge.compare.names import Likely, Name, are_one_body, is_body, likely, take_name_apart


class Authors(Enum):
    """What two author lists say."""

    UNKNOWN = "authors not given on both sides"
    AGREE = "authors agree"
    LIKELY = "an author in common, as far as initials tell"
    PARTLY = "authors agree in part"
    DISAGREE = "no author in common"


@dataclass(frozen=True, slots=True)
class AuthorEvidence:
    """What two author lists say, the part of all authors that stands on both sides, and their number."""

    authors: Authors
    share: float = 0.0
    common: int = 0


_UNKNOWN = AuthorEvidence(Authors.UNKNOWN)


def compare_authors(a: Sequence[str], b: Sequence[str]) -> AuthorEvidence:
    """Compare two author lists, either of which may be cut short or abbreviate given names.

    They agree where at least two authors and half of the shorter list are on both sides, or all of a list of one with
    the given name written out: one common family name is never enough. They disagree where not even a family name is.
    Nothing can be told where only one side names persons and the other a body, or where they are of two scripts.

    >>> compare_authors(["Wei Zhang", "Jia Li"], ["W. Zhang", "Li, Jia"])
    AuthorEvidence(authors=<Authors.AGREE: 'authors agree'>, share=1.0, common=2)
    >>> compare_authors(["Wei Zhang", "A. Bo"], ["Wen Zhang", "C. Do"]).authors.name
    'PARTLY'
    >>> compare_authors(["W. Zhang"], ["Wei Zhang"]).authors.name, compare_authors(["Jo Bo"], ["Al Do"]).authors.name
    ('LIKELY', 'DISAGREE')
    >>> compare_authors(["ATLAS Collaboration"], ["G. Aad", "B. Abbott"]).authors.name
    'UNKNOWN'
    """
    left, right = [[name for author in authors if (name := take_name_apart(author))] for authors in (a, b)]
    if not left or not right:
        return _UNKNOWN
    persons = [[name for name in names if not is_body(name)] for names in (left, right)]
    if all(persons):
        left, right = persons
    elif any(persons):
        return _UNKNOWN
    else:
        return _compare_bodies(left, right)
    if _is_latin(left) != _is_latin(right):
        return _UNKNOWN
    pairs = _pair(left, right)
    sure = [alike for alike in pairs if alike >= Likely.ABBREVIATED]
    share = 2 * len(sure) / (len(left) + len(right))
    fewer = min(len(left), len(right))
    return AuthorEvidence(_told(pairs, sure, fewer), share, len(sure))


def _told(pairs: list[Likely], sure: list[Likely], fewer: int) -> Authors:
    if not pairs:
        return Authors.DISAGREE
    if 2 * len(sure) >= fewer and (len(sure) >= 2 or (fewer == 1 and sure == [Likely.SAME])):
        return Authors.AGREE
    return Authors.LIKELY if fewer <= 2 and sure and len(pairs) == fewer else Authors.PARTLY


def family_names(authors: Sequence[str]) -> frozenset[str]:
    """Return the family names of `authors`, folded; a name of two letters is left out, for it may be a word.

    >>> sorted(family_names(["Michael H. Böhlen", "Li, Qin", "K. Aberer"]))
    ['aberer', 'bohlen']
    """
    return frozenset(name[-1] for author in authors if (name := take_name_apart(author)) and len(name[-1]) > 2)


def _compare_bodies(left: list[Name], right: list[Name]) -> AuthorEvidence:
    """Bodies write many papers: one in common says no more than one person would."""
    if any(are_one_body(a, b) for a in left for b in right):
        return AuthorEvidence(Authors.LIKELY, 1.0, 1)
    return AuthorEvidence(Authors.DISAGREE)


def _is_latin(names: list[Name]) -> bool:
    """Whether any of the names is in Latin letters, which folding leaves without marks."""
    return any(word.isascii() for name in names for word in name)


# Lists with more pairs than these are compared only where names share a word.
_MANY_PAIRS = 2_500


def _pair(left: list[Name], right: list[Name]) -> list[Likely]:
    """Pair names, the most alike first, each used once; return how alike the pairs are."""
    equal = Counter(left) & Counter(right)
    found = [likely(name, name) for name in equal.elements()]
    left, right = [list((Counter(names) - equal).elements()) for names in (left, right)]
    scored = ((likely(left[i], right[j]), i, j) for i, j in _worth_comparing(left, right))
    used_left: set[int] = set()
    used_right: set[int] = set()
    for alike, i, j in sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0]):
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            found.append(alike)
    return found


def _worth_comparing(left: list[Name], right: list[Name]) -> Iterator[tuple[int, int]]:
    if len(left) * len(right) <= _MANY_PAIRS:
        yield from ((i, j) for i in range(len(left)) for j in range(len(right)))
        return
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for j, name in enumerate(right):
        for word in {word for word in name if len(word) > 1}:
            holders[word].append(j)
    for i, name in enumerate(left):
        yield from ((i, j) for j in {j for word in name for j in holders.get(word, ())})
