"""`confmerge lint`: what it finds in lists, what it leaves alone, and what its diff mends."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_cli import run
from test_splice import check_with_git, take_out
from trial import git, make_repository

from confmerge.lint.addresses import fault, mended
from confmerge.lint.anchors import anchor
from confmerge.lint.check import ListFile, Options, check
from confmerge.lint.findings import Finding, edits
from confmerge.lint.rules import NOTES, RULES
from confmerge.lists import Document, read_list
from confmerge.paper import Author, Paper, papers_to_jsonl

FIXTURES = sorted((Path(__file__).parent / "lint").glob("*.md"))
TODAY = date(2025, 6, 1)
USUAL = Options(TODAY)
EVERYTHING = Options(TODAY, frozenset(RULES | NOTES))
LINKS = frozenset(("broken-link", "empty-link", "nested-link"))


def lint(data: bytes | str, options: Options = USUAL, name: str = "list.md") -> list[Finding]:
    data = data.encode() if isinstance(data, str) else data
    return check([ListFile(name, read_list(Document(Path(name), data), name))], options)


def rules(data: bytes | str, options: Options = USUAL) -> list[tuple[int, str]]:
    return [(finding.line, finding.rule) for finding in lint(data, options)]


# --- whole lists -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_list_has_these_findings_and_no_others(path: Path) -> None:
    """The .txt beside a list: line, rule, other lines; below it, behind `=>`, the line as the fix leaves it."""
    document = Document.load(path)
    found = []
    for finding in lint(document.data, name=path.name):
        others = [other.removeprefix(f"{path.name}:") for other in finding.others]
        found.append(" ".join([str(finding.line), finding.rule, *others]))
        if fix := finding.to_dict(document).get("fix"):
            assert fix["old"] == document.lines[fix["line"] - 1]
            found.append(f"=> {fix['new']}")
    assert found == path.with_suffix(".txt").read_text("utf-8").splitlines()


def test_every_rule_has_a_fixture() -> None:
    found = {finding.rule for path in FIXTURES for finding in lint(path.read_bytes(), EVERYTHING)}
    assert found | {"accepted"} == set(RULES | NOTES)


def test_a_paper_under_two_topics_is_a_note_that_nobody_need_see() -> None:
    data = (Path(__file__).parent / "lint" / "habit.md").read_bytes()
    notes = [finding for finding in lint(data, EVERYTHING) if finding.is_note]
    assert [finding.line for finding in notes] == [12, 13, 16, 17]
    assert not any(finding.is_note for finding in lint(data))


ENTRY = "- [OSDI'22] Orca: A Distributed Serving System for Transformer-Based Generative Models\n"
OTHERS = "".join(f"- [OSDI'{n}] Paper about the Matter of {word}\n" for n, word in enumerate(("Rain", "Snow"), 20))


@pytest.mark.parametrize(
    "note", ["", " [also in [2](#serving)]", " (see also Serving)", " <!-- listed in Training -->"]
)
def test_one_paper_under_two_topics_of_a_list_without_that_habit(note: str) -> None:
    found = rules(f"# L\n## Training\n{ENTRY}{OTHERS}## Serving\n{ENTRY.rstrip()}{note}\n")
    assert found == ([] if note else [(7, "duplicate")])


def test_a_section_that_shows_a_choice_repeats_on_purpose() -> None:
    assert rules(f"# L\n## Must-read Papers\n{ENTRY}{OTHERS}## Serving\n{ENTRY}") == []


def test_a_paper_in_two_years_of_one_topic_is_twice_in_it() -> None:
    assert rules(f"# L\n## Serving\n### 2022\n{ENTRY}{OTHERS}### 2023\n{ENTRY}") == [(8, "duplicate")]


def test_a_venue_s_section_and_a_topic_s_may_both_hold_a_paper() -> None:
    bare = "- Orca: A Distributed Serving System for Transformer-Based Generative Models\n"
    data = f"# L\n## OSDI 2022\n{bare}- Another Paper of that Conference\n## Serving\n{ENTRY}"
    assert rules(data) == []
    assert rules(f"{data}## SOSP 2023\n{bare}") == [(8, "copies-differ")]


def test_three_copies_are_two_findings_that_name_the_others() -> None:
    found = lint(f"# L\n{ENTRY * 3}{OTHERS}")
    assert [(finding.line, finding.others) for finding in found] == [
        (3, ("list.md:2",)),
        (4, ("list.md:2", "list.md:3")),
    ]


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2401.00588v3",
        "https://arxiv.org/pdf/1406.1234.pdf",
        "https://arxiv.org/abs/1501.00001",
        "https://arxiv.org/abs/cs.DC/0701001",
        "https://arxiv.org/abs/2506.00001?context=cs.LG",
        "https://arxiv.org/abs/2312.04429#:~:text=In%20this%20paper",
        "https://arxiv.org/list/cs.DC/recent",
        "https://arxiv.org/html/2401.00588v1",
        "https://dl.acm.org/doi/abs/10.1145/3600006.3613163",
        "https://dl.acm.org/doi/proceedings/10.1145/3627703",
        "https://doi.org/10.1007/978-3-540-27868-9_4",
        "https://doi.org/10/gf3d",
        "http://doi.ieeecomputersociety.org/10.1109/x",
        "https://web.archive.org/web/2024/https://example.org/",
        "https://example.org/login?next=https://example.org/a",
        "https://r.example.org/https://example.org/a",
        "mailto:a@example.org",
        "ftp://example.org/a.pdf",
        "papers/a.pdf",
        "docs.md",
        "../x.org.md",
        "README.md#org/x",
        "//example.org/a",
        "/a",
        "#a",
        "https://[::1",
        "",
    ],
)
def test_addresses_that_may_be_right(url: str) -> None:
    assert fault(url, TODAY) is None
    assert mended(url, TODAY) == url


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("http://https://example.org/a", "https://example.org/a"),
        ("https:https://example.org/a", "https://example.org/a"),
        ("(https://example.org/a)", "https://example.org/a"),
        ("https//example.org/a", "https://example.org/a"),
        ("https;//example.org/a", "https://example.org/a"),
        ("http:/example.org/a", "http://example.org/a"),
        ("ttps://example.org/a", "https://example.org/a"),
        ("htpp://example.org/a", "http://example.org/a"),
        ("WWW.example.org", "https://WWW.example.org"),
        ("dl.acm.org/doi/10.1145/1.2", "https://dl.acm.org/doi/10.1145/1.2"),
        ("github.com/a/b", "https://github.com/a/b"),
        ("https://x.org/ahttps://x.org/a", "https://x.org/a"),
        ("10.5555/3571885.3571979", "https://dl.acm.org/doi/10.5555/3571885.3571979"),
        ("https://doi.org/10.5555/3571885.3571979", "https://dl.acm.org/doi/10.5555/3571885.3571979"),
        ("https://x.org/a)https://x.org/b", None),
        ("https://arxiv.org/abs/", None),
        ("https://arxiv.org/abs/xxxx.xxxxx", None),
        ("https://arxiv.org/abs/1406.12345", None),
        ("https://arxiv.org/abs/2406.1234", None),
        ("https://arxiv.org/abs/2401.005888", None),
        ("https://arxiv.org/abs/2400.00001", None),
        ("https://arxiv.org/abs/2507.00001", None),
        ("https://arxiv.org/abs/0703.0001", None),
        ("https://arxiv.org/abs/2401.00588v", None),
        ("www.arxiv.org/abs/2413.00001", None),
        ("https://dl.acm.org/doi/10.1145/", None),
        ("https://doi.org/10.1145", None),
        ("C:\\papers\\a.pdf", None),
    ],
)
def test_addresses_that_cannot_be_right(url: str, meant: str | None) -> None:
    assert fault(url, TODAY) is not None
    assert mended(url, TODAY) == meant


def test_a_file_beside_the_list_needs_no_scheme(tmp_path: Path) -> None:
    path = tmp_path / "list.md"
    path.write_text(f"{ENTRY}{OTHERS}- [OSDI'20] [A Local Copy](www.example.org/a.pdf)\n", "utf-8")
    files = [ListFile("list.md", read_list(Document.load(path), "list.md"))]
    assert [finding.rule for finding in check(files, Options(TODAY))] == ["broken-link"]
    (tmp_path / "www.example.org").mkdir()
    (tmp_path / "www.example.org" / "a.pdf").touch()
    assert check(files, Options(TODAY)) == []


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Déjà vu", "déjà-vu"),
        ("C++ & `code` in *the* [Title](x)", "c--code-in-the-title"),
        ("❤️ Community", "-community"),
        ("snake_case", "snake_case"),
    ],
)
def test_anchors_are_github_s(heading: str, name: str) -> None:
    assert anchor(heading) == name


def test_the_second_of_two_equal_headings_has_a_number() -> None:
    data = f"# L\n[a](#part) [b](#part-1) [c](#part-2)\n## Part\n{ENTRY}## Part\n{OTHERS}"
    assert rules(data) == [(2, "broken-link")]


# --- damaged lists, and what the fixes do ----------------------------------------------------------------------------

SOURCES = [path.read_bytes() for path in FIXTURES]
PIECES = [b"[", b"]", b"(", b")", b"](", b"<", b">", b"`", b"|", b"\n", b"\r\n", b"\r", b"\\", b"*", b"#", b"    "]
PIECES += [b"<!--", b"-->", b"https://", b"www.a.org/b", b"\xff", b"\x00", "é".encode(), b"http://[", b"[]()", b"- "]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A list of the fixtures with pieces put in, taken out, doubled and moved."""
    data = draw(st.sampled_from(SOURCES))
    for _ in range(draw(st.integers(0, 8))):
        first, last = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        kind = draw(st.sampled_from(("put", "cut", "double", "crlf")))
        if kind == "put":
            data = data[:first] + draw(st.sampled_from(PIECES)) + data[first:]
        elif kind == "cut":
            data = data[:first] + data[min(last, first + 40) :]
        elif kind == "double":
            data = data[:last] + data[first : min(last, first + 400)] + data[last:]
        else:
            data = data[:first] + data[first:last].replace(b"\n", b"\r\n") + data[last:]
    return data


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_no_damage_makes_it_raise_and_every_finding_has_its_line(data: bytes) -> None:
    document = Document(Path("list.md"), data)
    for finding in lint(data, EVERYTHING):
        assert 1 <= finding.line <= len(document.lines)
        assert finding.rule in RULES | NOTES
        assert "\n" not in finding.text()
        json.dumps(finding.to_dict(document))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_repository(tmp_path_factory.mktemp("lint"))


