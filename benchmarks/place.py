"""How often the right section comes first, or among three: five-fold over a list's own entries, by title only.

Each title of a list counts once; right is any of the sections where it stands. Four fifths of the titles are what the
placer knows, and it ranks the sections for the others; that is done for each fifth, with several shuffles. "names": the
sections' headings are all it knows. Reads the lists of the corpus that CONFMERGE_CORPUS names.
Run: python benchmarks/place.py [--smoke] [--misses] [LIST.md...]
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from confmerge.lists import Document, read_list
from confmerge.place import Placer, Room
from confmerge.titles import fold

LISTS = ("ml-systems-papers.md", "awesome-AI-system.md")
FOLDS = 5
SEEDS = range(5)
WIDTH = 19
Headings = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A title, the sections where it stands, and the sections as ranked for it."""

    title: str
    right: frozenset[Headings]
    ranked: tuple[Headings, ...]

    def among(self, most: int) -> bool:
        return not self.right.isdisjoint(self.ranked[:most])


def standing(path: Path) -> dict[str, tuple[str, frozenset[Headings]]]:
    """Return the titles of a list, by folded title, with the sections where each stands."""
    found: dict[str, tuple[str, frozenset[Headings]]] = {}
    for entry in read_list(Document.load(path)).entries:
        if entry.kind != "list":
            title, sections = found.get(fold(entry.title), (entry.title, frozenset()))
            found[fold(entry.title)] = title, sections | {entry.place.path}
    return found


def rooms(titles: Sequence[tuple[str, frozenset[Headings]]], sections: Sequence[Headings]) -> list[Room]:
    found: Mapping[Headings, list[str]] = {path: [] for path in sections}
    for title, paths in titles:
        for path in paths:
            found[path].append(title)
    return [Room(path, tuple(inside)) for path, inside in found.items()]


def folds(titles: Sequence[tuple[str, frozenset[Headings]]], seed: int) -> Iterator[Ranked]:
    """Rank each title by what is in the other folds; a section none of whose titles is there is not known."""
    order = list(titles)
    random.Random(seed).shuffle(order)
    for fold_number in range(FOLDS):
        known = [title for number, title in enumerate(order) if number % FOLDS != fold_number]
        sections = sorted({path for _, paths in known for path in paths})
        yield from ranked(order[fold_number::FOLDS], rooms(known, sections))


def ranked(titles: Sequence[tuple[str, frozenset[Headings]]], known: list[Room]) -> Iterator[Ranked]:
    placer = Placer(known)
    for title, paths in titles:
        yield Ranked(title, paths, tuple(known[choice.room].headings for choice in placer.rank(title)))


def shares(results: Sequence[Sequence[Ranked]]) -> str:
    """The share of titles whose right section comes first, and among three: the mean of the runs, and their range."""
    text = []
    for most in (1, 3):
        runs = [mean(one.among(most) for one in run) for run in results]
        spread = f" ({min(runs):.3f}-{max(runs):.3f})" if len(runs) > 1 else ""
        text.append(f"{mean(runs):.3f}{spread}".ljust(WIDTH if spread else 0))
    return "  ".join(text)


def measure(path: Path, seeds: Sequence[int], misses: bool) -> Iterator[str]:
    titles = list(standing(path).values())
    sections = sorted({section for _, paths in titles for section in paths})
    if len(titles) < FOLDS or len(sections) < 2:
        yield f"{path.name}: {len(titles)} titles in {len(sections)} sections, nothing to choose"
        return
    began = time.perf_counter()
    runs = [list(folds(titles, seed)) for seed in seeds]
    seconds = (time.perf_counter() - began) / len(runs)
    by_names = list(ranked(titles, rooms([], sections)))
    yield f"{path.name:24} {len(titles):6} {len(sections):8}  {shares(runs)}  {shares([by_names])}  {seconds:5.1f} s"
    for one in runs[0] if misses else ():
        if not one.among(3):
            yield f"  {one.title}\n    stands in {_show(one.right)}\n    ranked    {_show(one.ranked[:3])}"


def _show(paths: Sequence[Headings] | frozenset[Headings]) -> str:
    return "; ".join(path[-1] if path else "(top)" for path in paths)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "lists", nargs="*", type=Path, metavar="LIST.md", help="default: the lists by topic of the corpus"
    )
    parser.add_argument("--smoke", action="store_true", help="one shuffle instead of five")
    parser.add_argument("--misses", action="store_true", help="print what is not among the first three")
    arguments = parser.parse_args()
    lists = arguments.lists
    if not lists:
        corpus = os.environ.get("CONFMERGE_CORPUS")
        if not corpus:
            print("CONFMERGE_CORPUS is not set: nothing to measure against", file=sys.stderr)
            return 2
        lists = [Path(corpus, "lists", name) for name in LISTS]
    print(f"{'list':24} {'titles':>6} {'sections':>8}  {'first':{WIDTH}}  {'among three':{WIDTH}}  names: first, three")
    for path in lists:
        for line in measure(path, SEEDS[:1] if arguments.smoke else SEEDS, arguments.misses):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
