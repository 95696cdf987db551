"""The links of an entry: those that lead nowhere, or to another paper, and what stands there instead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from confmerge.identifiers import identifiers
from confmerge.lists.entries import is_paper_link
from confmerge.lists.escaping import safe_address
from confmerge.lists.forms import Content
from confmerge.lists.inline import Piece, pieces, plain
from confmerge.lists.model import Entry
from confmerge.lists.parts import Reading, is_link_word
from confmerge.lists.standing import Standing, said_by
from confmerge.venues import is_preprint

_NOWHERE = re.compile(r"^(?:https?:/*|#?|-+|\?+|tb[ad]|todo|none|n/a|link|url)$", re.I)
_OTHERS = re.compile(r"code|github|repo|slides?|video|talk|blog|project|website|demo|poster|dataset|models?|bib", re.I)
_MOST = 0.6
_CLEARLY = 0.9
_FEW = 5


@dataclass(frozen=True, slots=True)
class LinkFix:
    """A stretch of a text (from `start` to `end`) and what is to stand there; `why` is for a person."""

    start: int
    end: int
    new: str
    why: str


@dataclass(frozen=True, slots=True)
class LinkManner:
    """How a list links: whether titles mostly are links, else the label mostly used and what divides it from a title.

    `publishers`: its published entries clearly link to the venues' pages, and its preprints to arXiv.
    """

    titles: bool
    label: str | None
    gap: str
    publishers: bool


def link_manner(near: Sequence[Entry], entries: Sequence[Entry], publishers: bool) -> LinkManner:
    """Read from entries (those near first) how papers are linked here; `publishers` is what `to_publishers` says."""
    known = [entry for entry in near if entry.kind == "paper" and not entry.cells]
    if len(known) < _FEW:
        known = [entry for entry in entries if entry.kind == "paper" and not entry.cells]
    linked = sum(entry.main.linked for entry in known)
    labels = Counter(found for entry in known if not entry.main.linked and (found := _labelled(entry.main)))
    label, gap = None, " "
    if labels and sum(labels.values()) >= _MOST * len(known):
        (gap, label), _ = labels.most_common(1)[0]
    return LinkManner(bool(known) and linked >= _MOST * len(known), label, gap, publishers)


def _labelled(reading: Reading) -> tuple[str, str] | None:
    """The blanks and the label of a link that follows the title, brackets around it included."""
    title = next((slot for slot in reading.slots if slot.role == "title"), None)
    link = next((slot for slot in reading.slots if slot.role == "link"), None)
    if (
        title is None
        or link is None
        or link.start < title.end
        or re.search(r"\w", reading.text[title.end : link.start])
    ):
        return None
    inner = reading.text[link.start : link.end].partition("](")[0][1:]
    return (" ", inner) if is_link_word(plain(inner)) and not _OTHERS.search(inner) else None


def to_publishers(entries: Sequence[Entry]) -> bool:
    """Whether published entries clearly link to the venues' pages, and preprints to arXiv."""
    published: list[bool] = []
    preprints: list[bool] = []
    for entry in entries:
        address = next((url for _, url in entry.links if is_paper_link(url)), None)
        if address is not None:
            preprint = said_by(entry).standing is Standing.PREPRINT
            (preprints if preprint else published).append(_on_arxiv(address))
    if min(len(published), len(preprints)) < _FEW:
        return False
    return published.count(False) >= _CLEARLY * len(published) and preprints.count(True) >= _CLEARLY * len(preprints)


def _on_arxiv(url: str) -> bool:
    return any(key.startswith("arxiv:") for key in identifiers(url))


def mend_links(
    reading: Reading,
    title: tuple[int, int] | None,
    content: Content,
    manner: LinkManner,
    foreign: Collection[str],
) -> list[LinkFix]:
    """Return what is to be done about the links of a text: those to the paper that are broken, and a missing one.

    `title` is the title's place (None: no link is put in); `foreign` are identifiers of other papers.
    """
    start = title[0] if title else -1
    found = [piece for piece in _links(reading.text) if piece.inner != piece.target]
    ours = [
        piece for piece in found if (reading.linked and piece.start < start < piece.end) or _to_paper(reading, piece)
    ]
    fixes = [fix for piece in ours if (fix := _mend(reading, piece, content, manner, foreign)) is not None]
    if not ours and title is not None and not any(is_paper_link(url) for _, url in reading.links):
        fixes += _missing(reading, *title, content, manner)
    return fixes


def _links(text: str) -> list[Piece]:
    """The links of a text, those within brackets too."""
    found = []
    for piece in pieces(text):
        if piece.kind == "link":
            found.append(piece)
        elif piece.kind == "bracket":
            start, end = piece.inner
            found += [_moved(inner, start) for inner in pieces(text[start:end]) if inner.kind == "link"]
    return found


def _moved(piece: Piece, by: int) -> Piece:
    inner, target = (piece.inner[0] + by, piece.inner[1] + by), (piece.target[0] + by, piece.target[1] + by)
    return replace(piece, start=piece.start + by, end=piece.end + by, inner=inner, target=target)


def _to_paper(reading: Reading, piece: Piece) -> bool:
    words = _words(reading, piece)
    return is_link_word(words) and not _OTHERS.search(words)


def _words(reading: Reading, piece: Piece) -> str:
    return plain(reading.text[slice(*piece.inner)]).strip("[]() ")


def _mend(
    reading: Reading, piece: Piece, content: Content, manner: LinkManner, foreign: Collection[str]
) -> LinkFix | None:
    text = reading.text
    opening = text.find("(", piece.inner[1])
    if opening < 0 or not text.startswith("](", piece.inner[1]):
        return None
    inside = text[opening + 1 : piece.end - 1]
    place = opening + 1, piece.end - 1
    label = _words(reading, piece)
    address = _address(content, label if is_link_word(label) else "paper")
    nested = re.fullmatch(r"\s*\[(?P<words>[^\[\]]*)\]\((?P<url>[^()\s]*)\)\s*", inside)
    if nested is not None:
        for url in (nested["url"], nested["words"]):
            if not _NOWHERE.match(url) and not identifiers(url) & frozenset(foreign):
                return LinkFix(*place, url, "the link was wrapped in another")
    if nested is not None or _NOWHERE.match(inside.strip()):
        return LinkFix(*place, safe_address(address), "the link led nowhere") if address else None
    if address is None:
        return None
    if identifiers(piece.url) & frozenset(foreign):
        return LinkFix(*place, safe_address(address), f"the link was another paper's: {piece.url}")
    if manner.publishers and _on_arxiv(piece.url) and content.url and not is_preprint(label):
        return LinkFix(*place, safe_address(content.url), "published entries here link to the venue's page")
    return None


def _address(content: Content, label: str) -> str | None:
    found = content.address(label)
    if found is None and content.arxiv and not _OTHERS.search(label):
        return f"https://arxiv.org/abs/{content.arxiv}"
    return found


def _missing(reading: Reading, start: int, end: int, content: Content, manner: LinkManner) -> list[LinkFix]:
    address = _address(content, manner.label or "paper")
    if address is None:
        return []
    why = "the entries beside it have a link"
    if manner.titles and not reading.text[:start].endswith("["):
        return [LinkFix(start, start, "[", why), LinkFix(end, end, f"]({safe_address(address)})", why)]
    if manner.label is not None:
        closers = re.compile(r"[*_~]*").match(reading.text, end)
        place = closers.end() if closers else end
        return [LinkFix(place, place, f"{manner.gap}[{manner.label}]({safe_address(address)})", why)]
    return []
