"""Titles taken apart for comparing: the system's name, the terms, the numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from confmerge.compare.terms import terms, usual_weight
from confmerge.titles import bare, compact, fold, joined, looks_invented, numbers, split_name, system_name

# No title has more terms; what a damaged file runs on with is not worth the time.
_MOST_TERMS = 100


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart once, for many comparisons.

    `head` is what stands before its first colon, folded ("" without one); `cut` says that it ends in an ellipsis.
    """

    compact: str
    folded: str
    head: str
    cut: bool
    terms: tuple[str, ...]
    rest: tuple[str, ...]
    name: str | None
    names: frozenset[str]
    numbers: tuple[str, ...]

    @property
    def only_name(self) -> bool:
        """Whether the title is nothing but a system's name ("iGUARD")."""
        return self.name is not None and not self.rest


_SUBTITLE = re.compile(r"\s*[:：](?!\d)\s*|\s+[-–—]{1,3}\s+")


def take_apart(title: str) -> Title:
    """Return the parts of `title` that comparing needs."""
    title = bare(title)
    head, rest = split_name(title)
    if head and not any(usual_weight(term) >= 1 for term in terms(head)):
        head, rest = None, title
    last = system_name(rest if head else title)
    if not head and _is_name(title):
        head, rest = title, ""
    name = compact(head) if head else None
    names = frozenset(n for n in (name, compact(last) if last else None) if n)
    folded, found = fold(title), terms(title)[:_MOST_TERMS]
    parts = _SUBTITLE.split(title, maxsplit=1)
    return Title(
        joined(folded),
        folded,
        fold(parts[0]) if len(parts) > 1 else "",
        title.endswith(("...", "…")),
        found,
        found if rest is title else terms(rest)[:_MOST_TERMS],
        name,
        names,
        numbers(title),
    )


def _is_name(title: str) -> bool:
    """Whether a whole title can be a system's name: one telling word, or two of which one is spelled as a name."""
    parts = title.split()
    if len(parts) == 1:
        return any(usual_weight(term) >= 1 for term in terms(title))
    return len(parts) == 2 and any(map(looks_invented, parts))
