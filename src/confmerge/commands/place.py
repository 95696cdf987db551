"""`confmerge place`: the section of a list where each paper belongs, and why."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from confmerge.commands.options import add_output, add_registry, check_lists, edition_of
from confmerge.errors import InputError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from confmerge.paper import Paper
    from confmerge.place import Profile
    from confmerge.propose.model import Placing
    from confmerge.registry import Registry
    from confmerge.targets import TargetList

_DROP = "drop"
_PAPERS = "papers.jsonl, what `confmerge screen` prints, or titles, one a line; - for stdin (default)"
_EDITION = "whose papers they are, such as nsdi25, where they do not say so themselves"
_RULES = "rules whose `sections` speak for the list's, instead of those of the registry"


def add_arguments(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `place`."""
    place = commands.add_parser("place", help="say in which section of a list each paper belongs")
    place.add_argument("papers", nargs="?", metavar="PAPERS", help=_PAPERS)
    lists = place.add_mutually_exclusive_group(required=True)
    lists.add_argument("--into", type=Path, metavar="LIST.md", help="the markdown list")
    lists.add_argument("--list", metavar="NAME", help="the list of that name in the registry")
    place.add_argument("--edition", metavar="KEY", help=_EDITION)
    place.add_argument("--rules", type=Path, metavar="FILE", help=_RULES)
    add_registry(place)
    add_output(place)
    place.set_defaults(run=run, refuse=place.error)


def run(arguments: argparse.Namespace) -> int:
    """Print each paper as it came, with `section` and why, in the order given; what is to be dropped has none."""
    from confmerge.commands.papers import read_records
    from confmerge.files import to_jsonl
    from confmerge.place import Profile
    from confmerge.propose import published_first
    from confmerge.registry import load_registry
    from confmerge.rules import load_rules
    from confmerge.targets import CACHE, load_targets

    if arguments.papers is None and sys.stdin.isatty():
        arguments.refuse("PAPERS is needed: a file, or - for stdin")
    registry = load_registry(arguments.registry)
    for problem in registry.problems:
        print(f"confmerge: {problem}", file=sys.stderr)
    check_lists([arguments.list] if arguments.list else [], registry)
    specs = [registry.lists[arguments.list]] if arguments.list else []
    into = [arguments.into] if arguments.into else []
    target = published_first(load_targets(specs, into, arguments.output / CACHE)[0])
    profile = Profile(load_rules(arguments.rules or target.rules or registry.rules))
    for name in profile.unknown(section.path for file in target.files for section in file.top.walk()):
        print(f"confmerge: the rules have phrases for `{name}`, which is no section of {target.key}", file=sys.stderr)
    records = list(read_records(arguments.papers or "-"))
    placings = _placings(
        [paper for record, paper in records if record.get("keep") != _DROP], arguments, registry, target, profile
    )
    places = iter(placings)
    for record, _ in records:
        sys.stdout.write(to_jsonl([record if record.get("keep") == _DROP else record | next(places).to_dict()]))
    sections = {placing.section for placing in placings}
    print(f"confmerge: {len(records)} papers: {len(placings)} into {len(sections)} sections", file=sys.stderr)
    return 0


def _placings(
    papers: Sequence[Paper], arguments: argparse.Namespace, registry: Registry, target: TargetList, profile: Profile
) -> list[Placing]:
    """Where each paper goes; those of an edition are placed together, for together they may make a section."""
    from confmerge.decisions import ANY_EDITION, load_decisions
    from confmerge.propose.choosing import Wish
    from confmerge.propose.filing import Filing
    from confmerge.propose.placing import place

    beside = target.main.document.path.parent / "decisions.yaml" if arguments.into else registry.decisions_path
    decisions = load_decisions(beside)
    groups: dict[str | None, list[int]] = {}
    for number, paper in enumerate(papers):
        groups.setdefault(paper.edition or arguments.edition, []).append(number)
    found: dict[int, Placing] = {}
    for key, numbers in groups.items():
        filings = []
        for number in numbers:
            decision = decisions.of(papers[number], key or ANY_EDITION, target.key)
            filings.append(Filing(papers[number], Wish(decision.section, new=decision.new_section)))
        placings = place(target, edition_of(registry, key) if key else None, filings, profile)
        if placings is None:
            raise InputError(
                f"is a list by venue, and this paper names no edition: {filings[0].paper.title}; give --edition KEY, "
                "such as nsdi25",
                target.main.document.path,
            )
        found |= dict(zip(numbers, placings, strict=True))
    return [found[number] for number in range(len(papers))]
