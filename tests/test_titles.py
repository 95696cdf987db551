"""Two spellings of a title fold to one; a system's name and the numbers of a title are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confmerge.compare.terms import collection_weight, terms, usual_weight
from confmerge.titles import bare, compact, fold, numbers, split_name, system_name, words

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
    ],
)
def test_different_titles_stay_apart(left: str, right: str) -> None:
    assert fold(left) != fold(right)


def test_forms_of_a_mu_are_one_when_spacing_is_ignored() -> None:
    assert len({compact(form) for form in ("μ-Serve", "μServe", "uServe", "mu-Serve", "$\\mu$Serve")}) == 1


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
        ("Position Encoding at Scale", "Position Encoding at Scale"),
        ("Scaling to GPT-4", "Scaling to GPT-4"),
    ],
)
def test_what_lists_attach_to_a_title_goes(title: str, expected: str) -> None:
    assert bare(title) == expected


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
    ],
)
def test_numbers(title: str, expected: tuple[str, ...]) -> None:
    assert numbers(title) == expected


def test_abbreviations_and_their_long_forms_are_one_term() -> None:
    assert terms("Serving Mixture-of-Experts Large Language Models") == terms("serving MoE LLMs")


def test_a_collection_lowers_the_weight_of_what_is_frequent_in_it() -> None:
    weight = collection_weight({"libra": 500, "orca": 1}, 1000)
    assert weight("libra") < weight("orca") == usual_weight("orca") == weight("unseen")
