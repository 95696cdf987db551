"""Lists before and after: tests/lists/propose/<case>/ holds before.md, papers.jsonl, after.md, and promoted.md.

after.md is the list with the diff applied by git, promoted.md with the promotions on top (absent: there are none). A
decisions.yaml may lie beside them. The papers' first line names the edition. A new case needs no after.md: the first
run writes it, and fails so that somebody reads it.
"""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest
from trial import TODAY, Trial, check_honest, diffs_of, edition_of, git, make_repository, registry

from confmerge.job import propose_edition
from confmerge.lists import Document, read_list
from confmerge.paper import Author, Paper, read_papers

CASES = sorted(Path(__file__).parent.joinpath("lists", "propose").glob("*/before.md"))
each_case = pytest.mark.parametrize("before", CASES, ids=lambda path: path.parent.name)


def trial_of(before: Path, folder: Path) -> tuple[Trial, list[Paper], str]:
    case = before.parent
    trial = Trial(folder, before.read_bytes())
    if (case / "decisions.yaml").exists():
        shutil.copy(case / "decisions.yaml", trial.root)
    return trial, read_papers(case / "papers.jsonl"), edition_of(case / "papers.jsonl")


def check_file(path: Path, data: bytes | None) -> None:
    """Compare with the expected file; None: there should be none."""
    if data is not None and not path.exists():
        path.write_bytes(data)
        pytest.fail(f"{path.parent.name}/{path.name} was missing and is written now: review it and run again")
    expected = path.read_bytes() if path.exists() else None
    if data != expected:
        assert (data or b"").decode("utf-8", "replace") == (expected or b"").decode("utf-8", "replace")
    assert data == expected


@each_case
def test_case(before: Path, tmp_path: Path) -> None:
    trial, papers, edition = trial_of(before, tmp_path)
    result = trial.propose(papers, edition)
    assert [proposal.paper for proposal in result.proposals] == papers, "N papers in, N proposals out, in their order"
    diffs = diffs_of(result)
    trial.apply(diffs.additions)
    check_file(before.parent / "after.md", trial.data)
    trial.apply(diffs.promotions)
    check_file(before.parent / "promoted.md", trial.data if diffs.promotions else None)


@each_case
def test_applied_a_second_run_has_nothing_to_say(before: Path, tmp_path: Path) -> None:
    trial, papers, edition = trial_of(before, tmp_path)
    first, _ = trial.applied(papers, edition)
    again = trial.propose(papers, edition)
    assert diffs_of(again).additions.decode("utf-8", "replace") == ""
    assert diffs_of(again).promotions.decode("utf-8", "replace") == ""
    asked = [[target.action == "ask" for target in proposal.targets] for proposal in first.proposals]
    assert asked == [[target.action == "ask" for target in proposal.targets] for proposal in again.proposals]


@each_case
def test_nothing_is_taken_from_the_list(before: Path, tmp_path: Path) -> None:
    """What the additions remove are done TODO lines; both diffs taken back leave the input, byte for byte."""
    trial, papers, edition = trial_of(before, tmp_path)
    result, diffs = trial.applied(papers, edition)
    (change,) = result.changes
    raw = Document(before, before.read_bytes()).raw
    done = [line for item in change.todo for line in raw[item.edit.line : item.edit.line + item.edit.remove]]
    check_honest(before.read_bytes(), diffs.additions, may_go=done)
    trial.apply(diffs.promotions, back=True)
    trial.apply(diffs.additions, back=True)
    assert trial.data == before.read_bytes()


@each_case
def test_what_is_added_reads_as_the_paper(before: Path, tmp_path: Path) -> None:
    """Each added paper is an entry afterwards, with its title, its venue and year, and in the section that was said."""
    trial, papers, edition = trial_of(before, tmp_path)
    result, _ = trial.applied(papers, edition)
    entries = read_list(Document.load(trial.path)).entries
    for proposal in result.proposals:
        (target,) = proposal.targets
        if target.action != "add":
            continue
        assert target.placing is not None
        section = target.placing.section
        found = [entry for entry in entries if entry.title == proposal.paper.title and entry.place.path == section]
        assert len(found) == 1, (proposal.paper.title, section)
        assert (found[0].venue, found[0].year) == (result.edition.name, result.edition.year)
        assert target.text is not None
        assert target.text.strip() in trial.data.decode("utf-8", "surrogateescape")


@each_case
def test_old_entries_stay_what_they_were(before: Path, tmp_path: Path) -> None:
    """Additions change the reading of no entry that is there: its title, venue, year and links."""
    trial, papers, edition = trial_of(before, tmp_path)
    old = read_list(Document.load(trial.path)).entries
    trial.apply(diffs_of(trial.propose(papers, edition)).additions)
    new = {
        (entry.raw, entry.title, entry.venue, entry.year, *entry.links)
        for entry in read_list(Document.load(trial.path)).entries
    }
    for entry in old:
        assert (entry.raw, entry.title, entry.venue, entry.year, *entry.links) in new


# --- files and names -------------------------------------------------------------------------------------------------

