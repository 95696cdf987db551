"""Would an entry be written again where it stands, and as it stands? Each entry of real lists is left out and proposed.

An entry is taken out of its list and filed again, in the section it stood in, as a paper of which its title, link,
venue, year and (where the entry tells it) affiliation are known. Columns: `entries` measured; `place`: between the
same neighbours; `group`: beside the same ones but for papers of the same edition, among which any place is as good;
`year`: nothing of another year stands between; `edition`: as `group`, with all papers of the edition left out of the
list; `text`: byte for byte what stood there; `form`: what its own form says with what is known of it.

Reads the lists of the corpus that CONFMERGE_CORPUS names, or those given.
Run: python benchmarks/style.py [--smoke] [--show COLUMN] [LIST.md...]
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from confmerge.lists import Document, Entry, PaperList, read_list
from confmerge.lists.forming import form_of
from confmerge.lists.forms import Content
from confmerge.lists.insert import siblings
from confmerge.paper import Author, Paper
from confmerge.propose.choosing import Wish
from confmerge.propose.filing import Filed, Filer, Filing
from confmerge.propose.rooms import arranged_by_venue
from confmerge.registry import Conference, Edition
from confmerge.venues import is_preprint

_NUMBER = re.compile(r"^\s*\d+(?=[.)])")
COLUMNS = ("place", "group", "year", "edition", "text", "form")


@dataclass(frozen=True)
class Trial:
    """One entry, left out and filed again: what was written, between which neighbours, and what is right of it."""

    entry: Entry
    written: str
    beside: tuple[str, str]
    right: frozenset[str]


def measured(paper_list: PaperList) -> list[Entry]:
    """Return the entries that can be filed again: published papers of a known edition that do not stand alone."""
    return [
        entry
        for entry in paper_list.entries
        if entry.kind == "paper"
        and entry.venue
        and entry.year
        and not is_preprint(entry.venue)
        and len(beside := siblings(entry.place)) > 1
        and any(entry is other for other in beside)
    ]


def leave_one_out(paper_list: PaperList, step: int) -> Iterator[Trial]:
    """File every `step`-th entry of a list again."""
    for entry in measured(paper_list)[::step]:
        yield _file_again(paper_list, entry)


def _file_again(paper_list: PaperList, entry: Entry) -> Trial:
    alone = [one for one in paper_list.entries if one.venue == entry.venue and one.year == entry.year]
    known, filed, line = _filed(paper_list, entry, [entry])
    everywhere = siblings(entry.place)
    others = [one for one in everywhere if one is not entry]
    there, here = everywhere.index(entry), sum(one.line <= line for one in others)
    passed = others[min(there, here) : max(there, here)]
    right = {"place"} if there == here else set()
    right |= {"group"} if all(one in alone for one in passed) else set()
    right |= {"year"} if all(one.year == entry.year for one in passed) else set()
    foreign = [one for one in everywhere if one not in alone]
    if foreign:
        _, _, line = _filed(paper_list, entry, alone)
        theirs = {sum(one.line < mine.line for one in foreign) for mine in everywhere if mine in alone}
        right |= {"edition"} if sum(one.line <= line for one in foreign) in theirs else set()
        right.add("of-editions")
    own = form_of(entry)
    lines = "\n".join(paper_list.document.lines[entry.line - 1 : entry.end_line])
    right |= {"text"} if _bare(filed.text) == _bare(lines) else set()
    same_form = own is not None and _NUMBER.sub("", own.fill(known)) == _NUMBER.sub("", filed.text)
    right |= {"form"} if "text" in right or same_form or _same_row(paper_list, entry, filed.text) else set()
    near = [one.raw.strip() for one in others[max(here - 1, 0) : here + 1]]
    return Trial(entry, filed.text, (near[0] if here else "", near[-1] if here < len(others) else ""), frozenset(right))


def _filed(paper_list: PaperList, entry: Entry, hidden: Sequence[Entry]) -> tuple[Content, Filed, int]:
    """File an entry again while some are hidden: what is known of it, what was written, and before which line."""
    url = next((url for _, url in entry.links if url.startswith("http")), None)
    told = [entry.main.text[s.start : s.end].strip(" ,|()") for s in entry.main.slots if s.role == "affiliation"]
    authors = (Author("Ada Lovelace", told[0]),) if told else ()
    paper = Paper(edition="left00", title=entry.title, url=url, authors=authors)
    edition = Edition("left00", Conference("left", entry.venue or ""), entry.year or 0)
    held = [(holder, list(holder)) for holder in (paper_list.entries, *(s.entries for s in paper_list.top.walk()))]
    for holder, _ in held:
        holder[:] = [one for one in holder if one not in hidden]
    try:
        filer = Filer(paper_list, paper_list.entries, edition, arranged_by_venue(paper_list, edition))
        (filed,) = filer.file([Filing(paper, Wish(entry.place.path))], None)
        return filer.content(paper), filed, filer.edits[0].line
    finally:
        for holder, entries in held:
            holder[:] = entries


def _same_row(paper_list: PaperList, entry: Entry, text: str) -> bool:
    """Whether a table's row holds what the old one does in the columns of what is known."""
    table = next((t for t in paper_list.tables if t.line < entry.line <= t.end), None) if entry.cells else None
    cells = [cell.strip() for cell in text.strip().removeprefix("|").removesuffix("|").split("|")]
    if table is None or len(cells) != len(entry.cells):
        return False
    columns = [role in ("title", "venue", "year") for role in table.roles]
    return all(new == old.strip() for new, old, told in zip(cells, entry.cells, columns, strict=False) if told)