def links_of(data: bytes) -> list[Finding]:
    return lint(data, Options(TODAY, LINKS))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=damaged())
def test_the_fixes_apply_with_git_and_mend_what_they_say(data: bytes, repository: Path) -> None:
    document = Document(Path("list.md"), data)
    before = links_of(data)
    made = edits(document, [finding.fix for finding in before if finding.fix])
    output = check_with_git(repository, data, made)
    take_out(data, output, made)
    touched = {edit.line + 1 for edit in made}
    assert len(document.lines) == len(Document(Path("list.md"), output).lines)
    assert len(links_of(output)) <= len(before)
    kept = [(finding.line, finding.message) for finding in before if finding.line not in touched]
    assert [(f.line, f.message) for f in links_of(output) if f.line not in touched] == kept


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
@pytest.mark.parametrize("form", [lambda data: data, lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")])
def test_fixes_take_away_their_findings_and_nothing_else(path: Path, form: object, repository: Path) -> None:
    assert callable(form)
    data = form(path.read_bytes())
    document = Document(Path("list.md"), data)
    before = lint(data)
    output = check_with_git(repository, data, edits(document, [finding.fix for finding in before if finding.fix]))
    left = [finding for finding in before if finding.fix is None]
    assert lint(output) == left
    assert not [finding for finding in lint(output) if finding.fix]


# --- accepted --------------------------------------------------------------------------------------------------------

TAPAS = Paper("TAPAS: Thermal- and Power-Aware Scheduling for LLM Inference in Cloud Platforms", "asplos25")
GRAPHPIPE = Paper("GraphPipe: Improving Performance and Scalability of DNN Training", "asplos25")
RENAMED = Paper(
    "InfiniteHBD: Building Datacenter-Scale High-Bandwidth Domain for LLM with Optical Circuit Switching Transceivers",
    "sigcomm25",
    (Author("Chenchen Shou"),),
    arxiv="2502.03885",
)
OUTDATED = """# L
- [arxiv'25] TAPAS: Thermal- and Power-Aware Scheduling for LLM Inference in Cloud Platforms
- [ASPLOS'25 (to appear)] GraphPipe: Improving Performance and Scalability of DNN Training
- [arxiv'25] [InfinitePOD: Building Datacenter-Scale High-Bandwidth Domain for LLM with Optical Circuit Switching Transceivers](https://arxiv.org/abs/2502.03885)
- [ASPLOS'25] TAPAS: Thermal- and Power-Aware Scheduling for LLM Inference in Cloud Platforms
- [arxiv'25] Something That No Conference Has Taken
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a list below a repository, and the papers of two editions as crawls leave them."""
    make_repository(tmp_path)
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "README.md").write_text(OUTDATED, "utf-8")
    for edition, papers in (("asplos25", [TAPAS, GRAPHPIPE]), ("sigcomm25", [RENAMED])):
        folder = tmp_path / "output" / edition
        folder.mkdir(parents=True)
        (folder / "papers.jsonl").write_text(papers_to_jsonl(papers), "utf-8")
    return tmp_path


def test_accepted_names_the_edition(desk: Path) -> None:
    answer = run(desk, "lint", "--rule", "accepted", "--output", "output", "lists/README.md")
    lines = answer.stdout.decode().splitlines()
    assert answer.returncode == 5
    assert [line.split(": ")[0] for line in lines] == [f"lists/README.md:{n}" for n in (2, 3, 4)]
    assert lines[0].endswith("says arxiv 2025; it was accepted at ASPLOS 2025")
    assert lines[1].endswith("says ASPLOS 2025, to appear; it was accepted at ASPLOS 2025")
    assert lines[2].endswith(f"says arxiv 2025; it was accepted at SIGCOMM 2025 (`{RENAMED.title}`)")
    one = run(
        desk, "lint", "--papers", "output/sigcomm25/papers.jsonl", "lists/README.md", "--no-rule", "copies-differ"
    )
    assert [line.split(":")[1] for line in one.stdout.decode().splitlines() if "accepted" in line] == ["4"]


def test_papers_of_no_edition_are_named(desk: Path) -> None:
    (desk / "some").mkdir()
    (desk / "some" / "papers.jsonl").write_text(json.dumps({"title": TAPAS.title}) + "\n", "utf-8")
    answer = run(desk, "lint", "--rule", "accepted", "--papers", "some/papers.jsonl", "lists/README.md")
    assert answer.returncode == 0
    assert "some/papers.jsonl: `some` names no edition" in answer.stderr.decode()


def test_papers_without_edition_are_of_their_folder(desk: Path) -> None:
    path = desk / "output" / "asplos25" / "papers.jsonl"
    path.write_text(json.dumps({"title": TAPAS.title}) + "\n", "utf-8")
    answer = run(desk, "lint", "--rule", "accepted", "--papers", "output/asplos25/papers.jsonl", "lists/README.md")
    assert answer.stdout.decode().endswith("accepted at ASPLOS 2025\n")


# --- the command -----------------------------------------------------------------------------------------------------


def write(folder: Path, text: str, name: str = "list.md") -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def test_it_speaks_like_a_compiler(tmp_path: Path) -> None:
    write(tmp_path, f"# L\n{ENTRY}{OTHERS}{ENTRY}")
    answer = run(tmp_path, "lint", "./list.md")
    title = ENTRY.partition("] ")[2].strip()
    assert answer.stdout.decode() == f"./list.md:5: duplicate: `{title}` stands at line 2 too, in this section\n"
    assert answer.stderr.decode() == "confmerge: 1 finding in 1 file\n"
    assert answer.returncode == 5


def test_a_clean_list_is_exit_0(tmp_path: Path) -> None:
    write(tmp_path, f"# L\n{ENTRY}{OTHERS}")
    answer = run(tmp_path, "lint", "list.md", "-", stdin=b"# Notes\n- [nothing]()\n")
    assert (answer.returncode, answer.stdout) == (0, b"")
    assert answer.stderr.decode() == "confmerge: 0 findings in 2 files\n"


def test_json_lines(tmp_path: Path) -> None:
    write(
        tmp_path, f"# L\n{ENTRY}{OTHERS}- [SOSP'23] [Paella: Low-latency Model Serving](www.example.org/p.pdf)\n{ENTRY}"
    )
    answer = run(tmp_path, "lint", "--json", "list.md")
    broken, duplicate = map(json.loads, answer.stdout.decode().splitlines())
    assert list(duplicate) == ["file", "line", "rule", "message", "evidence", "others"]
    assert (duplicate["line"], duplicate["others"]) == (6, ["list.md:2"])
    assert duplicate["evidence"] == ["titles equal after folding"]
    assert broken["fix"] == {
        "line": 5,
        "old": "- [SOSP'23] [Paella: Low-latency Model Serving](www.example.org/p.pdf)",
        "new": "- [SOSP'23] [Paella: Low-latency Model Serving](https://www.example.org/p.pdf)",
    }


@pytest.mark.parametrize("inside", [True, False])
def test_the_diff_applies_from_where_it_was_made(tmp_path: Path, inside: bool) -> None:
    if inside:
        make_repository(tmp_path)
    text = f"# L\r\n{ENTRY}{OTHERS}- [SOSP'23] [Paella: Low-latency Model Serving](www.example.org/p.pdf)"
    write(tmp_path, text, "some lists/README.md")
    answer = run(tmp_path, "lint", "--diff", "some lists/README.md")
    assert answer.returncode == 5
    assert b"broken-link" in answer.stderr
    assert (tmp_path / "some lists" / "README.md").read_text("utf-8") == text.replace("\r\n", "\n")
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=answer.stdout, check=True)
    after = (tmp_path / "some lists" / "README.md").read_bytes()
    assert after == text.replace("(www.", "(https://www.").encode()
    again = run(tmp_path, "lint", "--diff", "some lists/README.md")
    assert (again.returncode, again.stdout) == (0, b"")


