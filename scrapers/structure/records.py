"""The papers of a page whose layout is known, and what looked like a paper and was none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scrapers.structure.headings import Headings, Place, is_heading
from scrapers.structure.layout import Layout, is_people
from scrapers.structure.lines import Line, shared
from scrapers.structure.names import is_organisation, names_likeness
from scrapers.structure.words import is_noise, no_paper, title_likeness


@dataclass(slots=True)
class Record:
    """A title, the lines of its people, everything else that belongs to it, and where it stands."""

    title: Line
    people: list[Line]
    rest: list[Line]
    place: Place
    is_heading: bool = False

    @property
    def lines(self) -> list[Line]:
        """Its lines, people first where they may hold the awards."""
        return [self.title, *self.people, *self.rest]


def join_people(lines: Iterable[Line]) -> list[Line]:
    """Return the lines, neighbours of one form joined where each names one person or the first ends with a comma."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last is not None and _go_together(last, line):
            last.words = f"{last.words.rstrip(' ,;')}, {line.words}"
            last.links += line.links
            last.awards += line.awards
        else:
            joined.append(line)
    return joined


def _go_together(one: Line, other: Line) -> bool:
    if one.block != other.block or one.path[:-1] != other.path[:-1] or one.runs or other.runs:
        return False
    if one.face != other.face or not is_people(one) or not is_people(other):
        return False
    return one.words.endswith((",", ";")) or max(map(_likeness, (one, other))) < 1


def _likeness(line: Line) -> float:
    return names_likeness(line.words)


def records_of(lines: Sequence[Line], layout: Layout) -> list[Record]:
    """Return the records of a page in order: each title with what stands behind it up to the next title or heading."""
    titles = _titles(lines, layout)
    headings = Headings()
    records: list[Record] = []
    for number, start in enumerate(titles):
        previous = titles[number - 1] if number else -1
        following = titles[number + 1] if number + 1 < len(titles) else len(lines)
        for line in _headings(lines[previous + 1 : start], layout):
            headings.enter(line)
        record = _record(lines, previous, start, following, layout, headings)
        if record.is_heading:
            headings.enter(record.title, is_item=True)
        records.append(record)
    return records


def _headings(lines: Sequence[Line], layout: Layout) -> Iterator[Line]:
    """Yield the headings among the lines before a title. Where titles are not bold, the bold line before one is one."""
    last = next((line for line in reversed(lines) if line.words and not is_noise(line.words)), None)
    for line in lines:
        is_last = line is last or (line.cell and last is not None and last.cell and line.cell[:2] == last.cell[:2])
        is_bold = is_last and "b" in line.face - layout.title.face and not is_people(line)
        if is_bold or (is_heading(line) and not layout.is_people(line)):
            yield line


def _titles(lines: Sequence[Line], layout: Layout) -> list[int]:
    """Return where titles stand: lines in their form, and lines nearly in it that have people behind them."""
    found = []
    for number, line in enumerate(lines):
        if not line.words:
            continue
        if layout.is_title(line) or (layout.may_be_title(line) and _has_people(lines, number, layout)):
            found.append(number)
    return found


def _has_people(lines: Sequence[Line], number: int, layout: Layout) -> bool:
    for line in lines[number + 1 : number + 6]:
        if layout.is_people(line) or layout.may_be_people(line):
            return is_people(line)
        if not is_noise(line.words):
            return False
    return False


def _record(
    lines: Sequence[Line], previous: int, start: int, following: int, layout: Layout, headings: Headings
) -> Record:
    title = lines[start]
    earlier = lines[previous] if previous >= 0 else None
    before = list(_before(lines[previous + 1 : start], title, earlier, layout.people_first))
    after = list(_behind(lines, start, following, earlier, layout))
    people = _people(before[::-1], layout)[::-1] if layout.people_first else _people(after, layout)
    rest = [line for line in (*before, *after) if not any(line is one for one in people)]
    kind = no_paper(title.words)
    is_alone = not any(line.words and not is_noise(line.words) for line in after) and not _names_organisations(title)
    is_head = kind == "session" or (not people and (kind is not None or is_alone))
    return Record(title, people, rest, headings.place(title.cell), is_head)


def _before(lines: Iterable[Line], title: Line, previous: Line | None, people_first: bool) -> Iterator[Line]:
    """Yield the lines before a title that are nearer to it than to the title before, and no headings.

    A line is nearer to one of two titles where it shares more blocks with it than the two share.
    """
    common = shared(title.path, previous.path) if previous else len(title.path) - 2
    for line in lines:
        if previous and people_first:
            is_near = shared(line.path, previous.path) <= common
        else:
            is_near = shared(line.path, title.path) > common
        if is_near and not is_heading(line):
            yield line


def _behind(lines: Sequence[Line], start: int, following: int, earlier: Line | None, layout: Layout) -> Iterator[Line]:
    """Yield the lines behind a title that are its own: up to a heading, and not nearer to the next title.

    Behind the last title they have to be as near to it as the title before, for there comes the foot of the page.
    """
    title = lines[start]
    nearest = lines[following] if following < len(lines) else None
    common = shared(title.path, nearest.path) if nearest is not None else 0
    least = shared(title.path, earlier.path) if nearest is None and earlier is not None else 0
    for line in lines[start + 1 : following]:
        if layout.is_people(line):
            if layout.people_first:
                return
        elif is_heading(line):
            return
        if shared(line.path, nearest.path) <= common if nearest is not None else shared(line.path, title.path) >= least:
            yield line


def _people(lines: Sequence[Line], layout: Layout) -> list[Line]:
    """Return the lines of people: the first in their form, and those of that block that go on with it.

    A line between two of them that is no title is the affiliation of the one before.
    """
    own: list[Line] = []
    between: list[Line] = []
    for line in lines:
        if not line.words or is_noise(line.words):
            continue
        if not own:
            if layout.may_be_people(line) or (layout.is_people(line) and _can_be_people(line)):
                own.append(line)
        elif line.block == own[0].block and is_people(line):
            if between:
                _affiliate(own[-1], between.pop())
            own.append(line)
        elif between or title_likeness(line.words) >= _SURE_TITLE:
            break
        else:
            between.append(line)
    if between and any(line.runs for line in own) and not own[-1].runs:
        _affiliate(own[-1], between.pop())
    return own


_SURE_TITLE = 0.7


def _affiliate(line: Line, place: Line) -> None:
    line.runs = ((line.words, False), (place.words, True))


def _can_be_people(line: Line) -> bool:
    """Say whether a line in the form of the people names any: somebody, or an organisation in brackets."""
    return is_people(line) or names_likeness(line.words) > 0 or _names_organisations(line)


def _names_organisations(line: Line) -> bool:
    return bool(_IN_BRACKETS.search(line.words)) and is_organisation(line.words)


_IN_BRACKETS = re.compile(r"\w \([^()]{2,}\)")
