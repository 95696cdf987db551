"""decisions.yaml: what a person said of a paper, once, and is never asked again.

    nsdi25:
      /conference/nsdi25/presentation/du:      # a DOI, a URL or its path, or the title
        reject: not about ML systems           # for every list
        titles: [PRED: Performance-oriented Random Early Detection]
      "SuperServe: Fine-Grained Inference Serving":
        lists:
          awesome-papers: {accept: yes, section: ML Inference}
          other-list: {same-as: "SuperServe: Inference Serving for Unpredictable Workloads"}
    "*":                                       # whatever the edition
      "Parrot: Efficient Serving of LLM-based Applications":
        different-from: [Parrot: A Practical Runtime for Deterministic Networks]

`accept: yes` proposes the paper whatever the filter and the comparison say; `reject` gives the reason; `same-as` names
the title of the entry that is this paper; `different-from` the titles of entries that are not; `section` names the
section it goes to (a heading, or a list of headings from the outermost), `new-section` one that is made if the list
has none of that name. Letter case and numbers ("2.6 DL job failures") do not matter in a heading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from confmerge.errors import InputError
from confmerge.identifiers import arxiv_id, canonical_url, doi, identifiers
from confmerge.paper import Paper
from confmerge.titles import fold

if TYPE_CHECKING:
    from confmerge.yamlfile import Block, Problem

ANY_LIST = ANY_EDITION = "*"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one paper for one list; what was not is None (accept: False)."""

    accept: bool = False
    reject: str | None = None
    same_as: str | None = None
    section: tuple[str, ...] | None = None
    new_section: tuple[str, ...] | None = None
    different_from: tuple[str, ...] = ()


_NONE = Decision()


@dataclass(frozen=True)
class Decisions:
    """All decisions of a file.

    `said`: for each name of a paper the names it was compared with, and whether as one. `written`: for each decision
    its edition, its key as it stands in the file, and the names of the paper.
    """

    by_paper: dict[tuple[str, str], dict[str, Decision]] = field(default_factory=dict)
    said: dict[str, dict[str, bool]] = field(default_factory=dict)
    written: tuple[tuple[str, str, frozenset[str]], ...] = ()

    def of(self, paper: Paper, edition: str, list_key: str) -> Decision:
        """Return what was decided of `paper` for a list, under any of its names.

        What is for that edition wins over what is for any, then what is for that list; `different_from` adds up.
        """
        names = tuple(_names(paper))
        ours = []
        for key in (edition, ANY_EDITION):
            decided = [found for name in names if (found := self.by_paper.get((key, name)))]
            ours += [one for name in (list_key, ANY_LIST) for found in decided if (one := found.get(name))]
        verdict = next((one for one in ours if one.accept or one.reject or one.same_as), _NONE)
        place = next((one for one in ours if one.section or one.new_section), _NONE)
        different = tuple(dict.fromkeys(title for one in ours for title in one.different_from))
        return replace(verdict, section=place.section, new_section=place.new_section, different_from=different)

    def idle(self, papers: Iterable[Paper], edition: str) -> list[str]:
        """Return the keys of what was decided for an edition, of papers that are none of its `papers`."""
        known = {name for paper in papers for name in _names(paper)}
        return [key for other, key, names in self.written if other == edition and names.isdisjoint(known)]

    def between(self, title_a: str, title_b: str, ids_a: Iterable[str] = (), ids_b: Iterable[str] = ()) -> bool | None:
        """Return whether a person said that two papers are one, in whatever edition and list; None: nobody said.

        `ids` are typed keys as `identifiers.identifiers` gives them. Where one paper's names were told different
        things, the two stay two.
        """
        others = set(names_of(title_b, ids_b))
        told = [one for name in names_of(title_a, ids_a) for other, one in self._of(name) if other in others]
        return all(told) if told else None

    def same(self, title: str, ids: Iterable[str] = ()) -> set[str]:
        """Return the names of what a person said is this paper; `names_of` gives those of any other."""
        return {other for name in names_of(title, ids) for other, one in self._of(name) if one}

    def _of(self, name: str) -> Iterable[tuple[str, bool]]:
        return self.said.get(name, {}).items()


