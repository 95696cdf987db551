"""`confmerge learn`: rules and section profiles from what a list holds and what it passed over, as a file to review."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from confmerge.commands.options import add_output, add_registry, check_lists
from confmerge.errors import InputError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from confmerge.learn import Lesson, Start
    from confmerge.paper import Paper
    from confmerge.registry import Edition, Registry
    from confmerge.targets import TargetList

_RULES = (
    "the file to write (default: that of the list in the registry, else NAME.rules.yaml beside it; with --into here)"
)
_EXTENDS = (
    "the rules to start from: a file, `default` or `nothing` (default: those that the file extends already, else those"
    " of the registry or the bundled ones, if they fit the list)"
)


def add_arguments(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `learn`."""
    learn = commands.add_parser("learn", help="learn a list's rules from what it holds and what it passed over")
    which = learn.add_mutually_exclusive_group(required=True)
    which.add_argument("--list", metavar="NAME", help="a list of the registry")
    which.add_argument("--into", type=Path, metavar="LIST.md", help="a markdown list, instead of one of the registry")
    learn.add_argument("--rules", type=Path, metavar="FILE", help=_RULES)
    learn.add_argument("--extends", metavar="FILE", help=_EXTENDS)
    learn.add_argument("--dry-run", action="store_true", help="print what would change, and write nothing")
    add_registry(learn)
    add_output(learn)
    learn.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Learn, write the rules file, and print what changed in it as a diff."""
    from confmerge.decisions import load_decisions
    from confmerge.learn import gather, learn
    from confmerge.registry import load_registry
    from confmerge.targets import CACHE, load_targets

    registry = load_registry(arguments.registry)
    check_lists([arguments.list] if arguments.list else [], registry)
    specs = [registry.lists[arguments.list]] if arguments.list else []
    into = [arguments.into] if arguments.into else []
    (target,) = load_targets(specs, into, arguments.output / CACHE)
    path = _goal(arguments, registry, target)
    _tell_problems(registry, path)
    beside = into[0].parent / "decisions.yaml" if into else registry.decisions_path
    decisions = load_decisions(beside)
    start = _start(arguments.extends, path, target, registry)
    _progress("what the list took")
    evidence = gather(target, _editions(arguments.output, registry), decisions, registry.conferences.values())
    lesson = learn(target, evidence, start, _progress)
    _progress("")
    _report(lesson, arguments.output)
    if lesson.empty:
        raise InputError(
            f"nothing can be learned from the list `{target.key}` and {arguments.output}, and nothing is written: what"
            " it takes shows in the papers of editions that it has been through (`confmerge crawl EDITION`)"
        )
    _write(path, lesson, arguments.dry_run)
    if arguments.list and not arguments.dry_run:
        _tell_use(path, target, registry)
    return 0


def _goal(arguments: argparse.Namespace, registry: Registry, target: TargetList) -> Path:
    """The file to be written. Raises InputError where it is a person's own."""
    from confmerge.learn.files import goal

    here = registry.path.parent if arguments.list and registry.path else Path()
    return goal(arguments.rules or target.rules or here / f"{target.key}.rules.yaml")


def _start(extends: str | None, path: Path, target: TargetList, registry: Registry) -> Start:
    """The rules to start from, and how the file at `path` says so."""
    from confmerge.learn import FROM_NOTHING, Start, fits
    from confmerge.learn.files import as_extended, extended, is_below
    from confmerge.rules import load_rules

    if extends is None and path.exists():
        extends = extended(path) or "nothing"
        extends = extends if extends in ("default", "nothing") else os.fspath(path.parent / extends)
    if extends is None:
        usual = registry.rules if registry.rules and registry.rules.is_file() else None
        if usual and is_below(path, usual):
            usual = None
        start = Start(load_rules(usual), as_extended(usual, path) if usual else "default")
        return start if fits(target, start.rules) else FROM_NOTHING
    if extends == "nothing":
        return FROM_NOTHING
    if extends == "default":
        return Start(load_rules(), extends)
    below = Path(extends)
    if not below.is_file():
        raise InputError("there is no such file to start from; or say `default` or `nothing`", below)
    return Start(load_rules(below), as_extended(below, path))


def _editions(output: Path, registry: Registry) -> Iterator[tuple[Edition, Sequence[Paper]]]:
    """The editions whose papers are at hand; what cannot be used is told."""
    from confmerge.athand import read_at_hand

    found, problems = read_at_hand(sorted(output.glob("*/papers.jsonl")), registry)
    for problem in problems:
        _note(problem)
    yield from ((one.edition, one.papers) for one in found)


def _report(lesson: Lesson, output: Path) -> None:
    if not lesson.evidence.used:
        _note(f"nothing was passed over: of no edition in {output} did the list take three papers or more")
    for key, (taken, papers) in lesson.evidence.used.items():
        _note(f"{key}: the list took {taken} of {papers}")
    for key in lesson.evidence.unused:
        _note(f"{key}: the list took fewer than three of its papers, so they count as not yet seen")
    for one in lesson.learned:
        papers, taken, kept, right, asked, seen = (
            sum(getattr(tried, name) for tried in one.tried)
            for name in ("papers", "taken", "kept", "right", "asked", "seen")
        )
        by_what = "each judged without it" if one.better else f"by {lesson.extends or 'no'} rules, as they are"
        _note(
            f"editions of {one.kind} venues, {by_what}: of {taken} taken {right} kept, {seen - right} asked,"
            f" {taken - seen} dropped; of {papers} papers {kept} kept, {asked} asked"
        )
    phrases = sum(len(one.phrases) for one in lesson.learned)
    _note(f"extends {lesson.extends or 'nothing'}; {phrases} phrases, {len(lesson.profiles.sections)} sections")


def _write(path: Path, lesson: Lesson, dry: bool) -> None:
    from confmerge.files import write_whole
    from confmerge.learn.files import changes, read_text

    old = read_text(path)
    sys.stdout.writelines(changes(old, lesson.text, path))
    if not dry and old != lesson.text:
        write_whole(path, lesson.text)
    _note(f"{path}: {'unchanged' if old == lesson.text else 'would be written' if dry else 'written'}")


def _tell_problems(registry: Registry, path: Path) -> None:
    """Tell what is wrong in the registry, but not that the file that is about to be written is not there."""
    for problem in registry.problems:
        if path.exists() or not (problem.key.endswith("rules") and str(path) in problem.message):
            _note(str(problem))


def _tell_use(path: Path, target: TargetList, registry: Registry) -> None:
    from confmerge.learn.files import is_below

    used = target.rules or registry.rules
    if registry.path and not (used and is_below(path, used)):
        name = Path(os.path.relpath(path, registry.path.parent)).as_posix()
        _note(f"to use it, write `rules: {name}` at the list `{target.key}` in {registry.path}")


def _progress(text: str) -> None:
    """Show on a terminal how far it is; "" takes that away."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{f'confmerge: {text} ...' if text else ''}", end="", file=sys.stderr, flush=True)


def _note(text: str) -> None:
    print(f"confmerge: {text}", file=sys.stderr)
