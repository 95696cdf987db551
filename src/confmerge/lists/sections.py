"""The sections of a list, and what their headings say: a venue and year, a topic, or something that holds no papers."""

from __future__ import annotations

import re

from confmerge.lists.inline import pieces, plain, without_emoji
from confmerge.lists.model import Section
from confmerge.venues import parse_tag

BOLD, SUMMARY, ITEM = 7, 8, 9
_CLOSING = {"[": "]", "(": ")", "{": "}"}

_CONTENTS = re.compile(r"^\W*(?:[\d.]+\s+)?(?:table\s+of\s+)?(?:contents?|catalog(?:ue)?|toc|目录)\W*$", re.I)
_SILENT = re.compile(
    r"""^\W*to-?\s?do\b|^\W*(?:how\s+to\s+)?contribut|^\W*licen[sc]e|^\W*acknowledge?ments?\b|^\W*star\s+history
    |^\W*citation|^\W*cite\b|^\W*maintainers?\b|^\W*changelog\b""",
    re.X | re.I,
)
_TODO = re.compile(r"^\W*to-?\s?do\b|\bupcoming\b|\bto\s+be\s+added\b|\bpending\b", re.I)
_COLLECTION = re.compile(
    r"""^\W*(?:[\d.]+\s+)?(?:references?|useful|related|other)?\s*(?:references?|links?|web\s?sites?|resources?|repos(?:itories)?
    |lists?|awesome\s.*|useful\s.*|blogs?(?:\s.*)?|courses?(?:\s.*)?|tutorials?|videos?|talks?|books?|people|labs?|groups?
    |conferences?|venues?|news|updates?|tools?)\W*$""",
    re.X | re.I,
)


def open_section(parent: Section, text: str, level: int, line: int, raw: str, is_title: bool = False) -> Section:
    """Make the section of a heading and hang it below `parent`. `is_title`: the document's own, which names nothing."""
    heading = plain(text).strip().rstrip("#").strip()
    section = Section(heading, level, line, line, parent, parent.path, raw)
    parent.children.append(section)
    section.url = next((piece.url for piece in pieces(text) if piece.kind == "link" and piece.url), None)
    section.silent, section.todo, section.collection = parent.silent, parent.todo, parent.collection
    section.contents = parent.contents and level >= BOLD
    section.venue, section.year = parent.venue, parent.year
    if is_title:
        return section
    section.path = (*parent.path, heading)
    words = re.sub(r"^[\W_]*(?:\d{1,2}(?:\.\d+)*[.)]?\s+)?", "", without_emoji(heading)) or heading
    if _SILENT.match(heading):
        section.silent = True
    if _CONTENTS.match(heading):  # real sections may stand below it: a heading at the wrong level silences nothing
        section.contents = True
    if _TODO.search(heading):
        section.todo = section.silent = True
    if _COLLECTION.match(heading):
        section.collection = True
    tag = parse_tag(words) if not re.fullmatch(r"\d{1,3}", words) else None
    if tag is not None and (tag.venue is None or len(tag.venue.split()) <= 3):
        if tag.venue is not None:
            section.venue, section.year = tag.venue, tag.year or (parent.year if parent.venue is None else None)
            lead = heading[: heading.find(words)]
            section.form = lead + tag.form + _CLOSING.get(lead[-1:], "")
        else:
            section.year, section.dated = tag.year, True
        section.own = section.venue is not None
    return section
