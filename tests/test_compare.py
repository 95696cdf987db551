"""Same, related, doubtful, different: hard cases of each, and what must hold for any two records."""

from __future__ import annotations

import csv
import json
import os
import re
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confmerge.compare import Index, Judgement, Record, Verdict, judge
from confmerge.compare.people import AuthorEvidence, Authors, compare_authors
from confmerge.compare.versions import one_venue, title_kinds, venue_kinds
from confmerge.identifiers import identifiers

CORPUS = os.environ.get("CONFMERGE_CORPUS")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="CONFMERGE_CORPUS is not set: corpus tests skipped")

SAME, RELATED, DOUBTFUL, DIFFERENT = Verdict
AUTHORS = ("Jiaao He", "Jidong Zhai", "Qin Li")
OTHERS = ("Ada Byron", "Grace Murray", "Edsger Wybe")


def verdict(left: Record | str, right: Record | str) -> Verdict:
    left, right = (Record(side) if isinstance(side, str) else side for side in (left, right))
    return judge(left, right).verdict


# Titles alone.


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            "Orca: A Distributed Serving System for Transformers",
            "ORCA: a distributed serving system for {Transformers}",
        ),
        ("Orca: A Distributed Serving System", "Orca: A Distributed Serving System OSDI'22"),
        (
            "A Distributed Serving System for Transformer Models",
            "Orca: A Distributed Serving System for Transformer Models",
        ),
        ("DistMM: Accelerating Multi-modal Model Training", "DistMM: Accelerating Multimodal Model Training"),
        ("Large Language Model Serving with Virtual Tensors", "LLM Serving with Virtual Tensors"),
        ("Toward Congestion-Aware Routing of Satellites", "Towards Congestion-Aware Routing of Satelites"),
        (
            "Limits and Opportunities of Hardware Isolation Enclaves",
            "Opportunities and Limits of Hardware Isolation Enclaves",
        ),
        ("Flux: Layerwise Overlap of Communication", "Flux: Fast Layer-wise Overlap of Communications"),
        (
            "vLLM System (Efficient Paged Memory for Attention Kernels SOSP'23)",
            "Efficient Paged Memory for Attention Kernels",
        ),
        ("Power-aware Replica Placement with μ-Serve", "Power-aware Replica Placement with uServe"),
        ("Fast Serving of Wafer-Scale Chips (Short Paper)", "Fast Serving of Wafer-Scale Chips"),
    ],
)
def test_the_same_title(left: str, right: str) -> None:
    assert verdict(left, right) is SAME


@pytest.mark.parametrize(
    ("left", "right"),
    [
        # The name only.
        ("iGUARD", "iGUARD: In-GPU Advanced Race Detection"),
        ("Megatron-LM", "Efficient Large-Scale Training on GPU Clusters Using Megatron-LM"),
        # The name kept, the topic in other words.
        (
            "Zephyr: Near-Optimal Sparse Tensor Synchronization",
            "Zephyr: Training with Sparsity-driven Data Synchronization",
        ),
        # Another name, the same words.
        ("Alder: Statistical Multiplexing for Model Swapping", "Beech: Statistical Multiplexing for Model Swapping"),
        # Numbers.
        (
            "Accurate 8-Bit Attention for Plug-and-play Inference",
            "Accurate 4-Bit Attention for Plug-and-play Inference",
        ),
        ("Persistent Indexes for Column Stores, Part I", "Persistent Indexes for Column Stores, Part II"),
        ("Report on the Lisbon Provenance Seminar 2001", "Report on the Lisbon Provenance Seminar 2002"),
        (
            "HexGen: Generative Inference over Decentralized Hardware",
            "HexGen-2: Generative Inference over Decentralized Hardware",
        ),
        # Opposites, whatever else is equal.
        ("Aurora: Offline Scheduling of Inference Batches", "Aurora: Online Scheduling of Inference Batches"),
        ("Zephyr: Fast Sparse Gossip on CPUs", "Zephyr: Fast Sparse Gossip on GPUs"),
        # The name of one is what the other uses.
        ("Zephyr-LM: Training Models by Parallel Gossip", "Efficient Training of Models on Satellites Using Zephyr-LM"),
        # Most words, but not all.
        (
            "Gradient Coding using Tensor Homomorphic Compression",
            "Gradient Coding using Lossless Homomorphic Compression",
        ),
        # Too little to tell.
        ("Editorial", "Editorial"),
        ("Efficient LLM Serving", "Efficient LLM Serving"),
    ],
)
def test_a_doubtful_title(left: str, right: str) -> None:
    assert verdict(left, right) is DOUBTFUL


