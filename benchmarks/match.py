"""Measure the comparison of papers: title pairs per kind, the DBLP-ACM tables, and real records that were damaged.

Reads the corpus that CONFMERGE_CORPUS names. `--pairs FILE` takes other labelled pairs (label, kind, title_a, title_b),
`--smoke` a tenth of everything.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import damage

from confmerge.compare import Index, Record, Verdict, judge
from confmerge.records import of_json, read_side
from confmerge.titles import fold

_WIDTH = 56
_SEED = 7
_DAMAGED = 1200


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="a tenth of the data, in seconds")
    parser.add_argument("--pairs", type=Path, help="labelled pairs (default: those of the corpus)")
    options = parser.parse_args()
    corpus = os.environ.get("CONFMERGE_CORPUS")
    if not corpus or not (Path(corpus) / "matching").is_dir():
        print("CONFMERGE_CORPUS does not hold matching/: nothing to measure", file=sys.stderr)
        return 2
    matching = Path(corpus) / "matching"
    step = 10 if options.smoke else 1
    pairs(options.pairs or matching / "pairs.tsv", step)
    if not options.pairs:
        dblp_acm(matching / "dblp-acm", step)
        damaged(Path(corpus), _DAMAGED // step)
    return 0


def pairs(path: Path, step: int) -> None:
    """Print what the titles alone say, per label and kind. T: same paper, N: different, A: a related version."""
    table: defaultdict[str, Counter[Verdict]] = defaultdict(Counter)
    for line in path.read_text("utf-8").splitlines()[1::step]:
        label, kind, left, right = line.split("\t")[:4]
        verdict = judge(Record(left), Record(right)).verdict
        for row in (label, f"{label} {kind}", "all"):
            table[row][verdict] += 1
    print(f"{'title pairs':{_WIDTH}}" + "".join(f"{verdict:>10}" for verdict in Verdict))
    for row in sorted(table):
        print(f"{row[:_WIDTH]:{_WIDTH}}" + "".join(f"{table[row][verdict]:>10}" for verdict in Verdict))


def dblp_acm(folder: Path, step: int) -> None:
    """Print what is found of the gold pairs, best match per right-hand record, with authors and without."""
    left = read_side([folder / "tableA.csv"], print)
    right = read_side([folder / "tableB.csv"], print)[::step]
    place = {name: number for number, (name, _) in enumerate(left)}
    wanted = {name: number for number, (name, _) in enumerate(right)}
    with (folder / "gold.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["idA"], row["idB"]) for row in csv.DictReader(file)]
    gold = {(place[a], wanted[b]) for a, b in rows if b in wanted}
    print(f"\nDBLP-ACM: {len(left)} x {len(right)} records, {len(gold)} pairs")
    _header()
    tables = [record for _, record in left], [record for _, record in right]
    _score("title, authors, venue, year", *tables, gold)
    _score("titles alone", *([Record(record.title) for record in table] for table in tables), gold)


def damaged(corpus: Path, size: int) -> None:
    """Print the same for real records against damaged copies of theirs, and of records that are not there."""
    records = real_records(corpus)
    print(f"\n{size} damaged records, two thirds of which are among {len(records) - size // 3}")
    _header()
    for name, profile in damage.PROFILES.items():
        _score(name, *damage.twins(records, profile, _SEED, size))


def real_records(corpus: Path) -> list[Record]:
    """Return the corpus's records that have authors, without titles that stand twice: which is which is chance."""
    records = [record for _, record in read_side([corpus / "matching" / "dblp-acm" / "tableA.csv"], print)]
    for path in sorted((corpus / "accepted").glob("*.json")):
        edition = json.loads(path.read_bytes())
        records += [
            replace(of_json(paper | {"edition": edition["edition"]}), ids=frozenset()) for paper in edition["papers"]
        ]
    times = Counter(fold(record.title) for record in records)
    return [record for record in records if record.authors and times[fold(record.title)] == 1]


def _header() -> None:
    print(f"{'':28} precision    recall        F1  doubtful   related   seconds")


def _score(name: str, left: Sequence[Record], right: Sequence[Record], gold: Collection[tuple[int, int]]) -> None:
    start = time.perf_counter()
    index = Index(left)
    best = [next(iter(index.matches(record)), None) for record in right]
    seconds = time.perf_counter() - start
    told = Counter(judgement.verdict for _, judgement in filter(None, best))
    found = {(match[0], number) for number, match in enumerate(best) if match and match[1].verdict is Verdict.SAME}
    print(f"{name:28} {_percent(found, gold)} {told[Verdict.DOUBTFUL]:9} {told[Verdict.RELATED]:9} {seconds:9.2f}")


def _percent(found: Iterable[tuple[int, int]], gold: Collection[tuple[int, int]]) -> str:
    found = set(found)
    hits = len(found & set(gold))
    precision, recall = hits / (len(found) or 1), hits / (len(gold) or 1)
    return f"{precision:9.4f} {recall:9.4f} {2 * precision * recall / ((precision + recall) or 1):9.4f}"


if __name__ == "__main__":
    sys.exit(main())
