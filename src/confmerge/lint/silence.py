"""Comments in a list that silence findings; markdown shows nothing of them.

`<!-- confmerge: ignore duplicate, wrong-link -->` at the end of a line silences these rules in that line,
`<!-- confmerge: ignore -->` all rules; `<!-- confmerge: ignore-file missing-venue -->` holds for the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from confmerge.lint.findings import Finding

_COMMENT = re.compile(r"<!--\s*confmerge:\s*ignore(?P<file>-file)?(?P<rules>(?:[\s,]+[a-z-]+?)*)\s*-->", re.I)


def unsilenced(findings: Iterable[Finding], lines: Sequence[str]) -> Iterator[Finding]:
    """Yield the findings of one file that no comment in its lines silences."""
    everywhere: list[frozenset[str]] = []
    by_line: dict[int, list[frozenset[str]]] = {}
    for number, line in enumerate(lines, 1):
        for match in _COMMENT.finditer(line) if "confmerge:" in line else ():
            rules = frozenset(re.findall(r"[a-z]+(?:-[a-z]+)*", match["rules"].lower()))
            (everywhere if match["file"] else by_line.setdefault(number, [])).append(rules)
    for finding in findings:
        if not any(not rules or finding.rule in rules for rules in (*everywhere, *by_line.get(finding.line, ()))):
            yield finding
