"""What a command prints when a run is over: counts, files, the git command to apply the diff, and the diff itself."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from confmerge.propose import ListChange, Proposal
from confmerge.registry import Edition
from confmerge.report import Diffs, count, here

_BOLD, _GREEN, _RED, _CYAN, _OFF = "\x1b[1m", "\x1b[32m", "\x1b[31m", "\x1b[36m", "\x1b[0m"


def summary(
    edition: Edition,
    proposals: Sequence[Proposal],
    changes: Sequence[ListChange],
    diffs: Mapping[str, Diffs],
    folder: Path,
    attempt: Mapping[str, Any],
    colour: bool,
) -> str:
    """Return what a run did, where the files are, and the diffs; coloured for a terminal."""
    bold = (lambda text: f"{_BOLD}{text}{_OFF}") if colour else (lambda text: text)
    outcome = f" ({attempt['outcome']}: {attempt['url']})" if attempt.get("url") and attempt.get("outcome") else ""
    lines = [bold(edition.label) + outcome, *_sources(attempt)]
    if not changes:
        lines.append(str(count(proposals, None)))
        lines.append("no target list: give one with -a into=LIST.md (crawl) or --into LIST.md (propose),")
        lines.append("or name your lists under `lists:` in a conferences.yaml of your own")
    for change in changes:
        prefix = f"{change.target.key}: " if len(changes) > 1 else ""
        lines.append(prefix + str(count(proposals, change.target.key)))
    for one in dict.fromkeys(name for change in changes for name in change.idle):
        lines.append(f"note: decisions.yaml decides of `{one}`, which is none of the papers")
    lines += ["", f"  {here(folder / 'report.md')}  what was found, and why"]
    for change in changes:
        lines += _list_lines(change, diffs[change.target.key], folder)
    for change in changes:
        for diff in (diffs[change.target.key].additions, diffs[change.target.key].promotions):
            if diff:
                lines += ["", _shown(diff, colour)]
    return "\n".join(lines) + "\n"


def _sources(attempt: Mapping[str, Any]) -> list[str]:
    """Say where the papers come from if not from the first source, and whether another one disagrees."""
    lines = [str(attempt["message"])] if attempt.get("source", 1) > 1 and attempt.get("message") else []
    lines += [f"note: {remark}" for remark in attempt.get("remarks") or ()]
    for source in attempt.get("sources") or ():
        parts = [(len(source["missing_here"]), "not in this list"), (len(source["missing_there"]), "only in this list")]
        parts.append((len(source["retitled"]), "called otherwise"))
        differing = ", ".join(f"{number} {what}" for number, what in parts if number) or "the same papers"
        lines.append(f"second source, {source['family']} ({source['count']} papers): {differing}")
    return lines


def _list_lines(change: ListChange, diffs: Diffs, folder: Path) -> list[str]:
    key, path = change.target.key, here(change.target.main.document.path)
    lines = []
    if diffs.additions:
        done = [f"new section {' / '.join(change.new_section)}"] if change.new_section else []
        done += [f"TODO line {item.line + 1} removed" for item in change.todo]
        lines.append(f"  {here(folder / f'{key}.diff')}  for {path}" + (f": {', '.join(done)}" if done else ""))
        lines.append(f"  to apply it: {_apply(change.target.root, folder / f'{key}.diff')}")
    else:
        lines.append(f"  {here(folder / f'{key}.diff')}  is empty: nothing to add to {path}")
    if diffs.promotions:
        diff = folder / f"{key}.promotions.diff"
        lines.append(f"  {here(diff)}  preprints that were accepted, on top of the other diff")
        lines.append(f"  to apply it: {_apply(change.target.root, diff)}")
    return lines


def _apply(root: Path, diff: Path) -> str:
    """The git command that applies a diff, to be typed where the reader stands."""
    if root.resolve() == Path.cwd():
        return f"git apply {shlex.quote(here(diff))}"
    return f"git -C {shlex.quote(here(root))} apply {shlex.quote(os.fspath(diff.resolve()))}"


def _shown(diff: bytes, colour: bool) -> str:
    text = diff.decode("utf-8", "replace").rstrip("\n")
    if not colour:
        return text
    return "\n".join(_coloured(line) for line in text.split("\n"))


def _coloured(line: str) -> str:
    if line.startswith(("diff ", "--- ", "+++ ")):
        return f"{_BOLD}{line}{_OFF}"
    shade = {"+": _GREEN, "-": _RED, "@": _CYAN}.get(line[:1])
    return f"{shade}{line}{_OFF}" if shade else line
