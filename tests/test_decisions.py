"""Decisions of a person: read with every mistake at its place, and obeyed in whatever run."""

from __future__ import annotations

from pathlib import Path

import pytest
from trial import Trial, diffs_of

from confmerge.decisions import Decision, Decisions, load_decisions
from confmerge.errors import InputError
from confmerge.headings import bare
from confmerge.lists import Document, read_list
from confmerge.paper import Author, Paper
from confmerge.propose import Target
from confmerge.titles import fold

SUPERSERVE = Paper(
    "SuperServe: Fine-Grained Inference Serving for Unpredictable Workloads",
    "nsdi25",
    (Author("Alind Khare"), Author("Dhruv Garg")),
    "https://www.usenix.org/conference/nsdi25/presentation/khare",
    doi="10.5555/3767955.3767971",
)
NETWORK = Paper(
    "PRED: Performance-oriented Random Early Detection for Consistently Stable Performance in Datacenters",
    "nsdi25",
    url="https://www.usenix.org/conference/nsdi25/presentation/du",
)
LISTS = sorted(Path(__file__).parent.joinpath("lists", "propose").glob("*/before.md"))
LIST = """# Papers

## Inference
- [OSDI'24] [Parrot: Efficient Serving of LLM-based Applications with Semantic Variable](https://arxiv.org/abs/2405.19888)
- [NSDI'23] [SHEPHERD: Serving DNNs in the Wild](https://www.usenix.org/conference/nsdi23/presentation/zhang-hong)

## Networks
- [NSDI'24] [CASSINI: Network-Aware Job Scheduling in Machine Learning Clusters](https://arxiv.org/abs/2308.00852)
- [NSDI'24] [Swing: Short-cutting Rings for Higher Bandwidth Allreduce](https://arxiv.org/abs/2401.09356)
"""


def read(tmp_path: Path, text: str | bytes) -> Decisions:
    path = tmp_path / "decisions.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_decisions(path)


def decide(tmp_path: Path, decisions: str, paper: Paper, list_text: str = LIST) -> tuple[Trial, Target]:
    """Run with decisions, and once more with the result applied, which must say nothing new."""
    trial = Trial(tmp_path, list_text.encode(), decisions=decisions)
    result, _ = trial.applied([paper])
    again = diffs_of(trial.propose([paper]))
    assert (again.additions, again.promotions) == (b"", b"")
    (target,) = result.proposals[0].targets
    return trial, target


# --- obeyed ----------------------------------------------------------------------------------------------------------


def test_undecided_the_two_papers_are_kept_and_dropped(tmp_path: Path) -> None:
    assert decide(tmp_path / "a", "", SUPERSERVE)[1].action == "add"
    assert decide(tmp_path / "b", "", NETWORK)[1].action == "none"


@pytest.mark.parametrize(
    "key",
    [
        "10.5555/3767955.3767971",
        "https://doi.org/10.5555/3767955.3767971",
        "/conference/nsdi25/presentation/khare",
        "https://www.usenix.org/conference/nsdi25/presentation/khare",
        "www.usenix.org/conference/nsdi25/presentation/khare/",
        '"SuperServe: Fine-Grained Inference Serving for Unpredictable Workloads"',
        '"superserve - fine-grained inference serving for unpredictable workloads"',
    ],
)
def test_rejected_is_not_proposed_whatever_names_it(key: str, tmp_path: Path) -> None:
    trial, target = decide(tmp_path, f"nsdi25:\n  {key}:\n    reject: only a simulation\n", SUPERSERVE)
    assert trial.data.decode() == LIST
    assert target.action == "none"
    assert target.decided == "rejected: only a simulation"


def test_rejected_by_an_earlier_title(tmp_path: Path) -> None:
    text = """nsdi25:
  /somewhere/else:
    reject: no
    titles:
    - Another Title
    - 'superserve: Fine-grained inference serving for unpredictable workloads'
"""
    assert decide(tmp_path, text, SUPERSERVE)[1].decided == "rejected: no"


