"""`confmerge new`: an edition in a registry, and the beginnings of a parser for a new site."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from confmerge.commands.options import add_registry

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_arguments(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `new`. What it needs is imported when it runs."""
    kinds = commands.add_parser("new", help="add an edition to the registry, or begin a site family").add_subparsers(
        title="what is new", required=True, metavar="edition|family"
    )
    edition = kinds.add_parser("edition", help="add an edition, and its conference where it is new")
    edition.add_argument("key", metavar="KEY", help="the conference and two digits of the year, such as nsdi28")
    edition.add_argument("--name", help="a new conference's name, as lists print it")
    edition.add_argument("--url", help="the page of its accepted papers; {key}, {year} and {yy} stand for the edition")
    edition.add_argument("--start", metavar="DATE", help="the first day, such as 2028-04-10")
    edition.add_argument("--end", metavar="DATE", help="the last day")
    edition.add_argument("--expected", metavar="N", help="how many papers there are")
    edition.add_argument("--family", metavar="F", help="the parser of --url (default: the conference's, else auto)")
    add_registry(edition)
    edition.set_defaults(run=_new_edition)

    family = kinds.add_parser("family", help="begin the parser of a site, with a page to test it (in a checkout)")
    family.add_argument("name", metavar="NAME", help="a Python name in small letters: scrapers/families/NAME.py")
    family.add_argument("--url", required=True, help="a page of the site that lists papers")
    family.add_argument("--edition", metavar="KEY", help="which edition that page is of (default: NAME and URL's year)")
    family.set_defaults(run=_new_family)


def _new_edition(arguments: argparse.Namespace) -> int:
    from confmerge.scaffold.edition import new_edition

    added = new_edition(
        arguments.key,
        name=arguments.name,
        url=arguments.url,
        start=arguments.start,
        end=arguments.end,
        expected=arguments.expected,
        family=arguments.family,
        registry=arguments.registry,
    )
    print(f"{added.path}:{added.line}: added\n\n{added.text}\n\nnext: scrapy crawl {arguments.key}")
    return 0


def _new_family(arguments: argparse.Namespace) -> int:
    from confmerge.scaffold.family import new_family

    family = new_family(arguments.name, arguments.url, edition=arguments.edition)
    print("\n".join(f"{path}: written" for path in family.files))
    print(f"\nnext: {family.next_steps}")
    return 0
