"""A list in a git repository of its own, what confmerge proposes for it, and git applying that."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from confmerge.job import Result, propose_edition
from confmerge.lists.document import Document
from confmerge.paper import Paper, read_papers
from confmerge.registry import Registry, load_registry
from confmerge.report import Diffs

TOP = Path(__file__).parent.parent
TODAY = date(2025, 6, 1)
# No setting of whoever runs the tests: what is under test is git's own reading of a diff.
GIT_ALONE = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder: Path, *arguments: str, data: bytes = b"") -> None:
    """Run git in `folder`; its words are the failure's."""
    answer = subprocess.run(
        ["git", *arguments], cwd=folder, input=data, capture_output=True, env=GIT_ALONE, check=False
    )
    assert answer.returncode == 0, answer.stderr.decode("utf-8", "replace")


def make_repository(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q")
    return folder


def registry() -> Registry:
    return load_registry(TOP / "conferences.yaml")


class Trial:
    """A list file below a git root, and runs on it."""

    def __init__(self, folder: Path, data: bytes, name: str = "list.md", decisions: str | None = None) -> None:
        self.root = make_repository(folder / "repository")
        self.output = folder / "output"
        self.path = self.root / name
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(data)
        if decisions is not None:
            (self.path.parent / "decisions.yaml").write_text(decisions, "utf-8")

    @property
    def data(self) -> bytes:
        return self.path.read_bytes()

    def propose(self, papers: Sequence[Paper], edition: str = "nsdi25", today: date = TODAY) -> Result:
        known = registry()
        return propose_edition(
            known, known.edition(edition), papers, self.output / edition, into=[self.path], today=today
        )

    def apply(self, diff: bytes, *, back: bool = False) -> None:
        """Let git apply a diff to the list (or take it back)."""
        if diff:
            git(self.root, "apply", "--whitespace=nowarn", *(["-R"] if back else []), "-", data=diff)

    def applied(self, papers: Sequence[Paper], edition: str = "nsdi25") -> tuple[Result, Diffs]:
        """Propose, apply both diffs, and return the result with its only list's diffs."""
        result = self.propose(papers, edition)
        diffs = diffs_of(result)
        self.apply(diffs.additions)
        self.apply(diffs.promotions)
        return result, diffs


def diffs_of(result: Result) -> Diffs:
    (diffs,) = result.diffs.values()
    return diffs


def edition_of(papers: Path) -> str:
    """The edition that a papers.jsonl names in its first line."""
    edition = read_papers(papers)[0].edition
    assert edition is not None, f"{papers}: the first paper names no edition"
    return edition


def check_honest(before: bytes, diff: bytes, *, may_go: Sequence[bytes] = ()) -> None:
    """A diff of additions puts lines in and takes none out but `may_go`.

    The last line of a file without a final newline may come out, to come in again with one.
    """
    lines = Document(Path("before"), before).raw
    last = lines[-1] if lines and not lines[-1].endswith(b"\n") else None
    body = diff.split(b"\n")[3:]
    removed = [line[1:] for line in body if line.startswith(b"-")]
    added = [line[1:] for line in body if line.startswith(b"+")]
    allowed = [line.rstrip(b"\r\n") for line in may_go]
    for line in removed:
        if line.removesuffix(b"\r") not in allowed:
            assert line == last, line
            assert {line, line + b"\r"} & set(added)