def test_a_rejected_preprint_is_not_promoted(tmp_path: Path) -> None:
    held = f"# Papers\n\n- [arxiv'23] [{SUPERSERVE.title}](https://arxiv.org/abs/2312.16733)\n"
    assert decide(tmp_path / "a", "", SUPERSERVE, held)[1].action == "promote"
    trial, target = decide(
        tmp_path / "b", "nsdi25:\n  /conference/nsdi25/presentation/khare: {reject: no}\n", SUPERSERVE, held
    )
    assert target.action == "none"
    assert trial.data.decode() == held


def test_the_report_says_what_was_decided(tmp_path: Path) -> None:
    trial, _ = decide(
        tmp_path, "nsdi25:\n  /conference/nsdi25/presentation/khare: {reject: only a simulation}\n", SUPERSERVE
    )
    assert "rejected: only a simulation" in (trial.output / "nsdi25" / "report.md").read_text("utf-8")


def test_accepted_is_proposed_whatever_the_filter_says(tmp_path: Path) -> None:
    trial, target = decide(tmp_path, "nsdi25:\n  /conference/nsdi25/presentation/du:\n    accept: yes\n", NETWORK)
    assert (target.action, target.decided) == ("add", "accepted")
    assert trial.data.decode().count(NETWORK.title) == 1


def test_accepted_is_not_added_where_it_stands(tmp_path: Path) -> None:
    held = LIST + f"- [NSDI'25] [{NETWORK.title}]({NETWORK.url})\n"
    trial, target = decide(tmp_path, "nsdi25:\n  /conference/nsdi25/presentation/du: {accept: yes}\n", NETWORK, held)
    assert target.match == "listed"
    assert trial.data.decode() == held


@pytest.mark.parametrize("section", ["Networks", "networks", "[Networks]"])
def test_a_section_is_obeyed(section: str, tmp_path: Path) -> None:
    text = f"nsdi25:\n  /conference/nsdi25/presentation/khare:\n    section: {section}\n"
    trial, target = decide(tmp_path, text, SUPERSERVE)
    assert target.placing is not None
    assert target.placing.section == ("Networks",)
    assert SUPERSERVE.title in trial.data.decode().partition("## Networks")[2]


def test_the_target_says_what_became_of_a_wish(tmp_path: Path) -> None:
    key = "nsdi25:\n  /conference/nsdi25/presentation/{}: {{section: Inference}}\n"
    _, wished = decide(tmp_path / "a", key.format("khare"), SUPERSERVE)
    assert (wished.action, wished.decided) == ("add", "put into `Inference`")
    _, alone = decide(tmp_path / "b", key.format("du"), NETWORK)
    assert alone.action == "none"
    assert alone.decided == "goes to `Inference` once it is taken; `accept: yes` takes it"


def test_a_decision_on_no_paper_is_told(tmp_path: Path) -> None:
    text = """nsdi25:
  /conference/nsdi25/presentation/khare: {reject: only a simulation}
  "PRED: Performance-orientated Early Detection": {reject: a slip of the pen}
  A Talk of Old: {reject: no, titles: ["PRED: Performance-oriented Random Early Detection
    for Consistently Stable Performance in Datacenters"]}
osdi25:
  "Another Edition's": {reject: no}
"*":
  "Of Any Edition": {reject: no}
"""
    trial = Trial(tmp_path, LIST.encode(), decisions=text)
    result = trial.propose([SUPERSERVE, NETWORK])
    assert result.changes[0].idle == ["PRED: Performance-orientated Early Detection"]
    assert "note: decisions.yaml decides of `PRED: Performance-orientated Early Detection`" in result.text()
    assert "no paper that is here: PRED: Performance-orientated" in (result.folder / "report.md").read_text("utf-8")