@pytest.mark.parametrize(
    ("left", "right"),
    [
        # One name, several systems.
        (
            "Optimus: an efficient dynamic resource scheduler",
            "Optimus: Warming Serverless Inference via Transformation",
        ),
        ("Orion: Interference-aware GPU Sharing", "Orion: Fully Homomorphic Encryption for Deep Learning"),
        ("Zero: memory optimizations for training", "Zero++: Collective Communication for Giant Models"),
        # All words of one in the other.
        ("Deep Learning Inference", "Fast Deep Learning Inference over Compressed Satellite Radar Images"),
        # The words of the field.
        (
            "Efficient Training of Large Language Models on GPU Clusters",
            "Efficient Serving of Large Language Models on Edge Devices",
        ),
        ("A Survey of Mixture of Experts Inference", "A Survey of Speculative Decoding Inference"),
        ("Optical Networks for Training", "Sparse Kernels for Inference"),
        ("", "Fast Training"),
        ("", ""),
        ("***", "🔍"),
    ],
)
def test_a_different_title(left: str, right: str) -> None:
    assert verdict(left, right) is DIFFERENT


def test_words_with_a_replaced_letter_are_not_taken_for_misspelt() -> None:
    left, right = "Scheduling Traffic in Optical Datacenter Fabrics", "Scheduling Traffic in Optimal Datacenter Fabrics"
    assert verdict(left, right) is not SAME
    assert verdict("Supervised Hashing of Video Streams", "Unsupervised Hashing of Video Streams") is not SAME


# Identifiers.


def linked(title: str, *urls: str, **more: object) -> Record:
    return Record(title, ids=identifiers(*urls), **more)  # type: ignore[arg-type]


ARXIV = "https://arxiv.org/abs/2401.00588"


def test_a_link_confirms_a_title_that_changed() -> None:
    before = linked("ServerlessLLM: Locality-Enhanced Serverless Inference", ARXIV + "v1")
    after = linked("ServerlessLLM: Low-Latency Serverless Inference", "https://arxiv.org/pdf/2401.00588v3.pdf")
    assert verdict(before.title, after.title) is DOUBTFUL
    assert verdict(before, after) is SAME


def test_a_link_does_not_make_unlike_titles_one() -> None:
    found = judge(linked("Fairness in Serving Large Language Models", ARXIV), linked("Gossip over Satellites", ARXIV))
    assert found.verdict is DOUBTFUL
    assert "same arXiv id 2401.00588, but titles differ" in found.evidence


def test_unlike_titles_with_one_link_and_the_same_authors_are_one_paper() -> None:
    before = linked("EchoLM: Serving with Distillation", ARXIV, authors=AUTHORS)
    after = linked("IC-Cache: In-context Caching of Requests", ARXIV, authors=AUTHORS)
    assert verdict(before, after) is SAME


def test_a_name_alone_with_the_same_link_is_enough() -> None:
    assert verdict(linked("iGUARD", ARXIV), linked("iGUARD: In-GPU Advanced Race Detection", ARXIV)) is SAME


def test_a_link_does_not_make_two_versions_one() -> None:
    first = linked("HexGen: Generative Inference over Decentralized Hardware", ARXIV)
    second = linked("HexGen-2: Generative Inference over Decentralized Hardware", ARXIV)
    assert verdict(first, second) is DOUBTFUL


def test_another_doi_disproves_nothing_when_it_is_a_preprints() -> None:
    title = "Fair Gossip over Low-Orbit Satellites"
    published = linked(title, "https://doi.org/10.1145/1.2")
    assert verdict(published, linked(title, "https://doi.org/10.48550/arXiv.2401.00588")) is SAME
    assert verdict(published, linked(title, "https://doi.org/10.1101/2024.01.01")) is SAME
    found = judge(published, linked(title, "https://doi.org/10.1109/3.4"))
    assert found.verdict is RELATED
    assert "DOIs 10.1109/3.4 and 10.1145/1.2 differ" in found.evidence


