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

_BULLET = re.compile(r"[-*\u2022]\s+")


def read_records(name: str) -> Iterator[tuple[dict[str, Any], Paper]]:
    """Yield each paper of a file (- for stdin) as it stands there, JSON lines with all their keys, and as a paper.

    Raises InputError with the line of what is neither.
    """
    from confmerge.files import read_bytes, read_jsonl
    from confmerge.paper import Paper

    data, where = (sys.stdin.buffer.read(), "stdin") if name == "-" else (read_bytes(Path(name)), name)
    if name.endswith((".jsonl", ".ndjson")) or data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        for number, record in read_jsonl(data, where):
            try:
                yield record, Paper.from_dict(record)
            except ValueError as error:
                raise InputError(str(error), where, number) from error
    else:
        for title in _titles(data, where):
            yield {"title": title}, Paper(title)


def _titles(data: bytes, where: str) -> Iterator[str]:
    """Yield the titles of a text, one a line, perhaps with bullets."""
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            title = " ".join(_BULLET.sub("", line.decode("utf-8-sig").strip(), count=1).split())
        except UnicodeDecodeError as error:
            raise InputError(f"is not UTF-8 text: {error.reason}", where, number) from error
        if title:
            yield title
