"""A YAML file read with the line of every key, so that all errors can be shown at once and each at its place.

Values are taken as they are written, by the type that the reader asks for: `no` is the text "no", `1.10` stays
1.10, and a date is a date. YAML's own guesses never come into it. Duplicate and unknown keys are problems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from confmerge.errors import InputError
from confmerge.files import read_bytes

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times faster, and keeps the marks
_BARE_ADDRESS = re.compile(r"[\[{,:]\s*https?://[^\s\"']*\{")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file: where (line from 1, and the key's path), and what to do."""

    path: Path
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.key}: {self.message}"


class Block:
    """A YAML mapping. Reading a key gives None where it is absent, null, or wrong; what is wrong is reported."""

    def __init__(self, path: Path, key: str, line: int, problems: list[Problem]) -> None:
        self.path, self.key, self.line = path, key, line
        self._problems = problems
        self._nodes: dict[str, tuple[int, Node]] = {}
        self._read: set[str] = set()

    def _fill(self, node: Node) -> Block:
        if not isinstance(node, MappingNode):
            self.report(f"should be a mapping (`key: value` lines), not {_kind(node)}")
            return self
        for key_node, value in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self._problems.append(Problem(self.path, line, self.key, "has a key that is no word"))
            elif (name := key_node.value) in self._nodes:
                message = f"stands here a second time; the first is in line {self._nodes[name][0]}"
                self._problems.append(Problem(self.path, line, self._path_of(name), message))
            else:
                self._nodes[name] = (line, value)
        return self

    def _path_of(self, name: str) -> str:
        return f"{self.key}.{name}" if self.key else name

    def report(self, message: str, name: str | None = None) -> None:
        """Add a problem with this block, or with its key `name`."""
        line = self._nodes[name][0] if name in self._nodes else self.line
        key = self._path_of(name) if name else self.key or "the file"
        self._problems.append(Problem(self.path, line, key, message))

    def _take(self, name: str) -> Node | None:
        self._read.add(name)
        node = self._nodes[name][1] if name in self._nodes else None
        return None if node is None or (node.tag == _NULL and isinstance(node, ScalarNode)) else node

    def text(self, name: str) -> str | None:
        """Return a text; a number or `no` is taken as it is written."""
        node = self._take(name)
        if node is None:
            return None
        text = _text(node)
        if not text:
            self.report(f"should be a text, not {_kind(node)}", name)
        return text or None

    def date(self, name: str) -> date | None:
        """Return a date that is written as 2025-04-28."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return date.fromisoformat(text if _DATE.fullmatch(text) else "")
        except ValueError:
            self.report(f"should be a date such as 2025-04-28, not `{text}`", name)
            return None

    def count(self, name: str) -> int | None:
        """Return a whole number above zero."""
        text = self.text(name)
        if text is None:
            return None
        if text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0:
            return int(text)
        self.report(f"should be a whole number above 0, not `{text}`", name)
        return None

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Return one text or a list of them as a tuple."""
        groups = self.groups(name)
        if groups is None:
            return None
        if any(len(group) != 1 for group in groups):
            self.report("should be a list of texts, without lists inside", name)
            return None
        return tuple(group[0] for group in groups)

    def groups(self, name: str) -> tuple[tuple[str, ...], ...] | None:
        """Return a list whose items are a text or a list of texts; a single text counts as a list of one."""
        groups = self.labelled(name)
        if groups is not None and any(label for label, _ in groups):
            self.report("should hold texts, not `key: value`", name)
            return None
        return None if groups is None else tuple(texts for _, texts in groups)

    def labelled(self, name: str) -> tuple[tuple[str | None, tuple[str, ...]], ...] | None:
        """Return the items of a list as (label, texts): an item is a text or a list of texts, or `label:` and either.

        A single item counts as a list of one.
        """
        node = self._take(name)
        if node is None:
            return None
        items = node.value if isinstance(node, SequenceNode) else [node]
        groups = []
        for item in items:
            label, texts = None, item
            if isinstance(item, MappingNode) and len(item.value) == 1:
                key, texts = item.value[0]
                label = _text(key)
            group = [_text(part) for part in (texts.value if isinstance(texts, SequenceNode) else [texts])]
            whole = tuple(text for text in group if text)
            if not whole or len(whole) != len(group) or label == "":
                line = item.start_mark.line + 1
                message = "should hold texts, none of them empty"
                self._problems.append(Problem(self.path, line, self._path_of(name), message))
                return None
            groups.append((label, whole))
        return tuple(groups)

    def is_mapping(self, name: str) -> bool:
        """Whether the key holds a mapping."""
        return isinstance(self._take(name), MappingNode)

    def block(self, name: str) -> Block:
        """Return the mapping at `name`; an absent or null one is empty."""
        node = self._take(name)
        line = self._nodes[name][0] if name in self._nodes else self.line
        block = Block(self.path, self._path_of(name), line, self._problems)
        return block if node is None else block._fill(node)

    def names(self) -> list[str]:
        """Return the keys in the order of the file."""
        return list(self._nodes)

    def blocks(self, name: str) -> Iterator[tuple[str, Block]]:
        """Yield each key below `name` with its mapping."""
        outer = self.block(name)
        for inner in outer.names():
            yield inner, outer.block(inner)

    def finish(self, what: str) -> None:
        """Report every key that nobody asked for: a slip of the pen must not pass as "absent"."""
        for name in [name for name in self._nodes if name not in self._read]:
            known = ", ".join(sorted(self._read))
            self.report(f"is not a key that {what} has (known: {known})", name)


def _text(node: Node) -> str | None:
    return node.value.strip() if isinstance(node, ScalarNode) and node.tag != _NULL else None


def _kind(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    return f"`{node.value}`" if node.value else "nothing"


def compose(path: Path) -> Node | None:
    """Read a YAML file as nodes that know their lines; None for an empty file.

    Raises InputError where the file cannot be read at all or is not YAML.
    """
    data = read_bytes(path)
    text = ""
    try:
        text = data.decode("utf-8-sig")
        node: Node | None = yaml.compose(text, Loader=_LOADER)
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 text: {error.reason} at byte {error.start}", path) from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or type(error).__name__
        if mark and any(map(_BARE_ADDRESS.search, text.split("\n")[mark.line : mark.line + 1])):
            reason += " (inside [ ] and { } an address with {key} or {year} needs quotes)"
        raise InputError(f"is not YAML: {reason}", path, mark.line + 1 if mark else None) from error
    return node


def read_document(path: Path, problems: list[Problem]) -> Block:
    """Read a YAML file as a Block; what is wrong inside it is added to `problems`, now and while it is read.

    Raises InputError where the file cannot be read at all or is not YAML.
    """
    node = compose(path)
    root = Block(path, "", 1, problems)
    return root if node is None else root._fill(node)
