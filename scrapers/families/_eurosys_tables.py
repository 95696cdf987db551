"""Tables of papers on a EuroSys page: which columns hold title, authors and session, and the rows as entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from bs4 import Tag

from scrapers.families._eurosys import Entry, Face, cell_lines, words_of
from scrapers.families._eurosys_places import not_of_papers, session_name
from scrapers.pages import text
from scrapers.structure.names import names_likeness
from scrapers.structure.words import is_link_word, title_likeness

_TITLE = re.compile(
    r"(?:papers?|titles?|(?:paper|article|contribution)\W*titles?|titles? of (?:the )?papers?|paper name)", re.I
)
_AUTHORS = re.compile(r"(?:list of |paper )?authors?\b.{0,40}", re.I)
_SESSION = re.compile(r"sessions?|tracks?|topics?|area", re.I)
_HEADER_WITHIN = 3
_A_TITLE, _NAMES = 0.7, 0.75


class Columns(NamedTuple):
    """Where the parts of a paper stand in the rows of a table."""

    title: int
    authors: int
    width: int
    first_row: int
    session_column: int | None = None
    session_of_all: str | None = None

    def entry(self, cells: list[Tag]) -> Entry | None:
        """Return the title and the people of a row, None for a row of heads and for one that has not both cells."""
        missing = max(self.width - len(cells), 0)  # an empty cell on the left, or one that reaches down from above
        if self.title < missing or self.authors < missing:
            return None
        title, authors = cells[self.title - missing], cells[self.authors - missing]
        if title.name == authors.name == "th":
            return None
        rest = [line for cell in cells if cell is not title and cell is not authors for line in cell_lines(cell)]
        return Entry(cell_lines(title), cell_lines(authors), rest)

    def session(self, cells: list[Tag]) -> str | None:
        """Return the session of a row, where the table tells it in its head or in a column."""
        if self.session_column is None or len(cells) < self.width:
            return self.session_of_all
        return session_name(text(cells[self.session_column])) or None


def is_head(title: str) -> bool:
    """Say whether what stands in the column of titles is its head, which a long table repeats."""
    return bool(_TITLE.fullmatch(title))


def rows_of(node: Tag) -> Iterator[list[Tag]]:
    """Yield the cells of the rows of a table, not those of tables inside it."""
    for child in node.children:
        if not isinstance(child, Tag) or child.name in ("td", "th"):
            continue
        cells = [cell for cell in child.children if isinstance(cell, Tag) and cell.name in ("td", "th")]
        if cells:
            yield cells
        elif child.name != "table":
            yield from rows_of(child)


def columns_of(rows: list[list[Tag]]) -> Columns | None:
    """Return the columns of a table of papers, by its header or, without one, by its rows; None for other tables."""
    for number, cells in enumerate(rows[:_HEADER_WITHIN]):
        names = [text(cell).strip(" :") for cell in cells]
        title = next((column for column, name in enumerate(names) if _TITLE.fullmatch(name)), None)
        authors = next((column for column, name in enumerate(names) if _AUTHORS.fullmatch(name)), None)
        if title is not None and authors is not None:
            return _with_session(Columns(title, authors, len(cells), number + 1), cells, rows[number + 1 :])
    return _columns_without_header(rows)


def _with_session(columns: Columns, header: list[Tag], rows: list[list[Tag]]) -> Columns:
    """Return the columns with the session: in a column of its own, or in the head of a column that is empty below."""
    for column, cell in enumerate(header):
        name = text(cell)
        if column in (columns.title, columns.authors) or (is_link_word(name) and not _SESSION.fullmatch(name)):
            continue
        if _SESSION.fullmatch(name):
            return columns._replace(session_column=column)
        if not any(text(row[column]) for row in rows if len(row) == columns.width):
            plain = [[run for run in line if run.face is not Face.LIGHT] for line in cell_lines(cell)]
            return columns._replace(session_of_all=session_name(words_of(plain)) or None)
    return columns


def _columns_without_header(rows: list[list[Tag]]) -> Columns | None:
    """Return the columns of a table whose first rows all have a title and people with affiliations side by side."""
    heads = [cell for cells in rows[:_HEADER_WITHIN] for cell in cells if cell.name == "th"]
    if any(not_of_papers(text(head)) for head in heads):
        return None
    bodies = [cells for cells in rows[: 2 * _HEADER_WITHIN] if cells[0].name == "td"]
    found = {_title_and_people(cells) for cells in bodies[:_HEADER_WITHIN]}
    return found.pop() if len(found) == 1 else None


def _title_and_people(cells: list[Tag]) -> Columns | None:
    words = [text(cell) for cell in cells]
    for column, (title, people) in enumerate(pairwise(words)):
        if "(" not in people or any(cell.find("li") for cell in cells[column : column + 2]):
            continue
        if title_likeness(title) >= _A_TITLE and names_likeness(people) >= _NAMES:
            return Columns(column, column + 1, len(cells), 0)
    return None
