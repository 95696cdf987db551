"""What a commit brought: entries that were not there before, and which of the papers at hand they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from confmerge.backtest.known import Known, Work
from confmerge.lists import Entry
from confmerge.lists.standing import Standing, said_by
from confmerge.titles import fold

Sight = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A paper that a commit brought, or brought up to date: its new entries, and those of its title from before."""

    work: Work
    entries: tuple[Entry, ...]
    former: tuple[Entry, ...]


@dataclass(slots=True)
class Brought:
    """What a commit brought. `preprints`: papers at hand that came as preprints, before or apart from their edition;
    `strange`: entries that name an edition but are, for sure, none of its papers.
    """

    arrivals: dict[str, list[Arrival]]
    preprints: list[Arrival]
    strange: dict[str, list[Entry]]


def brought(before: Sequence[Entry], after: Sequence[Entry], known: Known, day: date) -> Brought:
    """Say what a commit of that day brought. An entry that is moved, or written in another form, is not new."""
    titled: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in before:
        titled[fold(entry.title)].append(entry)
    result = Brought({}, [], defaultdict(list))
    found: dict[Work, list[Entry]] = {}
    for entry in new_entries(before, after):
        former = titled[fold(entry.title)]
        work = known.work(entry)
        if work is None:
            for key in known.editions if not former else ():
                if known.is_named(entry, key):
                    result.strange[key].append(entry)
        elif not _of_edition(entry, work.edition, known, day):
            if not former:
                result.preprints.append(Arrival(work, (entry,), ()))
        elif not any(_says_as_much(was, entry, work.edition, known) for was in former):
            found.setdefault(work, []).append(entry)
    for work, entries in found.items():
        were = {id(was): was for entry in entries for was in titled[fold(entry.title)]}
        result.arrivals.setdefault(work.edition, []).append(Arrival(work, tuple(entries), tuple(were.values())))
    return result


def new_entries(before: Sequence[Entry], after: Sequence[Entry]) -> list[Entry]:
    """Return the entries of `after` that were not in `before`; what was moved and says the same is not new.

    Of equal entries those are new that stand in another section.
    """
    there = Counter(map(_in_place, before))
    left = _without(after, there, _in_place)
    moved: Counter[Sight] = Counter()
    for (text, venue, year, _), count in there.items():
        moved[text, venue, year] += count
    return _without(left, moved, lambda entry: _in_place(entry)[:-1])


def _without(entries: Iterable[Entry], stock: Counter[Sight], sight: Callable[[Entry], Sight]) -> list[Entry]:
    """Take the entries from a stock; return those that it does not hold."""
    rest = []
    for entry in entries:
        if stock[key := sight(entry)] > 0:
            stock[key] -= 1
        else:
            rest.append(entry)
    return rest


def _in_place(entry: Entry) -> Sight:
    return text_of(entry), entry.venue, entry.year, entry.place.path


def text_of(entry: Entry) -> str:
    """Return an entry's lines without what stands behind their ends."""
    return lines_of(entry.raw)


def lines_of(text: str) -> str:
    """Return lines without trailing blanks."""
    return "\n".join(line.rstrip() for line in text.split("\n"))


def _of_edition(entry: Entry, key: str, known: Known, day: date) -> bool:
    """Whether an entry came as a paper of its edition: it names one, or says nothing while the edition is known."""
    standing = said_by(entry).standing
    if standing is Standing.PREPRINT:
        return False
    return known.is_named(entry, key) or standing is not Standing.SILENT or known.is_out(key, day)


def _says_as_much(was: Entry, entry: Entry, key: str, known: Known) -> bool:
    """Whether an entry of that title said already what the new one says, so that this is no news."""
    if said_by(was).standing is Standing.PREPRINT or not known.is_named(was, key):
        return not known.is_named(entry, key)
    return known.in_section(was, key) or not known.in_section(entry, key)
