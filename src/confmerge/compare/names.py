"""One author's name taken apart, and how likely two names are one person's.

Catalogues write one person as "Michael J. Carey", "M. Carey", "MJ Carey", "Carey, M.J." or "Carey MJ", lose letters,
turn names round, write particles and syllables together, and leave second family names out.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from confmerge.compare.spelling import is_misspelt_family
from confmerge.titles import words
from confmerge.vocabulary import FUNCTION_WORDS

Name = tuple[str, ...]


class Likely(IntEnum):
    """How likely two names are one person's."""

    NO = 0
    FAMILY = 1  # "Mike Carey", "Michael J. Carey": perhaps; but "Wei Zhang", "Yi Zhang"
    ABBREVIATED = 2  # "M. Carey", "Michael J. Carey"
    SAME = 3


_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SUFFIX = re.compile(r"\s*(?:jr|sr|i{2,3})\b", re.I)
_TITLES = frozenset(("jr", "sr", "ii", "iii", "dr", "prof", "phd"))
_OTHERS = frozenset((("et", "al"), ("and", "others")))
_NO_PERSON = frozenset((("others",), ("unknown",)))
# Several initials written as one word: "JF Naughton", "jf naughton".
_CAPITALS = re.compile(r"\b([A-Z])([A-Z])([A-Z])?\b")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{2,3}")
_BODY_WORDS = """
    agency association center centre collaboration collaborative commission committee company consortium corporate
    corporation council department federation foundation gmbh group inc initiative institute investigators laboratories
    laboratory limited llc ltd ministry network organisation organization pharmaceuticals project society taskforce team
    university
"""
_BODIES = frozenset(_BODY_WORDS.split())


@lru_cache(maxsize=1 << 16)
def take_name_apart(author: str) -> Name:
    """Return the words of a name, folded, with the family name last; () for what is nobody's.

    DBLP's numbers of namesakes, titles and "et al." are no part of it; a lone letter, "Anonymous"
    and a body that ACM lists as an author ("CORPORATE …") give nothing.

    >>> [" ".join(take_name_apart(name)) for name in ("Carey, M.J.", "Carey MJ", "van der Berg J", "Jo Du 0001 (Ed.)")]
    ['m j carey', 'm j carey', 'j van der berg', 'jo du']
    """
    author = _ASIDE.sub(" ", author) if "(" in author or "[" in author else author
    if not author.isupper():
        author = _CAPITALS.sub(lambda found: " ".join(filter(None, found.groups())), author)
    family, comma, given = author.partition(",")
    turned = bool(comma) and not _SUFFIX.match(given)
    parts = words(f"{given} {family}" if turned else author)
    parts = tuple(part for part in parts if not part.isdecimal() and part not in _TITLES)
    if parts[-2:] in _OTHERS:
        parts = parts[:-2]
    if parts[:1] in (("corporate",), ("anonymous",)) or parts in _NO_PERSON or (len(parts) == 1 and len(parts[0]) < 2):
        return ()
    if not turned:
        family_first = len(parts) - _trailing_letters(parts)
        if any(len(part) > 1 for part in parts[:family_first]):
            parts = (*parts[family_first:], *parts[:family_first])  # "Carey M J"
    given_names = [name for part in parts[:-1] for name in (part if _CONSONANTS.fullmatch(part) else (part,))]
    return (*given_names, *parts[-1:])


def is_body(name: Name) -> bool:
    """Whether a name is that of a body which writes papers, not a person's: "ATLAS Collaboration".

    >>> is_body(("the", "atlas", "collaboration")), is_body(("jo", "du"))
    (True, False)
    """
    return not _BODIES.isdisjoint(name)


def are_one_body(a: Name, b: Name) -> bool:
    """Whether two names can be of one body: a telling word in common, or one written apart or as initials.

    >>> are_one_body(("the", "atlas", "collaboration"), ("atlas", "group"))
    True
    >>> are_one_body(("odm", "group"), ("object", "database", "management", "group"))
    True
    >>> are_one_body(("atlas", "collaboration"), ("cms", "collaboration"))
    False
    """
    told = [[word for word in name if word not in _BODIES and word not in FUNCTION_WORDS] for name in (a, b)]
    written, other = ({"".join(names), "".join(name[0] for name in names)} for names in told)
    return not written.isdisjoint(other) or not set(told[0]).isdisjoint(told[1])


