"""Several scripted sites at once, and an edition that has all of them for sources: one crawl meets them in turn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desk import PROGRAMME, Desk
from server import Answer, Site

Script = Answer | Sequence[Answer] | Mapping[str, Answer | Sequence[Answer]]


class Sites:
    """A site for each script, by name: what it answers when asked for the programme, or by path. Use it in a `with`."""

    def __init__(self, scripts: Mapping[str, Script]) -> None:
        self.by_name = {name: Site() for name in scripts}
        for name, script in scripts.items():
            self.by_name[name].answers.update(script if isinstance(script, Mapping) else {PROGRAMME: script})

    def __enter__(self) -> Sites:
        return self

    def __exit__(self, *args: object) -> None:
        for site in self.by_name.values():
            site.close()

    @property
    def programmes(self) -> list[str]:
        """The addresses of the programmes."""
        return [site.url + PROGRAMME for site in self.by_name.values()]


def register(desk: Desk, sources: Iterable[Any]) -> None:
    """Let nsdi25 have these sources and no others."""
    edition = {"sources": list(sources), "expected": None}
    registry = {"contact": "tests@example.org", "conferences": {"nsdi": {"editions": {"nsdi25": edition}}}}
    desk.write_registry(json.dumps(registry))  # JSON is YAML


def tried(desk: Desk, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What run.json says of each source, by these names."""
    return dict(zip(names, desk.account["pages"], strict=True))
