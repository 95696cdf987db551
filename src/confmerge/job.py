"""The job behind `scrapy crawl` and `confmerge propose`: from papers and lists to the files a person reviews."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from confmerge.decisions import Decisions, load_decisions
from confmerge.diff import check_applies, unified
from confmerge.files import to_jsonl, write_whole
from confmerge.keep import Rules, load_rules, screen
from confmerge.lists import Document
from confmerge.lists.splice import splice
from confmerge.outcome import Outcome
from confmerge.paper import Paper
from confmerge.place import Profile
from confmerge.propose import ListChange, Proposal, propose_to_list, published_first
from confmerge.registry import Edition, Registry
from confmerge.report import Diffs, report
from confmerge.summary import summary
from confmerge.targets import CACHE, TargetList, load_targets


@dataclass(frozen=True, slots=True)
class Result:
    """What a run proposed, and where the files are."""

    edition: Edition
    proposals: Sequence[Proposal]
    changes: Sequence[ListChange]
    diffs: Mapping[str, Diffs]
    folder: Path
    attempt: Mapping[str, Any]

    @property
    def findings(self) -> bool:
        """Whether anything waits for a person: a diff that is not empty, or a paper that only they can place."""
        asked = any(target.action == "ask" for proposal in self.proposals for target in proposal.targets)
        return asked or any(diffs.additions or diffs.promotions for diffs in self.diffs.values())

    def text(self, colour: bool = False) -> str:
        """Return the summary and the diffs, as the commands print them."""
        return summary(self.edition, self.proposals, self.changes, self.diffs, self.folder, self.attempt, colour)


def propose_edition(
    registry: Registry,
    edition: Edition,
    papers: Sequence[Paper],
    folder: Path,
    *,
    into: Sequence[Path] = (),
    only: Sequence[str] = (),
    rules: Path | None = None,
    attempt: Mapping[str, Any] | None = None,
    today: date | None = None,
) -> Result:
    """Compare papers with the target lists, and write proposal.jsonl, the diffs and report.md to `folder`.

    `into` replaces the registry's lists, `only` picks some of them by key, `rules` is a rules file in place of those
    that the registry names; `attempt` is run.json, where there is one.
    Every diff is checked (taken out, it leaves the list as it was; git would apply it) before any file is written.
    Raises InputError for a list, rules or decisions that cannot be read, RefusedError where a check fails.
    """
    specs = [spec for key, spec in registry.lists.items() if not only or key in only]
    targets = [published_first(target) for target in load_targets(specs, into, folder.parent / CACHE)]
    common, by_list = _rules(targets, registry.rules, rules)
    proposals = _judged(papers, edition.conference.kind, common, by_list)
    account = attempt or {}
    good = account.get("outcome", Outcome.OK) in (Outcome.OK, Outcome.UNCHANGED)
    whole = good and bool(account.get("whole", True))
    of_rules = {id(one): Profile(one) for one in by_list.values()}
    profiles = {key: of_rules[id(one)] for key, one in by_list.items()}
    changes = []
    for target in targets:
        decisions = _decisions(registry, target, bool(into))
        day, profile = today or date.today(), profiles[target.key]
        change = propose_to_list(edition, proposals, target, decisions, today=day, whole=whole, profile=profile)
        sharing = [file for other in targets if profiles[other.key] is profile for file in other.files]
        change.unknown = profile.unknown(section.path for file in sharing for section in file.top.walk())
        changes.append(change)
    diffs = {change.target.key: make_diffs(change) for change in changes}
    result = Result(edition, proposals, changes, diffs, folder, account)
    _write(result)
    return result


def _rules(targets: Sequence[TargetList], project: Path | None, instead: Path | None) -> tuple[Rules, dict[str, Rules]]:
    """Return the rules for all lists, and those of each by its key: its own, else the project's, else the bundled ones.

    `instead` is a file in place of all of them; lists that share a file share the rules.
    """
    paths = {target.key: instead or target.rules or project for target in targets}
    loaded = {path: load_rules(path) for path in dict.fromkeys((instead or project, *paths.values()))}
    return loaded[instead or project], {key: loaded[path] for key, path in paths.items()}


def _judged(papers: Sequence[Paper], kind: str, common: Rules, by_list: Mapping[str, Rules]) -> list[Proposal]:
    """Return a proposal of each paper, judged by the rules for all lists and by those of lists that have their own."""
    own = {key: rules for key, rules in by_list.items() if rules is not common}
    return [
        Proposal(
            paper,
            screen(paper, common, kind),
            own={key: screen(paper, rules, kind) for key, rules in own.items()},
        )
        for paper in papers
    ]


def _decisions(registry: Registry, target: TargetList, into: bool) -> Decisions:
    beside = target.main.document.path.parent / "decisions.yaml" if into else registry.decisions_path
    return load_decisions(beside)


def make_diffs(change: ListChange) -> Diffs:
    """Return the two diffs of a list, the second on top of the first. Raises RefusedError where a check fails."""
    target, main = change.target, change.target.main
    name = target.path_in_diff(main)
    after = Document(main.document.path, splice(main.document, change.additions))
    additions = unified(main.document, change.additions, name)
    check_applies(additions, target.root)
    promotions = b""
    then: dict[str, bytes] = {}
    for number, file in enumerate(target.files):
        document = file.document if number else after
        edits = [edit for other, edit in change.promotions if other.document.path == document.path]
        if edits:
            path = target.path_in_diff(file)
            splice(document, edits)
            promotions += unified(document, edits, path)
            then[path] = document.data
    if promotions:
        _check_on_top(promotions, then)
    return Diffs(additions, promotions)


def _check_on_top(diff: bytes, files: Mapping[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        check_applies(diff, Path(folder))


def _write(result: Result) -> None:
    for key, diffs in result.diffs.items():
        write_whole(result.folder / f"{key}.diff", diffs.additions)
        write_whole(result.folder / f"{key}.promotions.diff", diffs.promotions)
    write_whole(result.folder / "proposal.jsonl", to_jsonl(proposal.to_dict() for proposal in result.proposals))
    write_whole(
        result.folder / "report.md",
        report(result.edition, result.proposals, result.changes, result.attempt),
    )
