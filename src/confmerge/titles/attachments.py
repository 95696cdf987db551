"""What lists, catalogues and citations attach to a title, taken off: labels, links, numbers, venues, sources, authors.

A title is cut only where the form of what is cut is sure: "- A Survey", "(Almost)", "[Re]" and "(Part II)" stay, since
they belong to titles, and so does a year by itself, which tells one yearly report from another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from confmerge.titles.citations import is_authors_note, without_authors, without_source
from confmerge.titles.persons import BEGINNING_OF_NAMES
from confmerge.venues import is_known, parse_tag, split_end
from confmerge.vocabulary import LABEL_FILLING, LABEL_WORDS

_PHRASE = re.compile(
    r".*\b(?:award|best (?:\w+ )?(?:paper|artifact|poster|demo)|(?:outstanding|distinguished) (?:paper|artifact)|"
    r"honou?rable mention|runner[- ]up|test[- ]of[- ]time|artifacts? (?:evaluated|available|functional|reproduced))\b.*"
    r"|(?:to appear|in press|under review|accepted (?:at|by|to|for|in)|early access|camera[- ]ready)\b.*"
    r"|\d+ ref(?:erence)?s?",
    re.I,
)
_WORD = re.compile(r"[^\s|/,·•&+*:.!?]+")
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PART = re.compile(r"\b(?:part|vol(?:ume)?|version|chapter|edition|v\d+)\b|^[\dIVXivx\W]+$", re.I)

_KIND = (
    r"(?:poster|demo|demonstration|tutorial|panel|survey|extended|extended abstract|invited|work in progress|sok"
    r"|(?:short|position|vision) paper|position|vision)"
)
_AWARD = (
    r"(?:best|outstanding|distinguished) (?:\w+ )?(?:paper|artifact)"
    r"(?: (?:award|candidate|runner[- ]up|nominee|finalist|honou?rable mention))?"
)
_MARK_START = re.compile(
    rf"\W*:[a-z_]+:\W*|\W*{_KIND}s?\s*[:—–-]+\s+|\W*poster:|\s*artifacts? (?:for|of)\s+|\W*{_AWARD}\s*[:|—–-]+\s+"
    r"|\W*(?-i:NEW)\s*[!:]+\s*",
    re.I,
)
_NUMBERED = re.compile(r"\s*(?:\(?\d{1,3}[.)]|\[\d{1,3}\]|[-–—•*·]+)\s+(?=[*_]{0,2}(?:[^\W\d_]|[(\[]))")
_BRACKET_START = re.compile(r"[^\w()\[\]]*[(\[]\s*(?P<inner>[^()\[\]]{1,90})[)\]][\s:|.–—-]*(?=\S)")
_COLUMNS = re.compile(r"[|–—]| - ")
_COLUMN_START = re.compile(r"(?P<first>[^|:–—]{2,70}?)\s*(?:\||[–—]|\s-\s)\s*(?=\S)")
_YEAR_VENUE = re.compile(r"\W*(?:(?:19|20)?\d\d)\s*[-–—|/]\s*(?P<venue>[^\W\d_][\w&]{1,14})\s*[-–—|/:]\s*(?=\S)")
_BRACKET = re.compile(r"\s*(?P<open>[(\[])(?P<inner>[^()\[\]]{0,90})(?:[)\]](?=(?P<end>\W*$)|\s*:)|(?P<cut>$))")
_MARK_END = re.compile(rf"\s[-–—]\s*(?:{_KIND}|book review|{_AWARD})\W*$", re.I)
_COLUMN_END = re.compile(r"\s*\|\s*(?P<last>[^|]{2,70})$")
_LINKS = ("paper", "code", "pdf", "link", "slides", "video", "website", "github", "arxiv")
_LINK_WORDS = re.compile(r"(?:[\s|,/·•]+(?:" + "|".join(_LINKS) + r")\b\)?)+\W*$")
_ONE_LINK_WORD = re.compile(r"\W*\w+\W*")
# What most titles are made of; one of them can have something attached only if it begins or ends with these words.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,:;'\"/-]*[A-Za-z][.?!]?")
_SOURCE = re.compile(r", (?:In|Proc|ACM|IEEE|USENIX|Springer|PMLR|Elsevier)")
_LAST = (*_LINKS, "arXiv", "Arxiv", "ArXiv", "et al", "et al.", "others", "Association")
_FEWEST_AUTHORS = 3
_BY_NAMES = re.compile(rf" [Bb]y:? (?={BEGINNING_OF_NAMES})")
# No title, authors and all, is longer; on what is, no time is spent.
_LONGEST = 600
_ROUNDS = 8
# "Proceedings of MLSys 2023"; in more words, a venue is what a title ends with.
_LONGEST_TAG = 4
# So many words of the title before a square bracket at its end make a remark of it.
_BEFORE_REMARK = 4


def detached(title: str) -> str:
    """Return `title` without what is attached to it; as it is where nothing would be left.

    >>> detached("[Best Paper Award] The Case for Learned Index Structures (Extended Abstract) [PDF] [Code]")
    'The Case for Learned Index Structures'
    >>> detached("J. Jia and M. Zaharia. Beyond Data Parallelism. In Proceedings of MLSys, pp. 1-13, 2019")
    'Beyond Data Parallelism'
    >>> detached("Serving LLMs - A Survey (Part II)"), detached("[Re] Pure Noise"), detached("[PDF]")
    ('Serving LLMs - A Survey (Part II)', '[Re] Pure Noise', '[PDF]')
    """
    text = title.strip()
    if len(text) > _LONGEST:
        return text
    for _ in range(_ROUNDS):
        found = (rest.strip() for rest in _shorter(text, text != title.strip()))
        shorter = next((rest for rest in found if rest != text and any(map(str.isalnum, rest))), text)
        if shorter == text:
            break
        text = shorter
    return text


def is_plain(title: str) -> bool:
    """Whether a title, as most do, at first sight has nothing attached to it, nor anything else to be undone.

    >>> is_plain("Punica: Multi-Tenant LoRA Serving"), is_plain("Fast Serving (PDF)"), is_plain("Poster: Serving")
    (True, False, False)
    """
    return (
        _PLAIN.fullmatch(title) is not None
        and "- " not in title
        and "  " not in title
        and not (", " in title and (title.count(", ") >= _FEWEST_AUTHORS or _SOURCE.search(title)))
        and not title.endswith(_LAST)
        and not _MARK_START.match(title)
        and not (" by" in title and _BY_NAMES.search(title))
    )


def is_label(text: str) -> bool:
    """Whether what stands in a bracket is no part of a title: "Best Paper", "PDF | Code", "panel session".

    >>> [is_label(text) for text in ("Best Student Paper Award", "Paper, Code", "panel session", "A Survey", "Almost")]
    [True, True, True, False, False]
    """
    words = [word for word in _WORD.findall(text) if word.casefold() not in LABEL_FILLING]
    return (bool(words) and all(map(_is_label_word, words))) or bool(_PHRASE.fullmatch(text.strip()))


def _is_label_word(word: str) -> bool:
    humps = _HUMP.findall(word)
    return word.casefold() in LABEL_WORDS or (len(humps) > 1 and all(hump.casefold() in LABEL_WORDS for hump in humps))


def is_attached(inner: str) -> bool:
    """Whether what stands in a bracket is a label, a dated venue or authors."""
    return is_label(inner) or _is_dated(inner) or is_authors_note(inner)


def _is_dated(text: str) -> bool:
    tag = parse_tag(text) if len(text.split()) <= _LONGEST_TAG else None
    return tag is not None and (tag.year is not None or tag.preprint)


def _shorter(text: str, shortened: bool) -> Iterator[str]:
    """What is left of `text` without each thing that may be attached; `shortened` text has shown that things are."""
    for pattern in (_MARK_START, _NUMBERED):
        if match := pattern.match(text):
            yield text[match.end() :]
    if (match := _BRACKET_START.match(text)) and is_attached(match["inner"]):
        yield text[match.end() :]
    if (match := _YEAR_VENUE.match(text)) and is_known(match["venue"]):
        yield text[match.end() :]
    yield from _without_brackets(text)
    yield without_source(text)
    yield split_end(text)[0]
    if _COLUMNS.search(text):
        yield from _without_columns(text)
    ended = text.rstrip(" )").endswith(_LINKS) and _LINK_WORDS.search(text)
    if ended and (shortened or not _ONE_LINK_WORD.fullmatch(ended[0])):
        yield text[: ended.start()]
    yield without_authors(text)


def _without_columns(text: str) -> Iterator[str]:
    if (match := _COLUMN_START.match(text)) and (is_label(match["first"]) or _is_edition(match["first"])):
        yield text[match.end() :]
    if (match := _COLUMN_END.search(text)) and (is_label(match["last"]) or _is_edition(match["last"])):
        yield text[: match.start()]
    if match := _MARK_END.search(text):
        yield text[: match.start()]


def _is_edition(text: str) -> bool:
    tag = parse_tag(text)
    return tag is not None and tag.year is not None and tag.venue is not None and is_known(tag.venue)


def _without_brackets(text: str) -> Iterator[str]:
    for match in _BRACKET.finditer(text):
        inner, before = match["inner"], text[: match.start()]
        at_end = match["end"] is not None
        at_end_only = _is_edition(inner) or (match["open"] == "[" and _is_remark(inner, before))
        if is_label(inner) or (at_end and at_end_only):
            yield before if at_end else before + text[match.end() :]


def _is_remark(inner: str, before: str) -> bool:
    """Whether a square bracket at the end is somebody's remark: no title of the field has one that is not a number."""
    return len(before.split()) >= _BEFORE_REMARK and not (inner.strip() and _PART.search(inner))
