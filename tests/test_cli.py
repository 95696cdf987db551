"""The `confmerge` command itself, in a process of its own: what it prints, writes and exits with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from trial import TOP, git, make_repository

from confmerge.paper import Author, Paper, papers_to_jsonl

COMMAND = Path(sysconfig.get_path("scripts"), "confmerge")
MINDER = Paper(
    "Minder: Faulty Machine Detection for Large-scale Distributed Model Training",
    "nsdi25",
    (Author("Yangtao Deng"),),
    "https://www.usenix.org/conference/nsdi25/presentation/deng",
)
LIST = "# Papers\n\n## NSDI 2024\n\n- CASSINI: Network-Aware Job Scheduling in Machine Learning Clusters\n"


def run(folder: Path, *arguments: str, stdin: bytes = b"", **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in `folder` as somebody without a registry of their own."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CONFMERGE", "PYTHON"))}
    return subprocess.run(
        [COMMAND, *arguments], cwd=folder, input=stdin, capture_output=True, env=environment | variables, check=False
    )


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a list in a repository, and papers."""
    make_repository(tmp_path / "lists")
    (tmp_path / "lists" / "README.md").write_text(LIST, "utf-8")
    (tmp_path / "papers.jsonl").write_text(papers_to_jsonl([MINDER]), "utf-8")
    return tmp_path


PROPOSE = ("propose", "nsdi25", "--papers", "papers.jsonl", "--into", "lists/README.md")


# --- entries ---------------------------------------------------------------------------------------------------------


def test_entries_of_files_and_of_stdin(desk: Path) -> None:
    answer = run(desk, "entries", "lists/README.md", "-", stdin=b"- [OSDI'22] Orca: A Distributed Serving System\n")
    assert (answer.returncode, answer.stderr) == (0, b"")
    first, second = map(json.loads, answer.stdout.decode().splitlines())
    assert first == {
        "file": "lists/README.md",
        "line": 5,
        "end_line": 5,
        "section": ["NSDI 2024"],
        "title": "CASSINI: Network-Aware Job Scheduling in Machine Learning Clusters",
        "venue": "NSDI",
        "year": 2024,
        "links": [],
        "notes": [],
        "kind": "paper",
        "raw": "- CASSINI: Network-Aware Job Scheduling in Machine Learning Clusters",
    }
    assert list(first)[:4] == ["file", "line", "end_line", "section"]
    assert (second["file"], second["venue"], second["year"]) == ("-", "OSDI", 2022)


def test_a_file_that_cannot_be_read_does_not_stop_the_others(desk: Path) -> None:
    (desk / "wide.md").write_bytes(LIST.encode("utf-16"))
    answer = run(desk, "entries", "nowhere.md", "wide.md", "lists", "lists/README.md")
    assert answer.returncode == 2
    assert len(answer.stdout.splitlines()) == 1
    lines = answer.stderr.decode().splitlines()
    assert lines[0] == "confmerge: nowhere.md: cannot be read: No such file or directory"
    assert lines[1].startswith("confmerge: wide.md: is UTF-16; convert it to UTF-8 first")
    assert lines[2] == "confmerge: lists: cannot be read: Is a directory"


