"""report.md as a whole: where the papers come from, each list, what is to be decided, near misses, what was dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from confmerge.lists.escaping import escape
from confmerge.propose import ListChange, Proposal
from confmerge.registry import Edition
from confmerge.report.decide import undecided
from confmerge.report.of_list import list_report
from confmerge.report.parts import cell
from confmerge.report.screened import kept, not_kept


def report(
    edition: Edition,
    proposals: Sequence[Proposal],
    changes: Sequence[ListChange],
    attempt: Mapping[str, Any],
) -> str:
    """Return report.md: source and counts, then for each list what is proposed, there already, or doubtful."""
    lines = [f"# {edition.label}: {len(proposals)} accepted papers", ""]
    lines += [*_source(edition, attempt), "", *kept(proposals), ""]
    for change in changes:
        lines += list_report(change, proposals)
    lines += undecided(edition, proposals, len(changes) > 1)
    lines += not_kept(proposals)
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
    where = cell(page.get("file") or page.get("url"))
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
    for where, titles in sections:
        if titles:
            lines += ["", f"{where} ({len(titles)}):", "", *(f"- {title}" for title in titles)]
    return lines
