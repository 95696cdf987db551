"""Authors with their affiliations in brackets: "A, B (X), C (Y and Z); D" as conference pages print them.

A bracket covers the names before it, back to the last bracket or to a semicolon outside brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from confmerge.paper import Author
from scrapers.pages import tidy
from scrapers.people import split_names, split_outside_brackets

_FULL_WIDTH = str.maketrans("（）［］【】，；、＊", "()[][],;,*")
_IS_FULL_WIDTH = re.compile("[（）［］【】，；、＊]")
# "A (X), B (Y)": one name, one bracket, and so on. Most lines are no more than that.
_PAIR = re.compile(r"([^()\[\],;]+) \(([^()\[\]]+)\)(?:, |\.?$)")
_PAIRS = re.compile(r"(?:[^()\[\],;]+ \([^()\[\]]+\)(?:, |\.?$))+")
_BRACKET = re.compile(r"[()\[\];]")
_FLAT = re.compile(r"[(\[][^()\[\]]*[)\]]|;")
_IN_ORDER = re.compile(r"[^()\[\]]*(?:[(\[][^()\[\]]*[)\]][^()\[\]]*)*")
# Where a bracket that nobody closed most likely ends.
_NEXT_NAME = re.compile(r"\s*[,;]|\s+(?:and|&)\s+(?=[^,;()\[\]]*[(\[])")


def read_affiliated(words: str) -> list[Author]:
    """Return the authors of a line of names with affiliations in round or square brackets, in order.

    A bracket with words of the same name behind it is a nickname; remarks ("corresponding author"), footnote marks and
    "et al." go. Two brackets in a row are two affiliations. Without brackets all are names.

    >>> [(author.name, author.affiliation) for author in read_affiliated("Jane (Jo) Roe, Li Wu (X (Y), Z); John Doe")]
    [('Jane (Jo) Roe', 'X (Y), Z'), ('Li Wu', 'X (Y), Z'), ('John Doe', None)]
    """
    line = tidy(words)
    if not line.isascii() and _IS_FULL_WIDTH.search(line):
        line = line.translate(_FULL_WIDTH)
    groups = _pairs(line) or _groups(line)
    if not _MORE_THAN_NAMES.search("\n".join(["", *(names for names, _ in groups)])):
        return [Author(name, place) for name, place in groups]
    return [Author(name, place) for names, place in groups for name in _names(names)]


def _pairs(line: str) -> list[tuple[str, str]]:
    """Return the names and the affiliations of a line that is made of such pairs, else nothing."""
    pairs = _PAIR.findall(line) if _PAIRS.fullmatch(line) else []
    read = [(name, _without_remarks(place)) for name, place in pairs]
    return read if all(place for _, place in read) else []


def _groups(line: str) -> list[tuple[str, str | None]]:
    """Return names, one or several, and the affiliations that cover them."""
    if _IN_ORDER.fullmatch(line):
        spans = [match.span() for match in _FLAT.finditer(line)]
    else:
        line = _close_brackets(line)
        spans = list(_outermost(line))
    groups: list[tuple[str, list[str]]] = []
    names, end, may_be_second = "", 0, False
    for start, stop in spans:
        names += line[end:start]
        end, inner = stop, line[start + 1 : stop - 1]
        if line[start] == ";":
            groups.append((names.strip(_AROUND_NAMES), []))
            names, may_be_second = "", False
        elif _GOES_ON.match(line, stop) and _is_nickname(names, inner, line[stop:]):
            names += line[start:stop]
        elif _NOWHERE.fullmatch(inner):
            groups.append((names.strip(_AROUND_NAMES), []))
            names, may_be_second = "", False
        elif place := _without_remarks(inner):
            if names := names.strip(_AROUND_NAMES):
                groups.append((names, [place]))
                names, may_be_second = "", True
            elif may_be_second:
                groups[-1][1].append(place)
    groups.append(((names + line[end:]).strip(_AROUND_NAMES), []))
    return [(names, "; ".join(places) or None) for names, places in groups if names]


# --- names -----------------------------------------------------------------------------------------------------------

_AROUND_NAMES = " ,:|·•"
_MORE_THAN_NAMES = re.compile(r"[^a-zA-ZÀ-ɏ\s.'’-]|\.$|[\n ](?:and|others|al)\b", re.M)  # one name on each line
_BULLET = re.compile(r"\s+[·⋅•∙|/]\s+|\s*[•|]\s*")
_MARKS = re.compile(r"[*∗⁎†‡§¶‖✉☨¹²³⁰⁴-⁹]|\s*(?<!\w)\d+(?:\s*,\s*\d+)*(?!\w)|(?<=[^\W\d_])\d+(?:\s*,\s*\d+)*(?!\w)")
_OTHERS = re.compile(r"(?:^|[,\s]+)(?:et al\.?|(?:and )?others)$", re.I)
_FULL_STOP = re.compile(r"(?<=\w\w)\.$")
_ABBREVIATED = re.compile(r"\b(?:Jr|Sr|Ph\.?\s?D|M\.?D|Esq)\.$")


def _names(words: str) -> Iterator[str]:
    if not _MORE_THAN_NAMES.search(f"\n{words}"):
        yield words
        return
    for name in split_names(_BULLET.sub(", ", _MARKS.sub("", words))):
        name = _OTHERS.sub("", name.strip(" ,;()[]" if name.count("(") != name.count(")") else " ,;"))
        name = name if _ABBREVIATED.search(name) else _FULL_STOP.sub("", name)
        if name:
            yield name


# --- what a bracket says ---------------------------------------------------------------------------------------------

_GOES_ON = re.compile(r"\s*(?!(?:and|et|by)\b)[^\W\d_]", re.I)
_END_OF_NAME = re.compile(r"[,;·⋅•∙|]|\band\b|&")
_ORGANISATION = re.compile(
    r"universit|\b(?:institut\w*|college|school|labs?|laborator\w+|research|inc|corp\w*|ltd|llc|cent(?:er|re)|academy|"
    r"technolog\w+)\b",
    re.I,
)
_NOWHERE = re.compile(r"\s*(?:[-–—]+|none|n/?a)\s*", re.I)  # "Jane Roe (-)": the bracket is hers, and says nothing
_WITHIN_BRACKETS = re.compile(r"\([^()]*\)")
_NICKNAME_WORDS = 3

_REMARK = re.compile(
    r"\b(?:authors?(?:hip)?|contribut\w+|contact|students?|intern|present(?:er|ing)|speaker|advisors?|shepherd|alphabetical)\b",
    re.I,
)
_WORDS_OF_REMARKS = re.compile(
    rf"(?:\W|\d|{_REMARK.pattern}|\b(?:the|an?|and|is|as|are|were|was|all|both|these|co|joint|jointly|equal|equally|first|"
    r"last|lead|main|corresponding|undergraduate|graduate|masters?|phd|ph|d|s|order|in|person|via|remote|online)\b)*",
    re.I,
)


def _is_nickname(before: str, inner: str, after: str) -> bool:
    """Say whether a bracket stands inside a name, as in "Suqiang (Jack) Song", and not where a comma was forgotten."""
    if _ORGANISATION.search(inner) or len(inner.split()) > _NICKNAME_WORDS or not any(map(str.isalpha, inner)):
        return False
    first = _WITHIN_BRACKETS.sub("", split_outside_brackets(before, _END_OF_NAME)[-1]).split()
    rest = re.split(r"[,;(\[]|\band\b|&", after, maxsplit=1)[0].split()
    given_names = [word for word in first if not word.endswith(".")]
    return bool(first) and (len(given_names) < 2 or len(rest) < 2 or rest[0].islower())


@lru_cache(maxsize=1024)  # a page prints the same affiliation many times
def _without_remarks(inner: str) -> str:
    """Return the affiliation in a bracket without what it says of the author's part in the paper, "" if that is all."""
    if _NOWHERE.fullmatch(inner):
        return ""
    if not _REMARK.search(inner):
        return inner.strip(" ,;") if any(map(str.isalpha, inner)) else ""
    parts = [part.strip() for part in split_outside_brackets(inner, re.compile("[,;]"))]
    kept = [part for part in parts if not _WORDS_OF_REMARKS.fullmatch(part)]
    return ", ".join(kept) if len(kept) < len(parts) else inner.strip(" ,;")


# --- brackets --------------------------------------------------------------------------------------------------------


def _outermost(line: str) -> Iterator[tuple[int, int]]:
    """Yield where the outermost brackets of a line, and the semicolons outside them, start and stop."""
    depth, start = 0, 0
    for token in _BRACKET.finditer(line):
        if token[0] in "([":
            start = start if depth else token.start()
            depth += 1
        elif token[0] == ";":
            if not depth:
                yield token.span()
        elif depth:
            depth -= 1
            if not depth:
                yield start, token.end()


def _close_brackets(line: str) -> str:
    """Close the brackets that are never closed before the next name, so that a typing error swallows no list."""
    opened: list[int] = []
    for token in _BRACKET.finditer(line):
        if token[0] in "([":
            opened.append(token.start())
        elif token[0] != ";" and opened:
            opened.pop()
    for start in reversed(opened):
        end = start + 1 + len(split_outside_brackets(line[start + 1 :], _NEXT_NAME)[0])
        line = f"{line[:end]}){line[end:]}"
    return line
