"""The command line: `confmerge entries|propose|new ...`, and the commands that other packages add (`crawl`).

Each command imports what it needs when it runs, so that `--help` and `entries` stay light.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from confmerge import __version__
from confmerge.errors import EXIT_FINDINGS, EXIT_USAGE, ConfmergeError
from confmerge.scaffold import add_arguments as add_new

_GROUP = "confmerge.commands"
_DEFAULT_OUTPUT = Path("output")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0, 1 a bug, 2 usage, 3 and 4 by outcome, 5 findings."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if arguments and arguments[0] in _EXTRA:
        return _extra(arguments[0])(arguments[1:])
    parsed = _parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
        sys.stdout.flush()
        return code
    except ConfmergeError as error:
        print(f"confmerge: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # `| head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


# Commands of other packages: known by name here, so that nothing is searched or imported until one is asked for.
_EXTRA = {"crawl": "get an edition's papers and propose them (needs Scrapy)"}


def _extra(name: str) -> Callable[[list[str]], int]:
    from importlib.metadata import entry_points

    found = next(iter(entry_points(group=_GROUP, name=name)), None)
    if found is None:
        print(f"confmerge: `{name}` is not installed; install confmerge with pip", file=sys.stderr)
        raise SystemExit(EXIT_USAGE)
    command: Callable[[list[str]], int] = found.load()
    return command


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="confmerge",
        description="Turn a conference's accepted papers into a reviewable change to a markdown paper list.",
    )
    parser.add_argument("--version", action="version", version=f"confmerge {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    entries = commands.add_parser("entries", help="print every entry of markdown lists as JSON lines")
    entries.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a markdown list; - for stdin")
    entries.set_defaults(run=_entries)

    propose = commands.add_parser("propose", help="propose an edition's papers to lists, as diffs")
    propose.add_argument("edition", metavar="EDITION", help="such as nsdi25")
    propose.add_argument("--papers", type=Path, metavar="FILE", help="papers.jsonl (default: that of the last crawl)")
    propose.add_argument("--into", type=Path, action="append", default=[], metavar="LIST.md", help=_INTO)
    propose.add_argument("--list", action="append", default=[], metavar="NAME", help="only this list of the registry")
    propose.add_argument("--exit-code", action="store_true", help="exit 5 when there is something to review")
    propose.add_argument("--registry", type=Path, metavar="FILE", help="the registry (default: ./conferences.yaml)")
    propose.add_argument("--output", type=Path, default=_DEFAULT_OUTPUT, metavar="DIR", help="default: ./output")
    propose.set_defaults(run=_propose)

    add_new(commands)
    for name, what in _EXTRA.items():
        commands.add_parser(name, help=what, add_help=False)
    return parser


_INTO = "a markdown list to propose to, instead of the registry's; repeatable"


def _entries(arguments: argparse.Namespace) -> int:
    from confmerge.files import to_jsonl
    from confmerge.lists import Document, read_list

    code = 0
    for path in arguments.files:
        try:
            piped = os.fspath(path) == "-"
            document = Document(path, sys.stdin.buffer.read()) if piped else Document.load(path)
        except ConfmergeError as error:
            print(f"confmerge: {error}", file=sys.stderr)
            code = error.exit_code
            continue
        sys.stdout.write(to_jsonl(entry.to_dict() for entry in read_list(document).entries))
    return code


def _propose(arguments: argparse.Namespace) -> int:
    from confmerge.errors import InputError
    from confmerge.folder import EditionFolder
    from confmerge.job import propose_edition
    from confmerge.paper import parse_papers, read_papers
    from confmerge.registry import Edition, Registry, RegistryError, guess_edition, load_registry
    from confmerge.venues import spelling

    def edition_of(registry: Registry, key: str) -> Edition:
        """A registered edition; with papers at hand any edition will do, for only its name is wanted."""
        try:
            return registry.edition(key)
        except RegistryError:
            guessed = guess_edition(key, {key[:-2]: spelling(key[:-2])}) if arguments.papers else None
            if guessed is None or registry.near(key) or guessed.conference.key in registry.conferences:
                raise
            print(f"confmerge: `{key}` is not in the registry; taken as {guessed.label}", file=sys.stderr)
            return guessed

    registry = load_registry(arguments.registry)
    edition = edition_of(registry, arguments.edition)
    for problem in registry.problems:
        print(f"confmerge: {problem}", file=sys.stderr)
    unknown = [name for name in arguments.list if name not in registry.lists]
    if unknown:
        known = ", ".join(registry.lists) or "none"
        raise InputError(f"no list `{unknown[0]}` in the registry (known: {known})", registry.path)
    folder = EditionFolder(arguments.output / edition.key)
    run = None
    if arguments.papers is None:
        if not folder.papers_path.exists():
            raise InputError(
                f"is not there; run `confmerge crawl {edition.key}` first, or give --papers FILE", folder.papers_path
            )
        papers, run = read_papers(folder.papers_path), folder.account_of_papers(edition.url)
    elif os.fspath(arguments.papers) == "-":
        papers = parse_papers(sys.stdin.buffer.read(), "stdin")
    else:
        papers = read_papers(arguments.papers)
    result = propose_edition(
        registry, edition, papers, folder.path, into=arguments.into, only=arguments.list, attempt=run
    )
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    print(result.text(colour), end="")
    return EXIT_FINDINGS if arguments.exit_code and result.findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
