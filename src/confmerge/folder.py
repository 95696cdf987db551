"""output/<edition>/: the files of one edition, how they are read, and how they are replaced."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from confmerge.errors import InputError
from confmerge.files import write_whole
from confmerge.outcome import Outcome
from confmerge.paper import Paper, papers_to_jsonl, read_papers

_PAGE = re.compile(r"page(?:-\d+)?(\.suspect)?\.(?:html|xml|json)")


def iso(moment: datetime) -> str:
    """Return a moment as run.json writes it: ISO 8601, UTC, whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def digest(page: bytes) -> str:
    """Return what tells whether a kept page is still what the site sent."""
    return sha256(page).hexdigest()


# What a run.json holds that others rely on: a key, what it must be, and what each item of it must be or have.
_SHAPES: dict[str, tuple[type, type | frozenset[str] | None]] = {
    "source": (int, None),
    "turned_away": (dict, None),
    "pages": (list, dict),
    "sources": (list, frozenset(("source", "family", "url", "count", "missing_here", "missing_there", "retitled"))),
    "retitled": (list, frozenset(("from", "to"))),
    "new": (list, str),
    "gone": (list, str),
    "remarks": (list, str),
}


def _sound(run: dict[str, Any]) -> dict[str, Any]:
    """Return a run.json without the keys that somebody, or another version, has written otherwise."""
    return {key: value for key, value in run.items() if key not in _SHAPES or _fits(value, *_SHAPES[key])}


def _fits(value: Any, kind: type, inner: type | frozenset[str] | None) -> bool:
    if inner is None or not isinstance(value, list):
        return isinstance(value, kind)
    if isinstance(inner, frozenset):
        return all(isinstance(item, dict) and item.keys() >= inner for item in value)
    return all(isinstance(item, inner) for item in value)


@dataclass(frozen=True, slots=True)
class LastGood:
    """The papers that stand, when they were got (ISO 8601, UTC), and from which source of the edition (from 1)."""

    papers: list[Paper]
    finished: str
    source: int = 1

    @property
    def date(self) -> str:
        """The day, for messages."""
        return self.finished[:10]


# What a site says about the state of a page, and how a client asks whether that still holds (RFC 9110, 13.1).
_CONDITIONS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
VALIDATORS = (*_CONDITIONS, "Content-Type")


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it was got, and those headers of its answer that say what it was (VALIDATORS)."""

    body: bytes
    headers: Mapping[str, str]

    def conditions(self) -> dict[str, str]:
        """Return the headers of a request for the page that is answered only where it has changed."""
        return {ask: self.headers[said] for said, ask in _CONDITIONS.items() if said in self.headers}


def _kind(body: bytes) -> str:
    start = body.lstrip()[:5]
    return "json" if start[:1] in (b"{", b"[") else "xml" if start == b"<?xml" else "html"


class EditionFolder:
    """output/<edition>/: the files of one edition."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.papers_path = path / "papers.jsonl"
        self.suspect_path = path / "papers.suspect.jsonl"
        self.run_path = path / "run.json"

    def read_run(self) -> dict[str, Any] | None:
        """Return run.json, without what is not as we write it; None where it is missing or damaged."""
        try:
            run = json.loads(self.run_path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        return _sound(run) if isinstance(run, dict) else None

    def last_good(self) -> LastGood | None:
        """Return the papers that a run must not make worse; None where there are none, or only provisional ones.

        Where run.json cannot be read, papers.jsonl counts as good: losing an account must not lose the goods.
        """
        try:
            papers = read_papers(self.papers_path)
        except InputError:
            return None
        if not papers:
            return None
        run = self.read_run()
        if run is not None and "last_good" in run and run["last_good"] is None:
            return None
        try:
            good = (run or {})["last_good"]
            return LastGood(papers, str(good["finished"]), int(good.get("source") or 1))
        except (KeyError, TypeError, ValueError, OverflowError):
            written = datetime.fromtimestamp(self.papers_path.stat().st_mtime, UTC)
            return LastGood(papers, iso(written))

    def account_of_papers(self, url: str | None) -> dict[str, Any] | None:
        """Return how papers.jsonl came about: run.json, unless a later attempt failed and left the last good papers."""
        run, last = self.read_run(), self.last_good()
        if run is None or last is None or run.get("outcome") in (Outcome.OK, Outcome.UNCHANGED):
            return run
        return {"outcome": Outcome.OK, "finished": last.finished, "url": url}

    def kept_pages(self) -> dict[str, KeptPage]:
        """Return the pages that the latest run kept, by address; not one that is no longer what the site sent."""
        kept = {}
        for page in (self.read_run() or {}).get("pages") or ():
            if not isinstance(page, dict) or not isinstance(page.get("kept"), str):
                continue
            headers = page.get("headers")
            try:
                body = (self.path / Path(page["kept"]).name).read_bytes()
            except (OSError, ValueError):
                continue
            if isinstance(headers, dict) and page.get("sha256") == digest(body):
                kept[str(page.get("url"))] = KeptPage(body, {str(name): str(value) for name, value in headers.items()})
        return kept

    def write_pages(self, pages: Mapping[str, bytes], *, suspect: bool) -> dict[str, str]:
        """Keep the pages that were parsed, by address, and return their names; older ones of the same kind go.

        Those of a good run take away suspect ones too. No pages at all (they were saved by hand) leave all as it is.
        """
        names = {}
        for number, (url, body) in enumerate(pages.items(), 1):
            count, doubt = f"-{number}" if number > 1 else "", ".suspect" if suspect else ""
            names[url] = f"page{count}{doubt}.{_kind(body)}"
            write_whole(self.path / names[url], body)
        for file in list(self.path.iterdir()) if pages else ():
            match = _PAGE.fullmatch(file.name)
            if match and file.name not in names.values() and (match[1] or not suspect):
                file.unlink()
        return names

    def write_papers(self, papers: Iterable[Paper], *, suspect: bool) -> str:
        """Write the papers, and return the file's name. A papers.jsonl that nobody can read is kept under another."""
        path = self.suspect_path if suspect else self.papers_path
        if not suspect and path.exists():
            try:
                read_papers(path)
            except InputError:
                path.replace(self.path / "papers.damaged.jsonl")
        write_whole(path, papers_to_jsonl(papers))
        if not suspect:
            self.suspect_path.unlink(missing_ok=True)
        return path.name
