"""What there is to learn from: what a list holds, and what it passed over of the editions it took papers from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from confmerge.decisions import Decisions
from confmerge.lists import Entry
from confmerge.paper import Paper
from confmerge.propose.holdings import Holdings, Match
from confmerge.registry import Conference, Edition
from confmerge.targets import TargetList
from confmerge.titles import fold

# A list has been through an edition if it took so many of its papers.
TAKEN = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A paper that a list holds, or passed over among an edition's papers (None: it is of no edition at hand)."""

    paper: Paper
    held: bool
    edition: str | None = None

    @property
    def title(self) -> str:
        """The paper's title."""
        return self.paper.title


@dataclass(frozen=True)
class Evidence:
    """Examples by kind of venue; the editions that the list went through, with how many it took of how many, and those
    that it did not.
    """

    examples: Mapping[str, Sequence[Example]]
    used: Mapping[str, tuple[int, int]]
    unused: Sequence[str]


def gather(
    target: TargetList,
    editions: Iterable[tuple[Edition, Sequence[Paper]]],
    decisions: Decisions,
    conferences: Iterable[Conference],
) -> Evidence:
    """Return what a list teaches: its entries are held; an edition's papers that it has not are passed over.

    What is doubtful or related teaches nothing. What a person accepted or rejected is held or passed over, whatever
    else is known. An entry counts for the kind of venue that it names, else for that which most name. The order of
    editions, papers and entries does not matter.
    """
    taken: dict[str, list[Example]] = {}
    used: dict[str, tuple[int, int]] = {}
    unused: list[str] = []
    ours: set[str] = set()
    for edition, papers in sorted(editions, key=lambda one: one[0].key):
        picks = _Picks(target, edition, papers, decisions)
        if len(picks.taken) < TAKEN:
            unused.append(edition.key)
            continue
        used[edition.key] = len(picks.taken), len(papers)
        taken.setdefault(edition.conference.kind, []).extend(picks.examples)
        ours |= picks.taken | picks.entries
    kinds = _Kinds(conferences, target.entries)
    for entry in sorted(target.entries, key=lambda one: (fold(one.title), one.venue is None, one.title, one.venue)):
        if entry.kind != "list" and (itself := fold(entry.title)) not in ours:
            ours.add(itself)
            taken.setdefault(kinds.of(entry), []).append(Example(Paper(entry.title), held=True))
    return Evidence({kind: sorted(examples, key=_order) for kind, examples in taken.items()}, used, unused)


def _order(example: Example) -> tuple[bool, str, str]:
    return example.held, example.title, example.edition or ""


class _Picks:
    """What a list made of an edition's papers: examples, and the folded titles of what it took and of their entries."""

    def __init__(self, target: TargetList, edition: Edition, papers: Sequence[Paper], decisions: Decisions) -> None:
        self._holdings = Holdings(target.entries, edition, date.max)
        self._decisions, self._edition, self._list = decisions, edition.key, target.key
        self.entries: set[str] = set()
        self.examples = list(self._examples(papers))
        self.taken = {fold(one.title) for one in self.examples if one.held}

    def _examples(self, papers: Sequence[Paper]) -> Iterator[Example]:
        for paper in papers:
            held = self._is_held(paper)
            if held is not None:
                yield Example(paper, held, self._edition)

    def _is_held(self, paper: Paper) -> bool | None:
        decision = self._decisions.of(paper, self._edition, self._list)
        holding = self._holdings.of(paper, decision.different_from)
        if decision.same_as is not None:
            holding = self._holdings.named(decision.same_as, paper) or holding
        if holding.match in (Match.LISTED, Match.PREPRINT):
            self.entries |= {fold(entry.title) for entry in holding.entries}
        if decision.accept or decision.reject is not None:
            return decision.accept
        return {Match.LISTED: True, Match.PREPRINT: True, Match.NEW: False}.get(holding.match)


class _Kinds:
    """The kind of venue that an entry names."""

    def __init__(self, conferences: Iterable[Conference], entries: Sequence[Entry]) -> None:
        self._conferences = list(conferences)
        self._known: dict[str, str | None] = {}
        said = Counter(kind for entry in entries if (kind := self._named(entry)))
        self._mostly = max(said, key=lambda kind: (said[kind], kind), default="systems")

    def of(self, entry: Entry) -> str:
        return self._named(entry) or self._mostly

    def _named(self, entry: Entry) -> str | None:
        if entry.venue is None:
            return None
        if entry.venue not in self._known:
            found = (one.kind for one in self._conferences if one.is_called(entry.venue))
            self._known[entry.venue] = next(found, None)
        return self._known[entry.venue]