def test_help_imports_nothing_heavy() -> None:
    program = """
import sys
from confmerge.cli import main
try:
    main(["lint", "--help"])
except SystemExit as end:
    assert not end.code, end.code
heavy = {"scrapy", "rapidfuzz", "markdown_it", "yaml", "scrapers"} & set(sys.modules)
assert not heavy, heavy
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert answer.returncode == 0, answer.stderr.decode()
    for rule in RULES:
        assert f"\n  {rule} " in answer.stdout.decode()


def test_only_these_rules(tmp_path: Path) -> None:
    write(tmp_path, f"# L\n{ENTRY}{OTHERS}{ENTRY.rstrip()} []\n")
    assert run(tmp_path, "lint", "--rule", "empty-tag", "list.md").stdout.count(b"\n") == 1
    assert run(tmp_path, "lint", "--no-rule", "empty-tag", "list.md").stdout.count(b"\n") == 1
    assert run(tmp_path, "lint", "list.md").stdout.count(b"\n") == 2
    answer = run(tmp_path, "lint", "--rule", "no-such-rule", "list.md")
    assert answer.returncode == 2
    assert b"invalid choice: 'no-such-rule'" in answer.stderr


def test_what_a_person_decided_is_not_asked_again(tmp_path: Path) -> None:
    other = "- [arxiv'22] Orca: Distributed Serving for Transformer-Based Generative Models and More\n"
    write(tmp_path, f"# L\n{ENTRY}{OTHERS}{other}")
    assert run(tmp_path, "lint", "list.md").returncode == 5
    titles = [line.partition("] ")[2].strip() for line in (ENTRY, other)]
    decisions = f'"*":\n  "{titles[0]}":\n    different-from: ["{titles[1]}"]\n'
    write(tmp_path, decisions, "elsewhere.yaml")
    assert run(tmp_path, "lint", "--decisions", "elsewhere.yaml", "list.md").returncode == 0
    write(tmp_path, decisions, "decisions.yaml")
    assert run(tmp_path, "lint", "list.md").returncode == 0


def test_several_files_are_one_list_where_somebody_says_so(tmp_path: Path) -> None:
    write(tmp_path, f"# L\n{ENTRY}{OTHERS}")
    write(tmp_path, f"# L\n{ENTRY}- [SOSP'23] Paella: Low-latency Model Serving\n", "b.md")
    assert run(tmp_path, "lint", "list.md", "b.md").returncode == 0
    together = run(tmp_path, "lint", "--together", "list.md", "b.md").stdout.decode()
    assert together.startswith("b.md:2: duplicate: ")
    assert "stands at list.md:2 too" in together
    write(tmp_path, "lists:\n  one: {files: [list.md, b.md]}\n", "conferences.yaml")
    assert run(tmp_path, "lint", "list.md", "b.md").stdout.decode() == together


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere.md",), "nowhere.md: cannot be read: No such file or directory"),
        (("list.md", "--papers", "nowhere.jsonl"), "nowhere.jsonl: cannot be read"),
        (("list.md", "--papers", "list.md"), "list.md:1: is not JSON"),
        (("list.md", "--decisions", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
        (("-", "--diff"), "-: has no path"),
    ],
)
def test_bad_input_is_exit_2(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    write(tmp_path, f"# L\n{ENTRY}{OTHERS}")
    answer = run(tmp_path, "lint", *arguments)
    assert answer.returncode == 2
    assert words in answer.stderr.decode()
    assert "Traceback" not in answer.stderr.decode()


def test_a_file_that_is_not_there_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, f"# L\n{ENTRY}{OTHERS}{ENTRY}")
    answer = run(tmp_path, "lint", "nowhere.md", "list.md")
    assert answer.returncode == 2
    assert answer.stdout.startswith(b"list.md:5: duplicate: ")


def test_a_comment_silences_and_changes_nothing_that_is_read() -> None:
    for path in FIXTURES:
        data = path.read_bytes()
        plain = read_list(Document(path, data), "list.md").entries
        marked = data
        for entry in plain:
            if entry.line == entry.end_line and not entry.cells:
                line = entry.raw.encode()
                marked = marked.replace(line + b"\n", line + b" <!-- confmerge: ignore duplicate -->\n")
        again = read_list(Document(path, marked), "list.md").entries
        keys = ("title", "venue", "year", "links", "notes", "kind", "line")
        assert [[getattr(e, key) for key in keys] for e in again] == [[getattr(e, key) for key in keys] for e in plain]


@pytest.mark.corpus
def test_the_odd_lines_of_real_lists(corpus_lists: Path) -> None:
    wanted = {
        "awesome-papers.md": {
            (76, "heading-level"), (116, "empty-tag"), (119, "nested-link"), (125, "duplicate"), (131, "empty-link"),
            (133, "placeholder"), (136, "empty-tag"), (148, "heading-level"), (151, "empty-link"),
        },
        "ml-systems-papers.md": {(113, "broken-link"), (792, "duplicate"), (887, "wrong-link")},
        "awesome-AI-system.md": {(404, "duplicate"), (435, "duplicate"), (20, "broken-link")},
        "resource-efficient-llm.md": set(),
    }  # fmt: skip
    for name, lines in wanted.items():
        found = set(rules((corpus_lists / name).read_bytes()))
        assert lines <= found, name


@pytest.mark.corpus
def test_a_long_list_takes_no_time(corpus_lists: Path) -> None:
    data = (corpus_lists / "ml-systems-papers.md").read_bytes()
    lint(data)
    begin = time.process_time()
    lint(data)
    assert time.process_time() - begin < 2  # 0.6 s on two old cores; whatever is not linear takes minutes


@pytest.fixture
def corpus_lists() -> Path:
    import os

    if not (folder := os.environ.get("CONFMERGE_CORPUS")):
        pytest.skip("CONFMERGE_CORPUS is not set: no real lists to look at")
    return Path(folder) / "lists"


def test_the_hook_runs_what_is_installed() -> None:
    import yaml

    (hook,) = yaml.safe_load((Path(__file__).parent.parent / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert (hook["id"], hook["language"], hook["types"]) == ("confmerge-lint", "python", ["markdown"])
    command, *arguments = hook["entry"].split()
    assert (command, arguments) == ("confmerge", ["lint"])
    git(Path(__file__).parent, "--version")
