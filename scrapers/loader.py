"""One spider per edition of the registry: what `scrapy list` prints and `scrapy crawl` finds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from confmerge import __version__
from confmerge.errors import ConfmergeError
from confmerge.registry import Edition, Registry, RegistryError, load_registry

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.settings import BaseSettings

    from scrapers.spider import EditionSpider


class RegistryLoader:
    """Scrapy's spider loader over conferences.yaml: lists the registered editions, loads any of a known conference."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> RegistryLoader:
        """Load the registry that the setting CONFMERGE_REGISTRY names, else the one of the environment.

        Every Scrapy command comes through here, and none of them expects a loader to fail: so a registry that
        cannot be read ends the program, with one message instead of a traceback.
        """
        named = settings.get("CONFMERGE_REGISTRY")
        try:
            return cls(load_registry(Path(named) if named else None))
        except ConfmergeError as error:
            print(f"confmerge: {error}", file=sys.stderr)
            raise SystemExit(error.exit_code) from error

    def load(self, spider_name: str) -> type[EditionSpider]:
        """Return the spider of an edition; raises KeyError, as Scrapy wants it, where there is none."""
        try:
            return self.spider(self.registry.edition(spider_name))
        except RegistryError as error:
            raise KeyError(str(error)) from error

    def spider(self, edition: Edition) -> type[EditionSpider]:
        """Return the spider of an edition, registered or not."""
        from scrapers.spider import EditionSpider

        others = {stem.lower(): e.label for e in self.registry.editions for stem in e.doi if stem not in edition.doi}
        members = {
            "name": edition.key,
            "others": others,
            "names": [c.name for c in self.registry.conferences.values() if c.key != edition.conference.key],
            "edition": edition,
            "services": self.registry.services,
            "custom_settings": {"USER_AGENT": user_agent(self.registry.contact)},
        }
        return type(f"{edition.key.title()}Spider", (EditionSpider,), members)

    def warn(self) -> None:
        """Print what is wrong in the registry: it does not stop the other editions."""
        for problem in self.registry.problems:
            print(f"confmerge: warning: {problem}", file=sys.stderr)

    def find_by_request(self, request: Request) -> list[str]:
        """Return the editions that have this page as a source."""
        return [
            edition.key
            for edition in self.registry.editions
            if any(request.url in source.pages for source in edition.sources)
        ]

    def list(self) -> list[str]:
        """Return the registered editions; problems of others go to stderr."""
        self.warn()
        return [edition.key for edition in self.registry.editions]


def user_agent(contact: str | None) -> str:
    """Return who asks: the program, and how to reach the person who runs it, in the form that polite pools look for.

    >>> user_agent("https://example.org/me"), user_agent("me@example.org")  # doctest: +ELLIPSIS
    ('confmerge/... (+https://example.org/me)', 'confmerge/... (mailto:me@example.org)')
    """
    name = f"confmerge/{__version__}"
    if not contact:
        return name
    return f"{name} (mailto:{contact})" if "@" in contact and "/" not in contact else f"{name} (+{contact})"
