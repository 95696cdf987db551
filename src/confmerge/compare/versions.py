"""Which publication of a work a record is: poster, workshop, journal, extended version, preprint; and its venue."""

from __future__ import annotations

import re

from confmerge.titles import fold

_VENUE_KINDS = {
    "workshop": re.compile(r"workshop|@", re.I),
    "poster": re.compile(r"\bposter|\bdemo", re.I),
    "tutorial": re.compile(r"\btutorial", re.I),
    "journal": re.compile(
        r"journal|transactions|\btrans\b|letters|magazine|\brecord\b|\bvldb j|"
        r"\b(?:TPDS|TOCS|TODS|TON|ToN|TACO|TMC|TC|TKDE|TCAD|TOMPECS|TECS|TSC|TCC|JSAC|JMLR|TMLR|JPDC|FGCS|CACM)\b",
        re.I,
    ),
}
_TITLE_KINDS = {
    "poster": re.compile(r"^\W*(?:poster|demo)\b\s*[:\])]|[(\[](?:poster|demo)\b[^()]*[)\]]\W*$", re.I),
    "erratum": re.compile(r"^\W*(?:errat(?:um|a)|corrigendum|corrections? (?:to|of))\b", re.I),
    "extended": re.compile(r"\b(?:extended|full|journal) version\b|[(\[]extended[)\]]", re.I),
}
_SAME_SERIES = {"nips": "neurips", "sysml": "mlsys"}


def title_kinds(title: str) -> frozenset[str]:
    """Return the marks of a publication that stand in a title.

    >>> sorted(title_kinds("POSTER: LLM-PQ: Serving LLMs (Extended Version)")), title_kinds("Demo-Driven Learning")
    (['extended', 'poster'], frozenset())
    """
    return frozenset(kind for kind, pattern in _TITLE_KINDS.items() if pattern.search(title))


def venue_kinds(venue: str | None) -> frozenset[str]:
    """Return the marks of a publication that stand in a venue; a conference's main track has none.

    >>> venue_kinds("NeurIPS'24 Workshop"), venue_kinds("IEEE TPDS"), venue_kinds("EuroSys")
    (frozenset({'workshop'}), frozenset({'journal'}), frozenset())
    """
    return frozenset(kind for kind, pattern in _VENUE_KINDS.items() if venue and pattern.search(venue))


def maybe_same_venue(a: str, b: str) -> bool:
    """Whether two names can be of one venue: equal, one inside the other, or one the initials of the other.

    >>> maybe_same_venue("USENIX ATC", "ATC'24"), maybe_same_venue("Very Large Data Bases", "VLDB")
    (True, True)
    >>> maybe_same_venue("OSDI", "SOSP")
    False
    """
    left, right = (_series(venue) for venue in (a, b))
    if not left or not right:
        return False
    initials = {"".join(word[0] for word in names) for names in (left, right)}
    return set(left) <= set(right) or set(right) <= set(left) or bool(initials & {"".join(left), "".join(right)})


def _series(venue: str) -> list[str]:
    names = re.sub(r"\b(?:19|20)?\d\d\b|\bto appear\b", " ", fold(venue.replace("'", " ").replace("’", " ")))
    return [_SAME_SERIES.get(word, word) for word in names.split() if word not in ("the", "on", "of", "and", "in")]
