"""`scrapy crawl EDITION`: fetch, parse, keep, compare, propose, in one command whose exit code tells the outcome.

Scrapy's own command exits with 0 whatever happened, and keeps only the last of several `-a page=`.
"""

from __future__ import annotations

import logging
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import cast

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError
from scrapy.signals import spider_error

from confmerge.errors import EXIT_BUG, ConfmergeError, InputError
from confmerge.folder import EditionFolder
from confmerge.outcome import Outcome
from confmerge.registry import Edition, Registry, RegistryError, named_edition, split_key
from confmerge.rules import load_rules
from confmerge.runs import Attempt, Settled, settle
from scrapers.loader import RegistryLoader
from scrapers.spider import EditionSpider, Wishes

_INTERRUPTED = 130
# What these say of a broken answer is the outcome, in other words.
_WARNS_TWICE = ("scrapy.core.downloader.handlers.http11", "scrapy.downloadermiddlewares.httpcompression")
_LINE = 79
_KNOWN = (
    "page=FILE (a page saved in a browser, or a folder of them), into=LIST.md, fewer=1 (a shorter list is right), "
    "details=1 (PDF links, from a page for each paper), check=0 (hear no second source) or 1 (any), "
    'name="CGO 2017" (a conference that is not registered), rules=FILE (keyword rules instead of the registry\'s)'
)
_YES, _NO = ("1", "yes", "true"), ("0", "no", "false")
_BY_HAND = "open it in a browser, save it as HTML, and run `scrapy crawl {key} -a page=FILE`"
_NEXT = {
    Outcome.NOT_PUBLISHED: "nothing; run again when the papers are out",
    Outcome.BLOCKED: _BY_HAND,
    Outcome.UNREACHABLE: f"try again later, or {_BY_HAND}",
    Outcome.LAYOUT_CHANGED: "look at the page: if the papers are there, the site's parser has to learn the new layout",
    Outcome.WRONG_YEAR: "look at the page, and give the right address in conferences.yaml (`sources:`)",
    Outcome.TOO_FEW: "look at the page; if the number is right, run again with `-a fewer=1`",
    Outcome.PARTIAL: f"run again later; or {_BY_HAND}, with all pages of the edition",
}
_AGAIN = "save the page again when the browser shows the papers, and give that file"
_NEXT_SAVED = _NEXT | {
    Outcome.NOT_PUBLISHED: _AGAIN,
    Outcome.BLOCKED: _AGAIN,
    Outcome.LAYOUT_CHANGED: f"{_AGAIN}; if the papers are in it already, the site's parser has to learn the new layout",
    Outcome.WRONG_YEAR: "give the page of {label}",
    Outcome.PARTIAL: _AGAIN,
}


@dataclass(frozen=True, slots=True)
class Arguments:
    """The `-a` arguments of one crawl."""

    page: tuple[str, ...] = ()
    into: tuple[Path, ...] = ()
    fewer: bool = False
    details: bool = False
    check: bool | None = None
    name: str | None = None
    rules: Path | None = None


def read_arguments(given: Sequence[str]) -> Arguments:
    """Read NAME=VALUE, of which `page` and `into` may be repeated; raises UsageError naming what is known."""
    values: dict[str, list[str]] = {field.name: [] for field in fields(Arguments)}
    for argument in given:
        name, _, value = argument.partition("=")
        if name not in values or not value:
            fault = "needs a value" if name in values else "is not known"
            raise UsageError(f"-a {argument}: {fault}; known: {_KNOWN}", print_help=False)
        values[name].append(value)
    return Arguments(
        page=tuple(values["page"]),
        into=tuple(Path(name).expanduser() for name in values["into"]),
        fewer=bool(_switch(values, "fewer")),
        details=bool(_switch(values, "details")),
        check=_switch(values, "check"),
        name=values["name"][-1] if values["name"] else None,
        rules=Path(values["rules"][-1]).expanduser() if values["rules"] else None,
    )


def _switch(values: dict[str, list[str]], name: str) -> bool | None:
    if not values[name]:
        return None
    value = values[name][-1].casefold()
    if value not in _YES + _NO:
        raise UsageError(f"-a {name}={value}: should be 1 or 0", print_help=False)
    return value in _YES