def test_other_arxiv_ids_are_a_doubt_unless_titles_are_equal() -> None:
    left = linked("Flux: Layerwise Overlap of Communication", ARXIV)
    assert verdict(left, linked(left.title, "https://arxiv.org/abs/2402.1")) is SAME
    assert (
        verdict(left, linked("Flux: Fast Layerwise Overlap of Communication", "arxiv.org/abs/2402.11111")) is DOUBTFUL
    )


# Authors.


def test_authors_settle_a_renamed_system() -> None:
    alder = "Alder: Statistical Multiplexing for Model Swapping"
    beech = "Beech: Statistical Multiplexing for Model Swapping"
    assert verdict(Record(alder, AUTHORS), Record(beech, AUTHORS)) is SAME
    assert verdict(Record(alder, AUTHORS), Record(beech, OTHERS)) is not SAME


def test_equal_titles_of_other_people_are_doubtful() -> None:
    title = "Fair Gossip over Low-Orbit Satellites"
    found = judge(Record(title, AUTHORS), Record(title, OTHERS))
    assert (found.verdict, found.evidence) == (DOUBTFUL, ("titles equal after folding", "no author in common"))


def test_the_same_authors_and_name_are_never_quietly_different() -> None:
    left, right = "GPipe: Easy Scaling with Micro-Batches", "GPipe: Training Giants in Stages"
    assert verdict(left, right) is DIFFERENT
    assert verdict(Record(left, AUTHORS), Record(right, AUTHORS)) is DOUBTFUL


def test_the_same_authors_write_two_parts() -> None:
    first, second = "Persistent Indexes for Column Stores, Part I", "Persistent Indexes for Column Stores, Part II"
    assert verdict(Record(first, AUTHORS), Record(second, AUTHORS)) is DOUBTFUL


def test_an_editorial_needs_its_editor_and_its_year() -> None:
    first = Record("Editorial", ("Richard Snodgrass",), "TODS", 2001)
    assert verdict(first, Record("Editorial", ("R. T. Snodgrass", "A. Bo"), "TODS", 2002)) is DOUBTFUL
    assert verdict(first, Record("Editorial", ("Richard T. Snodgrass",), "TODS", 2001)) is SAME


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (AUTHORS, AUTHORS[::-1], Authors.AGREE),
        (AUTHORS, ("J. He", "J. Zhai", "Q. Li"), Authors.AGREE),
        (AUTHORS, ("He, Jiaao", "Li, Qin"), Authors.AGREE),
        (AUTHORS, AUTHORS[:1], Authors.AGREE),
        (("Michael H. Böhlen", "Jo Du"), ("Michael B&#246;hlen", "Jo Du 0001"), Authors.AGREE),
        (AUTHORS, ("Qing Li",), Authors.PARTLY),
        (AUTHORS, ("Wei Li", "Ada Byron"), Authors.PARTLY),
        (("Y. Wang",), ("Yi Wang",), Authors.LIKELY),
        (("Yi Wang",), ("Yifan Wang",), Authors.PARTLY),
        (("J. F. Naughton", "R. Agrawal"), ("JF Naughton", "R Agrawal", "h"), Authors.AGREE),
        (("Jeffrey F. Naughton", "Rakesh Agrawal"), ("Naughton JF", "Agrawal R"), Authors.AGREE),
        (("Christos Faloutsos", "Ada Byron"), ("Christos Falouttsos", "A Byorn"), Authors.LIKELY),
        (("Wei Zhang", "Ada Byron"), ("Wen Zhong", "Ada Murray"), Authors.DISAGREE),
        (AUTHORS, ("J. He", "et al."), Authors.LIKELY),
        (AUTHORS, OTHERS, Authors.DISAGREE),
        (AUTHORS, (), Authors.UNKNOWN),
        (AUTHORS, ("CORPORATE The Team", "?"), Authors.UNKNOWN),
        (AUTHORS, ("Anonymous Authors",), Authors.UNKNOWN),
        (AUTHORS, ("He J", "Zhai J", "Li Q"), Authors.AGREE),
        (("Xin Li", "Yang Wu", "Jun Ma"), ("LI X", "WU Y", "MA J"), Authors.AGREE),
        (("John Albert Smith", "Ben Arthur Doe"), ("smith ja", "doe ba"), Authors.AGREE),
        (("Jan van der Berg", "Maria A. de la Cruz"), ("van der Berg J", "de la Cruz MA"), Authors.AGREE),
        (("Jan van den Berg", "Kate O'Brien"), ("J. Vandenberg", "K. O Brien"), Authors.AGREE),
        (("Héctor García-Molina", "Juan Pérez Ruiz"), ("H. Garcia", "Pérez J"), Authors.AGREE),
        (("Xiao-Dong Li", "Li-Xin Wu"), ("Xiaodong Li", "Lixin Wu"), Authors.AGREE),
        (("H. Müller", "J. Köhler"), ("H. Mueller", "J. Koehler"), Authors.AGREE),
        (("Bjørn Østergård", "Karl Ågren"), ("Bjoern Oestergaard", "Karl Aagren"), Authors.AGREE),
        (("Weinan E", "Jiequn Han"), ("E, Weinan", "Han, J."), Authors.AGREE),
        (("John Smith (Ed.)", "Bill Doe et al."), ("Smith, John", "Doe, B."), Authors.AGREE),
        (("Jane Smith", "Bo Li"), ("Jane Smith-Jones", "Bo Li"), Authors.AGREE),
        (("Zhang Wei", "Li Na"), ("W. Zhang", "N. Li"), Authors.PARTLY),
        (("X. Xue", "Y. Yue"), ("X. Xu", "Y. Yu"), Authors.DISAGREE),
        (("ATLAS Collaboration",), ("G. Aad", "B. Abbott"), Authors.UNKNOWN),
        (("G. Aad", "B. Abbott", "ATLAS Collaboration"), ("Aad G", "Abbott B"), Authors.AGREE),
        (("The ATLAS Collaboration",), ("ATLAS Collaboration",), Authors.LIKELY),
        (("ATLAS Collaboration",), ("CMS Collaboration",), Authors.DISAGREE),
        (("ODM Group",), ("Object Database Management Group",), Authors.LIKELY),
        (("王伟", "李娜"), ("王伟", "李娜"), Authors.AGREE),
        (("王伟", "李娜"), ("Wei Wang", "Na Li"), Authors.UNKNOWN),
    ],
)
def test_authors(left: tuple[str, ...], right: tuple[str, ...], expected: Authors) -> None:
    assert compare_authors(left, right).authors is expected
    assert compare_authors(left, right) == compare_authors(right, left)


