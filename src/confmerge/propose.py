"""From accepted papers and lists to proposals: for each paper and each list what is there, and what to do.

N papers in, N proposals out. Nothing is written here; the edits are handed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from confmerge.decisions import Decision, Decisions
from confmerge.filing import Alternatives, Filed, Filer, ends_with
from confmerge.holdings import Held, Holdings, Match
from confmerge.keep import Screening
from confmerge.lists import Document, Entry, PaperList, read_list
from confmerge.lists.promote import promote_entry
from confmerge.lists.splice import Edit, compose, splice
from confmerge.lists.todo import TodoItem, todo_items
from confmerge.paper import Paper
from confmerge.registry import Edition
from confmerge.targets import TargetList
from confmerge.titles import fold


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
    alternatives: Alternatives = ()
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


Adding = tuple[Paper, Target, Decision]


def _after(document: Document, edits: Sequence[Edit]) -> PaperList:
    """The list as it reads once the edits are made."""
    return read_list(Document(document.path, splice(document, edits)), str(document.path))


def _tell(target: Target, decision: Decision, place: Filed) -> None:
    target.section, target.alternatives, target.text = place.section, place.alternatives, place.text
    if decision.section and not ends_with(place.section, decision.section):
        lost = f"there is no section `{' / '.join(decision.section)}`"
        target.decided = f"{target.decided}; {lost}" if target.decided else lost


class _Proposer:
    def __init__(self, edition: Edition, target: TargetList, decisions: Decisions, today: date) -> None:
        self.edition, self.target, self.decisions = edition, target, decisions
        self.filer = Filer(target.main, target.entries, edition)
        self.holdings = Holdings(target.entries, edition, today)
        self.change = ListChange(target)
        self.todo = todo_items(target.main, self.filer.names, edition.year)

    def run(self, proposals: Sequence[Proposal], whole: bool) -> ListChange:
        adding: list[Adding] = []
        seen: set[tuple[str, str | None]] = set()
        for proposal in proposals:
            decision = self.decisions.of(proposal.paper, self.edition.key, self.target.key)
            target = self._judge(proposal, decision)
            proposal.targets.append(target)
            itself = fold(proposal.paper.title), proposal.paper.url
            if itself in seen:
                target.action, target.evidence = "none", ("stands a second time among the papers",)
            seen.add(itself)
            if target.action == "add":
                adding.append((proposal.paper, target, decision))
            elif target.action == "promote":
                self._promote(proposal.paper, target)
        self._add(adding)
        if self.change.additions or self._holds_edition(proposals):
            self._finish_todo(proposals, whole)
        return self.change

    def _add(self, adding: Sequence[Adding]) -> None:
        """File the papers, again and again while that makes place for more: a second run shall find nothing to add.

        What would not read as an entry anywhere is left to the person.
        """
        document, paper_list = self.target.main.document, self.target.main
        edits: list[Edit] = []
        waiting = list(adding)
        while waiting:
            filer, places, fitting = self._place(paper_list, waiting)
            if not fitting:
                break
            for (_, target, decision), place in zip(fitting, places, strict=True):
                _tell(target, decision, place)
            edits = compose(document, edits, filer.edits)
            self.change.new_section = self.change.new_section or filer.new_section
            paper_list = _after(document, edits)
            waiting = [one for one in waiting if one not in fitting]
        for _, target, _ in waiting:
            target.action, target.evidence = "ask", ("no place in the list where it would read as an entry",)
        self.change.additions += edits

    def _place(self, paper_list: PaperList, adding: Sequence[Adding]) -> tuple[Filer, list[Filed], list[Adding]]:
        """File those papers that read as entries where they go, those that do not at first in the plainest form."""
        plain: frozenset[str] = frozenset()
        while True:
            filer, places = self._file(paper_list, adding, plain)
            if not self._unread(filer, adding):
                return filer, places, list(adding)
            alone = [one for one in adding if self._unread(self._file(paper_list, [one], plain)[0], [one])]
            guilty = {fold(paper.title) for paper, _, _ in alone or adding}
            adding = [one for one in adding if fold(one[0].title) not in guilty & plain]
            plain |= guilty

    def _file(
        self, paper_list: PaperList, adding: Sequence[Adding], plain: frozenset[str]
    ) -> tuple[Filer, list[Filed]]:
        url = self.edition.url or next((item.url for item in self.todo if item.url), None)
        filer = Filer(paper_list, self.target.entries, self.edition, plain)
        papers = [(paper, decision.section) for paper, _, decision in adding]
        return filer, filer.file(papers, url) if papers else []

    def _unread(self, filer: Filer, adding: Sequence[Adding]) -> bool:
        """Whether a title is not among the list's entries once the edits are made: a second run would add it again."""
        after = _after(filer.list.document, filer.edits)
        return not {fold(paper.title) for paper, _, _ in adding} <= {fold(entry.title) for entry in after.entries}

    def _holds_edition(self, proposals: Sequence[Proposal]) -> bool:
        """Whether the list has taken the edition in already: its section is there, or some of its papers are."""
        if self.filer.by_venue:
            return self.filer.section() is not None
        return any(proposal.targets[-1].match is Match.LISTED for proposal in proposals)

    def _judge(self, proposal: Proposal, decision: Decision) -> Target:
        key, keep = self.target.key, proposal.screening.keep
        held = self.holdings.of(proposal.paper)
        named = self.holdings.named(decision.same_as) if decision.same_as is not None else None
        held = named or held
        target = Target(key, held.match, "none", held.entry, held.evidence, held.entries)
        if decision.same_as is not None:
            target.decided = f"the same as `{decision.same_as}`" + ("" if named else ", which the list does not hold")
        if decision.reject is not None:
            target.decided = f"rejected: {decision.reject}"
            return target
        if decision.accept:
            target.decided = "accepted"
        if held.match is Match.LISTED or (self.filer.by_venue and held.match is Match.PREPRINT):
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
        return self.filer.by_venue and all(
            entry.place.edition_section is None and entry.main.venue is not None for entry in held.entries
        )

    def _promote(self, paper: Paper, target: Target) -> None:
        """Bring every copy of the entry up to date; an entry without a tag of its own is left to the person."""
        made = []
        for file in self.target.files:
            for entry in target.elsewhere:
                if entry in file.entries:
                    edit = promote_entry(file.document, entry, paper.title, self.filer.venue, self.edition.year)
                    made += [(file, edit)] if edit is not None else []
        if not made:
            target.action = "ask"
            return
        target.text = made[0][1].lines[0]
        self.change.promotions += made

    def _finish_todo(self, proposals: Sequence[Proposal], whole: bool) -> None:
        """Take the edition off the TODO when what the line names is complete: a cycle, or all of it."""
        cycles = {(proposal.paper.track or "").casefold() for proposal in proposals}
        for item in self.todo:
            if whole or (item.cycle is not None and any(item.cycle in cycle for cycle in cycles)):
                self.change.todo.append(item)
                self.change.additions.append(item.edit)
