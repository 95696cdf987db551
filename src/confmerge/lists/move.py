"""An entry that goes elsewhere: taken out with its blank line, and its lines as they stand at the new place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from confmerge.lists.document import Document
from confmerge.lists.insert import siblings
from confmerge.lists.model import Entry, Section
from confmerge.lists.splice import Edit
from confmerge.lists.standing import Standing, said_by
from confmerge.titles import fold
from confmerge.venues import is_preprint

_BULLET = re.compile(r"(?P<indent>\s*)(?:(?P<mark>[-*+])|(?P<number>\d+[.)]))(?P<gap>\s+)")
_NUMBERING = re.compile(r"^[\W_]*(?:\d{1,2}(?:\.\d+)*[.)]?\s+)?")
_PUBLISHED = re.compile(r"\bpublish|\bconference|\baccepted\b|\bproceedings\b", re.I)
# A place of which so much is preprints is where a list keeps them.
NEARLY_ALL = 0.8


def taken_out(document: Document, entry: Entry, gone: Collection[int] = ()) -> Edit:
    """Return the edit that takes an entry out, and one of the two blank lines that would be left.

    `gone` are lines that other edits take out.
    """
    first, end = entry.line - 1, entry.end_line
    blank_before = first == 0 or not document.lines[first - 1].strip()
    if blank_before and end < len(document.lines) and not document.lines[end].strip():
        end += 1
    elif blank_before and end == len(document.lines) and first > document.has_bom and first - 1 not in gone:
        first -= 1
    mark = ("",) if first == 0 and document.has_bom else ()  # the byte order mark needs a line to stand in
    return Edit(first, mark, end - first, "promote")


def is_preprint_heading(heading: str) -> bool:
    """Whether a heading says that preprints stand below it, and nothing else.

    >>> [is_preprint_heading(h) for h in ("2024 preprints", "arXiv papers (daily)", "arXiv and conference papers")]
    [True, True, False]
    """
    return is_preprint(heading) and not _PUBLISHED.search(heading)


def says_preprints(section: Section) -> bool:
    """Whether a section's headings say that it holds preprints."""
    return any(map(is_preprint_heading, section.path))


def mostly_preprints(entries: Sequence[Entry]) -> bool:
    """Whether nearly all of some entries are preprints: they say so, or say nothing and link to arXiv."""
    preprints = 0
    for entry in entries:
        standing = said_by(entry).standing
        silent = standing is Standing.SILENT and any("arxiv.org" in url for _, url in entry.links)
        preprints += silent or standing is Standing.PREPRINT
    return bool(entries) and preprints >= NEARLY_ALL * len(entries)


def topics(path: Sequence[str]) -> list[str]:
    """Return headings as topics, to be compared: without numbering, and without those that say preprints.

    >>> topics(["Preprints", "2.2 DNN job scheduling"])
    ['dnn job scheduling']
    """
    return [fold(_NUMBERING.sub("", heading)) for heading in path if not is_preprint(heading)]


def counterpart(path: Sequence[str], sections: Sequence[Section]) -> tuple[Section | None, tuple[str, ...] | None]:
    """Return the section of the same name as one elsewhere; else the headings around, if there are such.

    Of several of one name it is the one with most headings in common.
    """
    wanted = topics(path)
    if not wanted:
        return None, None
    named = [(section, topics(section.path)) for section in sections if section.path]
    same = [(section, set(found) & set(wanted)) for section, found in named if found and found[-1] == wanted[-1]]
    if same:
        return max(same, key=lambda pair: len(pair[1]))[0], None
    for heading in reversed(wanted[:-1]):
        for section, found in named:
            if heading in found:
                return None, section.path[: len(section.path) - len(found) + found.index(heading) + 1]
    return None, None


def fits(entry: Entry, section: Section) -> bool:
    """Whether an entry may stand in a section as it is: a row among rows of as many cells, an item among items."""
    beside = siblings(section)
    if not beside:
        return not entry.cells
    rows = [other for other in beside if other.cells]
    if entry.cells or rows:
        return bool(entry.cells) and bool(rows) and len(rows[0].cells) == len(entry.cells)
    bulleted = bool(_BULLET.fullmatch(entry.prefix))
    alike = bulleted == bool(_BULLET.fullmatch(beside[0].prefix))
    return alike or entry.end_line == entry.line


def at_home(text: str, beside: Sequence[Entry]) -> str:
    """Return an entry's lines with the bullet and the indent of those beside it; all else stays.

    >>> at_home("- a\\n  - b", [])
    '- a\\n  - b'
    """
    prefixes = Counter(entry.prefix for entry in beside if not entry.cells)
    if not prefixes:
        return text
    prefix = prefixes.most_common(1)[0][0]
    match, model = _BULLET.match(text), _BULLET.fullmatch(prefix)
    old = match[0] if match else text[: len(text) - len(text.lstrip())]
    if match and model and match["number"] and model["number"]:
        prefix = model["indent"] + match["number"] + model["gap"]
    elif match and model and match["number"] is None and model["number"] is None:
        prefix = model["indent"] + model[0].strip() + (match["gap"] if match["gap"] != " " else model["gap"])
    first, *rest = text.split("\n")
    wider = len(prefix) - len(old)
    moved = [" " * wider + line if line.strip() and wider > 0 else _narrower(line, -wider) for line in rest]
    return "\n".join([prefix + first[len(old) :], *moved])


def _narrower(line: str, by: int) -> str:
    """A line with so many blanks fewer before it, as far as it has them."""
    return line[min(max(by, 0), len(line) - len(line.lstrip(" "))) :]