def test_long_lists_of_authors_take_little_time() -> None:
    crowd = [
        f"{chr(65 + number % 26)}. {''.join(chr(97 + int(digit)) for digit in f'{number:08}')}"
        for number in range(1500)
    ]
    start = time.process_time()
    assert compare_authors(crowd, crowd[::-1]) == AuthorEvidence(Authors.AGREE, 1.0, len(crowd))
    compare_authors(crowd[:1000], crowd[500:])
    compare_authors([name[0] + "o" + name[2:] for name in crowd], [name[0] + "e" + name[2:] for name in crowd])
    assert time.process_time() - start < 1


FORLIZZI = ("Luca Forlizzi", "Ralf Güting", "Enrico Nardelli", "Markus Schneider")
MOVING = Record("Data Structures for Moving Objects", FORLIZZI, "SIGMOD Conference", 2000)


@pytest.mark.parametrize(
    "other",
    [
        Record(
            "Data Structures for Moving Objects Luca Forlizzi, Ralf Guting, Markus Schneider SIGMOD Conference 2000"
        ),
        Record("Schneider, M. and Nardelli, E.: Data Structures for Moving Objects", ("L. Forlizzi",)),
        Record("Data Structures for Moving Objects. In Proc. ACM SIGMOD, 2000", FORLIZZI),
        Record("dtaa strutcures for moving objcts", ("L Forlizzi", "R Güting", "E Nardelli", "h")),
        Record("August 2000. Data Structures for Moving Objects", ("L. Forlizzi", "R.H. Güting")),
        Record("Data Structures for Moving Ob", ("L. Forlizzi", "R.H. Güting")),
        Record("Data Structures for Moving Objects: A Longer Story", ("L. Forlizzi", "R.H. Güting"), "SIGMOD", 2000),
    ],
)
def test_authors_see_through_what_catalogues_do_to_titles(other: Record) -> None:
    assert verdict(MOVING, other) is SAME


