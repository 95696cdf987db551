"""Measure matching against long lists: time, memory, what is found and what is linked wrongly, per length of the list.

Real titles of the corpus that CONFMERGE_CORPUS names are recombined until a list is long enough; damaged copies of its
titles are the queries that must be found, and titles that are not in it the ones that must not be. Each list is read
from a file and matched in a process of its own, as `confmerge match` does it. `--smoke` takes short lists, in seconds.
"""

from __future__ import annotations

import csv
import json
import re
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from noise import Row

_SEED = 2025
_SIZES, _SMOKE_SIZES = (10_000, 100_000, 166_000), (1_000, 5_000)
_QUERIES, _SMOKE_QUERIES = 500, 60
# Queries that are put to brute force: it takes much the same time for each.
_BRUTE_QUERIES = 20
_HEADINGS = (
    *("titles", "authors", "build s", "ms/query", "in all s", "MB"),
    *("same", "or doubt", "unseen same", "or doubt"),
)


def main() -> int:
    # Only what a child needs is imported above: its time is measured from its start.
    import argparse
    import os
    import tempfile

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="short lists, in seconds")
    parser.add_argument("--sizes", type=int, nargs="+", metavar="N", help="lengths of the lists")
    parser.add_argument("--misses", type=Path, metavar="FILE", help="write what was not found or linked wrongly there")
    options = parser.parse_args()
    corpus = os.environ.get("CONFMERGE_CORPUS")
    if not corpus or not (Path(corpus) / "matching").is_dir():
        print("CONFMERGE_CORPUS does not hold matching/: nothing to measure", file=sys.stderr)
        return 2
    sizes = options.sizes or (_SMOKE_SIZES if options.smoke else _SIZES)
    with tempfile.TemporaryDirectory() as folder:
        misses = measure(Path(corpus), Path(folder), sizes, _SMOKE_QUERIES if options.smoke else _QUERIES)
    if options.misses:
        options.misses.write_text("\n".join(misses) + "\n", "utf-8")
    return 0


