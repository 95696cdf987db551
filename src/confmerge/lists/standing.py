"""What an entry says of its publication: published, only a preprint, promised ("to appear"), or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from confmerge.lists.inline import plain
from confmerge.lists.model import Entry
from confmerge.lists.parts import Reading, Slot, is_link_word
from confmerge.venues import Tag, is_preprint, parse_tag


class Standing(StrEnum):
    """What an entry says of its publication."""

    PUBLISHED = "published"
    PREPRINT = "preprint"
    PROMISED = "promised"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of a text that says preprint or promises a publication; `tag`: the edition that is promised.

    `label`: it is the word of a link ([arXiv](url)), and says only where the link goes.
    """

    start: int
    end: int
    standing: Standing
    tag: Tag | None = None
    label: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry says: its standing, the edition promised, and the statements, each with its text."""

    standing: Standing
    tag: Tag | None = None
    statements: tuple[tuple[Reading, Statement], ...] = ()


_ID = r"(?:abs/)?\d{4}\.\d{4,5}(?:v\d+)?"
_SERVER = (
    r"arxiv|corr|open\s?review|(?:bio|tech|med|chem)rxiv|ssrn|pre-?prints?|tech(?:nical)?\.?\s+report"
    r"|\u9884\u5370\u672c"  # preprint
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_PREPRINT = re.compile(
    rf"(?:[\W_]*(?:{_SERVER}|{_ID}|abs|cs\.[a-z]{{2}}|{_MONTH}|(?:19|20)\d\d|(?<!\d)\d\d?(?!\d)))+[\W_]*", re.I
)
_NAMES_SERVER = re.compile(rf"{_SERVER}|(?<!\d){_ID}", re.I)
_WAITING = (
    r"under\s+(?:review|submission)|in\s+(?:submission|review)|submitted"
    r"|\u6295\u7a3f\u4e2d|\u5728\u6295|\u5ba1\u7a3f\u4e2d"  # submitted, being reviewed
)
_PROMISE = re.compile(
    rf"(?:currently\s+|conditionally\s+)?(?:(?P<waiting>{_WAITING})|to\s+appear|accepted|forthcoming|in\s+press"
    r"|(?:\u5373\u5c06|\u5f85)\u53d1\u8868|\u5df2?(?:\u5f55\u7528|\u63a5\u6536))"  # to be published, accepted
    r"(?:\s+(?:to|at|by|for|in)\b)?",
    re.I,
)
_JOINT = re.compile(r"[\s.,;:()]*")
_OPENING = re.compile(r"(?:[\s.,;:|\[\]()*_`]|<\w+>)+")
_CLOSING = re.compile(r"(?:[\s.,;:|\[\]()*_`]|</\w+>|<br\s*/?>)+$")
_TAIL = re.compile(
    rf"[\s,;.(]+[*_]{{0,3}}(?P<words>(?:{_WAITING}|to\s+appear|accepted)(?:\s+(?:to|at|by|for|in))?)[*_]{{0,3}}\)?$",
    re.I,
)
_TELLING = ("venue", "note", "affiliation")
# What divides the parts of a note: an affiliation, a server, a remark.
_PART = re.compile(r"[^,;|\uff0c\uff1b\uff1a\uff08\uff09\u3001\u3010\u3011]+")
_LONGEST_RUN = 3


def read_statement(text: str) -> Statement | None:
    """Say what a whole stretch of text states; None where it is no such statement.

    >>> read_statement("arXiv 2401.00588").standing, read_statement("[under review]").standing
    (<Standing.PREPRINT: 'preprint'>, <Standing.PREPRINT: 'preprint'>)
    >>> read_statement("accepted to NSDI'25 (to appear)").tag.venue, read_statement("NSDI'25"), read_statement("UCB")
    ('NSDI', None, None)
    """
    words = plain(text).strip(" .,;:|[]()*_`")
    if _NAMES_SERVER.search(words) and _PREPRINT.fullmatch(words):
        return Statement(0, len(text), Standing.PREPRINT)
    promise = _PROMISE.search(words)
    if promise is None:
        return None
    before, after = words[: promise.start()].strip(" .,;:()-"), words[promise.end() :].strip(" .,;:()-")
    if before and after and parse_tag(before) is None:
        return None  # authors, then a promise
    parts = _PROMISE.sub("", words).replace("()", "").split(",")
    named = [part for part in parts if not (_NAMES_SERVER.search(part) and _PREPRINT.fullmatch(part))]
    rest = ",".join(named or parts).strip(" .,;:()-")
    tag = parse_tag(rest) if rest else None
    if rest and (tag is None or tag.venue is None):
        return None
    if promise["waiting"] is not None or is_preprint(rest):
        return Statement(0, len(text), Standing.PREPRINT)
    return Statement(0, len(text), Standing.PROMISED, tag)


def told_at_end(text: str, start: int, end: int) -> int | None:
    """Say where a stretch's last words begin if they only say "under review" or the like, behind a mark.

    >>> told_at_end("Fast Serving, **under review**", 0, 30), told_at_end("How Papers Are Accepted", 0, 23)
    (12, None)
    """
    found = _TAIL.search(text, start, end)
    if found is None or not re.search(r"[,;.(*_]", text[found.start() : found.start("words")]):
        return None
    head = text[start : found.start()]
    return None if head.count("(") > head.count(")") else found.start()  # within a tag's own brackets


def statements(reading: Reading) -> list[Statement]:
    """Return the stretches of a text that say preprint or promise a publication, in order."""
    whole = read_statement(reading.text) if not reading.links else None
    if whole is not None:
        return [whole]
    telling = _telling(reading)
    links = [slot for slot in reading.slots if slot.role == "link"]
    title = next((slot for slot in reading.slots if slot.role == "title"), None)
    found: list[Statement] = []
    position = 0
    while position < len(telling):
        for length in range(min(_LONGEST_RUN, len(telling) - position), 0, -1):
            run = telling[position : position + length]
            if (one := _of_run(reading, run)) is not None:
                around = next((link for link in links if link.start <= one.start and one.end <= link.end), None)
                label = around is not None and not (title and around.start <= title.start < around.end)
                words = plain(reading.text[one.start : one.end])
                found.append(replace(one, label=label and is_link_word(words)))
                position += length - 1
                break
        position += 1
    return found


def _telling(reading: Reading) -> list[Slot]:
    """The stretches that may say it: tags, notes, words that no slot holds, and what is left on a title's end."""
    text, found, position = reading.text, [], 0
    for slot in sorted(reading.slots, key=lambda slot: (slot.start, -slot.end)):
        if slot.start > position and re.search(r"\w", text[position : slot.start]):
            found.append(Slot("words", position, slot.start))
        if slot.role in _TELLING:
            tail = _TAIL.search(text, slot.start, slot.end) if slot.role != "venue" else None
            if tail is None:
                found.append(slot)
            else:
                found += [Slot(slot.role, slot.start, tail.start()), Slot("words", tail.start("words"), slot.end)]
        elif slot.role in ("title", "subtitle") and (tail := _TAIL.search(text, slot.start, slot.end)):
            found.append(Slot("words", tail.start("words"), slot.end))
        position = max(position, slot.end)
    if re.search(r"\w", text[position:]):
        found.append(Slot("words", position, len(text)))
    return found


