"""Several lists at once: lists of several files, lists from git, lists given on the command line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from trial import git, make_repository

from confmerge.errors import InputError
from confmerge.job import Result, propose_edition
from confmerge.paper import Author, Paper
from confmerge.registry import Registry, load_registry

BYTECHECKPOINT = Paper(
    "ByteCheckpoint: A Unified Checkpointing System for Large Foundation Model Development",
    url="https://www.usenix.org/conference/nsdi25/presentation/wan-borui",
    authors=(Author("Borui Wan"), Author("Mingji Han")),
)
SUPERSERVE = Paper(
    "SuperServe: Fine-Grained Inference Serving for Unpredictable Workloads",
    url="https://www.usenix.org/conference/nsdi25/presentation/khare",
    authors=(Author("Alind Khare"),),
)
PUBLISHED = """# Published

## Serving
- [OSDI'24] [Parrot: Efficient Serving of LLM-based Applications](https://www.usenix.org/conference/osdi24/presentation/lin-chaofan)
- [NSDI'23] [SHEPHERD: Serving DNNs in the Wild](https://www.usenix.org/conference/nsdi23/presentation/zhang-hong)
"""
PREPRINTS = f"""# Preprints

## Training
- [arxiv'24] [{BYTECHECKPOINT.title}](https://arxiv.org/abs/2407.20143)
- [arxiv'24] [FlashFlex: Accommodating Large Language Model Training](https://arxiv.org/abs/2409.01143)
"""


def write_lists(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_text(PUBLISHED, encoding="utf-8")
    (folder / "README_arxiv.md").write_text(PREPRINTS, encoding="utf-8")


def registry_with(folder: Path, lists: str) -> Registry:
    path = folder / "conferences.yaml"
    path.write_text(f"lists:\n{lists}", encoding="utf-8")
    registry = load_registry(path)
    assert not registry.problems
    return registry


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "as it is")


def run(registry: Registry, output: Path, into: tuple[Path, ...] = ()) -> Result:
    papers = [BYTECHECKPOINT, SUPERSERVE]
    edition = registry.edition("nsdi25")
    return propose_edition(registry, edition, papers, output / "nsdi25", into=into, today=date(2026, 1, 1))


def lines_of(output: Path) -> list[dict[str, Any]]:
    text = (output / "nsdi25" / "proposal.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_published_and_preprints_in_two_files_are_one_list(tmp_path: Path) -> None:
    write_lists(tmp_path / "list")
    make_repository(tmp_path / "list")
    registry = registry_with(tmp_path, "  mine: {files: [list/README.md, list/README_arxiv.md]}\n")
    run(registry, tmp_path / "out")
    actions = [[target["action"] for target in line["targets"]] for line in lines_of(tmp_path / "out")]
    assert actions == [["promote"], ["add"]]
    for name in ("mine.diff", "mine.promotions.diff"):
        git(tmp_path / "list", "apply", str(tmp_path / "out" / "nsdi25" / name))
    assert f"- [NSDI'25] [{SUPERSERVE.title}]({SUPERSERVE.url})\n" in (tmp_path / "list/README.md").read_text("utf-8")
    published = (tmp_path / "list/README.md").read_text("utf-8")
    assert f"- [NSDI'25] [{BYTECHECKPOINT.title}](https://arxiv.org/abs/2407.20143)\n" in published
    arxiv = (tmp_path / "list/README_arxiv.md").read_text("utf-8")
    assert arxiv == "".join(line for line in PREPRINTS.splitlines(True) if "ByteCheckpoint" not in line)
    again = run(registry, tmp_path / "out")
    assert not again.diffs["mine"].additions
    assert not again.diffs["mine"].promotions


def test_the_file_of_published_papers_is_told_from_what_it_holds(tmp_path: Path) -> None:
    """New papers go to it wherever it stands in the registry."""
    write_lists(tmp_path / "list")
    registry = registry_with(tmp_path, "  mine: {files: [list/README_arxiv.md, list/README.md]}\n")
    diffs = run(registry, tmp_path / "out").diffs["mine"]
    assert b"+++ b/README.md" in diffs.additions
    assert b"README_arxiv.md" not in diffs.additions
    assert diffs.promotions.count(b"diff --git") == 2


def test_a_proposal_says_where_the_other_lists_have_the_paper(tmp_path: Path) -> None:
    write_lists(tmp_path)
    (tmp_path / "third.md").write_text(f"- [NSDI'25] [{SUPERSERVE.title}]({SUPERSERVE.url})\n- [OSDI'22] [Orca](u)\n")
    registry = registry_with(tmp_path, "  one: README.md\n  two: README_arxiv.md\n  three: third.md\n")
    run(registry, tmp_path / "out")
    first, second = (list(line["targets"]) for line in lines_of(tmp_path / "out"))
    assert [target["action"] for target in first] == ["add", "promote", "add"]
    (held,) = first[0]["other_lists"]
    assert (held["list"], held["match"], held["entry"]["line"]) == ("two", "preprint", 4)
    assert "other_lists" not in first[1]
    assert [target["action"] for target in second] == ["add", "add", "none"]
    assert [held["list"] for held in second[1]["other_lists"]] == ["three"]
    assert "other_lists" not in second[2], "what is only listed proposes nothing"
    report = (tmp_path / "out" / "nsdi25" / "report.md").read_text("utf-8")
    assert "also in two, line 4, as a preprint" in report
    assert "also in three, line 1, listed" in report


def test_each_list_has_its_own_diff_and_every_paper_a_target_in_each(tmp_path: Path) -> None:
    write_lists(tmp_path)
    registry = registry_with(tmp_path, "  one: README.md\n  two: README_arxiv.md\n")
    result = run(registry, tmp_path / "out")
    for line in lines_of(tmp_path / "out"):
        assert [target["list"] for target in line["targets"]] == ["one", "two"]
    assert {path.name for path in (tmp_path / "out/nsdi25").glob("*.diff")} == {
        "one.diff",
        "one.promotions.diff",
        "two.diff",
        "two.promotions.diff",
    }
    assert "one: accepted 2" in result.text()
    assert "two: accepted 2" in result.text()


def test_a_list_by_git_url_is_checked_out_and_brought_up_to_date(tmp_path: Path) -> None:
    remote = tmp_path / "remote"
    write_lists(remote)
    make_repository(remote)
    commit(remote)
    registry = registry_with(tmp_path, f"  far: {{git: '{remote.as_uri()}', files: [README.md]}}\n")
    assert run(registry, tmp_path / "out").diffs["far"].additions
    git(remote, "apply", str(tmp_path / "out" / "nsdi25" / "far.diff"))
    commit(remote)
    assert not run(registry, tmp_path / "out").diffs["far"].additions


def test_a_git_url_that_cannot_be_reached_is_an_error_with_the_list_s_name(tmp_path: Path) -> None:
    registry = registry_with(tmp_path, f"  far: {{git: '{(tmp_path / 'nowhere').as_uri()}', files: [README.md]}}\n")
    with pytest.raises(InputError, match="list `far`: git clone"):
        run(registry, tmp_path / "out")
    assert not (tmp_path / "out" / "nsdi25" / "proposal.jsonl").exists()


def test_two_lists_of_one_name_are_told_apart(tmp_path: Path) -> None:
    write_lists(tmp_path / "a" / "papers")
    write_lists(tmp_path / "b" / "papers")
    into = (tmp_path / "a/papers/README.md", tmp_path / "b/papers/README.md")
    result = run(load_registry(None), tmp_path / "out", into)
    assert list(result.diffs) == ["papers-README", "papers-README-2"]


RULES = "topics: {chosen: {weight: 3, phrases: [SuperServe]}}\n"


def test_a_list_with_rules_of_its_own_is_judged_by_these(tmp_path: Path) -> None:
    write_lists(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "all.yaml").write_text("topics: {}\n")
    registry = registry_with(
        tmp_path,
        "  one: {files: README.md, rules: rules.yaml}\n  two: {files: README.md, rules: all.yaml}\n"
        "  three: README.md\n",
    )
    run(registry, tmp_path / "out")
    first, second = lines_of(tmp_path / "out")
    assert (first["keep"], second["keep"]) == ("keep", "keep")
    one, two, three = first["targets"]
    assert (one["keep"], one["score"], one["action"]) == ("drop", 0.0, "none")
    assert one["reasons"] == ["no phrase of the rules was found"]
    assert (two["keep"], two["action"]) == ("keep", "add")
    assert ("keep" not in three, three["action"]) == (True, "add")
    chosen = second["targets"][0]
    assert (chosen["action"], chosen["reasons"]) == ("add", ['title: "SuperServe" (chosen) +3.0'])
    report = (tmp_path / "out" / "nsdi25" / "report.md").read_text("utf-8")
    for words in ("Kept 2, near misses 0", "Kept by the rules of one 1, near", "### Dropped by the rules of one (1)"):
        assert words in report
    assert "Accepted 2, kept 1, near misses 0" in report


def test_a_list_without_rules_of_its_own_is_judged_by_the_projects(tmp_path: Path) -> None:
    write_lists(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "conferences.yaml").write_text("rules: rules.yaml\nlists:\n  one: README.md\n")
    registry = load_registry(tmp_path / "conferences.yaml")
    run(registry, tmp_path / "out")
    assert [line["keep"] for line in lines_of(tmp_path / "out")] == ["drop", "keep"]
    run(registry, tmp_path / "out", into=(tmp_path / "README.md",))
    assert [line["keep"] for line in lines_of(tmp_path / "out")] == ["drop", "keep"]


def test_rules_that_are_handed_over_replace_all_others(tmp_path: Path) -> None:
    write_lists(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "all.yaml").write_text("topics: {}\n")
    (tmp_path / "conferences.yaml").write_text("rules: all.yaml\nlists:\n  one: {files: README.md, rules: all.yaml}\n")
    registry = load_registry(tmp_path / "conferences.yaml")
    papers, edition, rules = [BYTECHECKPOINT, SUPERSERVE], registry.edition("nsdi25"), tmp_path / "rules.yaml"
    propose_edition(registry, edition, papers, tmp_path / "out/nsdi25", rules=rules, today=date(2026, 1, 1))
    lines = lines_of(tmp_path / "out")
    assert [line["keep"] for line in lines] == ["drop", "keep"]
    assert all("keep" not in target for line in lines for target in line["targets"])


def test_rules_that_are_wrong_stop_the_run_before_a_file_is_written(tmp_path: Path) -> None:
    write_lists(tmp_path)
    (tmp_path / "rules.yaml").write_text("topics:\n  chosen: {wieght: 3}\n")
    registry = registry_with(tmp_path, "  one: {files: README.md, rules: rules.yaml}\n")
    with pytest.raises(InputError, match=r"rules\.yaml:2: `topics\.chosen\.wieght` is not a key here"):
        run(registry, tmp_path / "out")
    assert not (tmp_path / "out").exists()
