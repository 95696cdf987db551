"""What was proposed for the list as it was before a commit, held against what the commit brought."""

from __future__ import annotations

import re
from collections.abc import Sequence

from confmerge.backtest.account import (
    AMONG,
    OTHER,
    SAME,
    Case,
    Extra,
    Kept,
    Missed,
    Path,
    Promotion,
    Quote,
    Row,
    Stranger,
)
from confmerge.backtest.additions import Arrival, lines_of, text_of
from confmerge.backtest.history import Commit
from confmerge.backtest.known import Known
from confmerge.backtest.replay import Proposed
from confmerge.lists import Entry, PaperList
from confmerge.lists.standing import Standing, said_by
from confmerge.propose.holdings import Match
from confmerge.records import of_entry
from confmerge.titles import fold
from confmerge.venues import same_venue

_NUMBERING = re.compile(r"^\s*\d[\d.]*[.)]?\s+")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")


class Comparison:
    """One edition in one commit: the list before and after it."""

    def __init__(self, known: Known, edition: str, before: Sequence[PaperList], after: Sequence[PaperList]) -> None:
        self._known, self._key = known, edition
        self._label = known.editions[edition].label
        entries = [entry for file in after for entry in file.entries]
        self._texts = set(map(text_of, entries))
        self._titles = {fold(entry.title) for entry in entries}
        self._sections = {_plain(section.path) for file in before for section in file.top.walk()}

    def row(
        self, commit: Commit, arrivals: Sequence[Arrival], proposed: Sequence[Proposed], strange: Sequence[Entry]
    ) -> Row:
        """Return the account. `proposed` are the edition's papers in order, or none where nothing arrived."""
        row = Row(commit, self._key)
        for arrival in arrivals:
            self._judge(row, arrival, proposed[arrival.work.number])
        arrived = {arrival.work.number for arrival in arrivals}
        others = [one for one in proposed if one.number not in arrived]
        for one in others:
            if one.promoted:
                before = next(map(Quote.of, one.held), None)
                row.promotions.append(Promotion(_case(one), before, None, _texts(one)))
        if row.kept or row.missed:
            row.extra = [Extra(_case(one), one.choices[0]) for one in others if one.added and one.choices]
        row.strangers = list(map(self._stranger, strange))
        return row

    def _stranger(self, entry: Entry) -> Stranger:
        nearest = self._known.nearest(entry, self._key)
        if nearest is None:
            return Stranger(Quote.of(entry), None)
        paper, judgement = nearest
        return Stranger(Quote.of(entry), paper.title, judgement.evidence)

    def _judge(self, row: Row, arrival: Arrival, proposed: Proposed) -> None:
        """Say what an arrival is: a paper that the list did not hold, a preprint brought up to date, or no news."""
        former = next((was for was in proposed.held if self._became(was, arrival)), None)
        if not proposed.held or (proposed.added and any(map(self._in_section, arrival.entries))):
            self._added(row, arrival, proposed)
            if not proposed.promoted:
                return
        if former is None:
            if not proposed.added:
                row.missed.append(_missed(proposed, arrival))
        elif said_by(former).standing is not Standing.PUBLISHED and self._names(arrival.entries[0]):
            texts = _texts(proposed)
            done = next((entry for entry in arrival.entries if text_of(entry) in texts), arrival.entries[0])
            quotes = Quote.of(former), Quote.of(done)
            row.promotions.append(Promotion(_case(proposed), *quotes, texts, text_of(done) in texts))

    def _added(self, row: Row, arrival: Arrival, proposed: Proposed) -> None:
        ours = proposed.entry
        if ours is None:
            row.missed.append(_missed(proposed, arrival))
            return
        entry, section = self._placed(arrival, proposed)
        opened = section == OTHER and self._is_new(entry)
        row.kept.append(
            Kept(
                _case(proposed),
                Quote.of(entry),
                Quote.of(ours),
                proposed.choices,
                section,
                opened,
                tag=_same_tag(ours, entry),
                text=any(text_of(ours) == text_of(one) for one in arrival.entries),
                form=any(_unlinked(ours) == _unlinked(one) for one in arrival.entries),
            )
        )

    def _placed(self, arrival: Arrival, proposed: Proposed) -> tuple[Entry, str]:
        """The new entry to compare with, of several the one where it was proposed; and how far the section agrees."""
        ours = proposed.entry
        around = ours.place.edition_section if ours is not None else None
        within = len(around.path) if ours is not None and around is not None and self._in_section(ours) else 0
        shelves = [(self._label, *_plain(path[within:])) if within else _plain(path) for path in proposed.choices]
        for places, how in ((shelves[:1], SAME), (shelves, AMONG)):
            for entry in arrival.entries:
                if self._shelf(entry) in places:
                    return entry, how
        return arrival.entries[0], OTHER

    def _became(self, was: Entry, arrival: Arrival) -> bool:
        """Whether an entry of before is what the new one was made of, or another of its copies."""
        ids = of_entry(was).ids
        if any(fold(entry.title) == fold(was.title) or ids & of_entry(entry).ids for entry in arrival.entries):
            return True
        return text_of(was) not in self._texts and fold(was.title) not in self._titles

    def _shelf(self, entry: Entry) -> Path:
        """An entry's section, however its edition's heading is written."""
        around = entry.place.edition_section
        if around is not None and self._in_section(entry):
            return self._label, *_plain(entry.place.path[len(around.path) :])
        return _plain(entry.place.path)

    def _is_new(self, entry: Entry) -> bool:
        """Whether an entry's section is new; one of an edition's, if no other section has its name."""
        if not self._in_section(entry):
            return _plain(entry.place.path) not in self._sections
        name = self._shelf(entry)[1:]
        return bool(name) and not any(path[-len(name) :] == name for path in self._sections)

    def _in_section(self, entry: Entry) -> bool:
        return self._known.in_section(entry, self._key)

    def _names(self, entry: Entry) -> bool:
        return self._known.is_named(entry, self._key)


def _case(proposed: Proposed) -> Case:
    return Case(proposed.number, proposed.paper.title, proposed.screening)


def _missed(proposed: Proposed, arrival: Arrival) -> Missed:
    held = tuple(map(Quote.of, proposed.held))
    return Missed(_case(proposed), Quote.of(arrival.entries[0]), _why(proposed), proposed.evidence, held)


def _why(proposed: Proposed) -> str:
    """Say in a word why a paper was not proposed."""
    match, keep = proposed.match, proposed.screening.keep
    if match in (Match.LISTED, Match.PREPRINT) or (match is not Match.NEW and keep != "drop"):
        return str(match)
    return "place" if keep == "keep" else keep


def _texts(proposed: Proposed) -> tuple[str, ...]:
    return tuple(lines_of(one.text) for one in proposed.promoted)


def _plain(path: Path) -> Path:
    """A section's headings without their numbers, in any letter case."""
    return tuple(fold(_NUMBERING.sub("", heading)) or heading for heading in path)


def _same_tag(one: Entry, other: Entry) -> bool:
    if one.year != other.year:
        return False
    return one.venue == other.venue or bool(one.venue and other.venue and same_venue(one.venue, other.venue))


def _unlinked(entry: Entry) -> str:
    return _LINK.sub(r"\1", text_of(entry))
