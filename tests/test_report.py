"""report.md and the summary: every paper is told of, and the numbers add up."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from trial import TODAY, TOP, registry

from confmerge.job import Result, propose_edition
from confmerge.lists.escaping import escape
from scrapers.families.usenix import parse

PAGE = TOP / "examples" / "nsdi25.html"
LIST = (TOP / "examples" / "awesome-papers.md").read_bytes()
URL = "https://www.usenix.org/conference/nsdi25/technical-sessions"


@pytest.fixture
def result(tmp_path: Path) -> Result:
    path = tmp_path / "awesome-papers.md"
    path.write_bytes(LIST)
    known = registry()
    attempt = {
        "outcome": "ok",
        "url": URL,
        "finished": "2025-05-01T00:00:00Z",
        "message": "83 papers, 83 expected",
        "pages": [{"source": 1, "url": URL, "outcome": "ok", "count": 83}],
        "turned_away": {"a keynote": 2},
        "gone": ["A Paper That Was Withdrawn"],
        "retitled": [{"from": "Old Title", "to": "New Title"}],
    }
    return propose_edition(
        known,
        known.edition("nsdi25"),
        parse(PAGE.read_bytes(), URL),
        tmp_path / "nsdi25",
        into=[path],
        attempt=attempt,
        today=TODAY,
    )


def test_every_accepted_paper_is_in_the_report(result: Result) -> None:
    report = (result.folder / "report.md").read_text(encoding="utf-8")
    missing = [p.paper.title for p in result.proposals if escape(p.paper.title, linked=True) not in report]
    assert len(result.proposals) == 83
    assert missing == []


def test_the_report_says_where_the_papers_come_from_and_what_changed(result: Result) -> None:
    report = (result.folder / "report.md").read_text(encoding="utf-8")
    for words in (f"<{URL}>", "outcome **ok**", "a keynote (2)", "A Paper That Was Withdrawn", "Old Title → New Title"):
        assert words in report


def test_the_numbers_of_the_summary_are_those_of_the_proposals(result: Result) -> None:
    lines = [json.loads(line) for line in (result.folder / "proposal.jsonl").read_text("utf-8").splitlines()]
    targets = [target for line in lines for target in line["targets"]]
    said = {word: int(number) for word, number in re.findall(r"([a-z ]+) (\d+)(?:,|$)", result.text().splitlines()[1])}
    assert said == {
        "accepted": len(lines),
        " kept": sum(line["keep"] == "keep" for line in lines),
        " near misses": sum(line["keep"] == "maybe" for line in lines),
        " already listed": sum(target["match"] == "listed" for target in targets),
        " doubtful": sum(target["action"] == "ask" and target["match"] != "new" for target in targets),
        " proposed": sum(target["action"] == "add" for target in targets),
        " promotions": sum(bool(target.get("promoted")) for target in targets),
    }


def test_what_is_proposed_stands_in_the_diff_once(result: Result) -> None:
    (diffs,) = result.diffs.values()
    added = [line[1:] for line in diffs.additions.decode("utf-8").splitlines() if re.match(r"\+(?!\+\+)", line)]
    texts = [target.text for proposal in result.proposals for target in proposal.targets if target.action == "add"]
    assert texts
    assert [added.count(str(text)) for text in texts] == [1] * len(texts)


def test_the_summary_is_coloured_when_asked_and_only_then(result: Result) -> None:
    assert "\x1b[" not in result.text()
    assert "\x1b[32m+" in result.text(colour=True)
    assert re.sub(r"\x1b\[\d+m", "", result.text(colour=True)) == result.text()


@pytest.mark.parametrize("attempt", [{"outcome": "too_few"}, {"outcome": "ok", "whole": False}])
def test_a_part_of_the_papers_does_not_complete_the_todo(attempt: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "awesome-papers.md"
    path.write_bytes(LIST)
    known, papers = registry(), parse(PAGE.read_bytes(), URL)[:50]
    edition = known.edition("nsdi25")
    result = propose_edition(known, edition, papers, tmp_path / "nsdi25", into=[path], attempt=attempt, today=TODAY)
    (diffs,) = result.diffs.values()
    removed = [line for line in diffs.additions.splitlines() if line.startswith(b"-") and not line.startswith(b"---")]
    assert diffs.additions
    assert removed == []


def test_the_section_of_a_paper_comes_with_its_reasons(result: Result) -> None:
    report = (result.folder / "report.md").read_text(encoding="utf-8")
    placed = [target.placing for p in result.proposals for target in p.targets if target.action == "add"]
    assert placed
    for placing in placed:
        assert placing is not None
        assert f"{placing.section[-1]} ({placing.score:g}: {', '.join(placing.because)}) |" in report
    assert report.count("Behind a section: how like") == 1


def test_near_misses_and_the_nearest_of_the_dropped_come_sorted_with_a_reason(result: Result) -> None:
    report = (result.folder / "report.md").read_text(encoding="utf-8")
    near = report.split("### Near misses")[1].split("### Dropped")[0]
    rows = re.findall(r"^\| \[.*?\]\(\S+\) \| (\S+) \| (.*?) \|", near, re.M)
    scores = [float(score) for score, _ in rows]
    assert len(scores) == sum(proposal.screening.keep == "maybe" for proposal in result.proposals)
    assert scores == sorted(scores, reverse=True)
    assert all(why.startswith("title: ") for _, why in rows)
    dropped = report.split("### Dropped")[1]
    nearest = [float(score) for score in re.findall(r"^\| \[.*?\]\(\S+\) \| (\S+) \|", dropped, re.M)]
    assert nearest == sorted(nearest, reverse=True)
    assert all(score > 0 for score in nearest)
