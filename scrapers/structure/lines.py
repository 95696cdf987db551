"""A page as a reader sees it: its lines in order, each with the form it is printed in and the links it carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from scrapers.structure.parts import Face

Link = tuple[str, str]  # words, address
LOWEST_LEVEL = 7


class Cell(NamedTuple):
    """Where a cell of a table stands: the numbers of its table, row and column."""

    table: int
    row: int
    column: int


@dataclass(slots=True, eq=False)
class Line:
    """A line of a page, or a part of one where title and people share it.

    `block` is the form of the block around it (tags and classes of the innermost ones, column of a table), `face` that
    of the type (bold, italic, link, small, the classes of a span), `level` that of a heading, 0 for none. `path` are
    the numbers of the blocks around it, `cell` the cell of a table, unless that spans several columns. `runs` are its
    words in pieces, and whether in the face of an affiliation, where the face alone tells names and affiliations apart.
    """

    words: str
    block: str
    face: Face
    level: int
    path: tuple[int, ...]
    cell: Cell | None = None
    runs: tuple[tuple[str, bool], ...] = ()
    links: tuple[Link, ...] = ()
    awards: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()

    @property
    def tail(self) -> str:
        """The form of the innermost block, without what is around it."""
        return self.block.rpartition(">")[2]


def shared(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Return how many blocks two paths have in common."""
    if one == other:
        return len(one)
    for depth in range(min(len(one), len(other)) - 1, -1, -1):
        if one[depth] == other[depth]:  # a number is given once, so what is around it is the same too
            return depth + 1
    return 0
