"""What would have been proposed for a state of a list, with the papers of an edition at hand. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from confmerge.decisions import Decisions
from confmerge.keep import Rules, Screening, screen
from confmerge.lists import Document, Entry, PaperList, read_list
from confmerge.lists.splice import splice
from confmerge.paper import Paper
from confmerge.place import Profile
from confmerge.propose import Promoted, Proposal, propose_to_list, published_first
from confmerge.propose.holdings import Match
from confmerge.registry import Edition
from confmerge.targets import TargetList
from confmerge.titles import fold


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for one paper; `number` is its place among the edition's.

    `added`: to add it; `match`, `held` and `evidence`: what the list holds of it, the deciding entry first; `choices`:
    the section for it, then the runners-up; `entry`: the paper as it would stand in the list; `promoted`: the entries
    that are brought up to date.
    """

    number: int
    paper: Paper
    screening: Screening
    added: bool
    match: Match
    held: tuple[Entry, ...] = ()
    evidence: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()
    entry: Entry | None = None
    promoted: tuple[Promoted, ...] = ()


class Proposer:
    """Proposes editions to states of one list. Papers are screened once: what a list holds does not change that."""

    def __init__(self, name: str, rules: Rules) -> None:
        self._name, self._rules, self._profile = name, rules, Profile(rules)
        self._screened: dict[str, list[Screening]] = {}

    def propose(
        self, edition: Edition, papers: Sequence[Paper], files: Sequence[PaperList], day: date
    ) -> list[Proposed]:
        """Return for each paper in order what would have been proposed on a day. No decisions of a person count."""
        if edition.key not in self._screened:
            kind = edition.conference.kind
            self._screened[edition.key] = [screen(paper, self._rules, kind) for paper in papers]
        screenings = self._screened[edition.key]
        proposals = [Proposal(paper, said) for paper, said in zip(papers, screenings, strict=True)]
        target = published_first(TargetList(self._name, tuple(files)))
        change = propose_to_list(edition, proposals, target, Decisions(), today=day, profile=self._profile)
        document = target.main.document
        after = read_list(Document(document.path, splice(document, change.additions)), str(document.path))
        entries = _new(after.entries, target.main.entries)
        found = [entries.get(fold(one.paper.title)) for one in proposals]
        return [_proposed(number, *pair) for number, pair in enumerate(zip(proposals, found, strict=True))]


def _proposed(number: int, proposal: Proposal, entry: Entry | None) -> Proposed:
    target = proposal.targets[-1]
    placing, held = target.placing, list(target.elsewhere)
    if target.entry is not None:
        held = [target.entry, *(one for one in held if one is not target.entry)]
    choices = (placing.section, *(path for path, _ in placing.alternatives)) if placing is not None else ()
    return Proposed(
        number,
        proposal.paper,
        proposal.judged(target.list),
        target.action == "add",
        target.match,
        tuple(held),
        target.evidence,
        choices,
        entry if target.action == "add" else None,
        target.promoted,
    )


def _new(after: Sequence[Entry], before: Sequence[Entry]) -> Mapping[str, Entry]:
    """The entries that were put in, by their folded titles: where a title stood already, that of the new lines."""
    old = {(entry.raw, entry.place.path) for entry in before}
    return {fold(entry.title): entry for entry in after if (entry.raw, entry.place.path) not in old}
