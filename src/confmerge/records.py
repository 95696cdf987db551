"""Everything that can be compared, as records: a list's entries, a conference's papers, the rows of a table."""

from __future__ import annotations

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from confmerge.bylines import find_year, split_authors
from confmerge.compare import Record
from confmerge.errors import InputError
from confmerge.files import read_bytes, read_jsonl
from confmerge.identifiers import identifiers
from confmerge.paper import Paper
from confmerge.tables import Note, Said, field_of, in_lines, looks_like_table, parse_table, said_in
from confmerge.venues import spelling

if TYPE_CHECKING:
    from confmerge.lists import Entry

STDIN = Path("-")
_LISTS = (".md", ".markdown")
_KINDS = dict.fromkeys(_LISTS, "list") | dict.fromkeys((".csv", ".tsv"), "table")
_KINDS |= dict.fromkeys((".json", ".jsonl", ".ndjson"), "papers")
# How much of a source is read to know its kind, and how many repeated ids are told.
_HEAD, _SHOWN = 65536, 5


def of_entry(entry: Entry) -> Record:
    """Return what a list's entry says of its paper; lists name no authors."""
    return Record(entry.title, (), entry.venue, entry.year, identifiers(*(url for _, url in entry.links)))


def of_paper(paper: Paper, venue: str | None = None, year: int | None = None) -> Record:
    """Return what is known of a conference's paper; `venue` and `year` are those of its edition."""
    addresses = [paper.url, paper.pdf]
    if paper.doi:
        addresses.append(f"https://doi.org/{paper.doi}")
    if paper.arxiv:
        addresses.append(f"https://arxiv.org/abs/{paper.arxiv}")
    return Record(paper.title, tuple(author.name for author in paper.authors), venue, year, identifiers(*addresses))


def of_row(said: Said) -> Record:
    """Return what a table's row says, as `tables.said_in` gives it; no title gives the title ""."""
    addresses = [part for cell in said.get("url", ()) for part in cell.split()]
    addresses += [*said.get("doi", ()), *said.get("arxiv", ())]
    return Record(
        " ".join(said["title"][0].split()) if "title" in said else "",
        split_authors(said["authors"][0]) if "authors" in said else (),
        said["venue"][0] if "venue" in said else None,
        next(filter(None, map(find_year, said.get("year", ()))), None),
        identifiers(*addresses) if addresses else frozenset(),
    )


def of_json(line: Mapping[str, Any]) -> Record:
    """Return what a line of papers.jsonl, or of what `confmerge entries` prints, says; no title gives the title "".

    Keys may have any name that a table's columns may have. Venue and year are the edition's where the line gives none
    itself. Raises ValueError saying which key is wrong.
    """
    known = _by_field(line)
    title = known["title"][0] if known["title"] else None
    if not title or (isinstance(title, str) and not title.strip()):
        return Record("")
    authors = known["authors"][0] if known["authors"] else None
    listed = list(split_authors(authors)) if isinstance(authors, str) else authors
    paper = Paper.from_dict({"title": title, "authors": listed, "edition": line.get("edition")})
    names = tuple(author.name for author in paper.authors)
    venue, year = _edition(paper.edition) if paper.edition else (None, None)
    venue = next((value.strip() for value in known["venue"] if isinstance(value, str)), None) or venue
    year = next(filter(None, (find_year(str(value)) for value in known["year"])), year)
    addresses = [address for field in ("url", "doi", "arxiv") for address in _addresses(known[field])]
    return Record(paper.title, names, venue, year, identifiers(*addresses))


def read_side(paths: Iterable[Path], note: Note) -> list[tuple[str, Record]]:
    """Read the records of all `paths`, in order, each with an id that no other has.

    A path is a markdown list, papers.jsonl, a table, a folder (all lists in it), or `-` for stdin; what has no telling
    name is known by its content. The id is that of an `id` column, else FILE:LINE; where an id stands more than once,
    its records have FILE:LINE too. A record without title has the title "". Both are said in `note`. Raises InputError
    for what cannot be read.
    """
    found: list[_Found] = []
    for path in _files(paths):
        records = list(_read(path, note))
        if untitled := [one.line for one in records if not one.record.title]:
            note(f"{path}: no title in {in_lines(untitled)}: not compared")
        found += records
    return list(zip(_ids(found, note), (one.record for one in found), strict=True))


