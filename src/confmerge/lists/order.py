"""The order of a list's entries: by year, by venue within a year, by the alphabet; and where a new one goes in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from confmerge.lists.model import Entry
from confmerge.titles import fold
from confmerge.venues import is_preprint, same_venue

# So many entries, and so many of the steps between them in order, before an order by the alphabet is believed.
_ENOUGH = 5
_NEARLY_ALL = 0.9
# Steps in one direction for each in the other, before an order by year is believed; and as many, before it is taken to
# be that of the whole list, and of sections that show none.
_CLEARLY = 3
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"(?<![\d/])(?:19|20)\d\d[./-](?P<number>0?[1-9]|1[0-2])(?![\d])"
    rf"|\b(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?,?\s+(?:\d\d?,\s+)?(?:19|20)\d\d",
    re.I,
)
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.I)
Key = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Coming:
    """A new entry as far as its place is concerned; `month` is that of the conference, None where it is not known."""

    title: str
    venue: str
    year: int
    month: int | None = None

    def same_edition(self, entry: Entry) -> bool:
        """Whether an entry is of the edition of the new one."""
        return entry.year == self.year and entry.venue is not None and same_venue(entry.venue, self.venue)


class Order:
    """The order that the sections of a list have in common; `groups` are the entries of each."""

    def __init__(self, groups: Iterable[Sequence[Entry]]) -> None:
        self._before: Counter[tuple[str, str]] = Counter()
        steps: list[tuple[int, int]] = []
        for group in groups:
            steps += _steps(group)
            by_year: defaultdict[int, list[str]] = defaultdict(list)
            for entry in group:
                if entry.year and entry.venue:
                    by_year[entry.year].append(_venue(entry.venue))
            for venues in by_year.values():
                self._count(venues)
        self._direction = _direction(steps) if sum(before != after for before, after in steps) >= _CLEARLY else 0

    def _count(self, venues: Sequence[str]) -> None:
        seen: Counter[str] = Counter()
        for venue in venues:
            for other, count in seen.items():
                self._before[other, venue] += count
            seen[venue] += 1

    def leaning(self, left: str, right: str) -> float:
        """Return how clearly one venue stands before another of the same year: 1 always, 0 not to be seen, -1 never."""
        first, second = self._before[_venue(left), _venue(right)], self._before[_venue(right), _venue(left)]
        return (first - second) / (first + second + 1)

    def place(self, entries: Sequence[Entry], coming: Coming) -> int:
        """Return how many of a section's entries stand before a new one.

        It goes where the alphabet wants it; else behind those of the same edition; else where the order of the years
        wants it (newest first or last, by months if they are told), and there where the list has such a venue; in no
        order, beside the venue's other years where venues stand together, else at the end.
        """
        first, end = self._run(entries, coming)
        if (key := alphabetical(entries[first:end])) is not None:
            return first + _in_alphabet(entries[first:end], coming.title, key)
        if end and coming.same_edition(entries[first]):
            return end
        direction = self._years_go(entries)
        if not direction:
            return _beside_the_venue(entries, coming)
        places = _fitting(entries, coming, direction)
        return min(places, key=lambda place: self._wrong(entries, place, coming))

    def rank(self, entries: Sequence[Entry], coming: Coming) -> str:
        """Return by what several new entries that go to one place are to be sorted: "" where they come as they are."""
        first, end = self._run(entries, coming)
        key = alphabetical(entries[first:end])
        return "" if key is None else key(coming.title)

    def _run(self, entries: Sequence[Entry], coming: Coming) -> tuple[int, int]:
        """The entries among which the alphabet may decide: all, unless years do; then those of the same edition.

        Where the alphabet is kept, years that do not all go one way go that way by chance.
        """
        of_years = len(_years(entries)) > 1 and self._years_go(entries) and not _crosses(_steps(entries))
        if not of_years and alphabetical(entries) is not None:
            return 0, len(entries)
        same = [number for number, entry in enumerate(entries) if coming.same_edition(entry)]
        return _longest_run(same) if same else (0, 0)

    def _years_go(self, entries: Sequence[Entry]) -> int:
        """The direction of a section's years: its own, else the list's where it holds too few to show one."""
        return _direction(_steps(entries)) or (self._direction if len(_years(entries)) < _CLEARLY else 0)

    def _wrong(self, entries: Sequence[Entry], place: int, coming: Coming) -> float:
        """How much a place contradicts what the list shows of the order of the venues."""
        wrong = 0.0
        for number, entry in enumerate(entries):
            if entry.year == coming.year and entry.venue:
                leaning = self.leaning(coming.venue, entry.venue)
                wrong += max(0.0, leaning if number < place else -leaning)
        return round(wrong, 6)  # else places that are as good would differ


def alphabetical(entries: Sequence[Entry]) -> Key | None:
    """Return the key by which entries stand in the order of the alphabet; None where they do not."""
    if len(entries) < _ENOUGH:
        return None
    for key in (fold, _without_article):
        keys = [key(entry.title) for entry in entries]
        if sum(before < after for before, after in pairwise(keys)) >= _NEARLY_ALL * (len(keys) - 1):
            return key
    return None


def _without_article(title: str) -> str:
    return fold(_ARTICLE.sub("", title))


def _in_alphabet(entries: Sequence[Entry], title: str, key: Key) -> int:
    keys, new = [key(entry.title) for entry in entries], key(title)
    return _least_wrong([1 if known <= new else -1 for known in keys])[-1]


def _least_wrong(wants: Sequence[int]) -> list[int]:
    """The places that go against fewest entries: each wants the new one before it (-1), behind it (1), or no matter."""
    against = [sum(want > 0 for want in wants)]
    for want in wants:
        against.append(against[-1] - want)  # one step down: behind that entry now
    least = min(against)
    return [place for place, count in enumerate(against) if count == least]


def _venue(name: str) -> str:
    """A venue's name to be counted by; all preprints are one."""
    return "preprint" if is_preprint(name) else fold(name)


