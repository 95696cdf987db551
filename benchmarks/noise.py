"""Papers to measure with: real ones, as many more as are wanted made of their parts, and damaged copies of both."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from confmerge.titles import compact, split_name

_VENUES = ["NSDI", "OSDI", "SOSP", "EuroSys", "ASPLOS", "MLSys", "SIGCOMM", "SIGMOD", "VLDB", "ICDE", "ICML", "SC"]


@dataclass(frozen=True)
class Row:
    """A paper as a table holds it."""

    title: str
    authors: tuple[str, ...]
    venue: str
    year: int


def real_rows(corpus: Path) -> list[Row]:
    """Return every title of the corpus once, with what is known of it."""
    rows: dict[str, Row] = {}
    for row in (*_dblp(corpus / "matching" / "dblp-acm"), *_accepted(corpus / "accepted"), *_others(corpus)):
        rows.setdefault(compact(row.title), row)
    return [row for row in rows.values() if len(row.title.split()) > 2]


def _dblp(folder: Path) -> Iterator[Row]:
    with (folder / "tableA.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            authors = tuple(name for name in map(str.strip, row["authors"].split(",")) if name)
            yield Row(row["title"], authors, row["venue"], int(row["year"]))


def _accepted(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.json")):
        edition = path.stem
        for paper in json.loads(path.read_bytes())["papers"]:
            yield Row(paper["title"], tuple(paper.get("authors", ())), edition[:-2], 2000 + int(edition[-2:]))


def _others(corpus: Path) -> Iterator[Row]:
    for path in sorted((corpus / "labels").rglob("*.tsv")):
        for line in path.read_text("utf-8").splitlines()[1:]:
            yield Row(line.split("\t")[0], (), "", 0)
    for path in sorted((corpus / "lists").glob("*.md")):
        for title in re.findall(r"\[([^\[\]\n]{25,})\]\(http", path.read_text("utf-8")):
            yield Row(title, (), "", 0)


class Source:
    """Rows without end: the real ones, but for `held_out` of them, then new ones made of their parts."""

    def __init__(self, real: list[Row], held_out: int, chooser: Random) -> None:
        self._chooser = chooser
        names = sorted({name for row in real for name in row.authors if len(name.split()) > 1})
        self._given = [name.rpartition(" ")[0] for name in names]
        self._family = [name.rpartition(" ")[2] for name in names]
        chooser.shuffle(real)
        self._held, self._real = real[:held_out], real[held_out:]
        self._named = [name for row in self._real if (name := split_name(row.title)[0]) and " " not in name]

    def rows(self, count: int) -> list[Row]:
        """Return `count` rows with different titles, the real ones first."""
        rows = {compact(row.title): self._complete(row) for row in self._real[:count]}
        while len(rows) < count:
            row = Row(self._title(), (), "", 0)
            rows.setdefault(compact(row.title), self._complete(row))
        return list(rows.values())

    def unseen(self, count: int) -> list[Row]:
        """Return `count` rows that are in no list: the real ones held out, then halves of two titles."""
        more = [Row(self._halves(), (), "", 0) for _ in range(count - len(self._held))]
        return [self._complete(row) for row in (*self._held, *more)]

    def _complete(self, row: Row) -> Row:
        choose = self._chooser
        authors = row.authors or tuple(
            f"{choose.choice(self._given)} {choose.choice(self._family)}" for _ in range(choose.randint(1, 6))
        )
        return Row(row.title, authors, row.venue or choose.choice(_VENUES), row.year or choose.randint(1994, 2025))

    def _title(self) -> str:
        return self._chooser.choice((self._halves, self._renamed, self._reworded))()

    def _halves(self) -> str:
        first, second = (row.title.split() for row in self._chooser.sample(self._real, 2))
        return " ".join(first[: (len(first) + 1) // 2] + second[len(second) // 2 :])

    def _renamed(self) -> str:
        first, second = self._chooser.sample(self._named, 2)
        name = first[: (len(first) + 1) // 2] + second[len(second) // 2 :]
        return f"{name}: {split_name(self._halves())[1]}"

    def _reworded(self) -> str:
        words = self._chooser.choice(self._real).title.split()
        for _ in range(max(2, len(words) // 3)):
            words[self._chooser.randrange(len(words))] = self._chooser.choice(
                self._chooser.choice(self._real).title.split()
            )
        return " ".join(words)


_SYNONYMS = {
    "efficient": "fast",
    "fast": "efficient",
    "towards": "toward",
    "using": "with",
    "with": "using",
    "via": "through",
    "on": "over",
    "over": "on",
    "scalable": "large-scale",
    "accelerating": "speeding up",
    "optimizing": "improving",
    "models": "model",
    "systems": "system",
    "approach": "method",
    "enabling": "supporting",
    "for": "in",
}


def _typo(title: str, chooser: Random) -> str:
    words = title.split()
    for _ in range(chooser.randint(1, 2)):
        at = chooser.choice([n for n, word in enumerate(words) if len(word) > 4] or [0])
        word = words[at]
        place = chooser.randrange(max(len(word) - 1, 1))
        a, b = word[:place], word[place:]
        kinds = (a + b[1:], a + b[:1] + b, a + b[1:2] + b[:1] + b[2:], a + chooser.choice("aeionrst") + b[1:])
        words[at] = chooser.choice(kinds)
    return " ".join(words)


def _name(title: str, chooser: Random) -> str:
    """Drop the acronym or the subtitle; add one where there is none."""
    head, rest = split_name(title)
    if head:
        return rest if chooser.random() < 0.7 else head
    letters = "".join(word[0] for word in title.split() if word[0].isalpha()).upper()[:5]
    return chooser.choice((f"{letters}: {title}", f"{title} ({letters})", f"{title}: An Experimental Study"))


def _reword(title: str, chooser: Random) -> str:
    words = title.split()
    known = [n for n, word in enumerate(words) if word.lower() in _SYNONYMS]
    for at in chooser.sample(known, min(len(known), 2)):
        words[at] = _SYNONYMS[words[at].lower()]
    if len(words) > 3 and (not known or chooser.random() < 0.5):
        del words[chooser.randrange(1, len(words))]
    return " ".join(words)


def _case(title: str, chooser: Random) -> str:
    return chooser.choice((title.upper(), title.lower(), title.swapcase()))


def _truncate(title: str, chooser: Random) -> str:
    words = title.split()
    return " ".join(words[: max(2, int(len(words) * chooser.uniform(0.6, 0.85)))]) + chooser.choice(("", "...", "…"))


def _venue(title: str, chooser: Random) -> str:
    venue, year = chooser.choice(_VENUES), chooser.randint(2001, 2025)
    forms = (f"{title} {venue}'{year % 100:02}", f"{title}.{venue}'{year % 100:02}", f"{title} ({venue} {year})")
    return chooser.choice(forms)


def _same(title: str, _: Random) -> str:
    return title


DAMAGES: dict[str, Callable[[str, Random], str]] = {
    "typo": _typo,
    "name": _name,
    "reworded": _reword,
    "case": _case,
    "truncated": _truncate,
    "venue": _venue,
    "authors": _same,
}


def damaged(row: Row, chooser: Random) -> tuple[str, Row]:
    """Return which damage was done, and the row with it: one kind, or two; authors may be abbreviated with any."""
    kinds = [chooser.choice(list(DAMAGES))]
    if chooser.random() < 0.3:
        kinds.append(chooser.choice(["typo", "case", "venue", "reworded"]))
    title = row.title
    for kind in kinds:
        title = DAMAGES[kind](title, chooser)
    authors = row.authors
    if "authors" in kinds or chooser.random() < 0.4:
        authors = tuple(_abbreviated(name) for name in authors)
        if chooser.random() < 0.3:
            authors = authors[: max(1, (len(authors) + 1) // 2)]
    return "+".join(kinds), replace(row, title=title, authors=authors)


def _abbreviated(name: str) -> str:
    given, _, family = name.rpartition(" ")
    return f"{given[:1]}. {family}" if given else name
