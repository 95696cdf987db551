"""A row of a table brought up to date: the cells of its venue, its year and its link."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from confmerge.lists.escaping import safe_address
from confmerge.lists.forms import Content, tag_text
from confmerge.lists.inline import plain
from confmerge.lists.model import Entry
from confmerge.lists.rewrite import cell_places
from confmerge.lists.standing import read_statement
from confmerge.venues import is_preprint, parse_tag

_BRACKETED = re.compile(r"^(?:\[([^\[\]]*)\]|\(([^()]*)\))$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LINK = re.compile(r"(?P<open>\[{1,2})(?P<label>[^\[\]]+)(?P<close>\]{1,2})\((?P<url>[^()]*)\)")


@dataclass(frozen=True, slots=True)
class RowChange:
    """What changes in a row: stretches of its line, and where the text of its title begins (None: not found)."""

    cells: tuple[tuple[int, int, str], ...]
    title: int | None


def renew_row(
    line: str, entry: Entry, roles: Sequence[str], rows: Sequence[Entry], content: Content
) -> RowChange | None:
    """Return the changes of a row's venue, year and empty link cells; None where its cells are not its table's.

    `rows` are the table's, whose published ones show how a venue is printed.
    """
    places = cell_places(line)
    given = [line[start:end].replace("\\|", "|") for start, end in places]
    if given[: len(entry.cells)] != [cell.strip() for cell in entry.cells[: len(given)]] or any(
        entry.cells[len(given) :]
    ):
        return None
    cells = []
    title = None
    for number, (role, (start, end)) in enumerate(zip(roles, places, strict=False)):
        text = line[start:end]
        if role == "title":
            found = text.find(entry.main.text)
            title = start + found if found >= 0 else None
            continue
        new = text
        if role == "venue":
            new = _venue(text, [row.cells[number] for row in rows if number < len(row.cells)], "year" in roles, content)
        elif role == "year" and _YEAR.fullmatch(text):
            new = str(content.year)
        elif role == "link" and not text:
            new = _link([row.cells[number] for row in rows if number < len(row.cells)], content)
            new += " " if new and line[end : end + 1] == "|" else ""
        if new != text:
            cells.append((start, end, new))
    return RowChange(tuple(cells), title)


def _venue(text: str, column: Sequence[str], year_apart: bool, content: Content) -> str:
    said = read_statement(text) if text else None
    if said is None and text and not is_preprint(plain(text)):
        return text
    forms = Counter(
        tag.form for cell in column if (tag := parse_tag(plain(cell).strip("[]() "))) and tag.venue and not tag.preprint
    )
    form = forms.most_common(1)[0][0] if forms else "{venue}" if year_apart else "{venue} {yyyy}"
    new = tag_text(form or "{venue}", content.venue, content.year)
    bare = _BRACKETED.sub(lambda match: match[1] or match[2] or "", plain(text))
    return text.replace(bare, new) if bare and bare in text else new


def _link(column: Sequence[str], content: Content) -> str:
    """A link with the label that this column mostly has, where most rows have one."""
    labels = Counter((m["open"], m["label"], m["close"]) for cell in column if (m := _LINK.search(cell)) and m["url"])
    if not labels or sum(labels.values()) * 2 < len(column):
        return ""
    opening, label, closing = labels.most_common(1)[0][0]
    address = content.address(label)
    return f"{opening}{label}{closing}({safe_address(address)})" if address else ""
