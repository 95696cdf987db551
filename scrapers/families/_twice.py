"""Papers that stand on a page more than once: as poster and as oral, in mirrored slots, under several topics."""

from __future__ import annotations

from confmerge.paper import Paper
from confmerge.people import Authors, compare_authors

TWICE = "a second time on the page"


class Seen:
    """The papers read so far, by title and by the name that the site has for them, each with a place of the caller's.

    Neither is proof: two papers may have one title, and a site may give all one name. So the authors must agree, too.
    """

    def __init__(self) -> None:
        self._places: dict[str, list[tuple[Paper, int]]] = {}

    def find(self, paper: Paper, name: str | None) -> int | None:
        """Return the place of the earlier paper that this one is again, None where it is new."""
        earlier = (known for key in _keys(paper, name) for known in self._places.get(key, ()))
        return next((place for known, place in earlier if _may_be_one(paper, known)), None)

    def add(self, paper: Paper, name: str | None, place: int) -> None:
        """Remember a paper under its title and its name."""
        for key in _keys(paper, name):
            self._places.setdefault(key, []).append((paper, place))


def _keys(paper: Paper, name: str | None) -> list[str]:
    letters = "".join(filter(str.isalnum, paper.title.casefold()))
    keys = [f"title {letters or paper.title}"]
    return [*keys, f"name {name}"] if name else keys


def _may_be_one(one: Paper, other: Paper) -> bool:
    if one.authors == other.authors:
        return True
    left, right = ([author.name for author in paper.authors] for paper in (one, other))
    return compare_authors(left, right).authors is not Authors.DISAGREE
