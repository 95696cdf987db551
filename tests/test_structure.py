"""The shape of the house: who may import whom, and one word for an edition everywhere."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from confmerge.registry import load_registry, split_key
from confmerge.registry.services import SERVICES

TOP = Path(__file__).parent.parent
CORE = sorted((TOP / "src").rglob("*.py"))
FIXTURES = sorted(
    page for kind in ("html", "xml", "answer.json") for page in (TOP / "tests" / "pages").glob(f"*/*.{kind}")
)
REGISTRY = load_registry(TOP / "conferences.yaml")
ANY_SITE = ("auto", "programme")  # families that go by no site's marks
HEAVY = {"scrapy", "bs4", "rapidfuzz", "markdown_it", "yaml"}


def imports(path: Path) -> set[str]:
    """The top-level packages that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(TOP / "src")))
def test_the_core_knows_nothing_of_the_network(path: Path) -> None:
    assert not imports(path) & {"scrapers", "scrapy", "twisted", "requests", "urllib3"}


def test_each_library_has_one_room_or_few() -> None:
    rooms = {name: {path.name for path in CORE if name in imports(path)} for name in HEAVY}
    assert rooms["markdown_it"] == {"blocks.py"}
    assert rooms["rapidfuzz"] == {"spelling.py"}
    assert rooms["bs4"] == set()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_fixture_is_named_by_its_edition(path: Path) -> None:
    key = path.name.partition(".")[0].partition("-")[0]
    parts = split_key(key)
    assert parts is not None
    if parts[0] not in REGISTRY.conferences:
        return  # what a family reads wherever it stands
    edition = REGISTRY.edition(key)
    assert parts == (edition.conference.key, edition.year)
    families = {edition.conference.family, *(source.family for source in edition.sources), *SERVICES, *ANY_SITE}
    assert path.parent.name in families, "a page of a family that this edition has nothing to do with"
