"""schema/conferences.schema.json, which editors check a registry with, judges as the program that reads it does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from confmerge.registry import Problem, load_registry
from confmerge.registry.model import KINDS
from confmerge.registry.services import SERVICES

TOP = Path(__file__).parent.parent
SCHEMA: dict[str, Any] = json.loads((TOP / "schema" / "conferences.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


class EditorsLoader(yaml.SafeLoader):
    """YAML as editors read it, by its core schema of 2009: a date is a text, and so are `no` and `1:20`."""


EditorsLoader.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    EditorsLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_form})$"), _first)


def accepts(text: str) -> bool:
    """Whether an editor shows no mistake."""
    return VALIDATOR.is_valid(yaml.load(text, EditorsLoader))


def problems(text: str, folder: Path) -> list[Problem]:
    """What the program says of a registry laid over the bundled one."""
    path = folder / "mine.yaml"
    path.write_text(text, "utf-8")
    return [problem for problem in load_registry(path).problems if problem.path == path]


def conference(lines: str) -> str:
    """A registry that says something of a bundled conference, whose own values fill in the rest."""
    return f"conferences: {{osdi: {{{lines}}}}}"


def edition(lines: str) -> str:
    return conference(f"editions: {{osdi25: {{{lines}}}}}")


def sources(value: str) -> str:
    return f"conferences:\n  osdi:\n    sources: {value}\n"


URL = "https://a.org/x"
GOOD = [
    "",
    "contact:\nservices:\nlists:\nconferences:\n",
    "contact: me@example.org",
    "contact: https://example.org/me",
    "services: {dblp: https://dblp.uni-trier.de, acm: null}",
    "services: {csconf: 'http://localhost:8000/mirror/'}",
    "lists: {one: README.md, two: [a.md, b.md], A-1.b_c: 7}",
    "lists: {away: {git: https://example.org/list, files: README.md}, here: {files: [a.md]}}",
    "lists: {none: , few: []}",
    "rules:\nlists: {one: {files: a.md, rules: null}}",
    conference("title: null, kind: null, aliases: null, dblp: null, sources: null, editions: null"),
    conference("name: no, title: 1.10, aliases: [OSDI, 2024, yes], dblp: conf/osdi"),
    conference("family: usenix, kind: mlsys, aliases: one"),
    conference("editions: {osdi25: , osdi94: {}}"),
    edition("notification: 2024-12-10, start: '2025-07-07', end: 2025-07-09"),
    edition("notification: null, expected: null, doi: null, dblp: null, sources: null"),
    edition("expected: 53"),
    edition("expected: '053'"),
    edition("doi: 10.1145/3689031, dblp: conf/osdi/osdi2025"),
    edition("doi: [10.1109/HPCA61900.2025, 10.1145/1], dblp: [conf/x/x2025-1, journals/y/y8]"),
    edition(f"sources: {URL}"),
    sources("[]"),
    sources(URL),
    sources("dblp"),
    sources("[acm, crossref, dblp, csconf]"),
    sources("[[dblp]]"),
    sources(f"[{URL}, [{URL}, {URL}2]]"),
    sources(f"[usenix: {URL}, usenix: [{URL}, {URL}2], dblp: {URL}]"),
    sources(f"{{usenix: {URL}}}"),
    sources("['https://{year}.a.org/{key}/{yy}']"),
    sources("['https://{key}']"),
    conference(f"sources: &x [{URL}], editions: {{osdi25: {{sources: *x}}}}"),
]
BAD = [
    "just words",
    "- contact",
    "contacts: me@example.org",
    "contact: me",
    "contact: [me@example.org]",
    "contact: https://a b",
    "services: {dblp: dblp.org}",
    "services: {arxiv: https://arxiv.org}",
    "services: [dblp]",
    "services: {dblp: [https://dblp.org]}",
    "lists: README.md",
    "lists: {'a b': README.md}",
    "lists: {one: {git: https://example.org/list}}",
    "lists: {one: {files: null}}",
    "lists: {one: {files: a.md, branch: main}}",
    "lists: {one: [[a.md, b.md]]}",
    "lists: {one: [a.md, null]}",
    "lists: {one: ''}",
    "rules: [a.yaml]",
    "rules: ''",
    "lists: {one: {files: a.md, rules: {title: 1}}}",
    "conferences: [osdi]",
    "conferences: {OSDI: {name: OSDI, family: usenix}}",
    "conferences: {osdi: USENIX OSDI}",
    conference("famly: usenix"),
    conference("family: no such family"),
    conference("family: Usenix"),
    conference("kind: networking"),
    conference("kind: [ml]"),
    conference("name: ''"),
    conference("name: {}"),
    conference("aliases: {a: b}"),
    conference("aliases: [[a, b]]"),
    conference("editions: [osdi25]"),
    conference("editions: {osdi: {}}"),
    conference("editions: {osdi2-5: {}}"),
    edition("year: 2025"),
    edition("start: 7 July 2025"),
    edition("start: 2025-13-01"),
    edition("start: 2025-7-1"),
    edition("end: [2025-07-09]"),
    edition("expected: 0"),
    edition("expected: -3"),
    edition("expected: 5.5"),
    edition("expected: about 50"),
    edition("expected: 1000000"),
    edition("expected: [53]"),
    edition("doi: https://doi.org/10.1145/3689031"),
    edition("doi: 10.1145/3689031/"),
    edition("doi: [10.1145]"),
    edition("doi: {a: 10.1145/3689031}"),
    edition("dblp: [[conf/x/x2025, conf/y/y2025]]"),
    edition("dblp: ''"),
    sources("www.usenix.org/{key}"),
    sources("ftp://a.org/x"),
    sources("https://"),
    sources("https:///x"),
    sources("https://a b.org"),
    sources("openalex"),
    sources("[[]]"),
    sources("['']"),
    sources("[null]"),
    sources("[[dblp, crossref]]"),
    sources(f"[[{URL}, [{URL}]]]"),
    sources("['https://a.org/{edition}']"),
    sources("['https://a.org/{year']"),
    sources("[usenix: dblp]"),
    sources("[usenix: []]"),
    sources(f"[Usenix: {URL}]"),
    sources(f"[{{usenix: {URL}, dblp: {URL}}}]"),
]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_bundled_registry_is_good() -> None:
    errors = VALIDATOR.iter_errors(yaml.load((TOP / "conferences.yaml").read_text("utf-8"), EditorsLoader))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("text", GOOD)
def test_what_the_program_takes_the_editor_takes(text: str, tmp_path: Path) -> None:
    assert problems(text, tmp_path) == []
    assert accepts(text)


@pytest.mark.parametrize("text", BAD)
def test_what_the_program_refuses_the_editor_refuses(text: str, tmp_path: Path) -> None:
    assert problems(text, tmp_path) != []
    assert not accepts(text)


@pytest.mark.parametrize(
    "text",
    [
        edition("start: 2025-02-30"),
        edition("start: 2023-07-07"),
        edition("start: 2025-07-09, end: 2025-07-07"),
        conference("name: null"),  # takes back the bundled one
        conference("family: nosuchfamily"),
        conference("editions: {sosp25: {}}"),
        "conferences: {new: {name: New}}",
        "rules: nowhere.yaml",
        "lists: {one: {files: a.md, rules: nowhere.yaml}}",
        "contact: a@b.org\ncontact: a@b.org\n",
    ],
)
def test_what_only_the_program_can_know(text: str, tmp_path: Path) -> None:
    assert problems(text, tmp_path) != []
    assert accepts(text)


# --- the words -------------------------------------------------------------------------------------------------------

STRANGERS = """
x: 1
services: {x: 1}
lists: {l: {files: a.md, x: 1}}
conferences: {osdi: {x: 1, editions: {osdi25: {x: 1}}}}
"""
PLACES = {
    "x": SCHEMA,
    "services.x": SCHEMA["properties"]["services"],
    "lists.l.x": SCHEMA["$defs"]["list"],
    "conferences.osdi.x": SCHEMA["$defs"]["conference"],
    "conferences.osdi.editions.osdi25.x": SCHEMA["$defs"]["edition"],
}


def test_the_keys_are_those_that_the_program_knows(tmp_path: Path) -> None:
    known = {
        problem.key: set(match[1].split(", "))
        for problem in problems(STRANGERS, tmp_path)
        if (match := re.search(r"\(known: ([^()]*)\)", problem.message))
    }
    assert known == {place: set(schema["properties"]) for place, schema in PLACES.items()}


def test_every_key_is_described() -> None:
    def description(schema: dict[str, Any]) -> str | None:
        reference = str(schema.get("$ref", "")).removeprefix("#/$defs/")
        return schema.get("description") or (description(SCHEMA["$defs"][reference]) if reference else None)

    for place, schema in PLACES.items():
        for key, value in schema["properties"].items():
            assert description(value), f"{place.removesuffix('x')}{key}"


def test_kinds_and_services_are_those_of_the_program() -> None:
    kinds = SCHEMA["$defs"]["conference"]["properties"]["kind"]["enum"]
    assert set(kinds) == {*KINDS, None}
    assert set(SCHEMA["$defs"]["service"]["enum"]) == set(SERVICES) == set(PLACES["services.x"]["properties"])
