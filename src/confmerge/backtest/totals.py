"""A whole backtest, and its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from confmerge.backtest.account import AMONG, SAME, Row


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of some rows. `section` to `form` are of the kept papers; `top_3`: the section was among the choices;
    `new_section`: it was none of these, and no choice could have been, as the commit made it.

    `promotions` were made by the maintainer, `promoted` of them were proposed, `promotable` were proposed in vain.
    `extra`, `later` and `promotable` count a paper once, however often it was proposed.
    """

    added: int
    kept: int
    missed: int
    extra: int
    later: int
    section: int
    top_3: int
    new_section: int
    tag: int
    text: int
    form: int
    promotions: int
    promoted: int
    promotable: int
    unmatched: int


def count(rows: Iterable[Row]) -> Counts:
    """Add up rows."""
    rows = list(rows)
    kept = [one for row in rows for one in row.kept]
    missed = sum(len(row.missed) for row in rows)
    extras = [(row.edition, one.case.number, one.later is None) for row in rows for one in row.extra]
    promotions = [(row.edition, one) for row in rows for one in row.promotions]
    return Counts(
        added=len(kept) + missed,
        kept=len(kept),
        missed=missed,
        extra=len({extra for extra in extras if extra[2]}),
        later=len({extra for extra in extras if not extra[2]}),
        section=sum(one.section == SAME for one in kept),
        top_3=sum(one.section in (SAME, AMONG) for one in kept),
        new_section=sum(one.opened for one in kept),
        tag=sum(one.tag for one in kept),
        text=sum(one.text for one in kept),
        form=sum(one.form for one in kept),
        promotions=sum(one.there is not None for _, one in promotions),
        promoted=sum(one.agreed for _, one in promotions),
        promotable=len({(edition, one.case.number) for edition, one in promotions if one.there is None}),
        unmatched=sum(len(row.strangers) for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Backtest:
    """A whole backtest: the files as they are called today, the editions with the number of papers at hand, the rows.

    `commits` touched the files; `unborn` of them found no list to propose to, for it begins with them.
    """

    files: Sequence[str]
    editions: Mapping[str, int]
    commits: int
    unborn: int
    shallow: bool
    rows: Sequence[Row]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        by_edition = {key: [row for row in self.rows if row.edition == key] for key in self.editions}
        return {
            "files": list(self.files),
            "shallow": self.shallow,
            "commits": self.commits,
            "without_list_before": self.unborn,
            "papers": dict(self.editions),
            "rows": [row.to_dict() | {"counts": asdict(count([row]))} for row in self.rows],
            "by_edition": {key: asdict(count(rows)) for key, rows in by_edition.items() if rows},
            "totals": asdict(count(self.rows)),
        }
