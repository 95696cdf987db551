"""Lists that are tables: which column holds the title, the venue, the year, the links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from confmerge.lists.blocks import Block
from confmerge.lists.entries import Item
from confmerge.lists.inline import plain
from confmerge.lists.model import Section
from confmerge.lists.parts import Reading, is_link_word
from confmerge.lists.reading import read
from confmerge.lists.standing import read_statement
from confmerge.venues import parse_tag

_TITLE = re.compile(r"^(?:(?:paper\s*)?titles?|papers?|publications?|papers?\s*name|works?|articles?)$", re.I)
# What a column is, by its heading; the first that fits counts.
_ROLES = (
    ("year", re.compile(r"^(?:year|date|time|published|when)$", re.I)),
    (
        "venue",
        re.compile(
            r"^(?:venue|conf(?:erence)?s?|publi\w*|pub\.?|journal|series|source|where|conference\s*/\s*journal)", re.I
        ),
    ),
    ("title", _TITLE),
    ("name", re.compile(r"^(?:names?|systems?|methods?|models?|projects?|frameworks?|abbr\w*|acronym)$", re.I)),
    ("code", re.compile(r"^(?:code|github|repo\w*|implementation|source code)", re.I)),
    ("link", re.compile(r"^(?:links?|pdf|urls?|paper links?|arxiv|doi)", re.I)),
)


@dataclass(slots=True, eq=False)
class Table:
    """A table of papers: its section, its lines (from 0, heading included), the role of each column, its rows."""

    place: Section
    line: int
    end: int
    roles: tuple[str, ...]
    items: list[Item] = field(default_factory=list)


def read_table(block: Block, lines: list[str], place: Section, references: Mapping[str, str]) -> Table | None:
    """Read a table's rows as candidates; None where no column can hold titles."""
    rows = [row for part in block.children for row in part.children if row.kind == "tr"]
    if len(rows) < 2:
        return None
    header = [plain(cell.text).strip(" :*") for cell in rows[0].children]
    cells = [[cell.text for cell in row.children] for row in rows[1:]]
    roles = _roles(header, cells)
    if "title" not in roles:
        return None
    table = Table(place, block.line, block.end, roles)
    for row, texts in zip(rows[1:], cells, strict=True):
        reading = _row(texts, roles, references)
        if reading is not None:
            raw = lines[row.line] if row.line < len(lines) else ""
            prefix = raw[: len(raw) - len(raw.lstrip(" |"))]
            table.items.append(Item(row.line, row.line + 1, place, [reading], prefix, cells=tuple(texts)))
    return table


def _roles(header: list[str], cells: list[list[str]]) -> tuple[str, ...]:
    roles = []
    for heading in header:
        role = next((name for name, pattern in _ROLES if pattern.match(heading)), "")
        roles.append(role if role in ("link", "code", "") or role not in roles else "")
    for index, heading in enumerate(header):  # a column `Paper` beside the titles
        filled = [cell for row in cells if (cell := _cell(row, index).strip())]
        if not roles[index] and _TITLE.match(heading) and filled and all("](" in c and _is_link(c) for c in filled):
            roles[index] = "link"
    if "title" in roles and all(_only_links(row, roles.index("title")) for row in cells):
        roles[roles.index("title")] = "link"
    if "title" not in roles and (named := _linked_names(roles, cells)) is not None:
        roles[named] = "title"
    if "title" not in roles:
        longest = max(
            range(len(header)), key=lambda i: sum(len(plain(_cell(row, i)).split()) for row in cells), default=0
        )
        average = sum(len(plain(_cell(row, longest)).split()) for row in cells) / max(len(cells), 1)
        if roles and (roles[longest] in ("", "name")) and average >= 3:
            roles[longest] = "title"
        elif "name" in roles:
            roles[roles.index("name")] = "title"
        elif "" in roles and {"venue", "year"} & set(roles):
            roles[roles.index("")] = "title"
    return tuple(roles)


def _linked_names(roles: list[str], cells: list[list[str]]) -> int | None:
    """The column whose cells are names that link somewhere, if there is just one: what the others tell of."""
    linked = [
        index
        for index, role in enumerate(roles)
        if role in ("", "name") and all("](" in _cell(row, index) and not _only_links(row, index) for row in cells)
    ]
    return linked[0] if len(linked) == 1 else None


def _cell(row: list[str], index: int) -> str:
    return row[index] if index < len(row) else ""


def _only_links(row: list[str], index: int) -> bool:
    return _is_link(_cell(row, index))


def _is_link(cell: str) -> bool:
    return is_link_word(plain(cell))


def _row(texts: list[str], roles: tuple[str, ...], references: Mapping[str, str]) -> Reading | None:
    title = _cell(texts, roles.index("title"))
    if not title.strip():
        return None
    reading = read(title, references)
    for text, role in zip(texts, roles, strict=False):
        words = plain(text)
        if role in ("venue", "year") and words:
            promise = read_statement(words)
            tag = promise.tag if promise and promise.tag else parse_tag(words)
            if promise and promise.tag:
                reading.notes.append(words)
            if tag is not None and tag.venue and reading.venue is None:
                reading.venue, reading.year, reading.form = tag.venue, tag.year or reading.year, tag.form
            elif role == "venue" and reading.venue is None and (tag is None or not tag.year):
                reading.venue = words
            elif tag is not None and tag.year and reading.year is None:
                reading.year = tag.year
        elif role != "title":
            reading.links.extend(read(text, references).links)
    return reading
