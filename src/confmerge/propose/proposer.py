"""From accepted papers and lists to proposals: for each paper and each list what is there, and what to do.

N papers in, N proposals out. Nothing is written here; the edits are handed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from confmerge.decisions import Decision, Decisions
from confmerge.headings import ends_with
from confmerge.lists import Document, Entry, PaperList, read_list
from confmerge.lists.splice import Edit, compose, splice
from confmerge.lists.todo import TodoItem, todo_items
from confmerge.paper import Paper
from confmerge.place import NO_PROFILE, Profile
from confmerge.propose.choosing import Wish
from confmerge.propose.destination import Places
from confmerge.propose.filing import Filed, Filer, Filing
from confmerge.propose.holdings import Held, Holdings, Match
from confmerge.propose.model import ListChange, Proposal, Target
from confmerge.propose.promotion import Candidate, Promoter
from confmerge.propose.rooms import arranged_by_venue
from confmerge.registry import Edition
from confmerge.targets import TargetList
from confmerge.titles import fold


def propose_to_list(
    edition: Edition,
    proposals: Sequence[Proposal],
    target: TargetList,
    decisions: Decisions,
    *,
    today: date,
    whole: bool = True,
    profile: Profile = NO_PROFILE,
) -> ListChange:
    """Add to each of `proposals` what is proposed for one list, and return the edits.

    `whole`: the papers are all of the edition; a part does not complete a line of the list's TODO. `profile`: which
    phrases speak for which of the list's sections.
    """
    return _Proposer(edition, target, decisions, today, profile).run(proposals, whole)


Adding = tuple[Paper, Target, Decision]


def _after(document: Document, edits: Sequence[Edit]) -> PaperList:
    """The list as it reads once the edits are made."""
    return read_list(Document(document.path, splice(document, edits)), str(document.path))


def _missing(paper_list: PaperList, adding: Sequence[Adding]) -> list[Adding]:
    """The papers whose titles are not among a list's entries: a second run would add them again."""
    held = {fold(entry.title) for entry in paper_list.entries}
    return [one for one in adding if fold(one[0].title) not in held]


def _tell(target: Target, decision: Decision, place: Filed) -> None:
    target.placing, target.text = place.placing, place.text
    wish = _wish(decision)
    if not wish.named:
        return
    name = _name(wish.named)
    if ends_with(place.placing.section, wish.named):
        _decided(target, f"put into {name}")
    elif wish.new:
        _decided(target, f"no section {name} can be made there")
    else:
        _decided(target, f"there is no section {name}; `new-section` makes one")


def _decided(target: Target, words: str) -> None:
    target.decided = f"{target.decided}; {words}" if target.decided else words


def _name(section: Sequence[str]) -> str:
    return f"`{' / '.join(section)}`"


def _wish(decision: Decision) -> Wish:
    return Wish(decision.section, new=decision.new_section)


def _double(stale: Entry, held: Held) -> str:
    """A preprint beside the published paper: brought up to date it would be a double, so that it is only told of."""
    published = held.entry
    where = f", published in {published.file}:{published.line}" if published is not None else ""
    return f"still in {stale.file}:{stale.line} as a preprint{where}"


