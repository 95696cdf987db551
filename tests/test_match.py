"""`confmerge match`, the command itself: every kind of source against every other, every record accounted for."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import re
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from desk import TOP, Desk
from hypothesis import given, settings
from hypothesis import strategies as st

from confmerge.cli import main
from confmerge.paper import Author, Paper, papers_to_jsonl

MINDER = "Minder: Faulty Machine Detection for Large-scale Distributed Model Training"
CASSINI = "CASSINI: Network-Aware Job Scheduling in Machine Learning Clusters"
SWING = "Swing: Short-cutting Rings for Higher Bandwidth Allreduce"
HOLMES = "Holmes: Localizing Irregularities in LLM Training with Mega-scale GPU Clusters"

LIST = f"# Papers\n\n## NSDI 2025\n\n- {MINDER}\n- {SWING}\n"
PAPERS = papers_to_jsonl(
    [Paper(MINDER, "nsdi25", (Author("Yangtao Deng"), Author("Xiang Shi"))), Paper(CASSINI, "nsdi24")]
)
TABLE = f'id,title,authors,year\nm,"{MINDER}","Yangtao Deng, Xiang Shi",2025\nh,"{HOLMES}",Zhiyi Yao,2025\n'
TABS = f"Title\tVenue\n{MINDER.upper()}\tNSDI\n{HOLMES}\tNSDI\n"
SOURCES: dict[str, dict[str, str]] = {
    "list.md": {"list.md": LIST},
    "papers.jsonl": {"papers.jsonl": PAPERS},
    "table.csv": {"table.csv": TABLE},
    "table.tsv": {"table.tsv": TABS},
    "folder": {"folder/a.md": LIST, "folder/deep/b.md": f"- [NSDI'24] {CASSINI}\n", "folder/notes.txt": MINDER},
    "mine": {"mine.md": LIST, "conferences.yaml": "lists: {mine: mine.md}\n"},
}
# Ids of the paper that all sources hold, and of all records.
MINDER_IN = {
    "list.md": "list.md:5",
    "papers.jsonl": "papers.jsonl:1",
    "table.csv": "m",
    "table.tsv": "table.tsv:2",
    "folder": "folder/a.md:5",
    "mine": "mine.md:5",
}
IDS_IN = {
    "list.md": ["list.md:5", "list.md:6"],
    "papers.jsonl": ["papers.jsonl:1", "papers.jsonl:2"],
    "table.csv": ["m", "h"],
    "table.tsv": ["table.tsv:2", "table.tsv:3"],
    "folder": ["folder/a.md:5", "folder/a.md:6", "folder/deep/b.md:1"],
    "mine": ["mine.md:5", "mine.md:6"],
}


def match(desk: Desk, *arguments: str) -> tuple[list[dict[str, Any]], str]:
    """Run the command, which must succeed; return its lines and its notes."""
    result = desk.run("-m", "confmerge", "match", *arguments)
    assert result.code == 0, result.err
    return [json.loads(line) for line in result.out.splitlines()], result.err


def refused(desk: Desk, *arguments: str) -> str:
    """Run the command, which must refuse with one message and no output."""
    result = desk.run("-m", "confmerge", "match", *arguments)
    assert (result.code, result.out) == (2, ""), result.err
    assert "Traceback" not in result.err
    return result.err


def piped(desk: Desk, data: bytes, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "confmerge", "match", *arguments],
        cwd=desk.path, input=data, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def ids(lines: list[dict[str, Any]]) -> list[tuple[str | None, str | None, str]]:
    return [
        (line.get("left", {}).get("id"), line.get("right", {}).get("id"), line["verdict"]) for line in lines
    ]  # fmt: skip


def lay_out(desk: Desk, *names: str) -> None:
    for name in names:
        for path, text in SOURCES[name].items():
            desk.write(path, text)


# --- sources ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("left", "right"), [*product(SOURCES, SOURCES)])
def test_any_kind_of_source_with_any_other(left: str, right: str, desk: Desk) -> None:
    lay_out(desk, left, right)
    lines, notes = match(desk, left, right, "--all")
    assert notes == ""
    assert (MINDER_IN[left], MINDER_IN[right], "same") in ids(lines)
    assert {line["left"]["id"] for line in lines if "left" in line} == set(IDS_IN[left])
    assert {line["right"]["id"] for line in lines if "right" in line} == set(IDS_IN[right])


def test_a_pair_is_printed_with_what_a_person_and_a_program_want(desk: Desk) -> None:
    lay_out(desk, "table.csv", "list.md")
    (line,), _ = match(desk, "table.csv", "list.md")
    assert list(line) == ["left", "right", "verdict", "score", "evidence"]
    assert line["left"] == {"id": "m", "title": MINDER}
    assert line["right"] == {"id": "list.md:5", "title": MINDER}
    assert line["verdict"] == "same"
    assert isinstance(line["score"], float)
    assert line["evidence"]
    assert all(isinstance(word, str) for word in line["evidence"])


def test_several_files_on_the_right_are_one_side(desk: Desk) -> None:
    lay_out(desk, "table.csv", "list.md")
    desk.write("other.md", f"- [NSDI'25] {HOLMES}\n")
    lines, _ = match(desk, "table.csv", "list.md", "other.md", "list.md", "--all")
    assert ids(lines) == [
        ("m", "list.md:5", "same"),
        ("h", "other.md:1", "same"),
        (None, "list.md:6", "unmatched"),
    ], "a file that is given twice is read once"


def test_entries_printed_by_the_other_command_keep_their_places(desk: Desk) -> None:
    lay_out(desk, "list.md", "table.csv")
    entries = desk.run("-m", "confmerge", "entries", "list.md").out
    lines = piped(desk, entries.encode(), "-", "table.csv")
    assert ids(lines) == [("list.md:5", "m", "same")]


@pytest.mark.parametrize("text", [LIST, PAPERS, TABLE, TABS, TABLE.replace(",", ";"), f"\ufeff{TABLE}", f"\n{PAPERS}"])
def test_stdin_is_known_by_its_content(text: str, desk: Desk) -> None:
    lay_out(desk, "list.md")
    lines = piped(desk, text.encode(), "list.md", "-")
    assert (lines[0]["left"]["id"], lines[0]["verdict"]) == ("list.md:5", "same")


def test_venue_and_year_come_from_the_edition(desk: Desk) -> None:
    """The title alone is only a name; edition and name together are the paper."""
    desk.write("list.md", "- [NSDI'25] Minder\n- [OSDI'24] Minder\n")
    desk.write("papers.jsonl", papers_to_jsonl([Paper("Minder", "nsdi25")]))
    lines, _ = match(desk, "papers.jsonl", "list.md")
    assert ids(lines)[0] == ("papers.jsonl:1", "list.md:1", "same")
    assert ("papers.jsonl:1", "list.md:2", "same") not in ids(lines)


def test_only_markdown_below_a_folder_and_nothing_hidden(desk: Desk) -> None:
    lay_out(desk, "folder", "table.csv")
    desk.write("folder/.github/TEMPLATE.md", f"- [NSDI'25] {MINDER}\n")
    desk.write("folder/UPPER.MD", f"- [NSDI'25] {HOLMES}\n")
    lines, _ = match(desk, "table.csv", "folder")
    assert ids(lines) == [("m", "folder/a.md:5", "same"), ("h", "folder/UPPER.MD:1", "same")]


def test_a_list_of_another_registry_by_name(desk: Desk) -> None:
    lay_out(desk, "list.md")
    desk.write("elsewhere/conferences.yaml", "lists: {split: {files: [one.md, two.md]}}\n")
    desk.write("elsewhere/one.md", f"- [NSDI'25] {MINDER}\n")
    desk.write("elsewhere/two.md", f"- [NSDI'25] {SWING}\n")
    lines, _ = match(desk, "list.md", "split", "--registry", "elsewhere/conferences.yaml")
    assert [(line["left"]["id"], Path(line["right"]["id"]).name) for line in lines] == [
        ("list.md:5", "one.md:1"),
        ("list.md:6", "two.md:1"),
    ]
    assert "no list of this name" in refused(desk, "list.md", "split")


def test_a_list_of_the_registry_that_is_a_git_repository(desk: Desk) -> None:
    lay_out(desk, "table.csv")
    repository = desk.write("remote/README.md", LIST).parent
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", *command], cwd=repository, check=True)
    desk.write("conferences.yaml", f"lists: {{far: {{git: '{repository.as_uri()}', files: [README.md]}}}}\n")
    lines = piped(desk, b"", "table.csv", "far")
    assert [line["right"]["title"] for line in lines] == [MINDER]


# --- order, --all, --best --------------------------------------------------------------------------------------------


def test_in_the_order_of_the_left_and_the_surest_first(desk: Desk) -> None:
    desk.write("a.csv", f"id,title\n1,{SWING}\n2,{MINDER}\n3,{CASSINI}\n")
    desk.write(
        "b.csv", f"id,title,venue\nw,{MINDER},NSDI Workshop\nm,{MINDER},NSDI\nc,{CASSINI},NSDI\ns,{SWING},NSDI\n"
    )
    desk.write("a.csv", f"id,title,venue\n1,{SWING},NSDI\n2,{MINDER},NSDI\n3,{CASSINI},NSDI\n")
    lines, _ = match(desk, "a.csv", "b.csv")
    assert ids(lines) == [("1", "s", "same"), ("2", "m", "same"), ("2", "w", "related"), ("3", "c", "same")]


def test_best_is_the_surest_for_each_on_the_right(desk: Desk) -> None:
    desk.write("a.csv", f"id,title,venue\nw,{MINDER},NSDI Workshop\nfirst,{MINDER},NSDI\nsecond,{MINDER},NSDI\n")
    desk.write("b.csv", f"id,title,venue\nm,{MINDER},NSDI\nn,{MINDER},NSDI\n")
    lines, _ = match(desk, "a.csv", "b.csv", "--best")
    assert ids(lines) == [("first", "m", "same"), ("first", "n", "same")], "the first of equals"
    lines, _ = match(desk, "a.csv", "b.csv", "--best", "--all")
    assert ids(lines) == [
        ("w", None, "unmatched"),
        ("first", "m", "same"),
        ("first", "n", "same"),
        ("second", None, "unmatched"),
    ]


def test_the_same_answer_every_time(desk: Desk) -> None:
    lay_out(desk, "folder", "table.csv", "papers.jsonl")
    arguments = ("-m", "confmerge", "match", "table.csv", "folder", "papers.jsonl", "--all")
    assert len({desk.run(*arguments).out for _ in range(3)}) == 1


TITLES = st.sampled_from(
    [MINDER, MINDER.lower(), CASSINI, SWING, HOLMES, "Minder", "Editorial", "漢字", "???", "", " ", 'A "quoted" title']
)
ROWS = st.lists(st.tuples(st.sampled_from(["", "1", "2", "3", "left.csv:2"]), TITLES), max_size=6)


@settings(max_examples=60, deadline=None)
@given(ROWS, ROWS, st.booleans())
def test_every_record_of_both_sides_appears(
    left: list[tuple[str, str]], right: list[tuple[str, str]], best: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sides = []
        for name, rows in (("left.csv", left), ("right.csv", right)):
            cells = [(identifier, '"' + title.replace('"', '""') + '"', "2025") for identifier, title in rows]
            Path(folder, name).write_text("id,title,year\n" + "".join(",".join(row) + "\n" for row in cells), "utf-8")
            sides.append(f"{folder}/{name}")
        out, notes = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(notes):
            assert main(["match", *sides, "--all", *(["--best"] if best else [])]) == 0
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    for side, rows in (("left", left), ("right", right)):
        seen = {line[side]["id"]: line[side]["title"] for line in lines if side in line}
        assert sorted(seen.values()) == sorted(" ".join(title.split()) for _, title in rows), (
            "each has an id of its own"
        )
    pairs = [(line["left"]["id"], line["right"]["id"]) for line in lines if line["verdict"] != "unmatched"]
    assert len(pairs) == len(set(pairs)), "a pair stands once"
    alone = [line for line in lines if line["verdict"] == "unmatched"]
    for side in ("left", "right"):
        assert not {line[side]["id"] for line in alone if side in line} & {
            line[side]["id"] for line in lines if line not in alone
        }
    untitled = sum(not title.strip() for _, title in left + right)
    assert sum(line.get("evidence") == ["no title"] for line in alone) == untitled
    assert ("no title in" in notes.getvalue()) == bool(untitled)


# --- rows without title, ids that stand twice ------------------------------------------------------------------------


def test_rows_without_title_are_told_and_not_lost(desk: Desk) -> None:
    lay_out(desk, "list.md")
    desk.write("a.csv", f"id,title,doi\n1,,10.1145/1\n2,{MINDER},\n3,  ,\n,,\n5,n/a,\n")
    lines, notes = match(desk, "a.csv", "list.md", "--all")
    assert notes == "confmerge: a.csv: no title in lines 2, 4, 6: not compared\n"
    assert lines[0] == {"left": {"id": "1", "title": ""}, "verdict": "unmatched", "evidence": ["no title"]}
    assert [line["left"]["id"] for line in lines if "left" in line] == ["1", "2", "3", "5"]
    desk.write("a.jsonl", f'{{"doi": "10.1145/1"}}\n{{"title": "{MINDER}"}}\n{{"title": null}}\n')
    lines, notes = match(desk, "a.jsonl", "list.md")
    assert notes == "confmerge: a.jsonl: no title in lines 1, 3: not compared\n"
    assert ids(lines) == [("a.jsonl:2", "list.md:5", "same")]


def test_ids_that_stand_twice_give_way_to_places(desk: Desk) -> None:
    lay_out(desk, "list.md")
    desk.write("a.csv", f"id,title\n1,{MINDER}\n2,{SWING}\n")
    desk.write("b.csv", f"id,title\n1,{SWING}\n3,{HOLMES}\n")
    lines, notes = match(desk, "list.md", "a.csv", "b.csv")
    assert ids(lines) == [
        ("list.md:5", "a.csv:2", "same"),
        ("list.md:6", "2", "same"),
        ("list.md:6", "b.csv:2", "same"),
    ]
    assert notes == "confmerge: named by file and line, for they have one id in common: the records of 1\n"


# --- --pairs ---------------------------------------------------------------------------------------------------------


def test_pairs_give_a_verdict_for_every_row_in_order(desk: Desk) -> None:
    desk.write(
        "pairs.tsv",
        f"label\ttitle_a\ttitle_b\nT\t{MINDER}\t{MINDER.upper()}\nN\t{MINDER}\t{SWING}\n\t\t\nT\t{SWING}\t\n",
    )
    lines, _ = match(desk, "--pairs", "pairs.tsv")
    assert ids(lines) == [
        ("pairs.tsv:2", "pairs.tsv:2", "same"),
        ("pairs.tsv:3", "pairs.tsv:3", "different"),
        ("pairs.tsv:4", "pairs.tsv:4", "different"),
        ("pairs.tsv:5", "pairs.tsv:5", "different"),
    ]
    assert lines[3]["evidence"] == ["no title"]
    assert lines[3]["right"]["title"] == ""


def test_pairs_take_authors_and_whatever_else_is_there(desk: Desk) -> None:
    titles = f"{MINDER},{MINDER}"
    desk.write("plain.csv", f"Title A,Title B\n{titles}\n")
    desk.write("venues.csv", f"title_a,title_b,venue_a,venue_b,year_a,year_b\n{titles},NSDI,TPDS,2025,2026\n")
    desk.write("authors.csv", f"title_a,title_b,authors_a,authors_b\n{titles},Ann Ash; Bo Birch,Cy Cole; Di Dorn\n")
    verdicts = [match(desk, "--pairs", f"{name}.csv")[0][0]["verdict"] for name in ("plain", "venues", "authors")]
    assert verdicts[:2] == ["same", "related"]
    assert verdicts[2] != "same"


def test_pairs_from_stdin(desk: Desk) -> None:
    lines = piped(desk, f"title_a\ttitle_b\n{MINDER}\t{MINDER}\n".encode(), "--pairs", "-")
    assert ids(lines) == [("-:2", "-:2", "same")]


def test_a_person_decides_pairs_too(desk: Desk) -> None:
    desk.write("decisions.yaml", f'"*": {{"{MINDER}": {{same-as: "{SWING}", different-from: "Minder"}}}}\n')
    desk.write("pairs.tsv", f"title_a\ttitle_b\n{SWING}\t{MINDER}\nminder\t{MINDER}\n{MINDER}\t{MINDER}\n")
    lines, _ = match(desk, "--pairs", "pairs.tsv")
    assert [line["verdict"] for line in lines] == ["same", "different", "same"]
    assert [line["evidence"] == ["decided in decisions.yaml"] for line in lines] == [True, True, False]


# --- decisions -------------------------------------------------------------------------------------------------------


def test_a_person_says_that_two_are_one(desk: Desk) -> None:
    desk.write("a.csv", f"id,title\n1,{SWING}\n2,{MINDER}\n")
    desk.write("b.csv", f"id,title\nh,{HOLMES}\nm,{MINDER}\n")
    desk.write("decisions.yaml", f'nsdi25: {{"{HOLMES}": {{lists: {{mine: {{same-as: "{MINDER}"}}}}}}}}\n')
    lines, _ = match(desk, "a.csv", "b.csv")
    assert ids(lines) == [("2", "h", "same"), ("2", "m", "same")], "what a person says comes first"
    assert lines[0]["evidence"] == ["decided in decisions.yaml"]
    assert ids(match(desk, "b.csv", "a.csv")[0]) == [("h", "2", "same"), ("m", "2", "same")], "either way round"


def test_a_person_says_that_two_are_two(desk: Desk) -> None:
    lay_out(desk, "table.csv", "list.md")
    desk.write("decisions.yaml", f'"*": {{"{MINDER}": {{different-from: ["{MINDER.lower()}", "{SWING}"]}}}}\n')
    assert match(desk, "table.csv", "list.md")[0] == []
    lines, _ = match(desk, "table.csv", "list.md", "--all")
    assert {verdict for *_, verdict in ids(lines)} == {"unmatched"}


def test_a_decision_that_names_the_paper_by_its_link(desk: Desk) -> None:
    desk.write("a.csv", "title,doi\nHandling Faults,10.1145/3718958.1\n")
    desk.write("b.csv", f"title\n{MINDER}\n")
    desk.write("decisions.yaml", f'sigcomm25: {{10.1145/3718958.1: {{same-as: "{MINDER}"}}}}\n')
    assert ids(match(desk, "a.csv", "b.csv")[0]) == [("a.csv:2", "b.csv:2", "same")]


def test_decisions_from_a_file_that_is_named(desk: Desk) -> None:
    lay_out(desk, "table.csv", "list.md")
    desk.write("other/said.yaml", f'"*": {{"{MINDER}": {{different-from: "{MINDER}"}}}}\n')
    assert match(desk, "table.csv", "list.md", "--decisions", "other/said.yaml")[0] == []
    assert "nowhere.yaml: cannot be read" in refused(desk, "table.csv", "list.md", "--decisions", "nowhere.yaml")


def test_decisions_that_contradict_each_other_are_an_error(desk: Desk) -> None:
    lay_out(desk, "table.csv", "list.md")
    desk.write("decisions.yaml", f'nsdi25:\n  A: {{same-as: "{MINDER}"}}\n"*":\n  A: {{different-from: "{MINDER}"}}\n')
    text = refused(desk, "table.csv", "list.md")
    assert text.startswith("confmerge: decisions.yaml:4: *.A.different-from: contradicts line 2")


# --- tables as they come ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        f"\ufeffTitle;Année\r\n{MINDER};2025\r\n".encode(),
        f"ID\tPaper Title\tAuthor\n1\t{MINDER}\tDeng\n".encode(),
        f"title\n{MINDER}\n".encode(),
        f"\n\nlink,year,TITLE\n,,\nhttps://example.org/1,2025,{MINDER}".encode(),
        f'title,note\n"{MINDER}","two\nlines, and ""quotes"""\n'.encode(),
        f"title\tvenue\n{MINDER}\tNSDI\n".encode("utf-16"),
        f'title\tyear\n"Minder" is Not Closed\t2025\n{MINDER}\t2025\n'.encode(),
    ],
)
def test_tables_in_whatever_form(data: bytes, desk: Desk) -> None:
    lay_out(desk, "list.md")
    desk.write("a.csv", data)
    lines, notes = match(desk, "list.md", "a.csv")
    assert [line["left"]["id"] for line in lines if line["verdict"] == "same"] == ["list.md:5"]
    assert notes == ""


