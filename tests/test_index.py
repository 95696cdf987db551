"""What leads an index to a record when parts of it are damaged, and what it does not look at however long it is."""

from __future__ import annotations

import csv
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confmerge.compare import Index, Record, Verdict, judge
from confmerge.compare import index as index_module
from confmerge.identifiers import identifiers

CORPUS = os.environ.get("CONFMERGE_CORPUS")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="CONFMERGE_CORPUS is not set: corpus tests skipped")

AUTHORS = ("Jiaao Heng", "Jidong Zhai", "Qin Liang")
FIELD = ("efficient", "distributed", "training", "large", "models", "serving", "scheduling", "inference", "memory")
# Many papers of the field by other people: none of them is the one that is looked for.
CROWD = [
    Record(
        f"{' '.join((*FIELD, *FIELD)[at % 9 : at % 9 + 5])} with method {at}",
        (f"Ada Byron{at % 70}", "Wei Wang"),
        "NSDI",
        2001 + at % 20,
    )
    for at in range(2000)
]


def found_among(crowd: list[Record], asked: Record, record: Record) -> Verdict | None:
    """What an index says of `record`, which it holds among many; None where it does not find it."""
    for place, judgement in Index([*crowd, record]).matches(asked):
        if place == len(crowd):
            return judgement.verdict
    return None


def found(asked: Record, record: Record) -> Verdict | None:
    return found_among(CROWD, asked, record)


# Each way to a record, where the others are blocked.


def test_an_identifier_finds_another_title() -> None:
    link = identifiers("https://arxiv.org/abs/2401.00588")
    record = Record("EchoLM: Serving with Distillation", AUTHORS, ids=link)
    assert found(Record("IC-Cache: In-context Caching", AUTHORS, ids=link), record) is Verdict.SAME


def test_a_title_is_found_by_all_its_words_though_each_is_common() -> None:
    record = Record("Large Models Serving Efficient Memory", AUTHORS)
    assert found(Record("LARGE MODELS: serving efficient memory", AUTHORS), record) is Verdict.SAME


def test_a_title_is_found_between_its_authors_and_its_venue() -> None:
    record = Record("Distributed Inference over Large Models", AUTHORS, "NSDI", 2024)
    merged = Record("Jiaao Heng, Jidong Zhai, Qin Liang. Distributed Inference over Large Models, NSDI 2024")
    assert found(merged, record) is Verdict.SAME
    behind = Record("Distributed Inference over Large Models Jiaao Heng, Jidong Zhai, Qin Liang NSDI 2024")
    assert found(behind, record) is Verdict.SAME


@pytest.mark.parametrize(
    ("asked", "listed"),
    [("FlexZephyr: Training", "Flex Zephyr: Training"), ("Zephyr-LM: Serving", "ZephyrLM: Serving")],
)
def test_a_name_is_found_however_it_is_spaced(asked: str, listed: str) -> None:
    assert found(Record(f"{asked} of Large Models"), Record(f"{listed} of Large Models")) is Verdict.SAME


def test_a_name_alone_is_found() -> None:
    record = Record("Quokka: Efficient Distributed Training of Large Models with Memory", (), "NSDI", 2024)
    assert found(Record("Quokka", (), "NSDI", 2024), record) is Verdict.SAME


def test_a_misspelt_word_is_found_where_no_other_is_rare() -> None:
    record = Record("Efficient Serving of Rematerialization")
    assert found(Record("Efficient Serving of Rematerialisaton"), record) is not None  # its stem is another, too
    assert found(Record("Efficient Serving of Rematterialization"), record) is not None


@pytest.mark.parametrize(
    "authors", [AUTHORS, ("J. Heng", "J. Zhai", "Q. Liang"), ("Heng, J.", "Zhai, J."), ("Zhai J", "Liang Q")]
)
def test_authors_find_what_is_misspelt_in_every_word(authors: tuple[str, ...]) -> None:
    record = Record("Satellite Gossip Protocols", AUTHORS, "NSDI", 2024)
    assert found(Record("Satelite Gosip Protcols", authors, "NSDI", 2024), record) is Verdict.SAME


def test_an_author_finds_a_paper_of_one_author() -> None:
    record = Record("Satellite Gossip Protocols", ("Jiaao Heng",), "NSDI", 2024)
    assert found(Record("Satelite Gosip Protcols", ("J. Heng",), "NSDI", 2024), record) is Verdict.SAME


