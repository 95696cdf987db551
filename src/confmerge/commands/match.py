"""`confmerge match`: which papers of two lists, tables or conferences are one, related, or to be looked at."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from confmerge.commands.options import add_output, add_registry
from confmerge.errors import InputError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from confmerge.compare import Record
    from confmerge.pairing import Pair, Pairing

_T = TypeVar("_T")
_Side = list[tuple[str, "Record"]]
_SIDE = "a markdown list, papers.jsonl, CSV or TSV, a folder of lists, a list of the registry, or - for stdin"
_USAGE = "%(prog)s [OPTION...] LEFT RIGHT...\n       %(prog)s [OPTION...] --pairs FILE"
_PAIRS = "a table with the columns title_a and title_b (and authors_a, ...): a verdict for every row"


def add_arguments(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `match`."""
    match = commands.add_parser("match", usage=_USAGE, help="find the papers that two lists or tables have in common")
    match.add_argument("left", nargs="?", metavar="LEFT", help=_SIDE)
    match.add_argument("right", nargs="*", metavar="RIGHT", help="the same; several are one side")
    match.add_argument("--pairs", type=Path, metavar="FILE", help=_PAIRS)
    match.add_argument("--all", action="store_true", help="print what has no match, too")
    match.add_argument("--best", action="store_true", help="print only the best match of each record on the right")
    match.add_argument("--decisions", type=Path, metavar="FILE", help="default: decisions.yaml beside your registry")
    add_registry(match)
    add_output(match)
    match.set_defaults(run=run, refuse=match.error)


def run(arguments: argparse.Namespace) -> int:
    """Print pairs as JSON lines, in the order of the left side, the surest first."""
    from confmerge.pairing import Pairing

    _check(arguments)
    gc.disable()  # tables are many small things without cycles; looking for some takes a tenth of the time
    pairing = Pairing(*_decisions(arguments))
    if arguments.pairs:
        _match_rows(arguments.pairs, pairing)
    else:
        _match_sides(arguments, pairing)
    return 0


def _check(arguments: argparse.Namespace) -> None:
    sides = [arguments.left, *arguments.right] if arguments.left else []
    if arguments.pairs and (sides or arguments.all or arguments.best):
        arguments.refuse("--pairs stands alone: without LEFT, RIGHT, --all and --best")
    if not arguments.pairs and len(sides) < 2:
        arguments.refuse("LEFT and RIGHT are needed, or --pairs FILE")
    if sides.count("-") > 1:
        arguments.refuse("stdin (-) can be only one of LEFT and RIGHT")


def _match_sides(arguments: argparse.Namespace, pairing: Pairing) -> None:
    from confmerge.pairing import best_for_right
    from confmerge.records import read_side

    left = read_side(_paths([arguments.left], arguments), _note)
    right = read_side(_paths(arguments.right, arguments), _note)
    found: Iterable[tuple[int, list[Pair]]] = pairing.pairs([r for _, r in left], [r for _, r in right])
    found = _watched(found, len(left))
    if arguments.best:
        by_left: dict[int, list[Pair]] = {}
        for pair in best_for_right(pair for _, pairs in found for pair in pairs):
            by_left.setdefault(pair.left, []).append(pair)
        found = ((number, by_left.get(number, [])) for number in range(len(left)))
    matched: set[int] = set()
    for number, pairs in found:
        matched.update(pair.right for pair in pairs)
        _print(_line(left[number], right[pair.right], pair) for pair in pairs)
        if arguments.all and not pairs:
            _print([_unmatched("left", left[number])])
    if arguments.all:
        _print(_unmatched("right", one) for number, one in enumerate(right) if number not in matched)


def _match_rows(path: Path, pairing: Pairing) -> None:
    from confmerge.records import of_row, read_source
    from confmerge.tables import parse_table, said_in

    table = parse_table(read_source(path), path, _note)
    columns = [table.columns(side) for side in ("a", "b")]
    for line, row in _watched(table.rows, len(table.rows)):
        sides = [said_in(row, side) for side in columns]
        a, b = ((said["id"][0] if "id" in said else f"{path}:{line}", of_row(said)) for said in sides)
        _print([_line(a, b, pairing.pair(a[1], b[1]))])


def _paths(names: Iterable[str], arguments: argparse.Namespace) -> list[Path]:
    """The files that a name on the command line stands for: itself, or the files of a list in the registry."""
    paths: list[Path] = []
    for name in names:
        paths += [Path(name)] if name == "-" or _is_there(name) else _files_of_list(name, arguments)
    return paths


def _is_there(name: str) -> bool:
    try:
        return bool(name) and Path(name).exists()
    except OSError:  # a name too long for a file
        return False


def _files_of_list(name: str, arguments: argparse.Namespace) -> list[Path]:
    from confmerge.registry import load_registry

    registry = load_registry(arguments.registry)
    spec = registry.lists.get(name)
    if spec is None:
        known = ", ".join(registry.lists) or "none"
        raise InputError(f"no such file, and no list of this name in the registry (known: {known})", name)
    if spec.git is None:
        return list(spec.files)
    from confmerge.targets import CACHE, load_targets

    (target,) = load_targets([spec], (), arguments.output / CACHE)
    return [file.document.path for file in target.files]


def _decisions(arguments: argparse.Namespace) -> tuple[Any, str]:
    """The decisions, and the name of the file that holds them."""
    from confmerge.decisions import Decisions, load_decisions

    path = arguments.decisions
    if path is not None:
        if not _is_there(str(path)):
            raise InputError("cannot be read: there is no such file", path)
    # Who has no registry of their own needs none read: only theirs has decisions beside it.
    elif arguments.registry or os.environ.get("CONFMERGE_REGISTRY") or Path("conferences.yaml").exists():
        from confmerge.registry import load_registry

        path = load_registry(arguments.registry).decisions_path
    return (load_decisions(path), path.name) if path else (Decisions(), "")


def _line(left: tuple[str, Record], right: tuple[str, Record], pair: Pair) -> dict[str, Any]:
    judgement = pair.judgement
    return {
        "left": _named(left),
        "right": _named(right),
        "verdict": judgement.verdict.value,
        "score": judgement.score,
        "evidence": list(judgement.evidence),
    }


def _unmatched(side: str, one: tuple[str, Record]) -> dict[str, Any]:
    why = {} if one[1].title else {"evidence": ["no title"]}
    return {side: _named(one), "verdict": "unmatched", **why}


def _named(one: tuple[str, Record]) -> dict[str, str]:
    return {"id": one[0], "title": one[1].title}


def _print(lines: Iterable[dict[str, Any]]) -> None:
    from confmerge.files import to_jsonl

    sys.stdout.write(to_jsonl(lines))


def _note(text: str) -> None:
    print(f"confmerge: {text}", file=sys.stderr)


def _watched(items: Iterable[_T], total: int) -> Iterator[_T]:
    """Pass items on; after a second say on a terminal how far it is, unless the output itself shows it there."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from items
        return
    told = time.monotonic() + 0.8
    shown = False
    for number, item in enumerate(items, 1):
        yield item
        if time.monotonic() - told > 0.2:
            told, shown = time.monotonic(), True
            print(f"\rcompared {number} of {total}", end="", file=sys.stderr, flush=True)
    if shown:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
