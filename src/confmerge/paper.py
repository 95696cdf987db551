"""The paper as its venue prints it, and papers.jsonl."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from confmerge.errors import InputError
from confmerge.files import read_bytes, read_jsonl, to_jsonl


@dataclass(frozen=True, slots=True)
class Author:
    """One author: the name as printed, and the affiliation where the page gives one."""

    name: str
    affiliation: str | None = None

    def to_dict(self) -> dict[str, str]:
        """Return the JSON form; an absent affiliation is absent."""
        return {"name": self.name} | ({"affiliation": self.affiliation} if self.affiliation else {})


@dataclass(frozen=True, slots=True)
class Paper:
    """One accepted paper. What the page does not give is None (authors: empty), never a guess and never ""."""

    title: str
    edition: str | None = None
    authors: tuple[Author, ...] = ()
    url: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    pdf: str | None = None
    abstract: str | None = None
    session: str | None = None
    track: str | None = None
    award: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form of a line in papers.jsonl: fixed key order, absent keys left out."""
        record: dict[str, Any] = {}
        for name in _ORDER:
            value = getattr(self, name)
            if name == "authors":
                value = [author.to_dict() for author in value]
            if value:
                record[name] = value
        return record

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Paper:
        """Read the JSON form; authors may be plain names; unknown keys are ignored (they are someone else's).

        Raises ValueError saying which key is wrong.
        """
        values: dict[str, Any] = {}
        for name in _TEXTS:
            value = record.get(name)
            if value is not None and not isinstance(value, str):
                raise ValueError(f"`{name}` should be text, not {value!r}")
            values[name] = " ".join(value.split()) or None if value else None
        if not values["title"]:
            raise ValueError("`title` is missing")
        authors = record.get("authors") or []
        if not isinstance(authors, list):
            raise ValueError("`authors` should be a list")
        values["authors"] = tuple(_author(author) for author in authors)
        return cls(**values)


_ORDER = ("edition", "title", *(f.name for f in fields(Paper) if f.name not in ("edition", "title")))
_TEXTS = tuple(name for name in _ORDER if name != "authors")


def _author(record: object) -> Author:
    if isinstance(record, str) and record.strip():
        return Author(record.strip())
    if isinstance(record, dict) and isinstance(record.get("name"), str) and record["name"].strip():
        affiliation = record.get("affiliation")
        if affiliation is None or isinstance(affiliation, str):
            return Author(record["name"].strip(), affiliation or None)
    raise ValueError(f"an author should be a name, or an object with `name` and `affiliation`, not {record!r}")


def parse_papers(data: bytes, name: Path | str) -> list[Paper]:
    """Read papers.jsonl from bytes. Raises InputError with `name` and the line."""
    papers = []
    for number, record in read_jsonl(data, name):
        try:
            papers.append(Paper.from_dict(record))
        except ValueError as error:
            raise InputError(str(error), name, number) from error
    return papers


def read_papers(path: Path) -> list[Paper]:
    """Read papers.jsonl. Raises InputError with file and line."""
    return parse_papers(read_bytes(path), path)


def papers_to_jsonl(papers: Iterable[Paper]) -> str:
    """Return papers.jsonl: one paper a line, in the order given."""
    return to_jsonl(paper.to_dict() for paper in papers)
