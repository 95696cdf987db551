"""Tables of papers, CSV and TSV, as spreadsheets, databases and people write them: rows under known columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from confmerge.bylines import is_nothing
from confmerge.errors import InputError

Note = Callable[[str], None]

# What columns are called (Scopus, Web of Science, IEEE Xplore, Springer, Zotero, BibTeX; and by people), first
# choice first.
_COLUMNS = {
    "id": ("id", "paperid", "key", "citekey", "citationkey", "bibtexkey"),
    "title": ("title", "papertitle", "articletitle", "documenttitle", "itemtitle", "paper"),
    "authors": ("authors", "author", "authornames", "authorfullnames", "authorlist"),
    "venue": ("venue", "conference", "booktitle", "publicationtitle", "sourcetitle", "publicationname", "journal"),
    "year": ("year", "publicationyear", "pubyear", "yearofpublication", "date", "publicationdate"),
    "doi": ("doi", "itemdoi", "doilink", "doiurl"),
    "arxiv": ("arxiv", "arxivid", "arxivurl", "arxivlink", "eprint", "abs"),
    "url": ("url", "link", "urls", "links", "paperurl", "paperlink", "ee", "href", "pdf", "pdfurl", "pdflink"),
}
_FIELD = {name: (field, rank) for field, names in _COLUMNS.items() for rank, name in enumerate(names)}
_DELIMITERS = ",;\t"
_MARKDOWN = ("#", "-", "*", "+", "[", "!", "<", ">", "|")

Columns = Mapping[str, tuple[int, ...]]
Said = Mapping[str, list[str]]


@dataclass(frozen=True)
class Table:
    """A header as printed, and the rows below it: (line from 1, cells)."""

    name: Path | str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[int, list[str]], ...] = ()

    def columns(self, side: str = "") -> Columns:
        """Return the columns of each field, first choice first: those whose names end in `side` ("a": "title_a").

        Raises InputError, naming what is there, where no column holds titles.
        """
        found: dict[str, list[tuple[int, int]]] = {}
        for number, name in enumerate(self.header):
            plain = _plain(name)
            if plain.endswith(side) and (known := _FIELD.get(plain.removesuffix(side))):
                found.setdefault(known[0], []).append((known[1], number))
        if self.header and "title" not in found:
            there = ", ".join(f"`{name}`" for name in self.header)
            wanted = f"title_{side}" if side else "title"
            raise InputError(f"has no column `{wanted}`; its columns are {there}", self.name, 1)
        return {field: tuple(number for _, number in sorted(columns)) for field, columns in found.items()}


@lru_cache(maxsize=1024)
def field_of(name: str) -> str | None:
    """Return what a column (or a key) of this name holds, or None.

    >>> field_of("Paper Title"), field_of("arXiv_ID"), field_of("DOI"), field_of("abstract")
    ('title', 'arxiv', 'doi', None)
    """
    return _FIELD.get(_plain(name), (None,))[0]


def said_in(row: list[str], columns: Columns) -> Said:
    """Return what a row says, by field; cells that say nothing are left out."""
    said = {}
    for field, numbers in columns.items():
        cells = [cell for number in numbers if number < len(row) and not is_nothing(cell := row[number].strip())]
        if cells:
            said[field] = cells
    return said


def looks_like_table(text: str) -> bool:
    """Whether a text that begins like this is a table: one of its columns holds titles. Markdown is none.

    >>> looks_like_table("id;Title;Year"), looks_like_table("title_a\\ttitle_b"), looks_like_table("# Paper")
    (True, True, False)
    """
    header = _first_line(text)
    if header.startswith(_MARKDOWN):
        return False
    names = [_plain(name) for name in _split(header, _delimiter(header))]
    names += [name[:-1] for name in names if name.endswith(("a", "b"))]
    return any(field_of(name) == "title" for name in names)


def parse_table(data: bytes, name: Path | str, note: Note) -> Table:
    """Read a table from bytes; one that is empty has no rows. What a person should know of it goes to `note`.

    Comma, semicolon or tab, whichever gives the header its columns; UTF-8, UTF-16 with its mark, else Windows-1252.
    Lines with nothing in them are no rows. Raises InputError for bytes that are no text, or quotes that do not close.
    """
    text = _decoded(data, name, note)
    if not text.strip():
        return Table(name)
    delimiter = _delimiter(_first_line(text))
    try:
        rows = list(_rows(text, delimiter, name))
    except InputError:
        # Where tabs divide, nothing needs quotes, and many write titles with quotes of their own.
        if delimiter != "\t":
            raise
        rows = list(_rows(text, delimiter, name, quoted=False))
    start = next(number for number, (_, cells) in enumerate(rows) if any(map(str.strip, cells)))
    header, below = rows[start][1], rows[start + 1 :]
    if long := [line for line, cells in below if any(cells[len(header) :])]:
        note(
            f"{name}: more cells than the header has in {in_lines(long)}: a cell with `{delimiter}` in it needs quotes"
        )
    return Table(name, tuple(cell.strip() for cell in header), tuple(below))


def in_lines(numbers: Iterable[int]) -> str:
    """Return line numbers in words.

    >>> in_lines([4]), in_lines([2, 3, 4, 9])
    ('line 4', 'lines 2-4, 9')
    """
    ordered = sorted(numbers)
    starts = [ordered[0], *(b for a, b in pairwise(ordered) if b - a > 1)]
    ends = [*(a for a, b in pairwise(ordered) if b - a > 1), ordered[-1]]
    told = ", ".join(f"{a}-{b}" if a < b else f"{a}" for a, b in zip(starts, ends, strict=True))
    return f"line{'s' if len(ordered) > 1 else ''} {told}"


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _first_line(text: str) -> str:
    """The first line that is not blank; a tab is a cell."""
    return re.split(r"[\r\n]", text.lstrip(" \r\n"), maxsplit=1)[0]


def _split(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _delimiter(header: str) -> str:
    """What divides the header's cells: whatever makes the most of them columns that are known, or the most at all."""

    def told(delimiter: str) -> tuple[int, int]:
        names = _split(header, delimiter)
        return sum(field_of(name) is not None for name in names), len(names)

    return max(_DELIMITERS, key=told)


def _rows(text: str, delimiter: str, name: Path | str, *, quoted: bool = True) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    lines = io.StringIO(text, newline="")
    if quoted:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
    else:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        told = "has a quotation mark that does not close, or one inside quotes that is not doubled"
        raise InputError(f"{told} ({error})", name, line) from error


def _decoded(data: bytes, name: Path | str, note: Note) -> str:
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1252":
            note(f"{name}: is not UTF-8; read as Windows-1252")
        return text
    raise InputError("is no text in UTF-8, UTF-16 or Windows-1252; convert it to UTF-8 first", name)
