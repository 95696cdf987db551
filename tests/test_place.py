"""Placing: sections ranked for a title, by what stands in them, by their names, and by a profile; and the command."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from trial import Trial

from confmerge.headings import bare, ends_with, is_catch_all
from confmerge.paper import Paper
from confmerge.place import Placer, Profile, Room
from confmerge.rules import load_rules

TRAINING = Room(
    ("1. Training", "1.1 Parallelism"),
    (
        "Alpa: Automating Inter- and Intra-Operator Parallelism for Distributed Deep Learning",
        "Megatron-LM: Training Multi-Billion Parameter Language Models Using Model Parallelism",
        "PipeDream: Generalized Pipeline Parallelism for DNN Training",
    ),
)
FAULTS = Room(
    ("1. Training", "1.2 Faults"),
    (
        "CheckFreq: Frequent, Fine-Grained DNN Checkpointing",
        "Bamboo: Making Preemptible Instances Resilient for Affordable Training of Large DNNs",
    ),
)
SERVING = Room(
    ("2. Serving",),
    (
        "SHEPHERD: Serving DNNs in the Wild",
        "Orca: A Distributed Serving System for Transformer-Based Generative Models",
        "Parrot: Efficient Serving of LLM-based Applications with Semantic Variable",
    ),
)
OTHERS = Room(("Others",), ("Ekko: A Large-Scale Deep Learning Recommender System with Low-Latency Model Update",))
ROOMS = (TRAINING, FAULTS, SERVING, OTHERS)
ASKED = {
    "Varuna: Scalable, Low-cost Training of Massive Deep Learning Models by Pipeline Parallelism": TRAINING,
    "Gemini: Fast Failure Recovery by In-Memory Checkpoints": FAULTS,
    "Distributed Serving of Language Models on Edge Devices": SERVING,
    "Vidur: Serving Chatbots": SERVING,
}


def best(title: str, rooms: Sequence[Room] = ROOMS, profile: Profile | None = None) -> Room:
    placer = Placer(rooms, profile) if profile else Placer(rooms)
    return rooms[placer.rank(title)[0].room]


# --- ranking ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("title", "room"), ASKED.items())
def test_a_paper_goes_where_its_like_stand(title: str, room: Room) -> None:
    assert best(title) is room


def test_every_room_is_ranked_once_with_a_score_between_0_and_1() -> None:
    for title in (*ASKED, "", "Baking Bread", *SERVING.titles):
        ranked = Placer(ROOMS).rank(title)
        assert sorted(choice.room for choice in ranked) == list(range(len(ROOMS)))
        assert all(0.0 <= choice.score <= 1.0 for choice in ranked)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.headings[-1])
def test_a_title_that_stands_in_a_room_goes_there(room: Room) -> None:
    for title in room.titles:
        (first, *_) = Placer(ROOMS).rank(title.upper().replace("-", "\u2011"))
        assert (ROOMS[first.room], first.score) == (room, 1.0)


def test_even_where_everything_else_speaks_for_another() -> None:
    stray = "A Distributed Serving System for Serving LLM Applications"
    rooms = [*ROOMS[:3], Room(("Others",), (*OTHERS.titles, stray))]
    assert best(stray, rooms).headings == ("Others",)
    assert best(f"{stray} Again", rooms) is SERVING


def test_names_alone_tell_something() -> None:
    rooms = [Room((name,), ()) for name in ("Federated Learning", "Model Compression", "Checkpoints and Failures")]
    assert best("Fast Failure Recovery by In-Memory Checkpoints", rooms) is rooms[2]
    assert best("Quantization for Compressing Large Models", rooms) is rooms[1]


def test_one_idea_under_two_names_is_one() -> None:
    rooms = [Room(("A",), ("Serving Large Language Models",)), Room(("B",), ("Serving Databases",))]
    assert best("LLM Agents", rooms).headings == ("A",)


def test_the_words_that_decided_are_told() -> None:
    placer = Placer(ROOMS)
    title = "Gemini: Fast Failure Recovery by In-Memory Checkpoints"
    told = placer.common(title, ROOMS.index(FAULTS))
    assert "in-memory checkpoints" in told
    assert "checkpoints" not in told, "told already"
    assert not any(len(word) == 1 for word in placer.common("Checkpointing and Training DNNs in O(1)", 1))
    assert placer.common("Baking Bread", 0) == ()
    for number in range(len(ROOMS)):
        assert all(word in title.casefold() for word in placer.common(title, number))


titles = st.lists(
    st.sampled_from(
        ("training", "serving", "checkpoint", "pipeline", "LLM", "graph", "kernel", "cache", "GPU", "fast")
    ),
    min_size=1,
    max_size=5,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(titles, max_size=5), min_size=1, max_size=5), titles, st.randoms(use_true_random=False))
def test_the_order_of_the_rooms_does_not_matter(groups: list[list[str]], title: str, dice: random.Random) -> None:
    rooms = [Room((f"Section {number}",), tuple(group)) for number, group in enumerate(groups)]
    shuffled = dice.sample(rooms, len(rooms))
    ours = [(rooms[one.room].headings, one.score) for one in Placer(rooms).rank(title)]
    theirs = [(shuffled[one.room].headings, one.score) for one in Placer(shuffled).rank(title)]
    assert ours == theirs


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(titles, min_size=1, max_size=5), min_size=1, max_size=5))
def test_no_title_is_taken_from_its_room(groups: list[list[str]]) -> None:
    rooms = [Room((f"Section {number}",), tuple(group)) for number, group in enumerate(groups)]
    placer = Placer(rooms)
    for room in rooms:
        for title in room.titles:
            assert title in rooms[placer.rank(title)[0].room].titles


# --- headings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "other"),
    [
        ("2.6 DL job failures & resilient training", "DL Job Failures and Resilient Training"),
        ("1. Training", "training"),
        ("\U0001f680 Serving", "Serving"),
        ("**3) ML (LLM) for Systems**", "ml llm for systems"),
    ],
)
def test_a_heading_is_the_same_without_number_case_and_signs(heading: str, other: str) -> None:
    assert bare(heading) == bare(other)
    assert ends_with(("Top", heading), [other])
    assert not ends_with((heading,), ["Top", other])


def test_catch_alls_are_known() -> None:
    assert all(map(is_catch_all, ("Others", "8. Misc", "1.1.1 General", "Miscellaneous")))
    assert not any(map(is_catch_all, ("Other accelerators", "General matrix multiplication", "Training")))


def test_only_surveys_go_to_the_surveys() -> None:
    surveys = Room(("Survey Papers",), ("A Survey of Fault Tolerance in Training", "Serving Models: An Overview"))
    rooms = (*ROOMS, surveys)
    assert best("Fault Tolerance: A Survey", rooms) is surveys
    assert best("Tracing Faults in Serving", rooms) is not surveys
    assert best("A Zoo of Uncountable Things", rooms) is not surveys, "nothing speaks for any"


# --- a profile -------------------------------------------------------------------------------------------------------


def profile(tmp_path: Path, text: str) -> Profile:
    path = tmp_path / "rules.yaml"
    path.write_text(f"extends: default\nsections:\n{text}", "utf-8")
    return Profile(load_rules(path))


SPOT = "Serving on Spot Instances"


def test_a_phrase_speaks_for_its_section(tmp_path: Path) -> None:
    assert best(SPOT) is SERVING
    said = profile(tmp_path, "  faults: [spot instance: 6]\n")
    assert best(SPOT, profile=said) is FAULTS
    placer = Placer(ROOMS, said)
    assert "spot instances" in placer.common(SPOT, ROOMS.index(FAULTS))
    assert all(0.0 <= choice.score <= 1.0 for choice in placer.rank(SPOT))


def test_a_weak_phrase_adds_a_little_and_a_negative_one_takes_it(tmp_path: Path) -> None:
    number = ROOMS.index(SERVING)
    plain, more, less = (
        next(choice.score for choice in placer.rank(SPOT) if choice.room == number)
        for placer in (
            Placer(ROOMS),
            Placer(ROOMS, profile(tmp_path, "  2. Serving: [spot instance]\n")),
            Placer(ROOMS, profile(tmp_path, "  serving: [spot instance: -1]\n")),
        )
    )
    assert more == pytest.approx(plain + 0.1, abs=0.002)
    assert less == pytest.approx(plain - 0.1, abs=0.002)


def test_a_context_takes_a_phrase_its_meaning(tmp_path: Path) -> None:
    said = profile(tmp_path, "  faults: [{spot: {weight: 6, unless: [spot market]}}]\n")
    assert best("Serving on a Spot", profile=said) is FAULTS
    assert best("Serving on a Spot Market", profile=said) is SERVING


def test_a_section_s_phrases_count_in_its_sub_sections(tmp_path: Path) -> None:
    said = profile(tmp_path, "  Training: [baking: 3]\n")
    assert best("Baking Bread", profile=said).headings[0] == "1. Training"


def test_what_the_list_has_not_is_told(tmp_path: Path) -> None:
    said = profile(tmp_path, "  faults: [spot]\n  Simulation: [simulator]\n")
    assert said.unknown(room.headings for room in ROOMS) == ["Simulation"]


# --- the command -----------------------------------------------------------------------------------------------------

TOPICS = """# Papers

