"""Reading lists: tests/lists/<name>.md beside <name>.entries.jsonl, venue tags, and bytes that no list should hold.

A new list needs no .entries.jsonl: the first run writes one, and fails so that somebody reads it.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confmerge.errors import InputError
from confmerge.files import to_jsonl
from confmerge.lists import Document, PaperList, read_list
from confmerge.venues import find_tag, is_known, parse_tag, same_venue, split_end

LISTS = Path(__file__).parent / "lists"
FIXTURES = sorted(LISTS.glob("*.md"))


def read(text: str | bytes) -> PaperList:
    return read_list(Document(Path("list.md"), text.encode() if isinstance(text, str) else text))


def titles(text: str | bytes) -> list[str]:
    return [entry.title for entry in read(text).entries]


def observed(path: Path) -> list[dict[str, Any]]:
    """The entries of a list as `confmerge entries` prints them: through JSON, the file as its bare name."""
    entries = read_list(Document.load(path), path.name).entries
    return [json.loads(line) for line in to_jsonl(entry.to_dict() for entry in entries).split("\n") if line]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_list_holds_what_its_jsonl_says(path: Path) -> None:
    beside = path.with_suffix(".entries.jsonl")
    actual = observed(path)
    if not beside.exists():
        beside.write_bytes("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in actual).encode())
        pytest.fail(f"{beside.name} was missing and is written now: review it and run again")
    expected = [json.loads(line) for line in beside.read_bytes().decode().split("\n") if line]
    assert [entry["title"] for entry in actual] == [entry["title"] for entry in expected]
    for entry, wanted in zip(actual, expected, strict=True):
        assert entry == wanted


def test_every_jsonl_has_its_list() -> None:
    assert {file.name.removesuffix(".entries.jsonl") for file in LISTS.glob("*.entries.jsonl")} == {
        file.stem for file in FIXTURES
    }


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_lines_and_raw_text_are_the_files(path: Path) -> None:
    """`line` to `end_line` of the file are the entry's raw text; entries do not overlap."""
    document = Document.load(path)
    last = 0
    for entry in read_list(document).entries:
        assert last < entry.line <= entry.end_line <= len(document.lines)
        assert entry.raw == "\n".join(document.lines[entry.line - 1 : entry.end_line])
        assert entry.title
        last = entry.end_line


# --- what is not a paper ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "* to be updated",
        "* TBD",
        "* [Accepted Papers](https://mlsys.org/Conferences/2024/AcceptedPapers)",
        "* See [daily-arxiv-llm.md](daily-arxiv-llm.md)",
        "<!-- * (NIPS'17) Attention Is All You Need [link](https://arxiv.org/abs/1706.03762) -->",
        "```\n* (NIPS'17) Attention Is All You Need [link](https://arxiv.org/abs/1706.03762)\n```",
        "    * (NIPS'17) Attention Is All You Need [link](https://arxiv.org/abs/1706.03762)",
        "Please send us papers of [NSDI 2024](https://www.usenix.org/conference/nsdi24) that are missing here.",
    ],
)
def test_is_not_a_paper(line: str) -> None:
    paper = "* (OSDI'22) Orca: A Distributed Serving System for Transformer-Based Generative Models"
    assert titles(f"# Papers\n\n{line}\n\n## OSDI 2022\n\n{paper}\n") == [paper.partition(") ")[2]]


def test_entries_of_a_todo_are_not_in_the_list() -> None:
    todo = (
        "## TODO\n* [NSDI'25](https://www.usenix.org/conference/nsdi25/technical-sessions)\n* OSDI'25 papers on LLMs\n"
    )
    assert titles(f"# Papers\n\n{todo}") == []


# --- bytes -----------------------------------------------------------------------------------------------------------


