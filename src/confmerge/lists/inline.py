"""What stands in one entry's text: links, brackets and words, each with its place.

CommonMark would reject much of what real lists hold (a link in a link's address, a blank between `]` and `(`), and it
gives no columns; so this reads the text itself and takes the most likely meaning.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `kind`: text, link, bracket (square brackets that are no link), code, image.

    An image may be another mark that says nothing (a comment, an HTML tag with attributes). `start` and `end` are its
    place; `inner` is the place of what is between a link's or bracket's `[` and `]`; `url` and `target` (the place of
    the address) belong to links.
    """

    kind: str
    start: int
    end: int
    inner: tuple[int, int] = (0, 0)
    url: str = ""
    target: tuple[int, int] = (0, 0)


_START = re.compile(
    r"""(?P<escape>\\.)|(?P<code>`+)|(?P<open>!?\[)|(?P<anchor><a\b[^<>]*?href\s*=\s*["']?(?P<href>[^"'<>\s]*)["']?[^<>]*>)
    |<(?P<auto>https?://[^>\s]*)>|(?P<raw>https?://[^\s<>\]]+)|(?P<comment><!--)
    |(?P<tag><(?!a\b)[a-z][a-z0-9]*\s[^<>]*>)""",
    re.X | re.I | re.S,
)
_CLOSE_ANCHOR = re.compile(r"</a\s*>", re.I)
_GAP = re.compile(r"[ \t]*(?:\n[ \t]*)?(?=\((?:https?:|\[?https?:))")
_MAX_ADDRESS = 4000


def pieces(text: str, references: Mapping[str, str] | None = None) -> list[Piece]:
    """Cut `text` into pieces that cover it from end to end, in order.

    >>> [(p.kind, p.url) for p in pieces("[A [b]](https://a.b/c_(d)) [[pdf](u)] `x`")]
    [('link', 'https://a.b/c_(d)'), ('text', ''), ('bracket', ''), ('text', ''), ('code', '')]
    >>> pieces("[link]([https://a.b](https://c.d))")[0].url
    'https://c.d'
    """
    return _Cutter(text, references or {}).cut()


class _Cutter:
    """One pass over one text; the partners of its brackets are found once, so that no text takes long."""

    def __init__(self, text: str, references: Mapping[str, str]) -> None:
        self.text, self.references = text, references
        self.square = _partners(text, "[", "]") if "[" in text else {}
        self.anchors = True
        self.round = _partners(text, "(", ")") if self.square else {}

    def cut(self) -> list[Piece]:
        found: list[Piece] = []
        searched = covered = 0
        while match := _START.search(self.text, searched):
            piece = self.piece(match)
            if piece is None:
                searched = match.end()
                continue
            if piece.start > covered:
                found.append(Piece("text", covered, piece.start))
            found.append(piece)
            searched = covered = piece.end
        if covered < len(self.text):
            found.append(Piece("text", covered, len(self.text)))
        return found

    def piece(self, match: re.Match[str]) -> Piece | None:
        text, start = self.text, match.start()
        if match["escape"]:
            return None
        if ticks := match["code"]:
            place = text.find(ticks, match.end())
            return None if place < 0 else Piece("code", start, place + len(ticks), (match.end(), place))
        if match["comment"]:
            place = text.find("-->", start)
            return Piece("image", start, len(text) if place < 0 else place + 3)
        if match["tag"]:
            return Piece("image", start, match.end())
        if match["open"]:
            return self.bracket(start, match.end() - 1)
        if match["anchor"]:
            close = _CLOSE_ANCHOR.search(text, match.end()) if self.anchors else None
            if close is None:
                self.anchors = False  # nor will there be one behind the next
                return None
            return Piece("link", start, close.end(), (match.end(), close.start()), match["href"], match.span("href"))
        group = "auto" if match["auto"] is not None else "raw"
        url = match[group]
        if group == "raw":
            url = url.rstrip(".,;:!?" if "(" in url else ".,;:!?)")
        target = match.start(group), match.start(group) + len(url)
        return Piece("link", start, match.end() if group == "auto" else target[1], target, url, target)

    def bracket(self, start: int, opening: int) -> Piece | None:
        close = self.square.get(opening)
        if close is None:
            return None
        text, inner = self.text, (opening + 1, close)
        image = text[start] == "!"
        after = close + 1
        if gap := _GAP.match(text, after):
            after = gap.end()
        if text.startswith("(", after):
            end = self.round.get(after, text.find(")", after))
            if 0 < end - after < _MAX_ADDRESS:
                url, target = self.address(after + 1, end)
                return Piece("image" if image else "link", start, end + 1, inner, url, target)
        label, end = text[slice(*inner)], close
        if text.startswith("[", close + 1) and close + 1 in self.square:
            end = self.square[close + 1]
            label = text[close + 2 : end] or label
        if url := self.references.get(" ".join(label.split()).upper(), ""):
            return Piece("image" if image else "link", start, end + 1, inner, url)
        return Piece("image" if image else "bracket", start, close + 1, inner)

    def address(self, start: int, end: int) -> tuple[str, tuple[int, int]]:
        """The URL between `(` and `)`: without a title, without angle brackets, without a link wrapped around it."""
        while self.text.startswith("[", start):
            close = self.square.get(start, -1)
            if not (start < close < end and self.text.startswith("(", close + 1)):
                break
            start, end = close + 2, self.round.get(close + 1, end)
        match = _ADDRESS.match(self.text, start, end)
        assert match is not None  # every part of the pattern may be empty
        group = "angled" if match["angled"] is not None else "bare"
        return match[group], match.span(group)


