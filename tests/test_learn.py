"""`confmerge learn`: what is written is what was tried, it helps, and it is what the list took and passed over."""

from __future__ import annotations

import json
import math
import os
import random
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from confmerge.decisions import Decisions, load_decisions
from confmerge.keep import screen
from confmerge.learn import FROM_NOTHING, MARK, Evidence, Example, Lesson, Start, fits, gather, learn
from confmerge.learn.candidates import Candidates, common
from confmerge.learn.fit import fit, fit_line
from confmerge.learn.layer import Weighed, lay
from confmerge.learn.sections import Profiles, Telling, profiles
from confmerge.learn.thresholds import Answers, Thresholds
from confmerge.learn.trial import Learned, Tried, learn_weights
from confmerge.learn.weights import Ground
from confmerge.learn.writing import _scalar, to_yaml
from confmerge.lists import Document, read_list
from confmerge.paper import Paper
from confmerge.registry import Edition, guess_edition, load_registry
from confmerge.rules import Field, Kind, Matcher, Phrase, Rules, load_rules
from confmerge.targets import TargetList
from confmerge.titles import fold

FUZZING = Path(__file__).parent / "learn/fuzzing"
EDITIONS = sorted(FUZZING.glob("*.txt"))
FILE = "fuzzing.rules.yaml"
# Two editions of a topic that has nothing to do with computers, large enough to learn from.
LAKES = [f"{name}: Fishing for {fish} in Lakes" for name in ("Rod", "Net", "Boat") for fish in ("Carp", "Pike", "Eel")]
HILLS = [f"{name}: {what} Goats on {where} Hills" for name in ("Bell", "Horn", "Milk", "Wool", "Hoof")
         for what in ("Herding", "Feeding") for where in ("Green", "Rocky")]  # fmt: skip


def confmerge(folder: Path, *arguments: str, seed: str = "0") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONFMERGE")}
    done = subprocess.run(
        [sys.executable, "-m", "confmerge", *arguments],
        cwd=folder,
        env=environment | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def learned(folder: Path, *arguments: str, seed: str = "0") -> str:
    """Learn in a folder and return the file."""
    done = confmerge(folder, "learn", "--list", "fuzzing", *arguments, seed=seed)
    assert done.returncode == 0, done.stderr
    return (folder / FILE).read_text("utf-8")


def titles_of(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line.strip()]


def put_edition(folder: Path, key: str, titles: Sequence[str], **more: str) -> None:
    path = folder / "output" / key / "papers.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps({"title": title, **more}) + "\n" for title in titles), "utf-8")


def put_desk(folder: Path, registry: str = "lists: {fuzzing: list.md}\n") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "list.md").write_bytes((FUZZING / "list.md").read_bytes())
    (folder / "conferences.yaml").write_text(registry)
    for path in EDITIONS:
        put_edition(folder, path.stem, titles_of(path))
    return folder


def put_list(folder: Path, *sections: tuple[str, Sequence[str]]) -> Path:
    path = folder / "list.md"
    text = "".join(f"## {heading}\n\n" + "".join(f"- {t}\n" for t in titles) + "\n" for heading, titles in sections)
    path.write_text(f"# Papers\n\n{text}", "utf-8")
    (folder / "conferences.yaml").write_text("lists: {fuzzing: list.md}\n")
    return path


def put_small(folder: Path, registry: str = "lists: {fuzzing: list.md}\n") -> None:
    """A list of lakes that has been through one edition, of lakes and hills."""
    folder.mkdir(parents=True, exist_ok=True)
    put_list(folder, ("All", LAKES))
    (folder / "conferences.yaml").write_text(registry)
    put_edition(folder, "osdi24", [*LAKES, *HILLS])


def target_of(path: Path) -> TargetList:
    return TargetList("fuzzing", (read_list(Document.load(path), os.fspath(path)),))


def edition_of(key: str) -> Edition:
    edition = guess_edition(key)
    assert edition is not None
    return edition


def evidence_of(target: TargetList, decisions: Decisions | None = None) -> Evidence:
    editions = [(edition_of(path.stem), [Paper(title) for title in titles_of(path)]) for path in EDITIONS]
    return gather(target, editions, decisions or Decisions(), load_registry().conferences.values())


def examples(held: Sequence[str], passed: Sequence[str], editions: int = 4) -> list[Example]:
    """Titles dealt out to so many editions."""
    told = [(title, True) for title in held] + [(title, False) for title in passed]
    return [Example(Paper(title), ours, f"x{number % editions:02}") for number, (title, ours) in enumerate(told)]


def whole(rules: Rules) -> tuple[object, ...]:
    """Everything that rules say, whatever the order."""
    phrases = sorted(rules.phrases, key=lambda one: (one.topic, one.names))
    sections = {name: sorted(phrases, key=lambda one: one.names) for name, phrases in rules.sections.items()}
    return phrases, rules.fields, rules.kinds, set(rules.topics), sections


