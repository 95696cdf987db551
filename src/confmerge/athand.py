"""The papers at hand: papers.jsonl files, by the edition that accepted the papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from confmerge.paper import Paper, read_papers
from confmerge.registry import Edition, Registry, RegistryError, guess_edition, split_key
from confmerge.venues import spelling


@dataclass(frozen=True, slots=True)
class AtHand:
    """The papers of one edition that a file holds."""

    edition: Edition
    papers: Sequence[Paper]
    path: Path


def read_at_hand(paths: Iterable[Path], registry: Registry) -> tuple[list[AtHand], list[str]]:
    """Read papers.jsonl files, in order; two may hold papers of one edition, and a file those of several.

    A paper that names no edition is of the one that the file is named after (osdi25.jsonl), else its folder. Returns
    also, in words, what could not be used. Raises InputError with file and line.
    """
    found: list[AtHand] = []
    problems: list[str] = []
    for path in dict.fromkeys(paths):
        by_edition: dict[str, list[Paper]] = {}
        for paper in read_papers(path):
            by_edition.setdefault(paper.edition or _named_after(path), []).append(paper)
        for key, papers in by_edition.items():
            edition = _edition(registry, key)
            if edition is None:
                problems.append(f"{path}: `{key}` names no edition such as nsdi25; its papers were not used")
            else:
                found.append(AtHand(edition, papers, path))
    return found, problems


def _named_after(path: Path) -> str:
    return path.stem if split_key(path.stem) else path.resolve().parent.name


def _edition(registry: Registry, key: str) -> Edition | None:
    """A registered edition, else any that its key names."""
    try:
        return registry.edition(key)
    except RegistryError:
        return guess_edition(key, {key[:-2]: spelling(key[:-2])})
