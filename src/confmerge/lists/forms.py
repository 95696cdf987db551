"""Forms of entries, to be filled: what a form wants and the paper does not give (tags, code) is left out.

A form counts only if what it writes reads back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from confmerge.lists.escaping import balanced, escape, lead_safe, safe_address
from confmerge.lists.institutions import institution
from confmerge.lists.names import marked, name_of, wrapped
from confmerge.lists.parts import Reading
from confmerge.lists.reading import read
from confmerge.lists.standing import Standing, statements
from confmerge.titles import fold


@dataclass(frozen=True, slots=True)
class Content:
    """What there is to write of one paper; None is left out. `venue` is spelled as the list spells it.

    `promise` is what the list writes while the conference is ahead, as `promises.promise_of` says it; `label` what
    stands before an entry of its kind, as `labels.Labels` says it.
    """

    title: str
    venue: str | None = None
    year: int | None = None
    url: str | None = None
    pdf: str | None = None
    arxiv: str | None = None
    authors: tuple[str, ...] = ()
    affiliation: str | None = None
    promise: str | None = None
    label: str | None = None

    def address(self, label: str = "paper") -> str | None:
        """The address that belongs behind a link called `label`, None where there is none to give."""
        words = set(re.findall(r"\w+", label.casefold()))
        if "arxiv" in words or "preprint" in words:
            return f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else None
        if words & NOT_THE_PAPER:
            return None
        if "pdf" in words:
            return self.pdf or self.url
        return self.url or self.pdf


NOT_THE_PAPER = frozenset(
    ("code", "github", "repo", "slides", "slide", "video", "talk", "blog", "website", "project", "demo", "poster")
)

DAMAGED = re.compile("[\0\ud800-\udfff\ufffd]")

Part = str | tuple[str, str]
_DROP = "\0"  # stands where a part could not be filled, until what divided it from the rest is gone too


def _dated(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, tuple) and part[0] == "venue" and "{yy" in part[1] for part in parts)


@dataclass(frozen=True, slots=True)
class Form:
    """`parts`, in order, are literal text or (role, detail); `words` are the literals that say something.

    A title's detail is the full stop behind it, if there is one. `below` are the forms of the items that stand below
    an entry, one a line; `name` is how a system's name before a colon is marked, as `names.mark_of` says it (None: the
    entry shows nothing of that).
    """

    parts: tuple[Part, ...]
    words: tuple[str, ...] = ()
    below: tuple[tuple[Part, ...], ...] = ()
    name: str | None = None

    def wants(self, *roles: str) -> bool:
        """Whether the form has a part of one of these roles."""
        return any(isinstance(part, tuple) and part[0] in roles for part in self.parts)

    @property
    def dated(self) -> bool:
        """Whether the form says venue and year, on its own line or below."""
        return any(map(_dated, (self.parts, *self.below)))

    def without(self, role: str) -> Form:
        """Return the form without the parts of one role."""
        return replace(self, parts=tuple(part for part in self.parts if isinstance(part, str) or part[0] != role))

    def fill(self, content: Content) -> str:
        """Return the entry for `content`: its line, and those below it that can be filled.

        A label is written if the title reads back behind it, a promise if it reads back as one.
        """
        if content.label is not None and fold(_first_line_read(self, content).title) != fold(content.title):
            content = replace(content, label=None)
        if content.promise is None or _promises(self, content):
            return self.lines(content)
        return self.lines(replace(content, promise=None))

    def lines(self, content: Content) -> str:
        """Return the entry for `content`, whether or not it reads back."""
        lines = [self._line(self.parts, content), *(self._line(parts, content) for parts in self.below)]
        made = [_tidy(line) for line in lines[:1] + [line for line in lines[1:] if _DROP not in line]]
        if content.promise is not None and "{venue}" not in content.promise:
            made[0] += content.promise
        if content.label is not None:
            made[0] = _BULLET.sub(lambda bullet: f"{bullet[0]}{content.label} ", made[0], count=1)
        return "\n".join(made)

    def _line(self, parts: Sequence[Part], content: Content) -> str:
        filled: list[str] = []
        title, subtitle = content.title, ""
        if self.wants("subtitle"):
            title, _, subtitle = content.title.partition(": ")
        for part in parts:
            filled.append(part if isinstance(part, str) else self._part(part, content, title, subtitle, filled))
        return "".join(filled)

    def _part(self, part: tuple[str, str], content: Content, title: str, subtitle: str, before: list[str]) -> str:
        role, detail = part
        if role == "venue":
            promised = content.promise is not None and "{venue}" in content.promise and "{yy" in detail
            return tag_text((content.promise if promised else None) or detail, content.venue, content.year)
        if role == "title":
            words = marked(title, self.name or "") + _stop(detail, title)
            return words if "".join(before).strip(" \t-*+") else lead_safe(words)
        if role == "name":
            name = name_of(content.title)
            return detail.replace("{name}", name) if name else ""
        if role == "subtitle":
            return escape(subtitle) + _stop(detail, subtitle) if subtitle else _DROP
        if role == "linked":
            address = content.address()
            colon = detail if subtitle else ""
            named = wrapped if subtitle else marked
            words = named(title, self.name or "", linked=address is not None) + colon
            return f"[{words}]({safe_address(address)})" if address else words
        if role == "authors":
            return _authors(content.authors, detail) or _DROP
        if role == "affiliation":
            words = escape(institution(content.affiliation)) if content.affiliation else ""
            return detail.replace("{}", words) if words else ""
        address = content.address(detail or "paper")
        if address is None:
            return _DROP
        return f"[{detail}]({safe_address(address)})" if role == "link" else safe_address(address)


def _stop(stop: str, title: str) -> str:
    """The full stop that a form has behind a title, unless the title ends a sentence itself."""
    return "" if title.endswith((".", "?", "!")) else stop


def _authors(names: Sequence[str], detail: str) -> str:
    if not names or detail.startswith("et al"):
        return f"{escape(names[0])} {detail}" if names else ""
    if detail == "and" and len(names) > 1:
        return escape(", ".join(names[:-1]) + (", and " if len(names) > 2 else " and ") + names[-1])
    return escape(", ".join(names))


def _tidy(text: str) -> str:
    bullet = _BULLET.match(text)
    prefix = bullet[0] if bullet else ""
    # Between a dash and a full stop nothing is left to divide: the dash stays.
    text = re.sub(rf"(?<=[ \t][-\u2013\u2014])[ \t]*{_DROP}[ \t]*[.,;:](?=[ \t])", "", text)
    text = re.sub(rf"[ \t]*[:|,.;]?[ \t]*(?:\[{_DROP}\]|\({_DROP}\)|[*_]{_DROP}[*_]|{_DROP})", "", text)
    # An emptied bracket goes; the box of a task list ([ ] behind a bullet) stays.
    text = re.sub(r"(?<!\])(?:\[\]|\(\s*\)|(?<![-+*] )\[\s+\])", "", text)
    text = re.sub(r"(?<=[ \t][*_(\[])[.,;:]\s+(?=\w)", "", text)  # and what divided the emptied from the rest
    if not text.startswith(prefix):
        prefix = text[: len(text) - len(text.lstrip())]
    return prefix + re.sub(r"(?<=\S)[ \t]{2,}(?=\S)", " ", text[len(prefix) :].lstrip(" \t"))


def tag_text(form: str, venue: str | None, year: int | None) -> str:
    """Return a venue tag in a list's form.

    >>> tag_text("{venue}'{yy}", "NSDI", 2025), tag_text("{yy}{venue}", "arxiv", 2023), tag_text("", "OSDI", 2024)
    ("NSDI'25", '23arxiv', "OSDI'24")
    """
    form = form or "{venue}'{yy}"
    if year is None:
        return venue or ""
    # No str.format: a form is taken from a list, and may hold any brace.
    return form.replace("{venue}", venue or "").replace("{yyyy}", str(year)).replace("{yy}", f"{year % 100:02d}")


_BULLET = re.compile(r"^\s*(?:(?:[-*+]|\d+[.)])\s+)?")
_SAMPLE = "Sample: Reading Back What Was Written in a Style"


@lru_cache(maxsize=4096)
def reads_back(form: Form, known: Content) -> bool:
    """Whether what the form writes is read as what was to be written, with nothing left open.

    `known` tells by its fields what there is to write; its words do not matter.
    """
    sample = replace(known, title=_SAMPLE)
    line = form.lines(sample)
    reading = read(_BULLET.sub("", line.split("\n")[0], count=1))
    pairs = (("[", "]"), ("(", ")"), ("\uff08", "\uff09"), ("\u3010", "\u3011"))
    if fold(reading.title) != fold(_SAMPLE) or not all(balanced(line, *pair) for pair in pairs) or _open_emphasis(line):
        return False
    return not _dated(form.parts) or (reading.venue == sample.venue and reading.year == sample.year)


def _first_line_read(form: Form, content: Content) -> Reading:
    return read(_BULLET.sub("", form.lines(content).split("\n")[0], count=1))


def _promises(form: Form, content: Content) -> bool:
    """Whether an entry with its promise is read as promised, at the venue that it names, if it names one."""
    reading = _first_line_read(form, content)
    said = [one for one in statements(reading) if one.standing is Standing.PROMISED]
    if fold(reading.title) != fold(content.title) or not said:
        return False
    named = {one.tag.venue for one in said if one.tag} or {reading.venue}
    return not _dated(form.parts) or named == {content.venue}


def _open_emphasis(line: str) -> bool:
    body = re.sub(r"^\s*[*+-]\s|\]\([^()\s]*\)", "", line)
    return body.count("**") % 2 == 1 or body.replace("**", "").count("*") % 2 == 1
