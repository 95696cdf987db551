"""What a person has to decide: both sides of each doubtful paper, and the lines for decisions.yaml that decide it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from confmerge.lists.escaping import escape
from confmerge.propose import Proposal, Target
from confmerge.propose.holdings import Match
from confmerge.registry import Edition
from confmerge.report.counts import is_doubtful
from confmerge.report.parts import also, at, by, cell, fenced, linked, tag

_MOST = 3
_INTRODUCTION = (
    "Of the lines below a paper put one into decisions.yaml, below `{edition}:`; it is obeyed in every later run."
)


def undecided(edition: Edition, proposals: Sequence[Proposal], several: bool) -> list[str]:
    """Return the section on what is doubtful in any list. `several`: there is more than one list."""
    asked = [(p, [t for t in p.targets if is_doubtful(p, t)]) for p in proposals]
    asked = [(proposal, targets) for proposal, targets in asked if targets]
    if not asked:
        return []
    lines = [f"## Doubtful: for you to decide ({len(asked)})", "", _INTRODUCTION.format(edition=edition.key), ""]
    for proposal, targets in asked:
        lines.append(f"- accepted at {edition.label}: {linked(proposal)}{by(proposal)}")
        for target in targets:
            where = f"in {target.list}" if several else "in the list"
            lines += [f"  - {where}: {cell(e.title)}{tag(e)}, {at(e)}" for e in target.elsewhere]
            lines.append(f"  - {target.match}: {escape('; '.join((*target.evidence, *target.remarks)))}")
        if others := also(proposal, targets[0]):
            lines.append(f"  - {escape(others)}")
        lines += ["", *fenced(_choices(proposal, targets, several), "yaml", "  "), ""]
    return lines


def _choices(proposal: Proposal, targets: Sequence[Target], several: bool) -> list[str]:
    """The lines of decisions.yaml, one of which is to be chosen."""
    paper = f"  {_quoted(proposal.paper.title)}: "
    titles = list(dict.fromkeys(e.title for t in targets if t.match is not Match.PREPRINT for e in t.elsewhere))[:_MOST]
    lines = []
    for title in titles:
        one = f"{{same-as: {_quoted(title)}}}"
        holding = [target.list for target in targets if any(entry.title == title for entry in target.elsewhere)]
        if several:
            one = "{lists: {" + ", ".join(f"{_quoted(key)}: {one}" for key in holding) + "}}"
        lines.append(f"{paper}{one}")
    if titles:
        lines.append(f"{paper}{{different-from: [{', '.join(map(_quoted, titles))}]}}")
    elif any(target.match is Match.NEW for target in targets):
        lines.append(f"{paper}{{accept: yes}}")
    lines.append(f'{paper}{{reject: "say why"}}')
    return lines


def _quoted(text: str) -> str:
    """A text as a YAML scalar; JSON's quoting is YAML's."""
    return json.dumps(text, ensure_ascii=not text.isprintable())