# What an index looks at.


def judged(monkeypatch: pytest.MonkeyPatch, crowd: list[Record], asked: Record) -> int:
    """How many records are judged for a query."""
    index, judge_apart = Index(crowd), index_module.judge_apart
    calls: list[object] = []

    def counted(*arguments: object) -> object:
        calls.append(arguments)
        return judge_apart(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(index_module, "judge_apart", counted)
    index.matches(asked)
    return len(calls)


@pytest.mark.parametrize("authors", [(), ("Wei Wang",), ("Ada Byron7", "Wei Wang")])
def test_a_query_is_judged_against_few_of_many(monkeypatch: pytest.MonkeyPatch, authors: tuple[str, ...]) -> None:
    asked = Record("Efficient Distributed Training of Large Models", authors)
    assert 0 < judged(monkeypatch, CROWD, asked) <= 80


def test_what_has_nothing_in_common_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(monkeypatch, CROWD, Record("Gossip over Satellites", AUTHORS)) == 0


@pytest.mark.parametrize(
    "title", ["Orca " * 20_000, "a" * 100_000, "ab:" * 30_000, " ".join(f"w{n}" for n in range(2_000))]
)
def test_a_text_that_is_no_title_does_no_harm(title: str) -> None:
    start = time.perf_counter()
    Index([*CROWD[:50], Record(title)]).matches(Record(f"{title} x", AUTHORS))
    assert time.perf_counter() - start < 5


def test_a_column_is_found_in_every_issue() -> None:
    issues = [Record("Reminiscences on Influential Papers", (f"Editor Number{at}",), "Record", at) for at in range(40)]
    column = Record("Reminiscences in Influential Papers", issues[33].authors, "Record", 33)
    places = [place for place, judgement in Index([*CROWD, *issues]).matches(column)]
    assert places[0] == len(CROWD) + 33


def test_a_link_of_two_papers_is_crowded_only_where_it_stands_at_both() -> None:
    link = identifiers("https://arxiv.org/abs/2401.00588")
    asked = Record("Zephyr: Lazy Hashing under Faults", ids=link)
    alone = Record("Zephyr: Sparse Tensor Hashing", ids=link)
    other = Record("Gossip over Low Satellites", ids=link)
    assert found(asked, alone) is Verdict.SAME
    assert found_among([*CROWD, other], asked, alone) is Verdict.DOUBTFUL


# What holds for any records.

WORDS = st.lists(st.sampled_from([*FIELD, "gossip", "satellite", "Orca:", "zephyr", "2", "II"]), min_size=1, max_size=8)
NAMES = st.lists(st.sampled_from([*AUTHORS, "Ada Byron", "Wei Wang", "W. Wang", "?", "", "Liang, Q"]), max_size=3)
RECORDS = st.builds(Record, WORDS.map(" ".join), NAMES.map(tuple))


@given(st.lists(RECORDS, max_size=8), RECORDS)
def test_a_record_is_found_as_itself(records: list[Record], record: Record) -> None:
    matches = dict(Index([*records, record]).matches(record))
    alone = dict(Index([record]).matches(record))
    assert (len(records) in matches) == (0 in alone)


@given(st.lists(RECORDS, max_size=8), RECORDS)
def test_answers_are_the_same_each_time(records: list[Record], record: Record) -> None:
    index = Index(records)
    assert index.matches(record) == index.matches(record) == Index(records).matches(record)


@pytest.mark.corpus
@needs_corpus
def test_what_is_the_same_by_judging_all_is_found() -> None:
    assert CORPUS
    tables = []
    for name in ("tableA", "tableB"):
        with (Path(CORPUS) / "matching" / "dblp-acm" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables.append(
                [
                    Record(row["title"], tuple(filter(None, map(str.strip, row["authors"].split(",")))))
                    for row in csv.DictReader(file)
                ]
            )
    index = Index(tables[0])
    for asked in tables[1][::230]:
        same = {place for place, judgement in index.matches(asked) if judgement.verdict is Verdict.SAME}
        for place, record in enumerate(tables[0]):
            assert judge(asked, record, index.weight).verdict is not Verdict.SAME or place in same, (asked, record)
