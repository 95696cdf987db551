"""Beginning a site family: its parser, and a page of two papers to test it with."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from confmerge.errors import InputError
from confmerge.files import write_whole
from confmerge.registry import guess_edition

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ADDRESS = re.compile(r"https?://[^\s\"'<>\\$]+")
_YEAR = re.compile(r"(?<!\d)20(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class NewFamily:
    """The files of a family that was begun, and what to do now."""

    files: tuple[Path, ...]
    next_steps: str


def new_family(name: str, url: str, *, edition: str | None = None, here: Path | None = None) -> NewFamily:
    """Write scrapers/families/NAME.py and tests/pages/NAME/EDITION.html into the checkout around `here` (the current
    folder).

    `edition` is the one that `url` lists the papers of, and need not be registered yet; without it, it is called after
    the family and the year in `url`. Raises InputError, and writes nothing, where one of the files is there already,
    where a name or the address cannot be used, and outside a checkout.
    """
    top = _checkout(here or Path.cwd())
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise InputError(f"`{name}` is no name for a family: small letters, digits and `_`, the first one a letter")
    if not _ADDRESS.fullmatch(url) or not urlsplit(url).hostname:
        raise InputError(f"`{url}` is not an http(s) URL")
    key = edition or _key(name, url)
    known = guess_edition(key)
    if known is None:
        raise InputError(
            f"`{key}` is no edition's key: that is a conference and two digits of the year, such as nsdi28"
        )
    words = {
        "name": name,
        "url": url,
        "host": (urlsplit(url).hostname or "").removeprefix("www."),
        "label": escape(known.label),
    }
    texts = {
        top / "scrapers" / "families" / f"{name}.py": _fill("family.py.txt", words),
        top / "tests" / "pages" / name / f"{key}.html": _fill("page.html.txt", words | {"url": escape(url)}),
    }
    for path in texts:
        if path.exists():
            raise InputError("is there already, and stays as it is", path)
    for path, text in texts.items():
        write_whole(path, text)
    return NewFamily(tuple(texts), _next_steps(name, key, url))


def _checkout(here: Path) -> Path:
    for folder in (here.resolve(), *here.resolve().parents):
        if all((folder / part).is_dir() for part in ("scrapers/families", "src/confmerge", "tests/pages")):
            return folder
    raise InputError("is in no checkout of confmerge; a family is written in one, as part of the source", here)


def _key(name: str, url: str) -> str:
    year = _YEAR.search(url)
    if year is None:
        raise InputError(f"`{url}` names no year; say with --edition which one it is of, such as {name}28")
    return f"{name}{year[1]}"


def _fill(template: str, words: dict[str, str]) -> str:
    return Template((files("confmerge.scaffold") / template).read_text("utf-8")).substitute(words)


def _next_steps(name: str, key: str, url: str) -> str:
    return f"""\
make tests/pages/{name}/{key}.html like the real page, but small; then the selectors in the parser
  confmerge new edition {key} --family {name} --url '{url}'     (and --name, where its conference is new)
  pytest -k {name}     the first time it writes down what the parser finds and fails: read that, and run it again
  scrapy crawl {key}"""
