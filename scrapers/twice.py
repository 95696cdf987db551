"""Papers that stand on a page more than once: as poster and as oral, in mirrored slots, under several topics."""

from __future__ import annotations

import re

from confmerge.compare import Authors, compare_authors
from confmerge.paper import Paper

TWICE = "a second time on the page"
_NO_LETTERS = re.compile(r"[\W_]+")


class Seen:
    """The papers read so far, by title and by the name that the site has for them, each with a place of the caller's.

    Neither is proof: two papers may have one title, and a site may give all one name. So the authors must agree, too.
    """

    def __init__(self) -> None:
        self._places: dict[str, list[tuple[Paper, int]]] = {}

    def place(self, paper: Paper, name: str | None, new: int) -> int:
        """Return the place of the earlier paper that this one is again, else `new`; the paper is remembered there."""
        keys = _keys(paper, name)
        earlier = (known for key in keys for known in self._places.get(key, ()))
        place = next((place for known, place in earlier if _may_be_one(paper, known)), new)
        for key in keys:
            self._places.setdefault(key, []).append((paper, place))
        return place


def _keys(paper: Paper, name: str | None) -> list[str]:
    letters = _NO_LETTERS.sub("", paper.title.casefold())
    keys = [f"title {letters or paper.title}"]
    return [*keys, f"name {name}"] if name else keys


def _may_be_one(one: Paper, other: Paper) -> bool:
    if one.authors == other.authors:
        return True
    left, right = ([author.name for author in paper.authors] for paper in (one, other))
    return compare_authors(left, right).authors is not Authors.DISAGREE
