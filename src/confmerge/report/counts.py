"""The numbers of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from confmerge.propose import Proposal, Target
from confmerge.propose.holdings import Match


@dataclass(frozen=True, slots=True)
class Diffs:
    """The two diffs of a list: additions with the TODO line, and promotions that apply on top; b"" for nothing."""

    additions: bytes
    promotions: bytes


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of a run for one list (or for none: then what concerns a list is 0)."""

    accepted: int
    kept: int
    near: int
    dropped: int
    listed: int
    doubtful: int
    proposed: int
    promoted: int

    def __str__(self) -> str:
        text = f"accepted {self.accepted}, kept {self.kept}, near misses {self.near}, already listed {self.listed}"
        text += f", doubtful {self.doubtful}, proposed {self.proposed}"
        return text + (f", promotions {self.promoted}" if self.promoted else "")


def is_doubtful(proposal: Proposal, target: Target) -> bool:
    """Whether a person has to say what becomes of a paper: it is kept, or perhaps listed; not a near miss."""
    return target.action == "ask" and (target.match is not Match.NEW or proposal.judged(target.list).keep == "keep")


def count(proposals: Sequence[Proposal], key: str | None) -> Counts:
    """Count what was decided, for the list `key`; by the project's rules for None."""
    kept = Counter(proposal.judged(key).keep for proposal in proposals)
    targets = [target for proposal in proposals for target in proposal.targets if target.list == key]
    matches = Counter(target.match for target in targets)
    return Counts(
        accepted=len(proposals),
        kept=kept["keep"],
        near=kept["maybe"],
        dropped=kept["drop"],
        listed=matches[Match.LISTED],
        doubtful=sum(is_doubtful(p, t) for p in proposals for t in p.targets if t.list == key),
        proposed=sum(target.action == "add" for target in targets),
        promoted=sum(bool(target.promoted) for target in targets),
    )
