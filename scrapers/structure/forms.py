"""In which form a page prints its lines: the form of a block, the face of inline elements, the column of a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from scrapers.structure.lines import Cell
from scrapers.structure.parts import PLAIN, Face

_NUMBER = re.compile(r"\d+")
_VARYING = re.compile(r"^(?:odd|even|first|last|active|open|show|in|collapsed?|hidden|current|.*#.*)$", re.I)


@lru_cache(maxsize=1024)
def form_of_block(name: str, classes: str) -> str:
    """Return the form of a block: tag and classes, without those that vary from record to record."""
    kept = [token for token in (_NUMBER.sub("#", token) for token in classes.split()) if not _VARYING.match(token)]
    return f"{name}.{'.'.join(kept)}" if kept else name


@lru_cache(maxsize=1024)
def form_within(*blocks: str) -> str:
    """Return the form of a block together with those of the two around it, the outermost first."""
    return ">".join(blocks)


_FACES = {
    name: frozenset((face,))
    for face, names in (("b", "b strong"), ("i", "em i cite"), ("a", "a"), ("s", "small"), ("u", "u"))
    for name in names.split()
}
_STYLES = (
    ("i", re.compile(r"font-style\s*:\s*italic", re.I)),
    ("b", re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)),
)


def face_of(name: str, attributes: Mapping[str, str]) -> Face:
    """Return what an inline element does to the type in it; a span without class or style does nothing."""
    if name in _FACES:
        return _FACES[name]
    if not attributes or name not in ("span", "mark"):
        return PLAIN
    return _face_of_span(attributes.get("style", ""), attributes.get("class", ""))


@lru_cache(maxsize=1024)
def _face_of_span(style: str, classes: str) -> Face:
    found = {face for face, mark in _STYLES if mark.search(style)}
    tokens = [token for token in classes.split() if not _VARYING.match(token)]
    return frozenset((*found, *([f"<{' '.join(tokens)}>"] if tokens else ())))


@lru_cache(maxsize=1024)
def joined(face: Face, other: Face) -> Face:
    """Return two faces as one; the same object for the same faces, so that they compare fast."""
    return face | other


class Columns:
    """Which column a cell of a table stands in, where cells above it reach down."""

    def __init__(self, number: int) -> None:
        self._number, self._row, self._column = number, 0, 0
        self._reaching: dict[int, int] = {}

    def next_row(self) -> None:
        """Go on in the next row."""
        self._row += 1
        if self._reaching:
            self._reaching = {column: rows - 1 for column, rows in self._reaching.items() if rows > 1}
        self._column = 0

    def place(self, attributes: Mapping[str, str]) -> tuple[str, Cell | None]:
        """Return "[column]" of the next cell of the row, with a plus where it spans several, and where it stands."""
        while self._reaching.get(self._column):
            self._column += 1
        column, width, height = self._column, _span(attributes, "colspan"), _span(attributes, "rowspan")
        if height > 1:
            self._reaching.update(dict.fromkeys(range(column, column + width), height))
        self._column += width
        return (f"[{column}]+", None) if width > 1 else (f"[{column}]", Cell(self._number, self._row, column))


def _span(attributes: Mapping[str, str], name: str) -> int:
    value = attributes.get(name, "")
    return min(int(value), 100) if value.isdecimal() else 1
