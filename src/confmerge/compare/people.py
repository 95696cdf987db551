"""Whether two lists of authors can be those of one paper. Names are compared as printed, in any order.

Catalogues write one person as "Michael J. Carey", "M. Carey", "MJ Carey", "Carey, M.J." or "Carey MJ", lose letters and
cut long lists, so that a name is compared by its family name and whatever is known of the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import lru_cache

from confmerge.compare.spelling import is_misspelt_family
from confmerge.titles import words


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


class _Alike(IntEnum):
    NO = 0
    FAMILY = 1  # "Mike Carey", "Michael J. Carey": perhaps; but "Wei Zhang", "Yi Zhang"
    ABBREVIATED = 2  # "M. Carey", "Michael J. Carey"
    SAME = 3


_Name = tuple[str, ...]


def compare_authors(a: Sequence[str], b: Sequence[str]) -> AuthorEvidence:
    """Compare two author lists, either of which may be cut short or abbreviate given names.

    They agree where at least two authors and half of the shorter list are on both sides, or all of a list of one with
    the given name written out: one common family name is never enough. They disagree where not even a family name is.

    >>> compare_authors(["Wei Zhang", "Jia Li"], ["W. Zhang", "Li, Jia"])
    AuthorEvidence(authors=<Authors.AGREE: 'authors agree'>, share=1.0, common=2)
    >>> compare_authors(["Wei Zhang", "A. Bo"], ["Wen Zhang", "C. Do"]).authors.name
    'PARTLY'
    >>> compare_authors(["W. Zhang"], ["Wei Zhang"]).authors.name, compare_authors(["Jo Bo"], ["Al Do"]).authors.name
    ('LIKELY', 'DISAGREE')
    """
    left, right = [[name for author in authors if (name := _name(author))] for authors in (a, b)]
    if not left or not right:
        return AuthorEvidence(Authors.UNKNOWN)
    pairs = _pair(left, right)
    sure = [alike for alike in pairs if alike >= _Alike.ABBREVIATED]
    share = 2 * len(sure) / (len(left) + len(right))
    fewer = min(len(left), len(right))
    return AuthorEvidence(_told(pairs, sure, fewer), share, len(sure))


def _told(pairs: list[_Alike], sure: list[_Alike], fewer: int) -> Authors:
    if not pairs:
        return Authors.DISAGREE
    if 2 * len(sure) >= fewer and (len(sure) >= 2 or (fewer == 1 and sure == [_Alike.SAME])):
        return Authors.AGREE
    return Authors.LIKELY if fewer <= 2 and sure and len(pairs) == fewer else Authors.PARTLY


def family_names(authors: Sequence[str]) -> frozenset[str]:
    """Return the family names of `authors`, folded; a name of two letters is left out, for it may be a word.

    >>> sorted(family_names(["Michael H. Böhlen", "Li, Qin", "K. Aberer"]))
    ['aberer', 'bohlen']
    """
    return frozenset(name[-1] for author in authors if (name := _name(author)) and len(name[-1]) > 2)


def _pair(left: list[_Name], right: list[_Name]) -> list[_Alike]:
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


_SUFFIX = re.compile(r"\s*(?:jr|sr|i{2,3})\b", re.I)
_TITLES = frozenset(("jr", "sr", "ii", "iii", "dr", "prof", "phd"))
_NO_PERSON = frozenset((("et", "al"), ("others",), ("and", "others"), ("anonymous",), ("unknown",)))
# Several initials written as one word: "JF Naughton", "jf naughton".
_CAPITALS = re.compile(r"\b([A-Z])([A-Z])([A-Z])?\b")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{2,3}")


@lru_cache(maxsize=1 << 16)
def _name(author: str) -> _Name:
    """The words of a name with the family name last; DBLP's numbers of namesakes are no part of it.

    A body that ACM lists as an author ("CORPORATE …") is no person and gives nothing, nor does a lone letter.
    """
    if not author.isupper():
        author = _CAPITALS.sub(lambda found: " ".join(filter(None, found.groups())), author)
    family, comma, given = author.partition(",")
    parts = words(f"{given} {family}" if comma and not _SUFFIX.match(given) else author)
    parts = tuple(part for part in parts if not part.isdecimal() and part not in _TITLES)
    if parts[:1] == ("corporate",) or parts in _NO_PERSON or (len(parts) == 1 and len(parts[0]) < 2):
        return ()
    if not comma and len(parts) > 1 and len(parts[0]) > 2 and all(len(part) == 1 for part in parts[1:]):
        parts = (*parts[1:], parts[0])  # "Carey M J"
    given_names = [name for part in parts[:-1] for name in (part if _CONSONANTS.fullmatch(part) else (part,))]
    return (*given_names, *parts[-1:])


def _alike(a: _Name, b: _Name) -> _Alike:
    if a[-1] not in b and b[-1] not in a and a[0][0] != b[0][0]:
        return _Alike.NO  # most pairs, and nothing below would say otherwise
    if a == b or sorted(a) == sorted(b):
        return _Alike.ABBREVIATED if len(a) == 2 and len(a[0]) == 1 else _Alike.SAME
    fewer, more = sorted((set(a), set(b)), key=len)
    if a[-1] != b[-1]:
        # "Rafael Camps", "Rafael Camps Paré": a second family name left out.
        if len(fewer) >= 2 and fewer < more:
            return _Alike.ABBREVIATED
        if a[0][0] != b[0][0] or not is_misspelt_family(a[-1], b[-1]):
            return _Alike.NO
        return _Alike.ABBREVIATED if len(a[0]) > 2 and a[0] == b[0] else _Alike.FAMILY
    if len(a) < 2 or len(b) < 2:
        return _Alike.FAMILY
    if a[0] == b[0]:
        return _Alike.SAME if len(a[0]) > 1 else _Alike.ABBREVIATED
    short, long = sorted((a[0], b[0]), key=len)
    # "Dan" is short for "Daniel"; but "Yi" is not for "Yifan", nor "Qin" for "Qing".
    if long.startswith(short) and (len(short) == 1 or 3 <= len(short) <= len(long) - 2):
        return _Alike.ABBREVIATED
    return _Alike.ABBREVIATED if is_misspelt_family(short, long) else _Alike.FAMILY
