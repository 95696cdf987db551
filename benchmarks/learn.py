"""What `confmerge learn` learns: editions judged by what was learned without them, and by the bundled rules.

Reads the topics of tests/learn, and with CONFMERGE_CORPUS the list of ML-systems papers there against the editions of
which there are labels: what counts is whether the list holds a paper. Run: python benchmarks/learn.py [--smoke]
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from pathlib import Path

from confmerge.decisions import Decisions
from confmerge.keep import screen
from confmerge.learn import FROM_NOTHING, Evidence, Example, Lesson, Start, fits, gather, learn
from confmerge.learn.trial import Tried
from confmerge.lists import Document, read_list
from confmerge.paper import Paper
from confmerge.registry import Edition, RegistryError, guess_edition, load_registry
from confmerge.rules import Rules, load_rules
from confmerge.targets import TargetList

TOPICS = Path(__file__).parent.parent / "tests/learn"
LIST, LABELS = Path("lists/ml-systems-papers.md"), "labels/**/*.tsv"
COUNTS = ("kept", "right", "asked", "dropped")


def main() -> None:
    """Print a table for each list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="only the topics of tests/learn")
    arguments = parser.parse_args()
    bundled = Start(load_rules(), "default")
    for folder in sorted(path.parent for path in TOPICS.glob("*/list.md")):
        compare(folder.name, folder / "list.md", topic(folder), bundled)
    corpus = os.environ.get("CONFMERGE_CORPUS")
    if arguments.smoke:
        return
    if not corpus:
        sys.exit("CONFMERGE_CORPUS is not set: the list of ML-systems papers is left out")
    path, editions = Path(corpus, LIST), list(labelled(Path(corpus)))
    compare("ml-systems-papers", path, editions, bundled)
    compare("ml-systems-papers, from nothing", path, editions, bundled, FROM_NOTHING)


def topic(folder: Path) -> Iterator[tuple[Edition, Sequence[Paper]]]:
    """Yield the editions of a topic: titles, one a line."""
    for path in sorted(folder.glob("*.txt")):
        yield edition_of(path.stem), [Paper(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def labelled(corpus: Path) -> Iterator[tuple[Edition, Sequence[Paper]]]:
    """Yield the editions of the corpus of which there are labels; only their titles are read."""
    for path in sorted(corpus.glob(LABELS)):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            yield edition_of(path.name.split(".")[0]), [Paper(row["title"]) for row in rows]


def edition_of(key: str) -> Edition:
    """Return an edition, registered or not."""
    try:
        return load_registry().edition(key)
    except RegistryError:
        edition = guess_edition(key)
        assert edition is not None, key
        return edition


def compare(
    name: str,
    path: Path,
    editions: Iterable[tuple[Edition, Sequence[Paper]]],
    bundled: Start,
    start: Start | None = None,
) -> None:
    """Learn from a list, and print how what was learned without an edition judges it, and how the bundled rules do."""
    begun = time.perf_counter()
    target = TargetList(name, (read_list(Document.load(path), os.fspath(path)),))
    evidence = gather(target, editions, Decisions(), load_registry().conferences.values())
    start = start or (bundled if fits(target, bundled.rules) else FROM_NOTHING)
    lesson = learn(target, evidence, start)
    seconds = time.perf_counter() - begun
    phrases = sum(len(one.phrases) for one in lesson.learned)
    print(f"{name}: extends {lesson.extends or 'nothing'}, {phrases} phrases, {seconds:.1f} s")
    print_table(lesson, by_rules(evidence, bundled.rules))
    sections = lesson.profiles
    if sections.titles:
        print(
            f"sections: of {sections.titles} titles {sections.alone} are placed by what else stands there,"
            f" {sections.helped} with phrases learned without the title; {len(sections.sections)} sections are profiled"
        )
    print()


def by_rules(evidence: Evidence, rules: Rules) -> dict[str, tuple[int, ...]]:
    """Return for each edition how rules judge it: kept, of these right, asked, and dropped though taken."""
    told: dict[str, list[tuple[Example, str]]] = {}
    for kind, examples in evidence.examples.items():
        for one in examples:
            told.setdefault(one.edition or "", []).append((one, screen(one.paper, rules, kind).keep))
    return {
        edition: (
            sum(answer == "keep" for _, answer in answers),
            sum(one.held and answer == "keep" for one, answer in answers),
            sum(answer == "maybe" for _, answer in answers),
            sum(one.held and answer == "drop" for one, answer in answers),
        )
        for edition, answers in told.items()
    }


def print_table(lesson: Lesson, bundled: dict[str, tuple[int, ...]]) -> None:
    print(f"{'':19}{'':14}   {'learned without it':31}   bundled rules")
    print(f"{'edition':19}{'papers':>7}{'taken':>7}" + f"   {''.join(f'{count:>8}' for count in COUNTS)}" * 2)
    for learned in lesson.learned:
        rows = [(one.edition, figures(one), bundled[one.edition]) for one in learned.tried]
        for edition, ours, theirs in [*rows, *total(learned.kind, rows)]:
            papers, taken, *judged = ours
            cells = "   ".join("".join(f"{number:8}" for number in numbers) for numbers in (judged, theirs))
            print(f"{edition:19}{papers:7}{taken:7}   {cells}")


def figures(tried: Tried) -> tuple[int, ...]:
    """Return papers, taken, kept, right, asked, dropped."""
    _, papers, taken, kept, right, asked, seen = astuple(tried)
    return papers, taken, kept, right, asked, taken - seen


def total(
    kind: str, rows: Sequence[tuple[str, tuple[int, ...], tuple[int, ...]]]
) -> Iterator[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    if len(rows) > 1:
        ours, theirs = ([sum(column) for column in zip(*(row[at] for row in rows), strict=True)] for at in (1, 2))
        yield f"all {kind} venues", tuple(ours), tuple(theirs)


if __name__ == "__main__":
    main()
