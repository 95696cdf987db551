"""`confmerge backtest`: what it says of histories whose every commit is known."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_cli import run
from trial import GIT_ALONE, git, registry

from confmerge.backtest import Backtest, Known, backtest
from confmerge.backtest.additions import new_entries
from confmerge.backtest.git import Repository
from confmerge.backtest.history import history
from confmerge.backtest.replay import Proposer
from confmerge.backtest.sieve import Sieve
from confmerge.lists import Document, Entry, read_list
from confmerge.paper import Paper, papers_to_jsonl
from confmerge.rules import load_rules

SITE = "https://www.usenix.org/conference/nsdi25/presentation/"
RULES = """
topics:
  ml: {weight: 5, phrases: [training, inference]}
"""
DELTA = "Delta: Pipeline Parallel Training of Transformers across Regions"
EPSILON = "Epsilon: Batching Inference Requests of Language Models on Shared Clusters"
ZETA = "Zeta: Gradient Compression for Distributed Training over Slow Networks"
GAMMA = "Gamma: Speculative Inference with Small Draft Models"
ETA = "Eta: Congestion Control for Satellite Links"
THETA = "Theta: Checkpointing Large Training Jobs to Local Disks"
PAPERS = [
    Paper(title, "nsdi25", url=f"{SITE}{title.partition(':')[0].lower()}")
    for title in (DELTA, EPSILON, ZETA, GAMMA, ETA, THETA)
]
BY_TOPIC = """# Papers

## Training