_ADDRESS = re.compile(r"\s*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>\S*))")


def _partners(text: str, opening: str, closing: str) -> dict[int, int]:
    """The place of each opening bracket's closing one; a backslash takes the meaning from what follows it."""
    partners: dict[int, int] = {}
    waiting: list[int] = []
    for match in re.finditer(rf"\\.|[\{opening}\{closing}]", text, re.S):
        if match[0] == opening:
            waiting.append(match.start())
        elif match[0] == closing and waiting:
            partners[waiting.pop()] = match.start()
    return partners


_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_STARS = re.compile(r"(\*{1,3}|~~)(?=\S)(.+?)(?<=\S)\1", re.S)
_LOWS = re.compile(r"(?<![\w])(_{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w])", re.S)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMOJI = re.compile(
    "(?::[a-z][a-z0-9_+-]*:|[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\U000e0000-\U000e007f])"
)


def plain(text: str, depth: int = 0) -> str:
    """Return `text` as a reader sees it: no emphasis, links as their words, no HTML, entities read, blanks collapsed.

    >>> plain("Fast **Large [Model](u)** _Serving_ with `A*` on A\\\\_B &amp; C<br>")
    'Fast Large Model Serving with A* on A_B & C'
    """
    if not _MARKED.search(text):
        return " ".join(text.split())
    if "\\" in text and not depth:  # a letter behind a backslash is a letter, and no mark
        return plain(_ESCAPE.sub(_hidden, text), 1).translate(_SHOWN)
    if depth < _DEEPEST and any(mark in text for mark in "[`<!"):
        text = "".join(_words(text, piece, depth) for piece in pieces(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    if len(text) < _LONGEST_TITLE and any(mark in text for mark in "*_~"):
        for pattern in (_STARS, _STARS, _LOWS):
            text = pattern.sub(r"\2", text)
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())


# Escaped letters stand aside in Unicode's private area while marks are read.
_ASIDE = 0xE000
_SHOWN = {_ASIDE + code: chr(code) for code in range(0x21, 0x7F)}


def _hidden(match: re.Match[str]) -> str:
    return chr(_ASIDE + ord(match[1]))


_MARKED = re.compile(r"[\[`<!*_~\\&]")
# Bounds for damaged input: no title nests or runs on like that.
_DEEPEST, _LONGEST_TITLE = 4, 3000


def _words(text: str, piece: Piece, depth: int) -> str:
    if piece.kind == "image":
        return " "
    inner = text[slice(*piece.inner)]
    if piece.kind == "code":
        return inner
    return plain(inner, depth + 1) if piece.kind == "link" else text[piece.start : piece.end]


def without_emoji(text: str) -> str:
    """Drop emoji and their `:names:`.

    >>> without_emoji("Survey :mag:")
    'Survey'
    """
    if text.isascii() and ":" not in text:
        return text.strip()
    return " ".join(_EMOJI.sub(" ", text).split())
