"""What was left behind in a list: empty tags, lines that wait for entries which have come, marks of a merge."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from confmerge.lint.findings import Finding
from confmerge.lint.written import Text
from confmerge.lists import PaperList, Section

_EMPTY_TAG = re.compile(r"(?:(?<=\s)|(?<=\)))\[\s*\](?=\s*(?:$|<!--|</?br))", re.M | re.I)
_WAITING = re.compile(
    r"\W*(?:(?:to|will) be (?:updated|added|completed|continued|announced|filled)(?: soon| later)?|tb[ad]|todo|wip"
    r"|coming soon|work in progress)\W*",
    re.I,
)


_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7}) \S")


def conflict_findings(file: str, lines: Sequence[str], code: Collection[int]) -> Iterator[Finding]:
    """Yield what git writes where it cannot merge, unless it is shown as code."""
    for number, line in enumerate(lines):
        if line.startswith(("<", ">", "|")) and _CONFLICT.match(line) and number not in code:
            yield Finding(file, number + 1, "merge-conflict", f"`{line[:7]}` is what git leaves of a conflict")


def leftover_findings(file: str, paper_list: PaperList, texts: list[Text]) -> Iterator[Finding]:
    """Yield empty tags at the end of entries, and placeholders in sections that hold entries."""
    held = {line for entry in paper_list.entries for line in range(entry.line, entry.end_line + 1)}
    for text in texts:
        for match in _EMPTY_TAG.finditer(text.seen):
            if (line := text.at(match.start()) + 1) in held:
                yield Finding(file, line, "empty-tag", "an empty tag: `[]`")
        if text.kind == "paragraph" and _WAITING.fullmatch(text.text):
            section = _at(paper_list.top, text.line)
            if section.entries and text.line + 1 not in held:
                told = f"`{' '.join(text.text.split())}` stands among {len(section.entries)} entries"
                first = section.entries[0]
                yield Finding(file, text.line + 1, "placeholder", told, (), (f"{first.file}:{first.line}",))


def _at(section: Section, line: int) -> Section:
    """The innermost section that holds a line."""
    for child in section.children:
        if child.line < line < child.end:
            return _at(child, line)
    return section