def _of_run(reading: Reading, run: Sequence[Slot]) -> Statement | None:
    """What a stretch says, or several that nothing but punctuation divides."""
    text = reading.text
    for before, after in pairwise(run):
        if not _JOINT.fullmatch(text, before.end, max(before.end, after.start)):
            return None
    start, end = run[0].start, max(slot.end for slot in run)
    said = read_statement(text[start:end])
    if said is None and len(run) == 1 and run[0].role in _TELLING and (part := _part(text, start, end)):
        start, end, said = part
    if said is None and len(run) == 1 and run[0].role == "venue" and is_preprint(reading.venue):
        said = None if any(_tags_in(text[start:end])) else Statement(0, 0, Standing.PREPRINT)
    if said is None:
        return None
    if wrapping := _OPENING.match(text, start, end):
        start = wrapping.end()
    if wrapping := _CLOSING.search(text, start, end):
        end = wrapping.start()
    end += text[start:end].count("(") > text[start:end].count(")") and text[end : end + 1] == ")"
    return Statement(start, end, said.standing, said.tag)


def _part(text: str, start: int, end: int) -> tuple[int, int, Statement] | None:
    """The part of a tag or note that says it (`UW, arXiv 2024`), and where; None where another names a venue."""
    places = [(match.start(), match.end()) for match in _PART.finditer(text, start, end)]
    said = [(*place, one) for place in places if (one := read_statement(text[slice(*place)])) is not None]
    if len(places) < 2 or len(said) != 1:
        return None
    first, last, one = said[0]
    return None if any(_tags_in(text[start:first])) or any(_tags_in(text[last:end])) else (first, last, one)