def test_a_section_that_is_not_there_is_no_secret(tmp_path: Path) -> None:
    """The paper goes where it would have gone, and the target says that the wanted section was not found."""
    text = "nsdi25:\n  /conference/nsdi25/presentation/khare: {accept: yes, section: Nowhere}\n"
    _, target = decide(tmp_path, text, SUPERSERVE)
    assert target.decided is not None
    assert "Nowhere" in target.decided
    assert "new-section" in target.decided


def test_a_new_section_is_made_once_and_used_from_then_on(tmp_path: Path) -> None:
    text = "nsdi25:\n" + "".join(
        f"  {paper.title!r}: {{accept: yes, new-section: {name}}}\n"
        for paper, name in ((SUPERSERVE, "Clouds"), (NETWORK, "1. clouds"))
    )
    trial = Trial(tmp_path, LIST.encode(), decisions=text)
    result, _ = trial.applied([SUPERSERVE, NETWORK])
    sections = [one.placing.section for proposal in result.proposals for one in proposal.targets if one.placing]
    assert sections == [("Clouds",)] * 2
    made = trial.data.decode().removeprefix(LIST)
    assert made.startswith("\n## Clouds\n- ")
    assert made.count("##") == 1
    other = Paper("Skywalking: Serving Models", "nsdi25", url="https://example.org/sky")
    trial.path.with_name("decisions.yaml").write_text(
        f"nsdi25:\n  {other.title!r}: {{accept: yes, new-section: CLOUDS}}\n"
    )
    trial.applied([other])
    assert trial.data.decode().count("##") == LIST.count("##") + 1
    assert other.title in trial.data.decode().partition("## Clouds")[2]


def test_a_section_may_be_wanted_or_made_but_not_both(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"decisions\.yaml:2: .*new-section.* only one"):
        read(tmp_path, "nsdi25:\n  /one: {section: Networks, new-section: Clouds}\n")


def test_a_preprint_that_moves_may_move_to_a_new_section(tmp_path: Path) -> None:
    held = (
        LIST
        + "\n## arXiv\n- [arxiv'24] [SuperServe: Fine-Grained Inference Serving](https://arxiv.org/abs/2312.16733)\n"
    )
    known = "SuperServe: Fine-Grained Inference Serving"
    text = f"nsdi25:\n  {SUPERSERVE.title!r}: {{same-as: {known!r}, new-section: Clouds}}\n"
    trial, target = decide(tmp_path, text, SUPERSERVE, held)
    assert target.placing is not None
    assert target.placing.section == ("Clouds",)
    assert SUPERSERVE.title in trial.data.decode().partition("## Clouds")[2]


def holds(path: Path, paper: Paper) -> bool:
    return fold(paper.title) in {fold(entry.title) for entry in read_list(Document.load(path)).entries}


WITHOUT_SUPERSERVE = [path for path in LISTS if not holds(path, SUPERSERVE)]


