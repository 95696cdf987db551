"""The report on one list: what is proposed for it, what is there already, what was decided earlier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from confmerge.lists.escaping import escape
from confmerge.propose import ListChange, Promoted, Proposal, Target
from confmerge.propose.holdings import Match
from confmerge.report.counts import count
from confmerge.report.parts import also, at, cell, fenced, heading, here, linked, path_of, table

Pairs = Sequence[tuple[Proposal, Target]]

_LIKENESS = (
    "Behind a section: how like the paper is to what stands there, from 0 to 1 (a smaller section has to be a little "
    "more like it), and the words of its title that say so."
)


def list_report(change: ListChange, proposals: Sequence[Proposal]) -> list[str]:
    """Return the lines of the report on one list."""
    key = change.target.key
    pairs = [(p, target) for p in proposals for target in p.targets if target.list == key]
    files = ", ".join(f"`{here(file.document.path)}`" for file in change.target.files)
    counts = str(count(proposals, key)).capitalize()
    lines = [f"## {key}", "", f"{files}, {len(change.target.entries)} entries. {counts}.", ""]
    if change.new_section:
        lines += [f"New section: {path_of(change.new_section)}.", ""]
    if change.todo:
        gone = ", ".join(f"line {item.line + 1}" for item in change.todo)
        lines += [f"Done, and taken off the TODO: {gone}.", ""]
    if change.unknown:
        lines += [f"The rules have phrases for sections that are not there: {cell(', '.join(change.unknown))}.", ""]
    if change.idle:
        lines += [f"Decided, but of no paper that is here: {cell('; '.join(change.idle))}.", ""]
    adds = [(p, t) for p, t in pairs if t.action == "add"]
    lines += table(
        f"Proposed ({len(adds)}), in `{key}.diff`",
        ("paper", "section", "why", "also considered"),
        [(linked(p), _section(t), _why(p, t), _others(t)) for p, t in adds],
    )
    if any(t.placing and t.placing.score is not None for _, t in adds):
        lines += [_LIKENESS, ""]
    lines += _promotions(key, [(p, t) for p, t in pairs if t.promoted])
    remarks = [(p, t) for p, t in pairs if t.remarks]
    lines += table(
        f"Left as it is ({len(remarks)})",
        ("paper", "what"),
        [(linked(p), cell("; ".join(t.remarks))) for p, t in remarks],
    )
    listed = [(p, t) for p, t in pairs if t.match is Match.LISTED]
    lines += _where_table(f"Already listed ({len(listed)})", listed)
    unpublished = [(p, t) for p, t in pairs if t.match is Match.PREPRINT and not t.promoted]
    lines += _where_table(f"Listed as preprints ({len(unpublished)})", unpublished)
    decided = [(p, t) for p, t in pairs if t.decided]
    return lines + table(
        f"Decided earlier ({len(decided)})",
        ("paper", "decision"),
        [(linked(p), cell(t.decided or "")) for p, t in decided],
    )


def _promotions(key: str, pairs: Pairs) -> list[str]:
    """Old and new of each entry, below each other, and where it moves."""
    lines = heading(f"Preprints that were accepted ({len(pairs)}), in `{key}.promotions.diff`", pairs)
    for proposal, target in pairs:
        said = "; ".join(filter(None, (*target.evidence, also(proposal, target))))
        lines += [f"- {linked(proposal)}" + (f": {escape(said)}" if said else "")]
        for one in target.promoted:
            lines += [f"  - {at(one.entry)}{_movement(one)}", ""]
            lines += [*fenced(_old_and_new(one), "diff", "    "), ""]
    return lines


def _movement(one: Promoted) -> str:
    parts = list(one.remarks)
    if one.moved_to is not None:
        file, section = one.moved_to
        where = f"{here(Path(file))} ({path_of(section)})" if file != one.entry.file else path_of(section)
        parts.insert(0, f"moves to {where}")
    return ", " + escape("; ".join(parts)) if parts else ""


def _old_and_new(one: Promoted) -> list[str]:
    old, new = one.entry.raw.split("\n"), one.text.split("\n")
    return [*(f"-{line}" for line in old), *(f"+{line}" for line in new)]


def _where_table(title: str, pairs: Pairs) -> list[str]:
    rows = [(linked(p), "; ".join(map(at, t.elsewhere)), cell("; ".join(t.evidence))) for p, t in pairs]
    return table(title, ("paper", "where", "how we know"), rows)


def _why(proposal: Proposal, target: Target) -> str:
    parts = [target.decided] if target.decided else []
    parts.append(proposal.judged(target.list).brief)
    text = cell("; ".join(parts))
    if target.elsewhere:
        text += "; stands also at " + "; ".join(map(at, target.elsewhere))
    if others := also(proposal, target):
        text += f"; {cell(others)}"
    return text.removeprefix("; ")


def _section(target: Target) -> str:
    """Where a paper goes, how like it is to what stands there, and the words that say so."""
    if target.placing is None:
        return path_of(None)
    text = path_of(target.placing.section)
    if target.placing.score is None:
        return text
    words = cell(", ".join(target.placing.because))
    return f"{text} ({target.placing.score:g}" + (f": {words})" if words else ")")


def _others(target: Target) -> str:
    return cell(
        "; ".join(f"{path[-1] if path else '(top)'} {score:g}" for path, score in target.placing.alternatives)
        if target.placing
        else ""
    )