@pytest.mark.parametrize(
    "other",
    [
        Record("Data Structures for Moving Objects on GPUs Ada Byron, Grace Murray 2000"),
        Record("Query Languages for Moving Objects", FORLIZZI, "SIGMOD Conference", 2000),
        Record("Data Structures for Moving Objects, Part II", FORLIZZI, "SIGMOD Conference", 2000),
        Record("Data Structures for Moving Objects 2003", OTHERS, None, 2003),
        Record("Moving Objects", FORLIZZI),
    ],
)
def test_authors_do_not_make_another_title_one(other: Record) -> None:
    assert verdict(MOVING, other) is not SAME


def test_one_edition_does_not_print_one_title_twice() -> None:
    left = Record("Scheduling Traffic in Datacenter Fabrics", AUTHORS, "NSDI", 2024)
    assert verdict(left, Record("Scheduling Trafic in Datacentre Fabrics", (), "USENIX NSDI", 2024)) is SAME
    assert verdict(left, Record("Scheduling Traffic in Datacenter Fabrics", OTHERS, "NSDI", 2024)) is DOUBTFUL
    assert verdict(left, Record("Scheduling Trafic in Datacentre Fabrics", OTHERS, "NSDI", 2024)) is DOUBTFUL


def test_who_writes_a_column_writes_it_every_year() -> None:
    left = Record("Introduction to the Career Forum Column", ("Ada Byron",), "SIGMOD Record", 2001)
    assert verdict(left, Record("Career Forum", ("Ada Byron",), "SIGMOD Record", 2002)) is not SAME


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (
            "Accelerating Gossip over Low Satellites with Par…",
            "Accelerating Gossip over Low Satellites with Parity",
            SAME,
        ),
        ("Accelerating Gossip over Low Satell", "Accelerating Gossip over Low Satellites with Parity", SAME),
        ("Accelerating Gossip over Satellite", "Accelerating Gossip over Satellites with Parity", DOUBTFUL),
        ("Gossip in Low Orbits", "Gossip in Low Orbits: How Rumours Travel without Routers", DOUBTFUL),
        ("Gossip in Low Orbits, Part I", "Gossip in Low Orbits, Part II", DOUBTFUL),
        ("DeepZephyr: Parallel Gossip in Low Orbits", "DepZephyr: Parallel Gossip in Low Orbits", SAME),
        ("FP6-Zephyr: Parallel Gossip in Low Orbits", "FP8-Zephyr: Parallel Gossip in Low Orbits", DOUBTFUL),
    ],
)
def test_the_beginning_of_a_title(left: str, right: str, expected: Verdict) -> None:
    assert verdict(left, right) is expected


# Venue, year and version.

TITLE = "Fair Gossip over Low-Orbit Satellites"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("arxiv", 2022), ("NSDI", 2024), SAME),
        (("NSDI", 2024), ("USENIX NSDI", 2024), SAME),
        (("NSDI", 2024), ("NSDI", 2023), SAME),
        (("NSDI", 2024), (None, None), SAME),
        (("NSDI", 2024), (None, 2021), SAME),
        (("NSDI", 2024), ("NSDI", 2020), DOUBTFUL),
        (("NSDI", 2024), ("SIGCOMM", 2023), RELATED),
        (("NSDI", 2024), ("IEEE TPDS", 2024), RELATED),
        (("HotNets Workshop", 2024), ("NSDI", 2024), RELATED),
        (("PPoPP poster", 2024), ("PPoPP", 2024), RELATED),
    ],
)
def test_the_same_title_elsewhere(
    left: tuple[str | None, int | None], right: tuple[str | None, int | None], expected: Verdict
) -> None:
    assert verdict(Record(TITLE, (), *left), Record(TITLE, (), *right)) is expected


def test_versions_are_told_by_the_title_too() -> None:
    assert verdict(TITLE, f"POSTER: {TITLE}") is RELATED
    assert verdict(TITLE, f"{TITLE} (Extended Version)") is RELATED
    assert verdict(TITLE, f"Erratum: {TITLE}") is RELATED
    assert verdict(f"[Poster] {TITLE}", f"Poster: {TITLE}") is SAME


