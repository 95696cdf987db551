"""`confmerge propose`: papers that are at hand, compared with lists, as diffs to review."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from confmerge.commands.options import add_output, add_registry, check_lists, edition_of
from confmerge.errors import EXIT_FINDINGS, InputError

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_arguments(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `propose`."""
    propose = commands.add_parser("propose", help="propose an edition's papers to lists, as diffs")
    propose.add_argument("edition", metavar="EDITION", help="such as nsdi25")
    propose.add_argument("--papers", type=Path, metavar="FILE", help="papers.jsonl (default: that of the last crawl)")
    propose.add_argument("--into", type=Path, action="append", default=[], metavar="LIST.md", help=_INTO)
    propose.add_argument("--list", action="append", default=[], metavar="NAME", help="only this list of the registry")
    propose.add_argument("--rules", type=Path, metavar="FILE", help="keyword rules, instead of those of the registry")
    propose.add_argument("--exit-code", action="store_true", help="exit 5 when there is something to review")
    add_registry(propose)
    add_output(propose)
    propose.set_defaults(run=run)


_INTO = "a markdown list to propose to, instead of the registry's; repeatable"


def run(arguments: argparse.Namespace) -> int:
    """Propose, and print the summary and the diffs."""
    from confmerge.folder import EditionFolder
    from confmerge.job import propose_edition
    from confmerge.paper import parse_papers, read_papers
    from confmerge.registry import load_registry

    registry = load_registry(arguments.registry)
    key = arguments.edition
    edition = edition_of(registry, key) if arguments.papers else registry.edition(key)
    for problem in registry.problems:
        print(f"confmerge: {problem}", file=sys.stderr)
    check_lists(arguments.list, registry)
    folder = EditionFolder(arguments.output / edition.key)
    run = None
    if arguments.papers is None:
        if not folder.papers_path.exists():
            raise InputError(
                f"is not there; run `confmerge crawl {edition.key}` first, or give --papers FILE", folder.papers_path
            )
        papers, run = read_papers(folder.papers_path), folder.account_of_papers(edition.url)
    elif os.fspath(arguments.papers) == "-":
        papers = parse_papers(sys.stdin.buffer.read(), "stdin")
    else:
        papers = read_papers(arguments.papers)
    result = propose_edition(
        registry,
        edition,
        papers,
        folder.path,
        into=arguments.into,
        only=arguments.list,
        rules=arguments.rules,
        attempt=run,
    )
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    print(result.text(colour), end="")
    return EXIT_FINDINGS if arguments.exit_code and result.findings else 0
