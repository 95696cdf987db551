"""The links of a file as they are written, each with its place, whether or not markdown would show them as links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from confmerge.lint.findings import Fix
from confmerge.lists.inline import plain

if TYPE_CHECKING:
    from confmerge.lists.blocks import Block

_HIDDEN = re.compile(r"(?P<code>(?<!`)(`+)(?!`).+?(?<!`)\2(?!`))|<!--.*?(?:-->|$)", re.S)
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_INLINE = ("paragraph", "heading", "th", "td")


@dataclass(frozen=True, slots=True)
class Text:
    """The inline text of a block. `line` is its first (from 0); `seen` is `text` with code and comments blanked out,
    letter for letter.
    """

    text: str
    seen: str
    line: int
    columns: tuple[int | None, ...]
    kind: str

    def at(self, offset: int) -> int:
        """Return the line of the file (from 0) in which a letter stands."""
        return self.line + self.text.count("\n", 0, offset)

    def column(self, offset: int) -> int | None:
        """Return the column of a letter in its line; None where the line is not as the text has it."""
        begin = self.columns[self.text.count("\n", 0, offset)]
        return None if begin is None else begin + offset - (self.text.rfind("\n", 0, offset) + 1)

    def fix(self, start: int, end: int, new: str) -> Fix | None:
        """Return the change of a stretch of the text; None where it is over several lines, or not as a line has it."""
        column = self.column(start)
        if column is None or "\n" in self.text[start:end]:
            return None
        return Fix(self.at(start), column, column + end - start, new)


def texts(block: Block, lines: Sequence[str]) -> Iterator[Text]:
    """Yield all inline texts below a block, in file order. Code, HTML and front matter hold none."""
    row_ends: dict[int, int] = {}
    yield from _texts(block, lines, row_ends)


def _texts(block: Block, lines: Sequence[str], row_ends: dict[int, int]) -> Iterator[Text]:
    if block.kind in _INLINE and block.text:
        parts = block.text.split("\n")
        columns: list[int | None] = []
        for line, part in enumerate(parts, block.line):
            begin = row_ends.get(line, 0) if block.kind in ("th", "td") else 0
            found = lines[line].find(part, begin) if line < len(lines) else -1
            columns.append(None if found < 0 else found)
            if found >= 0 and block.kind in ("th", "td"):
                row_ends[line] = found + len(part)
        seen = _HIDDEN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), block.text)
        yield Text(block.text, _ESCAPED.sub("  ", seen), block.line, tuple(columns), block.kind)
    for child in block.children:
        yield from _texts(child, lines, row_ends)


def code_lines(block: Block) -> set[int]:
    """Return the lines (from 0) below a block that are code."""
    own = set(range(block.line, block.end)) if block.kind in ("fence", "code_block") else set()
    return own.union(*(code_lines(child) for child in block.children))


@dataclass(frozen=True, slots=True)
class Written:
    """`[words](address)` as somebody wrote it, in `text` from `start` to `end`.

    `opening` and `closing` are the places of the square brackets (`opening` -1: there is none); `gap` is what stands
    before the round one; `address` is the place of the address. `shown`: markdown reads a link.
    """

    text: Text
    opening: int
    closing: int
    start: int
    end: int
    gap: str
    address: tuple[int, int]
    shown: bool
    image: bool

    @property
    def url(self) -> str:
        """The address."""
        return self.text.text[slice(*self.address)]

    @property
    def words(self) -> str:
        """The words of the link, as a reader sees them."""
        return plain(self.text.text[self.opening + 1 : self.closing]) if self.opening >= 0 else ""


# CommonMark 6.3: an address in angle brackets, or without blanks and with its round brackets paired; then a title.
# Every part is possessive, so that no damaged file takes long.
_PAIRED = r"[^\s()]++|\("
_BARE = rf"(?!<)(?:{_PAIRED}(?:{_PAIRED}(?:{_PAIRED}[^\s()]*+\))*+\))*+\))*+"
_TARGET = re.compile(
    rf"""\(\s*+(?:<(?P<angled>[^<>\n]*+)>|(?P<bare>{_BARE}))(?:\s++(?:"[^"]*+"|'[^']*+'|\([^()]*+\)))?+\s*+\)""", re.X
)
_MEETING = re.compile(r"\](?P<gap>[ \t]*)\(")
# What is meant as an address although markdown would not take it.
_MEANT = re.compile(r"\(\s*(?:<\s*)?(?P<address>\[|https?:|www\.)", re.I)
_TOKEN = re.compile(r"[^\s<>\[\]]*")


def links(text: Text) -> list[Written]:
    """Return what is written as links in a text, in its order."""
    if "](" not in text.seen and "] " not in text.seen:
        return []
    opened = openings(text.seen)
    found: list[Written] = []
    read = 0
    for meeting in _MEETING.finditer(text.seen):
        closing, bracket = meeting.start(), meeting.end() - 1
        if closing < read:  # within an address
            continue
        opening = opened.get(closing, -1)
        image = opening > 0 and text.seen[opening - 1] == "!"
        target = _TARGET.match(text.seen, bracket)
        meant = _MEANT.match(text.seen, bracket)
        if target and not meeting["gap"]:
            group = "angled" if target["angled"] is not None else "bare"
            place, end, shown = target.span(group), target.end(), opening >= 0
        elif meant is None:
            continue
        else:
            place, end = _meant_address(text.seen, meant.start("address"))
            shown = False
        read = end
        found.append(Written(text, opening, closing, opening, end, meeting["gap"], place, shown, image))
    return found


def _meant_address(seen: str, start: int) -> tuple[tuple[int, int], int]:
    """The place of an address that markdown does not read, and where what belongs to it ends."""
    token = _TOKEN.match(seen, start)
    end = token.end() if token else start
    place = start, end
    while seen[start:end].count(")") > seen[start:end].count("(") and end > start:
        end = seen.rindex(")", start, end)
        place = start, end
    return place, end


def openings(seen: str) -> dict[int, int]:
    """For each closing square bracket the opening one."""
    waiting: list[int] = []
    partners: dict[int, int] = {}
    for match in re.finditer(r"[\[\]]", seen):
        if match[0] == "[":
            waiting.append(match.start())
        elif waiting:
            partners[match.start()] = waiting.pop()
    return partners
