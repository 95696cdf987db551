"""Papers as commands are given them: JSON lines with whatever keys they bring, or titles, one a line."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from confmerge.errors import InputError

if TYPE_CHECKING:
    from confmerge.paper import Paper

_BULLET = re.compile(r"(?:[-*+\u2022]|\d{1,4}[.)])\s+(?:\[[ xX]\]\s+)?")
_HEADING = re.compile(r"#{1,6}\s")
# What is neither, by how it begins, and what to do with it.
_OTHERS = (
    (
        re.compile(rb"<(?:!doctype|html|head|body|\?xml)\b", re.I),
        "is a web page; `confmerge crawl EDITION -a page=FILE` reads it",
    ),
    (re.compile(rb"\[\s*(?:\{|\]\s*$)"), "is one JSON array; papers are JSON objects, one a line (`jq -c '.[]' FILE`)"),
)


def read_records(name: str) -> Iterator[tuple[dict[str, Any], Paper]]:
    """Yield each paper of a file (- for stdin) as it stands there, JSON lines with all their keys, and as a paper.

    Raises InputError with the line of what is neither.
    """
    from confmerge.files import read_bytes, read_jsonl
    from confmerge.paper import Paper

    data, where = (sys.stdin.buffer.read(), "stdin") if name == "-" else (read_bytes(Path(name)), name)
    begins = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, told in _OTHERS:
        if pattern.match(begins):
            raise InputError(told, where)
    if name.endswith((".jsonl", ".ndjson")) or begins.startswith(b"{"):
        for number, record in read_jsonl(data, where):
            try:
                yield record, Paper.from_dict(record)
            except ValueError as error:
                raise InputError(str(error), where, number) from error
    else:
        for title in _titles(data, where):
            yield {"title": title}, Paper(title)


def _titles(data: bytes, where: str) -> Iterator[str]:
    """Yield the titles of a text, one a line, perhaps with bullets, numbers or boxes to tick."""
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            text = line.decode("utf-8-sig").strip()
        except UnicodeDecodeError as error:
            raise InputError(f"is not UTF-8 text: {error.reason}", where, number) from error
        if _HEADING.match(text):
            told = "is a heading, no title; what `confmerge entries` prints of a markdown list can be given here"
            raise InputError(told, where, number)
        if title := " ".join(_BULLET.sub("", text, count=1).split()):
            yield title
