"""What is proposed, as proposal.jsonl has it: for each accepted paper and each list what is there, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from confmerge.keep import Screening
from confmerge.lists import Entry, PaperList
from confmerge.lists.splice import Edit
from confmerge.lists.todo import TodoItem
from confmerge.paper import Paper
from confmerge.propose.holdings import Match
from confmerge.targets import TargetList

Alternatives = tuple[tuple[tuple[str, ...], float], ...]


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a paper goes: the section's headings; if there was a choice, how like the paper is to what stands there
    (0 to 1), the words that say so, and the runners-up with their scores.
    """

    section: tuple[str, ...]
    score: float | None = None
    because: tuple[str, ...] = ()
    alternatives: Alternatives = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form; what is absent is absent."""
        record: dict[str, Any] = {"section": list(self.section)}
        if self.score is not None:
            record["section_score"] = self.score
        if self.because:
            record["section_because"] = list(self.because)
        return record | {"alternatives": [{"section": list(path), "score": score} for path, score in self.alternatives]}


@dataclass(frozen=True, slots=True)
class Promoted:
    """An entry brought up to date: its new lines, where it goes (file and section; None: it stays), what was done."""

    entry: Entry
    text: str
    moved_to: tuple[str, tuple[str, ...]] | None = None
    remarks: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form; what is absent is absent."""
        record: dict[str, Any] = {"file": self.entry.file, "line": self.entry.line, "text": self.text}
        if self.moved_to is not None:
            record["moved_to"] = {"file": self.moved_to[0], "section": list(self.moved_to[1])}
        if self.remarks:
            record["remarks"] = list(self.remarks)
        return record


@dataclass(slots=True)
class Target:
    """What is proposed for one paper in one list. `action`: add, promote, none or ask; `text`: the entry's new text.

    `promoted` are the entries to be brought up to date, which may come with an `add`; `remarks` say what was not done;
    `several`: the list has several files.
    """

    list: str
    match: Match
    action: str
    entry: Entry | None = None
    evidence: tuple[str, ...] = ()
    elsewhere: tuple[Entry, ...] = ()
    placing: Placing | None = None
    text: str | None = None
    promoted: tuple[Promoted, ...] = ()
    remarks: tuple[str, ...] = ()
    decided: str | None = None
    several: bool = False

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
        if self.placing is not None:
            record |= self.placing.to_dict()
        record["action"] = self.action
        if self.text is not None:
            record["text"] = self.text
        if self.promoted:
            record["promoted"] = [one.to_dict() for one in self.promoted]
        if self.remarks:
            record["remarks"] = list(self.remarks)
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
    """One accepted paper, what the project's rules said, and a target for every list.

    `own`: what the rules said of those lists, by key, that have their own.
    """

    paper: Paper
    screening: Screening
    targets: list[Target] = field(default_factory=list)
    own: Mapping[str, Screening] = field(default_factory=dict)

    def judged(self, key: str | None) -> Screening:
        """Return what the rules said that count for the list `key`; the project's for None."""
        return self.screening if key is None else self.own.get(key, self.screening)

    def others(self, target: Target) -> list[Target]:
        """Return the other lists' targets that hold the paper, or may."""
        return [other for other in self.targets if other is not target and other.entry is not None]

    def to_dict(self) -> dict[str, Any]:
        """Return a line of proposal.jsonl."""
        targets = [target.to_dict() for target in self.targets]
        for target, record in zip(self.targets, targets, strict=True):
            if (own := self.judged(target.list)) != self.screening:
                record |= own.to_dict()
            if target.action != "none" and (others := self.others(target)):
                record["other_lists"] = [
                    {"list": other.list, "match": other.match, "entry": _where(other.entry)}
                    for other in others
                    if other.entry is not None
                ]
        return {"paper": self.paper.to_dict(), **self.screening.to_dict(), "targets": targets}


@dataclass(slots=True)
class ListChange:
    """The edits for one list: `additions` to its main file (and its TODO), `promotions` for each of its files.

    The lines of `promotions` are counted as they are once the additions are made. `unknown`: sections that the list's
    rules have phrases for, and that no list of these rules has. `idle`: what was decided of no paper that is here.
    """

    target: TargetList
    additions: list[Edit] = field(default_factory=list)
    promotions: list[tuple[PaperList, Edit]] = field(default_factory=list)
    new_section: tuple[str, ...] | None = None
    todo: list[TodoItem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
