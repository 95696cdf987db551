"""How a list writes at one place: taken from the entries that are there, never from a setting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from confmerge.lists.escaping import escape, safe_address
from confmerge.lists.forming import form_of
from confmerge.lists.forms import DAMAGED, Content, Form, reads_back, tag_text
from confmerge.lists.institutions import are_institutions
from confmerge.lists.labels import Labels
from confmerge.lists.model import Entry
from confmerge.venues import is_known, parse_tag, same_venue

_DEFAULT = Form(("- ", ("linked", "")))
# A group of entries shows a form if this many of them have it, or if it is all there is.
_ENOUGH = 3
# A literal word ("paper", "by") is the list's manner if so many of its entries have it; else it is one entry's own.
_COMMON = 0.3
_ADDRESS = "https://example.org/paper"


@dataclass(frozen=True, slots=True)
class Style:
    """How entries are written at one place of a list: their form, and how many blank lines stand between two."""

    form: Form
    gap: int = 0


class Manner:
    """All forms of a list, to take the style of any place from."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        made = ((id(entry), form_of(entry)) for entry in entries)
        self._forms = {
            key: form if form is None or self._affiliated else form.without("affiliation") for key, form in made
        }
        forms = [form for form in self._forms.values() if form is not None]
        words = Counter(word for form in forms for word in set(form.words))
        self._common = {word for word, count in words.items() if count >= max(2, _COMMON * len(forms))}
        self.labels = Labels(entries)
        self._linked = 2 * sum(map(_holds_address, forms)) > len(forms)
        self._tags = sum(form.dated for form in forms) >= _COMMON * len(forms)

    @cached_property
    def _affiliated(self) -> bool:
        """Whether words behind an entry are an affiliation in this list, and not a remark."""
        slots = ((entry.main.text, slot) for entry in self.entries for slot in entry.main.slots)
        return are_institutions([text[slot.start : slot.end] for text, slot in slots if slot.role == "affiliation"])

    def style(self, groups: Iterable[Sequence[Entry]], content: Content, *, tagged: bool) -> Style:
        """Return the style of the nearest group (nearest first) that shows one which `content` can fill.

        `tagged`: nothing around the entry says its venue, so it has to, if the list's entries do.
        """
        seen: list[Entry] = []
        best: Style | None = None
        linked = False
        for group in (*groups, self.entries):
            seen += group
            fitting = [form for entry in seen if (form := self._forms.get(id(entry))) and self._usable(form, content)]
            if tagged and self._tags:
                fitting = [form for form in fitting if form.dated]
            holding = [form for form in fitting if _holds_address(form)]
            if best is None:  # the nearest entries tell whether those without a link stand there for want of one
                wanted = len(holding) >= _COMMON * len(fitting) or (tagged and self._linked)
                linked = wanted and content.address() is not None
            fitting = holding if linked and holding else fitting
            if fitting:
                form, count = Counter(replace(form, name=None) for form in fitting).most_common(1)[0]
                form = replace(form, name=_mark(fitting))
                best = best or Style(form, gap_of(group if len(group) > 1 else self.entries))
                if count >= _ENOUGH:
                    return replace(best, form=form)
        return best or self.plainest()

    def plainest(self) -> Style:
        """Return the style of last resort: the list's bullet, and the title as a link."""
        return Style(_bare(self.entries), gap_of(self.entries))

    def _usable(self, form: Form, content: Content) -> bool:
        if not form.wants("title", "linked") or not self._common.issuperset(form.words):
            return False
        if form.wants("address") and content.address() is None:
            return False
        known = Content(
            "",
            content.venue,
            content.year,
            _ADDRESS if content.url else None,
            _ADDRESS if content.pdf else None,
            content.arxiv and "2501.00001",
            content.authors and ("Ada Lovelace", "Alan Turing"),
        )
        return reads_back(form, known)


def _holds_address(form: Form) -> bool:
    return form.wants("linked", "address", "link")


def _mark(forms: Sequence[Form]) -> str | None:
    """How names before a colon are marked: as most entries that have one show it."""
    marks = Counter(form.name for form in forms if form.name is not None)
    mark, count = marks.most_common(1)[0] if marks else ("", 0)
    return mark if mark and count > 1 and 2 * count > marks.total() else None


def _bare(entries: Sequence[Entry]) -> Form:
    bullets = Counter(entry.prefix for entry in entries if entry.prefix.strip(" ") in ("-", "*", "+"))
    return Form((bullets.most_common(1)[0][0], ("linked", ""))) if bullets else _DEFAULT


def gap_of(entries: Sequence[Entry]) -> int:
    """Return how many blank lines mostly stand between entries that follow each other: 0 or 1."""
    gaps = [
        after.line - before.end_line - 1
        for before, after in pairwise(entries)
        if before.place is after.place and after.line > before.end_line
    ]
    return min(1, Counter(gaps).most_common(1)[0][0]) if gaps else 0


def venue_as_printed(entries: Iterable[Entry], venue: str) -> str:
    """Return how a list mostly spells a venue, `venue` itself where it never names it."""
    named = (entry.main.venue for entry in entries if entry.main.venue and same_venue(entry.main.venue, venue))
    printed = Counter(name for name in named if not DAMAGED.search(name))
    return printed.most_common(1)[0][0] if printed else venue


def row(models: Sequence[Entry], roles: Sequence[str], content: Content) -> str:
    """Return a table row in the form of those around it; a model that says the year goes before one that does not."""
    dated = [
        entry
        for entry in models
        if any(_tag_form(cell) for cell, role in zip(entry.cells, roles, strict=False) if role == "venue")
    ]
    model = (dated or models)[0]
    cells = [_cell(text, role, model, roles, content) for text, role in zip(model.cells, roles, strict=False)]
    raw = model.raw.strip()
    blank = "" if _TIGHT.match(raw) else " "
    body = f"{blank}|{blank}".join(re.sub(r"(?<!\\)\|", r"\\|", cell) for cell in cells)
    return (f"|{blank}" if raw.startswith("|") else "") + body + (f"{blank}|" if raw.endswith("|") else "")


_TIGHT = re.compile(r"\|?[^|\s](?:[^|]*[^|\s])?\|(?=[^|\s])")  # no blanks around the bars


def _tag_form(cell: str) -> str:
    tag = parse_tag(cell.strip())
    return tag.form if tag and tag.year and tag.venue and (is_known(tag.venue) or tag.form) else ""


_CELL_LINK = re.compile(r"(\[{1,2})(?P<label>[^\[\]]*)(\]{1,2})\([^()]*\)(\]?)")


def _cell(text: str, role: str, model: Entry, roles: Sequence[str], content: Content) -> str:
    if role == "title":
        if model.main.linked and content.url:
            return f"[{escape(content.title, linked=True)}]({safe_address(content.url)})"
        return escape(content.title)
    if role == "venue":
        form = _tag_form(text)
        return tag_text(form, content.venue, content.year) if form and "year" not in roles else content.venue or ""
    if role == "year":
        return str(content.year or "")
    if role == "link" and (match := _CELL_LINK.match(text.strip())):
        address = content.address(match["label"])
        return f"{match[1]}{match['label']}{match[3]}({safe_address(address)}){match[4]}" if address else ""
    return ""
