"""What a citation writes around a title: authors before or behind it, and then where it appeared.

A title is cut only where the form of what is cut leaves no doubt; the title may itself hold a year, a name, a dash.
"""

from __future__ import annotations

import re

from confmerge.titles.persons import BEGINNING_OF_NAMES, are_authors, is_family_name
from confmerge.venues import is_known, split_end

_YEAR = r"(?:19|20)\d\d"
_PUBLISHER = (
    r"(?:USENIX(?: Association)?|Association for Computing Machinery|ACM(?: Press)?|IEEE(?: Computer Society| Press)?"
    r"|Springer(?:[- ]Verlag)?|Elsevier|Morgan Kaufmann|PMLR|OpenReview(?:\.net)?|Curran Associates(?:,? Inc)?"
    r"|AAAI(?: Press)?|MIT Press|JMLR(?:\.org)?|mlsys\.org)"
)
_SERIES = (
    r"(?:(?:ACM|IEEE)(?:/ACM|/IEEE)?\s+(?:Trans|Comput|Commun|J\b|SIG)|Communications of the ACM|Transactions on\b"
    r"|Journal of\b|PVLDB\b|PACMMOD\b|CoRR\b|Advances in (?i:neural))"
)
_STOP = r"[.,;?!\"”](?:''|['’])?\s+"
_CLOSED = rf"[\s).\],]*(?:\[[\w.,\s-]{{0,30}}\])?[\s,(]*(?:{_YEAR})?\W*$"
# Where a citation goes on behind the title.
_SOURCES = tuple(
    re.compile(pattern)
    for pattern in (
        r"<?https?://\S+\W*$|\b(?i:doi):?\s*10\.\d\S+\W*$|\b(?:dx\.)?doi\.org/\S+\W*$|\b10\.\d{4,9}/\S+\W*$",
        rf"\b(?i:arxiv)[\s:.,]*(?:(?i:e?-?prints?|preprints?)[\s,]*)?(?:(?i:arxiv)[\s:]*)?(?:abs/|[a-z-]+/)?\[?"
        rf"\d{{4}}\.?\d{{3,5}}(?:v\d+)?{_CLOSED}",
        rf"\bCoRR,?\s+(?:abs/|vol)|\babs/\d{{4}}\.\d{{4,5}}(?:v\d+)?{_CLOSED}|\b\d{{4}}\.\d{{5}}(?:v\d+)?{_CLOSED}",
        rf"\b(?i:arxiv preprint)\W*(?:{_YEAR})?\W*$",
        rf"{_STOP}(?:(?i:in):?\s+)?(?:the\s+)?(?i:proceedings|proc\.|proc)\s+(?:of|the|\d|[A-Z])",
        rf"{_STOP}In:?\s+(?:the\s+)?(?:\d+(?:st|nd|rd|th)|Advances in|ACM|IEEE|USENIX|International|Annual)\b",
        rf"(?<!vs)[.?!\"”]\s+{_SERIES}|\[Online\]",
        rf"(?<!vs)[.?!][\"”'’]*\s+[A-Z][^.?!\d]{{2,90}}\s\d+\s*(?:\(\d|,\s*(?:no|pp)|:\s*\d|\({_YEAR}\))",
        rf"\b(?:pp?\.|pp|pages)\s*\d+\s*[-–—]{{1,3}}\s*\d+\W*(?:{_YEAR})?\W*$",
        rf"(?:{_STOP}{_PUBLISHER}|\bUSENIX Association)\W*(?:{_YEAR})?\W*$",
    )
)
# Without any of these there is none.
_MAY_HAVE_SOURCE = re.compile(
    r"\d\d|https?:|[Pp]roc|[aA]r[xX]iv|doi|USENIX|[.?!][\"”'’]*\s+[A-Z]|,\s+(?:In|ACM|IEEE|Springer|PMLR|Elsevier|Open)\b"
)
_IN_VENUE = re.compile(rf"{_STOP}In:?\s+(?P<venue>[A-Z][\w&]+)[\s,.'’]*(?:{_YEAR}|\d\d)?\W*$")
_LAST_YEAR = re.compile(rf"[\s.,(]+{_YEAR}[a-z]?\)?$")
_JOINT = " \t\n.,;:|([-–—*_<"
# So many words are left at least: a title, and not only its first word.
_SHORTEST = 2

