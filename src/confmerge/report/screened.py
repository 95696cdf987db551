"""The report on what the rules decided: how many papers stay, which nearly did and why, and which did not."""

from __future__ import annotations

from collections.abc import Sequence

from confmerge.keep import DROP, MAYBE
from confmerge.lists.escaping import escape
from confmerge.propose import Proposal, Target
from confmerge.propose.holdings import Match
from confmerge.report.counts import count
from confmerge.report.parts import cell, gap, heading, linked, table

# How many of the dropped are told of with score and reasons.
_NEAREST = 10


def kept(proposals: Sequence[Proposal]) -> list[str]:
    """Return how many papers are kept, near misses and dropped: by each set of rules that is in use."""
    lines = []
    for key in _judges(proposals):
        total = count(proposals, key)
        parts = f"{total.kept}, near misses {total.near}, dropped {total.dropped}: together {total.accepted}"
        lines.append(f"{_said('Kept', key)} {parts}.")
    return lines


def not_kept(proposals: Sequence[Proposal]) -> list[str]:
    """Return the near misses and what was dropped, the highest scores first, by each set of rules that is in use."""
    lines = []
    for key in _judges(proposals):
        by_score = sorted(proposals, key=lambda proposal: -proposal.judged(key).score)
        lines += _near_misses([p for p in by_score if p.judged(key).keep == MAYBE], key)
        lines += _dropped([p for p in by_score if p.judged(key).keep == DROP], key)
    return lines


def _judges(proposals: Sequence[Proposal]) -> list[str | None]:
    """The lists that have rules of their own, behind None for the project's, unless no list is judged by these."""
    own = list(proposals[0].own) if proposals else []
    lists = [target.list for target in proposals[0].targets] if proposals else []
    return [*([] if lists and set(lists) <= set(own) else [None]), *own]


def _said(what: str, key: str | None) -> str:
    return what if key is None else f"{what} by the rules of {cell(key)}"


def _near_misses(near: Sequence[Proposal], key: str | None) -> list[str]:
    lines = table(
        f"{_said('Near misses', key)} ({len(near)})",
        ("paper", "score", "why", "in the lists"),
        [(*_row(proposal, key), cell(_matches(proposal, key))) for proposal in near],
    )
    if near:
        lines += ["To take one, say `accept: yes` for it in decisions.yaml.", ""]
    return lines


def _dropped(dropped: Sequence[Proposal], key: str | None) -> list[str]:
    nearest = [proposal for proposal in dropped if proposal.judged(key).score > 0][:_NEAREST]
    lines = heading(f"{_said('Dropped', key)} ({len(dropped)})", dropped)
    if nearest:
        lines += ["| the nearest | score | why |", "|---|---|---|"]
        lines += [f"| {' | '.join(_row(proposal, key))} |" for proposal in nearest] + [""]
    rest = dropped[len(nearest) :]
    for proposal in rest:
        remark = "; ".join(filter(None, (*_listed(proposal, key), proposal.judged(key).brief)))
        lines.append(f"- {escape(proposal.paper.title)}" + (f" ({cell(remark)})" if remark else ""))
    return lines + gap(rest)


def _row(proposal: Proposal, key: str | None) -> tuple[str, str, str]:
    judged = proposal.judged(key)
    why = "; ".join([judged.brief, *(_listed(proposal, key) if judged.keep == DROP else [])])
    return linked(proposal), f"{judged.score:g}", cell(why)


def _matches(proposal: Proposal, key: str | None) -> str:
    return ", ".join(f"{target.list}: {target.match}" for target in _concerned(proposal, key))


def _listed(proposal: Proposal, key: str | None) -> list[str]:
    """In which lists a paper stands all the same."""
    there = (Match.LISTED, Match.PREPRINT)
    return [f"yet in {target.list}" for target in _concerned(proposal, key) if target.match in there]


def _concerned(proposal: Proposal, key: str | None) -> list[Target]:
    """The targets that rules judge: those of one list, or, for None, of the lists without rules of their own."""
    return [t for t in proposal.targets if (t.list == key if key else t.list not in proposal.own)]