def test_entries_are_utf8_wherever_it_runs(desk: Path) -> None:
    (desk / "list.md").write_bytes(
        "- [OSDI'22] Orça: Ein Überblick – 漢字\n- [OSDI'22] Another \udcff Title\n".encode("utf-8", "surrogateescape")
    )
    answer = run(desk, "entries", "list.md", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert answer.returncode == 0
    titles = [json.loads(line)["title"] for line in answer.stdout.decode("utf-8").splitlines()]
    assert titles == ["Orça: Ein Überblick – 漢字", "Another \N{REPLACEMENT CHARACTER} Title"]


def test_a_reader_that_leaves_early_is_no_error(desk: Path) -> None:
    (desk / "long.md").write_text(
        "".join(f"- [OSDI'22] A Title That Has a Number {n}\n" for n in range(20_000)), "utf-8"
    )
    process = subprocess.Popen(
        [COMMAND, "entries", "long.md"], cwd=desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


# --- propose ---------------------------------------------------------------------------------------------------------


def test_propose_writes_its_files_and_not_the_list(desk: Path) -> None:
    answer = run(desk, *PROPOSE)
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert (desk / "lists" / "README.md").read_text("utf-8") == LIST
    folder = desk / "output" / "nsdi25"
    assert {file.name for file in folder.iterdir()} == {
        "lists-README.diff", "lists-README.promotions.diff", "proposal.jsonl", "report.md",
    }  # fmt: skip
    text = answer.stdout.decode()
    assert "accepted 1, kept 1" in text
    assert f"+- {MINDER.title}" in text
    assert "\x1b[" not in text, "colours are for terminals"
    git(desk / "lists", "apply", "-", data=(folder / "lists-README.diff").read_bytes())
    assert MINDER.title in (desk / "lists" / "README.md").read_text("utf-8")


def test_the_command_that_it_prints_applies_the_diff(desk: Path) -> None:
    text = run(desk, *PROPOSE).stdout.decode()
    (line,) = [line for line in text.splitlines() if "git -C" in line or "git apply" in line]
    subprocess.run(line.partition("git ")[1] + line.partition("git ")[2], shell=True, cwd=desk, check=True)
    assert MINDER.title in (desk / "lists" / "README.md").read_text("utf-8")


def test_the_command_that_it_prints_works_for_paths_with_blanks(tmp_path: Path) -> None:
    desk = tmp_path / "my desk"
    make_repository(desk / "the lists")
    (desk / "the lists" / "READ ME.md").write_text(LIST, "utf-8")
    (desk / "papers.jsonl").write_text(papers_to_jsonl([MINDER]), "utf-8")
    answer = run(desk, "propose", "nsdi25", "--papers", "papers.jsonl", "--into", "the lists/READ ME.md")
    assert answer.returncode == 0
    (line,) = [line for line in answer.stdout.decode().splitlines() if "git -C" in line or "git apply" in line]
    subprocess.run(line.partition("git ")[1] + line.partition("git ")[2], shell=True, cwd=desk, check=True)
    assert MINDER.title in (desk / "the lists" / "READ ME.md").read_text("utf-8")


def test_the_exit_code_tells_only_when_asked(desk: Path) -> None:
    assert run(desk, *PROPOSE).returncode == 0
    assert run(desk, *PROPOSE, "--exit-code").returncode == 5
    git(desk / "lists", "apply", "-", data=(desk / "output" / "nsdi25" / "lists-README.diff").read_bytes())
    again = run(desk, *PROPOSE, "--exit-code")
    assert again.returncode == 0
    assert "is empty: nothing to add" in again.stdout.decode()


def test_papers_from_stdin_and_the_output_elsewhere(desk: Path) -> None:
    (desk / "deep").mkdir()
    papers = papers_to_jsonl([MINDER]).encode()
    answer = run(
        desk / "deep",
        "propose",
        "nsdi25",
        "--papers",
        "-",
        "--into",
        "../lists/README.md",
        "--output",
        "../there",
        stdin=papers,
    )
    assert answer.returncode == 0, answer.stderr
    assert (desk / "there" / "nsdi25" / "lists-README.diff").read_bytes()
    assert not (desk / "deep" / "output").exists()


def test_papers_of_the_last_crawl_are_the_default(desk: Path) -> None:
    answer = run(desk, "propose", "nsdi25", "--into", "lists/README.md")
    assert answer.returncode == 2
    assert answer.stderr.decode() == (
        "confmerge: output/nsdi25/papers.jsonl: is not there; "
        "run `confmerge crawl nsdi25` first, or give --papers FILE\n"
    )
    (desk / "output" / "nsdi25").mkdir(parents=True)
    (desk / "papers.jsonl").rename(desk / "output" / "nsdi25" / "papers.jsonl")
    assert run(desk, "propose", "nsdi25", "--into", "lists/README.md").returncode == 0


def test_two_lists_in_one_run(desk: Path) -> None:
    (desk / "other.md").write_text("# Topics\n\n- [OSDI'22] Orca: A Distributed Serving System\n", "utf-8")
    answer = run(desk, *PROPOSE, "--into", "other.md")
    assert answer.returncode == 0
    text = answer.stdout.decode()
    assert "lists-README: accepted 1" in text
    assert f"{desk.name}-other: accepted 1" in text


def test_decisions_lie_beside_the_list(desk: Path) -> None:
    decisions = "nsdi25:\n  /conference/nsdi25/presentation/deng: {reject: seen}\n"
    (desk / "lists" / "decisions.yaml").write_text(decisions, "utf-8")
    assert run(desk, *PROPOSE).returncode == 0
    assert (desk / "output" / "nsdi25" / "lists-README.diff").read_bytes() == b""


def test_lists_of_a_registry(desk: Path) -> None:
    (desk / "conferences.yaml").write_text("lists:\n  one: lists/README.md\n  two: lists/two.md\n", "utf-8")
    (desk / "lists" / "two.md").write_text(LIST, "utf-8")
    assert run(desk, "propose", "nsdi25", "--papers", "papers.jsonl").returncode == 0
    folder = desk / "output" / "nsdi25"
    assert (folder / "one.diff").read_bytes().startswith(b"diff --git a/README.md b/README.md\n")
    assert (folder / "two.diff").read_bytes().startswith(b"diff --git a/two.md b/two.md\n")
    (folder / "two.diff").unlink()
    assert run(desk, "propose", "nsdi25", "--papers", "papers.jsonl", "--list", "one").returncode == 0
    assert not (folder / "two.diff").exists()
    answer = run(desk, "propose", "nsdi25", "--papers", "papers.jsonl", "--list", "three")
    assert answer.returncode == 2
    assert "no list `three` in the registry (known: one, two)" in answer.stderr.decode()


def test_without_a_list_it_says_how_to_name_one(desk: Path) -> None:
    answer = run(desk, "propose", "nsdi25", "--papers", "papers.jsonl")
    assert answer.returncode == 0
    assert "no target list: give one with" in answer.stdout.decode()
    assert (desk / "output" / "nsdi25" / "report.md").exists()


def test_an_edition_that_nobody_registered_needs_only_papers(desk: Path) -> None:
    (desk / "papers.jsonl").write_text(
        papers_to_jsonl([Paper("LLM Serving on GPUs", url="https://example.org/1")]), "utf-8"
    )
    answer = run(desk, "propose", "eurosys25", "--papers", "papers.jsonl", "--into", "lists/README.md")
    assert answer.returncode == 0
    assert b"## EuroSys 2025" in (desk / "output" / "eurosys25" / "lists-README.diff").read_bytes()


# --- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("propose", "nsd25"), "there is no edition `nsd25`"),
        (("propose", "nsdi", "--papers", "papers.jsonl"), "there is no edition `nsdi`"),
        (("propose", "../nsdi25", "--papers", "papers.jsonl"), "there is no edition `../nsdi25`"),
        (("propose", "", "--papers", "papers.jsonl"), "there is no edition ``"),
        (("propose", "nosuch25"), "there is no edition `nosuch25`"),
        (("propose", "nsdi25", "--papers", "nowhere.jsonl"), "nowhere.jsonl: cannot be read: No such file"),
        (
            ("propose", "nsdi25", "--papers", "papers.jsonl", "--into", "nowhere.md"),
            "nowhere.md: cannot be read: No such",
        ),
        (("propose", "nsdi25", "--papers", "lists/README.md"), "lists/README.md:1: is not JSON"),
        ((*PROPOSE, "--registry", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
        ((*PROPOSE, "--output", "papers.jsonl"), "papers.jsonl/nsdi25"),
    ],
)
def test_an_error_is_one_message_that_says_what_and_where(arguments: tuple[str, ...], words: str, desk: Path) -> None:
    answer = run(desk, *arguments)
    text = answer.stderr.decode()
    assert answer.returncode == 2, text
    assert text.startswith("confmerge: ")
    assert words in text
    assert "Traceback" not in text
    assert answer.stdout == b""
    assert {file.name for file in desk.iterdir()} == {"lists", "papers.jsonl"}, "nothing is written before all is read"


@pytest.mark.parametrize("arguments", [(), ("nothing",), ("entries",), ("propose",), ("propose", "nsdi25", "--into")])
def test_wrong_usage_is_exit_2(arguments: tuple[str, ...], desk: Path) -> None:
    answer = run(desk, *arguments)
    assert answer.returncode == 2
    assert answer.stderr.startswith(b"usage: confmerge")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"title": "A", "authors": [1]}', "papers.jsonl:2: an author should be a name"),
        ('{"url": "https://example.org"}', "papers.jsonl:2: `title` is missing"),
        ("[]", "papers.jsonl:2: is not a JSON object (expected one paper a line)"),
        ('{"title": "half', "papers.jsonl:2: is not JSON"),
    ],
)
def test_a_paper_that_is_none_is_named_by_its_line(line: str, words: str, desk: Path) -> None:
    with (desk / "papers.jsonl").open("a", encoding="utf-8") as papers:
        papers.write(line + "\n")
    answer = run(desk, *PROPOSE)
    assert answer.returncode == 2
    assert words in answer.stderr.decode()


