"""From an entry to its form: its text with title, venue tag, addresses and authors taken out.

What belongs to the model entry alone (its authors, a remark, a badge) never gets into another's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from confmerge.lists.ending import is_author_list, unwrapped
from confmerge.lists.forms import DAMAGED, NOT_THE_PAPER, Form, Part
from confmerge.lists.institutions import may_be_institution
from confmerge.lists.model import Entry
from confmerge.lists.names import leading_mark, mark_of
from confmerge.lists.parts import Reading, is_link_word
from confmerge.venues import parse_tag

Replacement = tuple[int, int, tuple[str, str] | None]


def form_of(entry: Entry) -> Form | None:
    """Return the form of one entry; None where it is no model (several lines, a table's row, no paper)."""
    reading = entry.main
    if entry.cells or "\n" in reading.text or entry.kind != "paper" or not reading.title:
        return None
    if reading.mark in NOT_THE_PAPER or DAMAGED.search(entry.prefix):
        return None
    parts, words = _parts(entry.prefix, reading, _replacements(reading))
    below = []
    for sub in entry.below:
        found = _below(sub)
        if found is not None:
            below.append(found[0])
            words += found[1]
    title = next((slot for slot in reading.slots if slot.role == "title"), None)
    name = mark_of(_with_marks(reading.text, title.start, title.end), reading.title) if title else None
    return Form(parts, tuple(words), tuple(below), name)


def _with_marks(text: str, start: int, end: int) -> str:
    """A stretch with the marks of emphasis around it."""
    while start > 0 and end < len(text) and text[start - 1] == text[end] and text[end] in "*_`":
        start, end = start - 1, end + 1
    return text[start:end]


def _below(reading: Reading) -> tuple[tuple[Part, ...], list[str]] | None:
    """The form of an item below an entry: its authors, its venue, its links; None for what is its own."""
    if "\n" in reading.text or DAMAGED.search(reading.prefix):
        return None
    if is_author_list(reading.text) and not reading.links:
        start, end = unwrapped(reading.text, 0, len(reading.text))
        found: list[Replacement] = [(start, end, _note(reading.text[start:end]))]
    else:
        fillable = ("venue", "link", "address", "authors")
        found = [one for one in _replacements(reading) if one[2] is None or one[2][0] in fillable]
    if not any(part for _, _, part in found):
        return None
    return _parts(reading.prefix, reading, found)


def _parts(prefix: str, reading: Reading, replacements: Sequence[Replacement]) -> tuple[tuple[Part, ...], list[str]]:
    """A text as literals and parts, and the words of the literals."""
    parts: list[Part] = [prefix]
    words: list[str] = []
    position = 0
    for start, end, part in replacements:
        if start < position:
            continue
        literal = reading.text[position:start]
        if part is not None and part[0] == "affiliation":
            literal = literal.rstrip(_DIVIDERS)
        elif part is None:
            literal = literal.rstrip(_DIVIDERS + ";.") if position else literal.rstrip(_DIVIDERS)
        if position and len(parts) == 1:
            literal = literal.lstrip(" \t")  # what stood between it and the bullet is left out
        parts += [_even(literal)] if literal else []
        words += _words(literal)
        parts += [part] if part is not None else []
        position = end
    parts.append(_last(reading.text[position:]))
    return _merged(parts), words


_DIVIDERS = " \t,|\uff0c\uff1a\uff1b\u3002\u3001"


def _words(literal: str) -> list[str]:
    bare = re.sub(r"</?\w+\s*/?>", " ", literal)
    return [word.casefold() for word in re.findall(r"\w+", bare)]


def _even(literal: str) -> str:
    """A literal without slips of the pen: two blanks, a blank before a closing bracket, bytes that are no letters."""
    literal = DAMAGED.sub("", literal)
    return re.sub(r"(?<!\[)\s+(?=[\])])", "", re.sub(r"[ \t]+", " ", literal))


def _last(text: str) -> str:
    """What may stand after an entry: brackets closed, emphasis ended, a line break's mark; never words."""
    match = re.search(r"[*_~)\].]*\s*(?:</?br\s*/?>)?\s*\.?$", text)
    kept = match[0] if match else ""
    return kept if "br" in kept else kept.rstrip()


def _merged(parts: Sequence[Part]) -> tuple[Part, ...]:
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    return tuple(merged)


def _replacements(reading: Reading) -> list[Replacement]:
    """(start, end, part) of every stretch that is not literal, outermost first; None is left out."""
    text = reading.text
    found: list[Replacement] = []
    labels: set[str] = set()
    title = next((slot for slot in reading.slots if slot.role == "title"), None)
    if title is not None and reading.linked:
        opening = next(s.start for s in reading.slots if s.role == "link" and s.start <= title.start < s.end)
        if leading := leading_mark(text, opening, reading.title):
            found.append((leading[0], opening, ("name", leading[1])))
    for slot in reading.slots:
        start, end = slot.start, slot.end
        if slot.role == "venue":
            tag = parse_tag(text[start:end])
            found.append((start, end, ("venue", tag.form if tag else reading.form)))
        elif slot.role == "subtitle" or (slot.role == "title" and not reading.linked):
            found.append((start, end, (slot.role, "." if _STOPPED.search(text[start:end]) else "")))
        elif slot.role == "link":
            inner = text[start + 1 : max(text.rfind("](", start, end), start + 1)]
            inside = {s.role: s for s in reading.slots if start < s.start and s.end < end and s.role != "link"}
            if title is not None and start <= title.start < end:
                found += _title_link(text, start, end, title.start, title.end, inside)
            elif "venue" in inside and "url" in inside:
                found.append((inside["url"].start, inside["url"].end, ("address", "")))
            elif is_link_word(inner) and re.search(r"[^\W\d_]", inner) and inner not in labels:
                labels.add(inner)
                found.append((start, end, ("link", inner)))
            else:
                found.append((start, end, None))
        elif slot.role == "affiliation":
            found.append((start, end, _affiliation(text[start:end])))
        elif slot.role == "note":
            found.append((start, end, _note(text[start:end])))
    return sorted(found, key=lambda item: (item[0], -item[1]))


_STOPPED = re.compile(r"\w{3}\.$")  # no abbreviation, and no dots left by an editor


def _note(text: str) -> tuple[str, str] | None:
    """A note is left out, unless it is a list of authors: that we can write for any paper."""
    if not is_author_list(text):
        return None
    if "et al" in text:
        return "authors", "et al." if text.endswith(".") else "et al"
    return "authors", "and" if " and " in text else ""


_AFFILIATION = re.compile(r"(?P<lead>[\s,|\u2013\u2014-]*\(?)(?P<words>.+?)(?P<end>\)?)$", re.S)


def _affiliation(text: str) -> tuple[str, str] | None:
    """What stands around an affiliation, with `{}` in its place."""
    match = _AFFILIATION.match(text)
    if match is None or not may_be_institution(match["words"]):
        return None
    lead = re.sub(r"\s+", " ", match["lead"])
    bracket = lead.endswith("(") and match["end"] == ")"
    return "affiliation", (lead if bracket else lead.rstrip("(")) + "{}" + ")" * bracket


def _title_link(text: str, start: int, end: int, first: int, last: int, inside: Collection[str]) -> list[Replacement]:
    """A title that is a link; a venue tag glued to it inside the link stays inside."""
    if "venue" not in inside:
        return [(start, end, ("linked", ":" if text[last : last + 1] == ":" else ""))]
    url = re.compile(r"\]\(\s*(?P<url>[^()\s]*)").search(text, last, end)
    parts: list[Replacement] = [(first, last, ("title", ""))]
    return [*parts, (*url.span("url"), ("address", ""))] if url else parts
