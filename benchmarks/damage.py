"""Real records, deliberately damaged in the ways of other catalogues: what a matcher has to see through.

Every profile is a way in which bibliographies differ in practice: search engines (initials, cut author lists, years and
venues missing), reference lists (everything in another form), scanned pages (letters lost), merged columns (authors or
venue inside the title). The same seed gives the same damage.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from confmerge.compare import Record

_LONG_NAMES = {
    "SIGMOD Conference": (
        "Proceedings of the {year} ACM SIGMOD International Conference",
        "Proc. ACM SIGMOD",
        "SIGMOD",
    ),
    "VLDB": ("Proc. of the Int. Conf. on Very Large Data Bases", "Very Large Data Bases", "VLDB Conf."),
    "SIGMOD Record": ("ACM SIGMOD Record", "SIGMOD Rec."),
    "ACM Trans. Database Syst.": ("ACM Transactions on Database Systems (TODS)", "TODS", "ACM TODS"),
    "VLDB J.": ("The VLDB Journal", "VLDB Journal: Very Large Data Bases"),
    "ASPLOS": ("Architectural Support for Programming Languages and Operating Systems", "ACM ASPLOS"),
    "SOSP": ("Symposium on Operating Systems Principles", "ACM SIGOPS SOSP"),
    "EuroSys": ("European Conference on Computer Systems", "Proceedings of the Twentieth European Conference on …"),
    "NSDI": ("Networked Systems Design and Implementation", "USENIX NSDI", "Proc. NSDI"),
    "OSDI": ("Operating Systems Design and Implementation", "USENIX OSDI", "Proc. of OSDI"),
}
Damage = Callable[[Record, random.Random], Record]


def _initials(name: str, style: int) -> str:
    *given, family = name.split()
    letters = [part[0] for part in given if part[0].isalpha()]
    if style == 0:
        return f"{''.join(letters)} {family}"
    if style == 1:
        return f"{family}, {' '.join(letter + '.' for letter in letters)}".rstrip(", ")
    return " ".join([*(letter + "." for letter in letters), family])


def typo(text: str, chance: random.Random) -> str:
    """Lose, double, swap or replace one letter."""
    places = [at for at, letter in enumerate(text) if letter.isalpha()]
    if len(places) < 4:
        return text
    at = chance.choice(places[:-1])
    kind = chance.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[: at + 1] + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + chance.choice("abcdefghiklmnoprstuw") + text[at + 1 :]


def _drop_word(title: str, chance: random.Random) -> str:
    words = title.split()
    if len(words) > 4:
        del words[chance.randrange(len(words))]
    return " ".join(words)


def _without_subtitle(title: str) -> str:
    head, mark, rest = title.partition(": ")
    return head if mark and len(head.split()) >= 3 else rest or title


def _cut(title: str, chance: random.Random) -> str:
    length = chance.randrange(40, 80)
    return title if len(title) <= length + 5 else title[:length] + chance.choice(("", "...", " …"))


def _venue(record: Record, chance: random.Random) -> str | None:
    names = _LONG_NAMES.get(record.venue or "")
    return chance.choice(names).format(year=record.year) if names else record.venue


def search_engine(record: Record, chance: random.Random) -> Record:
    """Initials, long author lists cut, half of the years and a third of the venues missing, small damage in titles."""
    title = record.title.lower() if chance.random() < 0.3 else record.title
    if chance.random() < 0.15:
        title = typo(title, chance)
    if chance.random() < 0.06:
        title = _cut(title, chance)
    if chance.random() < 0.05:
        title = _without_subtitle(title)
    if chance.random() < 0.04 and record.authors:
        title = f"{_initials(record.authors[-1], 1)}: {title}"
    authors = tuple(_initials(name, 0) for name in record.authors)
    if len(authors) > 4 and chance.random() < 0.6:
        authors = authors[: chance.randrange(2, 5)]
    if chance.random() < 0.1:
        authors = ()
    year = None if chance.random() < 0.5 else record.year
    if year and chance.random() < 0.1:
        year += chance.choice((-1, 1))
    venue = None if chance.random() < 0.35 else _venue(record, chance)
    return replace(record, title=title, authors=authors, year=year, venue=venue)


def reference_list(record: Record, chance: random.Random) -> Record:
    """Family names first, "et al.", venues in any form, titles reworded a little, years mostly there."""
    title = record.title
    if chance.random() < 0.1:
        title = _drop_word(title, chance)
    if chance.random() < 0.1:
        title = typo(typo(title, chance), chance)
    if chance.random() < 0.1:
        title = f"{title.rstrip('.')}. In {_venue(record, chance)}, {record.year}"
    authors = tuple(_initials(name, 1) for name in record.authors)
    if len(authors) > 2 and chance.random() < 0.3:
        authors = (authors[0],)
    year = record.year if chance.random() < 0.8 else None
    venue = None if chance.random() < 0.2 else _venue(record, chance)
    return replace(record, title=title, authors=authors, year=year, venue=venue)


def scanned(record: Record, chance: random.Random) -> Record:
    """Letters lost and words run together or apart in titles and names."""
    title = record.title
    for _ in range(chance.randrange(1, 4)):
        title = typo(title, chance)
    if chance.random() < 0.3:
        at = chance.randrange(len(title))
        title = title[:at] + " " + title[at:]
    if chance.random() < 0.3:
        title = title.replace(" ", "", 1)
    authors = tuple(typo(name, chance) if chance.random() < 0.2 else name for name in record.authors)
    return replace(record, title=title.upper() if chance.random() < 0.2 else title, authors=authors)


def merged_columns(record: Record, chance: random.Random) -> Record:
    """What belongs into another column stands in the title, and the column is empty."""
    authors, venue, year, title = record.authors, record.venue, record.year, record.title
    if authors and chance.random() < 0.4:
        title, authors = f"{title} {', '.join(authors)}", ()
    if venue and chance.random() < 0.4:
        title, venue = f"{title} {venue}", None
    if year and chance.random() < 0.4:
        title, year = f"{title} {year}", None
    return replace(record, title=title, authors=authors, venue=venue, year=year)


def bare_titles(record: Record, chance: random.Random) -> Record:
    """Nothing but the title, with the damage of a list that is kept by hand."""
    title = chance.choice((str, str.lower, str.upper))(record.title)
    if chance.random() < 0.2:
        title = typo(title, chance)
    if chance.random() < 0.1:
        title = f"{title.rstrip('. ')} {re.sub(' .*', '', record.venue or 'VLDB')}'{(record.year or 2001) % 100:02}"
    return Record(title)


PROFILES: dict[str, Damage] = {
    "search engine": search_engine,
    "reference list": reference_list,
    "scanned": scanned,
    "merged columns": merged_columns,
    "bare titles": bare_titles,
}


def twins(
    records: Sequence[Record], damage: Damage, seed: int, size: int
) -> tuple[list[Record], list[Record], set[tuple[int, int]]]:
    """Split real records into a left table and a damaged right one of `size` records, two thirds of which are in both.

    Returns the tables and the pairs of positions that are one paper. What is only on the right is real, too.
    """
    chance = random.Random(seed)
    order = list(range(len(records)))
    chance.shuffle(order)
    unseen = order[: size // 3]
    left = [records[number] for number in order[size // 3 :]]
    shared = chance.sample(range(len(left)), size - len(unseen))
    right = [(damage(left[number], chance), number) for number in shared]
    right += [(damage(records[number], chance), -1) for number in unseen]
    chance.shuffle(right)
    gold = {(number, at) for at, (_, number) in enumerate(right) if number >= 0}
    return left, [record for record, _ in right], gold
