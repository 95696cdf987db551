"""Promotions: entries of accepted papers brought up to date, and moved to where the list keeps what is published.

tests/lists/promotions/<case>/ holds before/*.md (a list of one file, or of several in the order of their names),
papers.jsonl, and after/*.md: the list with both diffs applied by git, one on top of the other. A decisions.yaml may lie
beside them. A new case needs no after/: the first run writes it, and fails so that somebody reads it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from trial import TODAY, Trial, git, make_repository

from confmerge.job import Result, propose_edition
from confmerge.lists import Document, Entry, read_list
from confmerge.lists.document import BOM
from confmerge.lists.escaping import escape
from confmerge.lists.standing import Standing, said_by
from confmerge.paper import Author, Paper, read_papers
from confmerge.registry import load_registry
from confmerge.titles import fold

CASES = sorted(path.parent for path in Path(__file__).parent.joinpath("lists", "promotions").glob("*/papers.jsonl"))
each_case = pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)


class Shelf:
    """A list of one or several files in a git repository, and runs on it."""

    def __init__(self, case: Path, folder: Path) -> None:
        files = {path.name: path.read_bytes() for path in (case / "before").iterdir()}
        self._set_up(files, read_papers(case / "papers.jsonl"), folder)
        if (case / "decisions.yaml").exists():
            shutil.copy(case / "decisions.yaml", self.root)

    @classmethod
    def of(cls, files: Mapping[str, bytes], papers: Sequence[Paper], folder: Path) -> Shelf:
        """A list that no case holds."""
        shelf = cls.__new__(cls)
        shelf._set_up(files, papers, folder)
        return shelf

    def _set_up(self, files: Mapping[str, bytes], papers: Sequence[Paper], folder: Path) -> None:
        self.root = make_repository(folder / "list")
        self.output = folder / "output"
        self.names = sorted(files)
        for name, data in files.items():
            (self.root / name).write_bytes(data)
        (self.root / "conferences.yaml").write_text(f"lists:\n  mine: {{files: [{', '.join(self.names)}]}}\n")
        self.papers = list(papers)
        self.edition = papers[0].edition or ""

    def propose(self) -> Result:
        known = load_registry(self.root / "conferences.yaml")
        edition = known.edition(self.edition)
        return propose_edition(known, edition, self.papers, self.output / self.edition, today=TODAY)

    def apply(self, result: Result, *, back: bool = False) -> None:
        diffs = result.diffs["mine"]
        for diff in (diffs.promotions, diffs.additions) if back else (diffs.additions, diffs.promotions):
            if diff:
                git(self.root, "apply", "--whitespace=nowarn", *(["-R"] if back else []), "-", data=diff)

    @property
    def data(self) -> dict[str, bytes]:
        return {name: (self.root / name).read_bytes() for name in self.names}

    @property
    def entries(self) -> list[Entry]:
        return [entry for name in self.names for entry in read_list(Document.load(self.root / name)).entries]


@each_case
def test_case(case: Path, tmp_path: Path) -> None:
    shelf = Shelf(case, tmp_path)
    shelf.apply(shelf.propose())
    after = case / "after"
    if not after.exists():
        after.mkdir()
        for name, data in shelf.data.items():
            (after / name).write_bytes(data)
        pytest.fail(f"{case.name}/after was missing and is written now: review it and run again")
    for name, data in shelf.data.items():
        assert data.decode("utf-8", "replace") == (after / name).read_bytes().decode("utf-8", "replace")
        assert data == (after / name).read_bytes()


@each_case
def test_applied_a_second_run_has_nothing_to_say(case: Path, tmp_path: Path) -> None:
    shelf = Shelf(case, tmp_path)
    first = shelf.propose()
    assert [proposal.paper for proposal in first.proposals] == shelf.papers, "N papers in, N proposals out"
    shelf.apply(first)
    again = shelf.propose()
    assert again.diffs["mine"].additions.decode("utf-8", "replace") == ""
    assert again.diffs["mine"].promotions.decode("utf-8", "replace") == ""
    asked = [[[t.action == "ask" for t in p.targets] for p in result.proposals] for result in (first, again)]
    assert asked[0] == asked[1]


@each_case
def test_taken_back_the_list_is_what_it_was(case: Path, tmp_path: Path) -> None:
    shelf = Shelf(case, tmp_path)
    before = shelf.data
    result = shelf.propose()
    assert shelf.data == before, "a run writes to no list"
    shelf.apply(result)
    shelf.apply(result, back=True)
    assert shelf.data == before


@each_case
def test_a_promoted_entry_reads_as_the_accepted_paper(case: Path, tmp_path: Path) -> None:
    """Each is there with title, venue and year, where it was said to be, in the words that were said; none is lost."""
    shelf = Shelf(case, tmp_path)
    before = shelf.entries
    result = shelf.propose()
    shelf.apply(result)
    after = shelf.entries
    added = 0
    for proposal in result.proposals:
        (target,) = proposal.targets
        added += target.action == "add"
        for one in target.promoted:
            file, section = one.moved_to or (one.entry.file, one.entry.place.path)
            found = [
                entry
                for entry in after
                if entry.place.path == section
                and Path(entry.file).name == Path(file).name
                and fold(entry.title) == fold(proposal.paper.title)
                and entry.raw.strip() == one.text.strip()
            ]
            assert found, (proposal.paper.title, section, one.text)
            assert said_by(found[0]).standing is Standing.PUBLISHED
            assert (found[0].venue, found[0].year) == (result.edition.name, result.edition.year)
    assert len(after) == len(before) + added


@each_case
def test_other_entries_stay_where_they_are(case: Path, tmp_path: Path) -> None:
    """Their lines, their section and their reading; only what is promoted changes."""
    shelf = Shelf(case, tmp_path)
    before = shelf.entries
    result = shelf.propose()
    promoted = {
        (Path(one.entry.file).name, one.entry.line) for p in result.proposals for t in p.targets for one in t.promoted
    }
    shelf.apply(result)
    after = [(entry.file, entry.place.path, entry.raw, entry.title, entry.venue, entry.year) for entry in shelf.entries]
    for entry in before:
        if (Path(entry.file).name, entry.line) not in promoted:
            assert (entry.file, entry.place.path, entry.raw, entry.title, entry.venue, entry.year) in after


@each_case
def test_proposal_jsonl_and_the_report_tell_of_every_promotion(case: Path, tmp_path: Path) -> None:
    shelf = Shelf(case, tmp_path)
    result = shelf.propose()
    lines = (result.folder / "proposal.jsonl").read_text("utf-8").splitlines()
    report = (result.folder / "report.md").read_text("utf-8")
    for line, proposal in zip(map(json.loads, lines), result.proposals, strict=True):
        (told,), (target,) = line["targets"], proposal.targets
        assert [one["line"] for one in told.get("promoted", [])] == [one.entry.line for one in target.promoted]
        assert (told["action"] == "promote") <= (told.get("text") == told.get("promoted", [{}])[0].get("text"))
        for one, record in zip(target.promoted, told.get("promoted", []), strict=True):
            assert ("moved_to" in record) == (one.moved_to is not None)
            for text in (
                *(f"-{row}" for row in one.entry.raw.split("\n")),
                *(f"+{row}" for row in one.text.split("\n")),
            ):
                assert text.encode("utf-8", "replace").decode() in report
            assert record["text"].isascii() <= (record["text"] == one.text)


# --- any list --------------------------------------------------------------------------------------------------------

PAPERS = {
    "2411.01791": ("Minder: Faulty Machine Detection for Large-scale Distributed Model Training", "deng"),
    "2407.20143": (
        "ByteCheckpoint: A Unified Checkpointing System for Large Foundation Model Development",
        "wan-borui",
    ),
    "2312.16733": ("SuperServe: Fine-Grained Inference Serving for Unpredictable Workloads", "khare"),
}
_TITLES = {number: title for number, (title, _) in PAPERS.items()} | {
    "2402.15627": "MegaScale: Scaling Large Language Model Training to More Than 10,000 GPUs",
    "2405.19888": "Parrot: Efficient Serving of LLM-based Applications with Semantic Variable",
    "2308.00852": "CASSINI: Network-Aware Job Scheduling in Machine Learning Clusters",
}
_FORMS = (
    "- [{tag}] [{title}]({url})",
    "- [{tag}] {title}",
    "* ({tag}) **{title}** [link]({url}) [tags | `x`]",
    "- [{title}]({url}) {tag}",
    "- [{title} {tag}]({url})  ",
    "- {title} [paper]({url}), {tag}\n  - a remark",
    "- [{title}]({url})\t\udcff",
    "[{tag}] [{title}]({url}) </br>\n",
    "- code [{title} {tag}](https://github.com/a/b)\n\n  paper [{title} {tag}]({url})\n",
    "| [{title}]({url}) | {tag} |",
)
_OTHERS = ("", "## Training", "## arXiv", "## NSDI 2024", "### Preprints", "**Serving**", "some words", "---", "# List")
_TAGS = ("arXiv'24", "arXiv", "NSDI'24", "NSDI'25", "NSDI'25 (to appear)", "under review", "OSDI 2024", "23arxiv")


@st.composite
def _lines(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        return draw(st.sampled_from(_OTHERS))
    number = draw(st.sampled_from(sorted(_TITLES)))
    url = draw(st.sampled_from([f"https://arxiv.org/abs/{number}", "", "https://"]))
    form = draw(st.sampled_from(_FORMS))
    return form.format(tag=draw(st.sampled_from(_TAGS)), title=_TITLES[number], url=url)


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    """A list of whatever forms: LF, CRLF, or mixed; with or without BOM and final newline."""
    endings = draw(st.sampled_from([("\n",), ("\r\n",), ("\n", "\r\n")]))
    lines = [line for text in draw(st.lists(_lines(), max_size=14)) for line in text.split("\n")]
    text = "".join(line + draw(st.sampled_from(endings)) for line in lines)
    data = text.encode("utf-8", "surrogateescape")
    data = data.rstrip(b"\r\n") if draw(st.booleans()) else data
    return (BOM if data and draw(st.integers(0, 4)) == 0 else b"") + data


# Nothing but preprints in a venue's section, and the edition's papers at the top: by venue before and after.
PREPRINTS_AT_A_VENUE = b"""- [NSDI'25] [CASSINI: Network-Aware Job Scheduling in Machine Learning Clusters](https://arxiv.org/abs/2308.00852)
## NSDI 2024
- [arXiv'24] [CASSINI: Network-Aware Job Scheduling in Machine Learning Clusters](https://arxiv.org/abs/2308.00852)
- [arXiv'24] [SuperServe: Fine-Grained Inference Serving for Unpredictable Workloads](https://arxiv.org/abs/2312.16733)
- [arXiv'24] [ByteCheckpoint: A Unified Checkpointing System for Large Foundation Model Development](https://arxiv.org/abs/2407.20143)
"""


@given(files=st.lists(lists(), min_size=1, max_size=2))
@example(files=[PREPRINTS_AT_A_VENUE])
@settings(max_examples=80, deadline=None)
def test_any_list_is_promoted_honestly(files: list[bytes]) -> None:
    """Whatever the bytes: as many proposals as papers, git applies both diffs and takes them back, all that no
    promotion declares is still there in its order, and a second run has nothing to say."""
    papers = [
        Paper(title, "nsdi25", url=f"https://www.usenix.org/conference/nsdi25/presentation/{slug}")
        for title, slug in PAPERS.values()
    ]
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf.of({f"list{number}.md": data for number, data in enumerate(files)}, papers, Path(folder))
        before = shelf.data
        result = shelf.propose()
        assert [proposal.paper for proposal in result.proposals] == papers
        declared = {
            (Path(one.entry.file).name, line)
            for proposal in result.proposals
            for one in proposal.targets[0].promoted
            for line in range(one.entry.line - 1, one.entry.end_line)
        }
        shelf.apply(result)
        for name, data in before.items():
            kept = [
                line.rstrip(b"\r\n")
                for number, line in enumerate(Document(Path(name), data).raw)
                if (name, number) not in declared and line.strip()
            ]
            after = iter(line.rstrip(b"\r\n") for line in Document(Path(name), shelf.data[name]).raw)
            assert all(line in after for line in kept), "a line is gone, or stands elsewhere"
        again = shelf.propose()
        assert (again.diffs["mine"].additions, again.diffs["mine"].promotions) == (b"", b"")
        shelf.apply(result, back=True)
        assert shelf.data == before


# --- with the real command ----------------------------------------------------------------------------------------


def confmerge(folder: Path, *arguments: str) -> str:
    command = Path(sysconfig.get_path("scripts"), "confmerge")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CONFMERGE", "PYTHON"))}
    answer = subprocess.run([command, *arguments], cwd=folder, capture_output=True, env=environment, check=False)
    assert (answer.returncode, answer.stderr) == (0, b"")
    return answer.stdout.decode()


def test_a_list_in_two_files_end_to_end(tmp_path: Path) -> None:
    """Propose, apply what the summary prints, propose again: the preprints have moved, and nothing is left to do."""
    case = Path(__file__).parent / "lists" / "promotions" / "two-files"
    shelf = Shelf(case, tmp_path)
    shutil.copy(case / "papers.jsonl", shelf.root)
    text = confmerge(shelf.root, "propose", "nsdi25", "--papers", "papers.jsonl")
    assert "promotions 3" in text
    commands = re.findall(r"to apply it: (git .*)", text)
    assert len(commands) == 2
    for command in commands:
        subprocess.run(command, shell=True, cwd=shelf.root, check=True)
    assert shelf.data == {path.name: path.read_bytes() for path in (case / "after").iterdir()}
    again = confmerge(shelf.root, "propose", "nsdi25", "--papers", "papers.jsonl", "--exit-code")
    assert "already listed 4" in again
    assert "diff --git" not in again


# --- decided once ----------------------------------------------------------------------------------------------------

ZEN = Paper(
    "ZEN: Empowering Distributed Training with Sparsity-driven Data Synchronization",
    "osdi25",
    (Author("Zhuang Wang"),),
    "https://www.usenix.org/conference/osdi25/presentation/wang-zhuang",
)
OLD = "Zen: Near-Optimal Sparse Tensor Synchronization for Distributed DNN Training"
DOUBTFUL = f"""# Papers

- [OSDI'24] [Parrot: Efficient Serving of LLM-based Applications with Semantic Variable](https://arxiv.org/abs/2405.19888)
- [arxiv'23] [{OLD}](https://arxiv.org/abs/2309.13254)
- [NSDI'24] [CASSINI: Network-Aware Job Scheduling in Machine Learning Clusters](https://arxiv.org/abs/2308.00852)
"""


@pytest.mark.parametrize(("choice", "action"), [("same-as", "promote"), ("different-from", "add"), ("reject", "none")])
def test_a_line_of_the_report_decides_what_is_doubtful(choice: str, action: str, tmp_path: Path) -> None:
    """Both sides are shown; one of the lines below them, pasted below the edition, is obeyed."""
    trial = Trial(tmp_path, DOUBTFUL.encode())
    first = trial.propose([ZEN], "osdi25")
    (asked,) = first.proposals[0].targets
    assert asked.action == "ask"
    report = (first.folder / "report.md").read_text("utf-8")
    section = report[report.index("## Doubtful") :]
    for words in (ZEN.title, "Zhuang Wang", "OSDI 2025", OLD, "arxiv 2023", "list.md:4", *map(escape, asked.evidence)):
        assert words in section
    (line,) = re.findall(rf"^ *(\".*\": \{{{choice}: .*)$", section, re.M)
    (trial.path.parent / "decisions.yaml").write_text(f"osdi25:\n  {line}\n", "utf-8")
    for _ in range(2):  # and in every later run
        result = trial.propose([ZEN], "osdi25")
        assert result.proposals[0].targets[0].action == action
        assert "## Doubtful" not in (result.folder / "report.md").read_text("utf-8")


def test_with_several_lists_a_line_is_for_the_list_that_it_concerns(tmp_path: Path) -> None:
    other = "- [arxiv'23] [Zen: Sparse Tensor Synchronization](https://arxiv.org/abs/2309.13254)\n"
    shelf = Shelf.of({"a.md": DOUBTFUL.encode()}, [ZEN], tmp_path)
    (shelf.root / "b.md").write_text(other + DOUBTFUL.splitlines()[2] + "\n")
    (shelf.root / "conferences.yaml").write_text("lists: {one: a.md, two: b.md}\n")
    report = (shelf.propose().folder / "report.md").read_text("utf-8")
    assert f'{{lists: {{"one": {{same-as: "{OLD}"}}}}}}' in report
    assert '{lists: {"two": {same-as: "Zen: Sparse Tensor Synchronization"}}}' in report
    assert f"in one: {OLD} (arxiv 2023)" in report
    assert report.count('{reject: "say why"}') == 1, "one paper is asked about once"


def test_what_is_added_does_not_tell_where_the_list_links_to(tmp_path: Path) -> None:
    """Four of five published entries link to the venue; those that a run adds do not make them nine in ten."""
    published = [("OSDI'24", f"https://www.usenix.org/conference/osdi24/presentation/{n}") for n in "abcd"]
    preprints = [("arXiv'24", f"https://arxiv.org/abs/2401.0000{n}") for n in range(5)]
    tags = [*published, ("SOSP'24", "https://arxiv.org/abs/2401.00588"), *preprints]
    lines = [f"- [{tag}] [Paper {n}: On Some Subject {n}]({url})" for n, (tag, url) in enumerate(tags)]
    link = "https://arxiv.org/abs/2309.13254"
    added = [Paper(f"New{n}: Training of LLMs", "osdi25", url=f"https://www.usenix.org/{n}") for n in range(9)]
    trial = Trial(tmp_path, "\n".join([*lines, f"- [arXiv'23] [{ZEN.title}]({link})", ""]).encode())
    trial.applied([*added, ZEN], "osdi25")
    assert f"- [OSDI'25] [{ZEN.title}]({link})\n" in trial.data.decode()


def test_of_a_list_in_two_files_the_report_names_the_file(tmp_path: Path) -> None:
    shelf = Shelf.of(
        {"a.md": DOUBTFUL.encode(), "b.md": b"- [NSDI'24] [T: A Title](https://example.org)\n"}, [ZEN], tmp_path
    )
    (shelf.root / "c.md").write_text(f"- [arxiv'23] [{ZEN.title}](https://arxiv.org/abs/2309.13254)\n" + DOUBTFUL)
    (shelf.root / "conferences.yaml").write_text("lists: {one: {files: [a.md, b.md]}, two: c.md}\n")
    report = (shelf.propose().folder / "report.md").read_text("utf-8")
    assert "also in one, a.md line 4, as doubtful" in report
    assert "also in two, line 1, as a preprint" in report


def test_a_paper_that_stands_published_and_as_a_preprint_is_told_of(tmp_path: Path) -> None:
    case = Path(__file__).parent / "lists" / "promotions" / "two-files-hold-it"
    result = Shelf(case, tmp_path).propose()
    remarks = [target.remarks for proposal in result.proposals for target in proposal.targets]
    assert all("README_arxiv.md" in remark and "as a preprint" in remark for (remark,) in remarks)
    report = (result.folder / "report.md").read_text("utf-8")
    assert "Left as it is (2)" in report
    assert b"README_arxiv.md" not in result.diffs["mine"].promotions, "a removal is the owner's to make"


# --- what an entry says ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("[arXiv 2401.00588] [T](u)", Standing.PREPRINT),
        ("[T](u), arXiv preprint arXiv:2401.00588 (2024)", Standing.PREPRINT),
        ("[T](u). CoRR abs/2401.00588 (2024)", Standing.PREPRINT),
        ("[T 23arxiv](u)", Standing.PREPRINT),
        ("[OpenReview] [T](u)", Standing.PREPRINT),
        ("[in submission] [T](u)", Standing.PREPRINT),
        ("[T](u) *Under Review*", Standing.PREPRINT),
        ("T, submitted to NSDI 2025", Standing.PREPRINT),
        ("[arXiv 2023.12] [T](u) | GaTech", Standing.PREPRINT),
        ("[NSDI'25 (to appear)] [T](u)", Standing.PROMISED),
        ("[T](u) (accepted to NSDI 2025)", Standing.PROMISED),
        ("[T](u) NSDI'25 [to appear]", Standing.PROMISED),
        ("[SuperServe](u): Fine-Grained Inference Serving for Models (NSDI'25, accepted)", Standing.PROMISED),
        ("[arXiv'23, NSDI'25] [T](u)", Standing.PUBLISHED),
        ("[T](u) [UW, arXiv 2401.00588]", Standing.PREPRINT),
        ("*T* [UW, NSDI'25]", Standing.PUBLISHED),
        ("T, **_under submission_** ([paper](u))", Standing.PREPRINT),
        ("T. Jane Doe, John Roe et al. To appear in NSDI 2025.", Standing.PROMISED),
        ("**T.** arXiv 2025, under review at NSDI'25. [[Paper](u)]", Standing.PREPRINT),
        ("[T](u)\uff08\u6295\u7a3f\u4e2d\uff09\uff1aUW", Standing.PREPRINT),
        ("[T](u)\uff08NSDI 2025\uff0c\u5f85\u53d1\u8868\uff09", Standing.PROMISED),
        ("[NSDI'25] [T](u) [[arXiv](u)]", Standing.PUBLISHED),
        ("[NSDI'25] [T](u) [Best Paper]", Standing.PUBLISHED),
        ("[T](u) | Berkeley", Standing.SILENT),
        ("[T](u) [arxiv version](u)", Standing.SILENT),
    ],
)
def test_what_an_entry_says_of_its_publication(text: str, standing: Standing) -> None:
    title = "SuperServe: Fine-Grained Inference Serving for Unpredictable Workloads"
    line = re.sub(r"\bT\b", title, text).replace("(u)", "(https://arxiv.org/abs/2401.00588)")
    (entry,) = read_list(Document(Path("list.md"), f"- {line}\n".encode())).entries
    assert said_by(entry).standing is standing


# --- real lists ------------------------------------------------------------------------------------------------------

CORPUS = os.environ.get("CONFMERGE_CORPUS")


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="CONFMERGE_CORPUS is not set: corpus tests skipped")
@pytest.mark.parametrize("edition", ["asplos25", "eurosys25", "mlsys25", "osdi25", "sosp24", "sosp25"])
@pytest.mark.parametrize("name", ["ml-systems-papers", "awesome-AI-system"])
def test_real_lists(name: str, edition: str, tmp_path: Path) -> None:
    """Only tags, titles and links of the promoted entries change, and they read as what was accepted."""
    assert CORPUS
    record = json.loads(Path(CORPUS, "accepted", f"{edition}.json").read_text("utf-8"))
    papers = [Paper(one["title"], edition, url=one.get("url"), arxiv=one.get("arxiv_id")) for one in record["papers"]]
    data = Path(CORPUS, "lists", f"{name}.md").read_bytes()
    trial = Trial(tmp_path, data)
    result, _ = trial.applied(papers, edition)
    promoted = [(p, one) for p in result.proposals for one in p.targets[0].promoted]
    print(f"{name}, {edition}: {len(promoted)} entries promoted")
    texts = trial.data.decode("utf-8", "surrogateescape")
    for proposal, one in promoted:
        assert one.text in texts
        assert len(one.text.split("\n")) == len(one.entry.raw.split("\n"))
        (entry,) = {e.title for e in read_list(Document(Path("one.md"), one.text.encode())).entries}
        assert fold(entry) == fold(proposal.paper.title)
    again = trial.propose(papers, edition)
    assert not any(diffs.additions or diffs.promotions for diffs in again.diffs.values())