def load(folder: Path, text: str) -> Rules:
    (folder / "written.yaml").write_text(text, "utf-8")
    return load_rules(folder / "written.yaml")


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    target = target_of(FUZZING / "list.md")
    return learn(target, evidence_of(target), FROM_NOTHING)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The fuzzing list, learned once by the command."""
    folder = put_desk(tmp_path_factory.mktemp("learn") / "desk")
    return folder, confmerge(folder, "learn", "--list", "fuzzing")


# The command, end to end


def test_another_topic_is_learned_and_editions_it_has_not_seen_are_judged_well(lesson: Lesson) -> None:
    (one,) = lesson.learned
    assert [tried.edition for tried in one.tried] == sorted(path.stem for path in EDITIONS)
    taken, kept, right = (sum(getattr(tried, name) for tried in one.tried) for name in ("taken", "kept", "right"))
    assert taken == 37
    assert right / taken >= 0.8
    assert right / kept >= 0.8


def test_no_phrase_of_the_bundled_rules_comes_into_another_topic(lesson: Lesson) -> None:
    assert lesson.extends is None
    words = {
        word for path in (*EDITIONS, FUZZING / "list.md") for word in re.findall(r"\w+", path.read_text().casefold())
    }
    for phrase in lesson.rules.phrases:
        assert phrase.topic == "learned of systems venues"
        assert len(phrase.names) == 1
        assert words.issuperset(re.findall(r"\w+", phrase.names[0]))


def test_the_command_writes_the_lesson_and_shows_it_as_a_diff(
    done: tuple[Path, subprocess.CompletedProcess[str]], lesson: Lesson
) -> None:
    folder, result = done
    text = (folder / FILE).read_text("utf-8")
    assert result.returncode == 0, result.stderr
    assert text == lesson.text
    assert text.startswith(MARK)
    assert result.stdout.startswith(f"--- /dev/null\n+++ b/{FILE}\n@@ -0,0 +1,")
    assert "".join(line[1:] for line in result.stdout.splitlines(keepends=True)[3:]) == text
    assert f"write `rules: {FILE}` at the list `fuzzing` in conferences.yaml" in result.stderr
    assert "\r" not in result.stderr
    assert "\x1b" not in result.stderr


def test_a_second_run_changes_nothing(done: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    folder, _ = done
    before = (folder / FILE).stat().st_mtime_ns
    again = confmerge(folder, "learn", "--list", "fuzzing")
    assert (again.returncode, again.stdout) == (0, "")
    assert f"{FILE}: unchanged" in again.stderr
    assert (folder / FILE).stat().st_mtime_ns == before


def test_line_ends_of_another_system_are_no_change(
    done: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    put_desk(tmp_path)
    windows = (done[0] / FILE).read_bytes().replace(b"\n", b"\r\n")
    (tmp_path / FILE).write_bytes(windows)
    assert confmerge(tmp_path, "learn", "--list", "fuzzing").stdout == ""
    assert (tmp_path / FILE).read_bytes() == windows


def test_neither_hash_seed_nor_the_order_of_files_and_entries_matters(
    done: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    put_desk(tmp_path)
    for path in EDITIONS:
        titles = titles_of(path)
        random.Random(path.stem).shuffle(titles)
        put_edition(tmp_path, path.stem, titles)
    text = (tmp_path / "list.md").read_text("utf-8")
    head, *parts = re.split(r"(?m)^(?=## )", text)
    mixed = []
    for part in parts:
        heading, *entries = [line for line in part.splitlines() if line.strip()]
        mixed.append("\n\n".join([heading, "\n".join(sorted(entries))]) + "\n\n")
    (tmp_path / "list.md").write_text(head + "".join(mixed), "utf-8")
    assert learned(tmp_path, seed="17") == (done[0] / FILE).read_text("utf-8")


def test_screening_by_the_file_keeps_what_the_list_took(done: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = done
    target = target_of(FUZZING / "list.md")
    took = {one.title for one in evidence_of(target).examples["systems"] if one.held and one.edition}
    kept, wanted = set(), set()
    for path in EDITIONS:
        result = confmerge(folder, "screen", "--rules", FILE, f"output/{path.stem}/papers.jsonl")
        records = [json.loads(line) for line in result.stdout.splitlines()]
        kept |= {record["title"] for record in records if record["keep"] == "keep"}
        wanted |= {record["title"] for record in records} & took
    assert len(wanted) == 37
    assert len(kept & wanted) >= 0.85 * len(wanted)
    assert len(kept & wanted) >= 0.8 * len(kept)


def test_what_was_learned_works_at_every_kind_of_venue(done: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    for kind in ("systems", "ml", "mlsys"):
        papers = str(done[0] / "output/sp20/papers.jsonl")
        assert confmerge(done[0], "screen", "--rules", FILE, "--kind", kind, papers).returncode == 0


def test_dry_run_shows_the_same_and_writes_nothing(
    done: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    put_desk(tmp_path)
    result = confmerge(tmp_path, "learn", "--list", "fuzzing", "--dry-run")
    assert (result.returncode, result.stdout) == (0, done[1].stdout)
    assert "would be written" in result.stderr
    assert not (tmp_path / FILE).exists()


def test_a_list_that_no_registry_knows(tmp_path: Path) -> None:
    desk = put_desk(tmp_path / "lists", "lists: {}\n")
    elsewhere = tmp_path / "here"
    elsewhere.mkdir()
    result = confmerge(elsewhere, "learn", "--into", "../lists/list.md", "--output", str(desk / "output"))
    assert result.returncode == 0, result.stderr
    assert (elsewhere / "lists-list.rules.yaml").read_text("utf-8").startswith(f"{MARK} from the list `lists-list`")


# Which file


def test_a_file_that_a_person_wrote_is_left_alone(tmp_path: Path) -> None:
    put_small(tmp_path, "lists: {fuzzing: {files: list.md, rules: mine.yaml}}\n")
    (tmp_path / "mine.yaml").write_text("extends: default\n")
    for arguments in ([], ["--dry-run"], ["--rules", "mine.yaml"]):
        result = confmerge(tmp_path, "learn", "--list", "fuzzing", *arguments)
        assert (result.returncode, result.stdout) == (2, "")
        assert "mine.yaml: was not written by `confmerge learn`, and is left alone" in result.stderr
    assert (tmp_path / "mine.yaml").read_text() == "extends: default\n"


def test_rules_that_the_registry_names_and_nobody_wrote_yet_are_written(tmp_path: Path) -> None:
    put_small(tmp_path, "lists: {fuzzing: {files: list.md, rules: rules/own.yaml}}\nconferences: {nsdi: {kind: new}}\n")
    result = confmerge(tmp_path, "learn", "--list", "fuzzing")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "rules/own.yaml").read_text("utf-8").startswith(MARK)
    assert "no such file" not in result.stderr
    assert "to use it" not in result.stderr
    assert "conferences.nsdi.kind" in result.stderr  # what else is wrong in it is told


def test_below_a_persons_own_rules_the_learned_ones_are_written(tmp_path: Path) -> None:
    put_small(tmp_path, "lists: {fuzzing: {files: list.md, rules: mine.yaml}}\n")
    (tmp_path / "mine.yaml").write_text(f"extends: {FILE}\n")
    result = confmerge(tmp_path, "learn", "--list", "fuzzing")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / FILE).read_text("utf-8").startswith(MARK)
    again = confmerge(tmp_path, "learn", "--list", "fuzzing")
    assert (again.returncode, again.stdout) == (0, "")
    assert (tmp_path / "mine.yaml").read_text() == f"extends: {FILE}\n"


@pytest.mark.parametrize(("extends", "written"), [("default", "default"), ("sub/base.yaml", "../sub/base.yaml")])
def test_rules_to_start_from_are_named_and_named_again(tmp_path: Path, extends: str, written: str) -> None:
    put_small(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/base.yaml").write_text("topics: {mine: {phrases: [lake: 2, side channel: 1]}}\n")
    arguments = ["learn", "--list", "fuzzing", "--rules", "out/file.yaml"]
    result = confmerge(tmp_path, *arguments, "--extends", extends)
    assert result.returncode == 0, result.stderr
    text = (tmp_path / "out/file.yaml").read_text("utf-8")
    assert f"\nextends: {written}\n" in text
    assert load_rules(tmp_path / "out/file.yaml").phrases
    assert confmerge(tmp_path, *arguments).stdout == ""


def test_to_start_from_nothing_can_be_asked_for(tmp_path: Path) -> None:
    put_small(tmp_path)
    assert "extends:" not in learned(tmp_path, "--extends", "nothing").replace("`extends:`", "")


def test_a_circle_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    put_small(tmp_path)
    (tmp_path / FILE).write_text(f"{MARK}\nextends: default\n")
    (tmp_path / "mine.yaml").write_text(f"extends: {FILE}\n")
    for extends, words in (
        ("mine.yaml", "cannot be extended"),
        (FILE, "cannot be extended"),
        ("no.yaml", "no such file"),
    ):
        result = confmerge(tmp_path, "learn", "--list", "fuzzing", "--extends", extends, "--rules", FILE)
        assert (result.returncode, result.stdout) == (2, "")
        assert words in result.stderr


def test_the_rules_of_the_registry_are_what_a_list_of_their_topic_starts_from(tmp_path: Path) -> None:
    put_small(tmp_path, "rules: all.yaml\nlists: {fuzzing: list.md}\n")
    (tmp_path / "all.yaml").write_text("topics: {mine: {weight: 3, phrases: [fishing, net, carp, pike, eel]}}\n")
    assert "\nextends: all.yaml\n" in learned(tmp_path)


# What it is learned from


def test_the_evidence_is_counted_right(lesson: Lesson) -> None:
    told = evidence_of(target_of(FUZZING / "list.md")).examples["systems"]
    finder = Matcher({name: phrase for phrase in lesson.rules.phrases for name in phrase.names})
    found = [({match.value.names[0] for match in finder.find(one.title)}, one.held) for one in told]
    said = re.findall(r"(?m)^      - (.+?): \S+ +# (\d+) held, (\d+) passed over$", lesson.text)
    assert len(said) == len(lesson.rules.phrases)
    for name, held, passed in said:
        assert sum(ours and name in names for names, ours in found) == int(held)
        assert sum(not ours and name in names for names, ours in found) == int(passed)
    text = " ".join(lesson.text.replace("#", " ").split())
    for path in EDITIONS:
        taken = sum(one.held for one in told if one.edition == path.stem)
        assert f"{taken} of {len(titles_of(path))} of {path.stem}" in text


def test_an_edition_that_the_list_has_not_been_through_teaches_nothing_and_is_named(tmp_path: Path) -> None:
    put_small(tmp_path)
    before = learned(tmp_path).splitlines()
    put_edition(tmp_path, "osdi23", [f"Goats in Datacenters, Part {number}" for number in range(30)])
    put_edition(tmp_path, "notes", ["A Paper"])
    result = confmerge(tmp_path, "learn", "--list", "fuzzing")
    assert "osdi23: the list took fewer than three of its papers" in result.stderr
    assert "output/notes/papers.jsonl: `notes` names no edition such as nsdi25" in result.stderr
    text = (tmp_path / FILE).read_text("utf-8")
    assert "# Nothing was learned from editions that it has not been through: osdi23.\n" in text
    assert [line for line in text.splitlines() if "osdi23" not in line] == before


def test_decisions_count_for_more_than_the_list(tmp_path: Path) -> None:
    path = tmp_path / "decisions.yaml"
    listed = "Razzer: Finding Kernel Race Bugs through Fuzzing"
    other = "Spectre Attacks: Exploiting Speculative Execution"
    same = "Theory and Practice of Finding Eviction Sets"
    path.write_text(
        f'sp19:\n  "{listed}": {{reject: no}}\n  "{other}": {{lists: {{fuzzing: {{accept: yes}}}}}}\n'
        f'  "{same}": {{same-as: "Fuzzing: State of the art"}}\n'
    )
    titles = set(titles_of(FUZZING / "sp19.txt"))
    assert {listed, other, same} <= titles
    target = target_of(FUZZING / "list.md")
    told = {one.title: one.held for one in evidence_of(target, load_decisions(path)).examples["systems"] if one.edition}
    assert (told[listed], told[other], told[same]) == (False, True, True)
    again = evidence_of(target, load_decisions(path)).examples["systems"]
    assert not [one for one in again if one.edition is None and one.title in (listed, "Fuzzing: State of the art")]


def test_what_is_doubtful_or_related_teaches_nothing(tmp_path: Path) -> None:
    path = put_list(tmp_path, ("All", [*LAKES, "[NSDI'24] Orion: Herding Llamas at Scale"]))
    related = "Poster: Orion: Herding Llamas at Scale"
    papers = [*map(Paper, LAKES[:4]), Paper(related), Paper("Counting Sheep")]
    evidence = gather(target_of(path), [(edition_of("osdi24"), papers)], Decisions(), ())
    told = {one.title: one.held for one in evidence.examples["systems"] if one.edition}
    assert told == dict.fromkeys(LAKES[:4], True) | {"Counting Sheep": False}


def test_an_entry_is_no_second_witness_for_the_paper_that_it_is(tmp_path: Path) -> None:
    entry = "Rod: fishing for the carp in lakes ([code](https://example.org/rod))"
    path = put_list(tmp_path, ("All", [entry, *LAKES[1:]]))
    evidence = gather(target_of(path), [(edition_of("osdi24"), list(map(Paper, LAKES)))], Decisions(), ())
    assert [one.title for one in evidence.examples["systems"]] == sorted(LAKES)


def test_entries_count_for_the_kind_of_venue_that_they_name(tmp_path: Path) -> None:
    path = put_list(
        tmp_path,
        (
            "All",
            [
                "[ICML'24] Goats",
                "[OSDI'24] Sheep",
                "[SOSP'24] Cows",
                "[Hens in Winter](https://arxiv.org/abs/2401.00001)",
            ],
        ),
    )
    evidence = gather(target_of(path), [], Decisions(), load_registry().conferences.values())
    assert {kind: [one.title for one in told] for kind, told in evidence.examples.items()} == {
        "ml": ["Goats"],
        "systems": ["Cows", "Hens in Winter", "Sheep"],
    }


@pytest.mark.parametrize("content", ['{"title": "A"}\n{"title": \n', '{"title": "A"}\n{"name": "B"}\n'])
def test_broken_papers_are_named_with_file_and_line(tmp_path: Path, content: str) -> None:
    put_small(tmp_path)
    (tmp_path / "output/osdi24/papers.jsonl").write_text(content)
    result = confmerge(tmp_path, "learn", "--list", "fuzzing")
    assert (result.returncode, result.stdout) == (2, "")
    assert "output/osdi24/papers.jsonl:2: " in result.stderr
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("case", ["no entries", "no output", "empty output", "one class", "only passed over"])
def test_where_nothing_can_be_learned_nothing_is_written(tmp_path: Path, case: str) -> None:
    put_list(tmp_path, ("All", [] if case in ("no entries", "only passed over") else LAKES))
    if case == "empty output":
        (tmp_path / "output").mkdir()
    elif case == "one class":
        put_edition(tmp_path, "osdi24", LAKES)
    elif case == "only passed over":
        put_edition(tmp_path, "osdi24", HILLS)
    result = confmerge(tmp_path, "learn", "--list", "fuzzing")
    assert (result.returncode, result.stdout) == (2, "")
    assert "nothing can be learned from the list `fuzzing` and output, and nothing is written" in result.stderr
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("headings", [("All", "All"), ("OSDI 2024", "SOSP 2023")])
def test_a_list_of_one_section_and_a_list_by_venue_teach_phrases_alone(
    tmp_path: Path, headings: tuple[str, str]
) -> None:
    put_list(tmp_path, (headings[0], LAKES[:5]), (headings[1], LAKES[5:]))
    put_edition(tmp_path, "osdi24", [*LAKES, *HILLS])
    rules = load(tmp_path, learned(tmp_path, "--extends", "nothing"))
    assert rules.phrases
    assert not rules.sections
    assert all(screen(Paper(title), rules).keep == "keep" for title in LAKES)
    assert all(screen(Paper(title), rules).keep == "drop" for title in HILLS)


# What is written is what was tried


def test_the_file_holds_the_rules_that_were_tried(tmp_path: Path, lesson: Lesson) -> None:
    rules = load(tmp_path, lesson.text)
    assert whole(rules) == whole(lesson.rules)
    for path in EDITIONS:
        for title in titles_of(path):
            assert screen(Paper(title), rules) == screen(Paper(title), lesson.rules)


BASE = Rules(
    (
        Phrase(("pike", "jack fish"), "fish", 1.0, ("spear", "pike street")),
        Phrase(("herding", "=*LLM", "=GOAT"), "farm", 2.0),
        Phrase(("lake",), "water", 0.5),
        Phrase(("boat",), "ml only", 3.0),
        Phrase(("type inference",), "water", 0.0),
    ),
    {"title": Field(2.0, at_most=5.0, topics={"water": 0.5}), "session": Field(0.5, at_most=1.0)},
    {"systems": Kind(3.0, 1.0, topics={"ml only": 0.0, "fish": 0.5}), "ml": Kind(2.0, 1.0, 1.0)},
    ("fish", "farm", "water", "ml only"),
)


def test_on_top_of_rules_with_contexts_caps_and_factors_the_file_says_what_was_tried(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(
        "fields: {title: {weight: 2, at_most: 5, topics: {water: 0.5}}, session: {weight: 0.5, at_most: 1}}\n"
        "kinds:\n  systems: {keep: 3, maybe: 1, topics: {ml only: 0, fish: 0.5}}\n"
        "  ml: {keep: 2, maybe: 1, start: 1}\n"
        "topics:\n  fish: {phrases: [{'pike, jack fish': {weight: 1, unless: [spear, pike street]}}]}\n"
        "  farm: {phrases: ['herding, =*LLM, =GOAT': 2]}\n"
        "  water: {phrases: [lake: 0.5, type inference: 0]}\n  ml only: {phrases: [boat: 3]}\n"
    )
    base = load_rules(tmp_path / "base.yaml")
    assert whole(base) == whole(BASE)
    more = [f"{name} the Pike with a Spear" for name in ("Catching", "Cooking", "Eating", "Selling")]
    told = examples([*LAKES, *more], [*HILLS, "Pike of Pike Street", "FarmLLM for Goats"])
    one = learn_weights(told, base, "systems", proven=False)
    assert one.phrases
    rules = lay(base, "systems", one.phrases, one.limits)
    evidence = Evidence({"systems": told}, {}, ())
    text = to_yaml("x", evidence, [one], Profiles({}), Start(base, "base.yaml"), rules)
    written = load(tmp_path, text)
    assert whole(written) == whole(rules)
    assert all(isinstance(screen(example.paper, written, kind).score, float) for example in told for kind in base.kinds)
    # what was learned of one kind of venue counts nothing at another
    fresh = [name for phrase in one.phrases if phrase.base is None for name in [phrase.name]]
    for name in fresh:
        assert screen(Paper(name), written, "ml").score == screen(Paper(name), base, "ml").score


def test_what_is_found_in_titles_is_what_the_rules_find() -> None:
    titles = ["A Pike with a Spear", "Jack-Fish at Sea", "Type Inference for Boats", "Herding"]
    ground = Ground(BASE, "systems", titles)
    assert ground.found(titles) == [set(), {"pike"}, {"type inference"}, {"herding"}]
    assert [ground.weight(name) for name in ("pike", "type inference", "herding", "boat")] == [1.0, 0.0, 4.0, 0.0]
    assert ground.found(["Pike in a Net"], ["net"]) == [{"pike", "net"}]


@pytest.mark.parametrize("start", [FROM_NOTHING, Start(load_rules(), "default")], ids=["nothing", "default"])
def test_two_kinds_of_venue_do_not_spoil_each_other(tmp_path: Path, start: Start) -> None:
    """At systems venues lakes are taken, at ML venues goats; the words of one mean nothing at the other."""
    path = put_list(tmp_path, ("All", [*LAKES, *HILLS[:10]]))
    calm = [f"{name} {thing} in the Wind" for name in ("Red", "Blue", "Old") for thing in ("Kites", "Flags", "Mills")]
    dull = [f"{name} {thing} in Lakes" for name in ("Red", "Blue", "Old") for thing in ("Kites", "Flags")]
    editions = [
        (edition_of("osdi24"), list(map(Paper, [*LAKES[:5], *calm]))),
        (edition_of("sosp24"), list(map(Paper, [*LAKES[5:], *HILLS[10:]]))),
        (load_registry().edition("icml24"), list(map(Paper, [*HILLS[:10], *calm, *dull]))),
    ]
    evidence = gather(target_of(path), editions, Decisions(), load_registry().conferences.values())
    lesson = learn(target_of(path), evidence, start)
    rules = load(tmp_path, lesson.text)
    assert whole(rules) == whole(lesson.rules)
    assert {one.kind for one in lesson.learned if one.phrases} == {"systems", "ml"} == set(evidence.examples)
    for one in lesson.learned:
        assert sum(tried.right for tried in one.tried) >= 0.8 * sum(tried.taken for tried in one.tried)
        assert sum(tried.right for tried in one.tried) >= 0.8 * sum(tried.kept for tried in one.tried)
        (other,) = {"systems", "ml"} - {one.kind}
        for phrase in one.phrases:
            paper = Paper(phrase.name)
            assert screen(paper, rules, one.kind).score != screen(paper, start.rules, one.kind).score
            if start.written and phrase.base is None:
                assert screen(paper, rules, other).score == screen(paper, start.rules, other).score


def test_rules_that_fit_already_stay_as_they_are() -> None:
    """What is learned on top of rules is never worse than the rules: here nothing can be better."""
    base = Rules((Phrase(("lake",), "water", 3.0),), {"title": Field()}, {"systems": Kind()}, ("water",))
    one = learn_weights(examples(LAKES, HILLS), base, "systems")
    assert one.phrases == ()
    assert one.limits == Thresholds(3.0, 1.0)
    assert sum(tried.right for tried in one.tried) == sum(tried.kept for tried in one.tried) == len(LAKES)


def test_where_the_phrases_are_right_only_the_thresholds_change(tmp_path: Path) -> None:
    put_small(tmp_path)
    (tmp_path / "base.yaml").write_text("topics: {water: {phrases: [lake: 2]}}\n")
    rules = load(tmp_path, learned(tmp_path, "--extends", "base.yaml"))
    assert set(rules.kinds) == {"systems", "ml", "mlsys"}
    assert rules.phrases == load_rules(tmp_path / "base.yaml").phrases
    assert all(screen(Paper(title), rules).keep == "keep" for title in LAKES)


def test_rules_that_do_not_fit_are_changed() -> None:
    base = Rules((Phrase(("goat",), "farm", 3.0),), {"title": Field()}, {"systems": Kind()}, ("farm",))
    one = learn_weights(examples(LAKES, HILLS), base, "systems")
    assert [phrase.name for phrase in one.phrases if phrase.weight > 0]
    assert sum(tried.right for tried in one.tried) == sum(tried.kept for tried in one.tried) == len(LAKES)
    assert learn_weights(examples(LAKES, HILLS), base, "systems", fixed=["goat"]).phrases[-1].name != "goat"


def test_a_lesson_that_keeps_the_rules_says_so(tmp_path: Path) -> None:
    put_list(tmp_path, ("All", LAKES))
    (tmp_path / "base.yaml").write_text("topics: {water: {phrases: [lake: 3]}}\n")
    put_edition(tmp_path, "osdi24", [*LAKES, *HILLS])
    text = learned(tmp_path, "--extends", "base.yaml")
    assert "# At systems venues nothing that was learned chooses better than `base.yaml`." in text
    assert whole(load(tmp_path, text)) == whole(load_rules(tmp_path / "base.yaml"))


def test_sessions_and_abstracts_are_judged_as_they_will_be() -> None:
    """By their titles alone the rules would keep the right ones; all sessions are called after lakes."""
    base = Rules(
        (Phrase(("lake",), "water", 3.0),), {"title": Field(), "session": Field()}, {"systems": Kind()}, ("water",)
    )
    told = [replace(one, paper=Paper(one.title, session="Lakes")) for one in examples(LAKES, HILLS)]
    one = learn_weights(told, base, "systems")
    kept = sum(screen(two.paper, lay(base, "systems", one.phrases, one.limits)).keep == "keep" for two in told)
    assert kept == sum(tried.kept for tried in one.tried) == (len(LAKES) if one.better else len(told))


def test_rules_that_count_nothing_in_titles_are_no_start(tmp_path: Path) -> None:
    put_list(tmp_path, ("All", LAKES))
    put_edition(tmp_path, "osdi24", [*LAKES, *HILLS])
    (tmp_path / "base.yaml").write_text("fields: {title: 0, abstract: 1}\ntopics: {water: {phrases: [lake: 3]}}\n")
    result = confmerge(tmp_path, "learn", "--list", "fuzzing", "--extends", "base.yaml")
    assert (result.returncode, result.stdout) == (2, "")
    assert "count nothing in titles" in result.stderr


def test_the_bundled_rules_are_for_lists_of_their_topic(tmp_path: Path) -> None:
    ours = put_list(
        tmp_path, ("All", ["LLM Serving at Scale", "Distributed Training of DNNs", "GPU Sharing for Inference"])
    )
    assert fits(target_of(ours), load_rules())
    assert not fits(target_of(FUZZING / "list.md"), load_rules())


# Sections


def test_sections_are_profiled_only_where_that_places_more_titles_right(lesson: Lesson) -> None:
    found = lesson.profiles
    assert found.titles == 200
    assert not found.sections or found.helped > found.alone
    assert f"for {found.helped} with phrases that were learned without the title" in lesson.text.replace("\n# ", " ")


def test_profiles_are_read_back_and_their_evidence_is_counted_right(tmp_path: Path) -> None:
    target = target_of(FUZZING / "list.md")
    found = profiles(target.files, Rules())
    assert bool(found.sections) is (found.helped >= found.alone) is not bool(found.offered)
    found = Profiles(found.sections or found.offered)
    assert len(found.sections) > 5
    rules = found.over(FROM_NOTHING.rules)
    written = load(tmp_path, to_yaml("x", Evidence({}, {}, ()), [], found, FROM_NOTHING, rules))
    assert whole(written) == whole(rules)
    titles: dict[str, set[str]] = {}
    for entry in target.entries:
        titles.setdefault(entry.place.heading, set()).add(entry.title)
    everywhere = {fold(title): title for ours in titles.values() for title in ours}.values()
    for heading, phrases in written.sections.items():
        for phrase, one in zip(phrases, found.sections[heading], strict=True):
            having = {t for t in everywhere if any(phrase in m.value for m in written.section_matcher.find(t))}
            assert (phrase.names, phrase.weight) == (one.names, one.weight)
            assert len(having & titles[heading]) == one.here
            assert len(having - titles[heading]) == one.elsewhere


def test_what_does_not_help_is_offered_in_comments_that_can_be_copied(tmp_path: Path) -> None:
    phrases = (Telling(("goat", "caprine"), 1.5, 3, 0), Telling(("sheep",), -0.5, 0, 4))
    found = Profiles({}, {"Farm": phrases}, 10, 8, 5)
    text = to_yaml("x", Evidence({}, {}, ()), [], found, FROM_NOTHING, FROM_NOTHING.rules)
    assert "for 5 with phrases that were learned without the title: so there are none." in text
    assert not load(tmp_path, text).sections
    copied = text.replace("# sections:", "sections:").replace("#   ", "  ")
    assert whole(load(tmp_path, copied)) == whole(Profiles({"Farm": phrases}).over(FROM_NOTHING.rules))


def test_the_phrases_as_they_are_are_shown_with_their_evidence(tmp_path: Path) -> None:
    goat = Phrase(("goat", "caprine"), "farm", 3.0, ("cheese",))
    seen = (Weighed("goat", 3.0, 7, 2, goat),)
    learned = Learned("systems", (), Thresholds(3.0, 1.0), (), better=False, borne_out=seen)
    start = Start(Rules(phrases=(goat,)), "default")
    text = to_yaml("x", Evidence({}, {}, ()), [learned], Profiles({}), start, start.rules)
    assert not any(not line.startswith("#") for line in text.splitlines() if "goat" in line)
    assert re.search(r"- goat, caprine: \{weight: 3, unless: \[cheese\]\} +# 7 held, 2 passed over$", text, re.M)


ODD = [
    "no", "yes", "on", "null", "~", "1e5", "0x1f", "0b11", "2024-01-01", "12:30", "1_000", ".5", "=", "<<",
    "A: B", "A #1", "# A", "- a", "? b", "[x]", "{y}", "a, b", "'quoted'", '"quoted"', "back\\slash", "tab\there",
    "🐐 goats", "é è ü", "\u00a0 hard", "line\u2028end", "next\x85line", "\x07bell", "trailing ", " leading", "%x",
    "@a", "`b`", "&anchor", "*alias", "!tag", "|", ">", "x" * 3000, "ʻokina", "\ufeffbom",
]  # fmt: skip


def test_headings_of_every_sort_are_read_back(tmp_path: Path) -> None:
    sections = {heading: (Telling(("goat",), 1.5, 3, 0), Telling(("=*LLM", "no"), -0.5, 0, 4)) for heading in ODD}
    found = Profiles(sections, {}, 10, 5, 8)
    text = to_yaml("a\nlist\x07", Evidence({}, {}, ()), [], found, FROM_NOTHING, FROM_NOTHING.rules)
    rules = load(tmp_path, text)
    assert list(rules.sections) == ODD
    assert whole(rules) == whole(found.over(replace_phrases(rules)))


def replace_phrases(rules: Rules) -> Rules:
    return Rules(rules.phrases, rules.fields, rules.kinds, rules.topics)


def test_phrases_of_every_sort_are_read_back(tmp_path: Path) -> None:
    names = ["no", "1e5", "null", "on", "0x1f", "deep-sea fish", "über", "鱼", "a_b", "y", "12 monkeys"]
    olds = [Phrase(("=*LLM", "=C", "off"), "yes", 1.0, ("no", "1e5")), Phrase(("*net*",), "A: B", -1.0)]
    base = Rules(tuple(olds), {"title": Field()}, {"systems": Kind(), "ml": Kind()}, ("yes", "A: B"))
    phrases = (
        *(Weighed(name, 1.5, 3, 1) for name in names),
        Weighed("=*LLM", -0.5, 1, 2, olds[0]),
        Weighed("*net*", 2.0, 1, 2, olds[1]),
    )
    one = Learned("systems", phrases, Thresholds(2.5, 0.5), (Tried("no25", 3, 2, 1, 1, 0, 2),))
    rules = lay(base, "systems", one.phrases, one.limits)
    (tmp_path / "base.yaml").write_text(
        "kinds: {systems: {}, ml: {}}\n"
        "topics:\n  'yes': {phrases: ['=*LLM, =C, off': {weight: 1, unless: [no, 1e5]}]}\n"
        "  'A: B': {phrases: ['*net*': -1]}\n"
    )
    text = to_yaml("x", Evidence({}, {}, ()), [one], Profiles({}), Start(base, "base.yaml"), rules)
    assert whole(load(tmp_path, text)) == whole(rules)
    assert yaml.safe_load(text)["topics"]["learned of systems venues"]["phrases"] == [{name: 1.5} for name in names]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40) | st.sampled_from(ODD))
def test_a_scalar_is_read_back_as_it_was(text: str) -> None:
    scalar = _scalar(text)
    assert yaml.safe_load(scalar) == text
    assert "\n" not in scalar
    if len(text) < 100:
        assert yaml.safe_load(f"- {scalar}: 1  # x") == [{text: 1}]
        assert "," in text or yaml.safe_load(f"[{scalar}, 2]") == [text, 2]


# The parts


def test_candidates_are_in_the_singular_and_say_something() -> None:
    titles = ["Fast Fuzzers for Kernels", "A Kernel Fuzzer", "Fuzzers: Kernels of Truth", "The Kernel"]
    candidates = Candidates(titles)
    assert candidates.of(titles[0]) == {"fuzzer", "kernel", "fast fuzzer", "fuzzers for kernel"}
    assert common(map(candidates.of, titles), 3) == {"fuzzer", "kernel"}


def test_a_phrase_that_always_stands_for_a_shorter_one_is_left_out() -> None:
    titles = ["Side Channel", "Side Channels", "Side Doors"]
    found = common(map(Candidates(titles).of, titles), 2)
    assert found == {"side", "channel"}


ROWS = st.lists(st.tuples(st.sets(st.integers(0, 7)), st.booleans()), min_size=2, max_size=30).filter(
    lambda rows: len({held for _, held in rows}) == 2
)


@settings(max_examples=200)
@given(ROWS, st.sampled_from([0.0, 0.5, 3.0]), st.booleans())
def test_weights_are_finite_deterministic_and_follow_the_evidence(
    rows: list[tuple[set[int], bool]], sparse: float, balanced: bool
) -> None:
    features, held = [sorted(row) for row, _ in rows], [ours for _, ours in rows]
    weights = fit(features, held, 8, sparse=sparse, balanced=balanced)
    assert weights == fit(features, held, 8, sparse=sparse, balanced=balanced)
    for feature, weight in enumerate(weights):
        assert math.isfinite(weight)
        classes = {ours for row, ours in rows if feature in row}
        if classes == {True}:
            assert weight >= 0
        elif classes == {False}:
            assert weight <= 0
        elif not classes:
            assert weight == 0


def test_more_evidence_weighs_more_and_a_high_cost_leaves_nothing() -> None:
    def weights(count: int, sparse: float = 0.5) -> list[float]:
        rows = [[0]] * count + [[]] * (20 - count) + [[1]] * 3 + [[]] * 17
        return fit(rows, [True] * 20 + [False] * 20, 2, sparse=sparse)

    assert weights(3)[0] < weights(6)[0] < weights(12)[0]
    assert weights(6)[1] < 0
    assert weights(6, 100.0) == [0.0, 0.0]


@given(st.lists(st.tuples(st.floats(-50, 50), st.booleans()), min_size=2, max_size=40))
def test_a_line_rises_and_is_finite(told: list[tuple[float, bool]]) -> None:
    held = [ours for _, ours in told]
    if len(set(held)) == 2:
        bias, slope = fit_line([score for score, _ in told], held)
        assert math.isfinite(bias)
        assert slope > 0


@given(
    st.lists(st.floats(-5, 25), min_size=1, max_size=30), st.lists(st.floats(-5, 25), min_size=1, max_size=30),
    st.floats(0.001, 1.0),
)  # fmt: skip
def test_thresholds_are_in_order_and_nobody_is_asked_too_often(
    held: list[float], passed: list[float], share: float
) -> None:
    answers = Answers.of([(score, True) for score in held] + [(score, False) for score in passed], share)
    limits = answers.best()
    assert 0 < limits.maybe <= limits.keep <= 10
    assert answers.asked(limits.maybe, limits.keep) <= 0.12
    assert all(answers.quality(limits.keep) >= answers.quality(round(score, 1)) for score in held if 0.5 <= score <= 10)


def test_few_papers_are_enough_to_try_and_not_to_fail() -> None:
    one = learn_weights(examples(LAKES[:3], HILLS[:4], 1), FROM_NOTHING.rules, "systems")
    assert [(tried.edition, tried.papers, tried.taken) for tried in one.tried] == [("x00", 7, 3)]
