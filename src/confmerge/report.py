"""What a run found, for a person: report.md, and the counts."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from confmerge.holdings import Match
from confmerge.lists import Entry
from confmerge.lists.escaping import escape
from confmerge.propose import ListChange, Proposal, Target
from confmerge.registry import Edition


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
    return target.action == "ask" and (target.match is not Match.NEW or proposal.screening.keep == "keep")


def count(proposals: Sequence[Proposal], key: str | None) -> Counts:
    """Count what was decided, for the list `key`."""
    kept = Counter(proposal.screening.keep for proposal in proposals)
    targets = [target for proposal in proposals for target in proposal.targets if target.list == key]
    matches = Counter(target.match for target in targets)
    actions = Counter(target.action for target in targets)
    return Counts(
        accepted=len(proposals),
        kept=kept["keep"],
        near=kept["maybe"],
        dropped=kept["drop"],
        listed=matches[Match.LISTED],
        doubtful=sum(is_doubtful(p, t) for p in proposals for t in p.targets if t.list == key),
        proposed=actions["add"],
        promoted=actions["promote"],
    )


def here(path: Path) -> str:
    """A path as the reader would type it: from where they stand, if it is below that."""
    try:
        return os.fspath(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return os.fspath(path)


def report(
    edition: Edition,
    proposals: Sequence[Proposal],
    changes: Sequence[ListChange],
    diffs: Mapping[str, Diffs],
    attempt: Mapping[str, Any],
) -> str:
    """Return report.md: source and counts, then for each list what is proposed, there already, or doubtful."""
    total = count(proposals, None)
    lines = [f"# {edition.label}: {total.accepted} accepted papers", ""]
    lines += _source(edition, attempt)
    lines += [
        "",
        f"Kept {total.kept}, near misses {total.near}, dropped {total.dropped}: together {total.accepted}.",
        "",
    ]
    for change in changes:
        lines += _list_report(change, proposals, diffs[change.target.key])
    lines += _near_misses(proposals)
    lines += _dropped(proposals)
    return "\n".join(lines).rstrip("\n") + "\n"


def _source(edition: Edition, attempt: Mapping[str, Any]) -> list[str]:
    if not attempt:
        return ["Source: a papers.jsonl that was handed over."]
    url = attempt.get("url") or edition.url
    lines = [f"Source: <{url}>, {attempt.get('finished')}, outcome **{attempt.get('outcome')}**."]
    if message := attempt.get("message"):
        lines[0] += f" {message}."
    pages = attempt.get("pages") or []
    if pages:
        lines += ["", "| source | family | page | outcome | papers |", "|---|---|---|---|---|"]
        lines += [_page_row(page) for page in pages]
    lines += [line for remark in attempt.get("remarks") or () for line in ("", f"{escape(remark)}.")]
    away = attempt.get("turned_away") or {}
    if away:
        lines += [
            "",
            "On the page, but not papers: "
            + "; ".join(f"{reason} ({number})" for reason, number in away.items())
            + ".",
        ]
    for word, what in (("new", "New since the last good run"), ("gone", "Gone since the last good run")):
        if titles := attempt.get(word):
            lines += ["", f"{what}:", "", *(f"- {escape(title)}" for title in titles)]
    for source in attempt.get("sources") or ():
        lines += _other_source(source, attempt.get("count", 0))
    if changed := attempt.get("retitled"):
        lines += ["", "Retitled:", "", *(f"- {escape(one['from'])} → {escape(one['to'])}" for one in changed)]
    return lines


def _page_row(page: Mapping[str, Any]) -> str:
    where = _cell(page.get("file") or page.get("url"))
    family = page.get("family", "")
    return f"| {page.get('source', '')} | {family} | {where} | {page.get('outcome')} | {page.get('count')} |"


def _other_source(source: Mapping[str, Any], count: int) -> list[str]:
    """Return how another source of the edition differs from the one that was taken."""
    name = f"source {source['source']} ({source['family']})"
    sections = (
        (f"Only in {name}", [escape(title) for title in source["missing_here"]]),
        (f"Not in {name}", [escape(title) for title in source["missing_there"]]),
        ("Called otherwise there", [f"{escape(one['here'])} → {escape(one['there'])}" for one in source["retitled"]]),
    )
    lines = ["", f"{name.capitalize()} has {source['count']} papers, this list {count}."]
    if not any(titles for _, titles in sections):
        lines[-1] += " They agree."
    for heading, titles in sections:
        if titles:
            lines += ["", f"{heading} ({len(titles)}):", "", *(f"- {title}" for title in titles)]
    return lines


def _list_report(change: ListChange, proposals: Sequence[Proposal], diffs: Diffs) -> list[str]:
    key = change.target.key
    pairs = [(p, target) for p in proposals for target in p.targets if target.list == key]
    counts = count(proposals, key)
    files = ", ".join(f"`{here(file.document.path)}`" for file in change.target.files)
    lines = [f"## {key}", "", f"{files}, {len(change.target.entries)} entries. {str(counts).capitalize()}.", ""]
    if change.new_section:
        lines += [f"New section: {' / '.join(change.new_section)}.", ""]
    if change.todo:
        gone = ", ".join(f"line {item.line + 1}" for item in change.todo)
        lines += [f"Done, and taken off the TODO: {gone}.", ""]
    adds = [(p, t) for p, t in pairs if t.action == "add"]
    lines += _table(
        f"Proposed ({len(adds)}), in `{key}.diff`",
        ("paper", "section", "why", "also considered"),
        [(_linked(p), _path(t.section), _why(p, t), _others(t)) for p, t in adds],
    )
    promoted = [(p, t) for p, t in pairs if t.action == "promote"]
    lines += _heading(f"Preprints that were accepted ({len(promoted)}), in `{key}.promotions.diff`", promoted)
    for p, t in promoted:
        assert t.entry is not None
        lines += [
            f"- {_linked(p)}: {_at(t.entry)}",
            f"  - old: `{t.entry.raw.strip()}`",
            f"  - new: `{(t.text or '').strip()}`",
            *(f"  - and its copy: {_at(entry)}" for entry in t.elsewhere if entry is not t.entry),
        ]
    lines += _gap(promoted)
    asked = [(p, t) for p, t in pairs if is_doubtful(p, t)]
    lines += _heading(f"Doubtful: for you to decide ({len(asked)})", asked)
    for p, t in asked:
        lines += [f"- accepted: {_linked(p)}{_by(p)}"]
        lines += [f"  - in the list: {escape(entry.title)}{_tag(entry)}, {_at(entry)}" for entry in t.elsewhere]
        lines += [f"  - {t.match}: {'; '.join(map(escape, t.evidence))}"]
    lines += _gap(asked)
    listed = [(p, t) for p, t in pairs if t.match is Match.LISTED]
    lines += _where_table(f"Already listed ({len(listed)})", listed)
    unpublished = [(p, t) for p, t in pairs if t.match is Match.PREPRINT and t.action != "promote"]
    lines += _where_table(f"Listed as preprints elsewhere ({len(unpublished)})", unpublished)
    decided = [(p, t) for p, t in pairs if t.decided]
    lines += _table(
        f"Decided earlier ({len(decided)})",
        ("paper", "decision"),
        [(_linked(p), _cell(t.decided or "")) for p, t in decided],
    )
    return lines


def _where_table(heading: str, pairs: Sequence[tuple[Proposal, Target]]) -> list[str]:
    rows = [(_linked(p), "; ".join(map(_at, t.elsewhere)), _cell("; ".join(t.evidence))) for p, t in pairs]
    return _table(heading, ("paper", "where", "how we know"), rows)


def _near_misses(proposals: Sequence[Proposal]) -> list[str]:
    near = [proposal for proposal in proposals if proposal.screening.keep == "maybe"]
    near.sort(key=lambda proposal: -proposal.screening.score)
    rows = [
        (_linked(p), f"{p.screening.score:g}", _cell("; ".join(p.screening.reasons)), _cell(_actions(p))) for p in near
    ]
    lines = _table(f"Near misses ({len(near)})", ("paper", "score", "why", "in the lists"), rows)
    if near:
        lines += ["To take one, say `accept: yes` for it in decisions.yaml.", ""]
    return lines


def _actions(proposal: Proposal) -> str:
    return ", ".join(f"{target.list}: {target.match}" for target in proposal.targets)


def _dropped(proposals: Sequence[Proposal]) -> list[str]:
    dropped = [proposal for proposal in proposals if proposal.screening.keep == "drop"]
    lines = _heading(f"Dropped ({len(dropped)})", dropped)
    for proposal in dropped:
        listed = [target.list for target in proposal.targets if target.match in (Match.LISTED, Match.PREPRINT)]
        remark = "; ".join([*(f"yet in {key}" for key in listed), *proposal.screening.reasons[:1]])
        lines.append(f"- {escape(proposal.paper.title)}" + (f" ({_cell(remark)})" if remark else ""))
    return lines + _gap(dropped)


def _heading(text: str, rows: Sequence[object]) -> list[str]:
    return [f"### {text}", ""] if rows else []


def _gap(rows: Sequence[object]) -> list[str]:
    return [""] if rows else []


def _table(heading: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    body = [f"| {' | '.join(row)} |" for row in rows]
    if not body:
        return []
    return [f"### {heading}", "", f"| {' | '.join(columns)} |", "|" + "---|" * len(columns), *body, ""]


def _cell(text: object) -> str:
    return escape(str(text)).replace("|", "\\|")


def _linked(proposal: Proposal) -> str:
    title = escape(proposal.paper.title, linked=True).replace("|", "\\|")
    return f"[{title}]({proposal.paper.url})" if proposal.paper.url else title


def _by(proposal: Proposal) -> str:
    names = [author.name for author in proposal.paper.authors]
    return f" ({escape(', '.join(names[:3]))}{' et al.' if len(names) > 3 else ''})" if names else ""


def _path(section: Sequence[str] | None) -> str:
    return _cell(" / ".join(section or ())) or "(top of the file)"


def _why(proposal: Proposal, target: Target) -> str:
    parts = [target.decided] if target.decided else []
    parts += list(proposal.screening.reasons)
    if target.elsewhere:
        parts.append("stands also at " + "; ".join(map(_at, target.elsewhere)))
    return _cell("; ".join(parts))


def _others(target: Target) -> str:
    return _cell("; ".join(f"{path[-1] if path else '(top)'} {score:g}" for path, score in target.alternatives))


def _tag(entry: Entry) -> str:
    return (
        f" ({' '.join(str(part) for part in (entry.venue, entry.year) if part)})" if entry.venue or entry.year else ""
    )


def _at(entry: Entry) -> str:
    place = _cell(" / ".join(entry.place.path))
    return f"{here(Path(entry.file))}:{entry.line}" + (f" ({place})" if place else "")