## Training
- [OSDI'22] [Alpa: Automating Parallelism for Distributed Deep Learning](https://arxiv.org/abs/2201.12023)
- [OSDI'23] [Bamboo: Making Preemptible Instances Resilient for Training of Large DNNs](https://arxiv.org/abs/2204.12013)

## Serving
- [NSDI'23] [SHEPHERD: Serving DNNs in the Wild](https://www.usenix.org/conference/nsdi23/presentation/zhang-hong)
- [OSDI'24] [Parrot: Efficient Serving of LLM-based Applications](https://arxiv.org/abs/2405.19888)
"""
VENUES = """# Papers

## OSDI 2024
### ML Inference
* Parrot: Efficient Serving of LLM-based Applications
* Llumnix: Dynamic Scheduling for Large Language Model Serving
### ML Training
* MAST: Global Scheduling of ML Training across Geo-Distributed Datacenters at Hyperscale

## NSDI 2023
* SHEPHERD: Serving DNNs in the Wild
"""
MINDER = {"title": "Minder: Faulty Machine Detection for Large-scale Distributed Model Training", "edition": "nsdi25"}
SUPERSERVE = {"title": "SuperServe: Fine-Grained Inference Serving for Unpredictable Workloads", "edition": "nsdi25"}
PRED = {"title": "PRED: Random Early Detection", "edition": "nsdi25", "keep": "drop", "score": 0.0}


def place(desk: Desk, records: Sequence[dict[str, Any]], *arguments: str) -> Result:
    desk.write("papers.jsonl", "".join(json.dumps(record) + "\n" for record in records))
    return desk.run("-m", "confmerge", "place", "papers.jsonl", *arguments)


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.code == 0, result.err
    return [json.loads(line) for line in result.out.splitlines()]


def test_each_paper_comes_out_as_it_came_with_its_section(desk: Desk) -> None:
    desk.write("list.md", TOPICS)
    given_ = [SUPERSERVE | {"keep": "keep", "mine": [1]}, PRED, MINDER, SUPERSERVE]
    found = lines(place(desk, given_, "--into", "list.md"))
    keys = ("section", "section_score", "section_because", "alternatives")
    assert [{key: value for key, value in one.items() if key not in keys} for one in found] == given_
    assert [one.get("section") for one in found] == [["Serving"], None, ["Training"], ["Serving"]]
    assert found[0]["section_score"] > 0
    assert "inference serving" in found[0]["section_because"]
    assert [other["section"] for other in found[0]["alternatives"]] == [["Training"]]
    assert found[1] == PRED
    assert desk.path.joinpath("list.md").read_text() == TOPICS


def test_the_words_on_stderr_count_the_papers(desk: Desk) -> None:
    desk.write("list.md", TOPICS)
    assert "3 papers: 2 into 2 sections" in place(desk, [MINDER, PRED, SUPERSERVE], "--into", "list.md").err


def test_titles_will_do_in_a_list_by_topic(desk: Desk) -> None:
    desk.write("list.md", TOPICS)
    desk.write("titles.txt", f"- {MINDER['title']}\n{SUPERSERVE['title']}\n")
    found = lines(desk.run("-m", "confmerge", "place", "titles.txt", "--into", "list.md"))
    assert [one["section"] for one in found] == [["Training"], ["Serving"]]


def test_in_a_list_by_venue_the_edition_decides_and_divides(desk: Desk) -> None:
    desk.write("list.md", VENUES)
    found = lines(place(desk, [MINDER, SUPERSERVE, SUPERSERVE | {"edition": "nsdi23"}], "--into", "list.md"))
    assert [one["section"] for one in found] == [
        ["NSDI 2025", "ML Training"],
        ["NSDI 2025", "ML Inference"],
        ["NSDI 2023"],
    ]


def test_in_a_list_by_venue_titles_need_an_edition(desk: Desk) -> None:
    desk.write("list.md", VENUES)
    desk.write("titles.txt", f"{MINDER['title']}\n")
    alone = desk.run("-m", "confmerge", "place", "titles.txt", "--into", "list.md")
    assert (alone.code, alone.out) == (2, "")
    assert "list.md" in alone.err
    assert "--edition" in alone.err
    assert MINDER["title"] in alone.err
    (found,) = lines(desk.run("-m", "confmerge", "place", "titles.txt", "--into", "list.md", "--edition", "nsdi25"))
    assert found["section"] == ["NSDI 2025", "ML Training"]


def test_what_it_says_is_what_is_proposed(tmp_path: Path, desk: Desk) -> None:
    for number, text in enumerate((TOPICS, VENUES)):
        trial = Trial(tmp_path / str(number), text.encode())
        papers = [Paper.from_dict(one) for one in (MINDER, SUPERSERVE)]
        proposed = [proposal.to_dict()["targets"][0] for proposal in trial.propose(papers).proposals]
        desk.write("list.md", text)
        for said, done in zip(lines(place(desk, [MINDER, SUPERSERVE], "--into", "list.md")), proposed, strict=True):
            assert {key: said[key] for key in said if key.startswith(("section", "alt"))} == {
                key: done[key] for key in done if key.startswith(("section", "alt"))
            }


def test_a_list_and_rules_of_the_registry(desk: Desk) -> None:
    desk.write("list.md", TOPICS)
    desk.write("rules.yaml", "extends: default\nsections: {Training: [serving: 9], Simulation: [simulator]}\n")
    desk.write_registry("lists:\n  mine: {files: [list.md], rules: rules.yaml}\n")
    result = place(desk, [SUPERSERVE], "--list", "mine")
    (found,) = lines(result)
    assert found["section"] == ["Training"]
    assert "serving" in found["section_because"]
    assert "`Simulation`" in result.err
    assert "no section of mine" in result.err
    desk.write("other.yaml", "extends: default\n")
    (found,) = lines(place(desk, [SUPERSERVE], "--list", "mine", "--rules", "other.yaml"))
    assert found["section"] == ["Serving"]


def test_a_decision_is_obeyed(desk: Desk) -> None:
    desk.write("list.md", TOPICS)
    desk.write("decisions.yaml", f"nsdi25:\n  '{MINDER['title']}': {{new-section: [Training, Faults]}}\n")
    (found,) = lines(place(desk, [MINDER], "--into", "list.md"))
    assert found["section"] == ["Training", "Faults"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--into", "nowhere.md"), ["nowhere.md"]),
        (("--list", "nobody"), ["nobody"]),
        (("--into", "list.md", "--rules", "gone.yaml"), ["gone.yaml"]),
        (("--into", "list.md", "--list", "mine"), ["--list"]),
        ((), ["--into", "--list"]),
    ],
)
def test_what_is_wrong_is_said(arguments: tuple[str, ...], words: list[str], desk: Desk) -> None:
    desk.write("list.md", TOPICS)
    result = place(desk, [MINDER], *arguments)
    assert (result.code, result.out) == (2, "")
    assert "Traceback" not in result.err
    for word in words:
        assert word in result.err


def test_a_bad_line_is_named(desk: Desk) -> None:
    desk.write("list.md", TOPICS)
    result = place(desk, [MINDER, {"edition": "nsdi25"}], "--into", "list.md")
    assert result.code == 2
    assert "papers.jsonl:2: `title` is missing" in result.err


def test_an_edition_that_nobody_knows_is_named(desk: Desk) -> None:
    desk.write("list.md", VENUES)
    result = place(desk, [MINDER | {"edition": "nsdy25"}], "--into", "list.md")
    assert result.code == 2
    assert "nsdy25" in result.err
