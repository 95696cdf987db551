"""`confmerge lint`: what is wrong in markdown lists, as a compiler would say it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from confmerge.commands.options import add_registry
from confmerge.errors import EXIT_FINDINGS, ConfmergeError, InputError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from confmerge.athand import AtHand
    from confmerge.decisions import Decisions
    from confmerge.lint.check import ListFile
    from confmerge.lint.findings import Finding

_EPILOG = """rules:
{rules}

A comment in the list silences a line (<!-- confmerge: ignore RULE -->, no rule: all of them) or the whole file
(<!-- confmerge: ignore-file RULE -->). Nothing is asked of the net, and no file is changed: --diff prints what is safe
to mend, for `git apply`. Exit: 0 nothing found, 5 findings, 2 a file that cannot be read."""


def add_arguments(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `lint`."""
    from confmerge.lint.rules import NOTES, RULES

    rules = "\n".join(f"  {rule:<16} {what}" for rule, what in (RULES | NOTES).items())
    lint = commands.add_parser(
        "lint",
        help="find duplicates, broken links and entries out of date in markdown lists",
        epilog=_EPILOG.format(rules=rules),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    lint.add_argument("files", nargs="+", metavar="FILE", help="a markdown list; - for stdin")
    lint.add_argument("--together", action="store_true", help="the files are one list: one paper in two is a duplicate")
    lint.add_argument("--papers", type=Path, action="append", default=[], metavar="FILE", help=_PAPERS)
    lint.add_argument("--output", type=Path, metavar="DIR", help="take every DIR/*/papers.jsonl as --papers")
    lint.add_argument("--rule", action="append", default=[], choices=[*RULES], metavar="NAME", help=_RULE)
    lint.add_argument("--no-rule", action="append", default=[], choices=[*RULES], metavar="NAME", help=_NO_RULE)
    lint.add_argument("--all", action="store_true", help="print papers that stand under two topics on purpose, too")
    lint.add_argument(
        "--decisions", type=Path, metavar="FILE", help="decisions.yaml (default: beside registry or list)"
    )
    shape = lint.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print findings as JSON lines")
    shape.add_argument("--diff", action="store_true", help="print the safe fixes as a diff, the findings on stderr")
    add_registry(lint)
    lint.set_defaults(run=run)


_PAPERS = "papers.jsonl of an edition, to find entries that are out of date; repeatable"
_RULE = "only this rule; repeatable"
_NO_RULE = "all rules but this; repeatable"


def run(arguments: argparse.Namespace) -> int:
    """Print the findings; a file that cannot be read is an error, the others are checked all the same."""
    from datetime import date

    from confmerge.lint.check import Options, check
    from confmerge.lint.rules import NOTES, RULES

    if arguments.diff and "-" in arguments.files:
        raise InputError("has no path that a diff could name", "-")
    files, code = _read(list(dict.fromkeys(arguments.files)))
    wanted = (frozenset(arguments.rule) or frozenset(RULES)) - frozenset(arguments.no_rule)
    rules = wanted | frozenset(NOTES) if arguments.all else wanted
    accepted = _accepted(arguments) if "accepted" in wanted else []
    found: list[Finding] = []
    for together in _lists(files, arguments):
        decisions = _decisions(together, arguments)
        found += check(together, Options(date.today(), rules, decisions, accepted))
    order = {file.name: number for number, file in enumerate(files)}
    found.sort(key=lambda finding: order[finding.file])
    _print(found, files, arguments)
    count = sum(not finding.is_note for finding in found)
    if count or not code:
        print(
            f"confmerge: {count} finding{'s' * (count != 1)} in {len(files)} file{'s' * (len(files) != 1)}",
            file=sys.stderr,
        )
    return code or (EXIT_FINDINGS if count else 0)


def _read(names: Sequence[str]) -> tuple[list[ListFile], int]:
    from confmerge.lint.check import ListFile
    from confmerge.lists import Document, read_list

    files, code = [], 0
    for name in names:
        try:
            document = Document(Path(name), sys.stdin.buffer.read()) if name == "-" else Document.load(Path(name))
        except ConfmergeError as error:
            print(f"confmerge: {error}", file=sys.stderr)
            code = error.exit_code
            continue
        files.append(ListFile(name, read_list(document, name)))
    return files, code


def _lists(files: list[ListFile], arguments: argparse.Namespace) -> list[list[ListFile]]:
    """The files by the list that they belong to: with --together one, else as the registry has them."""
    if arguments.together or len(files) < 2:
        return [files] if files else []
    from confmerge.registry import load_registry

    ours = [spec for spec in load_registry(arguments.registry).lists.values() if not spec.git]
    key_of = {path.resolve(): spec.key for spec in ours for path in spec.files}
    lists: dict[str, list[ListFile]] = {}
    for file in files:
        key = key_of.get(file.content.document.path.resolve())
        lists.setdefault(f"list {key}" if key else f"file {file.name}", []).append(file)
    return list(lists.values())


def _decisions(files: Sequence[ListFile], arguments: argparse.Namespace) -> list[Decisions]:
    """What a person decided: --decisions, else what lies beside the user's registry and beside the list's files."""
    from confmerge.decisions import load_decisions
    from confmerge.registry import load_registry

    if arguments.decisions:
        if not arguments.decisions.exists():
            raise InputError("cannot be read: No such file or directory", arguments.decisions)
        return [load_decisions(arguments.decisions)]
    beside = load_registry(arguments.registry).decisions_path
    paths = [beside] if beside else []
    paths += [file.content.document.path.parent / "decisions.yaml" for file in files]
    by_place = {path.resolve(): path for path in paths if path.exists()}
    return [load_decisions(path) for path in by_place.values()]


def _accepted(arguments: argparse.Namespace) -> list[AtHand]:
    """The papers of --papers and --output, by edition. Raises InputError with file and line."""
    from confmerge.athand import read_at_hand
    from confmerge.registry import load_registry

    paths = [*arguments.papers, *(sorted(arguments.output.glob("*/papers.jsonl")) if arguments.output else ())]
    if not paths:
        return []
    found, problems = read_at_hand(paths, load_registry(arguments.registry))
    for problem in problems:
        print(f"confmerge: {problem}", file=sys.stderr)
    return found


def _print(found: Sequence[Finding], files: Sequence[ListFile], arguments: argparse.Namespace) -> None:
    from confmerge.files import to_jsonl
    from confmerge.lint.findings import edits

    documents = {file.name: file.content.document for file in files}
    if arguments.json:
        sys.stdout.write(to_jsonl(finding.to_dict(documents[finding.file]) for finding in found))
        return
    lines = "".join(f"{finding.text()}\n" for finding in found)
    if not arguments.diff:
        sys.stdout.write(lines)
        return
    from confmerge.diff import unified

    sys.stderr.write(lines)
    sys.stdout.flush()
    for name, document in documents.items():
        fixes = [finding.fix for finding in found if finding.file == name and finding.fix]
        sys.stdout.buffer.write(unified(document, edits(document, fixes), _path_in_diff(document.path)))


def _path_in_diff(path: Path) -> str:
    """The path from the root of the git working tree, as `git apply` reads it; without one, from here."""
    from confmerge.diff import git_root

    root, here = git_root(path), Path.cwd()
    if not (root / ".git").exists() and path.resolve().is_relative_to(here):
        root = here
    return path.resolve().relative_to(root).as_posix()