def test_a_name_alone_needs_the_edition() -> None:
    full = Record("iGUARD: In-GPU Advanced Race Detection", (), "SOSP", 2021)
    assert verdict(Record("iGUARD", (), "SOSP", 2021), full) is SAME
    assert verdict(Record("iGUARD", (), "SOSP", 2020), full) is DOUBTFUL
    assert verdict(Record("iGUARD", OTHERS, "SOSP", 2021), Record(full.title, AUTHORS, "SOSP", 2021)) is not SAME


def test_what_is_a_little_alike_and_published_elsewhere_is_another_paper() -> None:
    left, right = "Zephyr: Sparse Tensor Hashing", "Zephyr: Lazy Hashing under Faults"
    assert verdict(left, right) is DOUBTFUL
    assert verdict(Record(left, (), "ICML", 2024), Record(right, (), "ASPLOS", 2025)) is DIFFERENT
    assert verdict(Record(left, (), "arxiv", 2024), Record(right, (), "ASPLOS", 2025)) is DOUBTFUL


def test_marks_of_versions_and_venues() -> None:
    assert title_kinds("Poster Design with Neural Networks") == frozenset()
    assert venue_kinds("NAIC @ SIGCOMM'24") == {"workshop"}
    assert one_venue("SOSP", "Symposium on Operating Systems Principles") is True
    assert one_venue("NSDI", "OSDI") is False
    assert one_venue("", "OSDI") is None


# What holds for any records.

TEXT = st.text(max_size=40) | st.text(st.characters(exclude_categories=[]), max_size=20)
WORDS = st.lists(
    st.sampled_from(
        ["Orca:", "serving", "of", "2", "II", "large", "Gossip", "language", "models", "(Poster)", "v2", "NSDI'24"]
    ),
    max_size=7,
)
TITLES = TEXT | WORDS.map(" ".join)
RECORDS = st.builds(
    Record,
    TITLES,
    st.lists(TEXT | st.sampled_from(AUTHORS + OTHERS), max_size=3).map(tuple),
    st.none() | TEXT | st.sampled_from(["NSDI", "arxiv", "TPDS", "NSDI Workshop"]),
    st.none() | st.integers(2020, 2025),
    st.frozensets(TEXT | st.sampled_from(["doi:10.1/a", "doi:10.1/b", "arxiv:2401.1", "url:x.org/a"]), max_size=2),
)


@given(RECORDS, RECORDS)
def test_the_order_of_two_records_does_not_matter(left: Record, right: Record) -> None:
    assert judge(left, right) == judge(right, left)


@given(RECORDS, RECORDS)
def test_every_judgement_gives_its_reason(left: Record, right: Record) -> None:
    found = judge(left, right)
    assert isinstance(found, Judgement)
    assert found.evidence
    assert all(found.evidence)


@given(
    st.lists(st.sampled_from(["gossip", "satellite", "orbit", "raft", "lattice", "quorum"]), min_size=2, unique=True),
    st.booleans(),
)
def test_equal_titles_are_one_paper(words: list[str], loud: bool) -> None:
    title = " ".join(words)
    assert verdict(title, f"**{title.upper() if loud else title}**") is SAME


@given(st.lists(RECORDS, max_size=6), RECORDS)
def test_an_index_agrees_with_itself(records: list[Record], record: Record) -> None:
    index = Index(records)
    found = index.matches(record)
    assert len(index) == len(records)
    assert all(judgement.verdict is not DIFFERENT for _, judgement in found)
    assert len({number for number, _ in found}) == len(found)


# The index.


def test_matches_come_best_first() -> None:
    index = Index(
        [
            Record("Gossip over Satellites"),
            Record("Orca: A Distributed Serving System", (), "arxiv", 2021),
            Record("Orca"),
            Record("Orca: A Distributed Serving System", (), "OSDI", 2022),
            Record("ORCA: Whale Songs under Compression"),
        ]
    )
    found = index.matches(Record("Orca: A Distributed Serving System", (), "OSDI", 2022))
    assert [number for number, _ in found] == [3, 1, 2]
    assert [judgement.verdict for _, judgement in found] == [SAME, SAME, DOUBTFUL]


def test_duplicates_in_a_list_are_all_found() -> None:
    index = Index([Record("Gossip over Low Satellites")] * 3)
    found = index.matches(Record("gossip over low satellites"))
    assert [(number, judgement.verdict) for number, judgement in found] == [(0, SAME), (1, SAME), (2, SAME)]