def test_an_encoding_of_old_is_read_and_said(desk: Desk) -> None:
    desk.write("a.csv", f"title,authors\n{MINDER},Jürg Äsch; Bo Birch\n".encode("cp1252"))
    desk.write("b.csv", f"title,authors\n{MINDER},Jürg Äsch; Bo Birch\n")
    lines, notes = match(desk, "a.csv", "b.csv")
    assert "authors agree" in lines[0]["evidence"]
    assert notes == "confmerge: a.csv: is not UTF-8; read as Windows-1252\n"


def test_cells_that_are_too_many_are_said(desk: Desk) -> None:
    lay_out(desk, "list.md")
    desk.write("a.csv", f"title,year\n{MINDER},2025\nOne, Two, and Three,2025\nFour,2025,,\n")
    _, notes = match(desk, "a.csv", "list.md")
    assert notes == "confmerge: a.csv: more cells than the header has in line 3: a cell with `,` in it needs quotes\n"


@pytest.mark.parametrize("name", ["empty.md", "empty.csv", "empty.jsonl", "empty"])
def test_an_empty_file_has_no_records(name: str, desk: Desk) -> None:
    lay_out(desk, "list.md")
    for content in ("", "\n \n", "\ufeff"):
        desk.write(name, content)
        lines, notes = match(desk, name, "list.md", "--all")
        assert (len(lines), notes) == (2, "")
        assert len(match(desk, "list.md", name, "--all")[0]) == 2


