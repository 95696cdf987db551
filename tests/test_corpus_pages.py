"""Real pages against a reference extraction that was written apart from this project, and a page's life replayed.

Needs the corpus; its files are read and never written.
"""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from scrapy.http import TextResponse
from server import Answer

from confmerge.outcome import Outcome, PageProblem
from confmerge.paper import Paper
from confmerge.registry import Edition, load_registry, named_edition
from confmerge.registry.model import split_key
from scrapers.reading import read
from scrapers.saved import saved_page

CORPUS = os.environ.get("CONFMERGE_CORPUS")
TRUTHS = sorted(Path(CORPUS, "truth").rglob("*.json")) if CORPUS else []
REASON = "CONFMERGE_CORPUS is not set: corpus tests skipped" if not CORPUS else "CONFMERGE_CORPUS does not hold truth/…"
pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not TRUTHS, reason=REASON)]

REGISTRY = load_registry(Path(__file__).parent.parent / "conferences.yaml")
AUTHORS = 0.98  # of the author lists of a page that are right, name by name


def edition_of(key: str) -> Edition:
    parts = split_key(key)
    if parts and parts[0] in REGISTRY.conferences:
        return REGISTRY.edition(key)
    found = named_edition(f"{parts[0].upper()} {parts[1]}" if parts else "Any 2025")
    assert found
    return found


def observed(page: Path, edition: Edition) -> tuple[Outcome, list[Paper]]:
    body = page.read_bytes()
    try:
        url, family = saved_page(body, edition)
        return Outcome.OK, read(TextResponse(url, body=body), url, family, edition)
    except PageProblem as problem:
        return problem.outcome, []


def norm(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def names(authors: list[Any]) -> list[str]:
    return [norm(author if isinstance(author, str) else author["name"]) for author in authors]


@pytest.mark.parametrize("truth", TRUTHS or [Path("none")], ids=lambda path: path.stem)
def test_page_against_its_reference(truth: Path) -> None:
    expected = json.loads(truth.read_bytes())
    assert CORPUS
    outcome, papers = observed(Path(CORPUS, expected["file"]), edition_of(expected["edition"]))
    assert outcome == expected["outcome"]
    assert len(papers) == len(expected["papers"])
    right = 0
    for paper, record in zip(papers, expected["papers"], strict=True):
        others = record.get("alternatives", {})
        assert norm(paper.title) in {norm(title) for title in (record["title"], *others.get("title", ()))}
        found = [norm(author.name) for author in paper.authors]
        right += found in [names(record["authors"]), *map(names, others.get("authors", ()))]
    assert right >= AUTHORS * len(papers)


# What changed on the page, as one can read it off the states one after another: outcome, papers, new, gone, retitled.
LIFE = [
    ("2024-03-15", "not_published", 0, 0, 0, 0),
    ("2024-12-09", "ok", 41, 0, 0, 0),
    ("2024-12-24", "too_few", 40, 0, 1, 0),
    ("2025-02-06", "ok", 85, 44, 0, 0),
    ("2025-02-27", "ok", 85, 0, 0, 0),
    ("2025-03-17", "ok", 85, 0, 0, 1),
    ("2025-03-24", "ok", 85, 0, 0, 0),
]


def test_the_life_of_a_page_as_a_daily_job(desk: Desk) -> None:
    assert CORPUS
    states = sorted(Path(CORPUS, "pages/eurosys/history").glob("*.html"))
    assert [state.name.split("_")[2] for state in states] == [day for day, *_ in LIFE]
    desk.write_registry(
        "contact: tests@example.org\nconferences:\n  eurosys:\n    editions:\n"
        f'      eurosys25: {{sources: ["{desk.site.url}/2025/accepted-papers.html"]}}\n'
    )
    folder = desk.path / "output/eurosys25"
    good = b""
    for state, (day, outcome, count, new, gone, retitled) in zip(states, LIFE, strict=True):
        desk.site.answers["/2025/accepted-papers.html"] = Answer(state.read_bytes())
        for again in (False, True):
            result = desk.crawl(key="eurosys25")
            run = json.loads((folder / "run.json").read_bytes())
            expected = "unchanged" if again and outcome == "ok" else outcome
            assert (day, run["outcome"], run["count"]) == (day, expected, count), result.err
            if not again:
                assert (len(run["new"]), len(run["gone"]), len(run["retitled"])) == (new, gone, retitled), day
        if outcome == "ok":
            good = (folder / "papers.jsonl").read_bytes()
        elif good:
            assert (folder / "papers.jsonl").read_bytes() == good
