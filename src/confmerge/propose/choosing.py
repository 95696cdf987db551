"""Choosing: the section that a paper goes to, among those of a list; the same for proposals and for `place`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from confmerge.headings import ends_with
from confmerge.lists import PaperList, Section
from confmerge.lists.editions import shelves
from confmerge.place import NO_PROFILE, Placer, Profile, Room
from confmerge.propose.model import Alternatives
from confmerge.propose.rooms import NamesIt, rooms

RUNNERS_UP = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of a paper's place before its title is read: a section that a person `wanted`, or one that is
    `new` if the list has none of that name; else `within` some headings. All name headings from the outermost.
    """

    wanted: tuple[str, ...] | None = None
    within: tuple[str, ...] | None = None
    new: tuple[str, ...] | None = None

    @property
    def named(self) -> tuple[str, ...] | None:
        """The section that a person named, be it there or not."""
        return self.new or self.wanted


ANYWHERE = Wish()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A section for a paper, how like the paper is to what stands there (0 to 1), and which words say so; and the
    runners-up, by their headings, with their scores. `score` is None where likeness did not decide.
    """

    section: Section
    score: float | None
    because: tuple[str, ...]
    alternatives: Alternatives


def instead(chosen: Chosen | None, section: Section) -> Chosen | None:
    """Return another section in place of the one that was chosen, which is then the first runner-up."""
    if chosen is None or chosen.score is None:
        return chosen
    runners_up = ((chosen.section.path, chosen.score), *chosen.alternatives)[:RUNNERS_UP]
    return Chosen(section, None, (), runners_up)


class Chooser:
    """Chooses among sections, each with the titles that tell what it is for; `profile`: what a person said of them."""

    def __init__(self, places: Mapping[Section, Room], profile: Profile = NO_PROFILE) -> None:
        self.sections = list(places)
        self._placer = _placer(tuple(places.values()), profile)

    def choose(self, title: str, wish: Wish = ANYWHERE) -> Chosen:
        """Return the section for a title: what was wished, else what the titles there say. There has to be one."""
        ranked, everywhere = self._placer.rank(title), self._placer.rooms
        if ranked[0].score == 0.0:  # nothing speaks for any: where the list puts what fits nowhere, else where most is
            last = [(room.for_surveys, not room.catch_all, -len(room.titles)) for room in everywhere]
            ranked.sort(key=lambda one: last[one.room])
        if (within := wish.within) is not None:
            ranked.sort(key=lambda one: self.sections[one.room].path[: len(within)] != within)
        if (named := wish.named) is not None:
            ranked.sort(key=lambda one: not ends_with(self.sections[one.room].path, named))
        best, *others = ranked
        section = self.sections[best.room]
        runners_up = tuple((self.sections[one.room].path, one.score) for one in others[:RUNNERS_UP])
        if named is not None and ends_with(section.path, named):
            return Chosen(section, None, (), runners_up)
        return Chosen(section, best.score, self._placer.common(title, best.room), runners_up)


@lru_cache(maxsize=8)
def _placer(rooms: tuple[Room, ...], profile: Profile) -> Placer:
    """What a list teaches is learned once, however often its papers are filed."""
    return Placer(rooms, profile)


def topics(paper_list: PaperList, names: NamesIt, year: int) -> dict[Section, Room]:
    """Return the sections of a list that take an edition's papers by what they are about, none being the edition's."""
    return {room: whole(room) for room in rooms(paper_list, names, year)}


def pooled(paper_list: PaperList, section: Section) -> Room:
    """Return all that stands under headings of a section's name: what the list means by it."""
    same = [s for s in paper_list.top.walk() if s.heading.casefold() == section.heading.casefold()]
    return Room((section.heading,), tuple(entry.title for s in same for entry in s.entries))


def whole(section: Section) -> Room:
    """Return a section's titles, those of its years included."""
    return Room(section.path, tuple(entry.title for s in (section, *shelves(section)) for entry in s.entries))
