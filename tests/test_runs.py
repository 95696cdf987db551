"""What a run may replace: the policy of the output folder, outcome by outcome."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from confmerge.changes import with_known_files
from confmerge.errors import InputError
from confmerge.folder import EditionFolder, digest
from confmerge.outcome import Outcome
from confmerge.paper import Paper, read_papers
from confmerge.registry import Conference, Edition
from confmerge.runs import Attempt, PageTry, settle

URL = "https://www.usenix.org/conference/nsdi25/presentation/"
BAD = (Outcome.NOT_PUBLISHED, Outcome.BLOCKED, Outcome.UNREACHABLE, Outcome.LAYOUT_CHANGED, Outcome.WRONG_YEAR)


def edition(expected: int | None = None) -> Edition:
    return Edition("nsdi25", Conference("nsdi", "NSDI", "usenix"), 2025, expected=expected)


def papers(count: int, first: int = 0) -> list[Paper]:
    return [Paper(f"Title number {n}", "nsdi25", url=f"{URL}p{n}") for n in range(first, first + count)]


def got(count: int, **more: object) -> Attempt:
    return Attempt(Outcome.OK, url=f"{URL}..", papers=papers(count), **more)  # type: ignore[arg-type]


def failed(outcome: Outcome, **more: object) -> Attempt:
    return Attempt(outcome, "the reason", "https://example.org/page", **more)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> EditionFolder:
    return EditionFolder(tmp_path / "output" / "nsdi25")


def run_json(folder: EditionFolder) -> dict[str, object]:
    return json.loads(folder.run_path.read_bytes())


def test_first_good_run(folder: EditionFolder) -> None:
    attempt = got(3, pages={f"{URL}..": b"<html>"}, turned_away=Counter(keynote=1))
    attempt.tried = [PageTry(f"{URL}..", Outcome.OK, count=3, status=200)]
    settled = settle(folder, edition(3), attempt)
    assert settled.outcome is Outcome.OK
    assert settled.papers == papers(3) == read_papers(folder.papers_path)
    run = run_json(folder)
    assert json.loads(json.dumps(settled.run)) == run
    assert run["outcome"] == "ok"
    [page] = run["pages"]
    assert page.pop("sha256") == digest(b"<html>")
    assert page == {"source": 1, "url": f"{URL}..", "status": 200, "outcome": "ok", "count": 3, "kept": "page.html"}
    assert run["last_good"] == {"finished": run["finished"], "papers": "papers.jsonl", "count": 3, "source": 1}
    assert run["turned_away"] == {"keynote": 1}
    assert run["files"] == ["papers.jsonl", "page.html"]
    assert (folder.path / "page.html").read_bytes() == b"<html>"


def test_unchanged_and_changed(folder: EditionFolder) -> None:
    settle(folder, edition(), got(3))
    before = folder.papers_path.read_bytes()
    settled = settle(folder, edition(), got(3))
    assert settled.outcome is Outcome.UNCHANGED
    assert settled.papers == papers(3), "the lists may have changed: there is something to propose from"
    assert folder.papers_path.read_bytes() == before

    more = got(4)
    more.papers[0] = Paper("Title number zero, revised", "nsdi25", url=f"{URL}p0")
    settled = settle(folder, edition(), more)
    assert settled.outcome is Outcome.OK
    assert settled.changes.new == ("Title number 3",)
    assert settled.changes.retitled == (("Title number 0", "Title number zero, revised"),)
    assert settled.changes.gone == ()
    assert settled.message == "4 papers, 1 new, 1 retitled"


@pytest.mark.parametrize("outcome", BAD)
def test_a_bad_run_leaves_the_last_good_one(folder: EditionFolder, outcome: Outcome) -> None:
    first = settle(folder, edition(), got(3, pages={URL: b"good page"}))
    before = folder.papers_path.read_bytes()
    settled = settle(folder, edition(), failed(outcome, pages={URL: b"bad page"}))
    assert settled.outcome is outcome
    assert settled.papers is None
    assert settled.last_good is not None
    assert folder.papers_path.read_bytes() == before
    assert (folder.path / "page.html").read_bytes() == b"good page"
    assert (folder.path / "page.suspect.html").read_bytes() == b"bad page"
    run = run_json(folder)
    assert (run["outcome"], run["message"]) == (outcome, "the reason")
    assert run["last_good"] == first.run["last_good"]
    assert settle(folder, edition(), got(3)).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("outcome", BAD)
def test_a_bad_first_run_leaves_no_papers(folder: EditionFolder, outcome: Outcome) -> None:
    settled = settle(folder, edition(), failed(outcome))
    assert settled.papers is None
    assert sorted(file.name for file in folder.path.iterdir()) == ["run.json"]
    assert run_json(folder)["last_good"] is None


def test_shrunk(folder: EditionFolder) -> None:
    settle(folder, edition(), got(5))
    before = folder.papers_path.read_bytes()
    settled = settle(folder, edition(), got(3))
    assert settled.outcome is Outcome.TOO_FEW
    assert settled.papers is None
    assert settled.changes.gone == ("Title number 3", "Title number 4")
    assert "5" in settled.message
    assert folder.papers_path.read_bytes() == before
    assert read_papers(folder.suspect_path) == papers(3)

    settled = settle(folder, edition(), got(3), fewer=True)
    assert settled.outcome is Outcome.OK
    assert read_papers(folder.papers_path) == papers(3)
    assert not folder.suspect_path.exists(), "what was suspected has become the list"


def test_under_the_expected_count(folder: EditionFolder) -> None:
    settled = settle(folder, edition(5), got(3))
    assert settled.outcome is Outcome.TOO_FEW
    assert settled.papers == papers(3), "better than nothing"
    assert read_papers(folder.papers_path) == papers(3)
    assert run_json(folder)["last_good"] is None
    assert settle(folder, edition(5), got(2)).papers == papers(2), "what was provisional protects nothing"
    assert settle(folder, edition(5), got(5)).outcome is Outcome.OK
    settled = settle(folder, edition(6), got(5))
    assert settled.outcome is Outcome.TOO_FEW
    assert settled.papers is None


def test_a_part_of_the_year_is_not_measured_by_the_whole(folder: EditionFolder) -> None:
    assert settle(folder, edition(5), got(3, whole=False)).outcome is Outcome.OK


def test_partial(folder: EditionFolder) -> None:
    settled = settle(folder, edition(), failed(Outcome.PARTIAL, papers=papers(2)))
    assert settled.outcome is Outcome.PARTIAL
    assert settled.papers == papers(2)
    settle(folder, edition(), got(3))
    settled = settle(folder, edition(), failed(Outcome.PARTIAL, papers=papers(4)))
    assert settled.papers is None
    assert read_papers(folder.papers_path) == papers(3)
    assert read_papers(folder.suspect_path) == papers(4)


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "null", '{"last_good": 3}', '{"outcome": "ok"}', "\ud800", "[" * 9999]
)
def test_a_damaged_account_does_not_lose_the_goods(folder: EditionFolder, damage: str) -> None:
    settle(folder, edition(), got(5))
    before = folder.papers_path.read_bytes()
    folder.run_path.write_bytes(damage.encode("utf-8", "surrogatepass"))
    os.utime(folder.papers_path, (1_700_000_000, 1_700_000_000))
    settled = settle(folder, edition(), got(3))
    assert settled.outcome is Outcome.TOO_FEW
    assert folder.papers_path.read_bytes() == before
    assert settled.last_good is not None
    assert settled.last_good.date == "2023-11-14", "the day the file was written"
    assert run_json(folder)["outcome"] == "too_few"


def test_damaged_papers_are_kept_aside(folder: EditionFolder) -> None:
    settle(folder, edition(), got(5))
    folder.papers_path.write_text("<<<<<<< HEAD\n")
    settled = settle(folder, edition(), got(3))
    assert settled.outcome is Outcome.OK
    assert (folder.path / "papers.damaged.jsonl").read_text() == "<<<<<<< HEAD\n"
    assert read_papers(folder.papers_path) == papers(3)


def test_pages_of_earlier_runs_do_not_stay_behind(folder: EditionFolder) -> None:
    settle(folder, edition(), got(3, pages={"a": b"1", "b": b"2", "c": b"3"}))
    assert (folder.path / "page-3.html").read_bytes() == b"3"
    settle(folder, edition(), failed(Outcome.LAYOUT_CHANGED, pages={"a": b"?"}))
    settle(folder, edition(), got(3, pages={"a": b"new"}))
    assert sorted(file.name for file in folder.path.iterdir()) == ["page.html", "papers.jsonl", "run.json"]
    settle(folder, edition(), got(3))
    assert (folder.path / "page.html").read_bytes() == b"new", "a run from saved pages removes nothing"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("a file")
    with pytest.raises(InputError, match="cannot be written"):
        settle(EditionFolder(tmp_path / "output" / "nsdi25"), edition(), got(3))


def test_the_account_of_the_papers_is_not_that_of_a_later_failure(tmp_path: Path) -> None:
    folder = EditionFolder(tmp_path)
    assert folder.account_of_papers("https://a.b/c") is None
    folder.papers_path.write_text('{"title": "A Title"}\n', encoding="utf-8")
    good = {"finished": "2025-01-01T00:00:00Z", "papers": "papers.jsonl", "count": 1}
    folder.run_path.write_text(json.dumps({"outcome": "blocked", "last_good": good}), encoding="utf-8")
    account = folder.account_of_papers("https://a.b/c")
    assert account == {"outcome": "ok", "finished": "2025-01-01T00:00:00Z", "url": "https://a.b/c"}
    folder.run_path.write_text(json.dumps({"outcome": "too_few", "last_good": None}), encoding="utf-8")
    assert folder.account_of_papers("https://a.b/c") == {"outcome": "too_few", "last_good": None}


@pytest.mark.parametrize(
    "damage",
    [
        {"pages": 5},
        {"pages": ["x"]},
        {"pages": [{"kept": "a\0b", "headers": {}}]},
        {"sources": ["dblp"]},
        {"sources": [{}]},
        {"retitled": ["a"], "new": 3, "turned_away": [], "source": None, "remarks": [1]},
        {"last_good": {"finished": "x", "source": "Infinity"}},
    ],
)
def test_a_run_json_that_somebody_else_wrote(folder: EditionFolder, damage: dict[str, object]) -> None:
    settle(folder, edition(), got(3, pages={URL: b"<html>"}))
    folder.run_path.write_text(json.dumps(json.loads(folder.run_path.read_bytes()) | damage))
    assert isinstance(folder.kept_pages(), dict)
    assert settle(folder, edition(), got(3)).outcome is Outcome.UNCHANGED
    assert run_json(folder)["sources"] == []


def test_a_kept_page_that_was_touched_is_not_what_the_site_sent(folder: EditionFolder) -> None:
    page = PageTry(URL, Outcome.OK, headers={"ETag": "v1"})
    attempt = got(3, pages={URL: b"<html>"})
    attempt.tried = [page]
    settle(folder, edition(), attempt)
    assert folder.kept_pages()[URL].conditions() == {"If-None-Match": "v1"}
    (folder.path / "page.html").write_bytes(b"<html")
    assert folder.kept_pages() == {}


def test_a_poorer_source_may_not_swap_papers(folder: EditionFolder) -> None:
    settle(folder, edition(), got(3))
    other = got(3)
    other.source = 2
    other.papers = papers(3, first=1)
    settled = settle(folder, edition(), other)
    assert (settled.outcome, settled.papers) == (Outcome.TOO_FEW, None)
    assert settle(folder, edition(), got(3)).outcome is Outcome.UNCHANGED


def test_a_file_that_is_known_stays_known() -> None:
    known = [Paper("A", url=f"{URL}a", pdf="https://x.org/a.pdf"), Paper("B", url=f"{URL}b")]
    found = with_known_files(known, [Paper("A", url=f"{URL}a"), Paper("B", url=f"{URL}b"), Paper("C")])
    assert [paper.pdf for paper in found] == ["https://x.org/a.pdf", None, None]