class _Proposer:
    def __init__(
        self, edition: Edition, target: TargetList, decisions: Decisions, today: date, profile: Profile
    ) -> None:
        self.edition, self.target, self.decisions, self.profile = edition, target, decisions, profile
        self.today = today
        self.holdings = Holdings(target.entries, edition, today)
        self.change = ListChange(target)
        self.todo = todo_items(target.main, edition.is_called, edition.year)

    def run(self, proposals: Sequence[Proposal], whole: bool) -> ListChange:
        decided = [(one, self.decisions.of(one.paper, self.edition.key, self.target.key)) for one in proposals]
        held_by = [self._held(one, decision) for one, decision in decided]
        self._arrange([entry for held in held_by for entry in held.stale])
        adding: list[Adding] = []
        promoting: list[Candidate] = []
        seen: set[tuple[str, str | None]] = set()
        for (proposal, decision), held in zip(decided, held_by, strict=True):
            paper = proposal.paper
            target = self._judge(proposal, decision, held)
            proposal.targets.append(target)
            itself = fold(paper.title), paper.url
            if itself in seen:
                target.action, target.evidence = "none", ("stands a second time among the papers",)
                continue
            seen.add(itself)
            if target.action == "add":
                adding.append((paper, target, decision))
            if held.match is Match.PREPRINT and target.action in ("add", "promote"):
                promoting.append(Candidate(paper, target, held, _wish(decision)))
        self._add(adding)
        self._promote(promoting, proposals, whole)
        if whole:  # what was decided of the other part may well be right
            self.change.idle = self.decisions.idle((one.paper for one in proposals), self.edition.key)
        return self.change

    def _held(self, proposal: Proposal, decision: Decision) -> Held:
        if decision.same_as is not None and (named := self.holdings.named(decision.same_as, proposal.paper)):
            return named
        return self.holdings.of(proposal.paper, decision.different_from)

    def _arrange(self, stale: Sequence[Entry]) -> None:
        """See how the list is arranged: by venue or by topic, whatever becomes of the entries that are out of date."""
        target, without = self.target, frozenset(map(id, stale))
        by_venue = [arranged_by_venue(file, self.edition, without) for file in target.files]
        self.filer = Filer(target.main, target.entries, self.edition, by_venue[0])
        self.places = Places(target.files, by_venue, self.edition, self.profile)

    def _promote(self, promoting: Sequence[Candidate], proposals: Sequence[Proposal], whole: bool) -> None:
        """Promote on top of the additions, with the TODO done as it will be in a list that holds the papers."""
        additions, done = self.change.additions, self._holds_edition(proposals)
        finished = self._finished(proposals, whole)
        if done or additions:
            additions += [item.edit for item in finished]
        if promoting:
            todo = [] if done or additions else [item.edit for item in finished]
            promoter = Promoter(self.places, [*additions, *todo], self.holdings, self._url())
            self.change.promotions = promoter.run(promoting)
            self.change.new_section = self.change.new_section or promoter.new_section
            if self.change.promotions:
                additions += todo
        if additions or done:
            self.change.todo += finished

    def _add(self, adding: Sequence[Adding]) -> None:
        """File the papers, again and again while that makes place for more: a second run shall find nothing to add.

        What would not read as an entry anywhere is left to the person.
        """
        document, paper_list = self.target.main.document, self.target.main
        edits: list[Edit] = []
        waiting = list(adding)
        while waiting:
            filer, places, fitting, after = self._place(paper_list, waiting)
            if not fitting:
                break
            for (_, target, decision), place in zip(fitting, places, strict=True):
                _tell(target, decision, place)
            edits = compose(document, edits, filer.edits)
            self.change.new_section = self.change.new_section or filer.new_section
            paper_list = after
            waiting = [one for one in waiting if one not in fitting]
        for _, target, _ in waiting:
            target.action, target.evidence = "ask", ("no place in the list where it would read as an entry",)
        self.change.additions += edits

    def _place(
        self, paper_list: PaperList, adding: Sequence[Adding]
    ) -> tuple[Filer, list[Filed], list[Adding], PaperList]:
        """File those papers that read as entries where they go, those that do not at first in the plainest form.

        The list is returned as well, as it then reads.
        """
        plain: frozenset[str] = frozenset()
        while True:
            filer, places = self._file(paper_list, adding, plain)
            after = _after(filer.list.document, filer.edits)
            missing = _missing(after, adding)
            if not missing:
                return filer, places, list(adding), after
            lost = [one for one in missing if not self._is_read_alone(paper_list, one, plain)]
            alone = lost or [one for one in adding if not self._is_read_alone(paper_list, one, plain)]
            guilty = {fold(paper.title) for paper, _, _ in alone or adding}
            adding = [one for one in adding if fold(one[0].title) not in guilty & plain]
            plain |= guilty

    def _file(
        self, paper_list: PaperList, adding: Sequence[Adding], plain: frozenset[str]
    ) -> tuple[Filer, list[Filed]]:
        filer = Filer(
            paper_list, self.target.entries, self.edition, self.filer.by_venue, plain, self.profile, self.today
        )
        papers = [Filing(paper, _wish(decision)) for paper, _, decision in adding]
        return filer, filer.file(papers, self._url()) if papers else []

    def _url(self) -> str | None:
        """The edition's page, for a heading."""
        return self.edition.url or next((item.url for item in self.todo if item.url), None)

    def _is_read_alone(self, paper_list: PaperList, one: Adding, plain: frozenset[str]) -> bool:
        filer, _ = self._file(paper_list, [one], plain)
        return not _missing(_after(paper_list.document, filer.edits), [one])

    def _holds_edition(self, proposals: Sequence[Proposal]) -> bool:
        """Whether the list has taken the edition in already: its section is there, or some of its papers are."""
        if self.filer.by_venue:
            return self.filer.section() is not None
        return any(proposal.targets[-1].match is Match.LISTED for proposal in proposals)

    def _judge(self, proposal: Proposal, decision: Decision, held: Held) -> Target:
        key, keep = self.target.key, proposal.judged(self.target.key).keep
        several = len(self.target.files) > 1
        target = Target(key, held.match, "none", held.entry, held.evidence, held.entries, several=several)
        if decision.same_as is not None:
            target.decided = f"the same as `{decision.same_as}`" + (
                "" if held.by_name else ", which the list does not hold"
            )
        elif decision.different_from:
            target.decided = "different from " + ", ".join(f"`{title}`" for title in decision.different_from)
        if decision.reject is not None:
            target.decided = f"rejected: {decision.reject}"
            return target
        if decision.accept:
            target.decided = "accepted"
        if held.match in (Match.LISTED, Match.PREPRINT):
            if self._only_under_topics(held) and (keep == "keep" or decision.accept):
                target.action = "add"
            elif held.match is Match.PREPRINT:
                target.action = "promote"
            target.remarks = tuple(_double(entry, held) for entry in held.stale if held.match is Match.LISTED)
        elif decision.accept or (keep == "keep" and held.match is Match.NEW):
            target.action = "add"
        else:
            target.action = "none" if keep == "drop" else "ask"
            if named := _wish(decision).named:
                _decided(target, f"goes to {_name(named)} once it is taken; `accept: yes` takes it")
        return target

    def _only_under_topics(self, held: Held) -> bool:
        """In a list by venue: the paper stands under topics only, with tags of its own, and stays there."""
        if not self.filer.by_venue:
            return False
        main = self.target.main.entries
        return all(
            any(entry is one for one in main)
            and (entry.main.venue is not None or any(entry is one for one in held.stale))
            and self.places.only_under_topics(0, entry)
            for entry in held.entries
        )

    def _finished(self, proposals: Sequence[Proposal], whole: bool) -> list[TodoItem]:
        """The lines of the TODO that are done with the edition: what such a line names is complete, a cycle or all."""
        cycles = {(proposal.paper.track or "").casefold() for proposal in proposals}
        return [
            item
            for item in self.todo
            if whole or (item.cycle is not None and any(item.cycle in cycle for cycle in cycles))
        ]