def test_nothing_is_written_where_it_may_not_be(desk: Path) -> None:
    folder = desk / "locked"
    folder.mkdir(mode=0o500)
    if os.access(folder, os.W_OK):
        pytest.skip("the user of this process may write anywhere")
    answer = run(desk, *PROPOSE, "--output", "locked")
    assert answer.returncode == 2
    assert "cannot be written: Permission denied" in answer.stderr.decode()


def test_without_git_it_says_so(desk: Path) -> None:
    answer = run(desk, *PROPOSE, PATH=str(desk))
    assert answer.returncode == 2
    assert "git is not installed" in answer.stderr.decode()


# --- light, and helpful ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["entries", "--help"], ["propose", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = f"""
import sys
from confmerge.cli import main
try:
    main({arguments!r})
except SystemExit as end:
    assert not end.code, end.code
heavy = {{"scrapy", "twisted", "bs4", "lxml", "rapidfuzz", "markdown_it", "yaml", "scrapers"}} & set(sys.modules)
assert not heavy, heavy
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, cwd=TOP)
    assert answer.returncode == 0, answer.stderr.decode()
    assert answer.stdout


def test_entries_need_no_scrapy() -> None:
    program = """
import sys
from confmerge.cli import main
main(["entries", "examples/awesome-papers.md"])
heavy = {"scrapy", "twisted", "bs4", "lxml", "rapidfuzz", "yaml", "scrapers"} & set(sys.modules)
assert not heavy, heavy
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, cwd=TOP)
    assert answer.returncode == 0, answer.stderr.decode()


def test_help_names_every_command(tmp_path: Path) -> None:
    text = run(tmp_path, "--help").stdout.decode()
    for command in ("entries", "propose", "crawl"):
        assert f"\n    {command} " in text
    assert run(tmp_path, "--version").stdout.startswith(b"confmerge ")


def test_python_m_confmerge_is_the_same_command(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "confmerge", "--version"], capture_output=True, check=True, cwd=tmp_path
    )
    assert answer.stdout == run(tmp_path, "--version").stdout
