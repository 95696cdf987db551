"""YAML nodes as a rules file has them: each is taken as what it should be, and what is wrong is told with its line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import yaml

from confmerge.errors import InputError

_LIMIT = 10.0
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_NULL = "tag:yaml.org,2002:null"


class Problems:
    """What is wrong in rules files, of all of them at once."""

    def __init__(self) -> None:
        self._told: list[tuple[Path, int, str]] = []

    def add(self, path: Path, node: yaml.Node, key: str, message: str) -> None:
        """Remember that `key`, which stands at `node`, is wrong."""
        self._told.append((path, node.start_mark.line + 1, f"`{key}` {message}" if key else message))

    def finish(self) -> None:
        """Raise InputError with every problem, one a line, file by file in the order in which they were read."""
        if self._told:
            files = list(dict.fromkeys(path for path, _, _ in self._told))
            (path, line, first), *others = sorted(self._told, key=lambda one: (files.index(one[0]), *one[1:]))
            raise InputError(first + "".join(f"\n{where}:{at}: {what}" for where, at, what in others), path, line)


class Nodes:
    """Takes the nodes of one file, collecting problems instead of stopping at the first."""

    def __init__(self, path: Path, problems: Problems) -> None:
        self.path, self._problems = path, problems

    def complain(self, node: yaml.Node, key: str, message: str) -> None:
        """Remember a problem."""
        self._problems.add(self.path, node, key, message)

    def mapping(self, node: yaml.Node | None, key: str, allowed: Sequence[str] | None = None) -> dict[str, yaml.Node]:
        """Return keys and value nodes; nothing for null. Unknown and duplicate keys are problems."""
        if node is None or node.tag == _NULL:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.complain(node, key, "should be keys and values")
            return {}
        values: dict[str, yaml.Node] = {}
        for name_node, value in node.value:
            name = self.text(name_node, key)
            where = f"{key}.{name}" if key else name
            if name in values:
                self.complain(name_node, where, f"stands twice, first on line {values[name].start_mark.line + 1}")
            elif allowed is not None and name not in allowed:
                self.complain(name_node, where, f"is not a key here; {_known(name, allowed)}")
            elif name:
                values[name] = value
        return values

    def items(self, node: yaml.Node | None, key: str) -> list[yaml.Node]:
        """Return the nodes of a list; an empty list and null are no rule."""
        if node is None or node.tag == _NULL:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.complain(node, key, "should be a list, one `- phrase` a line")
            return []
        return list(node.value)

    def text(self, node: yaml.Node, key: str) -> str:
        """Return a text; a number or `no` is taken as it is written."""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.complain(node, key, "should be text")
            return ""
        return str(node.value)

    def number(self, node: yaml.Node, key: str, low: float = -_LIMIT, high: float = _LIMIT) -> float:
        """Return a number from `low` to `high`."""
        try:
            value = float(node.value) if node.tag in _NUMBERS else math.nan
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            self.complain(node, key, f"should be a number from {low:g} to {high:g}")
            return 0.0
        return value


def _known(name: str, allowed: Sequence[str]) -> str:
    close = get_close_matches(name, allowed, 1)
    return f"did you mean `{close[0]}`?" if close else f"known are {', '.join(allowed) or 'none'}"
