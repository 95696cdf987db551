"""A list as bytes, and as lines that never lose one: what is spliced is bytes, what is read is text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from confmerge.errors import InputError
from confmerge.files import read_bytes

BOM = b"\xef\xbb\xbf"


def without_ending(line: bytes) -> bytes:
    """Return a line without its line ending; a lone CR is a letter of the line.

    >>> without_ending(b"a\\r\\n"), without_ending(b"a\\r")
    (b'a', b'a\\r')
    """
    return line[:-2] if line.endswith(b"\r\n") else line.removesuffix(b"\n")


@dataclass(frozen=True)
class Document:
    """The bytes of a markdown file and its lines.

    Lines are cut at LF only: a form feed, U+2028 or a lone CR is a letter of its line, as git and markdown see it.
    """

    path: Path
    data: bytes

    @classmethod
    def load(cls, path: Path) -> Document:
        """Read a file. Raises InputError where it cannot be read or is UTF-16."""
        data = read_bytes(path)
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise InputError("is UTF-16; convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)", path)
        return cls(path, data)

    @property
    def has_bom(self) -> bool:
        """Whether the file begins with a UTF-8 byte order mark, which belongs to its first line."""
        return self.data.startswith(BOM)

    @cached_property
    def raw(self) -> list[bytes]:
        """The lines with their endings; joined they are the file."""
        lines = [line + b"\n" for line in self.data.split(b"\n")]
        lines[-1] = lines[-1][:-1]
        return lines if lines[-1] else lines[:-1]

    @cached_property
    def lines(self) -> list[str]:
        """The lines without endings, as text; bytes that are no UTF-8 become lone surrogates, one each."""
        text = self.data.removeprefix(BOM).decode("utf-8", "surrogateescape")
        return [line.removesuffix("\r") for line in text.split("\n")][: len(self.raw)]

    def newline_at(self, line: int) -> bytes:
        """Return the ending that a line put in before `line` (from 0) should have: its neighbour's."""
        for neighbour in (line - 1, line, line + 1, 0):
            if 0 <= neighbour < len(self.raw) and self.raw[neighbour].endswith(b"\n"):
                return b"\r\n" if self.raw[neighbour].endswith(b"\r\n") else b"\n"
        return b"\n"
