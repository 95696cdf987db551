"""Keep: which papers the rules choose, why, and what is said of a rules file that is wrong."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confmerge.errors import InputError
from confmerge.keep import Screening, load_rules, screen
from confmerge.paper import Paper
from confmerge.rules import BUNDLED, Field, Kind, Matcher, Phrase, Rules

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


PASSING = (
    "Tapes hold logs, videos and trained staff's notes.",
    "Applications such as machine learning training read many small files. We cache directories.",
    "Clusters run analytics, deep learning and web services side by side. Our allocator moves no pages.",
    "Storage matters to databases, to LLM serving and to archives. We measure disks.",
)


@pytest.mark.parametrize("abstract", PASSING)
def test_what_an_abstract_mentions_in_passing_keeps_no_paper(bundled: Rules, abstract: str) -> None:
    assert screen(Paper("A File System for Archives", abstract=abstract), bundled).keep == "drop"


def test_an_abstract_full_of_the_field_is_for_a_person_at_least(bundled: Rules) -> None:
    abstract = (
        "Training large language models on thousands of GPUs with pipeline parallelism and checkpoints stalls often."
    )
    assert screen(Paper("Hot Spares"), bundled).keep == "drop"
    assert screen(Paper("Hot Spares", abstract=abstract), bundled).keep == "maybe"


def test_an_abstract_that_comes_back_to_the_field_keeps_the_paper(bundled: Rules) -> None:
    abstract = (
        "LLM serving is bound by memory. We move the KV cache of idle requests to other GPUs. "
        "Distributed inference then shares GPUs, and the KV cache never leaves the rack. "
        "LLM serving is twice as fast, and distributed inference as cheap."
    )
    result = screen(Paper("Hot Spares", abstract=abstract), bundled)
    assert result.keep == "keep"
    assert 'abstract: "KV cache" (serving: KV-cache) 2 times +1.2' in result.reasons
    assert any(reason.startswith("abstract: counts at most +3.0, not ") for reason in result.reasons)


@pytest.mark.parametrize(
    ("session", "keep"),
    [
        ("LLM Serving", "keep"),
        ("Session 3: LLM Training", "keep"),
        ("ML training", "keep"),
        ("Systems for ML", "maybe"),
        ("AI + Systems II", "maybe"),
        ("ML and FPGA", "maybe"),
        ("Managing GPUs", "drop"),
        ("File Systems", "drop"),
    ],
)
def test_a_session_says_as_much_as_it_is_named_for(bundled: Rules, session: str, keep: str) -> None:
    assert screen(Paper("Hot Spares", session=session), bundled).keep == keep


@pytest.mark.parametrize("session", ["Database Systems", "Wireless and Radio", "Byzantine Fault Tolerance", "Quantum"])
def test_a_session_of_another_field_drops_no_doubtful_title(bundled: Rules, session: str) -> None:
    assert screen(Paper("Vector Search on Disks", session=session), bundled).keep == "maybe"


def test_a_context_counts_from_the_title_and_the_session_too(load: Loader) -> None:
    rules = load(
        "fields: {title: 1, session: 1, abstract: 1}\n"
        "topics: {for: {weight: 3, phrases: [drafting: {unless: [protobuf]}, =LoRA: {unless: [wireless]}]}}"
    )
    assert screen(Paper("LoRA", session="Wireless Things"), rules).reasons == (
        'title: "LoRA" (for) not counted: "Wireless" gives it another meaning',
    )
    assert screen(Paper("Protobuf", abstract="Drafting is fast."), rules).score == 0
    far = Paper("Drafting", abstract="We draft. Drafting is fast. Others parse protobuf.")
    assert screen(far, rules).score == 3
    assert screen(Paper("Hot Spares", abstract="Drafting is fast. Others parse protobuf."), rules).score == 3
    assert screen(Paper("Hot Spares", abstract="Drafting of protobuf is fast."), rules).score == 0


def test_a_topic_without_weight_takes_no_words(load: Loader) -> None:
    rules = load(
        "kinds: {systems: {topics: {off: 0}}, ml: {}}\n"
        "topics: {on: {weight: 3, phrases: [ML]}, off: {weight: 1, phrases: [systems for ML]}}"
    )
    assert screen(Paper("Systems for ML"), rules, "systems").score == 3
    assert screen(Paper("Systems for ML"), rules, "ml").score == 1


def test_a_field_has_factors_of_topics_and_a_part_for_what_stands_once(load: Loader) -> None:
    rules = load(
        "fields: {title: 1, abstract: {weight: 1, passing: 0.25, topics: {b: 0.5}}}\n"
        "topics: {a: {weight: 2, phrases: [disk]}, b: {weight: 2, phrases: [tape]}}"
    )
    assert screen(Paper("Hot", abstract="Disks and tapes."), rules).score == 0.75
    assert screen(Paper("Hot", abstract="Disks and tapes, disks and tapes."), rules).score == 3
    assert screen(Paper("Disks and Tapes"), rules).score == 4


def test_brief_is_one_line_with_all_that_speaks_against(load: Loader) -> None:
    rules = load(
        "topics:\n  for: {weight: 1, phrases: [a1, b1, c1, d1, e1, transformer: {unless: [grid]}]}\n"
        "  against: {weight: -1, phrases: [f1, g1]}"
    )
    result = screen(Paper("a1 b1 c1 d1 e1 f1 g1 grid transformers"), rules)
    assert result.brief == (
        'title: "a1" +1.0, "b1" +1.0, "c1" +1.0, 2 more; '
        'against: "f1" -1.0 (title), "g1" -1.0 (title), "transformers" beside "grid" (title)'
    )
    assert screen(Paper("Nothing"), rules).brief == ""


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
        ("extends: mine", "rules.yaml:1: `extends` names `mine`, and there is no such file"),
        ("\nextends: rules.yaml", "rules.yaml:2: `extends` goes round in a circle"),
        ("extends: [default]", "rules.yaml:1: `extends` should be text"),
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


# Layers


@pytest.fixture
def layers(tmp_path: Path) -> Callable[..., Rules]:
    """Write files given as name=text (`top` is the uppermost) and read them."""

    def load(**files: str) -> Rules:
        for name, text in files.items():
            path = tmp_path / ("deep" if name == "low" else "") / f"{name}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return load_rules(tmp_path / "top.yaml")

    return load


def test_the_upper_file_wins_name_by_name_and_number_by_number(layers: Callable[..., Rules]) -> None:
    rules = layers(
        low="fields: {title: 2, abstract: 1}\nkinds: {systems: {keep: 5, maybe: 2}}\n"
        "topics: {t: {weight: 2, phrases: ['disk, drive', tape: 4, drum]}, u: {weight: 1, phrases: [hub]}}\n"
        "sections: {1.2 Disks: [disk], Tapes: [tape]}",
        mid="extends: deep/low.yaml\nfields: {abstract: 0}\nkinds: {systems: {maybe: 1}}\n"
        "topics: {t: {phrases: [drives: 1]}}\nsections: {disks: [drive: 2]}",
        top="extends: mid.yaml\ntopics: {t: {weight: 3, phrases: [drum: 0]}}\nkinds: {ml: {keep: 4}}",
    )
    weights = {name: phrase.weight for phrase in rules.phrases for name in phrase.names}
    assert weights == {"disk": 3, "tape": 4, "drives": 1, "drum": 0, "hub": 1}
    assert (rules.fields["title"].weight, rules.fields["abstract"].weight) == (2, 0)
    assert (rules.kinds["systems"].keep, rules.kinds["systems"].maybe, rules.kinds["ml"].keep) == (5, 1, 4)
    assert {name: [p.names for p in phrases] for name, phrases in rules.sections.items()} == {
        "Tapes": [("tape",)],
        "disks": [("drive",)],
    }


def test_without_extends_nothing_is_taken_over(layers: Callable[..., Rules]) -> None:
    rules = layers(top="topics: {t: {weight: 2, phrases: [disk]}}")
    assert [phrase.names for phrase in rules.phrases] == [("disk",)]
    assert (rules.kinds, rules.sections) == ({}, {})


def test_problems_of_all_layers_are_told_with_their_file(layers: Callable[..., Rules], tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        layers(
            low="fields: {titel: 1}\n",
            mid="extends: deep/low.yaml\ntopics:\n  t: {weight: heavy}\n",
            top="extends: mid.yaml\nsections:\n  A: disk\n  B: [disk, disks: 2]\n  C:\n    - tape\n    - tapes\n"
            "  C: []\nfields: {abstract: {passing: 2, topics: {u: 1}}}\nkinds: {sytems: {keep: 1}}",
        )
    assert str(caught.value).replace(f"{tmp_path}/", "").splitlines() == [
        "deep/low.yaml:1: `fields.titel` is not a key here; did you mean `title`?",
        "mid.yaml:3: `topics.t.weight` should be a number from -10 to 10",
        "top.yaml:3: `sections.A` should be a list, one `- phrase` a line",
        "top.yaml:7: `sections.C` lists `tapes` again; it stands on line 6",
        "top.yaml:8: `sections.C` stands twice, first on line 6",
        "top.yaml:9: `fields.abstract.passing` should be a number from 0 to 1",
        "top.yaml:9: `fields.abstract.topics.u` is not a key here; known are t",
        "top.yaml:10: `kinds.sytems` is not a key here; did you mean `systems`?",
    ]


def test_a_file_that_is_missing_or_comes_back_is_told_where_it_is_named(layers: Callable[..., Rules]) -> None:
    with pytest.raises(InputError, match=r"mid\.yaml:2: `extends` names `nowhere\.yaml`, and there is no such file"):
        layers(top="extends: mid.yaml", mid="# mine\nextends: nowhere.yaml")
    with pytest.raises(InputError, match=r"mid\.yaml:1: `extends` goes round in a circle: .*top.* -> .*mid.* -> .*top"):
        layers(top="extends: mid.yaml", mid="extends: top.yaml")
    with pytest.raises(InputError, match=r"mid\.yaml: is empty"):
        layers(top="extends: mid.yaml", mid="")
    with pytest.raises(InputError, match=r"mid\.yaml:2: is not YAML"):
        layers(top="extends: mid.yaml", mid="topics: [")


def test_a_phrase_of_several_sections_is_found_for_all_of_them(load: Loader) -> None:
    rules = load(
        "sections:\n  2.1 Fault tolerance: [checkpoint, pre-training: 0.5]\n"
        "  Training: [pretraining: 2, checkpoints]\n  Empty: []\n"
    )
    found = {
        match.found: {(phrase.topic, phrase.weight) for phrase in match.value}
        for match in rules.section_matcher.find("Checkpoints for Pretraining")
    }
    assert found == {
        "Checkpoints": {("2.1 Fault tolerance", 1.0), ("Training", 1.0)},
        "Pretraining": {("2.1 Fault tolerance", 0.5), ("Training", 2.0)},
    }
    assert rules.sections["Empty"] == ()


# Properties

WORDS = st.sampled_from(["disk", "tape", "drum", "disk drive", "tape-library", "hub", "ring", "zip", "=RAM", "=*LLM"])
WEIGHTS = st.integers(-8, 8).map(lambda number: number / 2)
TEXTS = st.lists(
    st.sampled_from(
        ("disk", "disks", "drive", "tape", "Tape-Library", "drum", "hub", "ring", "zip", "RAM", "ram", "xLLM")
    )
).map(" ".join)
PHRASES = st.dictionaries(WORDS, WEIGHTS, min_size=1, max_size=8)


def ruled(phrases: dict[str, float], *more: tuple[str, float]) -> Rules:
    listed = tuple(Phrase((name,), "t", weight) for name, weight in (*phrases.items(), *more))
    fields = {"title": Field(), "session": Field(0.5, 2), "abstract": Field(0.4, 3, 0.3)}
    return Rules(listed, fields, {"systems": Kind()}, ("t",))


@given(PHRASES, TEXTS, TEXTS, st.randoms())
def test_the_order_of_the_rules_does_not_matter(phrases: dict[str, float], title: str, more: str, dice: Random) -> None:
    shuffled = list(phrases.items())
    dice.shuffle(shuffled)
    paper = Paper(title, session=more, abstract=f"{more} {title}")
    one, other = screen(paper, ruled(phrases)), screen(paper, ruled(dict(shuffled)))
    assert one == other


@given(PHRASES, TEXTS, TEXTS)
def test_whitespace_and_form_of_letters_do_not_matter(phrases: dict[str, float], title: str, more: str) -> None:
    def odd(text: str) -> str:
        wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in text)
        return wide.replace(" ", "\u00a0\n ").replace("-", "\u2011")

    rules = ruled(phrases)
    plain = screen(Paper(title, session=more, abstract=more), rules)
    assert screen(Paper(odd(title), session=odd(more), abstract=odd(more)), rules).score == plain.score


@given(PHRASES, TEXTS, TEXTS, st.integers(-8, 0))
def test_a_phrase_that_speaks_against_never_lifts_a_paper(
    phrases: dict[str, float], title: str, more: str, weight: int
) -> None:
    paper = Paper(f"{title} the", session=more, abstract=f"{more} of the {title}")
    before, after = screen(paper, ruled(phrases)), screen(paper, ruled(phrases, ("the", weight)))
    assert after.score <= before.score
    if weight:
        assert any('"the"' in reason for reason in after.reasons)
        assert '"the"' in after.brief


@given(PHRASES, PHRASES, TEXTS)
def test_the_upper_layer_wins(lower: dict[str, float], upper: dict[str, float], title: str) -> None:
    def text(phrases: dict[str, float], extends: str = "") -> str:
        listed = ", ".join(f'"{name}": {weight}' for name, weight in phrases.items())
        return f"{extends}topics: {{t: {{phrases: [{{{listed}}}]}}}}\n"

    with TemporaryDirectory() as folder:
        low, top, both = (Path(folder, name) for name in ("low.yaml", "top.yaml", "both.yaml"))
        low.write_text(text(lower), "utf-8")
        top.write_text(text(upper, "extends: low.yaml\n"), "utf-8")
        both.write_text(text(lower | upper), "utf-8")
        assert screen(Paper(title), load_rules(top)) == screen(Paper(title), load_rules(both))


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
