"""From accepted papers and lists to proposals: for each paper and each list what is there, and what to do.

N papers in, N proposals out. Nothing is written here; the edits are handed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from confmerge.decisions import Decision, Decisions
from confmerge.keep import Screening
from confmerge.lists import Entry, PaperList
from confmerge.lists.editions import find_section, is_by_venue, new_section, printed_heading, sub_headings
from confmerge.lists.insert import insert_entry, neighbours, place_in
from confmerge.lists.promote import promote_entry
from confmerge.lists.sections import Section
from confmerge.lists.splice import Edit
from confmerge.lists.style import Content, row, style_from, venue_as_printed
from confmerge.lists.todo import TodoItem, todo_items
from confmerge.matching import Held, Holdings, Match, names_edition
from confmerge.paper import Paper
from confmerge.place import Placer, Room
from confmerge.registry import Edition
from confmerge.targets import TargetList

RUNNERS_UP = 2


@dataclass(slots=True)
class Target:
    """What is proposed for one paper in one list. `action`: add, promote, none or ask; `text`: the entry's new text."""

    list: str
    match: Match
    action: str
    entry: Entry | None = None
    evidence: tuple[str, ...] = ()
    elsewhere: tuple[Entry, ...] = ()
    section: tuple[str, ...] | None = None
    alternatives: tuple[tuple[tuple[str, ...], float], ...] = ()
    text: str | None = None
    decided: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form; what is absent is absent."""
        record: dict[str, Any] = {"list": self.list, "match": self.match}
        if self.entry is not None:
            record["entry"] = _where(self.entry)
        if self.evidence:
            record["evidence"] = list(self.evidence)
        others = [entry for entry in self.elsewhere if entry is not self.entry]
        if others:
            record["elsewhere"] = [_where(entry) for entry in others]
        if self.section is not None:
            record["section"] = list(self.section)
            record["alternatives"] = [{"section": list(path), "score": score} for path, score in self.alternatives]
        record["action"] = self.action
        if self.text is not None:
            record["text"] = self.text
        if self.decided is not None:
            record["decided"] = self.decided
        return record


def _where(entry: Entry) -> dict[str, Any]:
    record = entry.to_dict()
    return {
        key: record[key] for key in ("file", "line", "end_line", "section", "title", "venue", "year") if key in record
    }


@dataclass(slots=True)
class Proposal:
    """One accepted paper, what the filter said, and a target for every list."""

    paper: Paper
    screening: Screening
    targets: list[Target] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return a line of proposal.jsonl."""
        return {
            "paper": self.paper.to_dict(),
            "keep": self.screening.keep,
            "score": self.screening.score,
            "reasons": list(self.screening.reasons),
            "targets": [target.to_dict() for target in self.targets],
        }


@dataclass(slots=True)
class ListChange:
    """The edits for one list: `additions` to its main file (and its TODO), `promotions` per file."""

    target: TargetList
    additions: list[Edit] = field(default_factory=list)
    promotions: list[tuple[PaperList, Edit]] = field(default_factory=list)
    new_section: tuple[str, ...] | None = None
    todo: list[TodoItem] = field(default_factory=list)


def propose_to_list(
    edition: Edition,
    proposals: Sequence[Proposal],
    target: TargetList,
    decisions: Decisions,
    *,
    today: date,
    whole: bool = True,
) -> ListChange:
    """Add to each of `proposals` what is proposed for one list, and return the edits.

    `whole`: the papers are all of the edition; a part does not complete a line of the list's TODO.
    """
    return _Proposer(edition, target, decisions, today).run(proposals, whole)


