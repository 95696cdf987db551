"""Declared changes to a list's bytes: what no edit names stays as it was, byte for byte, and that is checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from confmerge.errors import RefusedError
from confmerge.lists.document import BOM, Document, without_ending


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `lines` (without endings) before line `line` (from 0), in place of the `remove` lines that stand there.

    `why` is what is declared: `add` (an insertion), `promote` (an entry replaced, or moved), `todo` (a line of the
    list's TODO that is done).
    """

    line: int
    lines: tuple[str, ...] = ()
    remove: int = 0
    why: str = "add"


def splice(document: Document, edits: Sequence[Edit]) -> bytes:
    """Return the bytes of `document` with `edits` made. New lines end as their neighbours do.

    Raises RefusedError where edits overlap or the result, the edits taken out, is not the input.
    """
    ordered = sorted(edits, key=lambda edit: edit.line)
    position = 0
    for edit in ordered:
        if not position <= edit.line <= edit.line + edit.remove <= len(document.raw):
            raise RefusedError(f"{document.path}: two edits overlap at line {edit.line + 1}; nothing was written")
        position = edit.line + edit.remove
    chunks: list[bytes] = []
    position = 0
    for edit, new in zip(ordered, new_lines(document, ordered), strict=True):
        chunks += document.raw[position : edit.line]
        if new and chunks and not chunks[-1].endswith(b"\n"):
            chunks[-1] += document.newline_at(edit.line)
        chunks += new
        position = edit.line + edit.remove
    rest = document.raw[position:]
    if ends_open(document, ordered):
        chunks[-1] = without_ending(chunks[-1])
    output = b"".join(chunks + rest)
    _verify(document, ordered, output)
    return output


def ends_open(document: Document, edits: Sequence[Edit]) -> bool:
    """Whether the last of `edits` (in order) puts lines at the end of a file that has no final newline: nor will it."""
    if not edits or not document.raw or document.raw[-1].endswith(b"\n"):
        return False
    return bool(edits[-1].lines) and edits[-1].line + edits[-1].remove == len(document.raw)


def new_lines(document: Document, edits: Sequence[Edit]) -> list[list[bytes]]:
    """Return for each edit its new lines as bytes with endings."""
    made = []
    for edit in edits:
        ending = document.newline_at(edit.line + edit.remove if edit.remove else edit.line)
        if edit.remove:
            last = document.raw[edit.line + edit.remove - 1]
            ending = last[len(without_ending(last)) :] or ending
        lines = [line.encode("utf-8", "surrogateescape") + ending for line in edit.lines]
        if edit.remove and edit.line == 0 and document.has_bom and lines:
            lines[0] = BOM + lines[0]
        made.append(lines)
    return made


def compose(document: Document, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Return insertions as one list, where `second` counts in the lines that `first` leaves."""
    lines: list[int | str] = list(range(len(document.raw)))  # a number is an old line, a text a new one
    for edits in (first, second):
        ordered = sorted(edits, key=lambda edit: edit.line)
        for edit in ordered[::-1]:  # from the end, so that the places of the others stay right
            lines[edit.line : edit.line] = edit.lines
    composed: list[Edit] = []
    new: list[str] = []
    for line in [*lines, len(document.raw)]:
        if isinstance(line, str):
            new.append(line)
        elif new:
            composed.append(Edit(line, tuple(new)))
            new = []
    return composed


def shifted(line: int, edits: Sequence[Edit]) -> int:
    """Return where a line (from 0) that no edit takes away stands once the edits are made."""
    return line + sum(len(edit.lines) - edit.remove for edit in edits if edit.line <= line)


def _verify(document: Document, edits: Sequence[Edit], output: bytes) -> None:
    """Take the edits out of the output again: what is left must be the input's bytes, ends of the file included."""
    lines = Document(document.path, output).raw
    kept: list[bytes] = []
    position = taken = 0
    for edit in edits:
        kept += lines[position : position + edit.line - taken]
        position += edit.line - taken + len(edit.lines)
        kept += document.raw[edit.line : edit.line + edit.remove]
        taken = edit.line + edit.remove
    kept += lines[position:]
    if kept and document.raw and not document.raw[-1].endswith(b"\n"):
        kept[-1] = (
            document.raw[-1] if kept[-1] == document.raw[-1] + document.newline_at(len(document.raw)) else kept[-1]
        )
    if b"".join(kept) != document.data:
        raise RefusedError(f"{document.path}: the change would touch more than it says; nothing was written")