@pytest.mark.parametrize("before", WITHOUT_SUPERSERVE, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("wanted", [("Brand New Things",), ("Brand New Things", "Parts of It")])
def test_a_new_section_reads_back_in_any_list(wanted: tuple[str, ...], before: Path, tmp_path: Path) -> None:
    """It is made where the target says, of that name, holds the paper, and changes the place of no entry."""
    text = f"'*':\n  {SUPERSERVE.title!r}: {{accept: yes, new-section: {list(wanted)}}}\n"
    trial = Trial(tmp_path, before.read_bytes(), decisions=text)
    old = read_list(Document.load(trial.path)).entries
    result, _ = trial.applied([SUPERSERVE])
    (target,) = result.proposals[0].targets
    assert target.decided is not None
    if "put into" not in target.decided:  # its headings hold no others
        assert "can be made" in target.decided
        return
    assert target.placing is not None
    assert bare(target.placing.section[-1]) == bare(wanted[-1])
    new = read_list(Document.load(trial.path)).entries
    (entry,) = [entry for entry in new if entry.title == SUPERSERVE.title]
    assert entry.place.path == target.placing.section
    assert {(one.raw, one.place.path) for one in new if one is not entry} == {(one.raw, one.place.path) for one in old}
    again = diffs_of(trial.propose([SUPERSERVE]))
    assert (again.additions, again.promotions) == (b"", b"")


def test_same_as_makes_it_listed(tmp_path: Path) -> None:
    held = LIST + "- [NSDI'25] SubNetServe: Serving with SubNetworks\n"
    text = "nsdi25:\n  /conference/nsdi25/presentation/khare:\n    same-as: 'SubNetServe: serving with SubNetworks'\n"
    trial, target = decide(tmp_path, text, SUPERSERVE, held)
    assert target.match == "listed"
    assert target.action == "none"
    assert trial.data.decode() == held


def test_same_as_a_preprint_is_promoted(tmp_path: Path) -> None:
    held = LIST + "- [arxiv'23] SubNetServe: Serving with SubNetworks\n"
    text = "nsdi25:\n  /conference/nsdi25/presentation/khare:\n    same-as: 'SubNetServe: Serving with SubNetworks'\n"
    trial, target = decide(tmp_path, text, SUPERSERVE, held)
    assert target.action == "promote"
    before, _, promoted = trial.data.decode().rpartition("- [NSDI'25] ")
    assert before == LIST
    assert SUPERSERVE.title in promoted


def test_a_decision_for_another_edition_says_nothing(tmp_path: Path) -> None:
    _, target = decide(tmp_path, "nsdi24:\n  /conference/nsdi25/presentation/khare: {reject: no}\n", SUPERSERVE)
    assert target.action == "add"


def test_a_decision_for_one_list_is_not_for_another(tmp_path: Path) -> None:
    text = "nsdi25:\n  /conference/nsdi25/presentation/khare:\n    lists:\n      {}:\n        reject: no\n"
    assert decide(tmp_path / "a", text.format("another"), SUPERSERVE)[1].action == "add"
    assert decide(tmp_path / "b", text.format("repository-list"), SUPERSERVE)[1].action == "none"


def test_what_is_said_for_one_list_is_laid_over_what_is_said_for_all() -> None:
    decisions = Decisions(
        {
            ("nsdi25", "path:/conference/nsdi25/presentation/khare"): {
                "*": Decision(reject="no"),
                "one": Decision(accept=True),
            }
        }
    )
    assert decisions.of(SUPERSERVE, "nsdi25", "one").accept
    assert not decisions.of(SUPERSERVE, "nsdi25", "one").reject
    assert decisions.of(SUPERSERVE, "nsdi25", "two").reject == "no"


def test_a_section_for_one_list_leaves_the_reject_for_all_as_it_is(tmp_path: Path) -> None:
    text = """nsdi25:
  /conference/nsdi25/presentation/khare:
    reject: only a simulation
    lists:
      repository-list: {section: Networks}
"""
    assert decide(tmp_path, text, SUPERSERVE)[1].action == "none"


def test_decisions_under_two_names_of_one_paper_both_count(tmp_path: Path) -> None:
    text = f"""nsdi25:
  /conference/nsdi25/presentation/khare:
    lists:
      another: {{reject: no}}
  "{SUPERSERVE.title}":
    lists:
      repository-list: {{reject: only a simulation}}
"""
    assert decide(tmp_path, text, SUPERSERVE)[1].action == "none"


# --- any edition, and what a paper is not ----------------------------------------------------------------------------


def test_what_is_said_of_an_edition_comes_before_what_is_said_of_any(tmp_path: Path) -> None:
    decisions = read(
        tmp_path,
        f"""
"*":
  "{SUPERSERVE.title}":
    reject: seen
    section: Networks
    different-from: A
    lists: {{one: {{accept: yes, different-from: [B, C]}}}}
nsdi25:
  /conference/nsdi25/presentation/khare:
    accept: yes
    different-from: [D, A]
""",
    )
    assert decisions.of(SUPERSERVE, "nsdi25", "two") == Decision(
        accept=True, section=("Networks",), different_from=("D", "A")
    )
    assert decisions.of(SUPERSERVE, "nsdi25", "one").different_from == ("D", "A", "B", "C")
    assert decisions.of(SUPERSERVE, "osdi25", "two").reject == "seen"
    assert decisions.of(SUPERSERVE, "*", "one") == Decision(
        accept=True, section=("Networks",), different_from=("B", "C", "A")
    )
    assert decisions.of(NETWORK, "nsdi25", "one") == Decision()


BETWEEN = """
nsdi25:
  First Paper: {same-as: "The Paper, Earlier"}
  Second Paper:
    titles: [Paper Number Two]
    lists:
      one: {different-from: First Paper}
"*":
  10.1145/1.2: {same-as: Third Paper}
  /conference/nsdi25/presentation/du: {different-from: Third Paper}
  https://arxiv.org/abs/2401.00588v2: {same-as: Third Paper}
"""


@pytest.mark.parametrize(
    ("a", "b", "answer"),
    [
        (("First Paper",), ("The Paper, Earlier",), True),
        (("FIRST *paper*",), ("the paper - earlier",), True),
        (("First Paper",), ("Second Paper",), False),
        (("First Paper",), ("paper number two",), False),
        (("Second Paper",), ("Paper Number Two",), None),
        (("First Paper",), ("First Paper",), None),
        (("First Paper",), ("Another Paper",), None),
        (("Second Paper",), ("The Paper, Earlier",), None),
        (("X", ["doi:10.1145/1.2"]), ("Third Paper",), True),
        (("X", ["arxiv:2401.00588"]), ("Third Paper",), True),
        (("X", ["url:usenix.org/conference/nsdi25/presentation/du"]), ("Third Paper",), False),
        (("X", ["doi:10.1145/1.2", "url:usenix.org/conference/nsdi25/presentation/du"]), ("Third Paper",), False),
        (("X",), ("Third Paper",), None),
        (("",), ("",), None),
    ],
)
def test_what_a_person_said_of_two_papers(
    a: tuple[str, ...], b: tuple[str, ...], answer: bool | None, tmp_path: Path
) -> None:
    decisions = read(tmp_path, BETWEEN)
    for (title_a, *ids_a), (title_b, *ids_b) in ((a, b), (b, a)):
        assert decisions.between(title_a, title_b, *ids_a[:1] or [()], *ids_b[:1] or [()]) is answer


def test_nobody_said_anything() -> None:
    assert Decisions().between("A", "A") is None
    assert Decisions().same("A") == set()


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("nsdi25:\n  A: {same-as: B, different-from: [C, b]}\n", 2, "nsdi25.A.different-from"),
        ("nsdi25:\n  A: {same-as: B}\nosdi25:\n  A: {different-from: B}\n", 4, "osdi25.A.different-from"),
        ("nsdi25:\n  A: {different-from: B}\n'*':\n  b: {same-as: a}\n", 4, "*.b.same-as"),
        (
            "nsdi25:\n  /a:\n    titles: [A]\n    same-as: B\n    lists:\n      one: {different-from: B}\n",
            6,
            "nsdi25./a.lists.one.different-from",
        ),
        (
            "nsdi25:\n  /a:\n    titles: [A]\n    same-as: B\n  B:\n    different-from: A\n",
            6,
            "nsdi25.B.different-from",
        ),
    ],
)
def test_a_contradiction_is_an_error_at_its_place(text: str, line: int, key: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="contradicts") as error:
        read(tmp_path, text)
    (problem,) = str(error.value).splitlines()
    assert problem.startswith(f"{tmp_path / 'decisions.yaml'}:{line}: {key}: contradicts ")