class _Proposer:
    def __init__(self, edition: Edition, target: TargetList, decisions: Decisions, today: date) -> None:
        self.edition, self.target, self.decisions = edition, target, decisions
        self.main = target.main
        self.by_venue = is_by_venue(self.main)
        self.holdings = Holdings(target.entries, edition, today)
        self.change = ListChange(target)
        self.todo = todo_items(self.main, self._ours, edition.year)

    def _ours(self, venue: str) -> bool:
        return names_edition(self.edition, venue)

    def run(self, proposals: Sequence[Proposal], whole: bool) -> ListChange:
        adding: list[tuple[Proposal, Target, Decision]] = []
        for proposal in proposals:
            decision = self.decisions.of(proposal.paper, self.edition.key, self.target.key)
            target = self._judge(proposal, decision)
            proposal.targets.append(target)
            if target.action == "add":
                adding.append((proposal, target, decision))
            elif target.action == "promote":
                self._promote(proposal.paper, target)
        if adding and self.by_venue:
            self._add_by_venue(adding)
        elif adding:
            self._add_by_topic(adding)
        if adding or self._holds_edition(proposals):
            self._finish_todo(proposals, whole)
        return self.change

    def _holds_edition(self, proposals: Sequence[Proposal]) -> bool:
        """Whether the list has taken the edition in already: its section is there, or some of its papers are."""
        if self.by_venue:
            return find_section(self.main, self._ours, self.edition.year) is not None
        return any(proposal.targets[-1].match is Match.LISTED for proposal in proposals)

    def _judge(self, proposal: Proposal, decision: Decision) -> Target:
        key, keep = self.target.key, proposal.screening.keep
        held = self.holdings.of(proposal.paper)
        if decision.same_as is not None:
            held = self.holdings.named(decision.same_as) or held
        target = Target(key, held.match, "none", held.entry, held.evidence, held.entries)
        if decision.reject is not None:
            target.decided = f"rejected: {decision.reject}"
            return target
        if decision.accept:
            target.decided = "accepted"
        if held.match is Match.LISTED or (self.by_venue and held.match is Match.PREPRINT):
            if (keep == "keep" or decision.accept) and self._only_elsewhere(held):
                target.action = "add"
        elif keep == "drop" and not decision.accept:
            pass
        elif held.match is Match.PREPRINT:
            target.action = "promote"
        elif decision.accept or (keep == "keep" and held.match is Match.NEW):
            target.action = "add"
        else:
            target.action = "ask"
        return target

    def _only_elsewhere(self, held: Held) -> bool:
        """In a list by venue: the paper stands in topical sections only, under tags of its own."""
        return self.by_venue and all(
            entry.place.edition_section is None and entry.main.venue is not None for entry in held.entries
        )

    def _promote(self, paper: Paper, target: Target) -> None:
        assert target.entry is not None
        file = next(file for file in self.target.files if target.entry in file.entries)
        venue = venue_as_printed(self.target.entries, self.edition.name)
        edit = promote_entry(file.document, target.entry, paper.title, venue, self.edition.year)
        if edit is None:
            target.action = "ask"
            return
        target.text = edit.lines[0]
        self.change.promotions.append((file, edit))

    def _content(self, paper: Paper) -> Content:
        url = paper.url or (f"https://doi.org/{paper.doi}" if paper.doi else None)
        affiliation = paper.authors[0].affiliation if paper.authors else None
        venue = venue_as_printed(self.target.entries, self.edition.name)
        return Content(paper.title, venue, self.edition.year, url, paper.pdf, paper.arxiv, affiliation)

    # By venue ---------------------------------------------------------------------------------------------------

    def _add_by_venue(self, adding: Sequence[tuple[Proposal, Target, Decision]]) -> None:
        section = find_section(self.main, self._ours, self.edition.year)
        if section is not None:
            self._extend(section, adding)
        else:
            self._make_section(adding)

    def _extend(self, section: Section, adding: Sequence[tuple[Proposal, Target, Decision]]) -> None:
        rooms = [child for child in section.children if child.entries]
        rooms += [section] if section.entries or not rooms else []
        placer = Placer([_room(room) for room in rooms])
        for proposal, target, decision in adding:
            chosen, target.alternatives = self._choose(placer, rooms, proposal.paper, decision)
            target.section = chosen.path
            self._insert(proposal.paper, target, chosen, [section.entries])

    def _make_section(self, adding: Sequence[tuple[Proposal, Target, Decision]]) -> None:
        venue = printed_heading(self.main, self.edition.name)
        url = self.edition.url or next((item.url for item in self.todo if item.url), None)
        made = new_section(self.main, venue, self.edition.year, url, self._ours)
        self.change.new_section = made.path
        subs = sub_headings(self.main)
        placer = Placer([self._pooled(sub) for sub in subs])
        groups: dict[Section | None, list[str]] = {None: [], **{sub: [] for sub in subs}}
        nearest = [made.model.entries, *(child.entries for child in made.model.children)] if made.model else []
        gap = 0
        for proposal, target, decision in adding:
            sub = None
            if subs:
                sub, alternatives = self._choose(placer, subs, proposal.paper, decision)
                target.alternatives = tuple(((*made.path, path[-1]), score) for path, score in alternatives)
            target.section = (*made.path, sub.heading) if sub else made.path
            style = style_from([*nearest, self.main.entries], content := self._content(proposal.paper))
            target.text = style.lines(content)
            gap = style.gap
            groups[sub].append(target.text)
        filled = [(sub, texts) for sub, texts in groups.items() if texts]
        self.change.additions.append(made.edit(filled, gap))

    def _pooled(self, sub: Section) -> Room:
        """All entries of the list under sub-headings of that name: what the list means by it."""
        same = [s for s in self.main.top.walk() if s.heading.casefold() == sub.heading.casefold()]
        return Room((sub.heading,), tuple(entry.title for s in same for entry in s.entries))

    # By topic ---------------------------------------------------------------------------------------------------

    def _add_by_topic(self, adding: Sequence[tuple[Proposal, Target, Decision]]) -> None:
        rooms = topics(self.main)
        placer = Placer([_room(room) for room in rooms])
        for proposal, target, decision in adding:
            chosen, target.alternatives = self._choose(placer, rooms, proposal.paper, decision)
            target.section = chosen.path
            self._insert(proposal.paper, target, chosen)

    def _choose(
        self, placer: Placer, rooms: Sequence[Section], paper: Paper, decision: Decision
    ) -> tuple[Section, tuple[tuple[tuple[str, ...], float], ...]]:
        ranked = placer.rank(paper.title)
        if ranked[0][1] == 0.0:  # nothing speaks for any: where the list puts what fits nowhere, else where most is
            ranked.sort(key=lambda pair: (not placer.rooms[pair[0]].catch_all, -len(placer.rooms[pair[0]].titles)))
        if decision.section is not None:
            wanted = [part.casefold() for part in decision.section]
            ranked.sort(key=lambda pair: [p.casefold() for p in rooms[pair[0]].path[-len(wanted) :]] != wanted)
        runners_up = tuple((rooms[number].path, score) for number, score in ranked[1 : 1 + RUNNERS_UP])
        return rooms[ranked[0][0]], runners_up

    def _insert(self, paper: Paper, target: Target, section: Section, around: Sequence[Sequence[Entry]] = ()) -> None:
        """Write the paper's entry into a section; `around` are entries to take after where the section has few."""
        content, document = self._content(paper), self.main.document
        position = place_in(section, content.venue or "", self.edition.year)
        table = next((table for table in self.main.tables if table.place is section), None)
        if table is not None:
            near = [entry for entry in neighbours(section, position) if entry.cells] or section.entries
            target.text, gap = row(near[0], table.roles, content), 0
        else:
            style = style_from([neighbours(section, position), section.entries, *around, self.main.entries], content)
            target.text, gap = style.lines(content), style.gap
        edit = insert_entry(document, section, target.text, position, self.edition.year, gap)
        self.change.additions.append(edit)

    # TODO -------------------------------------------------------------------------------------------------------

    def _finish_todo(self, proposals: Sequence[Proposal], whole: bool) -> None:
        """Take the edition off the TODO when what the line names is complete: a cycle, or all of it."""
        cycles = {(proposal.paper.track or "").casefold() for proposal in proposals}
        for item in self.todo:
            if whole or (item.cycle is not None and any(item.cycle in cycle for cycle in cycles)):
                self.change.todo.append(item)
                self.change.additions.append(item.edit)


def topics(paper_list: PaperList) -> list[Section]:
    """Return the sections that may take a paper: those with entries, and empty ones that stand beside such."""
    sections = [s for s in paper_list.top.walk() if not (s.silent or s.collection)]
    filled = [section for section in sections if section.entries]
    parents = {id(section.parent) for section in filled}
    empty = [s for s in sections if s.path and not s.entries and not s.children and id(s.parent) in parents]
    if not filled:
        empty = [s for s in sections if s.path and not s.children]
    chosen = {id(section) for section in (*filled, *empty)}
    return [section for section in sections if id(section) in chosen] or [paper_list.top]


def _room(section: Section) -> Room:
    return Room(section.path, tuple(entry.title for entry in section.entries))
