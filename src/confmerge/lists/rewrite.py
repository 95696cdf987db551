"""Changes within one entry: its texts found in the file's lines, and the lines as they are afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from confmerge.lists.model import Entry
from confmerge.lists.parts import Reading
from confmerge.lists.splice import Edit

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Located:
    """A text of an entry and where each of its lines begins: (line of the file, from 0; column)."""

    reading: Reading
    lines: tuple[Place, ...]

    def place(self, offset: int) -> Place:
        """Return the line and column of a place in the text."""
        before = self.reading.text[:offset]
        line, column = self.lines[before.count("\n")]
        return line, column + offset - (before.rfind("\n") + 1)


@dataclass(frozen=True, slots=True)
class Change:
    """Letters of the file to be replaced: from `start` to `end` (line, column), by `new`, which is no more lines."""

    start: Place
    end: Place
    new: str


def locate_texts(lines: Sequence[str], entry: Entry) -> list[Located]:
    """Find the texts of an entry, those below it included, in the lines of its file; what is not found is left out."""
    found: list[Located] = []
    line = entry.line - 1
    for reading in (*entry.readings, *entry.below):
        column = len(entry.prefix) if line == entry.line - 1 and not entry.cells else 0
        while line < entry.end_line:
            if places := _match(lines, reading.text.split("\n"), line, entry.end_line, column):
                found.append(Located(reading, places))
                line = places[-1][0] + (reading not in entry.readings or not entry.cells)
                break
            line, column = line + 1, 0
    return found


def _match(lines: Sequence[str], texts: Sequence[str], line: int, end: int, column: int) -> tuple[Place, ...]:
    places = []
    for number, text in enumerate(texts):
        if line + number >= end or (where := lines[line + number].find(text, 0 if number else column)) < 0:
            return ()
        places.append((line + number, where))
    return tuple(places)


def rewritten(lines: Sequence[str], entry: Entry, changes: Iterable[Change]) -> dict[int, str | None]:
    """Return the lines of an entry that change, by their number: the new text, None for a line that is gone.

    Of two insertions at one place, the later comes first.
    """
    new: dict[int, str | None] = {}
    for change in sorted(changes, key=lambda change: (change.start, change.end), reverse=True):
        (first, start), (last, end) = change.start, change.end
        head, tail = new.get(first, lines[first]), new.get(last, lines[last])
        assert head is not None
        assert tail is not None
        new |= dict.fromkeys(range(first + 1, last + 1))
        new[first] = head[:start] + change.new + tail[end:]
    return {line: text for line, text in new.items() if text != lines[line]}


def entry_lines(lines: Sequence[str], entry: Entry, new: dict[int, str | None]) -> list[str]:
    """Return all lines of an entry as they are with `new`."""
    return [text for n in range(entry.line - 1, entry.end_line) if (text := new.get(n, lines[n])) is not None]


def edits_of(new: dict[int, str | None]) -> list[Edit]:
    """Return the edits that put `new` into the file: one for each run of lines that change."""
    edits = []
    for _, group in groupby(enumerate(sorted(new)), key=lambda pair: pair[1] - pair[0]):
        run = [line for _, line in group]
        kept = tuple(text for line in run if (text := new[line]) is not None)
        edits.append(Edit(run[0], kept, len(run), "promote"))
    return edits


_CELL = re.compile(r"(?:\\.|[^|\\])*")


def cell_places(line: str) -> list[tuple[int, int]]:
    """Return where the cells of a table's row begin and end in its line, blanks around them left out.

    >>> [("| a \\\\| b | |c"[start:end]) for start, end in cell_places("| a \\\\| b | |c")]
    ['a \\\\| b', '', 'c']
    """
    start = len(line) - len(line.lstrip())
    start += line.startswith("|", start)
    end = len(line.rstrip())
    places: list[tuple[int, int]] = []
    while start <= end:
        match = _CELL.match(line, start, end)
        stop = match.end() if match else end
        inner = line[start:stop]
        if stop >= end and not inner.strip() and places:
            break  # what follows the closing bar
        lead = len(inner) - len(inner.lstrip()) if inner.strip() else min(1, len(inner))
        places.append((start + lead, start + lead + len(inner.strip())))
        start = stop + 1
    return places
