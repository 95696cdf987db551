"""Files are written whole or not at all, and JSON lines are read with the line that is wrong."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from confmerge.errors import InputError

_SURROGATE = re.compile("[\ud800-\udfff]")


def write_whole(path: Path, content: bytes | str) -> None:
    """Write `content` to `path` so that a reader sees the old file or the new one, never a part.

    Makes missing parent folders. Raises InputError where the place cannot be written.
    """
    import tempfile  # here, for it is slow to import and reading needs none

    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as temporary:
            temporary.write(data)
        umask = os.umask(0)
        os.umask(umask)
        mode = path.stat().st_mode if path.exists() else 0o666 & ~umask
        Path(temporary.name).chmod(mode)
        Path(temporary.name).replace(path)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", path) from error


def read_bytes(path: Path) -> bytes:
    """Return the bytes of `path`; raises InputError with the path where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path) from error


def to_jsonl(records: Iterable[Mapping[str, Any]]) -> str:
    """Return one JSON object a line, letters as they are; what was no UTF-8 (a lone surrogate) becomes U+FFFD."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", "".join(_encode(record) + "\n" for record in records))


_encode = json.JSONEncoder(ensure_ascii=False).encode


def read_jsonl(data: bytes, name: Path | str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) of JSON lines; blank lines are skipped.

    Raises InputError naming `name` and the line for anything that is not a JSON object in UTF-8.
    """
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise InputError(f"is not JSON: {error} (expected one object a line)", name, number) from error
        if not isinstance(value, dict):
            raise InputError("is not a JSON object (expected one paper a line)", name, number)
        yield number, value
