"""The parts that a report is made of: tables, headings, papers and entries in a line."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from confmerge.lists import Entry
from confmerge.lists.escaping import escape
from confmerge.propose import Proposal, Target
from confmerge.propose.holdings import Match


def here(path: Path) -> str:
    """A path as the reader would type it: from where they stand, if it is below that."""
    try:
        return os.fspath(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return os.fspath(path)


def heading(text: str, rows: Sequence[object]) -> list[str]:
    """A heading, if there is anything to stand below it."""
    return [f"### {text}", ""] if rows else []


def gap(rows: Sequence[object]) -> list[str]:
    """A blank line behind rows, if there are any."""
    return [""] if rows else []


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A heading and a table; nothing where there are no rows."""
    body = [f"| {' | '.join(row)} |" for row in rows]
    if not body:
        return []
    return [f"### {title}", "", f"| {' | '.join(columns)} |", "|" + "---|" * len(columns), *body, ""]


def cell(text: object) -> str:
    """A text as it may stand in a cell."""
    return escape(str(text)).replace("|", "\\|")


def linked(proposal: Proposal) -> str:
    """A paper's title, linked where there is an address."""
    title = escape(proposal.paper.title, linked=True).replace("|", "\\|")
    return f"[{title}]({proposal.paper.url})" if proposal.paper.url else title


def by(proposal: Proposal) -> str:
    """The first authors of a paper, in brackets."""
    names = [author.name for author in proposal.paper.authors]
    return f" ({escape(', '.join(names[:3]))}{' et al.' if len(names) > 3 else ''})" if names else ""


def path_of(section: Sequence[str] | None) -> str:
    """A section's headings in a line."""
    return cell(" / ".join(section or ())) or "(top of the file)"


def tag(entry: Entry) -> str:
    """An entry's venue and year, in brackets."""
    said = " ".join(str(part) for part in (entry.venue, entry.year) if part)
    return f" ({cell(said)})" if said else ""


def at(entry: Entry) -> str:
    """Where an entry stands: file, line, section."""
    place = cell(" / ".join(entry.place.path))
    return f"{here(Path(entry.file))}:{entry.line}" + (f" ({place})" if place else "")


def fenced(lines: Sequence[str], language: str, indent: str = "") -> list[str]:
    """Lines in a code block; the fence is longer than any in them."""
    ticks = max((len(run) for line in lines for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, ticks + 1)
    shown = [line.encode("utf-8", "replace").decode("utf-8") for line in lines]  # no UTF-8 at all
    return [f"{indent}{fence}{language}", *(indent + line for line in shown), f"{indent}{fence}"]


_HELD = {Match.LISTED: "listed", Match.PREPRINT: "as a preprint", Match.RELATED: "as a related work"}


def also(proposal: Proposal, target: Target) -> str:
    """Say where other lists have a paper: "also in ml-systems-papers, line 412, as a preprint"; "" for nowhere."""
    said = []
    for other in proposal.others(target):
        assert other.entry is not None
        how = _HELD.get(other.match) or f"as doubtful: {other.entry.title}"
        file = f"{Path(other.entry.file).name} " if other.several else ""
        said.append(f"also in {other.list}, {file}line {other.entry.line}, {how}")
    return "; ".join(said)
