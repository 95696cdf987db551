"""How well the bundled rules choose: recall and precision per venue, misses by title, and speed.

Reads the labelled titles of the corpus that CONFMERGE_CORPUS names.
Run: python benchmarks/keep.py [--smoke] [EDITION...]
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from confmerge.keep import Rules, Screening, load_rules, screen
from confmerge.paper import Paper

KINDS = {"mlsys": "mlsys"}
HEADINGS = ("papers", "yes", "recall", "prec.", "wanted", "seen", "keep", "maybe")


@dataclass(frozen=True)
class Row:
    """One labelled title and what the rules say of it."""

    title: str
    label: str
    picked: bool
    result: Screening


@dataclass
class Score:
    """Counts over the labelled titles of one venue, or of all."""

    papers: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    maybe: int = 0

    def add(self, row: Row) -> None:
        names = [row.label] + ["picked"] * row.picked + ["wanted"] * (row.picked or row.label == "yes")
        self.papers += 1
        self.counts.update(names)
        self.kept.update(names if row.result.keep == "keep" else ())
        self.seen.update(names if row.result.keep != "drop" else ())
        self.maybe += row.result.keep == "maybe"

    @property
    def recall(self) -> float:
        return _ratio(self.kept["yes"], self.counts["yes"])

    @property
    def precision(self) -> float:
        return _ratio(self.kept["yes"], self.kept["yes"] + self.kept["no"])

    @property
    def wanted_seen(self) -> float:
        """Of the papers labelled yes or picked by a curator, the share that is not dropped."""
        return _ratio(self.seen["wanted"], self.counts["wanted"])

    @property
    def maybe_share(self) -> float:
        return _ratio(self.maybe, self.papers)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def read_tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def kind_of(venue: str) -> str:
    return KINDS.get(venue.rstrip("0123456789"), "systems")


def labelled(corpus: Path, rules: Rules) -> dict[str, list[Row]]:
    """Return the rows of each labelled systems or MLSys venue."""
    return {
        path.stem: [
            Row(r["title"], r["label"], r["curator_picked"] == "yes", _screen(r["title"], rules, kind_of(path.stem)))
            for r in read_tsv(path)
        ]
        for path in sorted((corpus / "labels").glob("*.tsv"))
    }


def ml_venues(corpus: Path, rules: Rules) -> dict[str, list[Row]]:
    """Return the rows of each ML venue, where only curators' picks are known."""
    return {
        path.stem: [Row(r["title"], "", r["picked"] == "yes", _screen(r["title"], rules, "ml")) for r in read_tsv(path)]
        for path in sorted((corpus / "labels" / "ml-venues").glob("*.tsv"))
    }


def total(venues: dict[str, list[Row]]) -> Score:
    score = Score()
    for row in (row for rows in venues.values() for row in rows):
        score.add(row)
    return score


def _screen(title: str, rules: Rules, kind: str) -> Screening:
    return screen(Paper(title), rules, kind)


def _lines(venues: dict[str, list[Row]]) -> Iterator[str]:
    yield f"{'venue':14} " + " ".join(f"{heading:>6}" for heading in HEADINGS)
    everything = {"all": [row for rows in venues.values() for row in rows]}
    for name, rows in (venues | everything).items():
        score = total({name: rows})
        kept = sum(row.result.keep == "keep" for row in rows)
        yield (
            f"{name:14} {score.papers:6} {score.counts['yes']:6} {score.recall:6.3f} {score.precision:6.3f}"
            f" {score.counts['wanted']:6} {score.wanted_seen:6.3f} {kept / score.papers:6.1%} {score.maybe_share:6.1%}"
        )


def _misses(venues: dict[str, list[Row]]) -> Iterator[str]:
    for name, rows in venues.items():
        for row in rows:
            wanted = row.label == "yes" or row.picked
            if wanted and row.result.keep == "drop":
                yield _told("wanted, dropped", name, row)
            elif row.label == "yes" and row.result.keep != "keep":
                yield _told("yes, not kept", name, row)
            elif row.label == "no" and row.result.keep == "keep":
                yield _told("no, kept", name, row)


def _told(what: str, venue: str, row: Row) -> str:
    return f"{what:16} {venue:12} {row.result.score:5.2f}  {row.title}"


def _speed(rules: Rules, titles: Iterable[str]) -> str:
    start = time.perf_counter()
    loaded_rules = load_rules()
    loaded_rules.matcher_at(loaded_rules.kind("systems"))  # building the matcher is part of loading
    loaded = time.perf_counter()
    pool = list(titles)
    papers = [Paper(pool[number % len(pool)]) for number in range(10_000)]
    began = time.perf_counter()
    for paper in papers:
        screen(paper, rules)
    return f"loading the rules {1000 * (loaded - start):.0f} ms, 10,000 titles {time.perf_counter() - began:.2f} s"


def _show_editions(corpus: Path, rules: Rules, editions: list[str]) -> None:
    for edition in editions:
        papers = json.loads((corpus / "accepted" / f"{edition}.json").read_text(encoding="utf-8"))["papers"]
        results = [(_screen(paper["title"], rules, kind_of(edition)), paper["title"]) for paper in papers]
        counts = Counter(result.keep for result, _ in results)
        print(f"\n{edition}: {len(papers)} papers, {dict(counts)}")
        for decision in ("keep", "maybe", "drop"):
            for result, title in results:
                if result.keep == decision:
                    print(f"  {decision:5} {result.score:5.2f}  {title}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "editions", nargs="*", help="editions of the corpus whose decisions are printed, such as nsdi25"
    )
    parser.add_argument("--smoke", action="store_true", help="only the labelled systems venues, without speed")
    arguments = parser.parse_args()
    corpus = os.environ.get("CONFMERGE_CORPUS")
    if not corpus:
        print("CONFMERGE_CORPUS is not set: nothing to measure against", file=sys.stderr)
        return 2
    rules = load_rules()
    missing = [name for name in arguments.editions if not Path(corpus, "accepted", f"{name}.json").is_file()]
    if missing:
        parser.error(f"the corpus has no accepted papers of {', '.join(missing)}")
    if arguments.editions:
        _show_editions(Path(corpus), rules, arguments.editions)
        return 0
    venues = labelled(Path(corpus), rules)
    if not venues:
        parser.error("CONFMERGE_CORPUS does not hold labels/*.tsv")
    print("\n".join([*_lines(venues), "", *_misses(venues)]))
    if not arguments.smoke:
        ml = ml_venues(Path(corpus), rules)
        print("\n".join(["", *_lines(ml), "", *_misses(ml), ""]))
        print(_speed(rules, (row.title for rows in ml.values() for row in rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