def measure(corpus: Path, folder: Path, sizes: Sequence[int], count: int) -> list[str]:
    """Print a line per length, without and with authors, then brute force beside it; return what went wrong."""
    from noise import Source, damaged, real_rows

    source = Source(real_rows(corpus), count // 2, Random(_SEED))
    rows, unseen = source.rows(max(sizes)), source.unseen(count)
    print(f"{count} damaged and {count} unseen titles\n" + "".join(f"{heading:>12}" for heading in _HEADINGS))
    costs, misses = [], []
    for size in sizes:
        chooser = Random(_SEED)
        wanted = chooser.sample(range(size), count)
        noisy = [damaged(rows[number], chooser) for number in wanted]
        for with_authors in (False, True):
            answer = _ask(folder, rows[:size], [row for _, row in noisy] + unseen, with_authors)
            found = [_said(match, number) for match, number in zip(answer["matches"], wanted, strict=False)]
            linked = [match[0][1] if match else "" for match in answer["matches"][count:]]
            cells = [f"{size}", "yes" if with_authors else "no", f"{answer['build']:.2f}", f"{answer['query']:.3f}"]
            cells += [f"{answer['all']:.2f}", f"{answer['mb']:.0f}", *_parts(found), *_parts(linked)]
            print("".join(f"{cell:>12}" for cell in cells), flush=True)
            if with_authors:
                costs.append(answer["query"])
                misses += _missed(rows[:size], noisy, wanted, answer["matches"])
                misses += _linked(rows[:size], unseen, answer["matches"][count:])
    print(f"\na list {sizes[-1] / sizes[0]:.1f} times as long makes a query {costs[-1] / costs[0]:.1f} times as long")
    asked = [row.title for row in (*(row for _, row in noisy), *unseen)]
    brute_force([row.title for row in rows], asked[:: len(asked) // _BRUTE_QUERIES], costs[-1])
    return misses


def _parts(said: list[str]) -> list[str]:
    same, doubtful = said.count("same"), said.count("doubtful")
    return [f"{part / len(said):.1%}" for part in (same, same + doubtful)]


def _said(matches: list[Any], number: int) -> str:
    """What was said of the right record; `same` counts only where no other stands before it."""
    for place, (other, said, _) in enumerate(matches):
        if other == number:
            return str(said) if said != "same" or not place else "doubtful"
    return ""


def _missed(rows: list[Row], noisy: list[tuple[str, Row]], wanted: list[int], matches: list[Any]) -> list[str]:
    told = []
    for (kind, row), number, found in zip(noisy, wanted, matches, strict=False):
        if (said := _said(found, number)) != "same":
            why = next((" | ".join(evidence) for other, _, evidence in found if other == number), "no match")
            told.append(f"{len(rows)} {kind}\n  asked  {row}\n  record {rows[number]}\n  {said or 'not found'}: {why}")
    return told


def _linked(rows: list[Row], unseen: list[Row], matches: list[Any]) -> list[str]:
    return [
        f"{len(rows)} unseen\n  asked  {row}\n  record {rows[found[0][0]]}\n  same: {' | '.join(found[0][2])}"
        for row, found in zip(unseen, matches, strict=True)
        if found and found[0][1] == "same"
    ]


def _ask(folder: Path, rows: list[Row], queries: list[Row], with_authors: bool) -> Any:
    """Write both tables, have a process of its own match them, and return what it reports and its time in all."""
    import subprocess

    for name, table in (("list.csv", rows), ("queries.csv", queries)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["title", "authors", "venue", "year"] if with_authors else ["title"])
            for row in table:
                known = [row.title, "; ".join(row.authors), row.venue, row.year]
                writer.writerow(known if with_authors else known[:1])
    start = time.perf_counter()
    command = [sys.executable, __file__, "--child", str(folder / "list.csv"), str(folder / "queries.csv")]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout) | {"all": time.perf_counter() - start}


def child(listed: Path, asked: Path) -> None:
    """Match the records of two tables and print the answers, with the time and the memory that it took."""
    from confmerge.compare import Index

    records, queries = _records(listed), _records(asked)
    start = time.perf_counter()
    index = Index(records)
    built = time.perf_counter()
    matches = [index.matches(query) for query in queries]
    query = (time.perf_counter() - built) / len(queries) * 1000
    answer = {
        "build": built - start,
        "query": query,
        "mb": _peak(),
        "matches": [[(number, said.verdict, said.evidence) for number, said in found] for found in matches],
    }
    json.dump(answer, sys.stdout)


def _peak() -> float:
    """Return the most memory that this process had, in MB; `ru_maxrss` of a child begins with its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s*(\d+)", status.read_text())[1]) / 1024  # type: ignore[index]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _records(path: Path) -> list[Any]:
    from confmerge.compare import Record

    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        if len(next(rows)) == 1:
            return [Record(title) for (title,) in rows]
        return [Record(title, tuple(names.split("; ")), venue, int(year)) for title, names, venue, year in rows]


def brute_force(titles: list[str], asked: list[str], ours: float) -> None:
    """Print the time that rapidfuzz takes to compare a query with every title, beside our milliseconds."""
    from rapidfuzz import fuzz, process

    from confmerge.titles import fold

    choices, queries = [fold(title) for title in titles], [fold(title) for title in asked]
    start = time.perf_counter()
    try:
        process.cdist(queries, choices, scorer=fuzz.token_set_ratio)
        told = "cdist"
    except ImportError:  # cdist needs numpy
        for query in queries:
            process.extract(query, choices, scorer=fuzz.token_set_ratio, limit=5)
        told = "extract (no numpy for cdist)"
    brute = (time.perf_counter() - start) / len(asked) * 1000
    print(
        f"{len(titles)} titles: a query {ours:.2f} ms, rapidfuzz {told} with token_set_ratio {brute:.1f} ms: "
        f"{brute / ours:.0f} times as long"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main())
