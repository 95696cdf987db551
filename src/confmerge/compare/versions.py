"""Which publication of a work a record is: poster, workshop, journal, extended version, preprint; and its venue."""

from __future__ import annotations

import re
from functools import lru_cache

from confmerge.titles import fold
from confmerge.venues import is_known, is_preprint
from confmerge.vocabulary import VENUE_NAMES

_VENUE_KINDS = {
    "workshop": re.compile(r"workshop|@", re.I),
    "poster": re.compile(r"\bposter|\bdemo", re.I),
    "tutorial": re.compile(r"\btutorial", re.I),
    "journal": re.compile(
        r"journal|\bj\b|transactions|\btrans\b|\blett(?:ers)?\b|magazine|\brec(?:ord)?\b|\bbull(?:etin)?\b|\bvldb j|"
        r"\b(?:TPDS|TOCS|TODS|TON|ToN|TACO|TMC|TC|TKDE|TCAD|TOMPECS|TECS|TSC|TCC|JSAC|JMLR|TMLR|JPDC|FGCS|CACM)\b",
        re.I,
    ),
}
_TITLE_KINDS = {
    "poster": re.compile(r"^\W*(?:poster|demo)\b\s*[:\])]|[(\[](?:poster|demo)\b[^()]*[)\]]", re.I),
    "erratum": re.compile(
        r"^\W*(?:(?:author |publisher )?corrections? (?:to|of)\b|(?:author |publisher )?(?:correction|errat(?:um|a)|"
        r"corrigend(?:um|a)|retract(?:ed|ion)(?: (?:note|article))?|expression of concern)\b"
        r"\s*(?:[:.–—-]|to\b|of\b|for\b|$))",
        re.I,
    ),
    "extended": re.compile(r"\b(?:extended|full|journal) version\b|[(\[]extended[)\]]", re.I),
}
_SAME_SERIES = {"nips": "neurips", "sysml": "mlsys", "pvldb": "vldb"}


def title_kinds(title: str) -> frozenset[str]:
    """Return the marks of a publication that stand in a title.

    >>> sorted(title_kinds("POSTER: LLM-PQ: Serving LLMs (Extended Version)")), title_kinds("Demo-Driven Learning")
    (['extended', 'poster'], frozenset())
    """
    return frozenset(kind for kind, pattern in _TITLE_KINDS.items() if pattern.search(title))


@lru_cache(maxsize=1 << 12)
def venue_kinds(venue: str | None) -> frozenset[str]:
    """Return the marks of a publication that stand in a venue; a conference's main track has none.

    >>> venue_kinds("NeurIPS'24 Workshop"), venue_kinds("IEEE TPDS"), venue_kinds("EuroSys")
    (frozenset({'workshop'}), frozenset({'journal'}), frozenset())
    """
    return frozenset(kind for kind, pattern in _VENUE_KINDS.items() if venue and pattern.search(venue))


@lru_cache(maxsize=1 << 12)
def one_venue(a: str | None, b: str | None) -> bool | None:
    """Whether two printed names are of one venue; None where that cannot be told from them.

    One: a known acronym in both, one name's words all in the other, or one the initials of the other. Not one: two
    known venues. Long names, half names and names that nobody knows are often the same venue written otherwise.

    >>> one_venue("USENIX ATC", "ATC'24"), one_venue("Proc. Int. Conf. on Very Large Data Bases", "VLDB")
    (True, True)
    >>> one_venue("Proc. 1998 ACM SIGMOD", "International Conference on Management of Data")
    True
    >>> one_venue("ACM Trans. Database Syst.", "ACM Transactions on Database Systems (TODS)"), one_venue("OSDI", "SOSP")
    (True, False)
    >>> one_venue("Rules in Databases", "OSDI"), one_venue(None, "OSDI"), one_venue("arXiv", "OSDI")
    (None, None, None)
    """
    left, right = (_series(venue or "") for venue in (a, b))
    if not left or not right or is_preprint(a) or is_preprint(b):
        return None
    acronyms = [{word for word in names if is_known(word)} for names in (left, right)]
    if acronyms[0] & acronyms[1]:
        return True
    if all(acronyms):
        return False
    if _abbreviates(left, b or "") or _abbreviates(right, a or ""):
        return True
    fewer, more = sorted((left, right), key=len)
    return True if all(_stands_in(word, more) for word in fewer) else None


_SMALL = frozenset(["a", "an", "and", "at", "for", "in", "of", "on", "the", "to"])
_GENERIC_WORDS = """
    acm ieee ifip usenix annual conf conference proc proceedings int intl international
    symposium symp trans transactions j journal mag magazine lett letters th st nd rd
"""
_GENERIC = _SMALL.union(_GENERIC_WORDS.split())
_ORDINAL = re.compile(
    r"\d+(?:st|nd|rd|th)?|first|second|third|\w*(?:fourth|fifth|sixth|seventh|eighth|ninth|tenth|teenth|tieth)"
)


_FULL_NAMES = tuple((frozenset(name.split()), acronym) for name, acronym in VENUE_NAMES.items())


def _series(venue: str) -> list[str]:
    words = fold(re.sub(r"['’]\s*\d+|\bto appear\b", " ", venue)).split()
    names = [word for word in words if word not in _GENERIC and not _ORDINAL.fullmatch(word)]
    called = [acronym for full, acronym in _FULL_NAMES if full <= set(words)]
    return [_SAME_SERIES.get(word, word) for word in called or names]


def _abbreviates(names: list[str], venue: str) -> bool:
    """Whether one of `names` is the initials of a venue's name, or of a part of it (VLDB, SOSP)."""
    initials = "".join(word[0] for word in fold(venue).split() if word not in _SMALL)
    return any(len(name) > 2 and name in initials for name in names)


def _stands_in(word: str, names: list[str]) -> bool:
    """Whether a word, or the word that it abbreviates or that abbreviates it, is among `names`."""
    return any(
        word == name or (min(len(word), len(name)) >= 3 and (word.startswith(name) or name.startswith(word)))
        for name in names
    )
