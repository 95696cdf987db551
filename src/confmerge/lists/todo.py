"""The TODO of a list: venues to come, each on a line that goes when what it names is done."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from confmerge.lists.inline import pieces, plain
from confmerge.lists.splice import Edit
from confmerge.lists.walk import PaperList
from confmerge.venues import Tag, find_tag, parse_tag

_ITEM = re.compile(r"^(?P<indent>\s*)(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?(?P<text>.*)$")
_OTHER = re.compile(r"\b(?:workshops?|posters?|tutorials?|demos?)\b", re.I)
_CYCLE = re.compile(r"\b(spring|summer|fall|autumn|winter|cycle\s*\d+|round\s*\d+|first|second)\b", re.I)


@dataclass(frozen=True, slots=True)
class TodoItem:
    """A line (or several: `line` to `end`, from 0) of a list's TODO that names an edition; `cycle`: a part of it."""

    line: int
    end: int
    tag: Tag
    url: str | None
    cycle: str | None

    @property
    def edit(self) -> Edit:
        """The edit that takes the item away."""
        return Edit(self.line, (), self.end - self.line, "todo")


def todo_items(paper_list: PaperList, names: Callable[[str], bool], year: int) -> list[TodoItem]:
    """Return the TODO items that name an edition; `names` tells whether a printed venue is the edition's."""
    lines, found = paper_list.document.lines, []
    for section in paper_list.top.walk():
        if not section.todo:
            continue
        line = section.line + 1
        own_end = min((child.line for child in section.children), default=section.end)
        while line < own_end:
            item, end = _ITEM.match(lines[line]), line + 1
            if item is None:
                line += 1
                continue
            while end < own_end and re.match(rf"{item['indent']}[ \t]+\S", lines[end]):
                end += 1
            if end < len(lines) and not lines[end].strip() and not lines[line - 1].strip():
                end += 1  # one of the two blank lines that would be left
            named = _read_item(item["text"], line, end)
            if named is not None and named.tag.year == year and named.tag.venue and names(named.tag.venue):
                found.append(named)
                line = named.end
            else:
                line += 1
    return found


def _read_item(text: str, line: int, end: int) -> TodoItem | None:
    tag = _named(text)
    if tag is None or _names_more(text, tag) or _OTHER.search(text):
        return None
    url = next((piece.url for piece in pieces(text) if piece.kind == "link" and piece.url), None)
    cycle = _CYCLE.search(plain(text))
    return TodoItem(line, end, tag, url, cycle[0].casefold() if cycle else None)


def _names_more(text: str, tag: Tag) -> bool:
    """Whether an item names another edition too: it is not done when one of them is."""
    rest = plain(text)
    while found := find_tag(rest):
        if (found[0].venue, found[0].year) != (tag.venue, tag.year):
            return True
        rest = rest[: found[1]]
    return False


def _named(text: str) -> Tag | None:
    """The edition that an item names: in its link, or in its words."""
    for piece in pieces(text):
        if piece.kind in ("link", "bracket") and (tag := parse_tag(plain(text[slice(*piece.inner)]))) and tag.venue:
            return tag
    words = plain(text)
    found = find_tag(words)
    return parse_tag(words) or (found[0] if found else None)