def test_utf16_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "list.md"
    path.write_bytes("# Papers\n".encode("utf-16"))
    with pytest.raises(InputError, match=r"list\.md: is UTF-16; convert it to UTF-8 first \(iconv"):
        Document.load(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.md: cannot be read: No such file"):
        Document.load(tmp_path / "nowhere.md")


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b"\r", b"\xff", b"\0", b"#", b"- ", b"[", b"---\n"])
def test_next_to_nothing_is_a_list_without_entries(data: bytes) -> None:
    paper_list = read(data)
    assert paper_list.entries == []
    assert b"".join(paper_list.document.raw) == data


_MARKS = [b"[", b"]", b"(", b")", b"**", b"`", b"```\n", b"<!--", b"-->", b"\\", b"---", b"> ", b"~~", b"<a>", b"&amp;"]
_BLOCKS = [
    b"# ",
    b"## NSDI 2024",
    b"- ",
    b"* ",
    b"1. ",
    b"  ",
    b"\t",
    b"| a | b |",
    b"|---|---|",
    b"TODO",
    b"to be updated",
]
_HTML = [b"<details>", b"<summary>", b"</summary>", b"</details>", b"<h3>", b"<br>"]
_ENDS = [b"\n", b"\n\n", b"\r\n", b"\r", b"\0", b"\xff", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\x0c"]
_PARTS = [
    b"[OSDI'22] ",
    b"[Title: Of a Paper](https://arxiv.org/abs/2401.00001)",
    b"(arxiv) ",
    b"SC21",
    b"'24",
    b"code ",
]
_BITS = st.sampled_from([*_MARKS, *_BLOCKS, *_HTML, *_ENDS, *_PARTS])


@given(st.lists(_BITS | st.binary(max_size=6), max_size=40).map(b"".join))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_without_a_word(data: bytes) -> None:
    paper_list = read(data)
    document = paper_list.document
    assert b"".join(document.raw) == data
    assert len(document.raw) == len(document.lines)
    for entry in paper_list.entries:
        assert 1 <= entry.line <= entry.end_line <= len(document.lines)
        assert entry in entry.place.entries
    to_jsonl(entry.to_dict() for entry in paper_list.entries).encode()


_LONG = 20_000


@pytest.mark.parametrize(
    "text",
    [
        "- " + "[" * _LONG,
        "- " + "[" * _LONG + "]" * _LONG,
        "- [a](" + "(" * _LONG,
        "- " + "**a" * _LONG,
        "- " + "`` ` " * _LONG,
        "- " + "<a href=x>" * _LONG,
        "- " + "<!-- " * _LONG,
        "- [OSDI'24]" + " " * _LONG + "[T](http://x.y/z.pdf)",
        "- a" + " " * _LONG + "b",
        "- [T](http://x.y/z.pdf)" + "\t" * _LONG + "b",
        "- [T](http://x.y/z.pdf)" + "<br>" * _LONG + "b",
        "- " + "Aa. " * _LONG,
        "- Foo " + "by A " * _LONG,
        "- " + "A'24 " * _LONG,
        "- " * 10_000 + "x",
        "".join(" " * (2 * depth) + "- an item with words\n" for depth in range(1000)),
        ">" * 20_000 + " a",
        "## NSDI 2024\n- Some Title of a Paper\n" * 5_000,
        "".join(f"- [t{n} of some words][{n}]\n" for n in range(3000))
        + "".join(f"[{n}]: http://x/{n}\n" for n in range(3000)),
    ],
    ids=lambda text: repr(text[:14] + "…" + text[-10:]),
)
def test_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 5


# --- venue tags ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "venue", "year"),
    [
        ("NSDI'25", "NSDI", 2025),
        ("NSDI’25", "NSDI", 2025),
        ("NSDI' 25", "NSDI", 2025),
        ("NeurIPS '22", "NeurIPS", 2022),
        ("MLSys 2024", "MLSys", 2024),
        ("ICLR2024", "ICLR", 2024),
        ("SOSP 23", "SOSP", 2023),
        ("SC21", "SC", 2021),
        ("23arxiv", "arxiv", 2023),
        ("arxiv, 2022", "arxiv", 2022),
        ("arXiv 2024.02", "arXiv", 2024),
        ("vldb'24", "vldb", 2024),
        ("USENIX ATC'19", "USENIX ATC", 2019),
        ("ACM CSUR'19", "ACM CSUR", 2019),
        ("EuroSys'25 (to appear)", "EuroSys", 2025),
        ("KDD'20 Tutorial", "KDD", 2020),
        ("CPAL'24 (PMLR)", "CPAL", 2024),
        ("NAIC @ SIGCOMM'24", "NAIC @ SIGCOMM", 2024),
        ("Nature Communications'23", "Nature Communications", 2023),
        ("OSDI'99", "OSDI", 1999),
        ("arxiv", "arxiv", None),
    ],
)
def test_a_venue_tag(text: str, venue: str, year: int | None) -> None:
    tag = parse_tag(text)
    assert tag is not None
    assert (tag.venue, tag.year) == (venue, year)


