"""`confmerge screen`: which papers the keyword rules would keep, and why."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from confmerge.commands.options import add_registry, check_lists

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from confmerge.keep import Screening
    from confmerge.paper import Paper
    from confmerge.registry import Registry
    from confmerge.rules import Rules

    _Judged = tuple[dict[str, Any], Screening]

_ANSWERS = ("keep", "maybe", "drop")
_KINDS = ("systems", "ml", "mlsys")
_PAPERS = "papers.jsonl, or titles, one a line; - for stdin (default)"
_KIND = "what kind of venue accepted the papers (default: as the registry says of their editions, else systems)"
_COLOURS = {"keep": "\x1b[32m", "maybe": "\x1b[33m", "drop": "\x1b[2m"}
_BOLD, _DIM, _OFF = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def add_arguments(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `screen`."""
    screen = commands.add_parser("screen", help="say which papers the keyword rules would keep, and why")
    screen.add_argument("papers", nargs="*", metavar="PAPERS", help=_PAPERS)
    rules = screen.add_mutually_exclusive_group()
    rules.add_argument("--rules", type=Path, metavar="FILE", help="keyword rules, instead of those of the registry")
    rules.add_argument("--list", metavar="NAME", help="by the rules of this list of the registry")
    screen.add_argument("--kind", choices=_KINDS, help=_KIND)
    screen.add_argument("--only", choices=_ANSWERS, action="append", help="print only these; repeatable")
    form = screen.add_mutually_exclusive_group()
    form.add_argument("--text", action="store_true", help="print for a person, the best first (default on a terminal)")
    form.add_argument("--json", action="store_true", help="print JSON lines (default elsewhere)")
    add_registry(screen)
    screen.set_defaults(run=run, refuse=screen.error)


def run(arguments: argparse.Namespace) -> int:
    """Print each paper with `keep`, `score` and `reasons`, in the order given; the numbers go to stderr."""
    from confmerge.commands.papers import read_records
    from confmerge.files import to_jsonl
    from confmerge.keep import screen

    names = arguments.papers or ["-"]
    if not arguments.papers and sys.stdin.isatty():
        arguments.refuse("PAPERS is needed: a file, or - for stdin")
    registry = _registry(arguments)
    rules = _rules(arguments, registry)
    venues = _Venues(arguments, registry)
    counts: Counter[str] = Counter()
    told: list[_Judged] = []
    text = arguments.text or (sys.stdout.isatty() and not arguments.json)
    for record, paper in (one for name in names for one in read_records(name)):
        screening = screen(paper, rules, venues.kind(paper))
        counts[screening.keep] += 1
        if arguments.only and screening.keep not in arguments.only:
            continue
        if text:
            told.append((record, screening))
        else:
            sys.stdout.write(to_jsonl([record | screening.to_dict()]))
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in _text(told, colour):
        print(line)
    numbers = ", ".join(f"{answer} {counts[answer]}" for answer in _ANSWERS)
    papers = "paper" if counts.total() == 1 else "papers"
    print(f"confmerge: {counts.total()} {papers}: {numbers}", file=sys.stderr)
    return 0


def _registry(arguments: argparse.Namespace) -> Registry | None:
    """The user's registry; who has none of their own needs none read."""
    from confmerge.registry import FILE, VARIABLE, load_registry

    if not (arguments.registry or arguments.list or os.environ.get(VARIABLE) or Path(FILE).exists()):
        return None
    registry = load_registry(arguments.registry)
    for problem in registry.problems:
        print(f"confmerge: {problem}", file=sys.stderr)
    return registry


def _rules(arguments: argparse.Namespace, registry: Registry | None) -> Rules:
    from confmerge.rules import load_rules

    path: Path | None = arguments.rules
    if registry and path is None:
        check_lists([arguments.list] if arguments.list else [], registry)
        path = (registry.lists[arguments.list].rules if arguments.list else None) or registry.rules
    return load_rules(path)


class _Venues:
    """Knows the kind of venue of each paper; the registry is read when the first edition is asked for."""

    def __init__(self, arguments: argparse.Namespace, registry: Registry | None) -> None:
        self._given, self._registry = arguments.kind, registry
        self._kinds: dict[str | None, str] = {None: "systems"}

    def kind(self, paper: Paper) -> str:
        if self._given:
            return str(self._given)
        if paper.edition not in self._kinds:
            self._kinds[paper.edition] = self._look_up(paper.edition or "")
        return self._kinds[paper.edition]

    def _look_up(self, edition: str) -> str:
        from confmerge.registry import load_registry, split_key

        self._registry = self._registry or load_registry()
        parts = split_key(edition)
        conference = self._registry.conferences.get(parts[0]) if parts else None
        if conference is None:
            print(f"confmerge: `{edition}` is not in the registry; taken as a systems venue", file=sys.stderr)
        return conference.kind if conference else "systems"


def _text(judged: Iterable[_Judged], colour: bool) -> Iterator[str]:
    """Yield the lines for a person: an answer after the other, in each the highest score first."""
    bold, dim, off = (_BOLD, _DIM, _OFF) if colour else ("", "", "")
    groups: dict[str, list[_Judged]] = {answer: [] for answer in _ANSWERS}
    for one in judged:
        groups[one[1].keep].append(one)
    gap = ""
    for answer, group in groups.items():
        if not group:
            continue
        shade = _COLOURS[answer] if colour else ""
        yield f"{gap}{bold}{shade}{answer} ({len(group)}){off}"
        gap = "\n"
        for record, screening in sorted(group, key=lambda one: -one[1].score):
            yield f"{shade}{screening.score:6.2f}{off}  {' '.join(record['title'].split())}"
            if screening.brief:
                yield f"        {dim}{screening.brief}{off}"