def _bare(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def _table(rows: Sequence[tuple[str, Counter[str]]]) -> str:
    lines = [f"{'list':28}{'entries':>9}" + "".join(f"{name:>8}" for name in COLUMNS)]
    for name, counts in rows:
        of = {column: max(counts["entries" if column != "edition" else "of-editions"], 1) for column in COLUMNS}
        shares = "".join(f"{counts[column] / of[column]:8.2f}" for column in COLUMNS)
        lines.append(f"{name[:28]:28}{counts['entries']:9}{shares}")
    return "\n".join(lines)


def _show(trials: Sequence[Trial], wrong: str) -> None:
    for trial in trials:
        if wrong not in trial.right:
            print(f"{trial.entry.file}:{trial.entry.line}: not the same {wrong}")
            print(f"  was  {trial.entry.raw.strip()}\n  now  {trial.written}")
            if wrong in ("place", "group", "year"):
                print("  between " + "\n      and ".join(line[:150] for line in trial.beside))


def main() -> int:
    """Print the table. Returns 2 where there is nothing to read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lists", nargs="*", type=Path, help="markdown lists; none: those of the corpus")
    parser.add_argument("--smoke", action="store_true", help="some twenty entries of each list, in seconds")
    parser.add_argument("--show", choices=COLUMNS, help="print what is not right by this column")
    arguments = parser.parse_args()
    corpus = os.environ.get("CONFMERGE_CORPUS")
    if not arguments.lists and not corpus:
        print("CONFMERGE_CORPUS is not set: nothing to measure with", file=sys.stderr)
        return 2
    rows, total = [], Counter[str]()
    for path in arguments.lists or sorted(Path(corpus or "", "lists").glob("*.md")):
        paper_list = read_list(Document.load(path), path.name)
        step = 1 + len(measured(paper_list)) // 20 if arguments.smoke else 1
        trials = list(leave_one_out(paper_list, step))
        counts = Counter(name for trial in trials for name in trial.right) + Counter(entries=len(trials))
        rows.append((path.stem, counts))
        total += counts
        if arguments.show:
            _show(trials, arguments.show)
    print(_table([*rows, ("all", total)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
