"""decisions.yaml: what a person said of a paper, once, and is never asked again.

    nsdi25:
      /conference/nsdi25/presentation/du:      # a DOI, a URL or its path, or the title
        reject: not about ML systems           # for every list
        titles: [PRED: Performance-oriented Random Early Detection]
      "SuperServe: Fine-Grained Inference Serving":
        lists:
          awesome-papers: {accept: yes, section: ML Inference}
          other-list: {same-as: "SuperServe: Inference Serving for Unpredictable Workloads"}

`accept: yes` proposes the paper whatever the filter and the comparison say; `reject` gives the reason; `same-as` names
the title of the entry that is this paper; `section` names the section it goes to (a heading, or a list of headings).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from confmerge.errors import InputError
from confmerge.identifiers import canonical_url, doi
from confmerge.paper import Paper
from confmerge.titles import fold
from confmerge.yamlfile import Block, Problem, read_document

ANY_LIST = "*"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one paper for one list; what was not is None (accept: False)."""

    accept: bool = False
    reject: str | None = None
    same_as: str | None = None
    section: tuple[str, ...] | None = None


_NONE = Decision()


@dataclass(frozen=True)
class Decisions:
    """All decisions of a file."""

    by_paper: dict[tuple[str, str], dict[str, Decision]] = field(default_factory=dict)

    def of(self, paper: Paper, edition: str, list_key: str) -> Decision:
        """Return what was decided of `paper` for a list, under any of its names; what is for that list wins."""
        decided = [found for name in _names(paper) if (found := self.by_paper.get((edition, name)))]
        ours = [one for key in (list_key, ANY_LIST) for found in decided if (one := found.get(key))]
        verdict = next((one for one in ours if one.accept or one.reject or one.same_as), _NONE)
        section = next((one.section for one in ours if one.section), None)
        return replace(verdict, section=section)


def load_decisions(path: Path | None) -> Decisions:
    """Read decisions.yaml; a file that is not there holds none.

    Raises InputError that names file, line and key of every problem, one a line.
    """
    if path is None or not path.exists():
        return Decisions()
    problems: list[Problem] = []
    decisions: dict[tuple[str, str], dict[str, Decision]] = {}
    document = read_document(path, problems)
    for edition in document.names():
        for paper, block in document.blocks(edition):
            _read_paper(edition, paper, block, decisions)
    document.finish("decisions.yaml")
    if problems:
        raise InputError("\n".join(str(problem) for problem in problems))
    return Decisions(decisions)


def _read_paper(edition: str, paper: str, block: Block, decisions: dict[tuple[str, str], dict[str, Decision]]) -> None:
    titles = block.texts("titles") or ()
    decided: dict[str, Decision] = {}
    general = _read_decision(block)
    if general != _NONE:
        decided[ANY_LIST] = general
    for list_key, inner in block.blocks("lists"):
        decided[list_key] = _read_decision(inner)
        inner.finish("a decision")
    block.finish("a decision")
    if not decided:
        block.report("decides nothing; give accept, reject, same-as or section")
    for name in {_name(paper), *map(_title, titles)}:
        decisions.setdefault((edition, name), {}).update(decided)


def _read_decision(block: Block) -> Decision:
    accept = block.text("accept")
    if accept is not None and accept.casefold() not in ("yes", "true", "no", "false"):
        block.report("should be yes or no", "accept")
    reject, same_as = block.text("reject"), block.text("same-as")
    accepted = accept is not None and accept.casefold() in ("yes", "true")
    if accepted and reject:
        block.report("stands beside `accept: yes`; only one of them can be meant", "reject")
    return Decision(accepted, reject, same_as, block.texts("section"))


def _title(title: str) -> str:
    return f"title:{fold(title)}"


def _name(text: str) -> str:
    """What a key of the file names: a DOI, a URL or path, else a title."""
    if (identifier := doi(text)) and " " not in text:
        return f"doi:{identifier}"
    if text.startswith("/") and " " not in text:
        return f"path:{text.rstrip('/').casefold()}"
    address = text if "://" in text else f"https://{text}" if "." in text.partition("/")[0] else None
    if address and " " not in text and (url := canonical_url(address)):
        return f"url:{url}"
    return _title(text)


def _names(paper: Paper) -> Iterable[str]:
    if paper.doi:
        yield f"doi:{paper.doi.casefold()}"
    if paper.url:
        if url := canonical_url(paper.url):
            yield f"url:{url}"
        try:
            yield f"path:{urlsplit(paper.url).path.rstrip('/').casefold()}"
        except ValueError:
            pass
        if identifier := doi(paper.url):
            yield f"doi:{identifier}"
    yield _title(paper.title)
