"""Links that lead nowhere or that markdown does not show, by what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from confmerge.lint.addresses import fault, mended
from confmerge.lint.findings import Finding, Fix
from confmerge.lint.written import Text, Written, links
from confmerge.lists.parts import is_link_word, tag_of

_RAW = re.compile(r"(?<![\w/(\[=\"'])https?://[^\s<>()\[\]|]+", re.I)
_ANCHOR = re.compile(r"<a\b[^<>]*?\bhref\s*=\s*[\"']?(?P<href>[^\"'<>\s]*)", re.I)
_ONLY_SCHEME = re.compile(r"https?:?/*|www\.", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s/]*\w\.\w", re.I)
_LONGEST_SHOWN = 80


def link_findings(file: str, folder: Path, texts: list[Text], today: date) -> Iterator[Finding]:
    """Yield what is wrong with the links of a file; `folder` is where it lies, for addresses of files beside it."""
    for text in texts:
        written = links(text)
        for link in written:
            found = _one(file, folder, link, written, today)
            if found is not None:
                yield found
        yield from _addresses_in_words(file, text, written, today)


def _one(file: str, folder: Path, link: Written, written: list[Written], today: date) -> Finding | None:
    if link.image:
        return None
    line = link.text.at(link.closing) + 1
    if link.url.startswith("["):
        rule, message, fix = _nested(link, link.closing + len(link.gap) + 1, today)
        return Finding(file, line, rule, message, (), (), fix)
    if not link.shown:
        if _is_no_link(link):
            return None
        rule, message, fix = _not_shown(link, today)
        return Finding(file, line, rule, message, (), (), fix)
    if any(
        link.opening < other.start and other.end <= link.closing and other.shown for other in written if not other.image
    ):
        return Finding(
            file, line, "nested-link", "a link inside the words of a link: markdown shows only the inner one"
        )
    url = link.url
    if not url or _ONLY_SCHEME.fullmatch(url) or (url == "#" and is_link_word(link.words)):
        told = f"`{_shown(link)}` has no address" if not url else f"`{_shown(link)}`: `{url}` is no address"
        return Finding(file, line, "empty-link", told)
    return _address(file, line, link.text, link.address, url, today, folder)


def _address(
    file: str, line: int, text: Text, place: tuple[int, int], url: str, today: date, folder: Path | None
) -> Finding | None:
    wrong = fault(url, today)
    if wrong is None or (folder is not None and "://" not in url and _is_file(folder, url)):
        return None
    fix = None if wrong.meant is None else text.fix(*place, wrong.meant)
    told = f"{cut(url)}: {wrong.message}"
    return Finding(file, line, "broken-link", told, (), (), fix)


def _is_file(folder: Path, url: str) -> bool:
    try:
        return (folder / url.partition("#")[0]).exists()
    except (OSError, ValueError):
        return False


def _addresses_in_words(file: str, text: Text, written: list[Written], today: date) -> Iterator[Finding]:
    """Addresses that stand by themselves, and those of HTML links."""
    places = [(match.span(), match[0]) for match in _RAW.finditer(text.seen)]
    places += [(match.span("href"), match["href"]) for match in _ANCHOR.finditer(text.seen)]
    taken = [(link.opening if link.opening >= 0 else link.closing, link.end) for link in written]
    for (start, end), url in places:
        if not any(first <= start < last for first, last in taken):
            found = _address(file, text.at(start) + 1, text, (start, end), url.rstrip(".,;:!?'\"*_"), today, None)
            if found is not None:
                yield found


def _is_no_link(link: Written) -> bool:
    """Whether brackets meet that nobody meant as a link: a tag before an address in brackets, an escaped bracket."""
    if link.opening < 0:
        return not _ADDRESS.match(link.url) or "\\[" in link.text.text
    return bool(link.gap) and (len(link.words) < 2 or link.words.isdigit() or tag_of(link.words) is not None)


def _not_shown(link: Written, today: date) -> tuple[str, str, Fix | None]:
    """What is written as a link, and shown as its letters."""
    text, seen = link.text, link.text.seen
    if link.opening < 0:
        return "broken-link", f"`{cut(link.url)}`: the square bracket before it was never opened", None
    start, end = link.address
    behind = seen[end:].split("\n")[0]
    meant = mended(link.url, today) if _ADDRESS.match(link.url) else None
    if link.gap:
        fix = text.fix(link.closing + 1, end, f"({meant}") if meant and behind.startswith(")") else None
        return "broken-link", f"`{_shown(link)}`: a blank between `]` and `(`, so that markdown shows no link", fix
    if not behind.strip() or re.match(r"\s+\[", behind):
        told = f"`{_shown(link)}`: the round bracket of its address is never closed"
        return "broken-link", told, text.fix(start, end, f"{meant})") if meant else None
    if re.match(r"\s+\S", behind):
        return "broken-link", f"`{_shown(link)}`: a blank in its address, so that markdown shows no link", None
    return "broken-link", f"`{_shown(link)}`: markdown shows no link, for its brackets do not pair", None


_INNER = re.compile(
    r"\(\s*\[(?P<words>[^\[\]\n]*)\]\((?P<address>[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)(?P<close>\s*\))?"
)


_BRACKETED = re.compile(r"\(\s*\[\s*(?P<address>https?://[^\s()\[\]]+(?:\([^\s()]*\)[^\s()\[\]]*)*)\s*\]\s*\)", re.I)


def _nested(link: Written, bracket: int, today: date) -> tuple[str, str, Fix | None]:
    """`[pdf]([one](two))`, which an editor makes of an address pasted over another; and `[pdf]([one])`."""
    told = f"`{_shown(link)}`: a link stands where its address should be"
    inner = _INNER.match(link.text.seen, bracket)
    whole = inner if inner and inner["close"] else _BRACKETED.match(link.text.seen, bracket)
    if inner is not None:
        words, address = inner["words"].strip(), inner["address"]
        if words.startswith("http") and words != address:
            told += f"; its words are another address ({cut(words)}), it leads to {cut(address)}"
    elif whole is not None:
        told = f"`{_shown(link)}`: square brackets stand around its address"
    meant = mended(whole["address"], today) if whole else None
    fix = link.text.fix(bracket, whole.end(), f"({meant})") if whole and meant else None
    return "nested-link", told, fix


def _shown(link: Written) -> str:
    words = link.words or link.text.text[link.opening + 1 : link.closing].strip()
    return f"[{cut(words)}]"


def cut(words: str) -> str:
    """Return words as a message shows them: on one line, and not too long."""
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST_SHOWN else words[: _LONGEST_SHOWN - 1] + "…"
