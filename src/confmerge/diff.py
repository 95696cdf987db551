"""Unified diffs made from declared edits, and git's word that they apply."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from confmerge.errors import InputError, RefusedError
from confmerge.lists.document import Document, without_ending
from confmerge.lists.splice import Edit, ends_open, new_lines

_CONTEXT = 3
_NO_NEWLINE = b"\n\\ No newline at end of file\n"


def unified(document: Document, edits: Sequence[Edit], name: str) -> bytes:
    """Return the diff of `edits` as `git diff` would print it, `name` being the path from the root; b"" for none.

    Only what the edits declare is marked: no algorithm guesses which of two equal lines is new. The last line of a
    file without a final newline is the one exception: putting a line after it gives it one.
    """
    ordered = sorted(edits, key=lambda edit: edit.line)
    changes = zip(ordered, new_lines(document, ordered), strict=True)
    ordered = [edit for edit, new in changes if new != document.raw[edit.line : edit.line + edit.remove]]
    if not ordered:
        return b""
    lines = _marked(document, ordered)
    changed = [i for i, (mark, _) in enumerate(lines) if mark != b" "]
    old, new = _quoted(f"a/{name}"), _quoted(f"b/{name}")
    head = b"diff --git %s %s\n--- %s\n+++ %s\n" % (old, new, _tabbed(old), _tabbed(new))
    chunks = [head]
    for first, last in _hunks(changed, len(lines)):
        chunks.append(_hunk(lines, first, last))
    return b"".join(chunks)


def _marked(document: Document, edits: Sequence[Edit]) -> list[tuple[bytes, bytes]]:
    """The whole file as (mark, line): kept, removed and new lines in their order."""
    raw, lines, position = document.raw, [], 0
    for edit, new in zip(edits, new_lines(document, edits), strict=True):
        lines += [(b" ", line) for line in raw[position : edit.line]]
        lines += [(b"-", line) for line in raw[edit.line : edit.line + edit.remove]]
        if new and lines and lines[-1][0] == b" " and not lines[-1][1].endswith(b"\n"):
            lines[-1:] = [(b"-", raw[-1]), (b"+", raw[-1] + document.newline_at(edit.line))]
        lines += [(b"+", line) for line in new]
        position = edit.line + edit.remove
    lines += [(b" ", line) for line in raw[position:]]
    if ends_open(document, edits):
        lines[-1] = b"+", without_ending(lines[-1][1])
    return lines


def _hunks(changed: list[int], length: int) -> list[tuple[int, int]]:
    hunks: list[tuple[int, int]] = []
    for index in changed:
        first, last = max(0, index - _CONTEXT), min(length, index + _CONTEXT + 1)
        if hunks and first <= hunks[-1][1]:
            hunks[-1] = hunks[-1][0], last
        else:
            hunks.append((first, last))
    return hunks


def _hunk(lines: list[tuple[bytes, bytes]], first: int, last: int) -> bytes:
    before_old = sum(mark != b"+" for mark, _ in lines[:first])
    before_new = sum(mark != b"-" for mark, _ in lines[:first])
    old = sum(mark != b"+" for mark, _ in lines[first:last])
    new = sum(mark != b"-" for mark, _ in lines[first:last])
    header = f"@@ -{before_old + bool(old)},{old} +{before_new + bool(new)},{new} @@\n".encode()
    body = b"".join(mark + (line if line.endswith(b"\n") else line + _NO_NEWLINE) for mark, line in lines[first:last])
    return header + body


def _quoted(path: str) -> bytes:
    """Quote a path as git does: in double quotes with octal escapes where it holds more than plain letters."""
    data = path.encode("utf-8", "surrogateescape")
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in data):
        return data
    plain = {ord('"'): b'\\"', ord("\\"): b"\\\\", ord("\t"): b"\\t", ord("\n"): b"\\n"}
    return (
        b'"'
        + b"".join(plain.get(byte) or (bytes([byte]) if 0x20 <= byte < 0x7F else b"\\%03o" % byte) for byte in data)
        + b'"'
    )


def _tabbed(path: bytes) -> bytes:
    return path + b"\t" if b" " in path and not path.startswith(b'"') else path


def git_root(path: Path) -> Path:
    """Return the root of the git working tree that holds `path`, else the folder of `path`."""
    folder = path.resolve().parent
    answer = _git(["rev-parse", "--show-toplevel"], folder)
    if answer.returncode:
        return folder
    return Path(answer.stdout.decode("utf-8", "surrogateescape").rstrip("\n"))


def check_applies(diff: bytes, root: Path) -> None:
    """Ask git whether `diff` applies to the files below `root`. Raises RefusedError with git's words if not."""
    if not diff:
        return
    answer = _git(["apply", "--check", "--whitespace=nowarn", "-"], root, diff)
    if answer.returncode:
        words = answer.stderr.decode("utf-8", "replace").strip()
        raise RefusedError(f"git would not apply the diff made for {root}: {words}; no diff was written")


def _git(arguments: list[str], folder: Path, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], cwd=folder, input=data, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise InputError("git is not installed; diffs are checked with it before they are written") from error