def _tags_in(text: str) -> Iterator[Tag]:
    """Yield the venues of publications that a tag names, which may name several."""
    for part in re.split(r"[,;|+&]|\s/\s", plain(text)):
        tag = parse_tag(part.strip("[]() "))
        if tag is not None and tag.venue is not None and not is_preprint(tag.venue):
            yield tag


def published_tags(reading: Reading, said: Sequence[Statement]) -> Iterator[Tag]:
    """Yield the venues that a text names as those of a publication: what it does not say in a statement."""
    for slot in reading.slots:
        if slot.role in ("venue", "note") and not any(s.start < slot.end and slot.start < s.end for s in said):
            text = reading.text[slot.start : slot.end]
            whole = parse_tag(plain(text).strip("[]() "))
            if whole is not None and whole.venue is not None and not is_preprint(whole.venue):
                yield whole
            else:
                yield from _tags_in(text)


def said_by(entry: Entry) -> Said:
    """Say what an entry says of its publication, on its own lines, else below them, else by its section."""
    if entry.cells and not any(slot.role == "venue" for slot in entry.main.slots):
        return _said_in_cells(entry)
    for readings in (entry.readings, entry.below):
        found = [(reading, statements(reading)) for reading in readings]
        tags = [tag for reading, said in found for tag in published_tags(reading, said)]
        told = tuple((reading, one) for reading, said in found for one in said)
        if tags:
            promised = tuple((r, one) for r, one in told if one.standing is Standing.PROMISED)
            return Said(Standing.PROMISED if promised else Standing.PUBLISHED, tags[0], promised)
        if not told or (entry.place.venue is not None and all(one.label for _, one in told)):
            continue
        if promise := next((one for _, one in told if one.standing is Standing.PROMISED and one.tag), None):
            return Said(Standing.PROMISED, promise.tag, told)
        if entry.place.venue is not None and all(one.standing is Standing.PROMISED for _, one in told):
            return Said(Standing.PROMISED, Tag(entry.place.venue, entry.place.year), told)
        return Said(Standing.PREPRINT, None, told)
    if entry.venue is None:
        return Said(Standing.PREPRINT if any(map(is_preprint, entry.place.path)) else Standing.SILENT)
    return Said(Standing.PREPRINT if is_preprint(entry.venue) else Standing.PUBLISHED)


def _said_in_cells(entry: Entry) -> Said:
    """A table's row: whichever cell it was read from, the venue is the entry's."""
    if entry.venue is None:
        return Said(Standing.SILENT)
    said = read_statement(entry.venue)
    if said is None or said.standing is Standing.PROMISED:
        noted = [one for note in entry.notes if (one := read_statement(note)) and one.standing is Standing.PROMISED]
        promise = said or next(iter(noted), None)
        tag = (promise.tag if promise else None) or Tag(entry.venue, entry.year)
        return Said(Standing.PROMISED if promise else Standing.PUBLISHED, tag)
    return Said(Standing.PREPRINT)