_ET_AL_BEFORE = re.compile(
    rf"(?P<names>[^:;()\[\]]{{2,150}}?),?\s+et al\b\.?\s*[,.:]?\s+(?:\(?{_YEAR}[a-z]?\)?[.,:]?\s+)?"
)
_NAMES = re.compile(BEGINNING_OF_NAMES)
_AND = re.compile(r",\s*(?:and\s+)?|\s+and\s+")
_AUTHORS_END = re.compile(rf"(?:[.,]?\s*\({_YEAR}[a-z]?\)|[.,]\s*{_YEAR}[a-z]?)?[.:]\s+[\"“]?")
# Where names may begin behind a title; a full stop behind an initial divides nothing.
_JUNCTION = re.compile(
    r"[\s.!?|(\[,](?:(?<=\s)(?:[Bb]y:?|[-–—|]{1,2})\s+|(?<=[.!?,])(?<![\s.][A-Z]\.)\s+|(?<=[|(\[])\s*)"
    rf"(?={BEGINNING_OF_NAMES})"
)
_ET_AL_BEHIND = re.compile(r",?\s+(?:et al\b\.?|and others)[\s).\]]*$")
_AFFILIATION = re.compile(r"Universit|\b(?:Institute|Inc|Labs?|Research|UC|MIT|CMU|ETH|EPFL|KAIST)\b|^[A-Z]{2,6}$")
# A book review names the book's authors: they are part of its title.
_REVIEW = re.compile(r"(?:book\s+)?review\b", re.I)


def without_source(text: str) -> str:
    """Return `text` without where it appeared: proceedings, journals, arXiv, DOI, URL, pages, publishers.

    >>> without_source("Attention Is All You Need. In Advances in Neural Information Processing Systems, 2017.")
    'Attention Is All You Need'
    >>> without_source("PagedAttention for Serving arXiv:2309.06180v2 [cs.LG] (2023)"), without_source("Life in 2024")
    ('PagedAttention for Serving', 'Life in 2024')
    """
    if not _MAY_HAVE_SOURCE.search(text):
        return text
    found = [match.start() for pattern in _SOURCES if (match := pattern.search(text))]
    if (match := _IN_VENUE.search(text)) and is_known(match["venue"]):
        found.append(match.start())
    for start in sorted(found):
        rest = text[:start].rstrip(_JOINT)
        if len(rest.split()) >= _SHORTEST:
            # A full stop is not cut where it is the sentence's question mark.
            rest += text[len(rest)] if text[len(rest) : len(rest) + 1] in ("?", "!") else ""
            without_venue = split_end(rest)[0]
            return without_venue if without_venue != rest else _LAST_YEAR.sub("", rest).rstrip(_JOINT)
    return text


def without_authors(text: str) -> str:
    """Return `text` without authors that stand before or behind the title.

    >>> without_authors("Woosuk Kwon, Zhuohan Li, et al. Efficient Memory Management for Serving")
    'Efficient Memory Management for Serving'
    >>> without_authors("Compiler Optimisation - Zheng Wang and Michael O'Boyle"), without_authors("LoRA - A Survey")
    ('Compiler Optimisation', 'LoRA - A Survey')
    """
    for rest in (*_behind_authors(text), *_before_authors(text)):
        if len(rest.split()) >= _SHORTEST:
            return rest
    return text


def is_authors_note(inner: str) -> bool:
    """Whether what stands in a bracket are authors, with their affiliation perhaps.

    >>> [is_authors_note(text) for text in ("Ying Sheng, Shiyi Cao, UC Berkeley", "Jia et al.", "PipeDream")]
    [True, True, False]
    """
    if match := _ET_AL_BEHIND.search(inner):
        return _are_family_names(inner[: match.start()])
    parts = inner.split(",")
    while len(parts) > _SHORTEST and _AFFILIATION.search(parts[-1].strip()):
        parts.pop()
    return are_authors(",".join(parts))


def _behind_authors(text: str) -> list[str]:
    """What stands behind authors at the head of `text`."""
    found = []
    if (match := _ET_AL_BEFORE.match(text)) and _are_family_names(match["names"]):
        found.append(text[match.end() :])
    if not _NAMES.match(text):
        return found
    for match in _AUTHORS_END.finditer(text):
        names = text[: match.start()]
        # "Alan Turing and John von Neumann: Two Pioneers"; but "Turing, A.: Computing Machinery".
        if are_authors(names, evident=True) and (match[0][0] != ":" or "." in names):
            found.append(text[match.end() :])
    return found[::-1]


def _before_authors(text: str) -> list[str]:
    """What stands before authors at the end of `text`."""
    if _REVIEW.match(text):
        return []
    others = _ET_AL_BEHIND.search(text)
    found = []
    for match in _JUNCTION.finditer(text):
        names, title = text[match.end() :].rstrip(" .)]"), text[: match.start()]
        # A comma divides what a title lists, too.
        known = are_authors(names, 3 if match[0][0] == "," else 2)
        known = known or (match[0][0] in "([" and is_authors_note(names))
        if known or (others and _are_family_names(text[match.end() : others.start()])):
            found.append(title)
    return found


def _are_family_names(text: str) -> bool:
    return all(map(is_family_name, _AND.split(text)))