# --- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "name,year\nA,2025\n", "a.csv:1: has no column `title`; its columns are `name`, `year`"),
        ("a.csv", b"title\n\x81\n", "a.csv: is no text in UTF-8, UTF-16 or Windows-1252"),
        ("a.csv", b"\xff\xfet", "a.csv: is no text in UTF-8, UTF-16 or Windows-1252"),
        ("a.csv", 'title,year\nA,1\n"B,2\nC,3\n', "a.csv:3: has a quotation mark that does not close"),
        ("a.jsonl", '{"title": "A"}\n{"title": "half\n', "a.jsonl:2: is not JSON"),
        ("a.jsonl", '{"title": "A"}\n["A"]\n', "a.jsonl:2: is not a JSON object"),
        ("a.jsonl", '{"title": {"a": 1}}\n', "a.jsonl:1: `title` should be text"),
        ("a.jsonl", '{"title": "A", "authors": 5}\n', "a.jsonl:1: `authors` should be a list"),
        ("a.jsonl", b'{"title": "\xff"}\n', "a.jsonl:1: is not JSON"),
        ("a.md", "- A\n".encode("utf-16"), "a.md: is UTF-16"),
        ("a/b.txt", "- A\n", "a: is a folder without a markdown list (.md)"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(name: str, content: str | bytes, words: str, desk: Desk) -> None:
    lay_out(desk, "list.md")
    desk.write(name, content)
    for arguments in (("list.md", name.partition("/")[0]), (name.partition("/")[0], "list.md")):
        assert refused(desk, *arguments).startswith(f"confmerge: {words}")


@pytest.mark.parametrize("name", ["nowhere.md", "nowhere", "", "long" * 100])
def test_neither_a_file_nor_a_list(name: str, desk: Desk) -> None:
    lay_out(desk, "list.md")
    desk.write("conferences.yaml", "lists: {one: list.md, two: list.md}\n")
    assert "no such file, and no list of this name in the registry (known: one, two)" in refused(desk, "list.md", name)


def test_pairs_without_their_columns(desk: Desk) -> None:
    desk.write("pairs.csv", "title_a,title\nA,B\n")
    text = refused(desk, "--pairs", "pairs.csv")
    assert text == "confmerge: pairs.csv:1: has no column `title_b`; its columns are `title_a`, `title`\n"
    assert "nowhere.tsv: cannot be read" in refused(desk, "--pairs", "nowhere.tsv")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("list.md",),
        ("--pairs",),
        ("list.md", "--pairs", "list.md"),
        ("--pairs", "list.md", "--all"),
        ("-", "-"),
        ("list.md", "-", "-"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], desk: Desk) -> None:
    lay_out(desk, "list.md")
    assert refused(desk, *arguments).startswith("usage: ")


