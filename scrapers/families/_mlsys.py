"""Which rows of the sites of MLSys, NeurIPS, ICML, ICLR and COLM are papers, each taken once; LaTeX in their words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from confmerge.paper import Author, Paper
from scrapers.affiliations import read_affiliated
from scrapers.pages import Found, original_url, tidy
from scrapers.twice import TWICE, Seen


class Event(NamedTuple):
    """One row of a page or of an answer: what it says of its paper, and what kind of event it calls itself.

    `key` is the site's own name for the paper, the same in all its events. `refusal` says why the row is no paper,
    whatever its kind; `nameless` that it lists people without giving their names.
    """

    paper: Paper
    kind: str = ""
    key: str | None = None
    refusal: str | None = None
    nameless: bool = False


# --- which events are papers -----------------------------------------------------------------------------------------

_PAPER = re.compile(r"poster|oral|spotlight|\bpapers?\b", re.I)
_NO_PAPER = re.compile(
    r"workshop|tutorial|invited|keynote|affinity|expo\b|social|demo|competition|journal|\b[JT]MLR\b|panel|mentor|"
    r"test of time|break\b|town hall|sponsor",
    re.I,
)
_PRESENTATIONS = ("oral", "spotlight", "poster")  # the rarer first
_POSTERS = re.compile(r"\bposters?\b", re.I)


def put_papers(events: Iterable[Event], found: Found) -> int:
    """Put the papers among the events of a page into `found`; return how many seem to have lost title or authors.

    A paper has a poster and often an oral: it is taken once, where it stands first, with what any of its events says.
    """
    lost = 0
    seen = Seen()
    for event in events:
        reason, is_loss = _refusal(event)
        if reason:
            found.turned_away[reason] += 1
            lost += is_loss
            continue
        place = seen.place(event.paper, event.key, len(found))
        if place == len(found):
            found.append(event.paper)
        else:
            found[place] = _merged(found[place], event.paper)
            found.turned_away[TWICE] += 1
    return lost


def too_many_lost(lost: int, found: Found) -> bool:
    """Say whether so many rows have lost title or authors that the layout must have changed."""
    return lost > 1 + len(found) / 20 or bool(lost and not found)


def only_others(found: Found) -> str:
    """Return what a list without papers holds instead."""
    return ", ".join(f"{count} {reason}" for reason, count in found.turned_away.most_common(5))


def refused_kind(*words: str | None) -> str | None:
    """Return the first word for a kind of event, or for a track, that has no papers of the conference itself."""
    return next((word.lower() for word in words if word and _NO_PAPER.search(word)), None)


_KIND_IN_ADDRESS = re.compile(r"/virtual/\d{4}/([a-z-]+)/", re.I)


def kind_of(*words: str | None, address: str | None) -> str:
    """Return the first word that tells papers from other events, else what the event's address says, else any word.

    >>> kind_of("#W-100", "", address="/virtual/2025/poster/119718"), kind_of("Poster", address=None)
    ('poster', 'Poster')
    """
    found = _KIND_IN_ADDRESS.search(address) if address else None
    named = [word for word in (*words, found[1] if found else None) if word]
    if not named:
        return ""
    telling = (word for word in named if _PAPER.search(word) or _NO_PAPER.search(word))
    return next(telling, named[0])


def presentation(*words: str) -> str | None:
    """Return the most prominent way of presenting a paper that a kind or a decision names.

    >>> presentation("Poster", "Accept (oral)"), presentation("Accept (regular)")
    ('oral', None)
    """
    return next((name for name in _PRESENTATIONS if any(name in word.lower() for word in words)), None)


def _refusal(event: Event) -> tuple[str | None, bool]:
    """Return why an event is no paper, and whether it looks like one that could not be read."""
    if reason := event.refusal or refused_kind(event.kind):
        return reason, False
    if event.kind and not _PAPER.search(event.kind):
        return event.kind.lower(), False
    if not event.paper.title:
        return "without a title", True
    if not event.paper.authors and not event.nameless:
        return "without authors", True
    return None, False


def _merged(first: Paper, again: Paper) -> Paper:
    """Return a paper with what a second event adds: a session that is no poster session, a talk, a longer list."""
    paper = replace(first, **{f.name: getattr(first, f.name) or getattr(again, f.name) for f in fields(Paper)})
    sessions = [name for name in (first.session, again.session) if name]
    return replace(
        paper,
        authors=max(first.authors, again.authors, key=len),
        session=next((name for name in sessions if not _POSTERS.search(name)), paper.session),
        track=next((name for name in _PRESENTATIONS if name in (first.track, again.track)), paper.track),
    )


# --- people --------------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[^\W\d_][\w ,.'’⋅·-]*[^\W\d_]")
_NOT_PLAIN = (
    re.compile(r"[\d_]"),
    re.compile(r"\. ?[,⋅·]"),
    re.compile(r"[,⋅·](?! ?[^\W\d_])"),
    re.compile(r"(?:^| )(?:and|al|others|Jr|Sr|II+|IV|Ph|M\.?D|Esq)\b"),
)
_BETWEEN_NAMES = re.compile(r"\s*,\s*|\s+[⋅·]\s+")


def read_authors(words: str) -> list[Author]:
    """Return the authors of a line as `read_affiliated` does, quicker where it is a plain list: "A, B", "A · B"."""
    if _PLAIN.fullmatch(words) and not any(mark.search(words) for mark in _NOT_PLAIN):
        return list(map(Author, _BETWEEN_NAMES.split(words)))
    return read_affiliated(words)


# --- words and links -----------------------------------------------------------------------------------------------

_FORMULA = re.compile(r"((?<!\\)\$.+?(?<!\\)\$)")
_TYPE_FACE = re.compile(r"\\(?:text(?:bf|it|sc|tt|sf|rm|sl|md|up|normal)?|emph|mbox|underline)\s*\{([^{}]*)\}")
_ACCENTED = re.compile(r"\{?\\(?:([`'^~\"=.])\s*|([uvHckrdb])(?=[\s{\\])\s*)\{?\\?([A-Za-z])\}?")
_ACCENTS = dict(
    zip(
        "`'^~\"=.uvHckrdb",
        "\u0300\u0301\u0302\u0303\u0308\u0304\u0307\u0306\u030c\u030b\u0327\u0328\u030a\u0323\u0331",
        strict=True,
    )
)
_LETTER = re.compile(r"\\(ss|[oOlL]|ae|AE|oe|OE|aa|AA)(?![A-Za-z])\s*(?:\{\})?")
_LETTERS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
}
_ESCAPED = re.compile(r"\\([&%#_$])")


def from_latex(words: str) -> str:
    r"""Return words without LaTeX's accents, type faces and escapes; formulas stay as they are.

    >>> from_latex(r"Jos\'{e} M{\"u}ller and {\L}ukasz"), from_latex(r"\textsc{Fed}X: $\alpha$-DPO \& $\'{x}$")
    ('José Müller and Łukasz', "FedX: $\\alpha$-DPO & $\\'{x}$")
    """
    if "\\" not in words:
        return words
    return tidy("".join(part if n % 2 else _plain(part) for n, part in enumerate(_FORMULA.split(words))))


def _plain(words: str) -> str:
    plain = _ACCENTED.sub(_accented, _TYPE_FACE.sub(r"\1", words))
    plain = _LETTER.sub(lambda name: _LETTERS[name[1]], plain)
    if plain != words:  # braces were LaTeX's, too
        plain = plain.replace("{", "").replace("}", "")
    return _ESCAPED.sub(r"\1", plain)


def _accented(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[3] + _ACCENTS[match[1] or match[2]])


_NO_LINK = re.compile(r"\s*(?:none|null|#.*|.*[?&]id=)?\s*", re.I)
_ON_THE_SITE = re.compile(r"(?!//)(?!.*/\.)/[\w/.-]*\w")  # a link that needs no more than the site before it


def absolute(link: Any, base: str) -> str | None:
    """Return a link as an absolute address, None for what is none ("None", `?id=` without an id, no site known)."""
    if not isinstance(link, str) or _NO_LINK.fullmatch(link):
        return None
    if _ON_THE_SITE.fullmatch(link):
        return _site(base) + link if _site(base) else None
    address = original_url(link, base)
    return address if address.startswith(("http://", "https://")) else None


@lru_cache(maxsize=8)
def _site(base: str) -> str:
    """Return scheme and host of an address, "" where it is not that of a page."""
    parts = urlsplit(original_url(base, ""))
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""
