"""How a list writes an entry: taken from the entries that are there, never from a setting.

A form is the text of an entry with its title, venue tag and addresses taken out. What a form wants and the paper does
not give (tags, an affiliation, code) is left out, never invented.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from confmerge.lists.entries import Entry
from confmerge.lists.reading import Reading, is_link_word
from confmerge.venues import Tag, parse_tag, same_venue

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+")
_MARKDOWN = re.compile(r"[<\\](?=[A-Za-z/!\\])|`")


@dataclass(frozen=True, slots=True)
class Content:
    """What there is to write of one paper; None is left out. `venue` is spelled as the list spells it."""

    title: str
    venue: str | None = None
    year: int | None = None
    url: str | None = None
    pdf: str | None = None
    arxiv: str | None = None
    affiliation: str | None = None

    def address(self, label: str) -> str | None:
        """The address that belongs behind a link called `label`, None where there is none to give."""
        words = set(re.findall(r"\w+", label.casefold()))
        if "arxiv" in words or "preprint" in words:
            return f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else None
        if words & {"code", "github", "repo", "slides", "slide", "video", "talk", "blog", "website", "project", "demo"}:
            return None
        if "pdf" in words:
            return self.pdf or self.url
        return self.url or self.pdf


@dataclass(frozen=True, slots=True)
class Form:
    """An entry's form: `parts` are literal text and (role, detail) pairs in order; `cells` are a table row's forms."""

    parts: tuple[str | tuple[str, str], ...]

    def wants(self, role: str) -> bool:
        """Whether the form has a part of that role."""
        return any(isinstance(part, tuple) and part[0] == role for part in self.parts)

    def fill(self, content: Content) -> str:
        """Return the entry's line for `content`."""
        filled: list[str] = []
        title, subtitle = content.title, ""
        if self.wants("subtitle"):
            title, _, subtitle = content.title.partition(": ")
        for part in self.parts:
            if isinstance(part, str):
                filled.append(part)
                continue
            role, detail = part
            if role == "venue":
                filled.append(tag_text(detail, content.venue, content.year))
            elif role == "subtitle":
                filled.append(escape(subtitle) if subtitle else _DROP_BEFORE)
            elif role == "title":
                filled.append(escape(title) if "".join(filled).strip(" \t-*+") else _lead_safe(escape(title)))
            elif role == "linked":
                address = content.address("paper")
                filled.append(f"[{escape(title, linked=True)}]({_safe(address)})" if address else escape(title))
            elif role == "affiliation":
                filled.append(f", {escape(content.affiliation)}" if content.affiliation else "")
            elif address := content.address(detail or "paper"):
                filled.append(f"[{detail}]({_safe(address)})" if role == "link" else _safe(address))
            else:
                filled.append(_DROP_BEFORE)
        return _tidy("".join(filled))


_DROP_BEFORE = "\0"


def _tidy(text: str) -> str:
    text = re.sub(rf"[ \t]*(?:[:|,]\s*)?{_DROP_BEFORE}", "", text)
    text = re.sub(r"(?:\[\s*\]|\(\s*\))(?!\()", "", text)
    indent = len(text) - len(text.lstrip())
    return text[:indent] + re.sub(r"(?<=\S)[ \t]{2,}(?=\S)", " ", text[indent:])


def _safe(address: str) -> str:
    address = _CONTROL.sub("", address).strip().replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")
    return address if address.count("(") == address.count(")") else address.replace("(", "%28").replace(")", "%29")


def escape(text: str, linked: bool = False) -> str:
    """Return a title as markdown that reads as the title, and nothing else.

    >>> escape("Fast [GPU] <b>Kernels</b> with A* search"), escape("Half [open", linked=True)
    ('Fast [GPU] \\\\<b>Kernels\\\\</b> with A* search', 'Half \\\\[open')
    """
    text = " ".join(_CONTROL.sub(" ", text).split())
    text = _MARKDOWN.sub(lambda match: "\\" + match[0], text)
    if len(re.findall(r"\*", text)) > 1:
        text = text.replace("*", "\\*")
    if re.search(r"(?<!\w)_+\w", text):
        text = text.replace("_", "\\_")
    if (linked and not _balanced(text)) or re.search(r"\]\s*[(\[]", text):
        text = text.replace("[", "\\[").replace("]", "\\]")
    return text


