"""What is known of a paper, wherever it was found, in the form that comparing needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a paper, from a conference or from a list; what is not known is absent.

    `ids` are typed keys as `identifiers.identifiers` gives them.
    """

    title: str
    authors: tuple[str, ...] = ()
    venue: str | None = None
    year: int | None = None
    ids: frozenset[str] = frozenset()