class Command(ScrapyCrawl):
    """`scrapy crawl`, for the editions of the registry."""

    def syntax(self) -> str:
        """Return what stands behind the command's name in its help."""
        return "[options] <edition>"

    def short_desc(self) -> str:
        """Return the line in the list of commands."""
        return f"Get an edition's papers and propose them for the lists; -a: {_KNOWN}"

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Read the arguments here, since Scrapy would keep one of each name."""
        given, opts.spargs = opts.spargs, []
        super().process_options(args, opts)
        opts.spargs = read_arguments(given)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Do the whole job; errors that a person can act on are one message."""
        if len(args) != 1:
            got = " ".join(args) or "none"
            raise UsageError(
                f"name one edition, such as nsdi25 (`scrapy list` prints them), not: {got}", print_help=False
            )
        try:
            self.exitcode = self._crawl(args[0], opts.spargs)
        except ConfmergeError as error:
            _say(str(error))
            self.exitcode = error.exit_code

    def _crawl(self, key: str, arguments: Arguments) -> int:
        assert self.crawler_process is not None
        assert self.settings is not None
        loader = cast(RegistryLoader, self.crawler_process.spider_loader)
        registry = loader.registry
        edition = _edition(registry, key, arguments.name)
        loader.warn()
        files = _check(registry, edition, arguments)
        if not files and not registry.contact:
            where = registry.path or "a conferences.yaml of your own"
            _say(f"the site cannot see whom to ask: put `contact: <your e-mail or page>` into {where}")

        folder = EditionFolder(Path(self.settings["CONFMERGE_OUTPUT"]).expanduser() / edition.key)
        last = folder.last_good()
        wishes = Wishes(
            pages=files,
            details=arguments.details,
            check=arguments.check,
            fewer=arguments.fewer,
            last=last.papers if last else (),
            kept=folder.kept_pages(),
            progress=_show,
        )
        attempt = self._fetch(loader.spider(edition), wishes)
        _show("")
        if isinstance(attempt, int):
            return attempt
        settled = settle(folder, edition, attempt, fewer=arguments.fewer)
        if not settled.outcome.good:
            _say(account(edition, attempt, settled))
        if settled.papers is not None:
            from confmerge.job import propose_edition

            result = propose_edition(
                registry,
                edition,
                settled.papers,
                folder.path,
                into=arguments.into,
                rules=arguments.rules,
                attempt=settled.run,
            )
            colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
            sys.stdout.write(result.text(colour=colour).rstrip("\n") + "\n")
        return settled.outcome.exit_code

    def _fetch(self, spider: type[EditionSpider], wishes: Wishes) -> Attempt | int:
        """Run the spider, and return what it brought home, or the exit code where it broke off."""
        assert self.crawler_process is not None
        for name in _WARNS_TWICE:
            logging.getLogger(name).setLevel(logging.ERROR)
        crawler = self.crawler_process.create_crawler(spider)
        errors: list[object] = []
        crawler.signals.connect(lambda failure: errors.append(failure), spider_error, weak=False)
        self.crawler_process.crawl(crawler, wishes)
        self.crawler_process.start()
        attempt: Attempt | None = getattr(crawler.spider, "attempt", None)
        if attempt is not None:
            return attempt
        if not errors and not self.crawler_process.bootstrap_failed:
            _say(f"{spider.name}: interrupted; nothing was written")
            return _INTERRUPTED
        _say(f"{spider.name}: the program failed, see above; nothing was written")
        return EXIT_BUG


def _edition(registry: Registry, key: str, name: str | None) -> Edition:
    """Return the edition of a key; with a name ("CGO 2017") one of any conference, its key may then be `auto`."""
    if name is None:
        try:
            return registry.edition(key)
        except RegistryError as error:
            hint = f'\nTo try it without: `scrapy crawl {key} -a page=FILE -a name="NAME YEAR"`, with a saved page.'
            raise RegistryError(f"{error}{hint}") from error
    edition = named_edition(name)
    if edition is None:
        raise UsageError(f"-a name={name}: should be a name and a year, such as `CGO 2017`", print_help=False)
    if key not in (edition.key, "auto"):
        parts = split_key(key)
        if parts is None or parts[1] != edition.year:
            raise UsageError(f"{key} is no edition of {edition.year}; write `{edition.key}`", print_help=False)
        edition = replace(edition, key=key, conference=replace(edition.conference, key=parts[0]))
    if edition.conference.key not in registry.conferences:
        return edition
    # A conference that is registered after all: its own pages are known, any other is for whatever can read it.
    known = registry.edition(edition.key)
    return replace(known, conference=replace(known.conference, family="auto"))


def _check(registry: Registry, edition: Edition, arguments: Arguments) -> tuple[Path, ...]:
    """Return the saved pages; raises ConfmergeError for what would fail after the network was asked."""
    for path in arguments.into:
        if not path.is_file():
            raise InputError("there is no such list", path)
    lists = () if arguments.into else registry.lists.values()
    for rules in {arguments.rules} if arguments.rules else {registry.rules, *(spec.rules for spec in lists)}:
        load_rules(rules)
    if arguments.page:
        from scrapers.saved import page_files

        return tuple(page_files(arguments.page))
    if not edition.sources:
        raise RegistryError(f"{edition.key} has no `sources:` in the registry; save its page and give -a page=FILE")
    return ()


def account(edition: Edition, attempt: Attempt, settled: Settled) -> str:
    """Return what a person has to know of a run that gave nothing to rely on: what, where, why, and what next."""
    step = (_NEXT_SAVED if attempt.file else _NEXT)[settled.outcome]
    if settled.outcome is Outcome.NOT_PUBLISHED and settled.last_good:
        step = "look at the page: there were papers on it; if it has moved, give the new address in conferences.yaml"
    lines = [
        f"{edition.key}: {settled.outcome}",
        f"  where: {attempt.file or attempt.url}",
        f"  why:   {settled.message}",
        f"  next:  {step.format(key=edition.key, label=edition.label)}",
    ]
    if others := _others(attempt):
        lines.append(f"  also:  {others}")
    if gone := settled.changes.gone:
        more = f" and {len(gone) - 3} more" if len(gone) > 3 else ""
        lines.append(f"  gone:  {'; '.join(gone[:3])}{more}")
    if settled.papers is not None:
        lines.append("  kept:  these papers, since there are no better ones yet")
    elif last := settled.last_good:
        lines.append(f"  kept:  the {len(last.papers)} papers of the last good run, {last.date}")
    return "\n".join(lines)


def _others(attempt: Attempt) -> str:
    """Return what the other sources gave: "source 2 (crossref): 40 papers; source 3 (dblp): blocked"."""
    said: dict[int, str] = {}
    for page in attempt.tried:
        if page.source != attempt.source:
            what = f"{page.count} papers" if page.count else str(page.outcome)
            said.setdefault(page.source, f"source {page.source} ({page.family}): {what}")
    return "; ".join(said.values())


def _show(url: str) -> None:
    """Show on a terminal which page is being asked for, in a line that the next one overwrites; "" clears it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{url and f'asking {url}'[:_LINE]}")
        sys.stderr.flush()


def _say(message: str) -> None:
    print(f"confmerge: {message}", file=sys.stderr)
