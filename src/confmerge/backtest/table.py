"""A backtest as a table for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from confmerge.backtest.account import SAME, Row
from confmerge.backtest.totals import Backtest, Counts, count

_HEADS = (
    "date", "commit", "edition", "added", "kept", "missed", "extra", "later", "section", "top 3", "tag", "form", "text",
    "promoted",
)  # fmt: skip
_LEFT = 3
_NOTE = """\
kept: proposed, and added by the maintainer; missed: added, not proposed; extra: proposed, never added; later: proposed,
added by a later commit. Of the kept, as the maintainer has it: section, top 3 (among the three choices), tag, text, and
form (the text, links aside). promoted: preprints that the maintainer brought up to date, as proposed of all. In the
total, extra and later count each paper once; percentages are of the added, and for extra of the proposed.
"""


def table(result: Backtest, titles: bool = False) -> str:
    """Return a line for each commit and edition, the totals, and what they are of a hundred.

    `titles`: below each line the papers in which proposal and maintainer differ, and at the end what was never added.
    """
    total = count(result.rows)
    rows = [row for row in result.rows if titles or row.kept or row.missed or row.promotions]
    if not rows:
        return "no commit added papers of these editions\n" + _unmatched(total.unmatched)
    lines = [_HEADS, *(_cells(row) for row in rows), ("total", "", "", *_figures(total)), _percentages(total)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(_HEADS))]
    printed = [_line(line, widths) for line in lines]
    rule = "-" * max(map(len, printed))
    out = [printed[0], rule]
    for row, line in zip(rows, printed[1:-2], strict=True):
        out.append(line)
        if titles:
            out += _details(row)
    out += [rule, *printed[-2:], "", _NOTE + _opened(total) + _unmatched(total.unmatched)]
    return "\n".join(out) + ("\n" + "".join(_never_added(rows)) if titles and total.extra else "")


def _opened(counts: Counts) -> str:
    if not counts.new_section:
        return ""
    return f"{counts.new_section} of the kept went to sections that the commit made: no choice could be those.\n"


def _unmatched(number: int) -> str:
    if not number:
        return ""
    what = "entry names an edition and is" if number == 1 else "entries name an edition and are"
    return f"{number} new {what}, for sure, none of its papers (--titles, --json).\n"


def _never_added(rows: Sequence[Row]) -> Iterator[str]:
    titles: dict[tuple[str, str], None] = {}
    for row in rows:
        titles.update(dict.fromkeys((row.edition, one.case.title) for one in row.extra if one.later is None))
    yield "never added:\n"
    yield from (f"    {edition}  {title}\n" for edition, title in sorted(titles, key=lambda pair: pair[0]))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    aligned = [
        cell.ljust(width) if at < _LEFT else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(aligned).rstrip()


def _cells(row: Row) -> tuple[str, ...]:
    return row.commit.day.isoformat(), row.commit.short, row.edition, *_figures(count([row]))


def _figures(counts: Counts) -> tuple[str, ...]:
    plain = (counts.added, counts.kept, counts.missed, counts.extra, counts.later)
    shares = (counts.section, counts.top_3, counts.tag, counts.form, counts.text)
    return (
        *map(str, plain),
        *(f"{share}/{counts.kept}" if counts.kept else "-" for share in shares),
        f"{counts.promoted}/{counts.promotions}" if counts.promotions else "-",
    )


def _percentages(counts: Counts) -> tuple[str, ...]:
    proposed = counts.kept + counts.extra
    parts = [(counts.kept, counts.added), (counts.missed, counts.added), (counts.extra, proposed)]
    shares = [(n, counts.kept) for n in (counts.section, counts.top_3, counts.tag, counts.form, counts.text)]
    figures = [*map(_percent, parts), "", *map(_percent, shares), _percent((counts.promoted, counts.promotions))]
    return "", "", "", "", *figures


def _percent(part: tuple[int, int]) -> str:
    return f"{100 * part[0] / part[1]:.0f}%" if part[1] else "-"


def _details(row: Row) -> Iterator[str]:
    for missed in row.missed:
        why = f"{missed.why} {missed.case.screening.score:g}" if missed.why in ("drop", "maybe") else missed.why
        other = f" (for `{missed.held[0].title}`)" if missed.held else ""
        yield f"    missed   {missed.case.title}: {why}{other}"
    for extra in row.extra:
        if extra.later is not None:
            yield f"    later    {extra.case.title} ({extra.later.day.isoformat()} {extra.later.short})"
    for kept in row.kept:
        if kept.section != SAME:
            there = f"{_place(kept.there.section)}{' (new)' if kept.opened else ''}"
            yield f"    section  {kept.case.title}: {there}; proposed {_place(kept.choices[0])}"
        if not kept.form and kept.proposed is not None:
            yield f"    text     {kept.there.text.strip()}"
            yield f"    proposed {kept.proposed.text.strip()}"
    for one in row.promotions:
        if not one.agreed:
            what = "proposed, and not done" if one.there is None else "done, and not proposed"
            yield f"    promoted {one.case.title}: {what}"
    for stranger in row.strangers:
        near = f"; perhaps {stranger.nearest}" if stranger.nearest is not None else ""
        yield f"    no match {stranger.there.title}{near}"


def _place(path: Sequence[str]) -> str:
    return " / ".join(path) or "the top"