# --- light and quick -------------------------------------------------------------------------------------------------


def test_a_reader_that_leaves_early_is_no_error(desk: Desk) -> None:
    desk.write("a.csv", "title\n" + "".join(f"Serving Model {n} of a Zoo of Animals\n" for n in range(3000)))
    process = subprocess.Popen(
        [sys.executable, "-m", "confmerge", "match", "a.csv", "a.csv", "--all"],
        cwd=desk.path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


def test_tables_need_neither_yaml_nor_markdown(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE, "utf-8")
    program = """
import sys
from confmerge.cli import main
assert main(["match", "a.csv", "a.csv"]) == 0
heavy = {"scrapy", "twisted", "bs4", "lxml", "markdown_it", "yaml", "scrapers", "confmerge.lists"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path, capture_output=True)


def test_help_imports_nothing_heavy() -> None:
    program = """
import sys
from confmerge.cli import main
try:
    main(["match", "--help"])
except SystemExit as end:
    assert not end.code, end.code
assert not {"rapidfuzz", "markdown_it", "yaml"} & set(sys.modules)
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=TOP)
    assert b"--pairs" in answer.stdout


def test_on_a_terminal_it_says_how_far_it_is(desk: Desk) -> None:
    """On the terminal of stderr alone, and only where it takes its time; a pipe gets nothing."""
    words = [f"{a}{b}ing" for a in ("serv", "train", "rout", "cach") for b in "abcdefghijklmnopqrstuvwxyz"]
    titles = [f"{a} {b} {c} Models Systems" for a in words[:26] for b in words[26:40] for c in words[40:56]]
    desk.write("a.csv", "title\n" + "\n".join(titles) + "\n")
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "confmerge", "match", "a.csv", "a.csv"],
        cwd=desk.path, stdout=subprocess.DEVNULL, stderr=end,
    )  # fmt: skip
    os.close(end)
    told = b""
    deadline = time.monotonic() + 30
    while b"compared" not in told and time.monotonic() < deadline:
        try:
            told += os.read(terminal, 1000)
        except OSError:
            break
    process.kill()
    process.wait()
    os.close(terminal)
    assert re.search(rb"compared \d+ of 5824", told), told
