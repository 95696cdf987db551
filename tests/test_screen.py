"""`confmerge screen`: papers or titles in, as many out with an answer and reasons."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, page, titles

from confmerge.keep import load_rules, screen
from confmerge.paper import Paper

KEPT, NEAR, DROPPED = "Serving LLMs on Hot Spares", "Vector Search on Disks", "A Log-Structured File System"


def confmerge(folder: Path, *arguments: str, stdin: str | bytes = b"") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONFMERGE")}
    data = stdin if isinstance(stdin, bytes) else stdin.encode()
    done = subprocess.run(
        [sys.executable, "-m", "confmerge", "screen", *arguments],
        cwd=folder,
        env=environment,
        input=data,
        capture_output=True,
        timeout=60,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def answers(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line["keep"] for line in lines(done)]


def papers(*records: dict[str, Any]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_every_paper_comes_out_in_order_with_what_the_rules_say(tmp_path: Path) -> None:
    records = [
        {"title": DROPPED, "authors": [{"name": "Ann"}], "mine": 7},
        {"title": KEPT, "session": "LLM Serving"},
        {"title": DROPPED, "abstract": "GPUs."},
        {"title": NEAR},
    ]
    (tmp_path / "papers.jsonl").write_text(papers(*records))
    done = confmerge(tmp_path, "papers.jsonl")
    rules = load_rules()
    said = [screen(Paper.from_dict(record), rules).to_dict() for record in records]
    assert lines(done) == [record | screening for record, screening in zip(records, said, strict=True)]
    assert done.stderr == "confmerge: 4 papers: keep 1, maybe 1, drop 2\n"


def test_titles_one_a_line_will_do_from_a_file_or_from_stdin(tmp_path: Path) -> None:
    text = f"\ufeff- [ ] {KEPT}\r\n\n  * {NEAR}  \n12. {DROPPED}"
    (tmp_path / "titles.txt").write_text(text, "utf-8")
    done = confmerge(tmp_path, "titles.txt", "-", stdin=f"{DROPPED}\n")
    assert [line["title"] for line in lines(done)] == [KEPT, NEAR, DROPPED, DROPPED]
    assert answers(done) == ["keep", "maybe", "drop", "drop"]
    assert lines(confmerge(tmp_path, stdin=text)) == lines(done)[:3]
    assert lines(confmerge(tmp_path, stdin=papers({"title": KEPT}))) == lines(done)[:1]
    one = confmerge(tmp_path, stdin=f"{KEPT}\n")
    assert one.stderr == "confmerge: 1 paper: keep 1, maybe 0, drop 0\n"
    assert lines(confmerge(tmp_path, stdin="")) == []


def test_only_some_answers_are_printed_and_all_are_counted(tmp_path: Path) -> None:
    done = confmerge(tmp_path, "--only", "maybe", "--only", "keep", stdin=f"{DROPPED}\n{NEAR}\n{KEPT}\n")
    assert answers(done) == ["maybe", "keep"]
    assert "3 papers: keep 1, maybe 1, drop 1" in done.stderr


def test_the_text_for_a_person_has_the_best_first_and_why(tmp_path: Path) -> None:
    done = confmerge(tmp_path, "--text", stdin=f"{DROPPED}\n{NEAR}\n{KEPT}\nGPUs\nDNNs, LLMs and GNNs\n")
    assert done.stdout == (
        "keep (2)\n"
        "  9.00  DNNs, LLMs and GNNs\n"
        '        title: "DNNs" +3.0, "LLMs" +3.0, "GNNs" +3.0\n'
        "  4.00  Serving LLMs on Hot Spares\n"
        '        title: "LLMs" +3.0, "Serving" +1.0\n'
        "\n"
        "maybe (2)\n"
        "  1.25  Vector Search on Disks\n"
        '        title: "Vector Search" +1.25\n'
        "  1.00  GPUs\n"
        '        title: "GPUs" +1.0\n'
        "\n"
        "drop (1)\n"
        "  0.00  A Log-Structured File System\n"
    )


def test_the_kind_of_venue_is_that_of_the_edition_unless_it_is_given(tmp_path: Path) -> None:
    title = "Deep Neural Networks Generalize"
    text = papers(*({"title": title, "edition": edition} for edition in ("osdi25", "icml25", "mlsys25", "abc25")))
    done = confmerge(tmp_path, stdin=text)
    assert answers(done) == ["keep", "drop", "keep", "keep"]
    assert done.stderr.count("`abc25` is not in the registry; taken as a systems venue") == 1
    assert answers(confmerge(tmp_path, "--kind", "ml", stdin=text)) == ["drop"] * 4
    assert answers(confmerge(tmp_path, stdin=title)) == ["keep"]
    (tmp_path / "mine.yaml").write_text("conferences: {abc: {name: ABC, family: auto, kind: ml}}\n")
    assert answers(confmerge(tmp_path, "--registry", "mine.yaml", stdin=text))[3] == "drop"


def test_rules_are_the_lists_the_projects_or_those_given(tmp_path: Path) -> None:
    for name, words in (("project", "hot spare"), ("one", "vector search"), ("given", "file system")):
        (tmp_path / f"{name}.yaml").write_text(f"topics: {{own: {{weight: 3, phrases: [{words}]}}}}\n")
    (tmp_path / "conferences.yaml").write_text(
        "rules: project.yaml\nlists:\n  one: {files: a.md, rules: one.yaml}\n  two: b.md\n"
    )
    titles = f"{KEPT}\n{NEAR}\n{DROPPED}\n"
    assert answers(confmerge(tmp_path, stdin=titles)) == ["keep", "drop", "drop"]
    assert answers(confmerge(tmp_path, "--list", "one", stdin=titles)) == ["drop", "keep", "drop"]
    assert answers(confmerge(tmp_path, "--list", "two", stdin=titles)) == ["keep", "drop", "drop"]
    assert answers(confmerge(tmp_path, "--rules", "given.yaml", stdin=titles)) == ["drop", "drop", "keep"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere.jsonl",), "nowhere.jsonl: cannot be read"),
        (("bad.jsonl",), "bad.jsonl:2: is not JSON"),
        (("untitled.jsonl",), "untitled.jsonl:1: "),
        (("latin.txt",), "latin.txt:2: is not UTF-8 text"),
        (("saved.html",), "saved.html: is a web page; `confmerge crawl EDITION -a page=FILE` reads it"),
        (("array.json",), "array.json: is one JSON array"),
        (("list.md",), "list.md:3: is a heading, no title; what `confmerge entries` prints"),
        (("--rules", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
        (("--rules", "bad.yaml"), "bad.yaml:2: `topics.own.phrases` should be a list"),
        (("--list", "mine"), "no list `mine` in the registry"),
        (("--list", "mine", "--rules", "bad.yaml"), "not allowed with"),
        (("--kind", "theory"), "invalid choice"),
        (("--only", "some"), "invalid choice"),
        (("--text", "--json"), "not allowed with"),
        (("--registry", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    (tmp_path / "bad.jsonl").write_text(papers({"title": KEPT}) + "nonsense\n")
    (tmp_path / "untitled.jsonl").write_text(papers({"session": "LLM"}))
    (tmp_path / "latin.txt").write_bytes(b"One\nna\xefve\n")
    (tmp_path / "saved.html").write_text("\n<!DOCTYPE html><title>Papers</title>")
    (tmp_path / "array.json").write_text(f'[\n  {{"title": "{KEPT}"}}\n]')
    (tmp_path / "list.md").write_text(f"- {KEPT}\n\n## Serving\n")
    (tmp_path / "bad.yaml").write_text("topics:\n  own: {weight: 1, phrases: LLM}\n")
    done = confmerge(tmp_path, *arguments)
    assert done.returncode == 2
    assert words in done.stderr


def test_it_imports_no_more_than_it_needs(tmp_path: Path) -> None:
    code = (
        "import sys; from confmerge.cli import main; main(['screen', 'titles.txt']); "
        "print([name for name in sys.modules if name.startswith(('scrapy', 'scrapers', 'markdown_it', 'rapidfuzz'))])"
    )
    (tmp_path / "titles.txt").write_text(KEPT)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[1:] == ["[]"], done.stderr


# The rules in the whole job


def test_propose_takes_rules(tmp_path: Path) -> None:
    (tmp_path / "papers.jsonl").write_text(papers({"title": KEPT}, {"title": DROPPED}))
    (tmp_path / "rules.yaml").write_text("topics: {own: {weight: 3, phrases: [file system]}}\n")
    (tmp_path / "list.md").write_text("# Papers\n\n- [NSDI'24] Orca\n")
    command = [sys.executable, "-m", "confmerge", "propose", "nsdi25", "--papers", "papers.jsonl", "--into", "list.md"]
    done = subprocess.run([*command, "--rules", "rules.yaml"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    proposals = (tmp_path / "output" / "nsdi25" / "proposal.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["keep"] for line in proposals] == ["drop", "keep"]
    (tmp_path / "rules.yaml").write_text("topics: 3\n")
    done = subprocess.run([*command, "--rules", "rules.yaml"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (2, "confmerge: rules.yaml:1: `topics` should be keys and values\n")


def test_a_crawl_takes_rules_and_reads_them_before_it_asks_anybody(desk: Desk) -> None:
    desk.write("rules.yaml", "topics: {}\n")
    desk.serve(programme=page("one", "two"))
    done = desk.crawl("-a", "rules=rules.yaml")
    assert (done.proposed["rules"], done.proposed["papers"]) == ("rules.yaml", titles("one", "two"))
    desk.serve(programme=page("one", "two"))
    desk.write("rules.yaml", "topics: 3\n")
    done = desk.crawl("-a", "rules=rules.yaml")
    assert (done.code, desk.site.asked) == (2, [])
    assert "rules.yaml:1: `topics` should be keys and values" in done.err