LIST = b"# Papers\n\n## NSDI 2024\n\n- CASSINI: Network-Aware Job Scheduling in Machine Learning Clusters\n"
MINDER = Paper(
    "Minder: Faulty Machine Detection for Large-scale Distributed Model Training",
    "nsdi25",
    (Author("Yangtao Deng"),),
    "https://www.usenix.org/conference/nsdi25/presentation/deng",
)


@pytest.mark.parametrize(
    "name",
    ["README.md", "my list.md", "deep/er/README.md", "Übersicht/Lüste.md", 'say "hi".md', "漢字.md", "a b/README.md"],
)
def test_the_diff_applies_from_the_root_whatever_the_name(name: str, tmp_path: Path) -> None:
    trial = Trial(tmp_path, LIST, name)
    result, diffs = trial.applied([MINDER])
    assert MINDER.title.encode() in trial.data
    (key,) = result.diffs
    assert key == "-".join((trial.path.parent.name, trial.path.stem))
    assert (trial.output / "nsdi25" / f"{key}.diff").read_bytes() == diffs.additions
    assert (trial.output / "nsdi25" / f"{key}.promotions.diff").read_bytes() == b""


def test_a_list_outside_of_git_gets_a_diff_from_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "list.md"
    path.write_bytes(LIST)
    known = registry()
    result = propose_edition(known, known.edition("nsdi25"), [MINDER], tmp_path / "out", into=[path], today=TODAY)
    diff = diffs_of(result).additions
    assert diff.startswith(b"diff --git a/list.md b/list.md\n")
    git(tmp_path, "apply", "-", data=diff)
    assert MINDER.title.encode() in path.read_bytes()


def test_two_lists_have_two_diffs_with_names_of_their_own(tmp_path: Path) -> None:
    lists = []
    for folder in ("one/papers", "two/papers"):
        root = make_repository(tmp_path / folder)
        (root / "README.md").write_bytes(LIST)
        lists.append(root / "README.md")
    known = registry()
    result = propose_edition(known, known.edition("nsdi25"), [MINDER], tmp_path / "out", into=lists, today=TODAY)
    assert list(result.diffs) == ["papers-README", "papers-README-2"]
    assert [len(proposal.targets) for proposal in result.proposals] == [2]
    names = {file.name for file in (tmp_path / "out").iterdir()}
    diffs = {f"{key}{kind}" for key in result.diffs for kind in (".diff", ".promotions.diff")}
    assert names == diffs | {"proposal.jsonl", "report.md"}


def test_the_list_itself_is_never_written(tmp_path: Path) -> None:
    trial = Trial(tmp_path, LIST)
    trial.path.chmod(0o444)
    trial.propose([MINDER])
    assert trial.data == LIST


def test_no_papers_no_change(tmp_path: Path) -> None:
    trial = Trial(tmp_path, LIST)
    result = trial.propose([])
    assert result.proposals == []
    assert diffs_of(result).additions == b""


def test_a_paper_that_comes_twice_is_added_once(tmp_path: Path) -> None:
    trial = Trial(tmp_path, LIST)
    result, _ = trial.applied([MINDER, MINDER])
    assert trial.data.count(MINDER.title.encode()) == 1
    assert len(result.proposals) == 2


def test_proposal_jsonl_says_why_and_where(tmp_path: Path) -> None:
    trial = Trial(tmp_path, LIST)
    trial.propose([MINDER])
    (line,) = (trial.output / "nsdi25" / "proposal.jsonl").read_text("utf-8").splitlines()
    record = json.loads(line)
    assert list(record) == ["paper", "keep", "score", "reasons", "targets"]
    assert record["paper"] == MINDER.to_dict()
    assert record["keep"] == "keep"
    assert record["reasons"]
    (target,) = record["targets"]
    assert target["list"] == "repository-list"
    assert target["match"] == "new"
    assert target["action"] == "add"
    assert target["section"] == ["NSDI 2025"]
    assert target["text"] == f"- {MINDER.title}"


def test_the_order_of_the_papers_is_the_page_s(tmp_path: Path) -> None:
    papers = [
        Paper(f"LLM Training System Number {number}", "nsdi25", url=f"https://example.org/{number}")
        for number in range(12)
    ]
    trial = Trial(tmp_path, LIST)
    trial.applied(papers)
    found = [entry.title for entry in read_list(Document.load(trial.path)).entries]
    assert found[:12] == [paper.title for paper in papers]


def test_a_big_list_does_not_take_long(tmp_path: Path) -> None:
    """10,000 entries in one section, and as many rows in a table."""

    rows = [
        f"[OSDI'24] [Parrot {n}: Efficient Serving of Applications {n * 7919}](https://a.b/{n}.pdf)"
        for n in range(10_000)
    ]
    for text in ("# P\n\n" + "".join(f"- {row}\n" for row in rows), "".join(f"{row}\n\n" for row in rows)):
        trial = Trial(tmp_path / str(len(text)), text.encode())
        started = time.process_time()
        trial.propose([MINDER])
        assert time.process_time() - started < 30