def _years(entries: Sequence[Entry]) -> set[int]:
    return {entry.year for entry in entries if entry.year}


def _steps(entries: Sequence[Entry]) -> list[tuple[int, int]]:
    return list(pairwise(entry.year for entry in entries if entry.year))


def _direction(steps: Sequence[tuple[int, int]]) -> int:
    """-1: newest first. 1: newest last. 0: no order to be seen, for too many steps go the other way."""
    rises, falls = sum(after > before for before, after in steps), sum(after < before for before, after in steps)
    if max(rises, falls) < _CLEARLY * min(rises, falls):
        return 0
    return (rises > falls) - (rises < falls)


def _crosses(steps: Sequence[tuple[int, int]]) -> bool:
    """Whether the years go both ways."""
    return any(after > before for before, after in steps) and any(after < before for before, after in steps)


def _fitting(entries: Sequence[Entry], coming: Coming, direction: int) -> list[int]:
    """The places that the order of the years allows; that which is to be taken before others comes first."""
    months = [_month(entry) for entry in entries]
    known = coming.month is not None and 2 * sum(month is not None for month in months) > len(months)
    wants = []
    for entry, month in zip(entries, months, strict=True):
        later = (coming.year > entry.year) - (coming.year < entry.year) if entry.year else 0
        if known and not later and entry.year and month is not None and coming.month is not None:
            later = (coming.month > month) - (coming.month < month)
        wants.append(later * direction)
    places = _least_wrong(wants)
    return places if direction < 0 else places[::-1]


def _month(entry: Entry) -> int | None:
    """The month that an entry gives with its year."""
    outside = entry.main.text.replace(entry.title, "")
    match = _MONTH.search(re.sub(r"\]\([^()]*\)", "]", outside))
    if match is None:
        return None
    return int(match["number"]) if match["number"] else _MONTHS.index(match["name"].casefold()) + 1


def _beside_the_venue(entries: Sequence[Entry], coming: Coming) -> int:
    """Beside the venue's other years where each venue's entries stand together, the newest first or last; else at the
    end.
    """
    runs = [list(run) for _, run in groupby(entries, lambda entry: entry.venue and _venue(entry.venue))]
    together = len({run[0].venue and _venue(run[0].venue) for run in runs}) == len(runs)
    ours = [number for number, entry in enumerate(entries) if entry.venue and same_venue(entry.venue, coming.venue)]
    if not (together and sum(len(run) > 1 for run in runs) > 1 and ours):
        return len(entries)
    return ours[0] if _direction([step for run in runs for step in _steps(run)]) < 0 else ours[-1] + 1


def _longest_run(numbers: Sequence[int]) -> tuple[int, int]:
    """The first and the end of the longest run of numbers that follow each other, the first of such."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    longest = max(runs, key=len)
    return longest[0], longest[-1] + 1
