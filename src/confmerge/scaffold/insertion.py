"""Grafting an entry into a YAML file: the text before and after it stays as it is, byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from confmerge.registry import split_key

Value: TypeAlias = "str | list[Value] | Mapping[str, Value]"
Entry: TypeAlias = Mapping[str, Value]

_LINE = re.compile(r"[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])|[^\n\r\x85\u2028\u2029]+")  # as YAML does
_PLAIN = re.compile(r"(?:https?://)?[A-Za-z0-9](?:[\w./?=&%~+() -]*[\w./?=&%~+()-])?", re.ASCII)
_WIDTH = 110
_STEP = 2


class CannotGraftError(ValueError):
    """The file is written in a way that leaves no safe place for an entry; the message says which."""


@dataclass(frozen=True, slots=True)
class Graft:
    """An insertion: where it goes in the text (an offset, and the line of its first words), and what."""

    at: int
    line: int
    text: str

    def into(self, source: str) -> str:
        """Return the text with the insertion in its place."""
        return source[: self.at] + self.text + source[self.at :]


def graft(source: str, root: Node | None, entry: Entry) -> Graft:
    """Say where in `source`, whose YAML is `root`, an entry goes, such as {"conferences": {"nsdi": {…}}}.

    Mappings that are there are entered as far as the entry follows them with a single key; the rest is written in
    their style. Editions are kept in the order of their years. Raises CannotGraftError.
    """
    place = _Place(source, root)
    while len(entry) == 1 and (inner := place.enter(*entry)):
        (value,) = entry.values()
        if not isinstance(value, Mapping):
            raise CannotGraftError(f"`{next(iter(entry))}` is there already")
        place, entry = inner, value
    return place.graft(entry)


class _Place:
    """A mapping of the file, or the empty place of one."""

    def __init__(
        self, source: str, node: Node | None, *, key: ScalarNode | None = None, outer: _Place | None = None
    ) -> None:
        self.source, self.node, self.key = source, node, key
        self.outer = outer
        around = outer.node if outer else None
        self.in_flow: bool = bool(outer and outer.in_flow) or (
            isinstance(around, MappingNode) and bool(around.flow_style)
        )

    def enter(self, name: str) -> _Place | None:
        """Return what stands at a key; None where the key is not there."""
        pairs = self.node.value if isinstance(self.node, MappingNode) else []
        for key, value in pairs:
            if isinstance(key, ScalarNode) and key.value == name:
                return _Place(self.source, value, key=key, outer=self)
        return None

    def graft(self, entry: Entry) -> Graft:
        if self.node is None:
            return self._at_the_end(entry)
        if isinstance(self.node, MappingNode) and self.node.flow_style:
            return self._into_flow(self.node, entry)
        if isinstance(self.node, MappingNode) and self.key is None:
            return self._at_the_end(entry)
        if isinstance(self.node, MappingNode):
            return self._into_block(self.node, entry)
        if self.key is not None and self.node.start_mark.index == self.node.end_mark.index and not self.in_flow:
            return self._after(self.key.start_mark.line, entry, self.key.start_mark.column + self._step())
        raise CannotGraftError(f"`{self.key.value if self.key else 'the file'}` has a value that holds no entries")

    def _into_flow(self, node: MappingNode, entry: Entry) -> Graft:
        body = _flow(entry)[1:-1]
        if not node.value:
            start = node.start_mark
            return Graft(self._offset(start.line) + start.column + 1, start.line + 1, body)
        key, value = node.value[-1]
        if _is_alias(key, value):
            raise CannotGraftError("an alias (`*`) stands at the place")
        end = value.end_mark
        return Graft(self._offset(end.line) + end.column, end.line + 1, f", {body}")

    def _into_block(self, node: MappingNode, entry: Entry) -> Graft:
        assert self.key is not None
        before = _predecessor([str(key.value) for key, _ in node.value], next(iter(entry)))
        line = self.key.start_mark.line if before is None else _last_line(*node.value[before])
        return self._after(line, entry, node.value[0][0].start_mark.column, parted=self._parts_entries(node))

    def _parts_entries(self, node: MappingNode) -> bool:
        """Whether conferences are parted by blank lines: one alone will be, like those of the bundled file."""
        if self.outer is None or self.outer.key is not None:
            return False
        lines = _LINE.findall(self.source)
        return len(node.value) == 1 or any(not lines[key.start_mark.line - 1].strip() for key, _ in node.value[1:])

    def _at_the_end(self, entry: Entry) -> Graft:
        lines = _LINE.findall(self.source)
        return self._after(len(lines) - 1, entry, 0, parted=bool(lines and lines[-1].strip()))

    def _after(self, line: int, entry: Entry, indent: int, *, parted: bool = False) -> Graft:
        """Put an entry behind a line (counted from 0), or at the very beginning, behind line -1."""
        newline = "\r\n" if "\r\n" in self.source else "\n"
        lines = [*([""] if parted else []), *_block(entry, indent, self._step())]
        at = self._offset(line + 1)
        if at and self.source[at - 1] not in "\n\r\x85\u2028\u2029":
            return Graft(at, line + 2 + parted, "".join(newline + words for words in lines))
        return Graft(at, line + 2 + parted, "".join(words + newline for words in lines))

    def _offset(self, line: int) -> int:
        return sum(map(len, _LINE.findall(self.source)[:line]))

    def _step(self) -> int:
        """How far the file indents: by the first key inside another, from here outwards."""
        place: _Place | None = self
        while place is not None:
            inner = place.node
            if place.key is not None and isinstance(inner, MappingNode) and inner.value and not inner.flow_style:
                return int(inner.value[0][0].start_mark.column) - int(place.key.start_mark.column)
            place = place.outer
        return _STEP


def _predecessor(keys: list[str], new: str) -> int | None:
    """Return the index of the key behind which a new one goes: editions by year, as they run; all else at the end."""
    years = [parts[1] if (parts := split_key(key)) else None for key in [*keys, new]]
    known = [year for year in years[:-1] if year is not None]
    own = years[-1]
    if own is None or len(known) != len(keys):
        return len(keys) - 1
    downwards = len(known) > 1 and known == sorted(known, reverse=True)
    earlier = [index for index, year in enumerate(known) if (year > own if downwards else year < own)]
    return max(earlier, default=None)


def _is_alias(key: Node, value: Node) -> bool:
    """Whether a value is an alias: it has the place of what it stands for, which is further up."""
    return bool(value.start_mark.index < key.start_mark.index)


def _last_line(key: Node, value: Node) -> int:
    """Return the last line of an entry, counted from 0; what follows it (blank lines, comments) is not part of it."""
    if _is_alias(key, value):
        return int(key.end_mark.line)
    if isinstance(value, MappingNode) and not value.flow_style:
        return max((_last_line(*pair) for pair in value.value), default=key.end_mark.line)
    if isinstance(value, SequenceNode) and not value.flow_style:
        return max((_last_line(value, item) for item in value.value), default=key.end_mark.line)
    is_literal = isinstance(value, ScalarNode) and value.style in ("|", ">")
    end = value.end_mark
    return int(end.line) - 1 if is_literal and end.column == 0 else int(end.line)


# --- writing ---------------------------------------------------------------------------------------------------------


def _block(entry: Entry, indent: int, step: int) -> Iterator[str]:
    """Yield an entry line by line; what holds no further mappings stands on one line, where it fits."""
    for key, value in entry.items():
        line = f"{' ' * indent}{key}: {_flow(value)}"
        is_leaf = not isinstance(value, Mapping) or not any(isinstance(part, Mapping) for part in value.values())
        if is_leaf and len(line) <= _WIDTH:
            yield line
            continue
        yield f"{' ' * indent}{key}:"
        if isinstance(value, Mapping):
            yield from _block(value, indent + step, step)
        else:
            items = value if isinstance(value, list) else [value]
            yield from (f"{' ' * (indent + step)}- {_flow(item)}" for item in items)


def _flow(value: Value) -> str:
    """Return a value on one line."""
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.casefold() != "null"
        return value if plain else json.dumps(value, ensure_ascii=not value.isprintable())
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return "{" + ", ".join(f"{key}: {_flow(part)}" for key, part in value.items()) + "}"
