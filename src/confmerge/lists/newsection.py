"""A section to be made: its lines, in the form of those beside it, and where they go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from confmerge.lists.document import Document
from confmerge.lists.escaping import escape
from confmerge.lists.insert import is_rule, last_content
from confmerge.lists.model import Section
from confmerge.lists.sections import BOLD, ITEM, SUMMARY
from confmerge.lists.splice import Edit

# The deepest heading that markdown has.
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class NewSection:
    """A section to be made: where (before a line, from 0), its heading lines, and what separates it from the next.

    `blank` are the blank lines below its heading, `apart` those above a sub-section's, and `below` those below that;
    `path` are its headings from the outermost; `model` is what it imitates.
    """

    line: int
    heading: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    blank: tuple[str, ...]
    level: int
    path: tuple[str, ...]
    model: Section | None
    apart: tuple[str, ...] | None = None
    below: tuple[str, ...] | None = None

    def divided_like(self, document: Document, subs: Iterable[Section | None]) -> NewSection:
        """Return it with the blank lines around the headings of its sub-sections that the list has around theirs."""
        model = next((sub for sub in subs if sub is not None and sub.line >= 0), None)
        return replace(self, apart=_blank_above(document, model), below=blank_below(document, model)) if model else self

    def edit(self, groups: Sequence[tuple[Section | None, Sequence[str]]], gap: int) -> Edit:
        """Return the edit that makes the section, with its entries in groups: (sub-section to imitate, entries)."""
        lines = [*self.before, *self.heading]
        apart = self.blank if self.apart is None else self.apart
        for number, (sub, entries) in enumerate(groups):
            first = bool(self.heading) and not number
            lines += self.blank if first else apart
            if sub is not None:
                if sub.level >= BOLD and not apart and not first:
                    lines.append("")  # right below an entry, a bold line would be more of that entry
                lines += self._sub_heading(sub)
            for position, entry in enumerate(entries):
                lines += [""] * (gap if position else 0) + entry.split("\n")
        return Edit(self.line, (*lines, *self.after))

    def _sub_heading(self, sub: Section) -> list[str]:
        if sub.level >= BOLD:
            return [sub.raw.strip(), ""]
        marks = "#" * min(DEEPEST, max(sub.level, self.level + 1))
        below = self.blank if self.below is None else self.below
        return [f"{marks} {_bold_like(sub.raw, escape(sub.heading))}", *below]


def sub_section(heading: str, model: Section | None) -> Section:
    """Return a sub-section that is to be made, in the form of `model`; without one it gets a plain heading."""
    if model is None:
        return Section(heading, 0, -1, -1, path=(heading,))
    raw = model.raw.replace(model.heading, heading, 1)
    return replace(model, heading=heading, raw=raw, path=(*model.path[:-1], heading), entries=[], children=[])


def beside(
    document: Document, siblings: Sequence[Section], model: Section, before: bool, text: str, url: str | None
) -> NewSection:
    """Return a section next to `model`, with the heading, the blank lines and the rules that its siblings have."""
    heading, closing = heading_lines(document, model, text, url)
    path = (*(model.parent.path if model.parent else ()), text)
    blank = blank_below(document, model)
    separator = _separator(document, siblings)
    line = _first_line(document, model)
    if before and not (line == 0 and document.has_bom):  # nothing can stand before a byte order mark
        return NewSection(line, heading, (), (*closing, *separator), blank, model.level, path, model)
    line = last_content(document, model.line, model.end) + 1
    return NewSection(line, heading, separator, closing, blank, model.level, path, model)


def below(document: Document, parent: Section, text: str, model: Section | None) -> NewSection:
    """Return a section at the end of `parent`, one level deeper, with a heading like that of `model` or a plain one."""
    level = parent.level + 1
    heading = heading_lines(document, model, text, None)[0] if model else (f"{'#' * level} {escape(text)}",)
    inner = replace(inside(document, parent), blank=blank_below(document, model or parent))
    return replace(inner, heading=heading, before=("",), level=level, path=(*parent.path, text), model=model or parent)


def inside(document: Document, section: Section) -> NewSection:
    """Return what is to stand at the end of a section that is there: sub-sections, by themselves apart."""
    line = last_content(document, section.line, section.end) + 1
    next_line = document.lines[line] if line < len(document.lines) else ""
    after = ("",) if next_line.strip() and not next_line.startswith("#") and not is_rule(next_line) else ()
    blank = blank_below(document, section)
    return NewSection(line, (), (), after, blank, section.level, section.path, section, apart=("",))


def heading_lines(
    document: Document, model: Section, text: str, url: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines of a heading like the model's, and those that close its section (`</details>`)."""
    if model.level == SUMMARY:
        opening = document.lines[_first_line(document, model) : model.line]
        summary = re.sub(r"(<summary[^>]*>).*", rf"\g<1>{escape(text)}</summary>", model.raw)
        gap = () if blank_below(document, model) else ("",)
        return (*(line.rstrip() for line in opening), summary.rstrip(), *gap), ("", "</details>")
    if model.level == ITEM:
        bullet = re.match(r"\s*(?:[-*+]|\d+[.)])\s+", model.raw)
        return ((bullet[0] if bullet else "- ") + _bold_like(model.raw, escape(text)),), ()
    if model.level == BOLD:
        return (f"**{escape(text)}**", *(() if blank_below(document, model) else ("",))), ()
    marks = re.match(r"#+\s*", model.raw.lstrip("\ufeff"))
    linked = f"[{escape(text)}]({url})" if model.url is not None and url else escape(text)
    return ((marks[0] if marks else "#" * max(model.level, 1) + " ") + _bold_like(model.raw, linked),), ()


_BOLD_HEADING = re.compile(r"\s*(?:#+|[-*+]|\d+[.)])\s+(\*\*|__)[^*_]+\1\s*:?\s*#*\s*")


def _bold_like(raw: str, text: str) -> str:
    """A heading's text, in bold where the whole heading that it imitates is."""
    match = _BOLD_HEADING.fullmatch(raw)
    return f"{match[1]}{text}{match[1]}" if match else text


_BELONGS = re.compile(r"\s*(?:<a\s[^>]*(?:name|id)=|<!--.*-->\s*$|<details)", re.I)


def _first_line(document: Document, section: Section) -> int:
    """The first line of a section: anchors, comments and `<details>` right above its heading belong to it."""
    line = section.line
    while line > 0 and _BELONGS.match(document.lines[line - 1]):
        line -= 1
    return line


def blank_below(document: Document, model: Section) -> tuple[str, ...]:
    """Return the blank line that stands below a heading, if one does."""
    line = model.line + 1
    return ("",) if line < len(document.lines) and not document.lines[line].strip() else ()


def _blank_above(document: Document, model: Section) -> tuple[str, ...]:
    return ("",) if model.line > 0 and not document.lines[model.line - 1].strip() else ()


_LONGEST_SEPARATOR = 6


def _separator(document: Document, sections: Sequence[Section]) -> tuple[str, ...]:
    """The blank lines and rule that this list puts between two such sections."""
    for section, following in pairwise(sections):
        end = _first_line(document, following)
        if section.end not in (end, following.line):
            continue
        last = last_content(document, section.line, end)
        between = tuple(line.rstrip() for line in document.lines[last + 1 : end])
        if len(between) <= _LONGEST_SEPARATOR and all(not line or is_rule(line) for line in between):
            return between
    return ("",)
