"""The keyword rules: a YAML file that a person edits, read with the line of everything that is wrong in it.

The bundled `default.yaml` explains the format in its comments. A file of one's own replaces it, or begins with
`extends: default` and then says only what differs: a name given there wins over the bundled phrase of that name, and
weight 0 switches it off.
"""

from __future__ import annotations

import math
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import yaml

from confmerge.errors import InputError
from confmerge.rules.model import Field, Kind, Phrase, Rules
from confmerge.rules.phrases import is_phrase, spellings
from confmerge.yamlfile import compose

BUNDLED = Path(__file__).with_name("default.yaml")
FIELDS = ("title", "session", "abstract")

_LIMIT = 10.0
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_NULL = "tag:yaml.org,2002:null"


def load_rules(path: Path | None = None) -> Rules:
    """Read a rules file, or the bundled one.

    Raises InputError that names file, line and key of every problem, one a line.
    """
    path = path or BUNDLED
    reader = _Reader(path)
    root = _compose(path)
    top = reader.mapping(root, "", ("extends", "fields", "kinds", "topics"))
    base = Rules()
    if "extends" in top and reader.text(top["extends"], "extends", ("default",)):
        base = load_rules()
    rules = Rules(
        phrases=reader.topics(top.get("topics"), base),
        fields=reader.fields(top.get("fields"), base) or {"title": Field()},
        kinds=reader.kinds(top.get("kinds"), base),
    )
    reader.finish()
    return rules


def _compose(path: Path) -> yaml.Node:
    root = compose(path)
    if root is None:
        raise InputError("is empty; write `extends: default` to start from the bundled rules", path)
    return root


class _Reader:
    """Walks the YAML nodes, collecting problems instead of stopping at the first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._problems: list[tuple[int, str]] = []
        self._listed: dict[str, int] = {}
        self._topics: set[str] = set()

    def finish(self) -> None:
        if self._problems:
            (line, first), *others = sorted(self._problems)
            rest = (f"\n{self._path}:{number}: {message}" for number, message in others)
            raise InputError(first + "".join(rest), self._path, line)

    def complain(self, node: yaml.Node, key: str, message: str) -> None:
        self._problems.append((node.start_mark.line + 1, f"`{key}` {message}" if key else message))

    def mapping(self, node: yaml.Node | None, key: str, allowed: tuple[str, ...] | None = None) -> dict[str, yaml.Node]:
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

    def text(self, node: yaml.Node, key: str, allowed: tuple[str, ...] | None = None) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.complain(node, key, "should be text")
            return ""
        if allowed is not None and node.value not in allowed:
            self.complain(node, key, f"cannot be `{node.value}`; {_known(node.value, allowed)}")
            return ""
        return str(node.value)

    def number(self, node: yaml.Node, key: str, low: float = -_LIMIT) -> float:
        try:
            value = float(node.value) if node.tag in _NUMBERS else math.nan
        except ValueError:
            value = math.nan
        if not low <= value <= _LIMIT:
            self.complain(node, key, f"should be a number from {low:g} to {_LIMIT:g}")
            return 0.0
        return value

    def fields(self, node: yaml.Node | None, base: Rules) -> dict[str, Field]:
        result = dict(base.fields)
        for name, value in self.mapping(node, "fields", FIELDS).items():
            key = f"fields.{name}"
            if isinstance(value, yaml.MappingNode):
                given = self.mapping(value, key, ("weight", "at_most"))
                numbers = {part: self.number(number, f"{key}.{part}", 0.0) for part, number in given.items()}
            else:
                numbers = {"weight": self.number(value, key, 0.0)}
            result[name] = replace(result.get(name, Field()), **numbers)
        return dict(sorted(result.items(), key=lambda item: -item[1].weight))

    def kinds(self, node: yaml.Node | None, base: Rules) -> dict[str, Kind]:
        result = dict(base.kinds)
        for name, value in self.mapping(node, "kinds").items():
            key = f"kinds.{name}"
            given = self.mapping(value, key, ("keep", "maybe", "start", "topics"))
            kind = result.get(name, Kind())
            factor_nodes = self.mapping(given.pop("topics", None), f"{key}.topics", tuple(sorted(self._topics)))
            factors = {topic: self.number(factor, f"{key}.topics.{topic}") for topic, factor in factor_nodes.items()}
            numbers = {part: self.number(number, f"{key}.{part}") for part, number in given.items()}
            kind = replace(kind, **numbers, topics={**kind.topics, **factors})
            if kind.maybe > kind.keep:
                self.complain(value, key, f"has `maybe` ({kind.maybe:g}) above `keep` ({kind.keep:g})")
            result[name] = kind
        return result

    def topics(self, node: yaml.Node | None, base: Rules) -> tuple[Phrase, ...]:
        phrases: list[Phrase] = []
        self._topics = {phrase.topic for phrase in base.phrases}
        for topic, value in self.mapping(node, "topics").items():
            self._topics.add(topic)
            key = f"topics.{topic}"
            given = self.mapping(value, key, ("weight", "phrases"))
            weight = self.number(given["weight"], f"{key}.weight") if "weight" in given else None
            for item in self.items(given.get("phrases"), f"{key}.phrases"):
                pairs = item.value if isinstance(item, yaml.MappingNode) else [(item, None)]
                phrases += [self._phrase(topic, weight, names, own) for names, own in pairs]
        for old in base.phrases:
            names = tuple(name for name in old.names if self._listed.keys().isdisjoint(spellings(name)))
            phrases.append(replace(old, names=names))
        return tuple(phrase for phrase in phrases if phrase.names)

    def _phrase(self, topic: str, weight: float | None, names: yaml.Node, own: yaml.Node | None) -> Phrase:
        key = f"topics.{topic}.phrases"
        unless: tuple[str, ...] = ()
        if isinstance(own, yaml.MappingNode):
            given = self.mapping(own, key, ("weight", "unless"))
            contexts = self.items(given.get("unless"), f"{key}.unless")
            unless = tuple(name for context in contexts for name in self._names(context, key))
            own = given.get("weight")
        if own is not None:
            weight = self.number(own, key)
        elif weight is None:
            self.complain(names, key, "has no weight: give the topic a `weight`, or write `- phrase: 2`")
        listed = self._names(names, key)
        line = names.start_mark.line + 1
        for name in listed:
            first = min(self._listed.setdefault(spelling, line) for spelling in spellings(name))
            if first != line:
                self.complain(names, key, f"lists `{name}` again; it stands on line {first}")
        return Phrase(tuple(listed), topic, weight or 0.0, unless)

    def _names(self, node: yaml.Node, key: str) -> list[str]:
        names = [" ".join(name.split()) for name in self.text(node, key).split(",")]
        for name in names:
            if name and not is_phrase(name):
                self.complain(node, key, f"holds `{name}`; a phrase is words with blanks or hyphens between them")
        return [name for name in names if is_phrase(name)]


def _known(name: str, allowed: tuple[str, ...]) -> str:
    close = get_close_matches(name, allowed, 1)
    return f"did you mean `{close[0]}`?" if close else f"known are {', '.join(allowed) or 'none'}"
