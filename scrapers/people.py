"""Authors in running text: splitting names, and telling names, affiliations and awards apart by their type face."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from bs4 import NavigableString, Tag

from confmerge.paper import Author
from scrapers.pages import classes, text, tidy

_SEPARATOR = re.compile(r"\s*[,;]\s*(?:(?:and|&)(?:\s+|$))?|\s+(?:and|&)(?:\s+|$)")
_COMMA = re.compile(",")
_SEMICOLON = re.compile(";")
_LEADING_AND = re.compile(r"^\s*(?:and|&)(?:\s+|$)")
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|Ph\.?\s?D|M\.?D|Esq)\.?")
_REMARK = re.compile(r"\([^()]*\)|et al\.?")


def split_names(string: str) -> list[str]:
    """Return the names of "A, B, and C": split on commas, semicolons and "and", but never inside brackets.

    A suffix stays with its name; remarks in brackets of their own and the marks of footnotes go.

    >>> split_names("Dave (Jing, II) Tian, John Doe, Jr., and Jane Roe*")
    ['Dave (Jing, II) Tian', 'John Doe, Jr.', 'Jane Roe']
    """
    names: list[str] = []
    for part in split_outside_brackets(_LEADING_AND.sub("", string), _SEPARATOR):
        name = part.strip(" ,;:*†‡§¶")
        if names and _SUFFIX.fullmatch(name):
            names[-1] += f", {name}"
        elif _has_letters(name) and not _REMARK.fullmatch(name):
            names.append(name)
    return names


def split_outside_brackets(string: str, separator: re.Pattern[str]) -> list[str]:
    """Return the parts of `string` between the separators that stand outside round and square brackets.

    A bracket that is never closed counts as a letter, so that one typing error does not swallow a whole list. The
    pattern has no groups.

    >>> split_outside_brackets("A (B, C (D, E)), F", re.compile(", "))
    ['A (B, C (D, E))', 'F']
    """
    if "(" not in string and "[" not in string:
        return separator.split(string)
    parts, start = [], 0
    inside = _inside_brackets(string)
    for match in separator.finditer(string):
        if not inside[match.start()]:
            parts.append(string[start : match.start()])
            start = match.end()
    return [*parts, string[start:]]


def _inside_brackets(string: str) -> list[bool]:
    inside = [False] * (len(string) + 1)
    opened: list[int] = []
    for position, character in enumerate(string):
        if character in "([":
            opened.append(position)
        elif character in ")]" and opened:
            start = opened.pop()
            inside[start : position + 1] = [True] * (position + 1 - start)
    return inside


def _has_letters(string: str) -> bool:
    return any(map(str.isalpha, string))


# --- a field of people -----------------------------------------------------------------------------------------------

_AWARD = re.compile(
    r"\baward(?:s|ed)?\b|\b(?:best|distinguished)(?: \w+)? (?:paper|artifact)\b|\bhonou?rable mention\b|"
    r"\bprize\b",
    re.I,
)
_WITHHELD = re.compile(
    r"\bembargo|\bwithheld\b|^\s*(?:author(?: list|s)?:? )?(?:TB[AD]|to be (?:announced|determined))\b", re.I
)
_LABEL = re.compile(r"^\s*authors?:\s*", re.I)
_ORGANISATION = re.compile(
    r"universit|\b(?:institut\w*|college|school|labs?|laborator\w+|research|inc|corp\w*|ltd|llc|cent(?:er|re)|academy|"
    r"technolog\w+|ETH|MIT|EPFL|KAIST)\b",
    re.I,
)


class People(NamedTuple):
    """What a field of people says. `withheld`: it says that the authors are not public yet."""

    authors: list[Author]
    award: str | None = None
    withheld: bool = False


class _Kind(Enum):
    PLAIN = "names"
    ITALIC = "an affiliation"
    AWARD = "an award, in bold or italics"


class _Run(NamedTuple):
    """A stretch of text in one kind of type."""

    words: str
    kind: _Kind


def read_people(field: Tag) -> People:
    """Return the authors and the award of "A, <em>X;</em> B and C, <em>Y</em><br><strong>Awarded Best Paper!</strong>".

    The first line holds the authors. Awards follow after a `br`, in paragraphs of their own or in bold; a later line
    goes on with authors only where it has their form: a name, a comma, an affiliation in italics.
    """
    authors: list[_Run] = []
    awards: list[str] = []
    for line in _lines(field):
        if not authors or _goes_on(line):
            praise = [run for run in line[1:] if _AWARD.search(run.words)]
            awards += [tidy(run.words) for run in praise]
            authors += [*(run for run in line if run not in praise), _Run(" ", _Kind.PLAIN)]
        elif _AWARD.search(words := tidy("".join(run.words for run in line))):
            awards.append(words)
    award = "; ".join(awards) or None
    if _WITHHELD.search("".join(run.words for run in authors)):
        return People([], award, withheld=True)
    return People(_authors(authors), award)


def _goes_on(line: list[_Run]) -> bool:
    first = line[0].words
    return len(line) > 1 and line[1].kind is _Kind.ITALIC and first.rstrip().endswith(",") and not _AWARD.search(first)


def _lines(field: Tag) -> Iterator[list[_Run]]:
    """Yield the lines of a field, neighbours of one kind merged; a line without letters is none."""
    line: list[_Run] = []
    for run in [*_runs(field, _Kind.PLAIN), None]:
        if run is not None:
            line.append(run)
            continue
        merged = [_Run("".join(run.words for run in runs), kind) for kind, runs in groupby(line, lambda run: run.kind)]
        if any(_has_letters(run.words) for run in merged):
            yield merged
        line = []


def _runs(node: Tag, kind: _Kind) -> Iterator[_Run | None]:
    """Yield the runs of a node, None where a line ends; labels ("Authors:") are left out."""
    for child in node.children:
        if isinstance(child, NavigableString):
            yield _Run(str(child), kind if _has_letters(child) else _Kind.PLAIN)
        elif isinstance(child, Tag) and "field-label" not in classes(child):
            ends_line = child.name in ("p", "div", "br", "li")
            if ends_line:
                yield None
            yield from _runs(child, _kind(child, kind))
            if ends_line:
                yield None


def _kind(node: Tag, outer: _Kind) -> _Kind:
    if node.name in ("strong", "b", "em", "i") and _AWARD.search(text(node)):
        return _Kind.AWARD
    return _Kind.ITALIC if node.name in ("em", "i", "cite") and outer is _Kind.PLAIN else outer


def _authors(runs: list[_Run]) -> list[Author]:
    """Return the authors of "A, <em>X;</em> B; C and D, <em>Y; Z;</em> E".

    Italics are an affiliation. It covers the names before it, back to the last affiliation or to a semicolon that
    stands outside italics: here B has none, C and D have "Y; Z", E has none.
    """
    groups: list[tuple[list[str], str]] = []
    between = ""
    for run in runs:
        if run.kind is not _Kind.ITALIC:
            between += run.words
            continue
        names = _groups(between)
        if names:
            groups += [(alone, "") for alone in names[:-1]]
            groups.append((names[-1], run.words))
        elif groups:  # an affiliation in two pieces
            groups[-1] = (groups[-1][0], groups[-1][1] + between + run.words)
        between = ""
    if not groups:
        return _plain_authors(tidy("".join(run.words for run in runs)))
    groups += [(alone, "") for alone in _groups(between)]
    return [Author(name, tidy(place).strip(" ,;") or None) for names, place in groups for name in names]


def _groups(words: str) -> list[list[str]]:
    parts = split_outside_brackets(_LABEL.sub("", tidy(words)), _SEMICOLON)
    return [names for names in map(split_names, parts) if names]


def _plain_authors(words: str) -> list[Author]:
    """Return the authors of text without italics: "A, B, and C", "A, X; B and C, Y" or "A and B, X".

    An "and" stands before the last name of a group, so what follows that name is the affiliation. Without one, a
    group in a list with semicolons is a name and its affiliation; a lone list is all names, unless a part of it is
    an organisation.
    """
    authors: list[Author] = []
    groups = [part for part in split_outside_brackets(_LABEL.sub("", words), _SEMICOLON) if part.strip()]
    lone = len(groups) == 1
    for group in groups:
        parts = [part.strip() for part in split_outside_brackets(_LEADING_AND.sub("", group), _COMMA)]
        may_be_place = {len(parts) - 1} - {0} if not lone else set()
        last = next((n for n, part in enumerate(parts) if _ends_names(part, n in may_be_place)), None)
        if last is None:
            last = 0 if not lone or any(map(_ORGANISATION.search, parts[1:])) else len(parts) - 1
        while last + 1 < len(parts) and _SUFFIX.fullmatch(parts[last + 1]):
            last += 1
        place = ", ".join(parts[last + 1 :]).strip(" ,;") or None
        authors += [Author(name, place) for name in split_names(", ".join(parts[: last + 1]))]
    return authors


def _ends_names(part: str, may_be_place: bool) -> bool:
    """Say whether a part of a group is its last name: "and C", or "B and C" where that cannot be an affiliation."""
    return bool(_LEADING_AND.match(part)) or (" and " in part and not may_be_place and not _ORGANISATION.search(part))