def load_decisions(path: Path | None) -> Decisions:
    """Read decisions.yaml; a file that is not there holds none.

    Raises InputError that names file, line and key of every problem, one a line.
    """
    if path is None or not path.exists():
        return Decisions()
    from confmerge.registry import split_key  # here, for who decided nothing needs no YAML
    from confmerge.yamlfile import read_document

    problems: list[Problem] = []
    decisions: dict[tuple[str, str], dict[str, Decision]] = {}
    said = _Said()
    written = []
    document = read_document(path, problems)
    for edition in document.names():
        if edition != ANY_EDITION and not split_key(edition):
            document.report('is no edition\'s key such as nsdi25, nor "*" for any', edition)
        for paper, block in document.blocks(edition):
            names = frozenset(_read_paper(edition, paper, block, decisions, said))
            written.append((edition, paper, names))
    document.finish("decisions.yaml")
    if problems:
        raise InputError("\n".join(str(problem) for problem in problems))
    return Decisions(decisions, said.both_ways(), tuple(written))


def names_of(title: str, ids: Iterable[str]) -> Iterator[str]:
    """Yield the names that a decision on a paper may stand under: its typed keys, URL paths, and folded title."""
    for key in ids:
        yield key
        if key.startswith("url:"):
            yield f"path:/{key.partition('/')[2].partition('?')[0].casefold()}"
    yield _title(title)


class _Said:
    """What was said of two names, and where, so that saying the opposite is an error at its place."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[str, str], tuple[bool, Block]] = {}

    def add(self, names: Iterable[str], decision: Decision, block: Block) -> None:
        """Add what a decision on the paper of these names says."""
        told = [(True, decision.same_as)] if decision.same_as else []
        for one, title in told + [(False, title) for title in decision.different_from]:
            other = _title(title)
            for name in names if fold(title) else ():
                first, place = self._pairs.setdefault((min(name, other), max(name, other)), (one, block))
                if first is not one:
                    opposite, key = ("one paper", "different-from") if first else ("two papers", "same-as")
                    where = f"line {place.line}" if place is not block else "the same decision"
                    block.report(f"contradicts {where}, by which these are {opposite}: {title}", key)
                    break

    def both_ways(self) -> dict[str, dict[str, bool]]:
        """Return for each name the others, and whether they are one paper."""
        said: dict[str, dict[str, bool]] = {}
        for (name, other), (one, _) in self._pairs.items():
            said.setdefault(name, {})[other] = one
            said.setdefault(other, {})[name] = one
        return said


def _read_paper(
    edition: str, paper: str, block: Block, decisions: dict[tuple[str, str], dict[str, Decision]], said: _Said
) -> Iterable[str]:
    """Read what was decided of a paper, and return its names."""
    names = dict.fromkeys([_name(paper), *map(_title, block.texts("titles") or ())])
    decided: dict[str, Decision] = {}
    general = _read_decision(block)
    if general != _NONE:
        decided[ANY_LIST] = general
        said.add(names, general, block)
    for list_key, inner in block.blocks("lists"):
        decided[list_key] = _read_decision(inner)
        said.add(names, decided[list_key], inner)
        inner.finish("a decision")
    block.finish("a decision")
    if not decided:
        block.report("decides nothing; give accept, reject, same-as, different-from, section or new-section")
    for name in names:
        decisions.setdefault((edition, name), {}).update(decided)
    return names


def _read_decision(block: Block) -> Decision:
    accept = block.text("accept")
    if accept is not None and accept.casefold() not in ("yes", "true", "no", "false"):
        block.report("should be yes or no", "accept")
    reject, same_as = block.text("reject"), block.text("same-as")
    accepted = accept is not None and accept.casefold() in ("yes", "true")
    if accepted and reject:
        block.report("stands beside `accept: yes`; only one of them can be meant", "reject")
    section, new_section = block.texts("section"), block.texts("new-section")
    if section and new_section:
        block.report("stands beside `section`; only one of them can be meant", "new-section")
    return Decision(accepted, reject, same_as, section, new_section, block.texts("different-from") or ())


def _title(title: str) -> str:
    return f"title:{fold(title)}"


def _name(text: str) -> str:
    """What a key of the file names: an arXiv id, a DOI, a URL or path, else a title."""
    if " " in text:
        return _title(text)
    if number := arxiv_id(text):
        return f"arxiv:{number}"
    if identifier := doi(text):
        return f"doi:{identifier}"
    if text.startswith("/"):
        return f"path:{text.rstrip('/').casefold()}"
    address = text if "://" in text else f"https://{text}" if "." in text.partition("/")[0] else None
    if address and (url := canonical_url(address)):
        return f"url:{url}"
    return _title(text)


def _names(paper: Paper) -> Iterator[str]:
    """The names that a decision on a conference's paper may stand under."""
    if paper.url:
        if url := canonical_url(paper.url):
            yield f"url:{url}"
        try:
            yield f"path:{urlsplit(paper.url).path.rstrip('/').casefold()}"
        except ValueError:
            pass
    yield from names_of(paper.title, identifiers(paper.doi, paper.arxiv, paper.url))
