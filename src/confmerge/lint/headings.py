"""Headings at a level that the rest of the list contradicts. A list's own way, kept throughout, is no mistake."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from confmerge.lint.findings import Finding, Fix
from confmerge.lists import PaperList, Section
from confmerge.titles import fold

_DEEPEST = 6
_NUMBER = re.compile(r"^\W*(?P<number>\d{1,2}(?:\.\d{1,2})*)\.?(?=\s)")
_ENOUGH_NUMBERED, _NEARLY_ALL = 5, 0.8


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A finding on a heading, and the section that is concerned."""

    section: Section
    finding: Finding


def heading_findings(file: str, paper_list: PaperList) -> Iterator[Misplaced]:
    """Yield headings that are too high, too deep, or not at the level that their number says."""
    sections = [s for s in paper_list.top.walk() if 1 <= s.level <= _DEEPEST and not (s.contents or s.silent)]
    told: set[int] = set()
    for rule in (_too_high, _by_number, _jumps):
        for section, message, others, fix in rule(paper_list, sections):
            if section.line not in told:
                told.add(section.line)
                places = tuple(f"{file}:{other.line + 1}" for other in others)
                yield Misplaced(section, Finding(file, section.line + 1, "heading-level", message, (), places, fix))


_Found = tuple[Section, str, list[Section], Fix | None]


def _too_high(paper_list: PaperList, sections: list[Section]) -> Iterator[_Found]:
    """Among the sections of venues, one that elsewhere is a sub-section of a venue's, right behind a divided one."""
    for section in sections:
        siblings = [s for s in (section.parent.children if section.parent else []) if s.level == section.level]
        place = siblings.index(section) if section in siblings else 0
        before = siblings[place - 1] if place else None
        if section.own or before is None or not before.own or not section.entries:
            continue
        if not any(child.level == section.level + 1 and child.entries for child in before.children):
            continue
        heading = fold(section.heading)
        alike = [s for s in sections if s is not section and fold(s.heading) == heading] if heading else []
        if section.is_year:
            years = [s for s in sections if s.is_year and s.parent is not None and s.parent.own]
            alike = [s for s in years if s.level == section.level + 1] or alike
        deeper = [s for s in alike if s.level == section.level + 1 and s.parent is not None and s.parent.own]
        if deeper and len(deeper) == len(alike):
            message = (
                f"`{section.heading}` is at the level of `{before.heading}`, so that its entries are not of that "
                f"venue; elsewhere it is one level deeper"
            )
            yield section, message, [before, deeper[0]], _deepened(paper_list, section)


def _deepened(paper_list: PaperList, section: Section) -> Fix | None:
    raw = paper_list.document.lines[section.line]
    marks = re.match(r"#{1,5}(?=\s)", raw)
    return Fix(section.line, 0, 0, "#") if marks and not section.children else None


def _by_number(paper_list: PaperList, sections: list[Section]) -> Iterator[_Found]:
    """A heading `2.3 …` that stands at another level than all headings with two numbers."""
    numbered = [(s, match["number"].count(".") + 1) for s in sections if (match := _NUMBER.match(s.heading))]
    offsets = Counter(section.level - depth for section, depth in numbered)
    if len(numbered) < _ENOUGH_NUMBERED or len({depth for _, depth in numbered}) < 2:
        return
    (usual, count), *_ = offsets.most_common(1)
    if count < _NEARLY_ALL * len(numbered):
        return
    for section, depth in numbered:
        if section.level - depth != usual and depth > 1:
            alike = [s for s, other in numbered if other == depth and s.level == usual + depth]
            if alike:
                message = f"`{section.heading}` is a heading of level {section.level}; by its number it is of level "
                yield section, message + str(usual + depth), alike[:1], None


def _jumps(paper_list: PaperList, sections: list[Section]) -> Iterator[_Found]:
    """A sub-section two levels below its section, where the list elsewhere goes down by one. Told once a section."""
    steps = [(s.parent, s) for s in sections if s.parent is not None and 1 <= s.parent.level < s.level and s.entries]
    firsts = [(p, s) for p, s in steps if s is next(c for c in p.children if 1 <= c.level <= _DEEPEST)]
    for parent, section in firsts:
        if section.level - parent.level < 2:
            continue
        peers = [(p, s) for p, s in firsts if p.level == parent.level]
        regular = [s for p, s in peers if s.level == p.level + 1]
        if 2 * len(regular) > len(peers):
            message = (
                f"`{section.heading}` is a heading of level {section.level} right below one of level {parent.level} "
                f"(`{parent.heading}`); elsewhere level {parent.level + 1} follows"
            )
            yield section, message, regular[:1], None
