"""Two spellings of a title fold to one; a system's name and the numbers of a title are found."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confmerge.compare.terms import collection_weight, terms, usual_weight
from confmerge.titles import bare, compact, fold, numbers, split_name, system_name, words
from confmerge.titles.mojibake import repaired

CORPUS = os.environ.get("CONFMERGE_CORPUS")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="CONFMERGE_CORPUS is not set: corpus tests skipped")

ANY_TEXT = (
    st.text()
    | st.text(st.characters(exclude_categories=[]))
    | st.text("ab:-+#\\{}$&;'*`[]()!μMu1 2V.\"<~^_", max_size=25)
)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Far-Memory Applications", "far\N{NON-BREAKING HYPHEN}memory  APPLICATIONS"),
        ("Efficient Training", "Eﬃcient Training"),
        ("Don't Stop", "Don’t stop"),
        ("“Quoted” Title", '"Quoted" Title'),
        ("Mélange: Cost", "Melange: Cost"),
        ("Böhlen", "B&#246;hlen"),
        ("Böhlen", '{B}{\\"o}hlen'),
        ("Søren Łukasz", "Soren Lukasz"),
        ("Training of {GPUs}", "Training of GPUs"),
        ("\\textbf{Fast} Training", "Fast Training"),
        ("Enabling **Hot Switching** for `LLM`s", "Enabling Hot Switching for LLMs"),
        ("[Fast Training](https://x.org/a)", "Fast Training"),
        ("Q&A Systems", "Q&amp;A Systems"),
        ("H\N{SUBSCRIPT TWO}O", "H2O"),
        ("μ-Serve", "μ-serve"),  # Greek mu and micro sign
        ("α-Beam", "alpha-beam"),
        ("$\\alpha$-Beam", "α Beam"),
        ("Soft\N{SOFT HYPHEN}ware", "Software"),
        ("Straße", "STRASSE"),
        ("Straße", "Stra{\\ss}e"),
        ("Håkan Østberg", "H{\\aa}kan {\\O}stberg"),
        ("100% Serverless R&D", "100\\% Serverless R\\&D"),
        ("\\texttt{NanoFlow}: Serving", "NanoFlow: Serving"),
        ("Searching $k$-NN Graphs", "Searching k-NN graphs"),
        ("F\N{SUPERSCRIPT TWO}Store: A Store", "F^2Store: A Store"),
        ("F$^{2}$Store: A Store", "F<sup>2</sup>Store: A Store"),
        ("A 10\N{MULTIPLICATION SIGN} Faster Store", "A 10x Faster Store"),
        ("A 10$\\times$ Faster Store", "A 10x Faster Store"),
        ("Lessons from 250,000 Jobs", "Lessons from 250000 jobs"),
        ("C ++ Templates", "C++ Templates"),
        ("Search &amp;amp; Rescue", "Search and Rescue"),
        ("Bits &lt;i&gt;and&lt;/i&gt; Bytes", "Bits and Bytes"),
        ("<jats:italic>Fast</jats:italic> <scp>DBMS</scp>", "Fast DBMS"),
        ("One Line<br/>Another", "One line another"),
        ("Ｌａｔｅｎｃｙ：Ａ　Ｓｔｕｄｙ", "Latency: A Study"),
        ("𝙼𝚎𝚖𝚘𝚛𝚢 𝑃𝑜𝑜𝑙𝑠", "Memory Pools"),
        ("\N{CYRILLIC CAPITAL LETTER ES}ache \N{GREEK CAPITAL LETTER ALPHA}ffinity", "Cache Affinity"),
        ("muRank", "μRank"),
        ("Weâ€™re Here", "We're Here"),
    ],
)
def test_spellings_of_a_title_fold_to_one(left: str, right: str) -> None:
    assert fold(left) == fold(right) != ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ZeRO", "ZeRO++"),
        ("C", "C#"),
        ("HexGen", "HexGen-2"),
        ("α-Beam", "β-Beam"),
        ("MiniLM", "MiniLMv2"),
        ("系统", "模型"),
        ("10x Faster", "100x Faster"),
        ("4-bit Weights", "8-bit Weights"),
        ("Reading List<T>", "Reading List"),
    ],
)
def test_different_titles_stay_apart(left: str, right: str) -> None:
    assert fold(left) != fold(right)


def test_forms_of_a_mu_are_one_when_spacing_is_ignored() -> None:
    assert len({compact(form) for form in ("μ-Serve", "μServe", "uServe", "mu-Serve", "$\\mu$Serve")}) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Three Rules for Caches", "3 rules for caches"),
        ("The Seventh Wave of Storage", "The 7th wave of storage"),
        ("Nine Hundred Nodes", "900 nodes"),
        ("Six Thousand Lines", "6,000 lines"),
        ("Distrib- uted Con- sensus", "Distributed Consensus"),
    ],
)
def test_spellings_of_a_title_are_one_in_compact_form(left: str, right: str) -> None:
    assert compact(left) == compact(right)


def test_a_number_word_alone_may_be_a_name() -> None:
    assert compact("Seven") != compact("7")


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert " ".join(words(text)) == folded


@given(ANY_TEXT)
def test_any_text_is_taken(text: str) -> None:
    name, rest = split_name(text)
    assert name is None or (name and rest)
    assert system_name(text) != ""
    assert all(number.isdecimal() for number in numbers(text))
    assert isinstance(bare(text), str)
    assert all(usual_weight(term) > 0 for term in terms(text))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("ARK: GPU-driven Code Execution NSDI'23", "ARK: GPU-driven Code Execution"),
        ("AMP: Model Parallel Strategies NeurIPS '22 ", "AMP: Model Parallel Strategies"),
        ("Tensor Programs.ASPLOS'23", "Tensor Programs"),
        ("Scalable Collectives SC21", "Scalable Collectives"),
        ("Unbounded context arxiv", "Unbounded context"),
        ("POSTER: LLM-PQ:Serving", "LLM-PQ:Serving"),
        ("[Poster] Fast Serving", "Fast Serving"),
        ("Fast Serving (Tutorial)", "Fast Serving"),
        ("Artifact for DynaPipe: Optimizing", "DynaPipe: Optimizing"),
        ("Pie [![arXiv](https://img.org/a.svg)](https://x.org/p.pdf)", "Pie"),
        ("Survey-Driven Design", "Survey-Driven Design"),
        ("Scaling to GPT-4", "Scaling to GPT-4"),
        ("🏆 [Best Student Paper] Fast Serving", "Fast Serving"),
        ("Distinguished Artifact Award: Fast Serving", "Fast Serving"),
        ("Fast Serving (Outstanding Paper Award Runner-Up) 🔥", "Fast Serving"),
        ("Fast Serving [paper] [code] (slides)", "Fast Serving"),
        ("Fast Serving [PDF | Video | BibTeX]", "Fast Serving"),
        ("[arXiv] [GitHub] Fast Serving", "Fast Serving"),
        ("Fast Serving | Code", "Fast Serving"),
        ("PaperCode | Fast Serving", "Fast Serving"),
        ("Fast Serving paper code", "Fast Serving"),
        ("[NSDI'24] Fast Serving link", "Fast Serving"),
        ("Fast Serving at a Low Cost link[Ada Byron]", "Fast Serving at a Low Cost"),
        ("Fast Serving of Large Models [**Serving** | **KV**]", "Fast Serving of Large Models"),
        ("Fast Serving (Spotlight)", "Fast Serving"),
        ("Fast Serving (Industry Track)", "Fast Serving"),
        ("Fast Serving (demo abstract)", "Fast Serving"),
        ("Fast Serving (panel session): yes or no?", "Fast Serving: yes or no?"),
        ("Fast Serving - Book Review", "Fast Serving"),
        ("Fast Serving (Work in Progress)", "Fast Serving"),
        ("Fast Serving (Provisional abstract)", "Fast Serving"),
        ("Fast serving: a review. [Review] [33 refs]", "Fast serving: a review."),
        ("Fast Serving [J]", "Fast Serving [J]"),
        ("Fast Serving of Large Models [J]", "Fast Serving of Large Models"),
        ("NEW! Fast Serving", "Fast Serving"),
        ("Fast Serving (to appear in EuroSys)", "Fast Serving"),
        ("Fast Serving (accepted at VLDB)", "Fast Serving"),
        ("Fast Serving [TBD]", "Fast Serving"),
        ("12. Fast Serving", "Fast Serving"),
        ("3) Fast Serving", "Fast Serving"),
        ("[17] Fast Serving", "Fast Serving"),
        ("- Fast Serving", "Fast Serving"),
        ("2021 - SOSP - Fast Serving", "Fast Serving"),
        ("19-NSDI-Fast Serving", "Fast Serving"),
        ("OSDI'20 | Fast Serving", "Fast Serving"),
        ("(ＥｕｒｏＳｙｓ '22)【Best Paper】Fast Serving", "Fast Serving"),
        ("Fast Serving, pp. 1–15", "Fast Serving"),
        ("Fast Serving. USENIX Association, 2021", "Fast Serving"),
        ("Fast Serving. In Proceedings of the 5th Symposium on Things, 2023", "Fast Serving"),
        ("Fast Serving? In 14th USENIX Symposium on Networks", "Fast Serving?"),
        ("Fast Serving. In NeurIPS, 2022.", "Fast Serving"),
        ("Fast Serving. Proceedings of the ACM on Things 3 (2019), 1-29", "Fast Serving"),
        ("Fast Serving. IEEE Transactions on Clouds 3(2): 12-29", "Fast Serving"),
        ("Fast Serving. Machine Learning Letters 12(3), 2001", "Fast Serving"),
        ("Fast Serving. CoRR abs/2101.01234 (2021)", "Fast Serving"),
        ("Fast Serving arXiv preprint arXiv:2101.01234 (2021)", "Fast Serving"),
        ("Fast Serving arXiv:2101.01234v3 [cs.DC]", "Fast Serving"),
        ("Fast Serving, doi:10.1145/1234567.7654321", "Fast Serving"),
        ("Fast Serving https://doi.org/10.1145/1234567.7654321", "Fast Serving"),
        ("Fast Serving - Ada Byron and Alan O'Turing", "Fast Serving"),
        ("Fast Serving. Ada Byron, Alan Turing, Grace B. Hopper", "Fast Serving"),
        ("Fast Serving, Ada Byron, Alan Turing, Edsger van Dijkstra", "Fast Serving"),
        ("Fast Serving | Ada Byron, Alan Turing", "Fast Serving"),
        ("Fast Serving (A. Byron, A. Turing, ETH)", "Fast Serving"),
        ("Fast Serving by Byron et al.", "Fast Serving"),
        ("Byron et al., Fast Serving", "Fast Serving"),
        ("Byron and Turing et al. (2021). Fast Serving", "Fast Serving"),
        ("A. Byron, G. Hopper, and A. Turing. Fast Serving. In Proc. of Things, 2020", "Fast Serving"),
        ("Byron, A., Turing, A.: Fast Serving", "Fast Serving"),
        ('Byron, Ada, Grace Hopper, and Alan Turing. "Fast Serving." Letters on Things 30 (2017).', "Fast Serving"),
        ("Fast Serving (OSDI 22)", "Fast Serving"),
        ("Fast Serving [MLSys 2023, to appear]", "Fast Serving"),
        ("4. [OSDI'22] Fast Serving (ICML'23 Oral)", "Fast Serving"),
        ("Fast Serving, SOSP 2023, pp 611–626", "Fast Serving"),
        ("Fast Serving. [Online]. Available: https://example.org/a.pdf", "Fast Serving"),
    ],
)
def test_what_lists_attach_to_a_title_goes(title: str, expected: str) -> None:
    assert bare(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Position Encoding at Scale",
        "Serving Large Models - A Survey",
        "Cloud Computing: Taxonomy, Challenges and Vision",
        "Big Data - Past, Present, and Future",
        "Databases - Similarity Semantics and Resource Scheduling",
        "Storage - Lessons Learned and Open Problems",
        "Meltdown, Spectre, and Friends: Attacks and Defenses",
        "Is Programming Hard, And, If So, What Can You Do About It?",
        "Bloom Filters, Cuckoo Filters, Quotient Filters",
        "Correlation Clustering. Keep it simple!",
        "Red Light, Green Light: Training at Scale",
        "Comments on Byron et al., The Analytical Engine",
        "Review: Hash Tables by Ada Byron and Alan Turing",
        "[Re] Pure Noise to the Rescue",
        "(Almost) Provable Bounds",
        "Learned Indexes (Part II)",
        "Sampling Points in [0, 1]",
        "Training Models with (Almost) No Labels",
        "Spotlight: Detecting Anomalies",
        "The Missing Link",
        "Refactoring Legacy Code",
        "A Survey of Artifacts in 2021",
        "Workshop Report, 1998",
        "Life in the Year 2038",
        "2.5D Matrix Multiplication",
        "3 Rules for Caches",
        "SQL vs. NoSQL",
        "Proceedings of a Thought Experiment",
        "Divide and Conquer by Sampling",
        "Local vs. Global Search by Ants and Bees",
        "[PDF]",
        "Paper",
    ],
)
def test_what_belongs_to_a_title_stays(title: str) -> None:
    assert bare(title) == title


@needs_corpus
def test_hardly_an_accepted_title_loses_anything() -> None:
    papers = [
        paper["title"]
        for file in Path(CORPUS or "").glob("accepted/*.json")
        for paper in json.loads(file.read_bytes())["papers"]
    ]
    assert len(papers) > 1000
    shortened = [title for title in papers if compact(bare(title)) != compact(title)]
    assert len(shortened) <= 5, shortened


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("rounds", [1, 2])
@pytest.mark.parametrize(
    "title",
    [
        "Don’t “Quote” – Dash — It…",
        "Naïve Schrödinger’s Café",
        "μKernels, λ-Terms and Ω",
        "Łódź, Žižek and Dvořák",
        "Eﬃcient Eﬀects",
        "x ≤ y → z · w × v",
        "系统的设计",
        "Система хранения",
        "🚀 Rockets",
    ],
)
def test_misread_titles_are_read_aright(title: str, rounds: int, encoding: str) -> None:
    misread = title
    for _ in range(rounds):
        # What Windows-1252 leaves undefined comes through as the control character.
        misread = "".join(_read(byte, encoding) for byte in misread.encode())
    assert misread != title
    assert repaired(misread) == title


def _read(byte: int, encoding: str) -> str:
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


@pytest.mark.parametrize(
    ("misread", "title"),
    [
        ("Canâ€™t â€œPlanâ€ Ahead", "Can’t “Plan” Ahead"),
        ("Efï¬cient", "Efﬁcient"),
        ("DÃ©jÃ Vu", "Déjà Vu"),
        ("A:Â B", "A: B"),
    ],
)
def test_a_byte_lost_on_the_way_is_put_back(misread: str, title: str) -> None:
    assert repaired(misread).replace("à Vu", "à Vu") == title


@pytest.mark.parametrize(
    "sound",
    [
        "“Über-Café…”: 10×–20× naïve Ångström—ÉCLAT",
        "ÇA VA? «À LA CARTE» – “AMANHÔ",
        "Spaß–Faktor, Größe… und Maß",
        "Ærø, Øresund & Åland—ÅR",
        "Đà Nẵng, Việt Nam",
        "İstanbul’dan Ağrı’ya",
        "Ελληνικά – Ω",
        "Система – “Эра”",
        "深度学习：“系统”",
        "データベース・システム",
        "한국어 데이터베이스",
        "עברית – ש",
        "ÐÑ",
        "H₂O · CO₂ → ½",
    ],
)
def test_sound_titles_come_back_as_they_are(sound: str) -> None:
    assert repaired(sound) == sound


@given(
    st.text(st.characters(max_codepoint=0x17F, categories=["Ll", "Zs"]) | st.sampled_from("ABC ,:-–—’“”…"), max_size=60)
)
def test_words_in_small_latin_letters_are_sound(sound: str) -> None:
    assert repaired(sound) == sound


@given(ANY_TEXT | st.text("ÂÃÄÎâï€™œ“”¬©¼\x9d\x81\xa0 a"))
def test_repairing_takes_any_text(text: str) -> None:
    assert isinstance(repaired(text), str)


@pytest.mark.parametrize(
    "unit",
    ["(", "[", "[](", "![](", "<a ", "A. ", "A B, ", "- ", "&amp;", "\\", "Ã©", "â€", " ", "a, b ", ". In ", "| ", "μ"],
)
@pytest.mark.parametrize("size", [590, 20_000])
def test_junk_takes_no_time(unit: str, size: int) -> None:
    junk = unit * (size // len(unit)) + ")"
    start = time.perf_counter()
    for text in (junk, f"Fast Serving {junk}", f"{junk} Fast Serving"):
        bare(text), fold(text), compact(text), numbers(text), system_name(text)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Punica: Multi-Tenant LoRA Serving", "Punica"),
        ("Tiresias -- A GPU Cluster Manager", "Tiresias"),
        ("Tiresias – A GPU Cluster Manager", "Tiresias"),
        ("Flex Attention: A Programming Model", "Flex Attention"),
        ("Memory Management with PagedAttention", "PagedAttention"),
        ("Deep Learning Model Serving with μ-Serve", "μ-Serve"),
        ("GPU Clusters Using Megatron-LM", "Megatron-LM"),
        ("Scaling Computation with T10", "T10"),
        ("Training (MegaScale)", "MegaScale"),
        ("Is it Fast? A Study", None),
        ("A Tale of Two Paths: Toward a Hybrid Data Plane", None),
        ("Less Is More: Training-Free Attention", None),
        ("Training with GPUs", None),
        ("Training with Deep Learning", None),
        ("Accelerating 2:4 Sparsity", None),
        ("Co-design of Networks", None),
    ],
)
def test_the_name_of_a_system(title: str, name: str | None) -> None:
    assert system_name(title) == name


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("More Than 12,000 GPUs", ("12000",)),
        ("Learned Indexes, Part II", ("2",)),
        ("Learned Indexes Part 2", ("2",)),
        ("Vision IV", ("4",)),
        ("Serving with V", ()),
        ("SageAttention2: 4-bit", ("2", "4")),
        ("A Report of the Year 1998", ("1998",)),
        ("No numbers", ()),
        ("1,000 Ways", ("1000",)),
        ("10\N{MULTIPLICATION SIGN} Faster", ("10",)),
        ("4-bit Weights", ("4",)),
        ("Phase III Trials", ("3",)),
    ],
)
def test_numbers(title: str, expected: tuple[str, ...]) -> None:
    assert numbers(title) == expected


def test_abbreviations_and_their_long_forms_are_one_term() -> None:
    assert terms("Serving Mixture-of-Experts Large Language Models") == terms("serving MoE LLMs")


def test_a_collection_lowers_the_weight_of_what_is_frequent_in_it() -> None:
    weight = collection_weight({"libra": 500, "orca": 1}, 1000)
    assert weight("libra") < weight("orca") == usual_weight("orca") == weight("unseen")
