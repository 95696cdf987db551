"""`confmerge backtest`: what would have been proposed along a list's history, against what its maintainer did."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from confmerge.commands.options import add_output, add_registry, check_lists
from confmerge.errors import InputError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from confmerge.backtest.choosing import Chosen
    from confmerge.backtest.git import Repository
    from confmerge.backtest.run import Progress
    from confmerge.registry import Registry

_EPILOG = """For each commit that added papers of an edition at hand, the edition is proposed to the list as it was
before that commit, on that day, without anybody's decisions; the table says what the maintainer did. The repository is
only read, and nothing is asked of the net."""


def add_arguments(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `backtest`."""
    backtest = commands.add_parser(
        "backtest", help="judge the proposals by what a list's maintainer did in the past", epilog=_EPILOG
    )
    backtest.add_argument("repository", type=Path, metavar="REPO", help="a git repository that holds a markdown list")
    backtest.add_argument("--file", action="append", default=[], metavar="FILE.md", help=_FILE)
    backtest.add_argument("--list", metavar="NAME", help="the registry's list that this is: its files and rules")
    backtest.add_argument("--papers", type=Path, action="append", default=[], metavar="FILE", help=_PAPERS)
    backtest.add_argument("--rules", type=Path, metavar="FILE", help="keyword rules to judge (default: the list's)")
    backtest.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="only commits from that day on")
    backtest.add_argument("--max", type=_count, metavar="N", help="only the newest N commits that touched the list")
    backtest.add_argument("--jobs", type=_count, metavar="N", help="processes (default: as many as are of use)")
    shape = backtest.add_mutually_exclusive_group()
    shape.add_argument("--titles", action="store_true", help="name the papers in which the two differ")
    shape.add_argument("--json", action="store_true", help="print everything as JSON")
    add_registry(backtest)
    add_output(backtest)
    backtest.set_defaults(run=run)


_FILE = (
    "a file of the list, from the top of the repository; repeatable (default: the registry's, README.md, the fullest)"
)
_PAPERS = "papers.jsonl of an edition, beside every DIR/*/papers.jsonl of --output; repeatable"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is no day such as 2025-03-31") from None


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"`{text}` is no number from 1")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Print the table, or everything as JSON."""
    from confmerge.backtest import backtest, read_known
    from confmerge.backtest.git import Repository
    from confmerge.backtest.replay import Proposer
    from confmerge.backtest.table import table
    from confmerge.registry import load_registry
    from confmerge.rules import load_rules

    registry = load_registry(arguments.registry)
    known, problems = read_known([*arguments.papers, *sorted(arguments.output.glob("*/papers.jsonl"))], registry)
    for problem in problems:
        _tell(problem)
    if not known.works:
        told = f"no papers at hand: there is no {arguments.output}/*/papers.jsonl"
        raise InputError(f"{told}; crawl an edition first, or give --papers FILE")
    with Repository(arguments.repository) as repository:
        chosen = _choose(repository, arguments, registry)
        name = chosen.spec.key if chosen.spec else arguments.repository.resolve().name
        rules = arguments.rules or (chosen.spec.rules if chosen.spec else None) or registry.rules
        result = backtest(
            repository,
            chosen.files,
            known,
            Proposer(name, load_rules(rules)),
            since=arguments.since,
            newest=arguments.max,
            jobs=arguments.jobs,
            progress=_progress(),
        )
    _tell_history(result.commits, result.unborn, repository)
    if arguments.json:
        print(json.dumps(result.to_dict(), ensure_ascii=False, indent=2))
    else:
        print(table(result, arguments.titles), end="")
    return 0


def _choose(repository: Repository, arguments: argparse.Namespace, registry: Registry) -> Chosen:
    from confmerge.backtest.choosing import choose

    if arguments.list is not None:
        check_lists([arguments.list], registry)
        if arguments.file:
            return replace(choose(repository, arguments.file, ()), spec=registry.lists[arguments.list])
    specs = [spec for key, spec in registry.lists.items() if arguments.list in (None, key)]
    chosen = choose(repository, arguments.file, specs)
    if arguments.list is not None and chosen.spec is None:
        raise InputError(f"does not hold the list `{arguments.list}` of the registry; give --file", repository.path)
    if chosen.others:
        more = ", ..." if len(chosen.others) > 5 else ""
        _tell(f"the list is {chosen.files[0]} (--file for others: {', '.join(chosen.others[:5])}{more})")
    return chosen


def _tell_history(commits: int, unborn: int, repository: Repository) -> None:
    what = f"{commits} commit{'s' * (commits != 1)} touched the list"
    if unborn:
        what += f"; {unborn} of them found no list to propose to, and {'is' if unborn == 1 else 'are'} not judged"
    if repository.shallow:
        what += "; the clone is shallow, and older ones are not there (git fetch --unshallow)"
    _tell(what if commits or repository.head else "the repository has no commit yet")


def _tell(message: str) -> None:
    print(f"confmerge: {message}", file=sys.stderr)


def _progress() -> Progress:
    """Tell a person who waits how far it is, on a terminal and from the second second on."""
    begun = time.monotonic()

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - begun > 1:
            print(
                f"\r\x1b[K{done} of {total} commits" if done < total else "\r\x1b[K",
                end="",
                file=sys.stderr,
                flush=True,
            )

    return progress
