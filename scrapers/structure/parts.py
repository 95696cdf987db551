"""What one line of a page consists of: a title, people, or both in one line, parted by type face or by words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from scrapers.pages import tidy
from scrapers.structure.names import names_likeness
from scrapers.structure.words import is_award, is_badge, is_empty, is_time, title_likeness

Face = frozenset[str]
PLAIN: Face = frozenset()


class Run(NamedTuple):
    """Words in one type face; `top` numbers the inline element of the line that they stand in, 0 for none."""

    words: str
    face: Face
    top: int


class Part(NamedTuple):
    """A line or a part of it: its words, its face, and its runs as (words, whether in the face of an affiliation)."""

    words: str
    face: Face
    runs: tuple[tuple[str, bool], ...] = ()


_SURE_TITLE, _POSSIBLE_TITLE = 0.7, 0.4
_SURE_NAMES, _POSSIBLE_NAMES = 0.8, 0.6
_MOST_WORDS = 40  # of a title


def parts_of(runs: Sequence[Run]) -> list[Part]:
    """Return the parts of a line: title and people where it holds both, else the whole, else nothing."""
    if len(runs) == 1:
        words = tidy(runs[0].words)
        return [] if is_empty(words) else _parted_by_words(words, runs[0].face)
    merged = list(_merged(runs))
    while len(merged) > 1 and _is_noise(merged[-1]):
        merged.pop()
    while len(merged) > 1 and _is_noise(merged[0]):
        merged.pop(0)
    words = _join(merged)
    if is_empty(words):
        return []
    if len(merged) == 1:
        return _parted_by_words(words, merged[0].face)
    if people := _people(merged):
        return [people]
    for cut in range(1, len(merged)):
        left = _join(merged[:cut])
        if left.count(" ") > _MOST_WORDS:
            break
        if title_likeness(left) >= _POSSIBLE_TITLE and (people := _people(merged[cut:])):
            return [Part(left, _main_face(merged[:cut])), people]
    return _parted_by_words(words, _main_face(merged))


def _merged(runs: Sequence[Run]) -> Iterator[Run]:
    """Yield one run for each inline element and each text between them."""
    for top, group in groupby(runs, lambda run: run.top):
        inside = list(group)
        words = "".join(run.words for run in inside)
        if words.strip() or not top:
            yield Run(words, max(inside, key=lambda run: len(run.words)).face if top else PLAIN, top)


def _join(runs: Sequence[Run]) -> str:
    return tidy("".join(run.words for run in runs))


def _is_noise(run: Run) -> bool:
    words = tidy(run.words)
    return is_empty(words) or is_time(words) or (bool(run.top) and (is_award(words) or is_badge(words)))


def _main_face(runs: Sequence[Run]) -> Face:
    return max(runs, key=lambda run: len(run.words)).face


def _people(runs: Sequence[Run]) -> Part | None:
    """Return these runs as a list of people, None where they are none.

    Names and affiliations may differ in their face alone ("A, <em>X</em> B, <em>Y</em>", a span for each).
    """
    letters = [run for run in runs if not is_empty(run.words)]
    words, common = _join(runs), frozenset.intersection(*(run.face for run in letters))
    names = [tidy(run.words).strip(" ,;") for run in letters if run.face == letters[0].face]
    places = [run for run in letters if run.face != letters[0].face]
    if places and not _are_bracketed(runs, places) and names_likeness(", ".join(names)) >= _POSSIBLE_NAMES:
        own = letters[0].face
        return Part(words, common, tuple((run.words, run.face != own and not is_empty(run.words)) for run in runs))
    return Part(words, common) if names_likeness(words) >= _POSSIBLE_NAMES else None


def _are_bracketed(runs: Sequence[Run], places: Sequence[Run]) -> bool:
    """Say whether brackets part names and affiliations, whatever their faces."""
    if any(run.words.lstrip(" ,;").startswith(_OPENING) for run in places):
        return True
    return any(run.words.rstrip().endswith(_OPENING) for run in runs)


_OPENING = ("(", "[")


# --- title and people in one run -------------------------------------------------------------------------------------

_BETWEEN = re.compile(
    r"[,.]?\s+by:?\s+|(?<=[”\"?!.])[,.:;]?\s+|\s+[–—|-]{1,2}\s+|(?<=\w)\.\s+|\s+/\s+|(?<=[\w)?!]),(?=[^\W\d_a-z])"
)
_MAY_PART = re.compile(r"[”\"?!.|/–—]|,\w")
_LABELLED = re.compile(
    r"\b(?:chairs?|chaired|speakers?|presented|presenters?|moderat\w+|organi[sz]\w+|hosts?|hosted)\W*$", re.I
)
_BEHIND = "behind a title"
_FEWEST_WORDS = 5
_SHORTEST_TITLE = 2  # blanks
_MANY_WORDS, _SMALL = 60, 0.7
_LONGEST_TITLE = 250  # characters; what is longer is prose


def _is_prose(words: str) -> bool:
    """Say whether a line is an abstract: long, and hardly a word of it begins with a capital."""
    count = words.count(" ")
    return count > _MANY_WORDS and sum(map(str.islower, words.split())) > _SMALL * count


def _parted_by_words(words: str, face: Face) -> list[Part]:
    """Part "Title by A (X), B", "“Title” A, B" and "Title. A, B" where what follows can only be people."""
    if (
        words.count(" ") < _FEWEST_WORDS
        or not (_MAY_PART.search(words) or " by" in words or " -" in words)
        or names_likeness(words) >= _SURE_NAMES
        or _is_prose(words)
    ):
        return [Part(words, face)]
    for between in _BETWEEN.finditer(words, 0, _LONGEST_TITLE):
        title, people = words[: between.start()], words[between.end() :]
        if _LABELLED.search(title) or names_likeness(people) < _SURE_NAMES:
            continue
        least = _POSSIBLE_TITLE if people.endswith(")") and title.count(" ") >= _SHORTEST_TITLE else _SURE_TITLE
        if title_likeness(title) >= least:
            return [Part(title, face), Part(people, face | {_BEHIND})]
    return [Part(words, face)]
