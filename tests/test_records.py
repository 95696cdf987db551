"""Records from whatever holds papers: what each kind of source says, and what is no paper's."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confmerge.bylines import find_year, split_authors
from confmerge.compare import Record
from confmerge.errors import InputError
from confmerge.lists import Document, read_list
from confmerge.paper import Author, Paper
from confmerge.records import of_entry, of_json, of_paper, read_side
from confmerge.tables import in_lines, parse_table


def read(tmp_path: Path, name: str, content: str | bytes) -> list[tuple[str, Record]]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_side([path], lambda note: pytest.fail(note))


# --- entries and papers ----------------------------------------------------------------------------------------------


def test_an_entry_as_a_record() -> None:
    text = b"- [NSDI'25] [Minder: Faulty Machine Detection](https://arxiv.org/abs/2411.01791v2) [[doi](https://doi.org/10.1145/X)]"
    (entry,) = read_list(Document(Path("list.md"), text)).entries
    assert of_entry(entry) == Record(
        "Minder: Faulty Machine Detection", (), "NSDI", 2025, frozenset({"arxiv:2411.01791", "doi:10.1145/x"})
    )


def test_a_paper_as_a_record() -> None:
    paper = Paper(
        "Minder", "nsdi25", (Author("Yangtao Deng", "Tsinghua"), Author("Xiang Shi")),
        url="https://www.usenix.org/conference/nsdi25/presentation/deng", doi="10.1145/1.2", arxiv="2411.01791",
        pdf="https://www.usenix.org/system/files/nsdi25-deng.pdf",
    )  # fmt: skip
    ids = {"url:usenix.org/conference/nsdi25/presentation/deng", "doi:10.1145/1.2", "arxiv:2411.01791"}
    assert of_paper(paper) == Record("Minder", ("Yangtao Deng", "Xiang Shi"), None, None, frozenset(ids))
    assert of_paper(paper, "NSDI", 2025) == Record(
        "Minder", ("Yangtao Deng", "Xiang Shi"), "NSDI", 2025, frozenset(ids)
    )


@pytest.mark.parametrize(
    ("line", "venue", "year"),
    [
        ({"edition": "nsdi25"}, "NSDI", 2025),
        ({"edition": "eurosys24"}, "EuroSys", 2024),
        ({"edition": "usenixsecurity19"}, "USENIX Security", 2019),
        ({"edition": "nsdi25", "venue": "HotNets"}, "HotNets", 2025),
        ({"edition": "nsdi25", "year": 2024}, "NSDI", 2024),
        ({"edition": "nsdi25", "year": "soon", "venue": ""}, "NSDI", 2025),
        ({"edition": "something"}, None, None),
        ({"edition": None, "venue": ["NSDI"], "year": 2025.0}, None, 2025),
        ({"year": "2003-05-01"}, None, 2003),
    ],
)
def test_the_edition_tells_venue_and_year_where_the_line_does_not(
    line: dict[str, Any], venue: str | None, year: int | None
) -> None:
    record = of_json({"title": "Minder", **line})
    assert (record.venue, record.year) == (venue, year)


def test_a_line_of_whoever_wrote_it() -> None:
    line = {
        "paperId": "x1",
        "title": "  Minder:\nFaulty  Machine Detection ",
        "authors": [{"name": "Ann Ash", "authorId": 1}, "Bo Birch"],
        "arxiv_id": "2411.01791v1",
        "DOI": "https://doi.org/10.1145/1.2",
        "links": [{"text": "pdf", "url": "https://example.org/a.pdf"}, {"text": "nothing"}],
        "ee": ["https://example.org/b", 5],
        "abstract": None,
    }
    record = of_json(line)
    assert (record.title, record.authors) == ("Minder: Faulty Machine Detection", ("Ann Ash", "Bo Birch"))
    assert record.ids == {"arxiv:2411.01791", "doi:10.1145/1.2", "url:example.org/a.pdf", "url:example.org/b"}


def test_ids_of_lines(tmp_path: Path) -> None:
    lines = (
        '{"title": "A", "id": 0}',
        "",
        '{"title": "B", "paperId": "b"}',
        '{"title": "C", "file": "l.md", "line": 3}',
    )
    text = "\n".join((*lines, '{"title": "D"}'))
    assert [name for name, _ in read(tmp_path, "a.jsonl", text)] == ["0", "b", "l.md:3", f"{tmp_path}/a.jsonl:5"]


# --- tables ----------------------------------------------------------------------------------------------------------


def test_a_row_as_a_record(tmp_path: Path) -> None:
    text = (
        "Year,DOI,Author,Title,Link,Booktitle,arXiv ID,Id,Abstract,PDF\n"
        '1998.0,10.1145/276304.276305,"Ash, A. and Birch, B.", The  Title ,https://example.org/1,SIGMOD,2411.01791,k,"a,b",-\n'
        ",,,Another,nan,,n/a,,,https://example.org/2.pdf\n"
        "soon,none,?,Third,see the site\n"
    )
    path = f"{tmp_path}/a.csv"
    ids = {"doi:10.1145/276304.276305", "url:example.org/1", "arxiv:2411.01791"}
    assert read(tmp_path, "a.csv", text) == [
        ("k", Record("The Title", ("Ash, A.", "Birch, B."), "SIGMOD", 1998, frozenset(ids))),
        (f"{path}:3", Record("Another", ids=frozenset({"url:example.org/2.pdf"}))),
        (f"{path}:4", Record("Third")),
    ]


@pytest.mark.parametrize(
    ("header", "title", "venue", "year"),
    [
        ("Authors,Author full names,Title,Year,Source title,DOI,Link", "2", "4", 2003),  # Scopus
        ("Document Title,Authors,Publication Title,Date Added To Xplore,Publication Year,DOI", "0", "2", 2004),  # IEEE
        ("Item Title,Publication Title,Item DOI,Authors,Publication Year,URL", "0", "1", 2004),  # Springer
        ("Key,Item Type,Publication Year,Author,Title,Publication Title,DOI,Url,Date", "4", "5", 2002),  # Zotero
        ("Article Title;Publication Title;Publication Year", "0", "1", 2002),
        ("date,year,paper,title,conference", "3", "4", 2001),
    ],
)
def test_the_columns_that_databases_export(header: str, title: str, venue: str, year: int, tmp_path: Path) -> None:
    mark = ";" if ";" in header else ","
    cells = [
        f"200{number}" if "ear" in name or "ate" in name else f"{number}"
        for number, name in enumerate(header.split(mark))
    ]
    ((_, record),) = read(tmp_path, "a.csv", f"{header}\n{mark.join(cells)}\n")
    assert (record.title, record.venue, record.year) == (title, venue, year)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Ash", ["Ann Ash"]),
        ("Ann Ash, Bo Birch, Cy Cole", ["Ann Ash", "Bo Birch", "Cy Cole"]),
        ("Ann Ash; Bo Birch ;", ["Ann Ash", "Bo Birch"]),
        ("Ann Ash and Bo Birch", ["Ann Ash", "Bo Birch"]),
        ("Ann Ash, Bo Birch, and Cy Cole", ["Ann Ash", "Bo Birch", "Cy Cole"]),
        ("Ann Ash, Bo Birch & Cy Cole", ["Ann Ash", "Bo Birch", "Cy Cole"]),
        ("Ash, Ann; Birch, Bo", ["Ash, Ann", "Birch, Bo"]),
        ("Ash, Ann", ["Ash, Ann"]),
        ("Ash, Ann M.", ["Ash, Ann M."]),
        ("van den Ash, Ann", ["van den Ash, Ann"]),
        ("Ash, Ann and van den Birch, Bo Bent", ["Ash, Ann", "van den Birch, Bo Bent"]),
        ("Ann Ash, Bo Birch and Cy Cole, Di Dorn", ["Ann Ash", "Bo Birch", "Cy Cole", "Di Dorn"]),
        ("Ash, A., Birch, B.-C., Cole, C. D.", ["Ash, A.", "Birch, B.-C.", "Cole, C. D."]),
        ("Ash A, Birch B", ["Ash A", "Birch B"]),
        ("Ash, A. and …", ["Ash, A."]),
        ("Ash, A. and others", ["Ash, A."]),
        ("Ann Ash, Bo Birch, et al.", ["Ann Ash", "Bo Birch"]),
        ("Ann Ash et al", ["Ann Ash"]),
        ("Ann Ash, Bo Birch, ...", ["Ann Ash", "Bo Birch"]),
        ("Ann Ash and 12 more authors", ["Ann Ash"]),
        ("Ann Ash, Jr., Bo Birch III, Cy Cole, IV", ["Ann Ash", "Bo Birch III", "Cy Cole"]),
        ("Ann Ash (Univ. of Somewhere, Elsewhere), Bo Birch", ["Ann Ash", "Bo Birch"]),
        ("Ash J., Li X.", ["Ash J.", "Li X."]),
        ("ASH JA, WU Y", ["ASH JA", "WU Y"]),
        ("ANN ASH, BO LI, CY COLE", ["ANN ASH", "BO LI", "CY COLE"]),
        ("Le Q. V., Birch A.", ["Le Q. V.", "Birch A."]),
        ("ash, j a, birch, b", ["ash, j a", "birch, b"]),
        ("Ash, A., Birch, B., Cole", ["Ash, A.", "Birch, B.", "Cole"]),
        ("Ash, R.L., and R.E. Birch", ["Ash, R.L.", "R.E. Birch"]),
        ("Ash, Ann B., Birch, Bo", ["Ash, Ann B.", "Birch, Bo"]),
        ("Ash, A., Birch, B. (eds.)", ["Ash, A.", "Birch, B."]),
        ("Ash, A., ed.", ["Ash, A."]),
        ("Ann Ash, PhD, Ed Birch, Ph.D.", ["Ann Ash", "Ed Birch"]),
        ("Birch, Ed", ["Birch, Ed"]),
        ("Ann Ash | Bo Birch", ["Ann Ash", "Bo Birch"]),
        ("['Ann Ash', \"Bo O'Birch\"]", ["Ann Ash", "Bo O'Birch"]),
        ("['Ash, Ann', 'Birch, Bo']", ["Ash, Ann", "Birch, Bo"]),
        ("王伟，李娜", ["王伟", "李娜"]),
        ("王伟、李娜", ["王伟", "李娜"]),
        ("Ann &Auml;sh, Bo B&#246;rk", ["Ann Äsh", "Bo Börk"]),
        ("Alan Alder, Ivan Ivy, Anders Sander", ["Alan Alder", "Ivan Ivy", "Anders Sander"]),
        ("", []),
        (" - ", []),
        ("et al.", []),
        ("N/A", []),
    ],
)
def test_authors_in_one_cell(text: str, names: list[str]) -> None:
    assert list(split_authors(text)) == names


@pytest.mark.parametrize(
    "unit",
    [
        "&;",
        "((",
        " and ",
        "et al.,",
        ", ",
        "a, ",
        "others ",
        "...",
        "... ",
        "A.-",
        "1 more ",
        "\xa0",
        ";&",
        "|",
        "['",
        "\\\\",
        "A. ",
    ],
)
def test_no_line_of_authors_takes_long(unit: str) -> None:
    start = time.process_time()
    split_authors(unit * 5000 + "x")
    split_authors("x" + unit * 5000)
    assert time.process_time() - start < 0.5


@given(st.text())
def test_any_text_may_stand_for_authors_and_year(text: str) -> None:
    assert all(name == name.strip() and name for name in split_authors(text))
    year = find_year(text)
    assert year is None or str(year) in text


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(',;"\n'), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.sampled_from(",;\t"))
def test_what_a_spreadsheet_writes_is_read_again(rows: list[tuple[str, str]], delimiter: str) -> None:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    lines = [delimiter.join(map(cell, row)) + "\r\n" for row in (("title", "year"), *rows)]
    table = parse_table("".join(lines).encode(), "a.csv", lambda note: pytest.fail(note))
    assert [tuple(cells) for _, cells in table.rows] == rows
    assert [line for line, _ in table.rows] == [
        2 + sum("".join(rows[i]).count("\n") + 1 for i in range(n)) for n in range(len(rows))
    ]


@given(st.binary(max_size=60))
def test_any_bytes_are_a_table_or_an_error(data: bytes) -> None:
    notes: list[str] = []
    with contextlib.suppress(InputError):
        parse_table(data, "a.csv", notes.append).columns()
    assert all(note.startswith("a.csv: ") for note in notes)


@given(st.sets(st.integers(1, 40), min_size=1))
def test_line_numbers_in_words_lose_none(numbers: set[int]) -> None:
    told: list[int] = []
    for part in in_lines(numbers).split(" ", 1)[1].split(", "):
        first, _, last = part.partition("-")
        told += range(int(first), int(last or first) + 1)
    assert told == sorted(numbers)


def test_ten_thousand_rows_take_no_time(tmp_path: Path) -> None:
    rows = [
        f'{n},"Serving Model {n}, Quickly","Ann Ash, Bo Birch, Cy Cole",NSDI,{1990 + n % 30}\n' for n in range(10_000)
    ]
    path = tmp_path / "a.csv"
    path.write_text("id,title,authors,venue,year\n" + "".join(rows), "utf-8")
    start = time.process_time()
    assert len(read_side([path], print)) == 10_000
    assert time.process_time() - start < 1, "a tenth of it is usual"


# --- sides -----------------------------------------------------------------------------------------------------------


def test_a_side_of_several_files_each_read_once(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    for name in ("b", "a"):
        (tmp_path / "lists" / f"{name}.md").write_text(f"- [NSDI'25] Serving {name.upper()} Models\n", "utf-8")
    (tmp_path / "c.csv").write_text("title\nC\n", "utf-8")
    paths = [tmp_path / "c.csv", tmp_path / "lists", tmp_path / "lists" / "a.md", tmp_path / "lists" / ".." / "c.csv"]
    assert [record.title for _, record in read_side(paths, pytest.fail)] == [
        "C",
        "Serving A Models",
        "Serving B Models",
    ]


def test_every_record_has_an_id_of_its_own(tmp_path: Path) -> None:
    notes: list[str] = []
    path = tmp_path / "a.csv"
    path.write_text(f"id,title\n1,A\n1,B\n{path}:3,C\n2,D\n,E\n", "utf-8")
    names = [name for name, _ in read_side([path], notes.append)]
    assert names == [f"{path}:2", f"{path}:3#2", f"{path}:3", "2", f"{path}:6"]
    assert notes == ["named by file and line, for they have one id in common: the records of 1"]
