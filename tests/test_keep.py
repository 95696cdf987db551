"""Keep: which papers the rules choose, why, and what is said of a rules file that is wrong."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from confmerge.errors import InputError
from confmerge.keep import Rules, Screening, load_rules, screen
from confmerge.paper import Paper
from confmerge.rules import BUNDLED, Matcher

CORPUS = os.environ.get("CONFMERGE_CORPUS")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="CONFMERGE_CORPUS is not set: corpus tests skipped")

Loader = Callable[[str], Rules]


@pytest.fixture(scope="module")
def bundled() -> Rules:
    return load_rules()


@pytest.fixture
def load(tmp_path: Path) -> Loader:
    def load(text: str) -> Rules:
        path = tmp_path / "rules.yaml"
        path.write_text(text, encoding="utf-8")
        return load_rules(path)

    return load


def found(phrase: str, text: str) -> list[str]:
    return [match.found for match in Matcher({phrase: True}).find(text)]


def problems(load: Loader, text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load(text)
    return [line.split("rules.yaml:", 1)[1] for line in str(caught.value).splitlines()]


# Phrases


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("rag", "Storage for fragments"),
        ("training", "Myo-Trainer"),
        ("LLM", "vLLMs"),
        ("model parallel", "A model, parallel to ours"),
        ("model parallel", "Model: parallel code"),
        ("graph neural network", "Graph networks"),
    ],
)
def test_only_whole_words_in_a_row_are_found(phrase: str, text: str) -> None:
    assert found(phrase, text) == []


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("large language model", "Serving LARGE LANGUAGE MODELS", "LARGE LANGUAGE MODELS"),
        ("neural network accelerator", "Neural-Network Accelerators", "Neural-Network Accelerators"),
        ("pre-training", "Pretraining at scale", "Pretraining"),
        ("pre-training", "Pre\u2011Training", "Pre-Training"),
        ("all-to-all", "All to All", "All to All"),
        ("KV-cache", "The KVCache", "KVCache"),
        ("embedding library", "embedding libraries", "embedding libraries"),
        ("inference", "ｉnference", "inference"),
        ("\u00b5kernel", "\u03bcKernels", "\u03bcKernels"),
        ("pre\u2013training", "pre-training", "pre-training"),
        ("efficient inference", "Efﬁcient Inference", "Efficient Inference"),
        ("inference", "infer\u00adence", "inference"),
        ("=MoE", "MoEs on GPUs", "MoEs"),
        ("=*LLM", "WaferLLM", "WaferLLM"),
    ],
)
def test_plural_hyphen_case_and_unicode_variants_are_found(phrase: str, text: str, expected: str) -> None:
    assert found(phrase, text) == [expected]


def test_capitals_matter_where_the_phrase_says_so() -> None:
    assert found("=LoRA", "LoRa radios, lora, LORA") == []
    assert found("=LoRA", "LoRA adapters") == ["LoRA"]
    assert found("=RAG", "rag and RAG") == ["RAG"]


def test_the_longest_phrase_takes_the_words() -> None:
    matcher = Matcher({"inference": 1, "type inference": 2, "type inference engine": 3})
    assert [match.value for match in matcher.find("Inference, type inference, type inference engines")] == [1, 2, 3]


# Decisions


def test_a_reason_names_field_words_topic_phrase_and_points(load: Loader) -> None:
    rules = load("topics: {models: {weight: 3, phrases: ['large language model, LLM']}}")
    paper = Paper("LLMs in the Wild")
    assert screen(paper, rules) == Screening("keep", 3.0, ('title: "LLMs" (models: large language model) +3.0',))


def test_a_dropped_paper_has_a_reason_too(bundled: Rules) -> None:
    result = screen(Paper("A Log-Structured File System"), bundled)
    assert (result.keep, result.score) == ("drop", 0.0)
    assert result.reasons == ("no phrase of the rules was found",)


def test_names_of_one_phrase_count_once(load: Loader) -> None:
    rules = load("topics: {models: {weight: 2, phrases: ['large language model, LLM', foundation model]}}")
    assert screen(Paper("Large Language Models: an LLM for LLMs"), rules).score == 2.0
    assert screen(Paper("Large Language Models and Foundation Models"), rules).score == 4.0


def test_a_phrase_counts_in_the_field_where_it_weighs_most(load: Loader) -> None:
    rules = load(
        "fields: {abstract: 0.5, title: 1, session: 0.75}\ntopics: {models: {weight: 2, phrases: [LLM, training]}}"
    )
    paper = Paper("LLM", session="LLM and training", abstract="LLM training")
    assert screen(paper, rules).reasons == ('title: "LLM" (models) +2.0', 'session: "training" (models) +1.5')


def test_an_abstract_lifts_a_neutral_title_but_never_decides_alone(bundled: Rules) -> None:
    title = "Faster Recovery with Hot Spares"
    abstract = (
        "Training large language models on thousands of GPUs with pipeline parallelism and checkpoints stalls often."
    )
    assert screen(Paper(title), bundled).keep == "drop"
    lifted = screen(Paper(title, abstract=abstract), bundled)
    assert lifted.keep == "maybe"
    assert any(reason.startswith("abstract: counts at most") for reason in lifted.reasons)


def test_a_passing_mention_in_an_abstract_is_not_enough(bundled: Rules) -> None:
    paper = Paper("A File System for Archives", abstract="Tapes hold logs, videos and trained staff's notes.")
    assert screen(paper, bundled).keep == "drop"


def test_a_session_about_models_lifts_a_neutral_title(bundled: Rules) -> None:
    assert screen(Paper("Hot Spares", session="LLM Serving"), bundled).keep == "maybe"


@pytest.mark.parametrize(
    "title",
    [
        "Speculative Decoding of Protocol Buffers",
        "Boosting LoRa Transmission for Rural Gateways",
        "Directing the Attention of Users to Notifications",
        "Monitoring a Transformer in the Power Grid",
        "Security Training for Employees",
        "Training of People at Remote Sites",
        "Type Inference for Shell Scripts",
        "Federated Database Queries",
        "Lessons Learned from a Decade of Tape",
        "Storage on Ragged Arrays",
        "Ray Tracing on GPUs with Quantum Noise",
    ],
)
def test_words_that_mean_something_else_do_not_count(bundled: Rules, title: str) -> None:
    assert screen(Paper(title), bundled).keep == "drop"


@pytest.mark.parametrize(
    "title",
    [
        "Speculative Decoding with Draft Trees",
        "Multi-Tenant LoRA Adapters",
        "Attention Kernels for Long Sequences",
        "An Accelerator for Transformers",
        "Distributed Training on Spot Machines",
        "Federated Learning on Phones",
        "Quantized Neural Networks on Microcontrollers",
        "A Compiler for Tensor Programs",
        "Fair Sharing of a GPU Cluster",
        "Checkpoints for GNN Training",
        "Topology-Aware AllReduce",
        "Retrieval-Augmented Generation at the Edge",
        "Embedding Tables for Click Models",
        "Private Inference under Homomorphic Encryption",
        "An Engine for Text-to-Image Diffusion Models",
    ],
)
def test_the_subjects_of_the_field_are_kept(bundled: Rules, title: str) -> None:
    assert screen(Paper(title), bundled).keep == "keep"


@pytest.mark.parametrize(
    "title",
    [
        "Learned Indexes for Time Series",
        "ML-Based Congestion Control",
        "Testing Drivers with Large Language Models",
        "Disk-Based Vector Search",
        "Video Analytics on Drones",
        "A Memory Manager for GPUs",
    ],
)
def test_neighbours_of_the_field_are_for_a_person_to_decide(bundled: Rules, title: str) -> None:
    assert screen(Paper(title), bundled).keep == "maybe"


def test_what_speaks_against_is_told(load: Loader) -> None:
    rules = load(
        "topics:\n  for: {weight: 3, phrases: [GPU, transformer: {unless: [grid]}, type inference: 0]}\n"
        "  against: {weight: -1, phrases: [ray tracing]}"
    )
    result = screen(Paper("GPU Ray-Tracing and Type Inference for Grid Transformers"), rules)
    assert result.score == 2.0
    assert result.reasons == (
        'title: "GPU" (for) +3.0',
        'title: "Ray-Tracing" (against: ray tracing) -1.0',
        'title: "Type Inference" (for) counts nothing',
        'title: "Transformers" (for: transformer) not counted: "Grid" gives it another meaning',
    )


def test_at_an_ml_venue_the_systems_words_decide(bundled: Rules) -> None:
    title = "Deep Neural Networks Generalize"
    assert screen(Paper(title), bundled, "systems").keep == "keep"
    assert screen(Paper(title), bundled, "ml").keep == "drop"
    assert screen(Paper("High-Throughput LLM Inference on a Single GPU"), bundled, "ml").keep == "keep"


def test_at_an_mlsys_venue_nothing_falls_out_without_a_person(bundled: Rules) -> None:
    assert screen(Paper("Scheduling Jobs Fairly"), bundled, "systems").keep == "drop"
    assert screen(Paper("Scheduling Jobs Fairly"), bundled, "mlsys").keep == "maybe"
    assert screen(Paper("Serving Models Fairly"), bundled, "mlsys").keep == "keep"


def test_an_unknown_kind_of_venue_is_an_error(bundled: Rules) -> None:
    with pytest.raises(InputError, match="`theory` is not in the rules; they know ml, mlsys, systems"):
        screen(Paper("Any"), bundled, "theory")


# Rules files


@pytest.mark.parametrize(
    "text",
    [
        "topics: {}",
        "topics:",
        "fields: {}\nkinds: {}\ntopics: {}",
        "topics: {models: {weight: 3, phrases: []}}",
        "topics: {models: {weight: 3, phrases: }}",
    ],
)
def test_no_phrases_means_no_filter(load: Loader, text: str) -> None:
    result = screen(Paper("Anything"), load(text))
    assert result.keep == "keep"
    assert "every paper stays" in result.reasons[0]


def test_negative_phrases_alone_still_speak_against(load: Loader) -> None:
    rules = load("topics: {against: {weight: -3, phrases: [quantum]}}")
    assert screen(Paper("Quantum Computers"), rules).keep == "drop"
    assert screen(Paper("Computers"), rules).keep == "keep"


def test_an_empty_list_changes_nothing_else(load: Loader) -> None:
    rules = load(
        "kinds: {systems: {topics: {nothing: 2}}}\n"
        "topics:\n  nothing: {weight: 3, phrases: []}\n  models: {phrases: [LLM: {weight: 3, unless: []}]}"
    )
    assert screen(Paper("LLM"), rules).keep == "keep"
    assert screen(Paper("Disks"), rules).keep == "drop"


def test_a_file_of_ones_own_replaces_the_bundled_rules(load: Loader) -> None:
    rules = load("topics: {own: {weight: 3, phrases: [tape library]}}")
    assert screen(Paper("Tape Libraries"), rules).keep == "keep"
    assert screen(Paper("Large Language Models"), rules).keep == "drop"


def test_a_file_that_extends_says_only_what_differs(load: Loader, bundled: Rules) -> None:
    rules = load(
        "extends: default\n"
        "fields: {abstract: {weight: 0}}\n"
        "kinds: {systems: {maybe: 2, topics: {federated learning: 0}}}\n"
        "topics: {own: {weight: 3, phrases: [tape library, LLM: 0]}}"
    )
    assert screen(Paper("Tape Libraries"), rules).keep == "keep"
    assert screen(Paper("LLM"), rules).score == 0
    assert screen(Paper("Large Language Model"), rules) == screen(Paper("Large Language Model"), bundled)
    assert screen(Paper("Federated Learning"), rules).keep == "drop"
    assert screen(Paper("GPUs"), rules).keep == "drop"
    assert screen(Paper("Disks", abstract="Large language models, deep learning, GNN training"), rules).score == 0
    assert rules.kinds["ml"] == bundled.kinds["ml"]


def test_every_problem_is_told_with_line_and_key(load: Loader) -> None:
    assert problems(
        load,
        "extends: default\n"
        "feilds: {title: 1}\n"
        "fields:\n"
        "  title: heavy\n"
        "  abstract: {weight: -1}\n"
        "  titel: 1\n"
        "kinds:\n"
        "  systems: {keep: 1, maybe: 2}\n"
        "  ml: {topics: {trainning: 1}}\n"
        "topics:\n"
        "  own:\n"
        "    weight: 3\n"
        "    weight: 4\n"
        "    phrases:\n"
        "      - C++ code\n"
        "      - tape: 1:30\n"
        "      - disk: .nan\n"
        "      - drum: {wieght: 1}\n"
        "  other:\n"
        "    phrases:\n"
        "      - taped: yes\n"
        "      - weightless\n"
        "      - tapes: 2\n"
        "  third: [LLM]\n"
        "  fourth: {weight: 1, phrases: LLM}\n",
    ) == [
        "2: `feilds` is not a key here; did you mean `fields`?",
        "4: `fields.title` should be a number from 0 to 10",
        "5: `fields.abstract.weight` should be a number from 0 to 10",
        "6: `fields.titel` is not a key here; did you mean `title`?",
        "8: `kinds.systems` has `maybe` (2) above `keep` (1)",
        "9: `kinds.ml.topics.trainning` is not a key here; did you mean `training`?",
        "13: `topics.own.weight` stands twice, first on line 12",
        "15: `topics.own.phrases` holds `C++ code`; a phrase is words with blanks or hyphens between them",
        "16: `topics.own.phrases` should be a number from -10 to 10",
        "17: `topics.own.phrases` should be a number from -10 to 10",
        "18: `topics.own.phrases.wieght` is not a key here; did you mean `weight`?",
        "21: `topics.other.phrases` should be a number from -10 to 10",
        "22: `topics.other.phrases` has no weight: give the topic a `weight`, or write `- phrase: 2`",
        "23: `topics.other.phrases` lists `tapes` again; it stands on line 16",
        "24: `topics.third` should be keys and values",
        "25: `topics.fourth.phrases` should be a list, one `- phrase` a line",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("topics: [", "is not YAML"),
        ("a: b\n\tc: d", "rules.yaml:2: is not YAML"),
        ("# nothing\n", "rules.yaml: is empty; write `extends: default`"),
        ("- LLM\n", "rules.yaml:1: should be keys and values"),
        ("extends: mine", "rules.yaml:1: `extends` cannot be `mine`; known are default"),
        ("topics: &t {a: *t}", "rules.yaml:1: "),
    ],
)
def test_what_is_no_rules_file_is_an_error(load: Loader, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load(text)
    assert message in str(caught.value)


def test_bytes_that_are_no_text_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"topics: \xff")
    with pytest.raises(InputError, match="is not UTF-8 text"):
        load_rules(path)
    with pytest.raises(InputError, match="cannot be read"):
        load_rules(tmp_path / "missing.yaml")


def test_the_bundled_file_extends_to_itself(load: Loader, bundled: Rules) -> None:
    assert load("extends: default") == bundled == load_rules(BUNDLED)


def test_ten_thousand_titles_take_seconds_at_most(bundled: Rules) -> None:
    papers = [
        Paper(f"Efficient Serving of Large Language Models on {n} Heterogeneous GPU Nodes") for n in range(10_000)
    ]
    start = time.perf_counter()
    for paper in papers:
        screen(paper, bundled)
    assert time.perf_counter() - start < 5


# Quality, against labelled titles


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


@needs_corpus
@pytest.mark.corpus
def test_labelled_papers_of_systems_venues_are_chosen_as_labelled(bundled: Rules) -> None:
    decided = [
        (row, screen(Paper(row["title"]), bundled, "mlsys" if path.stem.startswith("mlsys") else "systems").keep)
        for path in sorted(Path(CORPUS or "", "labels").glob("*.tsv"))
        for row in rows(path)
    ]
    assert decided, "CONFMERGE_CORPUS does not hold labels/*.tsv"
    yes = [keep for row, keep in decided if row["label"] == "yes"]
    false_alarms = [row["title"] for row, keep in decided if row["label"] == "no" and keep == "keep"]
    wanted = [(row["title"], keep) for row, keep in decided if "yes" in (row["label"], row["curator_picked"])]
    kept = yes.count("keep")
    assert kept / len(yes) >= 0.93
    assert kept / (kept + len(false_alarms)) >= 0.95, false_alarms
    assert [title for title, keep in wanted if keep == "drop"] == []
    assert sum(keep == "maybe" for _, keep in decided) / len(decided) <= 0.15


@needs_corpus
@pytest.mark.corpus
def test_at_ml_venues_picked_papers_survive_and_little_else(bundled: Rules) -> None:
    decided = [
        (row, screen(Paper(row["title"]), bundled, "ml").keep)
        for path in sorted(Path(CORPUS or "", "labels", "ml-venues").glob("*.tsv"))
        for row in rows(path)
    ]
    assert decided, "CONFMERGE_CORPUS does not hold labels/ml-venues/*.tsv"
    picked = [keep for row, keep in decided if row["picked"] == "yes"]
    everything = [keep for _, keep in decided]
    assert sum(keep != "drop" for keep in picked) / len(picked) >= 0.85
    assert everything.count("keep") / len(everything) <= 0.08
    assert everything.count("maybe") / len(everything) <= 0.08