class _Found(NamedTuple):
    """A record, the line where it stands, and its id, if it has one."""

    file: Path
    line: int
    record: Record
    id: str | None = None


def _ids(found: Sequence[_Found], note: Note) -> Iterator[str]:
    times = Counter(one.id for one in found if one.id)
    if repeated := [name for name, count in times.items() if count > 1]:
        told = ", ".join(repeated[:_SHOWN]) + (f" and {len(repeated) - _SHOWN} more" if len(repeated) > _SHOWN else "")
        note(f"named by file and line, for they have one id in common: the records of {told}")
    used: set[str] = set()
    for one in found:
        name = one.id if one.id and times[one.id] == 1 else f"{one.file}:{one.line}"
        number, plain = 2, name
        while name in used or (name != one.id and name in times):
            name, number = f"{plain}#{number}", number + 1
        used.add(name)
        yield name


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Each file once; a folder is the lists in it and below, hidden folders left out."""
    seen: set[Path] = set()
    for path in paths:
        files = [path]
        if path != STDIN and path.is_dir():
            inside = (file for file in path.rglob("*") if file.suffix.lower() in _LISTS and file.is_file())
            files = sorted(f for f in inside if not any(part.startswith(".") for part in f.relative_to(path).parts))
            if not files:
                raise InputError("is a folder without a markdown list (.md)", path)
        for file in files:
            if (place := file.resolve()) not in seen:
                seen.add(place)
                yield file


def read_source(path: Path) -> bytes:
    """Return the bytes of a file, or of stdin for `-`. Raises InputError where it cannot be read."""
    return sys.stdin.buffer.read() if path == STDIN else read_bytes(path)


def _read(path: Path, note: Note) -> Iterator[_Found]:
    data = read_source(path)
    kind = _KINDS.get(path.suffix.lower()) or _kind(data)
    if kind == "papers":
        yield from _read_papers(path, data)
    elif kind == "table":
        table = parse_table(data, path, note)
        columns = table.columns()
        for line, row in table.rows:
            if any(row):  # a line of nothing but commas, as spreadsheets leave them, holds no paper
                said = said_in(row, columns)
                yield _Found(path, line, of_row(said), said["id"][0] if "id" in said else None)
    else:
        from confmerge.lists import Document, read_list  # here, for tables need no markdown

        document = Document(path, data) if path == STDIN else Document.load(path)
        for entry in read_list(document, os.fspath(path)).entries:
            yield _Found(path, entry.line, of_entry(entry))


def _kind(data: bytes) -> str:
    """What a source without a telling name is, by how it begins."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    head = data[:_HEAD].decode(encoding, "replace")
    if head.lstrip().startswith("{"):
        return "papers"
    return "table" if looks_like_table(head) else "list"


def _read_papers(path: Path, data: bytes) -> Iterator[_Found]:
    for number, line in read_jsonl(data, path):
        try:
            record = of_json(line)
        except ValueError as error:
            raise InputError(str(error), path, number) from error
        name = next((value for key, value in line.items() if value not in ("", None) and field_of(key) == "id"), None)
        if name is None and isinstance(line.get("file"), str) and isinstance(line.get("line"), int):
            name = f"{line['file']}:{line['line']}"
        yield _Found(path, number, record, str(name) if isinstance(name, str | int) else None)


def _by_field(line: Mapping[str, Any]) -> defaultdict[str, list[Any]]:
    """What the keys of a JSON object say, by field; the key that is named as the field itself comes first."""
    known: defaultdict[str, list[Any]] = defaultdict(list)
    for key, value in line.items():
        if value and (field := field_of(key)):
            known[field].insert(0 if key == field else len(known[field]), value)
    return known


def _addresses(value: object) -> Iterator[str]:
    """The texts in a value: a text, a list of them, or links as `confmerge entries` prints them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _addresses(item.get("url") if isinstance(item, dict) else item)


@lru_cache(maxsize=256)
def _edition(key: str) -> tuple[str | None, int | None]:
    """Venue and year that an edition's key names ("nsdi25"), as lists spell the venue."""
    from confmerge.registry import guess_edition, split_key  # here, for it brings YAML

    parts = split_key(key)
    edition = guess_edition(key, {parts[0]: spelling(parts[0])}) if parts else None
    return (edition.name, edition.year) if edition else (None, None)
