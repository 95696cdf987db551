"""What lint reports: findings with their places, and the small changes that certainly mend some of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from confmerge.lint.rules import NOTES
from confmerge.lists import Document
from confmerge.lists.document import without_ending
from confmerge.lists.splice import Edit


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that is certainly meant: `text` instead of what stands from `start` to `end` in `line` (from 0)."""

    line: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `line` counts from 1; `others` are the other places concerned, `file:line`."""

    file: str
    line: int
    rule: str
    message: str
    evidence: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    fix: Fix | None = None

    @property
    def is_note(self) -> bool:
        """Whether this is worth telling, but nothing to mend."""
        return self.rule in NOTES

    def text(self) -> str:
        """Return the finding as one line: `file:line: rule: message`."""
        return f"{self.file}:{self.line}: {self.rule}: {' '.join(self.message.split())}"

    def to_dict(self, document: Document) -> dict[str, Any]:
        """Return the JSON form; a fix is given as the line before and after it."""
        record: dict[str, Any] = {"file": self.file, "line": self.line, "rule": self.rule, "message": self.message}
        record |= {"evidence": list(self.evidence), "others": list(self.others)}
        for edit in edits(document, [self.fix] if self.fix else []):
            record["fix"] = {"line": edit.line + 1, "old": document.lines[edit.line], "new": edit.lines[0]}
        return record


def edits(document: Document, fixes: Iterable[Fix]) -> list[Edit]:
    """Return the fixes as edits, one for each line; of two that touch the same letters the first one is made."""
    by_line: defaultdict[int, set[Fix]] = defaultdict(set)
    for fix in fixes:
        by_line[fix.line].add(fix)
    made = []
    for line, wanted in sorted(by_line.items()):
        if is_whole(document, line):
            made.append(Edit(line, (_mended(document.lines[line], wanted),), 1, "fix"))
    return made


def _mended(old: str, wanted: Iterable[Fix]) -> str:
    new, position = "", 0
    for fix in sorted(wanted, key=lambda fix: (fix.start, fix.end, fix.text)):
        if fix.start >= position:
            new += old[position : fix.start] + fix.text
            position = fix.end
    return new + old[position:]


def is_whole(document: Document, line: int) -> bool:
    """Whether a line's text is all that its bytes hold, so that a line put in its place loses nothing."""
    data = without_ending(document.raw[line]).removeprefix(b"\xef\xbb\xbf" if line == 0 else b"")
    return data == document.lines[line].encode("utf-8", "surrogateescape")