- [OSDI'24] [Alpha: Pipeline Parallel Training of Transformers on Cheap Machines](https://www.usenix.org/conference/osdi24/presentation/alpha)
- [SOSP'24] [Iota: Elastic Training of Transformers with Pipeline Stages](https://doi.org/10.1145/1234567.1234568)

## Serving

- [OSDI'24] [Beta: Batching Inference Requests for Language Models](https://www.usenix.org/conference/osdi24/presentation/beta)
- [SOSP'24] [Kappa: Scheduling Inference of Language Models on Clusters](https://doi.org/10.1145/1234567.1234569)
- [arXiv'24] [Gamma: Speculative Inference with Small Draft Models](https://arxiv.org/abs/2401.00001)
"""
BY_VENUE = """# Papers

## OSDI 2024

### Training

- Alpha: Pipeline Parallel Training of Transformers on Cheap Machines
- Iota: Elastic Training of Transformers with Pipeline Stages

### Serving

- Beta: Batching Inference Requests for Language Models
- Kappa: Scheduling Inference of Language Models on Clusters
"""


def entry(title: str, tag: str = "NSDI'25") -> str:
    return f"- [{tag}] [{title}]({SITE}{title.partition(':')[0].lower()})\n"


def below(text: str, heading: str, *lines: str) -> str:
    """Put lines at the top of a section's entries."""
    head, found, tail = text.partition(f"{heading}\n\n")
    assert found, heading
    return head + found + "".join(lines) + tail


class History:
    """A repository of one list, written commit by commit; and papers at hand beside it."""

    def __init__(self, folder: Path, papers: Sequence[Paper] = PAPERS) -> None:
        self.folder, self.path = folder, folder / "lists"
        self.path.mkdir()
        git(self.path, "init", "-q", "-b", "main")
        output = folder / "output" / "nsdi25"
        output.mkdir(parents=True)
        (output / "papers.jsonl").write_text(papers_to_jsonl(papers), "utf-8")
        (folder / "rules.yaml").write_text(RULES, "utf-8")

    def commit(self, day: str, *, subject: str = "papers", **files: str | bytes | None) -> None:
        """Commit files (`README` is README.md), None: deleted."""
        for name, content in files.items():
            path = self.path / f"{name}.md"
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        git(self.path, "add", "-A")
        self.git(day, "commit", "-q", "--allow-empty", "-m", subject)

    def git(self, day: str, *arguments: str) -> None:
        who = {f"GIT_{who}_{what}": "tests" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        dates = {f"GIT_{who}_DATE": f"{day}T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
        subprocess.run(["git", *arguments], cwd=self.path, env=GIT_ALONE | who | dates, check=True, capture_output=True)

    def run(self, *arguments: str, path: Path | None = None, **variables: str) -> subprocess.CompletedProcess[bytes]:
        given = [str(path or self.path), "--rules", "rules.yaml", *arguments]
        return run(self.folder, "backtest", *given, **variables)

    def table(self, *arguments: str, path: Path | None = None) -> list[str]:
        """The table's lines with single blanks, without the heading, the rules and what is below."""
        done = self.run(*arguments, path=path)
        assert done.returncode == 0, done.stderr.decode()
        lines = done.stdout.decode().partition("\n\n")[0].splitlines()
        return [" ".join(line.split()) for line in lines[2:] if not line.startswith("-")]

    def json(self, *arguments: str, path: Path | None = None) -> dict[str, Any]:
        done = self.run("--json", *arguments, path=path)
        assert done.returncode == 0, done.stderr.decode()
        return dict(json.loads(done.stdout))


@pytest.fixture
def topics(tmp_path: Path) -> History:
    """A list by topic: papers of NSDI'25 come in two commits, and much else happens."""
    made = History(tmp_path)
    made.commit("2025-01-10", subject="the list", README=BY_TOPIC)
    text = below(BY_TOPIC, "## Training", entry(DELTA))
    text = below(text, "## Serving", entry(EPSILON).replace("] [", "]  [").replace(")\n", ") `LLM`\n"), entry(ETA))
    made.commit("2025-03-01", subject="first half", README=text)
    text = text.replace("- [", "* [").replace("Gamma: Spec", "**Gamma**: Spec")
    made.commit("2025-03-05", subject="stars", README=text)
    git(made.path, "mv", "README.md", "papers.md")
    made.commit("2025-03-06", subject="another name")
    (made.path / "notes.md").write_text("Nothing here.\n")
    made.commit("2025-03-07", subject="another file")
    lines = text.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if "Gamma" in line)
    lines[at] = "* [NSDI'25] [Gamma: Speculative Inference with Small Draft Models](" + SITE + "gamma)\n"
    text = "".join(lines)
    typo = entry(ZETA).replace("Compression", "Compresion").replace("- ", "* ")
    text = below(text, "## Serving", typo)
    made.commit("2025-05-20", subject="the rest", papers=text)
    text = below(text, "## Training", "* [SIGCOMM'25] [Lambda: Collectives for Training](https://doi.org/10.1/2)\n")
    made.commit("2025-09-01", subject="an edition that is not at hand", papers=text)
    return made


# --- what it says ----------------------------------------------------------------------------------------------------


def test_the_table_has_a_line_for_each_commit_that_added_papers(topics: History) -> None:
    names = subprocess.run(
        ["git", "log", "--format=%h", "--abbrev=7"], cwd=topics.path, capture_output=True, check=True
    )
    commits = names.stdout.decode().split()
    assert topics.table() == [
        f"2025-03-01 {commits[5]} nsdi25 3 2 1 1 1 2/2 2/2 2/2 1/2 1/2 -",
        f"2025-05-20 {commits[1]} nsdi25 1 1 0 1 0 0/1 1/1 1/1 0/1 0/1 1/1",
        "total 4 3 1 1 1 2/3 3/3 3/3 1/3 1/3 1/1",
        "75% 25% 25% 67% 100% 100% 33% 33% 100%",
    ]


def test_the_json_holds_titles_reasons_and_both_texts(topics: History) -> None:
    found = topics.json()
    assert (found["files"], found["commits"], found["without_list_before"]) == (["papers.md"], 6, 1)
    assert (found["papers"], found["shallow"]) == ({"nsdi25": 6}, False)
    first, second = found["rows"]
    assert [first["subject"], first["date"], first["edition"]] == ["first half", "2025-03-01", "nsdi25"]
    delta, epsilon = first["kept"]
    assert delta["title"] == DELTA
    assert (delta["section"], delta["tag"], delta["text"]) == ("same", True, True)
    assert delta["there"]["text"] == delta["proposed"]["text"] == entry(DELTA).strip()
    assert delta["proposed"]["alternatives"] == [["Serving"]]
    assert (epsilon["text"], epsilon["there"]["text"][-5:]) == (False, "`LLM`")
    assert epsilon["proposed"]["text"] == entry(EPSILON).strip()
    (eta,) = first["missed"]
    assert (eta["title"], eta["why"], eta["keep"], eta["score"]) == (ETA, "drop", "drop", 0.0)
    assert eta["reasons"]
    assert [one["title"] for one in first["extra"]] == [THETA]
    (zeta,) = first["later"]
    assert (zeta["title"], zeta["later"]["date"]) == (ZETA, "2025-05-20")
    assert first["promotions"][0]["title"] == GAMMA
    assert not first["promotions"][0]["done"]
    (zeta,) = second["kept"]
    assert (zeta["title"], zeta["there"]["title"]) == (ZETA, ZETA.replace("Compression", "Compresion"))
    assert (zeta["section"], zeta["there"]["section"]) == ("among the choices", ["Serving"])
    (gamma,) = second["promotions"]
    assert gamma["done"]
    assert gamma["before"]["venue"] == "arXiv"
    assert gamma["there"]["venue"] == "NSDI"
    assert gamma["proposed"][0].startswith("* [NSDI'25] [**Gamma**: Spec")
    assert found["totals"] == found["by_edition"]["nsdi25"]
    assert found["totals"]["promotable"] == 1


def test_titles_name_what_differs(topics: History) -> None:
    lines = topics.run("--titles").stdout.decode().splitlines()
    assert f"    missed   {ETA}: drop 0" in lines
    assert any(line.startswith(f"    later    {ZETA} (2025-05-20 ") for line in lines)
    assert f"    section  {ZETA}: Serving; proposed Training" in lines
    assert f"    proposed {entry(EPSILON).strip()}" in lines
    assert f"    promoted {GAMMA}: proposed, and not done" in lines
    assert lines[-2:] == ["never added:", f"    nsdi25  {THETA}"]


def test_a_list_by_venue_is_judged_by_the_editions_section(tmp_path: Path) -> None:
    """However its heading is written, and whatever the maintainer calls its parts."""
    made = History(tmp_path)
    made.commit("2025-01-10", README=BY_VENUE)
    new = f"## NSDI'25\n\n### Training\n\n- {DELTA}\n- {ETA}\n\n### Serving\n\n- {ZETA}\n\n### Odd\n\n- {EPSILON}\n\n"
    made.commit("2025-03-01", README=BY_VENUE.replace("## OSDI", f"{new}## OSDI"))
    (row,) = made.json()["rows"]
    said = {one["title"]: (one["section"], one.get("new_section", False)) for one in row["kept"]}
    assert said == {DELTA: ("same", False), ZETA: ("among the choices", False), EPSILON: ("other", True)}
    assert [one["title"] for one in row["missed"]] == [ETA]
    assert {one["title"] for one in row["extra"]} == {GAMMA, THETA}
    assert all(one["tag"] and one["text"] for one in row["kept"])
    assert " nsdi25 4 3 1 2 0 " in made.table()[0]


def test_what_is_thought_to_be_listed_is_told_with_the_entry(tmp_path: Path) -> None:
    made = History(tmp_path)
    doubtful = "- [arXiv'24] [Delta: Pipeline Training of Transformers](https://arxiv.org/abs/2402.00002)\n"
    text = below(BY_TOPIC, "## Training", doubtful)
    made.commit("2025-01-10", README=text)
    made.commit("2025-03-01", README=below(text, "## Training", entry(DELTA)))
    (row,) = made.json()["rows"]
    (delta,) = row["missed"]
    assert delta["why"] in ("doubtful", "preprint")
    assert delta["held"][0]["text"] == doubtful.strip()
    assert delta["evidence"]


def test_moving_reformatting_and_copying_entries_adds_nothing(tmp_path: Path) -> None:
    made = History(tmp_path)
    text = below(BY_TOPIC, "## Training", entry(DELTA), entry(ZETA))
    made.commit("2025-03-01", README=text)
    moved = below(text.replace(entry(DELTA), ""), "## Serving", entry(DELTA))
    made.commit("2025-03-02", README=moved)
    made.commit("2025-03-03", README=moved.replace(entry(ZETA), f"* **{ZETA}** (NSDI 2025)\n"))
    made.commit("2025-03-04", README=below(moved, "## Training", entry(DELTA)))
    made.commit("2025-03-05", README=moved.replace("## Serving", "## Inference"))
    made.commit("2025-03-06", README=moved.replace("\n", "\r\n"))
    assert made.json()["rows"] == []
    assert made.run().stdout == b"no commit added papers of these editions\n"


def test_what_came_as_a_preprint_is_no_addition_of_the_edition(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit("2024-03-01", README=BY_TOPIC)
    preprint = f"- [arXiv'24] [{DELTA}](https://arxiv.org/abs/2403.00003)\n"
    made.commit("2024-06-01", README=below(BY_TOPIC, "## Training", preprint))
    made.commit("2025-06-01", README=below(BY_TOPIC, "## Training", entry(DELTA)))
    (row,) = made.json()["rows"]
    assert (row["date"], row["counts"]["added"], row["counts"]["promotions"]) == ("2025-06-01", 0, 1)
    assert row["promotions"][0]["there"]["text"] == entry(DELTA).strip()


def test_what_comes_as_a_preprint_beside_others_of_the_edition_was_added(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit("2025-03-01", README=BY_TOPIC)
    preprint = f"- [arXiv'24] [{ZETA}](https://arxiv.org/abs/2404.00004)\n"
    made.commit("2025-03-02", README=below(BY_TOPIC, "## Training", entry(DELTA), preprint))
    (row,) = made.json()["rows"]
    assert {one["title"]: one["tag"] for one in row["kept"]} == {DELTA: True, ZETA: False}
    assert {one["title"] for one in (*row["extra"], *row["later"])} == {EPSILON, THETA}


def test_promotions_alone_are_no_choice_among_the_editions_papers(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit("2025-03-01", README=BY_TOPIC)
    *_, old = BY_TOPIC.splitlines(keepends=True)
    made.commit("2025-03-02", README=BY_TOPIC.replace(old, old.replace("arXiv'24", "NSDI'25")))
    (row,) = made.json()["rows"]
    assert (row["extra"], row["later"], row["counts"]["promoted"]) == ([], [], 1)
    assert row["promotions"][0]["text"]


def test_a_list_by_venue_takes_what_stood_under_a_topic_only(tmp_path: Path) -> None:
    made = History(tmp_path)
    text = f"{BY_VENUE}\n## Surveys and Lectures\n\n- [NSDI'25] {DELTA}\n"
    made.commit("2025-03-01", README=text)
    made.commit("2025-03-02", README=text.replace("## OSDI", f"## NSDI 2025\n\n### Training\n\n- {DELTA}\n\n## OSDI"))
    (row,) = made.json()["rows"]
    assert [(one["title"], one["section"]) for one in row["kept"]] == [(DELTA, "same")]


def test_an_entry_is_of_the_edition_that_it_names(tmp_path: Path) -> None:
    """Where two editions at hand hold its title, as an extended version has it."""
    made = History(tmp_path)
    papers = papers_to_jsonl([Paper(DELTA, "sigcomm25"), Paper("Mu: Inference on Network Cards", "sigcomm25")])
    (tmp_path / "sigcomm25.jsonl").write_text(papers, "utf-8")
    made.commit("2025-03-01", README=BY_TOPIC)
    named = f"- [SIGCOMM'25] [{DELTA}](https://arxiv.org/abs/2402.00002)\n"
    made.commit("2025-09-02", README=below(BY_TOPIC, "## Training", named))
    for order in (("sigcomm25.jsonl", "output/nsdi25/papers.jsonl"), ("output/nsdi25/papers.jsonl", "sigcomm25.jsonl")):
        found = made.json("--papers", order[0], "--papers", order[1], "--output", "none")
        assert [(row["edition"], row["counts"]["added"]) for row in found["rows"]] == [("sigcomm25", 1)]


def test_an_entry_that_names_the_edition_and_is_none_of_its_papers_is_told(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit("2025-03-01", README=BY_TOPIC)
    strange = "- [NSDI'25] [Checkpointing Large Simulations to Local Disks](https://arxiv.org/abs/2405.00005)\n"
    made.commit("2025-03-02", README=below(BY_TOPIC, "## Training", entry(DELTA), strange))
    (row,) = made.json()["rows"]
    (unmatched,) = row["unmatched"]
    assert unmatched["there"]["text"] == strange.strip()
    assert "1 new entry names an edition" in made.run().stdout.decode()


def test_other_rules_give_another_account(topics: History) -> None:
    (topics.folder / "other.yaml").write_text(RULES.replace("inference]", "inference, satellite]"), "utf-8")
    assert topics.json("--rules", "other.yaml")["totals"]["missed"] == 0


def test_what_rules_say_of_sections_is_judged_too(topics: History) -> None:
    profile = "sections:\n  Training: [batching: 10, requests: 10]\n"
    (topics.folder / "other.yaml").write_text(RULES + profile, "utf-8")
    plain, told = topics.json()["totals"], topics.json("--rules", "other.yaml")["totals"]
    assert told["kept"] == plain["kept"]
    assert told["section"] < plain["section"], "Epsilon is sent to the wrong section"


def test_the_registrys_list_names_files_and_rules(topics: History) -> None:
    (topics.folder / "all.yaml").write_text("topics: {}\nfields: {title: 1}\n", "utf-8")
    lists = "lists:\n  other: away.md\n  mine: {files: [lists/papers.md], rules: all.yaml}\n"
    (topics.folder / "conferences.yaml").write_text(lists, "utf-8")
    done = run(topics.folder, "backtest", str(topics.path), "--json")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["totals"]["missed"] == 0
    done = run(topics.folder, "backtest", str(topics.path), "--list", "other")
    assert done.returncode == 2
    assert b"does not hold the list `other`" in done.stderr


def test_since_and_max_leave_out_what_is_older(topics: History) -> None:
    for arguments in (("--since", "2025-05-20"), ("--max", "2")):
        found = topics.json(*arguments)
        assert [row["date"] for row in found["rows"]] == ["2025-05-20"], arguments
        assert found["commits"] == 2


def test_several_processes_say_the_same(topics: History) -> None:
    assert topics.json("--jobs", "2") == topics.json("--jobs", "1")


# --- repositories ----------------------------------------------------------------------------------------------------


def test_bare_shallow_and_below_are_read_alike(topics: History) -> None:
    bare, shallow = topics.folder / "bare.git", topics.folder / "shallow"
    git(topics.folder, "clone", "-q", "--bare", str(topics.path), str(bare))
    git(topics.folder, "clone", "-q", "--depth", "3", topics.path.as_uri(), str(shallow))
    whole = topics.json()
    assert topics.json(path=bare) == whole
    found = topics.json(path=shallow)
    assert found["shallow"]
    assert [row["commit"] for row in found["rows"]] == [whole["rows"][1]["commit"]]
    assert b"the clone is shallow" in topics.run(path=shallow).stderr


def test_merges_are_judged_as_one_commit(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit("2025-01-01", README=BY_TOPIC)
    made.git("2025-01-02", "checkout", "-q", "-b", "side")
    text = below(BY_TOPIC, "## Training", entry(DELTA))
    made.commit("2025-01-02", README=text)
    made.commit("2025-01-03", README=below(text, "## Training", entry(ZETA)))
    made.git("2025-01-04", "checkout", "-q", "main")
    made.commit("2025-01-04", other="Something else.\n")
    made.git("2025-03-05", "merge", "-q", "--no-ff", "-m", "merged", "side")
    (row,) = made.json()["rows"]
    assert (row["subject"], row["counts"]["added"]) == ("merged", 2)


def test_a_list_that_was_deleted_and_comes_back_was_there_before(tmp_path: Path) -> None:
    made = History(tmp_path)
    text = below(BY_TOPIC, "## Training", entry(DELTA))
    made.commit("2025-03-01", README=text)
    made.commit("2025-03-02", README=None)
    made.commit("2025-03-03", README=below(text, "## Training", entry(ZETA)))
    found = made.json()
    assert [[one["title"] for one in row["kept"]] for row in found["rows"]] == [[ZETA]]
    made.commit("2025-03-04", README=None)
    assert made.json("--file", "README.md")["rows"] == found["rows"]


def test_bytes_that_are_no_utf_8_do_no_harm(tmp_path: Path) -> None:
    made = History(tmp_path)
    odd = BY_TOPIC.encode() + b"- [OSDI'24] [Caf\xe9: Inference of Language Models](https://example.org/\xff)\n"
    made.commit("2025-03-01", README=odd)
    made.commit("2025-03-02", README=odd + entry(DELTA).encode())
    assert made.table("--titles")[0].startswith("2025-03-02 ")
    assert made.json()["totals"]["kept"] == 1


def test_files_with_odd_names_and_folders_are_found(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit("2025-03-01", **{"päper lists": BY_TOPIC, "README": "# Hello\n\nSee the [papers](x.md).\n"})
    made.commit("2025-03-02", **{"päper lists": below(BY_TOPIC, "## Training", entry(DELTA))})
    found = made.json()
    assert (found["files"], found["totals"]["kept"]) == (["päper lists.md"], 1)
    assert made.json("--file", "päper lists.md") == found


def test_files_of_one_list_share_what_they_hold(tmp_path: Path) -> None:
    made = History(tmp_path)
    preprints = f"# Preprints\n\n- [arXiv'24] [{ZETA}](https://arxiv.org/abs/2404.00004)\n"
    made.commit("2025-03-01", README=BY_TOPIC, preprints=preprints)
    text = below(BY_TOPIC, "## Training", entry(DELTA))
    made.commit("2025-03-02", README=text)
    text = below(text, "## Training", entry(ZETA))
    made.commit("2025-03-03", README=text, preprints=None)
    found = made.json("--file", "README.md", "--file", "preprints.md")
    first, second = found["rows"]
    assert [one["title"] for one in first["kept"]] == [DELTA]
    assert (second["counts"]["added"], second["promotions"][0]["title"]) == (0, ZETA)


def test_nothing_in_the_repository_changes(topics: History) -> None:
    git(topics.path, "update-index", "--refresh")
    (topics.path / "papers.md").touch()  # what would make git refresh its index

    def snapshot() -> Iterator[tuple[str, int, bytes]]:
        for path in sorted(topics.path.rglob("*")):
            if path.is_file():
                yield str(path), path.stat().st_mtime_ns, path.read_bytes()

    before = list(snapshot())
    assert topics.run().returncode == 0
    assert list(snapshot()) == before


def test_variables_of_another_repository_do_not_lead_astray(topics: History) -> None:
    other = topics.folder / "other"
    other.mkdir()
    git(other, "init", "-q")
    assert topics.run("--json", GIT_DIR=str(other / ".git")).stdout == topics.run("--json").stdout


def test_a_repository_without_commits_has_nothing_to_say(tmp_path: Path) -> None:
    done = History(tmp_path).run()
    assert (done.returncode, done.stdout) == (0, b"no commit added papers of these editions\n")
    assert b"no commit yet" in done.stderr


def check_refused(done: subprocess.CompletedProcess[bytes], *words: str) -> None:
    assert done.returncode == 2, done
    told = done.stderr.decode()
    assert done.stdout == b""
    assert "Traceback" not in told
    assert told.count("\n") == 1, told
    for word in words:
        assert word in told, told


def test_what_is_wrong_is_said_in_a_line(topics: History, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    check_refused(topics.run(path=plain, GIT_CEILING_DIRECTORIES=str(tmp_path)), "plain", "not a git repository")
    check_refused(topics.run(path=tmp_path / "away"), "away", "is not there")
    check_refused(topics.run(path=topics.path / "papers.md"), "is a file", "--file")
    check_refused(topics.run("--file", "lost.md"), "never had the file `lost.md`", "papers.md")
    check_refused(topics.run("--output", "empty"), "no papers at hand", "--papers FILE")
    check_refused(topics.run("--papers", "lost.jsonl"), "lost.jsonl", "cannot be read")
    check_refused(topics.run("--list", "lost"), "no list `lost`")
    git(topics.path, "symbolic-ref", "HEAD", "refs/heads/lost")
    check_refused(topics.run(), "HEAD names none")
    for option, value in (("--since", "yesterday"), ("--max", "0"), ("--jobs", "-1")):
        assert topics.run(option, value).returncode == 2


def test_a_clone_without_its_blobs_is_told_and_nothing_is_fetched(topics: History) -> None:
    git(topics.path, "config", "uploadpack.allowFilter", "true")
    partial = topics.folder / "partial"
    git(topics.folder, "clone", "-q", "--filter=blob:none", "--no-checkout", topics.path.as_uri(), str(partial))
    check_refused(topics.run(path=partial), "partial")


def test_a_repository_without_a_list_is_told(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit("2025-03-01", README="# Hello\n\nNothing here.\n")
    check_refused(made.run(), "no markdown file with papers")


# --- promises in general ---------------------------------------------------------------------------------------------


def judged(folder: Path, versions: Sequence[str]) -> Backtest:
    """Judge a history of versions of one file, committed by plumbing as that is quick."""
    git(folder, "init", "-q", "--bare")
    parts = []
    for number, version in enumerate(versions, 1):
        data = version.encode()
        who = f"tests <tests> {1740000000 + number * 86400} +0000"
        parts.append(b"commit refs/heads/main\ncommitter %s\ndata 1\nx\n" % who.encode())
        parts.append(b"M 100644 inline README.md\ndata %d\n%s\n" % (len(data), data))
    git(folder, "fast-import", "--quiet", "--force", data=b"".join(parts))
    git(folder, "symbolic-ref", "HEAD", "refs/heads/main")
    (folder / "rules.yaml").write_text(RULES, "utf-8")
    known = Known([(registry().edition("nsdi25"), PAPERS)])
    with Repository(folder) as repository:
        return backtest(repository, ["README.md"], known, Proposer("list", load_rules(folder / "rules.yaml")))


NEW = [DELTA, EPSILON, ZETA, ETA, THETA]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(NEW), unique=True, max_size=3), max_size=5), st.booleans())
def test_every_paper_is_accounted_for_once(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[str]], at_top: bool
) -> None:
    """However papers come: each is added once, by the commit that brought it, and nothing is both added and extra."""
    text, listed, versions, expected = BY_TOPIC, set[str](), [BY_TOPIC], []
    for batch in batches:
        titles = [title for title in batch if title not in listed]
        listed |= set(titles)
        for title in titles:
            text = below(text, "## Training" if at_top else "## Serving", entry(title))
        versions.append(text)
        expected += [set(titles)] if titles else []
    rows = judged(tmp_path_factory.mktemp("history"), versions).rows
    assert [{one.case.title for one in (*row.kept, *row.missed)} for row in rows] == expected
    for number, row in enumerate(rows):
        added, coming = expected[number], set[str]().union(*expected[number + 1 :])
        assert {one.case.title for one in row.missed} == added & {ETA}
        assert {one.case.title for one in row.extra if one.later} == coming - {ETA}
        assert {one.case.title for one in row.extra if not one.later} == set(NEW) - {ETA} - listed


def entries(text: str) -> list[Entry]:
    return read_list(Document(Path("list.md"), text.encode())).entries


@settings(max_examples=50, deadline=None)
@given(st.permutations(range(5)), st.lists(st.sampled_from(["", " ", "  ", "\t"]), min_size=5, max_size=5))
def test_what_is_there_is_not_new_wherever_it_moves(order: list[int], tails: list[str]) -> None:
    lines = [entry(title).rstrip("\n") for title in NEW]
    before = entries("# A\n\n" + "\n".join(lines) + "\n")
    after = entries("# A\n\n" + "\n".join(lines[at] + tails[at] for at in order) + "\n")
    assert len(after) == len(NEW)
    assert new_entries(before, after) == []
    assert [one.title for one in new_entries(before[1:], after)] == [NEW[0]]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PAPERS), st.data())
def test_the_sieve_holds_back_no_entry_that_is_a_paper(paper: Paper, data: st.DataObject) -> None:
    """Titles with a letter lost, in another case, cut, or linked under another name."""
    title = paper.title
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(title) - 1))
        title = title[:at] + title[at + 1 :]
    title = data.draw(st.sampled_from([title, title.upper(), title.partition(": ")[2], title[: len(title) * 3 // 4]]))
    link = data.draw(st.sampled_from([paper.url, "https://example.org/x.pdf"]))
    line = f"- [NSDI'25] [{title or 'x'}]({link})\n"
    known = Known([(registry().edition("nsdi25"), PAPERS)])
    sieve = Sieve(known.records)
    for found in entries(f"# A\n\n{line}"):
        if known.work(found) is not None:
            assert sieve.lets_through([b"# A\n", b"\n"], [b"# A\n", b"\n", line.encode()])


def test_the_sieve_holds_back_other_papers() -> None:
    sieve = Sieve(Known([(registry().edition("nsdi25"), PAPERS)]).records)
    other = b"- [OSDI'24] [Sigma: A File System for Cold Archives](https://example.org/sigma)\n"
    assert not sieve.lets_through([b"# A\n"], [b"# A\n", other])
    assert sieve.lets_through([b"# A\n", other], [other, b"# A\n"])


def test_a_history_is_followed_through_names(tmp_path: Path) -> None:
    made = History(tmp_path)
    made.commit("2025-01-01", a=BY_TOPIC)
    git(made.path, "mv", "a.md", "b.md")
    made.commit("2025-01-02", subject="renamed")
    git(made.path, "mv", "b.md", "c.md")
    made.commit("2025-01-03", subject="renamed and written", c=BY_TOPIC + entry(DELTA))
    with Repository(made.path) as repository:
        steps = history(repository, ["c.md"])
        gone = history(repository, ["a.md"])
    assert [(step.before[0].path, step.after[0].path) for step in steps] == [
        ("a.md", "a.md"),
        ("a.md", "b.md"),
        ("b.md", "c.md"),
    ]
    assert steps[0].before[0].blob is None
    assert [step.after[0].blob is None for step in gone] == [False, True]


def test_git_is_named_where_it_is_missing(topics: History) -> None:
    check_refused(topics.run(PATH=str(topics.folder)), "git is not installed")