def test_saying_it_twice_is_no_contradiction(tmp_path: Path) -> None:
    text = "nsdi25:\n  A: {same-as: B, different-from: C}\n'*':\n  B: {same-as: A}\n  C: {different-from: [a, D]}\n"
    decisions = read(tmp_path, text)
    assert decisions.between("a", "b") is True
    assert decisions.between("d", "c") is False


def test_a_paper_of_many_earlier_titles_may_be_different_from_one(tmp_path: Path) -> None:
    decisions = read(tmp_path, "nsdi25:\n  10.1145/1.2: {titles: [A, B], different-from: [C]}\n")
    assert [decisions.between(title, "C") for title in "ABC"] == [False, False, None]


# --- read ------------------------------------------------------------------------------------------------------------


def test_no_file_no_decisions(tmp_path: Path) -> None:
    assert load_decisions(None) == Decisions()
    assert load_decisions(tmp_path / "nowhere.yaml") == Decisions()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "nsdi25:\n", b"\xef\xbb\xbf# nothing\r\n"])
def test_an_empty_file_decides_nothing(text: str | bytes, tmp_path: Path) -> None:
    assert read(tmp_path, text) == Decisions()


def test_every_mistake_is_shown_with_file_line_and_key(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(
            tmp_path,
            """nsdi25:
  /one:
    accept: maybe
    section: Serving
  /two:
    accept: yes
    reject: no
  /three:
    titles: [Three]
  /four:
    acept: yes
    reject: no
  /five:
    lists:
      some-list: {reject: no, section: {a: b}}
  /five:
    reject: no
""",
        )
    path = tmp_path / "decisions.yaml"
    problems = str(error.value).splitlines()
    assert sorted(
        (problem.split(": ", 2)[:2] for problem in problems), key=lambda where: int(where[0].rpartition(":")[2])
    ) == [
        [f"{path}:3", "nsdi25./one.accept"],
        [f"{path}:7", "nsdi25./two.reject"],
        [f"{path}:8", "nsdi25./three"],
        [f"{path}:11", "nsdi25./four.acept"],
        [f"{path}:15", "nsdi25./five.lists.some-list.section"],
        [f"{path}:16", "nsdi25./five"],
    ]
    assert error.value.exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        "nsdi25: [a, b]\n",
        "- nsdi25\n",
        "nsdi25:\n  /one: yes\n",
        "nsdi25:\n  /one: {reject: [a, b]}\n",
        "nsdi25:\n\t/one: {reject: no}\n",
        "nsdi25: {\n",
        b"nsdi25:\n  /one: {reject: \xff}\n",
        "&a [*a]\n",
    ],
)
def test_what_is_no_decision_is_an_error_that_names_the_file(text: str | bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"decisions\.yaml:?\d*: "):
        read(tmp_path, text)


