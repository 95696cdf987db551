"""Whether two lists of authors can be those of one paper. Names are compared as printed, in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import lru_cache

from confmerge.compare.likeness import is_misspelling
from confmerge.titles import words


class Authors(Enum):
    """What two author lists say."""

    UNKNOWN = "authors not given on both sides"
    AGREE = "authors agree"
    PARTLY = "authors agree in part"
    DISAGREE = "no author in common"


@dataclass(frozen=True, slots=True)
class AuthorEvidence:
    """What two author lists say, and the part of all authors that stands on both sides."""

    authors: Authors
    share: float = 0.0


class _Alike(IntEnum):
    NO = 0
    FAMILY = 1  # "Mike Carey", "Michael J. Carey": perhaps; but "Wei Zhang", "Yi Zhang"
    ABBREVIATED = 2  # "M. Carey", "Michael J. Carey"
    SAME = 3


def compare_authors(a: Sequence[str], b: Sequence[str]) -> AuthorEvidence:
    """Compare two author lists, either of which may be cut short or abbreviate given names.

    They agree where at least two authors and half of the shorter list are on both sides, or all of a list of one with
    the given name written out: one common family name is never enough. They disagree where not even a family name is.

    >>> compare_authors(["Wei Zhang", "Jia Li"], ["W. Zhang", "Li, Jia"])
    AuthorEvidence(authors=<Authors.AGREE: 'authors agree'>, share=1.0)
    >>> compare_authors(["Wei Zhang", "A. Bo"], ["Wen Zhang", "C. Do"]).authors.name
    'PARTLY'
    >>> compare_authors(["W. Zhang"], ["Wei Zhang"]).authors.name, compare_authors(["Jo Bo"], ["Al Do"]).authors.name
    ('PARTLY', 'DISAGREE')
    """
    left, right = [[name for author in authors if (name := _name(author))] for authors in (a, b)]
    if not left or not right:
        return AuthorEvidence(Authors.UNKNOWN)
    pairs = _pair(left, right)
    sure = [alike for alike in pairs if alike >= _Alike.ABBREVIATED]
    share = 2 * len(sure) / (len(left) + len(right))
    fewer = min(len(left), len(right))
    if not pairs:
        return AuthorEvidence(Authors.DISAGREE)
    if 2 * len(sure) >= fewer and (len(sure) >= 2 or (fewer == 1 and sure == [_Alike.SAME])):
        return AuthorEvidence(Authors.AGREE, share)
    return AuthorEvidence(Authors.PARTLY, share)


def _pair(left: list[tuple[str, ...]], right: list[tuple[str, ...]]) -> list[_Alike]:
    """Pair names, the most alike first, each used once; return how alike the pairs are."""
    scored = ((_alike(x, y), i, j) for i, x in enumerate(left) for j, y in enumerate(right))
    used_left: set[int] = set()
    used_right: set[int] = set()
    found = []
    for alike, i, j in sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0]):
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            found.append(alike)
    return found


@lru_cache(maxsize=1 << 16)
def _name(author: str) -> tuple[str, ...]:
    """The words of a name with the family name last; DBLP's numbers of namesakes are no part of it.

    A body that ACM lists as an author ("CORPORATE …") is no person and gives nothing.
    """
    family, comma, given = author.partition(",")
    parts = words(f"{given} {family}" if comma and not re.match(r"\s*(?:jr|sr|i+)\b", given, re.I) else author)
    if parts[:1] == ("corporate",):
        return ()
    return tuple(part for part in parts if not part.isdecimal() and part not in ("jr", "sr", "ii", "iii"))


def _alike(a: tuple[str, ...], b: tuple[str, ...]) -> _Alike:
    if a == b or sorted(a) == sorted(b):
        return _Alike.SAME
    fewer, more = sorted((set(a), set(b)), key=len)
    if a[-1] != b[-1]:
        # "Rafael Camps", "Rafael Camps Paré": a second family name left out.
        if len(fewer) >= 2 and fewer < more:
            return _Alike.ABBREVIATED
        return _Alike.FAMILY if a[0][0] == b[0][0] and is_misspelling(a[-1], b[-1]) else _Alike.NO
    if len(a) < 2 or len(b) < 2:
        return _Alike.FAMILY
    if a[0] == b[0]:
        return _Alike.SAME
    short, long = sorted((a[0], b[0]), key=len)
    return _Alike.ABBREVIATED if len(short) != 2 and long.startswith(short) else _Alike.FAMILY
