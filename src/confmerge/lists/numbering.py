"""Numbers of entries in ordered lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from confmerge.lists.model import Entry, Section

_NUMBER = re.compile(r"^(\s*)(\d+)(?=[.)]\s)")


def ordinal(prefix: str) -> int | None:
    """Return the number in what stands before an entry, if there is one."""
    match = _NUMBER.match(prefix)
    return int(match[2]) if match else None


def numbered(text: str, number: int | None) -> str:
    """Return an entry with another number; None: as it is."""
    return text if number is None else _NUMBER.sub(rf"\g<1>{number}", text)


def next_number(near: Sequence[Entry], position: int, place: Section) -> int | None:
    """Return the number of an entry put into an ordered list: that of its place, for no other line is renumbered."""
    numbers = [number for entry in near if (number := ordinal(entry.prefix)) is not None]
    if not numbers or (len(numbers) > 1 and len(set(numbers)) == 1):
        return None
    at_the_end = position >= len(place.entries)
    return numbers[-1] + 1 if at_the_end else numbers[min(position, len(numbers) - 1)]
