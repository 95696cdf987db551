"""Where a preprint goes once it is published: to the place of published papers, if its list keeps preprints apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from confmerge.lists import Entry, PaperList, Section
from confmerge.lists.editions import edition_sections
from confmerge.lists.move import counterpart, fits, mostly_preprints, says_preprints
from confmerge.lists.standing import Standing, said_by
from confmerge.paper import Paper
from confmerge.place import NO_PROFILE, Profile
from confmerge.propose.choosing import Wish
from confmerge.propose.filing import Filer, Filing
from confmerge.propose.rooms import rooms
from confmerge.registry import Edition
from confmerge.targets import TargetList

_ENOUGH = 0.5


def of_preprints(files: Sequence[PaperList]) -> list[bool]:
    """Say of each file of a list whether it is for preprints: nearly all of its entries are, and another's are not."""
    found = [mostly_preprints(file.entries) for file in files]
    return [False] * len(files) if all(found) else found


def published_first(target: TargetList) -> TargetList:
    """Return a list with its files of preprints last: new entries go to the first."""
    order = sorted(zip(of_preprints(target.files), target.files, strict=True), key=lambda pair: pair[0])
    return replace(target, files=tuple(file for _, file in order))


class Places:
    """The files of a list as places: which entries have to leave theirs, and where to. Counts files from 0."""

    def __init__(
        self,
        files: Sequence[PaperList],
        by_venue: Sequence[bool],
        edition: Edition,
        profile: Profile = NO_PROFILE,
    ) -> None:
        self.files, self.by_venue, self.edition, self.profile = files, by_venue, edition, profile
        entries = [entry for file in files for entry in file.entries]
        self.filers = [
            Filer(file, entries, edition, kind, profile=profile) for file, kind in zip(files, by_venue, strict=True)
        ]
        self.of_preprints = of_preprints(files)
        self._rooms = [rooms(file, self.filers[0].names, edition.year) for file in files]
        self._tagless = [_tagless(file) for file in files]

    def keeps_preprints(self, number: int, section: Section) -> bool:
        """Whether a section is for preprints: by its headings; in a list by venue also if nothing else stands there.

        What the edition has there does not count, so that a promotion cannot change it.
        """
        if self.of_preprints[number] or says_preprints(section):
            return True
        if not self.filers[number].by_venue or section.edition_section is not None:
            return False
        others = [entry for entry in section.entries if not (entry.venue and self.filers[number].names(entry.venue))]
        return bool(others) and all(said_by(entry).standing is Standing.PREPRINT for entry in others)

    def goal(self, number: int, entry: Entry, paper: Paper, wish: Wish) -> tuple[int, Filing]:
        """Return the file and the filing for an entry of a place of preprints: the section of the same name, if any."""
        if not self.of_preprints[number]:
            return number, self._filing(number, entry, paper, wish)
        published = [n for n, preprints in enumerate(self.of_preprints) if not preprints]
        found = [(n, self._filing(n, entry, paper, wish)) for n in published]
        return next((one for one in found if one[1].wish.named is not None), found[0])

    def _filing(self, number: int, entry: Entry, paper: Paper, wish: Wish) -> Filing:
        if wish.named is not None or self.filers[number].by_venue:
            return Filing(paper, wish)
        sections = [room for room in self._rooms[number] if not self.keeps_preprints(number, room)]
        room, within = counterpart(entry.place.path, sections)
        return Filing(paper, Wish(room.path if room else None, within))

    def obstacle(self, number: int, entry: Entry, goal: tuple[int, Filing]) -> str | None:
        """Say why an entry cannot go there as it is; None where it can."""
        to, filing = goal
        room = self.filers[to].room_for(filing)
        if room is None and not filing.wish.new and not edition_sections(self.files[to]):
            return "the list has no sections for published papers, so it stays where it is"
        if room is not None and to == number and (room is entry.place or self.keeps_preprints(to, room)):
            return "the list has no other place for published papers, so it stays where it is"
        if not (fits(entry, room) if room is not None else not entry.cells):
            return "the entries there are of another form, so it stays where it is"
        return None

    def untagged(self, to: int) -> bool:
        """Whether an entry that goes to a file needs no tag: sections say venue and year there, and entries do not."""
        return self._tagless[to] and self.filers[to].by_venue

    def only_under_topics(self, number: int, entry: Entry) -> bool:
        """Whether an entry of a list by venue stands under a topic, and stays there."""
        return entry.place.edition_section is None and not self.keeps_preprints(number, entry.place)


def _tagless(paper_list: PaperList) -> bool:
    sections = edition_sections(paper_list)
    dated = [section for section in sections if section.year is not None]
    entries = [entry for section in dated for inner in section.walk() for entry in inner.entries]
    tagged = sum(entry.main.venue is not None and said_by(entry).standing is Standing.PUBLISHED for entry in entries)
    return 2 * len(dated) >= len(sections) and tagged < _ENOUGH * max(len(entries), 1)
