"""All rules over the files of one list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from confmerge.lint.accepted import accepted_findings
from confmerge.lint.anchors import anchor_findings
from confmerge.lint.brackets import bracket_findings
from confmerge.lint.duplicates import duplicate_findings
from confmerge.lint.findings import Finding
from confmerge.lint.headings import heading_findings
from confmerge.lint.leftovers import conflict_findings, leftover_findings
from confmerge.lint.links import link_findings
from confmerge.lint.rules import NOTES, RULES
from confmerge.lint.silence import unsilenced
from confmerge.lint.venues import venue_findings
from confmerge.lint.works import pairs
from confmerge.lint.written import code_lines, texts
from confmerge.lint.wronglinks import wrong_link_findings
from confmerge.lists import PaperList
from confmerge.lists.blocks import locate
from confmerge.lists.entries import is_paper_link

if TYPE_CHECKING:
    from confmerge.athand import AtHand
    from confmerge.decisions import Decisions

# A file is a list of papers where at least so many entries, and such a part of them, are surely papers.
_FEWEST, _SHARE = 2, 0.25


@dataclass(frozen=True)
class Options:
    """What to look for (`rules`), what a person has decided, what was accepted, and the day it is."""

    today: date
    rules: frozenset[str] = frozenset(RULES)
    decisions: Sequence[Decisions] = ()
    accepted: Sequence[AtHand] = ()


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file of a list, under the name that findings shall print. Its entries carry the same name."""

    name: str
    content: PaperList


def check(files: Sequence[ListFile], options: Options) -> list[Finding]:
    """Check the files of one list, and return what is found in order of files and lines.

    A file that holds no papers has no findings: it is no list.
    """
    lists = [file for file in files if is_list(file.content)]
    found = [finding for file in lists for finding in _of_file(file, options)]
    found += _of_list([file.content for file in lists], options)
    wanted = [finding for finding in found if finding.rule in options.rules]
    told: list[Finding] = []
    for file in lists:
        ours = unsilenced((one for one in wanted if one.file == file.name), file.content.document.lines)
        told += sorted(ours, key=lambda one: (one.line, one.rule, one.message))
    return told


def is_list(file: PaperList) -> bool:
    """Whether a file is a list of papers, and not a page that has bullets."""
    sure = sum(bool(entry.venue) or any(is_paper_link(url) for _, url in entry.links) for entry in file.entries)
    return sure >= max(_FEWEST, _SHARE * len(file.entries))


def _of_file(file: ListFile, options: Options) -> Iterator[Finding]:
    name, content = file.name, file.content
    document = content.document
    root, _ = locate(document.lines)
    written = list(texts(root, document.lines))
    misplaced = list(heading_findings(name, content))
    yield from (one.finding for one in misplaced)
    yield from link_findings(name, document.path.parent, written, options.today)
    yield from bracket_findings(name, written, options.today)
    yield from anchor_findings(name, document.lines, written)
    yield from conflict_findings(name, document.lines, code_lines(root))
    yield from leftover_findings(name, content, written)
    yield from venue_findings(name, content, [one.section for one in misplaced])


def _of_list(files: Sequence[PaperList], options: Options) -> Iterator[Finding]:
    entries = [entry for file in files for entry in file.entries]
    if options.rules & {"duplicate", "copies-differ", "maybe-duplicate", *NOTES}:
        yield from duplicate_findings(files, pairs(entries, options.decisions))
    if options.rules & {"wrong-link", "maybe-duplicate"}:
        yield from wrong_link_findings(entries, options.decisions)
    if options.accepted:
        yield from accepted_findings(entries, options.accepted, options.today)
