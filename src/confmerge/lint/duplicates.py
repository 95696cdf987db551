"""Papers that stand in a list more than once: by accident, in contradiction, or under two topics on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from confmerge.compare import Verdict
from confmerge.lint.findings import Finding
from confmerge.lint.places import by_habit, on_purpose, shared_place, topic
from confmerge.lint.works import Pair, contradictions, groups, likely, two_conferences
from confmerge.lists import Entry, PaperList
from confmerge.titles import compact


def duplicate_findings(files: Sequence[PaperList], found: Sequence[Pair]) -> Iterator[Finding]:
    """Yield at most one finding for each entry that is the second (third ...) of its work, and the likely ones."""
    same = [pair for pair in found if pair.judgement.verdict is Verdict.SAME or two_conferences(pair)]
    spread = [work for work in groups(same) if any(shared_place(work[0], entry) is None for entry in work[1:])]
    habit = by_habit(spread, sum(len(file.entries) for file in files))
    by_second: dict[int, list[Pair]] = {}
    for pair in same:
        by_second.setdefault(id(pair.second), []).append(pair)
    for copies in by_second.values():
        yield _copy(copies, habit)
    told = {id(pair.second) for pair in same}
    for file in files:
        yield from _versions(file, told)
    for pair in found:
        if likely(pair) and id(pair.second) not in told:
            told.add(id(pair.second))
            message = f"is likely the paper of {_at(pair)}, `{pair.first.title}`, under another title"
            yield _finding(pair, "maybe-duplicate", message, [pair])


def _versions(file: PaperList, told: set[int]) -> Iterator[Finding]:
    """Entries that stand a second time as a version below another entry of the same section."""
    by_title = {compact(entry.title): entry for entry in file.entries if entry.kind == "paper"}
    for owner in file.entries:
        for version in owner.below if owner.kind == "paper" else ():
            entry = by_title.get(compact(version.title)) if version.title else None
            if entry is None or entry is owner or not (section := shared_place(owner, entry)) or id(entry) in told:
                continue
            told.add(id(entry))
            first = version.text.split("\n")[0]
            lines = range(owner.line + 1, owner.end_line + 1)
            line = next((n for n in lines if first in file.document.lines[n - 1]), owner.line)
            message = (
                f"`{entry.title}` stands at line {line} too, below `{owner.title}`, in section `{section.heading}`"
            )
            evidence = ("titles equal after folding",)
            yield Finding(entry.file, entry.line, "duplicate", message, evidence, (f"{entry.file}:{line}",))


def _copy(copies: list[Pair], habit: bool) -> Finding:
    """What the second of a work is: the surest of what its pairs with earlier entries tell."""
    here = [(pair, place) for pair in copies if (place := shared_place(pair.first, pair.second))]
    if here:
        pair, place = here[-1]
        told = contradictions(pair)
        section = f"section `{place.heading}`" if place.path else "this section"
        message = "; ".join([f"`{pair.second.title}` stands at {_at(pair)} too, in {section}", *told])
        return _finding(pair, "duplicate", message, copies)
    chosen = any(on_purpose(entry) for pair in copies for entry in (pair.first, pair.second))
    for pair in copies:
        if (told := contradictions(pair)) and not chosen:
            contradicting = f"`{pair.second.title}` stands at {_at(pair)} too, and they contradict each other: "
            return _finding(pair, "copies-differ", contradicting + "; ".join(told), copies)
    pair = copies[-1]
    where = f"`{pair.second.title}` stands at {_at(pair)} too, in section `{topic(pair.first.place).heading}`"
    return _finding(pair, "cross-listed" if habit or chosen or not _alike(pair) else "duplicate", where, copies)


def _alike(pair: Pair) -> bool:
    """Whether both stand in sections of one kind; a list of editions may hold a paper in a section of a topic too."""
    a, b = (entry.place.edition_section is not None for entry in (pair.first, pair.second))
    return a == b


def _finding(pair: Pair, rule: str, message: str, copies: list[Pair]) -> Finding:
    others = dict.fromkeys(f"{copy.first.file}:{copy.first.line}" for copy in copies)
    entry = pair.second
    return Finding(entry.file, entry.line, rule, message, pair.judgement.evidence, tuple(others))


def _at(pair: Pair) -> str:
    entry: Entry = pair.first
    return f"line {entry.line}" if entry.file == pair.second.file else f"{entry.file}:{entry.line}"
