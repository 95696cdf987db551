"""The keyword rules: a YAML file that a person edits, read with the line of everything that is wrong in it.

The bundled `default.yaml` explains the format in its comments. A file of one's own replaces it, or begins with
`extends: default` (or `extends: FILE`, as seen from there) and then says only what differs: a name given there wins
over a phrase of that name below, and weight 0 switches it off; a section, a field's or a kind's number likewise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import yaml

from confmerge.errors import InputError
from confmerge.rules.model import KINDS, Field, Kind, Phrase, Rules
from confmerge.rules.nodes import Nodes, Problems
from confmerge.rules.phrases import is_phrase, spellings
from confmerge.yamlfile import compose

BUNDLED = Path(__file__).with_name("default.yaml")
FIELDS = ("title", "session", "abstract")

_KEYS = ("extends", "fields", "kinds", "topics", "sections")
_NUMBERED = re.compile(r"(?:\d+\.?)+\s+")
# The most that each number of a field may be.
_OF_FIELD = {"weight": 10.0, "at_most": 10.0, "passing": 1.0}


def load_rules(path: Path | None = None) -> Rules:
    """Read a rules file with those it extends, or the bundled one.

    Raises InputError that names file, line and key of every problem, one a line.
    """
    problems = Problems()
    rules = _load(path or BUNDLED, problems, ())
    problems.finish()
    return rules


def _load(path: Path, problems: Problems, above: tuple[Path, ...]) -> Rules:
    """Read a file; `above` are those that extend it."""
    nodes = Nodes(path, problems)
    root = compose(path)
    if root is None:
        raise InputError("is empty; write `extends: default` to start from the bundled rules", path)
    top = nodes.mapping(root, "", _KEYS)
    base = Rules()
    if "extends" in top:
        below = _extended(top["extends"], nodes, (*above, path))
        if below is None:
            problems.finish()
        else:
            base = _load(below, problems, (*above, path))
    return _Layer(nodes, base).read(top)


def _extended(node: yaml.Node, nodes: Nodes, chain: tuple[Path, ...]) -> Path | None:
    """Return the file that `extends:` names; None where there is none, or it is one of those that are being read."""
    name = nodes.text(node, "extends").strip()
    if not name:
        return None
    path = BUNDLED if name == "default" else nodes.path.parent / Path(name).expanduser()
    if not path.is_file():
        nodes.complain(
            node, "extends", f"names `{name}`, and there is no such file ({path}); the bundled rules are `default`"
        )
        return None
    if any(path.samefile(other) for other in chain):
        nodes.complain(node, "extends", f"goes round in a circle: {' -> '.join(map(str, (*chain, path)))}")
        return None
    return path


class _Layer:
    """One file, laid over the rules that it extends."""

    def __init__(self, nodes: Nodes, base: Rules) -> None:
        self.nodes, self.base = nodes, base
        self._topics = list(base.topics)

    def read(self, top: dict[str, yaml.Node]) -> Rules:
        """Return the rules as they are with this file's own."""
        phrases = self._phrases(top.get("topics"))
        return Rules(
            phrases,
            self._fields(top.get("fields")) or {"title": Field()},
            self._kinds(top.get("kinds")),
            tuple(self._topics),
            self._sections(top.get("sections")),
        )

    def _fields(self, node: yaml.Node | None) -> dict[str, Field]:
        result = dict(self.base.fields)
        for name, value in self.nodes.mapping(node, "fields", FIELDS).items():
            key, field = f"fields.{name}", result.get(name, Field())
            if isinstance(value, yaml.MappingNode):
                given = self.nodes.mapping(value, key, (*_OF_FIELD, "topics"))
                factors = self._factors(given.pop("topics", None), f"{key}.topics", 0.0)
                numbers = {
                    part: self.nodes.number(n, f"{key}.{part}", 0.0, _OF_FIELD[part]) for part, n in given.items()
                }
                result[name] = replace(field, **numbers, topics={**field.topics, **factors})
            else:
                result[name] = replace(field, weight=self.nodes.number(value, key, 0.0))
        return dict(sorted(result.items(), key=lambda item: (-item[1].weight, FIELDS.index(item[0]))))

    def _kinds(self, node: yaml.Node | None) -> dict[str, Kind]:
        result = dict(self.base.kinds)
        for name, value in self.nodes.mapping(node, "kinds", KINDS).items():
            key = f"kinds.{name}"
            given = self.nodes.mapping(value, key, ("keep", "maybe", "start", "topics"))
            kind = result.get(name, Kind())
            factors = self._factors(given.pop("topics", None), f"{key}.topics")
            numbers = {part: self.nodes.number(number, f"{key}.{part}") for part, number in given.items()}
            kind = replace(kind, **numbers, topics={**kind.topics, **factors})
            if kind.maybe > kind.keep:
                self.nodes.complain(value, key, f"has `maybe` ({kind.maybe:g}) above `keep` ({kind.keep:g})")
            result[name] = kind
        return result

    def _factors(self, node: yaml.Node | None, key: str, low: float = -10.0) -> dict[str, float]:
        known = tuple(sorted(self._topics))
        return {
            topic: self.nodes.number(factor, f"{key}.{topic}", low)
            for topic, factor in self.nodes.mapping(node, key, known).items()
        }

    def _phrases(self, node: yaml.Node | None) -> tuple[Phrase, ...]:
        phrases: list[Phrase] = []
        weights: dict[str, float] = {}
        listed: dict[str, int] = {}
        for topic, value in self.nodes.mapping(node, "topics").items():
            key = f"topics.{topic}"
            given = self.nodes.mapping(value, key, ("weight", "phrases"))
            if "weight" in given:
                weights[topic] = self.nodes.number(given["weight"], f"{key}.weight")
            if topic not in self._topics:
                self._topics.append(topic)
            phrases += self._listed(given.get("phrases"), f"{key}.phrases", topic, weights.get(topic), listed)
        for old in self.base.phrases:
            names = tuple(name for name in old.names if listed.keys().isdisjoint(spellings(name)))
            weight = old.weight if old.own else weights.get(old.topic, old.weight)
            phrases.append(replace(old, names=names, weight=weight))
        return tuple(phrase for phrase in phrases if phrase.names)

    def _sections(self, node: yaml.Node | None) -> dict[str, tuple[Phrase, ...]]:
        given: dict[str, tuple[Phrase, ...]] = {}
        for name, value in self.nodes.mapping(node, "sections").items():
            given[name] = tuple(self._listed(value, f"sections.{name}", name, 1.0, {}))
        named = set(map(_heading, given))
        return {name: old for name, old in self.base.sections.items() if _heading(name) not in named} | given

    def _listed(
        self, node: yaml.Node | None, key: str, topic: str, weight: float | None, listed: dict[str, int]
    ) -> Iterator[Phrase]:
        """Yield the phrases of a list; `listed` holds the lines of all spellings so far, for none may come twice."""
        for item in self.nodes.items(node, key):
            pairs = item.value if isinstance(item, yaml.MappingNode) else [(item, None)]
            for names, own in pairs:
                phrase = self._phrase(names, own, key, topic, weight)
                line = names.start_mark.line + 1
                for name in phrase.names:
                    first = min(listed.setdefault(spelling, line) for spelling in spellings(name))
                    if first != line:
                        self.nodes.complain(names, key, f"lists `{name}` again; it stands on line {first}")
                yield phrase

    def _phrase(self, names: yaml.Node, own: yaml.Node | None, key: str, topic: str, weight: float | None) -> Phrase:
        unless: tuple[str, ...] = ()
        if isinstance(own, yaml.MappingNode):
            given = self.nodes.mapping(own, key, ("weight", "unless"))
            contexts = self.nodes.items(given.get("unless"), f"{key}.unless")
            unless = tuple(name for context in contexts for name in self._names(context, key))
            own = given.get("weight")
        if own is not None:
            weight = self.nodes.number(own, key)
        elif weight is None:
            self.nodes.complain(names, key, "has no weight: give the topic a `weight`, or write `- phrase: 2`")
        return Phrase(tuple(self._names(names, key)), topic, weight or 0.0, unless, own is not None)

    def _names(self, node: yaml.Node, key: str) -> list[str]:
        names = [" ".join(name.split()) for name in self.nodes.text(node, key).split(",")]
        for name in names:
            if name and not is_phrase(name):
                self.nodes.complain(node, key, f"holds `{name}`; a phrase is words with blanks or hyphens between them")
        return [name for name in names if is_phrase(name)]


def _heading(name: str) -> str:
    """A heading as two files may both mean it: without number, in any letter case."""
    return " ".join(_NUMBERED.sub("", name, count=1).casefold().split())