def _lead_safe(text: str) -> str:
    """A title that opens a block's text must not be taken for a heading, a quote or a list item."""
    return re.sub(r"^([#>+*-](?=\s|#)|\d+(?=[.)]\s))", r"\\\1", text)


def _balanced(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += (letter == "[") - (letter == "]")
        if depth < 0:
            return False
    return depth == 0


def tag_text(form: str, venue: str | None, year: int | None) -> str:
    """Return a venue tag in a list's form.

    >>> tag_text("{venue}'{yy}", "NSDI", 2025), tag_text("{yy}{venue}", "arxiv", 2023), tag_text("", "OSDI", 2024)
    ("NSDI'25", '23arxiv', "OSDI'24")
    """
    form = form or "{venue}'{yy}"
    if year is None:
        return venue or ""
    return form.format(venue=venue or "", yy=f"{year % 100:02d}", yyyy=year)


def form_of(entry: Entry) -> Form | None:
    """Return the form of one entry; None where it is no model (several lines, an odd link, only an acronym)."""
    reading = entry.main
    if entry.cells or "\n" in reading.text or entry.kind != "paper" or not reading.title:
        return None
    parts: list[str | tuple[str, str]] = [entry.prefix]
    position = 0
    for start, end, part in _replacements(reading):
        if start < position:
            continue
        literal = reading.text[position:start]
        if part is None or part[0] == "affiliation":
            literal = literal.rstrip(" \t,|")
        parts += [literal] if literal else []
        parts += [part] if part is not None else []
        position = end
    parts.append(_last(reading.text[position:]))
    return Form(_merged(parts))


def _last(text: str) -> str:
    """What may stand after an entry: a line break's mark, a full stop, closing emphasis; never words."""
    match = re.search(r"[*_~)\]]*\s*(?:</?br\s*/?>)?\s*\.?$", text)
    kept = match[0] if match else ""
    return kept if re.search(r"br", kept) else kept.rstrip()


def _merged(parts: Sequence[str | tuple[str, str]]) -> tuple[str | tuple[str, str], ...]:
    merged: list[str | tuple[str, str]] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    return tuple(_even(p) if isinstance(p, str) and i else p for i, p in enumerate(merged))


def _even(literal: str) -> str:
    """A literal without slips of the pen: two blanks, a blank before a closing bracket."""
    return re.sub(r"\s+(?=[\])])", "", re.sub(r"[ \t]+", " ", literal))


def _replacements(reading: Reading) -> list[tuple[int, int, tuple[str, str] | None]]:
    """(start, end, part) of every stretch that is not literal, outermost first."""
    text = reading.text
    title = next((slot for slot in reading.slots if slot.role == "title"), None)
    found: list[tuple[int, int, tuple[str, str] | None]] = []
    labels: set[str] = set()
    for slot in reading.slots:
        if slot.role == "venue":
            tag = parse_tag(text[slot.start : slot.end])
            found.append((slot.start, slot.end, ("venue", tag.form if tag else reading.form)))
        elif slot.role == "subtitle" or (slot.role == "title" and not reading.linked):
            found.append((slot.start, slot.end, (slot.role, "")))
        elif slot.role == "link":
            inner = text[slot.start + 1 : text.find("]", slot.start)]
            if title is not None and slot.start <= title.start < slot.end:
                found += _linked(reading, slot.start, slot.end, title.start, title.end)
            elif is_link_word(inner) and re.search(r"[^\W\d_]", inner) and inner not in labels:
                labels.add(inner)
                found.append((slot.start, slot.end, ("link", inner)))
            else:
                found.append((slot.start, slot.end, None))
        elif slot.role == "affiliation":
            found.append((slot.start, slot.end, ("affiliation", "")))
        elif slot.role == "note":
            found.append((slot.start, slot.end, None))
    return sorted(found, key=lambda item: (item[0], -item[1]))


def _linked(
    reading: Reading, start: int, end: int, first: int, last: int
) -> list[tuple[int, int, tuple[str, str] | None]]:
    """A title that is a link; a venue tag glued to it inside the link stays inside."""
    inside = [slot for slot in reading.slots if slot.role == "venue" and start < slot.start < end]
    if not inside:
        return [(start, end, ("linked", ""))]
    url = next((slot for slot in reading.slots if slot.role == "url" and start < slot.start < end), None)
    parts: list[tuple[int, int, tuple[str, str] | None]] = [(first, last, ("title", ""))]
    return [*parts, (url.start, url.end, ("address", ""))] if url else parts


@dataclass(frozen=True, slots=True)
class Style:
    """How entries are written at one place of a list: their form, and how many blank lines stand between two."""

    form: Form
    gap: int = 0

    def lines(self, content: Content) -> str:
        """Return one entry."""
        return self.form.fill(content)


_DEFAULT = Form(("- ", ("linked", "")))
_ENOUGH = 3


def style_from(groups: Iterable[Sequence[Entry]], content: Content) -> Style:
    """Return the style of the nearest group of entries (nearest first) that shows one which `content` can fill."""
    seen: list[Entry] = []
    for group in groups:
        if not group:
            continue
        seen += group
        counted = Counter(form for entry in seen[-400:] if (form := form_of(entry)) is not None)
        usable = [(count, form) for form, count in counted.items() if _usable(form, content)]
        if usable and (sum(count for count, _ in usable) >= _ENOUGH or len(seen) > 50):
            return Style(max(usable, key=lambda pair: pair[0])[1], gap_of(group if len(group) > 1 else seen))
    counted = Counter(form for entry in seen if (form := form_of(entry)) is not None)
    usable = [(count, form) for form, count in counted.items() if _usable(form, content)]
    return Style(max(usable, key=lambda pair: pair[0])[1], gap_of(seen)) if usable else Style(_DEFAULT)


def _usable(form: Form, content: Content) -> bool:
    """Whether the form can be filled: its address is known, and its bullet is one that a new entry may have."""
    if form.wants("address") and content.address("paper") is None:
        return False
    return any(form.wants(role) for role in ("title", "linked"))


def gap_of(entries: Sequence[Entry]) -> int:
    """Return how many blank lines mostly stand between entries that follow each other."""
    gaps = [
        after.line - before.end_line - 1
        for before, after in pairwise(entries)
        if before.place is after.place and after.line > before.end_line
    ]
    return min(1, Counter(gaps).most_common(1)[0][0]) if gaps else 0


def venue_as_printed(entries: Iterable[Entry], venue: str) -> str:
    """Return how a list mostly spells a venue, `venue` itself where it never names it."""
    printed = Counter(entry.main.venue for entry in entries if entry.main.venue and same_venue(entry.main.venue, venue))
    return printed.most_common(1)[0][0] if printed else venue


def row(entry: Entry, roles: Sequence[str], content: Content) -> str:
    """Return a table row in the form of the row `entry`."""
    cells = []
    for text, role in zip(entry.cells, roles, strict=False):
        if role == "title":
            linked = entry.main.linked and content.url
            cell = (
                f"[{escape(content.title, linked=True)}]({_safe(content.url)})"
                if linked and content.url
                else escape(content.title)
            )
        elif role == "venue":
            tag: Tag | None = parse_tag(text)
            dated = tag is not None and tag.year is not None and "year" not in roles
            cell = tag_text(tag.form if tag else "", content.venue, content.year) if dated else content.venue or ""
        elif role == "year":
            cell = str(content.year or "")
        elif role == "link" and (match := re.match(r"\[([^\]]*)\]\(", text.strip())):
            address = content.address(match[1])
            cell = f"[{match[1]}]({_safe(address)})" if address else ""
        else:
            cell = ""
        cells.append(cell.replace("|", "\\|"))
    body = " | ".join(cells)
    opening, closing = entry.raw.lstrip().startswith("|"), entry.raw.rstrip().endswith("|")
    return ("| " if opening else "") + body + (" |" if closing else "")