@pytest.mark.parametrize(
    "text",
    [
        "Survey",
        "LLM 2024",
        "GPU'24 x" * 20,
        "Conference'year",
        "Inference",
        "Google",
        "",
        "'24",
        "[]",
        "COVID-19",
        "4K",
    ],
)
def test_no_venue_tag(text: str) -> None:
    tag = parse_tag(text)
    assert tag is None or tag.venue is None


@pytest.mark.parametrize("form", ["NSDI'24", "NSDI 2024", "NSDI '24", "24NSDI", "NSDI24", "NSDI, 2024", "NSDI (2024)"])
def test_a_tag_gives_back_its_form(form: str) -> None:
    tag = parse_tag(form)
    assert tag is not None
    assert tag.form.format(venue="NSDI", yy="24", yyyy="2024") == form


@pytest.mark.parametrize(
    ("text", "title", "venue"),
    [
        ("Task Mapping for Tensor Programs.ASPLOS'23", "Task Mapping for Tensor Programs", "ASPLOS"),
        ("Training over Heterogeneous {GPUs}ATC'22 ", "Training over Heterogeneous {GPUs}", "ATC"),
        ("Training Using Megatron-LM SC21", "Training Using Megatron-LM", "SC"),
        ("Heterogeneity Awareness NeurIPS '22 ", "Heterogeneity Awareness", "NeurIPS"),
        ("unbounded context 23arxiv", "unbounded context", "arxiv"),
    ],
)
def test_a_venue_glued_to_a_title_comes_off(text: str, title: str, venue: str) -> None:
    rest, tag, _, _ = split_end(text)
    assert tag is not None
    assert (rest, tag.venue) == (title, venue)


@pytest.mark.parametrize(
    "title",
    [
        "Scaling to GPT-4 and Beyond in 2024",
        "Attention Is All You Need",
        "Serving LLMs on GPUs",
        "A Case for 5G",
        "T10",
    ],
)
def test_a_title_without_a_venue_stays_whole(title: str) -> None:
    assert split_end(title)[:2] == (title, None)


def test_the_last_tag_in_free_text_counts() -> None:
    found = find_tag("by Minjie Wang, Chien-chin Huang, in EuroSys 2019")
    assert found is not None
    assert (found[0].venue, found[0].year) == ("EuroSys", 2019)
    assert find_tag("A remark with no venue in 2019") is None


def test_names_of_a_venue() -> None:
    assert same_venue("USENIX ATC", "atc")
    assert same_venue("MLSYS", "MLSys")
    assert not same_venue("HotOS", "OSDI")
    assert is_known("ACM CSUR")
    assert not is_known("Fast Serving")


@given(st.text(max_size=100))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_tag_or_none(text: str) -> None:
    tag = parse_tag(text)
    assert tag is None or tag.venue or tag.year
    rest, found, begin, end = split_end(text)
    assert (found is None) == (rest == text and begin == end == len(text)) or found is not None
    assert 0 <= begin <= end <= len(text)
