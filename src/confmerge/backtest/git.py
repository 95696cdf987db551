"""Git as a reader needs it: what a repository holds, and the bytes of its blobs. Nothing in it is ever changed."""

from __future__ import annotations

import os
import subprocess
from functools import cached_property
from pathlib import Path
from types import TracebackType

from confmerge.errors import InputError

# Variables by which git finds a repository other than the one that is named here (set inside hooks).
_ELSEWHERE = ("DIR", "WORK_TREE", "INDEX_FILE", "COMMON_DIR", "OBJECT_DIRECTORY", "NAMESPACE", "PREFIX")
# No transport: what a partial clone lacks is not fetched. And nobody's settings that change what is printed.
_PLAIN = ("-c", "protocol.allow=never", "-c", "diff.relative=false", "-c", "log.diffMerges=separate")
_HEAD_HELP = "check out a branch first"
REGULAR = (b"100644", b"100755")


class Repository:
    """A git repository, bare or not, found from a folder as git finds it. To be used in a `with`."""

    def __init__(self, path: Path) -> None:
        """Raises InputError where there is no repository, or no git."""
        self.path = path
        if not path.is_dir():
            what = (
                "is a file; name the repository's folder, and the file with --file" if path.exists() else "is not there"
            )
            raise InputError(what, path)
        self._reader: subprocess.Popen[bytes] | None = None
        self.shallow = self.ask("rev-parse", "--is-shallow-repository").strip() == b"true"
        self.prefix = os.fsdecode(self.ask("rev-parse", "--show-prefix").removesuffix(b"\n"))

    def __enter__(self) -> Repository:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._reader is not None:
            self._reader.kill()
            self._reader.communicate()

    def ask(self, *arguments: str) -> bytes:
        """Return what git prints. Raises InputError with git's words where it fails."""
        command = ["git", *_PLAIN, *arguments]
        try:
            answer = subprocess.run(command, cwd=self.path, env=_environment(), capture_output=True, check=False)
        except FileNotFoundError as error:
            raise InputError("git is not installed; a history is read with it") from error
        if answer.returncode:
            words = " ".join(answer.stderr.decode("utf-8", "replace").split())
            raise InputError(f"git {arguments[0]} failed: {words.removeprefix('fatal: ')}", self.path)
        return answer.stdout

    @cached_property
    def head(self) -> str | None:
        """The commit that is checked out; None where there is none yet."""
        name = "HEAD^{commit}"
        try:
            return self.ask("rev-parse", "--verify", "--quiet", name).decode("ascii").strip()
        except InputError:
            if self.ask("rev-list", "-n", "1", "--all") or not self.ask("symbolic-ref", "HEAD"):
                raise InputError(f"has commits, but HEAD names none of them ({_HEAD_HELP})", self.path) from None
            return None

    @cached_property
    def root(self) -> Path | None:
        """The top of the working tree; None in a bare repository."""
        if self.ask("rev-parse", "--is-inside-work-tree").strip() != b"true":
            return None
        return Path(os.fsdecode(self.ask("rev-parse", "--show-toplevel").removesuffix(b"\n")))

    def tree(self) -> dict[str, str]:
        """Return the files of the commit that is checked out, with their blobs."""
        if self.head is None:
            return {}
        found = {}
        for line in self.ask("ls-tree", "-r", "-z", "--full-tree", self.head).split(b"\0"):
            meta, _, path = line.partition(b"\t")
            mode, _, blob = meta.partition(b" blob ")
            if mode in REGULAR:
                found[os.fsdecode(path)] = blob.decode("ascii")
        return found

    def remotes(self) -> list[str]:
        """Return the addresses that the repository was cloned from."""
        lines = self.ask("remote", "-v").decode("utf-8", "replace").splitlines()
        return [line.split("\t")[1].rpartition(" ")[0] for line in lines if "\t" in line]

    def blob(self, name: str) -> bytes:
        """Return the bytes of a blob. Raises InputError where it is not here, as in a partial clone."""
        if self._reader is None:
            self._reader = subprocess.Popen(
                ["git", *_PLAIN, "cat-file", "--batch"],
                cwd=self.path,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        asked, answers = self._reader.stdin, self._reader.stdout
        assert asked is not None
        assert answers is not None
        try:
            asked.write(f"{name}\n".encode("ascii"))
            asked.flush()
        except BrokenPipeError:
            pass  # it has ended, and says nothing: told below
        head = answers.readline().split()
        if len(head) != 3:
            told = f"does not hold the blob {name} of its own history (a partial or damaged clone); clone it whole"
            raise InputError(told, self.path)
        return answers.read(int(head[2]) + 1)[:-1]


def _environment() -> dict[str, str]:
    """The caller's variables, without those that name another repository, and git asked to leave this one alone."""
    ours = {key: value for key, value in os.environ.items() if key.removeprefix("GIT_") not in _ELSEWHERE}
    return ours | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
