"""The form of an entry: its text with title, venue tag, addresses and authors taken out, to be filled anew.

What a form wants and the paper does not give (tags, code) is left out, never invented; what belongs to the model entry
alone (its authors, a remark, a badge) never gets into another's. A form counts only if what it writes reads back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from confmerge.lists.ending import is_author_list, unwrapped
from confmerge.lists.escaping import balanced, escape, lead_safe, safe_address
from confmerge.lists.model import Entry
from confmerge.lists.parts import Reading, is_link_word
from confmerge.lists.reading import read
from confmerge.venues import parse_tag


@dataclass(frozen=True, slots=True)
class Content:
    """What there is to write of one paper; None is left out. `venue` is spelled as the list spells it."""

    title: str
    venue: str | None = None
    year: int | None = None
    url: str | None = None
    pdf: str | None = None
    arxiv: str | None = None
    authors: tuple[str, ...] = ()
    affiliation: str | None = None

    def address(self, label: str = "paper") -> str | None:
        """The address that belongs behind a link called `label`, None where there is none to give."""
        words = set(re.findall(r"\w+", label.casefold()))
        if "arxiv" in words or "preprint" in words:
            return f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else None
        if words & _NOT_THE_PAPER:
            return None
        if "pdf" in words:
            return self.pdf or self.url
        return self.url or self.pdf


_NOT_THE_PAPER = frozenset(
    ("code", "github", "repo", "slides", "slide", "video", "talk", "blog", "website", "project", "demo", "poster")
)

Replacement = tuple[int, int, tuple[str, str] | None]
DAMAGED = re.compile("[\0\ud800-\udfff\ufffd]")

Part = str | tuple[str, str]
_DROP = "\0"  # stands where a part could not be filled, until what divided it from the rest is gone too


def _dated(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, tuple) and part[0] == "venue" and "{yy" in part[1] for part in parts)


@dataclass(frozen=True, slots=True)
class Form:
    """`parts`, in order, are literal text or (role, detail); `words` are the literals that say something.

    `below` are the forms of the items that stand below an entry, one a line.
    """

    parts: tuple[Part, ...]
    words: tuple[str, ...] = ()
    below: tuple[tuple[Part, ...], ...] = ()

    def wants(self, *roles: str) -> bool:
        """Whether the form has a part of one of these roles."""
        return any(isinstance(part, tuple) and part[0] in roles for part in self.parts)

    @property
    def dated(self) -> bool:
        """Whether the form says venue and year, on its own line or below."""
        return any(map(_dated, (self.parts, *self.below)))

    def fill(self, content: Content) -> str:
        """Return the entry for `content`: its line, and those below it that can be filled."""
        lines = [self._line(self.parts, content), *(self._line(parts, content) for parts in self.below)]
        return "\n".join(_tidy(line) for line in lines[:1] + [line for line in lines[1:] if _DROP not in line])

    def _line(self, parts: Sequence[Part], content: Content) -> str:
        filled: list[str] = []
        title, subtitle = content.title, ""
        if self.wants("subtitle"):
            title, _, subtitle = content.title.partition(": ")
        for part in parts:
            filled.append(part if isinstance(part, str) else self._part(part, content, title, subtitle, filled))
        return "".join(filled)

    def _part(self, part: tuple[str, str], content: Content, title: str, subtitle: str, before: list[str]) -> str:
        role, detail = part
        if role == "venue":
            return tag_text(detail, content.venue, content.year)
        if role == "title":
            return escape(title) if "".join(before).strip(" \t-*+") else lead_safe(escape(title))
        if role == "subtitle":
            return escape(subtitle) or _DROP
        if role == "linked":
            address = content.address()
            colon = detail if subtitle else ""
            words = escape(title, linked=True) + colon
            return f"[{words}]({safe_address(address)})" if address else escape(title) + colon
        if role == "authors":
            return _authors(content.authors, detail) or _DROP
        if role == "affiliation":
            return f", {escape(content.affiliation)}" if content.affiliation else ""
        address = content.address(detail or "paper")
        if address is None:
            return _DROP
        return f"[{detail}]({safe_address(address)})" if role == "link" else safe_address(address)


def _authors(names: Sequence[str], detail: str) -> str:
    if not names or detail.startswith("et al"):
        return f"{escape(names[0])} {detail}" if names else ""
    if detail == "and" and len(names) > 1:
        return escape(", ".join(names[:-1]) + (", and " if len(names) > 2 else " and ") + names[-1])
    return escape(", ".join(names))


def _tidy(text: str) -> str:
    bullet = _BULLET.match(text)
    prefix = bullet[0] if bullet else ""
    text = re.sub(rf"[ \t]*[:|,.;]?[ \t]*(?:\[{_DROP}\]|\({_DROP}\)|[*_]{_DROP}[*_]|{_DROP})", "", text)
    # An emptied bracket goes; the box of a task list ([ ] behind a bullet) stays.
    text = re.sub(r"(?<!\])(?:\[\]|\(\s*\)|(?<![-+*] )\[\s+\])", "", text)
    text = re.sub(r"(?<=[ \t][*_(\[])[.,;:]\s+(?=\w)", "", text)  # and what divided the emptied from the rest
    if not text.startswith(prefix):
        prefix = text[: len(text) - len(text.lstrip())]
    return prefix + re.sub(r"(?<=\S)[ \t]{2,}(?=\S)", " ", text[len(prefix) :].lstrip(" \t"))


def tag_text(form: str, venue: str | None, year: int | None) -> str:
    """Return a venue tag in a list's form.

    >>> tag_text("{venue}'{yy}", "NSDI", 2025), tag_text("{yy}{venue}", "arxiv", 2023), tag_text("", "OSDI", 2024)
    ("NSDI'25", '23arxiv', "OSDI'24")
    """
    form = form or "{venue}'{yy}"
    if year is None:
        return venue or ""
    # No str.format: a form is taken from a list, and may hold any brace.
    return form.replace("{venue}", venue or "").replace("{yyyy}", str(year)).replace("{yy}", f"{year % 100:02d}")


_BULLET = re.compile(r"^\s*(?:(?:[-*+]|\d+[.)])\s+)?")
_SAMPLE = "Sample: Reading Back What Was Written in a Style"


@lru_cache(maxsize=4096)
def reads_back(form: Form, known: Content) -> bool:
    """Whether what the form writes is read as what was to be written, with nothing left open.

    `known` tells by its fields what there is to write; its words do not matter.
    """
    sample = replace(known, title=_SAMPLE)
    line = form.fill(sample)
    reading = read(_BULLET.sub("", line.split("\n")[0], count=1))
    pairs = (("[", "]"), ("(", ")"), ("\uff08", "\uff09"), ("\u3010", "\u3011"))
    if reading.title != _SAMPLE or not all(balanced(line, *pair) for pair in pairs) or _open_emphasis(line):
        return False
    return not _dated(form.parts) or (reading.venue == sample.venue and reading.year == sample.year)


def _open_emphasis(line: str) -> bool:
    body = re.sub(r"^\s*[*+-]\s|\]\([^()\s]*\)", "", line)
    return body.count("**") % 2 == 1 or body.replace("**", "").count("*") % 2 == 1


def form_of(entry: Entry) -> Form | None:
    """Return the form of one entry; None where it is no model (several lines, a table's row, no paper)."""
    reading = entry.main
    if entry.cells or "\n" in reading.text or entry.kind != "paper" or not reading.title:
        return None
    if reading.mark in _NOT_THE_PAPER or DAMAGED.search(entry.prefix):
        return None
    parts, words = _parts(entry.prefix, reading, _replacements(reading))
    below = []
    for sub in entry.below:
        found = _below(sub)
        if found is not None:
            below.append(found[0])
            words += found[1]
    return Form(parts, tuple(words), tuple(below))


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
        if part is None or part[0] == "affiliation":
            literal = literal.rstrip(_DIVIDERS + ";.") if part is None and position else literal.rstrip(_DIVIDERS)
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
    for slot in reading.slots:
        start, end = slot.start, slot.end
        if slot.role == "venue":
            tag = parse_tag(text[start:end])
            found.append((start, end, ("venue", tag.form if tag else reading.form)))
        elif slot.role == "subtitle" or (slot.role == "title" and not reading.linked):
            found.append((start, end, (slot.role, "")))
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
            found.append((start, end, ("affiliation", "")))
        elif slot.role == "note":
            found.append((start, end, _note(text[start:end])))
    return sorted(found, key=lambda item: (item[0], -item[1]))


def _note(text: str) -> tuple[str, str] | None:
    """A note is left out, unless it is a list of authors: that we can write for any paper."""
    if not is_author_list(text):
        return None
    if "et al" in text:
        return "authors", "et al." if text.endswith(".") else "et al"
    return "authors", "and" if " and " in text else ""


def _title_link(text: str, start: int, end: int, first: int, last: int, inside: Collection[str]) -> list[Replacement]:
    """A title that is a link; a venue tag glued to it inside the link stays inside."""
    if "venue" not in inside:
        return [(start, end, ("linked", ":" if text[last : last + 1] == ":" else ""))]
    url = re.compile(r"\]\(\s*(?P<url>[^()\s]*)").search(text, last, end)
    parts: list[Replacement] = [(first, last, ("title", ""))]
    return [*parts, (*url.span("url"), ("address", ""))] if url else parts
