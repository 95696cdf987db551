"""A section that a person asks for: the last of its siblings, in their form, and numbered on as they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from confmerge.headings import is_catch_all
from confmerge.lists.editions import at_the_end
from confmerge.lists.model import Section
from confmerge.lists.newsection import DEEPEST, NewSection, below, beside
from confmerge.lists.walk import PaperList

_NUMBER = re.compile(r"(?P<lead>[\W_]*(?:\d+\.)*)(?P<last>\d+)(?P<tail>[.)]?\s+)(?=\S)")


def asked_section(paper_list: PaperList, parent: Section | None, heading: str) -> NewSection | None:
    """Say where and how a section is made: in `parent`, or, where that is None, among the outermost ones.

    None where the parent's heading is of a form that holds no others.
    """
    document, siblings = paper_list.document, _siblings(paper_list, parent)
    numbers = [_NUMBER.match(sibling.heading) for sibling in siblings]
    numbered = 2 * sum(number is not None for number in numbers) >= len(siblings) > 0
    if siblings:
        if numbered:
            siblings = [one for one, number in zip(siblings, numbers, strict=True) if number]
        else:
            siblings = _before_the_rest(siblings)
        text = _numbered(heading, siblings) if numbered else heading
        return beside(document, siblings, siblings[-1], False, text, None)
    if parent is None:
        return at_the_end(paper_list, heading)
    if parent.level >= DEEPEST:
        return None
    model = next((one for one in paper_list.top.walk() if one.level == parent.level + 1), None)
    return below(document, parent, _first_of(heading, parent, model), model)


def _siblings(paper_list: PaperList, parent: Section | None) -> list[Section]:
    """The sections for papers beside which another is made, all of one level; those that hold none if none does."""
    found = parent.children if parent else [s for s in paper_list.top.walk() if len(s.path) == 1]
    found = [s for s in found if not (s.silent or s.contents or s.collection or s.is_year)]
    found = [s for s in found if any(inner.entries for inner in s.walk())] or found
    found = [s for s in found if not s.by_venue] or found
    level = Counter(s.level for s in found).most_common(1)[0][0] if found else 0
    return [s for s in found if s.level == level]


def _before_the_rest(siblings: Sequence[Section]) -> list[Section]:
    """The siblings without those at the end that are for what fits nowhere, unless there are no others."""
    kept = list(siblings)
    while kept and is_catch_all(kept[-1].heading):
        kept.pop()
    return kept or list(siblings)


def _numbered(heading: str, siblings: Sequence[Section]) -> str:
    """A heading with the number after the highest of its siblings; one that brings a number of its own keeps it."""
    numbers = [number for sibling in siblings if (number := _NUMBER.match(sibling.heading))]
    if _NUMBER.match(heading):
        return heading
    highest = max(int(number["last"]) for number in numbers)
    return f"{numbers[-1]['lead']}{highest + 1}{numbers[-1]['tail']}{heading}"


def _first_of(heading: str, parent: Section, model: Section | None) -> str:
    """The first sub-section's heading: numbered as those of other sections are."""
    own, other = _NUMBER.match(parent.heading), _NUMBER.match(model.heading) if model else None
    if own is None or other is None or _NUMBER.match(heading):
        return heading
    return f"{own['lead']}{own['last']}.1{other['tail']}{heading}"
