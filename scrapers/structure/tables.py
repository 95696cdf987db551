"""Tables with a record in each cell, and tables with a row of titles above a row of people: parallel sessions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from scrapers.structure.layout import LIKE_TITLE, is_people
from scrapers.structure.lines import Cell, Line
from scrapers.structure.words import is_noise, title_likeness

_COLUMN = re.compile(r"\[\d+\]")
_Row = dict[int, list[Line]]  # by column, in order


def in_reading_order(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines of a page such that people follow their title, and that a column says nothing it need not say.

    Where cells hold records of their own, their column is taken out of the form: it is the same record in each.
    """
    if not any(line.cell for line in lines):
        return lines
    own, others = _kinds_of_cells(lines)
    ordered = lines if own > others else _turned(lines)
    if ordered is not None:
        for line in ordered:
            line.block = _COLUMN.sub("", line.block)
    return ordered or lines


def _kinds_of_cells(lines: Sequence[Line]) -> tuple[int, int]:
    """Return how many cells hold a title and people, and how many have people alone."""
    own = others = 0
    for cell, inside in groupby(lines, lambda line: line.cell):
        words = [line for line in inside if line.words] if cell else []
        if words and any(map(is_people, words)):
            holds_title = any(map(_is_title, words))
            own, others = own + holds_title, others + (not holds_title)
    return own, others


def _is_title(line: Line) -> bool:
    return bool(line.words) and title_likeness(line.words) >= LIKE_TITLE and not is_noise(line.words)


# --- rows of titles above rows of people ------------------------------------------------------------------------------


def _turned(lines: Sequence[Line]) -> list[Line] | None:
    """Return the lines, those of a row of titles and of the row of people below it column by column, None without."""
    rows = [list(row) for _, row in groupby(lines, lambda line: line.cell and line.cell[:2])]
    ordered: list[Line] = []
    above: list[Line] = []
    pairs = 0
    for row in [*rows, []]:
        if above and (columns := _columns_of_pair(above, row)):
            ordered += [line for line in (*above, *row) if _column(line) not in columns]
            for column in columns:
                own = [line for line in above if _column(line) == column]
                behind = [line for line in row if _column(line) == column]
                for line in behind:
                    line.path = own[0].path  # so they are as near to each other as lines of one cell
                ordered += [*own, *behind]
            above = []
            pairs += 1
        else:
            ordered += above
            above = row
    return ordered if pairs > 1 else None


def _columns_of_pair(above: Sequence[Line], below: Sequence[Line]) -> list[int]:
    """Return the columns that hold a title in one row and people in the next, if there are several."""
    if not (above and below and above[0].cell and below[0].cell and above[0].cell.table == below[0].cell.table):
        return []
    titles = _columns_where(_is_title, above)
    return titles if len(titles) > 1 and titles == _columns_where(is_people, below) else []


def _columns_where(test: Callable[[Line], bool], row: Sequence[Line]) -> list[int]:
    by_column: _Row = {}
    for line in row:
        if line.words and not is_noise(line.words):
            by_column.setdefault(_column(line), []).append(line)
    return [column for column, lines in by_column.items() if all(map(test, lines))]


def _column(line: Line) -> int:
    return line.cell.column if isinstance(line.cell, Cell) else -1
