"""Adding an edition to a registry: one insertion, and the result is loaded before anything is written."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from yaml.nodes import MappingNode, Node, ScalarNode

from confmerge.errors import InputError
from confmerge.files import read_bytes, write_whole
from confmerge.registry import FILE, VARIABLE, Registry, load_registry, split_key
from confmerge.scaffold.insertion import CannotGraftError, Entry, Graft, Value, graft
from confmerge.yamlfile import compose

_BOM = "\ufeff"
_HEAD = """\
# Conferences and lists of your own, laid over those that come with confmerge.
#
# contact: https://example.org/me     sent to the sites, so that they can reach you
# lists:
#   my-list: README.md                a markdown list that takes the papers

"""


@dataclass(frozen=True, slots=True)
class Added:
    """What was added to which file, from which line on."""

    path: Path
    line: int
    text: str


def new_edition(
    key: str,
    *,
    name: str | None = None,
    url: str | None = None,
    start: str | None = None,
    end: str | None = None,
    expected: str | None = None,
    family: str | None = None,
    registry: Path | None = None,
) -> Added:
    """Add an edition to the user's registry: `registry`, else CONFMERGE_REGISTRY, else ./conferences.yaml.

    The file is made where it is missing. A conference that nobody knows needs `name` and `url`; its `family` is `auto`
    where none is given. Raises InputError, and writes nothing, where the edition is there already, where a value is
    wrong, and where the file leaves no place for it.
    """
    path = (registry or Path(os.environ.get(VARIABLE) or FILE)).expanduser()
    source, root = _read(path)
    given = {"start": start, "end": end, "expected": expected}
    values: dict[str, Value] = {word: value for word, value in given.items() if value is not None}
    before = load_registry(path) if path.exists() else _load(source)
    _check_new(before, root, path, key, has_values=any((values, name, url, family)))
    entry = _entry(before, key, values, name=name, url=url, family=family)
    try:
        added = _graft(source, root, entry)
        _check_result(before, _load(added.into(source)), key)
    except CannotGraftError as error:
        by_hand = graft("", None, entry).text
        raise InputError(f"nothing was written, for {error}; add this yourself:\n\n{by_hand}", path) from error
    write_whole(path.resolve(), added.into(source))
    return Added(path, added.line, added.text.strip("\r\n"))


def _read(path: Path) -> tuple[str, Node | None]:
    """Return the text of a registry and its YAML; that of a missing one is the head it will have."""
    if not path.exists():
        return _HEAD, None
    root = compose(path)
    return read_bytes(path).decode("utf-8"), root


def _load(source: str) -> Registry:
    """Load a text as a user's registry; raises CannotGraftError where it is no YAML."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_bytes(source.encode("utf-8"))
        try:
            return load_registry(path)
        except InputError as error:
            raise CannotGraftError("the file would be no YAML any more") from error


def _find(root: Node | None, *names: str) -> ScalarNode | None:
    """Return the last of some keys inside each other, None where one of them is not there."""
    key: ScalarNode | None = None
    for name in names:
        pairs = root.value if isinstance(root, MappingNode) else []
        key, root = next(
            (pair for pair in pairs if isinstance(pair[0], ScalarNode) and pair[0].value == name), (None, None)
        )
    return key


def _check_new(before: Registry, root: Node | None, path: Path, key: str, *, has_values: bool) -> None:
    parts = split_key(key)
    if parts is None:
        raise InputError(
            f"`{key}` is no edition's key: that is a conference and two digits of the year, such as nsdi28"
        )
    if there := _find(root, "conferences", parts[0], "editions", key):
        raise InputError(f"`{key}` is there already", path, there.start_mark.line + 1)
    if not has_values and any(edition.key == key for edition in before.editions):
        raise InputError(f"`{key}` comes with confmerge and needs no entry; give --url, --start or what else differs")


def _entry(
    before: Registry, key: str, values: Entry, *, name: str | None, url: str | None, family: str | None
) -> Entry:
    """Return what is to be added, from the top of the file on."""
    series = key[:-2]
    known = before.conferences.get(series)
    if known is None:
        _check_unknown(before, key, complete=bool(name and url))
        sources: Entry = {"sources": [url or ""]}
        conference: Entry = {"name": name or "", "family": family or "auto"}
        if "{" in (url or ""):  # it serves every year
            return {"conferences": {series: {**conference, **sources, "editions": {key: values}}}}
        return {"conferences": {series: {**conference, "editions": {key: {**values, **sources}}}}}
    if name:
        raise InputError(f"`{series}` is known already, as {known.name}; --name is for a new conference")
    if family and not url:
        raise InputError("--family says which parser reads --url; give both")
    if url:
        values = {**values, "sources": [{family: url} if family and family != known.family else url]}
    return {"conferences": {series: {"editions": {key: values}}}}


def _check_unknown(before: Registry, key: str, *, complete: bool) -> None:
    at = f"conferences.{key[:-2]}"
    problems = [problem for problem in before.problems if f"{problem.key}.".startswith(f"{at}.")]
    if problems:
        reasons = "".join(f"\n  {problem}" for problem in problems)
        raise InputError(f"`{key[:-2]}` can take no edition until its own entry is repaired:{reasons}")
    if not complete:
        near = before.near(key)
        meant = f"; did you mean {' or '.join(near)}?" if near else ""
        raise InputError(f"there is no conference `{key[:-2]}`{meant}\nA new one needs --name and --url.")


def _graft(source: str, root: Node | None, entry: Entry) -> Graft:
    mark = _BOM if source.startswith(_BOM) else ""
    found = graft(source.removeprefix(mark), root, entry)
    return Graft(found.at + len(mark), found.line, found.text)


def _check_result(before: Registry, after: Registry, key: str) -> None:
    """Raise InputError where a value is wrong, CannotGraftError where another entry than the new one has changed."""
    old = {(problem.key, problem.message) for problem in before.problems}
    new = [problem for problem in after.problems if (problem.key, problem.message) not in old]
    if new:
        reasons = "".join(f"\n  {problem.key}: {problem.message}" for problem in new)
        raise InputError(f"nothing was written:{reasons}")
    if not any(edition.key == key for edition in after.editions) or _others(before, key) != _others(after, key):
        raise CannotGraftError("here the new entry would change others")


def _others(registry: Registry, key: str) -> object:
    """Return all that a registry says of others than an edition and its conference."""
    editions = [edition for edition in registry.editions if edition.key != key]
    conferences = {name: value for name, value in registry.conferences.items() if name != key[:-2]}
    return editions, conferences, list(registry.lists), registry.services, registry.contact