def test_a_mistake_leaves_the_last_result_as_it_is(tmp_path: Path) -> None:
    trial = Trial(tmp_path, LIST.encode())
    trial.propose([SUPERSERVE])
    before = {file.name: file.read_bytes() for file in (trial.output / "nsdi25").iterdir()}
    (trial.root / "decisions.yaml").write_text("nsdi25: {/one: {acept: yes}}\n", "utf-8")
    with pytest.raises(InputError):
        trial.propose([SUPERSERVE])
    assert {file.name: file.read_bytes() for file in (trial.output / "nsdi25").iterdir()} == before


def test_same_as_an_entry_that_is_not_there_is_said(tmp_path: Path) -> None:
    text = "nsdi25:\n  /conference/nsdi25/presentation/khare: {same-as: Nothing There}\n"
    _, target = decide(tmp_path, text, SUPERSERVE)
    assert target.decided is not None
    assert "which the list does not hold" in target.decided


def test_a_person_may_name_a_section_that_takes_no_paper_by_itself(tmp_path: Path) -> None:
    held = LIST + "\n## arXiv\n- [arxiv'24] [FlashFlex: LLM Training](https://arxiv.org/abs/2409.01143)\n"
    text = "nsdi25:\n  /conference/nsdi25/presentation/khare: {section: arXiv}\n"
    _, target = decide(tmp_path, text, SUPERSERVE, held)
    assert target.placing is not None
    assert target.placing.section == ("arXiv",)
    assert target.decided == "put into `arXiv`"
