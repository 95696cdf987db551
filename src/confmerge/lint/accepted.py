"""Entries that say preprint or to appear of papers that a conference has accepted, by the papers that it prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from confmerge.compare import Index, Verdict
from confmerge.lint.findings import Finding
from confmerge.lists import Entry
from confmerge.lists.standing import Standing, said_by
from confmerge.records import of_entry, of_paper

if TYPE_CHECKING:
    from confmerge.athand import AtHand
    from confmerge.registry import Edition


def accepted_findings(entries: Sequence[Entry], known: Sequence[AtHand], today: date) -> Iterator[Finding]:
    """Yield a finding for each entry that a paper of `known` shows to be out of date."""
    index = Index(of_entry(entry) for entry in entries)
    told: set[int] = set()
    for accepted in known:
        edition = accepted.edition
        for paper in accepted.papers:
            for number, judgement in index.matches(of_paper(paper, edition.name, edition.year)):
                entry = entries[number]
                if judgement.verdict is not Verdict.SAME or number in told or not (now := _says(entry, edition, today)):
                    continue
                told.add(number)
                message = f"`{entry.title}` says {now}; it was accepted at {edition.label}"
                if paper.title != entry.title:
                    message += f" (`{paper.title}`)"
                evidence = (*judgement.evidence, *([paper.url] if paper.url else []), str(accepted.path))
                yield Finding(entry.file, entry.line, "accepted", message, evidence)


def _says(entry: Entry, edition: Edition, today: date) -> str | None:
    """What an entry says that is no longer true; None where it is up to date."""
    said = said_by(entry)
    if said.standing is Standing.PREPRINT:
        return " ".join(str(part) for part in (entry.venue or "preprint", entry.year) if part)
    promised = said.tag.venue if said.standing is Standing.PROMISED and said.tag else None
    if promised and edition.is_called(promised) and _over(edition, today):
        return f"{promised} {edition.year}, to appear"
    return None


def _over(edition: Edition, today: date) -> bool:
    end = edition.end or edition.start
    return end < today if end else edition.year < today.year