def test_a_link_that_stands_at_several_titles_proves_nothing() -> None:
    index = Index([linked("Gossip over Low Satellites", ARXIV), linked("Zephyr: Sparse Tensor Hashing", ARXIV)])
    found = dict(index.matches(linked("Zephyr: Lazy Hashing under Faults", ARXIV)))
    assert {judgement.verdict for judgement in found.values()} == {DOUBTFUL}
    assert "same arXiv id 2401.00588, which stands at other titles too" in found[0].evidence


def test_an_empty_index_and_an_empty_title_match_nothing() -> None:
    assert Index([]).matches(Record("Orca")) == []
    assert Index([Record("")]).matches(Record("")) == []


def test_a_paper_is_found_among_many() -> None:
    noise = [Record(f"Efficient Distributed Training of Large Models {n} with System{n}") for n in range(3000)]
    paper = Record("Efficient Distributed Training of Large Models over Zeppelins")
    found = Index([*noise, paper]).matches(
        Record("Zeppelin: Efficient Distributed Training of Large Models over Zeppelins")
    )
    assert found[0][0] == len(noise)


# The aims, measured.


@pytest.mark.corpus
@needs_corpus
def test_title_pairs_of_the_corpus() -> None:
    counts: defaultdict[str, Counter[Verdict]] = defaultdict(Counter)
    assert CORPUS
    for line in (Path(CORPUS) / "matching" / "pairs.tsv").read_text("utf-8").splitlines()[1:]:
        label, _, left, right = line.split("\t")
        counts[label][verdict(left, right)] += 1
    total = sum(counts.values(), Counter())
    assert counts["N"][SAME] == 0
    assert counts["N"][RELATED] == 0
    assert counts["T"][DIFFERENT] <= 0.1 * counts["T"].total()
    assert total[DOUBTFUL] <= 0.2 * total.total()
    assert counts["A"][DOUBTFUL] + counts["A"][RELATED] >= 4


@pytest.mark.corpus
@needs_corpus
def test_the_dblp_acm_benchmark() -> None:
    assert CORPUS
    folder = Path(CORPUS) / "matching" / "dblp-acm"
    tables = []
    for name in ("tableA", "tableB"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables.append(list(csv.DictReader(file)))
    records = [
        [Record(row["title"], tuple(row["authors"].split(",")), row["venue"], int(row["year"])) for row in table]
        for table in tables
    ]
    with (folder / "gold.csv").open(encoding="utf-8", newline="") as file:
        gold = {(row["idA"], row["idB"]) for row in csv.DictReader(file)}
    index, found = Index(records[0]), set()
    for row, record in zip(tables[1], records[1], strict=True):
        same = [number for number, judgement in index.matches(record) if judgement.verdict is SAME]
        if same:
            found.add((tables[0][same[0]]["id"], row["id"]))
    assert 2 * len(found & gold) / (len(found) + len(gold)) >= 0.98


@pytest.mark.corpus
@needs_corpus
def test_accepted_papers_against_each_other_are_different() -> None:
    """Papers of one edition are different papers: no pair of them may be called the same."""
    assert CORPUS
    for path in sorted((Path(CORPUS) / "accepted").glob("*.json")):
        titles = [Record(paper["title"]) for paper in json.loads(path.read_bytes())["papers"]]
        index = Index(titles)
        for number, record in enumerate(titles):
            for other, judgement in index.matches(record):
                assert other == number or judgement.verdict is DOUBTFUL, (record.title, titles[other].title)


@pytest.mark.corpus
@needs_corpus
def test_accepted_papers_in_the_lists() -> None:
    """Most papers of a venue are in no list: few may be asked about, and those that are listed must be found."""
    assert CORPUS
    entries = [
        Record(title)
        for path in sorted((Path(CORPUS) / "lists").glob("*.md"))
        for title in re.findall(r"\[([^\[\]\n]{25,})\]\(http", path.read_text("utf-8"))
    ]
    index = Index(entries)
    found: Counter[str] = Counter()
    for path in sorted((Path(CORPUS) / "accepted").glob("*24.json")):
        for paper in json.loads(path.read_bytes())["papers"]:
            best = index.matches(Record(paper["title"]))[:1]
            found[best[0][1].verdict if best else DIFFERENT] += 1
    assert found[SAME] >= 35
    assert found[DOUBTFUL] <= 0.1 * found.total()
