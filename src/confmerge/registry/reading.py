"""conferences.yaml, one file or two laid over each other, as conferences, editions and lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from confmerge.registry.model import KINDS, Conference, Edition, ListSpec, Source, expand, split_key
from confmerge.registry.services import SERVICES, pages_of
from confmerge.yamlfile import Block, Problem, read_document

_KEY = re.compile(r"[a-z][a-z0-9-]*")
_LIST_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CONTACT = re.compile(r"https?://[^\s()<>]+|[^\s()<>@]+@[^\s()<>@]+")
_PLACEHOLDER = re.compile(r"\{[^}]*\}?|\}")
_DOI_STEM = re.compile(r"10\.\d{4,9}/[^\s/]+(?:/[^\s/]+)*")

# A source as it is written: the family, None for the conference's own, and its pages; or the name of a service alone.
_Written = tuple[str | None, tuple[str, ...]]


@dataclass
class Contents:
    """What the files say, good entries only; `problems` says why the others are missing."""

    contact: str | None = None
    services: dict[str, str] = field(default_factory=lambda: dict(SERVICES))
    lists: dict[str, ListSpec] = field(default_factory=dict)
    rules: Path | None = None
    conferences: dict[str, Conference] = field(default_factory=dict)
    sources: dict[str, tuple[_Written, ...]] = field(default_factory=dict)
    editions: dict[str, Edition] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problems_of(self, key: str) -> list[Problem]:
        """Return what is wrong with an edition's entry, or with its conference's."""
        parts = split_key(key)
        return [] if parts is None else _concerning(self.problems, parts[0], key)


def _concerning(problems: Sequence[Problem], conference: str, edition: str) -> list[Problem]:
    """Return the problems of an edition and of what it takes from its conference, not those of its sisters."""
    at, within = f"conferences.{conference}", f"conferences.{conference}.editions."
    found = []
    for problem in problems:
        if problem.key.startswith(within):
            if problem.key.removeprefix(within).split(".")[0] == edition:
                found.append(problem)
        elif problem.key == at or problem.key.startswith(f"{at}."):
            found.append(problem)
    return found


@dataclass
class _Draft:
    """An entry as far as the files have been read: its good values, later ones over earlier ones."""

    block: Block
    values: dict[str, Any] = field(default_factory=dict)
    editions: dict[str, _Draft] = field(default_factory=dict)

    def put(self, name: str, value: object, wrong: Callable[[Any], str | None] = lambda value: None) -> None:
        """Take a value that has been read; null takes back an earlier one."""
        if value is None:
            if name in self.block.names():
                self.values.pop(name, None)
        elif message := wrong(value):
            self.block.report(message, name)
        else:
            self.values[name] = value


def read_files(paths: Sequence[Path], *, lists_from: Path | None) -> Contents:
    """Read registry files, later ones over earlier ones; target lists and rules are taken from `lists_from` alone.

    Raises InputError for a file that cannot be read or is not YAML; all else goes to `problems`.
    """
    contents = Contents()
    drafts: dict[str, _Draft] = {}
    for path in paths:
        root = read_document(path, contents.problems)
        contact = root.text("contact")
        if contact and not _CONTACT.fullmatch(contact):
            root.report("should be a URL or an e-mail address: it is sent as part of the User-Agent", "contact")
        elif contact:
            contents.contact = contact
        contents.services |= _services(root.block("services"))
        lists, rules = _lists(root.block("lists")), _file(root, "rules")
        if path == lists_from:
            contents.lists, contents.rules = lists, rules
        for key, block in root.blocks("conferences"):
            _conference(drafts, key, block)
        root.finish("a registry")
    for key, draft in drafts.items():
        _settle(contents, key, draft)
    contents.problems.sort(key=lambda problem: (paths.index(problem.path), problem.line))
    return contents


def _services(block: Block) -> dict[str, str]:
    """Read other addresses of the services: mirrors."""
    services = {}
    for name in SERVICES:
        base = block.text(name)
        if base and _is_address(base):
            services[name] = base.rstrip("/")
        elif base:
            block.report(f"`{base}` is not an http(s) URL", name)
    block.finish("`services`")
    return services


def _lists(block: Block) -> dict[str, ListSpec]:
    """Read the target lists: each is a path, several paths, or a mapping with `files`, `git` and `rules`."""
    lists = {}
    for key in block.names():
        git = rules = None
        if not _LIST_KEY.fullmatch(key):
            block.report("a list's key is letters, digits, `-`, `_` and `.`: it names the diff", key)
        if block.is_mapping(key):
            inner = block.block(key)
            files, git, rules = inner.texts("files"), inner.text("git"), _file(inner, "rules")
            if files is None:
                inner.report("needs `files:`")
            inner.finish("a list")
        else:
            files = block.texts(key)
        if files and _LIST_KEY.fullmatch(key):
            home = Path() if git else block.path.parent
            lists[key] = ListSpec(key, tuple(home / Path(file).expanduser() for file in files), git, rules)
    return lists


def _file(block: Block, name: str) -> Path | None:
    """Read the path of a file that is there, as seen from the registry file."""
    text = block.text(name)
    if text is None:
        return None
    path = block.path.parent / Path(text).expanduser()
    if not path.is_file():
        block.report(f"there is no such file: {path}", name)
    return path


def _conference(drafts: dict[str, _Draft], key: str, block: Block) -> None:
    if not _KEY.fullmatch(key):
        block.report("a conference's key is small letters, digits and `-`, and begins with a letter")
        return
    draft = drafts.setdefault(key, _Draft(block))
    draft.block = block
    for name in ("name", "title", "dblp"):
        draft.put(name, block.text(name))
    draft.put("family", block.text("family"), _wrong_family)
    draft.put("kind", block.text("kind"), _wrong_kind)
    draft.put("aliases", block.texts("aliases"))
    draft.put("sources", block.labelled("sources"), _wrong_sources)
    for edition, inner in block.blocks("editions"):
        parts = split_key(edition)
        if parts is None or parts[0] != key:
            inner.report(f"an edition's key is its conference's and two digits of the year, such as {key}25")
            continue
        _edition(draft.editions.setdefault(edition, _Draft(inner)), inner)
    block.finish("a conference")


def _edition(draft: _Draft, block: Block) -> None:
    draft.block = block
    draft.put("sources", block.labelled("sources"), _wrong_sources)
    for name in ("notification", "start", "end"):
        draft.put(name, block.date(name))
    draft.put("expected", block.count("expected"))
    draft.put("doi", block.texts("doi"), _wrong_stems)
    draft.put("dblp", block.texts("dblp"))
    block.finish("an edition")


def _settle(contents: Contents, key: str, draft: _Draft) -> None:
    """Turn a draft into a conference and its editions, leaving out what has problems."""
    values = dict(draft.values)
    for name in ("name", "family"):
        if name not in values and not any(problem.key == f"conferences.{key}.{name}" for problem in contents.problems):
            draft.block.report(f"needs `{name}:`")
    for edition, inner in draft.editions.items():
        _check_dates(inner, edition)
    if not _concerning(contents.problems, key, ""):
        sources = values.pop("sources", ())
        conference = Conference(key, **values)
        contents.conferences[key] = conference
        contents.sources[key] = sources
        for edition, inner in draft.editions.items():
            if not contents.problems_of(edition):
                contents.editions[edition] = build_edition(
                    conference, edition, services=contents.services, **{"sources": sources} | inner.values
                )


def build_edition(
    conference: Conference,
    key: str,
    sources: tuple[_Written, ...],
    services: Mapping[str, str],
    *,
    dblp: tuple[str, ...] = (),
    **values: Any,
) -> Edition:
    """Return an edition of `conference` with the URLs of its sources filled in; `key` must be one of its keys.

    `services` are the addresses of the services by name. One that has no page of the edition is left out.
    """
    parts = split_key(key)
    assert parts is not None
    year = parts[1]
    read = []
    for family, texts in sources:
        service = texts[0] if family is None and texts[0] in SERVICES else None
        if service:
            found = pages_of(service, conference, year, values.get("doi", ()), dblp, services[service])
        else:
            found = tuple(expand(text, key, year) for text in texts)
        if found:
            read.append(Source(service or family or conference.family or "auto", found))
    return Edition(key, conference, year, tuple(read), **values)


def _check_dates(draft: _Draft, key: str) -> None:
    parts = split_key(key)
    assert parts is not None
    for name in ("notification", "start", "end"):
        value = draft.values.get(name)
        if value and value.year not in (parts[1], parts[1] - 1):
            draft.block.report(f"{value} is neither in {parts[1]} nor in the year before", name)
    start, end = draft.values.get("start"), draft.values.get("end")
    if start and end and end < start:
        draft.block.report(f"{end} is before the start, {start}", "end")


def _wrong_kind(kind: str) -> str | None:
    return None if kind in KINDS else f"should be one of {', '.join(KINDS)}, not `{kind}`"


def _wrong_family(family: str) -> str | None:
    known = _families()
    return None if not known or family in known else f"there is no family `{family}` (known: {', '.join(known)})"


@cache
def _families() -> list[str]:
    """Return the names of the parsers, by their files: the core never imports what touches the network."""
    scrapers = find_spec("scrapers")
    places = scrapers.submodule_search_locations if scrapers else None
    return sorted(path.stem for place in places or () for path in Path(place, "families").glob("[a-z]*.py"))


def _wrong_sources(sources: tuple[_Written, ...]) -> str | None:
    for family, texts in sources:
        if family is not None and (wrong := _wrong_family(family)):
            return wrong
        if family is None and texts[0] in SERVICES and len(texts) == 1:
            continue
        for template in texts:
            unknown = [name for name in _PLACEHOLDER.findall(template) if name not in ("{key}", "{year}", "{yy}")]
            if unknown:
                return f"`{unknown[0]}` means nothing in a source (known: {{key}}, {{year}}, {{yy}})"
            if not _is_address(expand(template, "key00", 2000)):
                return f"`{template}` is not an http(s) URL, nor one of the services {', '.join(SERVICES)}"
    return None


def _is_address(text: str) -> bool:
    try:
        url = urlsplit(text)
        return url.scheme in ("http", "https") and bool(url.hostname) and " " not in text
    except ValueError:
        return False


def _wrong_stems(stems: tuple[str, ...]) -> str | None:
    wrong = next((stem for stem in stems if not _DOI_STEM.fullmatch(stem)), None)
    return f"`{wrong}` is not the stem of DOIs, such as 10.1145/3689031" if wrong else None
