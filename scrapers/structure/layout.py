"""Which form the titles of a page have and which its people: every pair of neighbours votes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from scrapers.structure.lines import Line, shared
from scrapers.structure.names import names_likeness
from scrapers.structure.parts import Face
from scrapers.structure.words import is_label, is_noise, no_paper, title_likeness

LIKE_PEOPLE, LIKE_TITLE = 0.6, 0.4
_REACH = 6  # lines between a title and its people: badges, times, link words
_DEEPER = 0.3
_NEARLY = 0.7


class Form(NamedTuple):
    """How a line is printed: the block around it, and its face."""

    block: str
    face: Face

    @property
    def tail(self) -> str:
        """The innermost block alone."""
        return self.block.rpartition(">")[2]

    @property
    def core(self) -> Face:
        """The face without regard to links: not every paper has one yet."""
        return self.face - {"a"}


@dataclass(frozen=True, slots=True)
class Layout:
    """The forms of titles and people, and which comes first."""

    title: Form
    people: Form
    people_first: bool = False

    def is_title(self, line: Line) -> bool:
        """Say whether a line has the form of the titles, and is nothing that cannot be one."""
        if line.block != self.title.block or line.face != self.title.face or is_noise(line.words):
            return False
        if self.title != self.people:
            return True
        return title_likeness(line.words) >= LIKE_TITLE

    def is_people(self, line: Line) -> bool:
        """Say whether a line has the form of the people."""
        return line.block == self.people.block and line.face == self.people.face

    def may_be_title(self, line: Line) -> bool:
        """Say whether a line is printed nearly like a title; the line behind it has to confirm that."""
        return (
            _alike(form_of(line), self.title)
            and not is_noise(line.words)
            and title_likeness(line.words) >= LIKE_TITLE
            and no_paper(line.words) is None
        )

    def may_be_people(self, line: Line) -> bool:
        """Say whether a line is printed nearly like the people, and is a list of names."""
        form = form_of(line)
        alike = _alike(form, self.people) or form.block == self.people.block
        return alike and names_likeness(line.words) >= LIKE_PEOPLE


def form_of(line: Line) -> Form:
    """Return the form of a line."""
    return Form(line.block, line.face)


@lru_cache(maxsize=1024)
def _alike(form: Form, other: Form) -> bool:
    """Say whether a form is nearly the other: the same block and at least its face, or a like block elsewhere."""
    if form.block == other.block:
        return form.core == other.core or (bool(other.core) and other.core < form.core)
    return form.tail == other.tail and form.core == other.core and bool(form.core or "." in form.tail)


def find_layout(lines: Sequence[Line]) -> Layout | None:
    """Return the layout that most pairs of a title and people speak for, None where there is no such pair."""
    people = [number for number, line in enumerate(lines) if is_people(line)]
    behind = _vote(lines, people, -1)
    before = _vote(lines, people, 1)
    if not behind:
        return None
    best = max(behind, key=lambda forms: behind[forms].weight)
    turned = max(before, key=lambda forms: before[forms].weight, default=None)
    return Layout(*turned, people_first=True) if turned and _is_turned(behind[best], before[turned]) else Layout(*best)


def _is_turned(behind: _Votes, before: _Votes) -> bool:
    """Say whether people stand before their titles: nearer to them, or, in a flat list, more often than behind them."""
    if before.depth > behind.depth + _DEEPER:
        return before.weight > _NEARLY * behind.weight
    return before.depth > behind.depth - _DEEPER and before.weight > behind.weight


def is_people(line: Line) -> bool:
    """Say whether a line is a list of people, wherever it stands."""
    words = line.words
    return bool(words) and (names_likeness(words) >= LIKE_PEOPLE or bool(line.runs)) and not is_label(words)


@dataclass(slots=True)
class _Votes:
    weight: float = 0.0
    count: int = 0
    depths: int = 0

    @property
    def depth(self) -> float:
        """How many blocks the pairs share on average: those of one record share more than neighbours do."""
        return self.depths / self.count


def _vote(lines: Sequence[Line], people: Sequence[int], step: int) -> dict[tuple[Form, Form], _Votes]:
    votes: dict[tuple[Form, Form], _Votes] = defaultdict(_Votes)
    for number in people:
        for near in _nearby(lines, number, step):
            title = lines[near]
            likeness = title_likeness(title.words)
            if likeness >= LIKE_TITLE and not is_noise(title.words):
                if no_paper(title.words) is None:
                    pair = votes[form_of(title), form_of(lines[number])]
                    pair.weight += likeness
                    pair.count += 1
                    pair.depths += shared(title.path, lines[number].path)
                break
            if not is_noise(title.words):
                break
    return votes


def _nearby(lines: Sequence[Line], number: int, step: int) -> Iterator[int]:
    near = number + step
    while 0 <= near < len(lines) and abs(near - number) <= _REACH:
        yield near
        near += step
