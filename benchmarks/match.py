"""Measure the comparison of papers: title pairs per kind, the DBLP-ACM benchmark, time beside brute force.

Reads the corpus that CONFMERGE_CORPUS names. `--smoke` takes a tenth of everything.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from rapidfuzz import fuzz, process

from confmerge.compare import Index, Record, Verdict, judge
from confmerge.titles import fold

_WIDTH = 56


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="a tenth of the data, in seconds")
    options = parser.parse_args()
    corpus = os.environ.get("CONFMERGE_CORPUS")
    if not corpus or not (Path(corpus) / "matching").is_dir():
        print("CONFMERGE_CORPUS does not hold matching/: nothing to measure", file=sys.stderr)
        return 2
    matching = Path(corpus) / "matching"
    step = 10 if options.smoke else 1
    pairs(matching / "pairs.tsv", step)
    dblp_acm(matching / "dblp-acm", step)
    speed(Path(corpus), 1000 // step)
    return 0


def pairs(path: Path, step: int) -> None:
    """Print what the titles alone say, per label and kind. T: same paper, N: different, A: a related version."""
    table: defaultdict[str, Counter[Verdict]] = defaultdict(Counter)
    for line in path.read_text("utf-8").splitlines()[1::step]:
        label, kind, left, right = line.split("\t")
        verdict = judge(Record(left), Record(right)).verdict
        for row in (label, f"{label} {kind}", "all"):
            table[row][verdict] += 1
    print(f"{'title pairs':{_WIDTH}}" + "".join(f"{verdict:>10}" for verdict in Verdict))
    for row in sorted(table):
        print(f"{row[:_WIDTH]:{_WIDTH}}" + "".join(f"{table[row][verdict]:>10}" for verdict in Verdict))


def dblp_acm(folder: Path, step: int) -> None:
    """Print precision, recall and F1 of `same`, with and without authors, and the time beside brute force."""
    ids_a, left = _table(folder / "tableA.csv", 1)
    ids_b, right = _table(folder / "tableB.csv", step)
    kept = set(ids_b)
    with (folder / "gold.csv").open(encoding="utf-8", newline="") as file:
        gold = {(row["idA"], row["idB"]) for row in csv.DictReader(file) if row["idB"] in kept}
    print(f"\nDBLP-ACM: {len(left)} x {len(right)} records, {len(gold)} pairs")
    for told, strip in (("title, authors, year, venue", False), ("titles alone", True)):
        start = time.perf_counter()
        index = Index(_bare(left) if strip else left)
        found = set()
        for number, record in enumerate(_bare(right) if strip else right):
            same = [position for position, judgement in index.matches(record) if judgement.verdict is Verdict.SAME]
            if same:
                found.add((ids_a[same[0]], ids_b[number]))
        seconds = time.perf_counter() - start
        hits = len(found & gold)
        precision, recall = hits / (len(found) or 1), hits / (len(gold) or 1)
        f1 = 2 * precision * recall / ((precision + recall) or 1)
        print(f"{told:28} precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}  {seconds:.2f} s")


def speed(corpus: Path, queries: int) -> None:
    """Print the time of one query beside rapidfuzz against every title, both in this run on all titles at hand."""
    titles = []
    for path in sorted((corpus / "labels").rglob("*.tsv")):
        titles += [line.split("\t")[0] for line in path.read_text("utf-8").splitlines()[1:]]
    for name in ("tableA", "tableB"):
        titles += [record.title for record in _table(corpus / "matching" / "dblp-acm" / f"{name}.csv", 1)[1]]
    asked = titles[:: max(len(titles) // queries, 1)]
    start = time.perf_counter()
    index = Index(map(Record, titles))
    built = time.perf_counter()
    for title in asked:
        index.matches(Record(title))
    matched = time.perf_counter()
    choices = [fold(title) for title in titles]
    folded = time.perf_counter()
    for title in asked:
        process.extract(fold(title), choices, scorer=fuzz.ratio, limit=5)  # extractOne stops at an equal title
    brute = (time.perf_counter() - folded) / len(asked)
    query = (matched - built) / len(asked)
    print(f"\n{len(titles)} titles, {len(asked)} queries: index built in {built - start:.2f} s")
    print(f"a query {query * 1000:.2f} ms, rapidfuzz with every title {brute * 1000:.2f} ms: ratio {query / brute:.2f}")


def _bare(records: list[Record]) -> list[Record]:
    return [Record(record.title) for record in records]


def _table(path: Path, step: int) -> tuple[list[str], list[Record]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[::step]
    records = [
        Record(
            row["title"],
            tuple(name for name in map(str.strip, row["authors"].split(",")) if name),
            row["venue"],
            int(row["year"]),
        )
        for row in rows
    ]
    return [row["id"] for row in rows], records


if __name__ == "__main__":
    sys.exit(main())