def likely(a: Name, b: Name) -> Likely:
    """Say how likely two names, taken apart, are one person's; the order of the two does not matter.

    >>> likely(("michael", "carey"), ("m", "j", "carey")).name, likely(("wei", "zhang"), ("yi", "zhang")).name
    ('ABBREVIATED', 'FAMILY')
    >>> likely(("jan", "vandenberg"), ("j", "van", "den", "berg")).name, likely(("h", "muller"), ("h", "mueller")).name
    ('ABBREVIATED', 'ABBREVIATED')
    >>> likely(("xiao", "dong", "li"), ("xiaodong", "li")).name, likely(("x", "xue"), ("x", "xu")).name
    ('SAME', 'NO')
    """
    if a[-1] not in b and b[-1] not in a and a[0][0] != b[0][0]:
        return Likely.NO  # most pairs, and nothing below would say otherwise
    if a == b or sorted(a) == sorted(b):
        return Likely.ABBREVIATED if len(a) == 2 and 1 in (len(a[0]), len(b[0])) else Likely.SAME
    if a[-1] == b[-1]:
        return _given(a[:-1], b[:-1])
    fewer, more = sorted((set(a), set(b)), key=len)
    if len(fewer) > 1 and fewer < more:
        return Likely.ABBREVIATED  # "Rafael Camps", "Rafael Camps Paré"
    return max(_second_family(a, b), _second_family(b, a), _turned(a, b), _turned(b, a), _misspelt(a, b))


def _given(a: Name, b: Name) -> Likely:
    """How likely two persons of one family name are one, by their given names."""
    if not a or not b:
        return Likely.FAMILY
    if a[0] == b[0]:
        return Likely.SAME if len(a[0]) > 1 else Likely.ABBREVIATED
    if "".join(a) == "".join(b):
        return Likely.SAME if len(a[0]) > 1 and len(b[0]) > 1 else Likely.ABBREVIATED
    short, long = sorted((a[0], b[0]), key=len)
    # "Dan" is short for "Daniel"; but "Yi" is not for "Yifan", nor "Qin" for "Qing".
    if long.startswith(short) and (len(short) == 1 or 3 <= len(short) <= len(long) - 2):
        return Likely.ABBREVIATED
    abbreviated = _are_initials(a, b) or _are_initials(b, a) or is_misspelt_family(short, long)
    return Likely.ABBREVIATED if abbreviated else Likely.FAMILY


def _are_initials(written: Name, given: Name) -> bool:
    """Whether given names are written as their initials in one word ("ja" for John Albert)."""
    return len(written) == 1 and 1 < len(written[0]) <= 3 and "".join(name[0] for name in given).startswith(written[0])


_LONG_FAMILY = 4


def _second_family(a: Name, b: Name) -> Likely:
    """Where a family name of `a` is of several words: `b` writes them together, or leaves the second one out."""
    for at in range(1, len(a) - 1):
        if a[at] == b[-1] and len(b[-1]) >= _LONG_FAMILY and len(b) > 1:
            found = _given(a[:at], b[:-1])
            return min(found, Likely.ABBREVIATED) if found > Likely.FAMILY else Likely.NO
    for at in range(1, len(a) - 1):
        if "".join(a[at:]) == b[-1]:
            return _given(a[:at], b[:-1])
    return Likely.NO


def _turned(a: Name, b: Name) -> Likely:
    """Where `a` has the family name first and no comma tells so: "Zhang Wei", "smith ja"."""
    if len(a) < 2 or len(b) < 2 or a[0] != b[-1]:
        return Likely.NO
    if _are_initials(a[1:], b[:-1]):
        return Likely.ABBREVIATED
    found = _given(a[1:], b[:-1])
    return found if found is Likely.SAME else min(found, Likely.FAMILY) if len(b[0]) == 1 else Likely.NO


def _misspelt(a: Name, b: Name) -> Likely:
    if a[0][0] != b[0][0]:
        return Likely.NO
    if len(min(a[-1], b[-1], key=len)) > _LONG_FAMILY and _plain(a[-1]) == _plain(b[-1]):
        return _given(a[:-1], b[:-1])
    if not is_misspelt_family(a[-1], b[-1]):
        return Likely.NO
    alike = a[:-1] == b[:-1] and sum(map(len, a[:-1])) > 1
    return Likely.ABBREVIATED if alike or (len(a[0]) > 2 and a[0] == b[0]) else Likely.FAMILY


_UMLAUT = re.compile(r"(?<![aeiouq])([aou])e|(?<=a)a")


def _plain(family: str) -> str:
    """A family name with letters that one may write as two ("Müller", "Mueller"; "Ågren", "Aagren") as one."""
    return _UMLAUT.sub(r"\1", family)


def _trailing_letters(parts: Name) -> int:
    count = 0
    while count < len(parts) and len(parts[-1 - count]) == 1:
        count += 1
    return count
