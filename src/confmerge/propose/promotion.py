"""Promotions: which entries of accepted papers are replaced, which move and where to, and that they read so.

What would not read back as the paper is first kept in its place, then left to a person; nothing is ever a double.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from confmerge.lists import Document, Entry, PaperList, read_list
from confmerge.lists.links import to_publishers
from confmerge.lists.move import taken_out
from confmerge.lists.promote import CannotRenewError, Renewed, Renewer
from confmerge.lists.rewrite import edits_of
from confmerge.lists.splice import Edit, shifted, splice
from confmerge.lists.standing import Standing, said_by
from confmerge.lists.tags import TagManner
from confmerge.paper import Paper
from confmerge.propose.choosing import ANYWHERE, Wish
from confmerge.propose.destination import Places
from confmerge.propose.filing import Filed, Filer, Filing
from confmerge.propose.holdings import Held, Holdings
from confmerge.propose.model import Promoted, Target
from confmerge.titles import fold

_MAY_MOVE, _STAYS, _LEFT = 0, 1, 2
_UNREAD = "moved, it would not read as an entry, so it stays where it is"


@dataclass(slots=True)
class Candidate:
    """A paper whose entries are out of date, and the section that was wished for it."""

    paper: Paper
    target: Target
    held: Held
    wish: Wish = ANYWHERE
    level: int = _MAY_MOVE
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Step:
    """One entry at work: as it was (`old`), brought up to date, and where it goes (None: it stays in its place)."""

    candidate: Candidate
    old: Entry
    entry: Entry
    file: int
    renewed: Renewed
    remarks: tuple[str, ...]
    to: int | None = None
    filing: Filing | None = None
    filed: Filed | None = None

    @property
    def goal(self) -> tuple[int, tuple[str, ...], str]:
        """Where the entry stands afterwards, and with which title: file, section, folded title."""
        path = self.filed.placing.section if self.filed else self.entry.place.path
        return self.file if self.to is None else self.to, path, fold(self.renewed.title)


class Promoter:
    """Promotes papers of one edition in one list, on top of the additions to its first file."""

    def __init__(self, places: Places, additions: Sequence[Edit], holdings: Holdings, url: str | None) -> None:
        self.edition, self.before, self.additions = places.edition, places.files, additions
        self.holdings, self.url = holdings, url
        self.new_section: tuple[str, ...] | None = None
        document = self.before[0].document
        main = read_list(Document(document.path, splice(document, additions)), str(document.path))
        self.files = [main, *self.before[1:]]
        self.entries = [entry for file in self.files for entry in file.entries]
        self.places = Places(self.files, places.by_venue, places.edition, places.profile)
        self.filers = self.places.filers
        tags = [TagManner(file.entries) for file in self.files]
        shown = tags[self.places.of_preprints.index(False)]  # a file of preprints shows no tag of a published paper
        publishers = to_publishers(holdings.entries)  # as the list was: what is added has the venue's links
        self.renewers = [
            Renewer(file, self.entries, shown if preprints else manner, publishers)
            for file, manner, preprints in zip(self.files, tags, self.places.of_preprints, strict=True)
        ]

    def run(self, candidates: Sequence[Candidate]) -> list[tuple[PaperList, Edit]]:
        """Tell each candidate's target what becomes of it, and return the edits to the files with the additions."""
        while True:
            steps = [step for one in candidates if one.level < _LEFT for step in self._steps(one)]
            edits = self._edits(steps)
            guilty = self._unread(steps, edits)
            if not guilty:
                break
            for candidate in guilty:
                candidate.level += 1
        for candidate in candidates:
            self._tell(candidate, [step for step in steps if step.candidate is candidate])
        return [(self.files[number], edit) for number, found in enumerate(edits) for edit in found]

    # One entry ----------------------------------------------------------------------------------------------------

    def _steps(self, candidate: Candidate) -> list[_Step]:
        """Its entries that stay, then those that leave a place of preprints, unless that would make a double."""
        candidate.remarks = []
        held, steps = candidate.held, list[_Step]()
        there: list[Entry] = []
        entries = [(old, *self._now(old)) for old in held.stale]
        leaving = [self.places.keeps_preprints(file, entry.place) for _, file, entry in entries]
        for (old, file, entry), leaves in sorted(zip(entries, leaving, strict=True), key=lambda pair: pair[1]):
            beside = self._beside(file, there) if leaves else None
            if beside is not None:
                candidate.remarks.append(f"still in {_at(old)} as a preprint, beside {_at(beside)}")
                continue
            try:
                step = self._step(candidate, old, entry, file, leaves)
            except CannotRenewError as error:
                candidate.remarks.append(f"not done in {_at(old)}: {error}")
                continue
            if step.to is not None and any(self._room(step) == self._room(other) for other in steps):
                candidate.remarks.append(f"still in {_at(old)} as a preprint, for {_at(steps[0].old)} is moved")
                continue
            steps.append(step)
            there += [] if leaves else [old]
        return steps

    def _beside(self, file: int, there: Sequence[Entry]) -> Entry | None:
        """The entry that one which moves would double; in a list by venue only one in an edition's section."""
        to = self.places.of_preprints.index(False) if self.places.of_preprints[file] else file
        by_venue = self.filers[to].by_venue
        return next((entry for entry in there if not by_venue or entry.place.edition_section is not None), None)

    def _room(self, step: _Step) -> tuple[int, tuple[str, ...]] | None:
        if step.to is None or step.filing is None:
            return None
        room = self.filers[step.to].room_for(step.filing)
        return step.to, room.path if room else ()

    def _step(self, candidate: Candidate, old: Entry, entry: Entry, file: int, leaves: bool) -> _Step:
        paper = candidate.paper
        goal = self.places.goal(file, entry, paper, candidate.wish) if leaves else None
        why = (_UNREAD if candidate.level else self.places.obstacle(file, entry, goal)) if goal else None
        if why is not None:
            goal = None
        content = self.filers[file].content(paper)
        foreign = self.holdings.foreign_links(paper, candidate.held)
        section = entry.place.edition_section
        in_edition = goal is not None or bool(section and section.venue and self.filers[file].names(section.venue))
        tagged = not (in_edition and self.places.untagged(goal[0] if goal else file))
        renewed = self.renewers[file].renew(entry, content, foreign, tagged=tagged)
        remarks = (*renewed.remarks, *([why] if why else []))
        if goal is None:
            return _Step(candidate, old, entry, file, renewed, remarks)
        filing = replace(goal[1], text="\n".join(renewed.lines))
        return _Step(candidate, old, entry, file, renewed, remarks, goal[0], filing)

    def _now(self, old: Entry) -> tuple[int, Entry]:
        """An entry of the list as it was, in the file as it is with the additions: these change no entry."""
        number = next(n for n, file in enumerate(self.before) if any(old is entry for entry in file.entries))
        line = old.line if number else shifted(old.line - 1, self.additions) + 1
        return number, next(entry for entry in self.files[number].entries if entry.line == line)

    # All of them --------------------------------------------------------------------------------------------------

    def _edits(self, steps: Sequence[_Step]) -> list[list[Edit]]:
        """The edits of each file: insertions before what is taken out at the same line."""
        edits: list[list[Edit]] = [[] for _ in self.files]
        self.new_section = None
        for number, file in enumerate(self.files):
            coming = [step for step in steps if step.to == number]
            if coming:
                filer = Filer(
                    file, self.entries, self.edition, self.places.by_venue[number], profile=self.places.profile
                )
                filed = filer.file([step.filing for step in coming if step.filing], self.url)
                for step, place in zip(coming, filed, strict=True):
                    step.filed = place
                self.new_section = filer.new_section
                edits[number] += [replace(edit, why="promote") for edit in filer.edits]
            for step in steps:
                if step.file == number and step.to is None:
                    edits[number] += edits_of(step.renewed.changed)
                elif step.file == number:
                    gone = {line for edit in edits[number] for line in range(edit.line, edit.line + edit.remove)}
                    edits[number].append(_making_way(taken_out(file.document, step.entry, gone), edits[number]))
        return edits

    def _unread(self, steps: Sequence[_Step], edits: Sequence[Sequence[Edit]]) -> list[Candidate]:
        """The candidates whose entries are not read as they should be, or another's are not because of them."""
        missing = self._missing(steps, edits)
        if missing is None:
            return []
        if missing:
            return missing
        candidates = list({id(step.candidate): step.candidate for step in steps}.values())
        alone = []
        for candidate in candidates:
            own = [step for step in steps if step.candidate is candidate]
            if self._missing(own, self._edits(own)) is not None:
                alone.append(candidate)
        return alone or candidates

    def _missing(self, steps: Sequence[_Step], edits: Sequence[Sequence[Edit]]) -> list[Candidate] | None:
        """None where all is read as it should be; else the candidates whose entries are not (maybe none of them)."""
        read: Counter[tuple[int, tuple[str, ...], str]] = Counter()
        count = 0
        for number, file in enumerate(self.files):
            document = file.document
            after = read_list(Document(document.path, splice(document, edits[number]))) if edits[number] else file
            count += len(after.entries)
            for entry in after.entries:
                if self._is_published(entry, number):
                    read[number, entry.place.path, fold(entry.title)] += 1
        wanted = Counter(step.goal for step in steps)
        missing = [step.candidate for step in steps if read[step.goal] < wanted[step.goal]]
        if missing:
            return list({id(candidate): candidate for candidate in missing}.values())
        return None if count == len(self.entries) else []

    def _is_published(self, entry: Entry, number: int) -> bool:
        venue = entry.venue
        if venue is None or not self.filers[number].names(venue):
            return False
        return entry.year in (self.edition.year, None) and said_by(entry).standing is Standing.PUBLISHED

    def _tell(self, candidate: Candidate, steps: Sequence[_Step]) -> None:
        target = candidate.target
        target.remarks = tuple(candidate.remarks)
        if not steps:
            if candidate.level == _LEFT:
                target.remarks += ("the list shows no way to write it that would read as the paper",)
            if target.action == "promote":
                target.action = "ask"
            return
        target.promoted = tuple(self._promoted(step) for step in steps)
        if target.action == "promote":
            target.text = target.promoted[0].text
            if filed := next((step.filed for step in steps if step.filed), None):
                target.placing = filed.placing

    def _promoted(self, step: _Step) -> Promoted:
        if step.filed is None or step.to is None:
            return Promoted(step.old, "\n".join(step.renewed.lines), None, step.remarks)
        moved_to = str(self.files[step.to].document.path), step.filed.placing.section
        return Promoted(step.old, step.filed.text, moved_to, step.remarks)


def _making_way(removal: Edit, others: Sequence[Edit]) -> Edit:
    """A removal without the blank line behind the entry, where something is put between the two."""
    inside = [edit.line for edit in others if removal.line < edit.line < removal.line + removal.remove]
    return replace(removal, remove=min(inside) - removal.line) if inside else removal


def _at(entry: Entry) -> str:
    return f"{entry.file}:{entry.line}"
