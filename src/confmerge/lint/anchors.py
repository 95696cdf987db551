"""Links to a heading of the same file that has no such heading. Anchors are those that GitHub gives to headings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from urllib.parse import unquote

from confmerge.lint.findings import Finding
from confmerge.lint.written import Text, Written, links
from confmerge.lists.inline import plain

_HTML_NAME = re.compile(r"""<[a-z][^<>]*?\b(?:id|name)\s*=\s*["']?(?P<name>[^"'<>\s]+)""", re.I)
_CUSTOM = re.compile(r"\{#(?P<name>[^{}\s]+)\}")
_ELSEWHERE = re.compile(r"[/?=:~]")
_HTML_HEADING = re.compile(r"<h[1-6]\b[^>]*>(?P<text>.*?)</h[1-6]", re.I | re.S)
# An image has no letters, yet the blank before it counts.
_IMAGE, _NO_LETTER = re.compile(r"!\[[^\[\]]*\]\([^()]*\)"), "\N{WORD JOINER}"
_EMOJI_NAME = re.compile(r":([a-z0-9_+-]+):")
# GitHub's own, on every page.
_PAGE = frozenset(("", "top", "readme", "readme-ov-file"))
# How alike an anchor is that may be meant; among more than so many, looking for it would take too long.
_NEAR, _MOST_KNOWN = 0.85, 200


def anchor_findings(file: str, lines: Sequence[str], texts: list[Text]) -> Iterator[Finding]:
    """Yield a finding for each `(#…)` that leads to no heading and no HTML anchor of the file."""
    known = _known(lines, texts)
    for text in texts:
        for link in links(text):
            if link.url.startswith("#") and link.shown and not link.image and not _ELSEWHERE.search(link.url):
                name = _key(link.url[1:])
                if name not in known and name not in _PAGE:
                    yield _dead(file, link, name, known)


def _dead(file: str, link: Written, name: str, known: Mapping[str, int]) -> Finding:
    """A link to no anchor, with the one that it means: the same letters, or nearly."""
    line, message = link.text.at(link.closing) + 1, f"no heading of this file has the anchor {link.url}"
    same = [other for other in known if _loose(other) == _loose(name) != ""]
    if len(same) == 1:
        fix = link.text.fix(*link.address, f"#{same[0]}")
        place = f"{file}:{known[same[0]]}"
        return Finding(file, line, "broken-link", f"{message}; it is #{same[0]}", (), (place,), fix)
    near = get_close_matches(name, known, 1, _NEAR) if len(known) <= _MOST_KNOWN else []
    others = tuple(f"{file}:{known[other]}" for other in near)
    return Finding(file, line, "broken-link", message + "".join(f"; the nearest is #{one}" for one in near), (), others)


def _known(lines: Sequence[str], texts: Iterable[Text]) -> dict[str, int]:
    """The anchors of a file, each with its line: of headings, and of HTML."""
    known: dict[str, int] = {}
    counts: Counter[str] = Counter()
    for number, line in enumerate(lines, 1):
        for match in _HTML_NAME.finditer(line) if "<" in line else ():
            known.setdefault(_key(match["name"]), number)
        for match in _CUSTOM.finditer(line) if "{#" in line else ():
            known.setdefault(_key(match["name"]), number)
        for match in _HTML_HEADING.finditer(line) if "<h" in line.lower() else ():
            known.setdefault(anchor(match["text"]), number)
    for text in texts:
        if text.kind != "heading":
            continue
        for name in {anchor(text.text), anchor(_EMOJI_NAME.sub(" ", text.text))}:
            known.setdefault(f"{name}-{counts[name]}" if counts[name] else name, text.line + 1)
            counts[name] += 1
    return known


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives to a heading, in lower case.

    >>> anchor("2.6 DL job failures & resilient training"), anchor("[Survey papers](#content)"), anchor("🔔 News")
    ('26-dl-job-failures--resilient-training', 'survey-papers', '-news')
    >>> anchor("Awesome MoE [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)")
    'awesome-moe-'
    """
    words = plain(_IMAGE.sub(_NO_LETTER, heading)).strip().lower()
    return _key(re.sub(r"[^\w\- ]", "", words).replace(" ", "-"))


def _key(name: str) -> str:
    """Fold what browsers and GitHub treat alike: case, percent signs, the prefix of user content, marks on letters."""
    letters = unicodedata.normalize("NFC", unquote(name)).lower().removeprefix("user-content-")
    return "".join(letter for letter in letters if letter.isalnum() or letter in "-_.")


def _loose(name: str) -> str:
    return re.sub(r"[^\w]|_", "", name)
