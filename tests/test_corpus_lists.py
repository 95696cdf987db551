"""Real lists, whole and damaged: read without an error, proposed to, and given back byte for byte.

Needs the corpus; its files are read and never written.
"""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path

import pytest
from trial import Trial, check_honest, diffs_of

from confmerge.lists import Document, read_list
from confmerge.paper import Author, Paper
from confmerge.place import Placer, Room
from confmerge.titles import fold

CORPUS = os.environ.get("CONFMERGE_CORPUS")
LISTS = sorted(Path(CORPUS, "lists").glob("*.md")) if CORPUS else []
REASON = "CONFMERGE_CORPUS is not set: corpus tests skipped" if not CORPUS else "CONFMERGE_CORPUS does not hold lists/…"
pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not LISTS, reason=REASON)]
each_list = pytest.mark.parametrize("path", LISTS or [Path("none")], ids=lambda path: path.stem)

# How many entries a careful reader counts; a few lines (a blog, a tool) are a matter of taste.
COUNTS = {"awesome-AI-system": 128, "awesome-papers": 98, "ml-systems-papers": 961, "resource-efficient-llm": 14}
TASTE = 0.01
DAMAGES = 12


def accepted(edition: str) -> list[Paper]:
    assert CORPUS
    record = json.loads(Path(CORPUS, "accepted", f"{edition}.json").read_text("utf-8"))
    return [
        Paper(
            paper["title"],
            edition,
            tuple(Author(name) for name in paper.get("authors", ())),
            paper.get("url"),
            paper.get("doi"),
            paper.get("arxiv_id"),
        )
        for paper in record["papers"]
    ]


@each_list
def test_a_real_list_is_read(path: Path) -> None:
    document = Document.load(path)
    started = time.process_time()
    entries = read_list(document).entries
    assert time.process_time() - started < 5
    assert len(entries) == pytest.approx(COUNTS[path.stem], rel=TASTE)
    for entry in entries:
        assert entry.raw == "\n".join(document.lines[entry.line - 1 : entry.end_line])
    print(f"{path.stem}: {len(entries)} entries")


@each_list
def test_most_entries_say_where_they_appeared(path: Path) -> None:
    papers = [entry for entry in read_list(Document.load(path)).entries if entry.kind == "paper"]
    share = sum(entry.venue is not None for entry in papers) / len(papers)
    print(f"{path.stem}: {share:.1%} of {len(papers)} papers have a venue")
    assert share > (0.75 if path.stem == "awesome-AI-system" else 0.95)


@each_list
@pytest.mark.parametrize("edition", ["nsdi25", "osdi25", "atc25"])
def test_proposed_applied_and_taken_back(path: Path, edition: str, tmp_path: Path) -> None:
    data = path.read_bytes()
    papers = accepted(edition)
    trial = Trial(tmp_path, data)
    result, diffs = trial.applied(papers, edition)
    assert [proposal.paper for proposal in result.proposals] == papers
    (change,) = result.changes
    raw = Document(path, data).raw
    done = [line for item in change.todo for line in raw[item.edit.line : item.edit.line + item.edit.remove]]
    check_honest(data, diffs.additions, may_go=done)
    after = read_list(Document.load(trial.path)).entries
    titles = {entry.title for entry in after}
    added = [proposal.paper.title for proposal in result.proposals if proposal.targets[0].action == "add"]
    assert added
    assert [title for title in added if title not in titles] == []
    assert len(after) == len(read_list(Document(path, data)).entries) + len(added)
    again = diffs_of(trial.propose(papers, edition))
    assert (again.additions, again.promotions) == (b"", b"")
    trial.apply(diffs.promotions, back=True)
    trial.apply(diffs.additions, back=True)
    assert trial.data == data


def damage(data: bytes, chance: random.Random) -> bytes:
    """Cut a piece out of a file, and delete, double, flip or put in bytes and lines here and there."""
    lines = data.splitlines(keepends=True)
    start = chance.randrange(len(lines))
    piece = lines[start : start + chance.randint(1, 150)] if chance.random() < 0.8 else lines
    damaged = bytearray(b"".join(piece))
    for _ in range(chance.randint(0, 30)):
        place = chance.randrange(len(damaged) + 1)
        match chance.randrange(7):
            case 0:
                del damaged[place : place + chance.randint(1, 4)]
            case 1:
                damaged[place:place] = damaged[place : place + chance.randint(1, 60)]
            case 2 if place < len(damaged):
                damaged[place] ^= 1 << chance.randrange(8)
            case 3:
                damaged[place:place] = chance.choice(
                    [b"\n", b"\r\n", b"\r", b"\0", b"\xff", b"\xe2\x80\xa8", b"\xef\xbb\xbf"]
                )
            case 4:
                damaged[place:place] = chance.choice(
                    [b"[", b"]", b"(", b")", b"**", b"`", b"```\n", b"<!--", b"\n---\n", b"|"]
                )
            case 5:
                damaged[place:place] = chance.choice(
                    [b"\n## NSDI 2025\n", b"\n# 2024\n", b"\n- ", b"\n  - ", b"\n1. ", b"\n\n"]
                )
            case 6 if chance.random() < 0.3:
                del damaged[place:]
    if chance.random() < 0.2:
        damaged = damaged.replace(b"\n", b"\r\n")
    return bytes(damaged)


@each_list
@pytest.mark.parametrize("seed", range(DAMAGES))
def test_a_damaged_list_is_given_back(path: Path, seed: int, tmp_path: Path) -> None:
    """Whatever the bytes: no traceback, git takes the diffs and gives the input back, a second run is empty."""
    data = damage(path.read_bytes(), random.Random(f"{path.stem} {seed}"))
    papers = accepted("nsdi25")
    trial = Trial(tmp_path, data)
    first, diffs = trial.applied(papers)
    assert len(first.proposals) == len(papers)
    (change,) = first.changes
    raw = Document(path, data).raw
    done = [line for item in change.todo for line in raw[item.edit.line : item.edit.line + item.edit.remove]]
    check_honest(data, diffs.additions, may_go=done)
    again = diffs_of(trial.propose(papers))
    assert (again.additions, again.promotions) == (b"", b"")
    trial.apply(diffs.promotions, back=True)
    trial.apply(diffs.additions, back=True)
    assert trial.data == data


def test_titles_are_placed_in_the_sections_that_a_list_has_given_them() -> None:
    """Five-fold over a list's own titles; right is any of the sections where a title stands."""
    standing: dict[str, tuple[str, set[tuple[str, ...]]]] = {}
    for entry in read_list(Document.load(Path(CORPUS or "", "lists", "ml-systems-papers.md"))).entries:
        standing.setdefault(fold(entry.title), (entry.title, set()))[1].add(entry.place.path)
    titles = sorted(standing.values())
    random.Random(0).shuffle(titles)
    first = among_three = 0
    for part in range(5):
        rooms: dict[tuple[str, ...], list[str]] = {}
        for number, (title, paths) in enumerate(titles):
            for path in paths if number % 5 != part else ():
                rooms.setdefault(path, []).append(title)
        known = [Room(path, tuple(inside)) for path, inside in sorted(rooms.items())]
        placer = Placer(known)
        for title, paths in titles[part::5]:
            ranked = [known[choice.room].headings for choice in placer.rank(title)[:3]]
            first += ranked[0] in paths
            among_three += not paths.isdisjoint(ranked)
    assert first >= 0.72 * len(titles)
    assert among_three >= 0.90 * len(titles)
