"""Authors with their affiliations in brackets: "A, B (X), C (Y and Z); D" as conference pages print them."""

from __future__ import annotations

from confmerge.paper import Author


def read_affiliated(words: str) -> list[Author]:
    """Return the authors of a line of names with affiliations in round brackets, in order."""
    raise NotImplementedError
