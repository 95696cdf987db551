"""What the text of a page gives away before any tree is built: its title, and whether it is of a known service."""

from __future__ import annotations

import re

_OF_SERVICES = ("researchr", "DLtoc", "issue-item", "dblp.")
_XML = re.compile(r"\s*<\?xml(?![\s\S]{0,500}<html)", re.I)
_LONGEST_TITLE = 500
_HEAD = 65_536


def is_of_service(page: str) -> bool:
    """Say whether a page has the marks of a service that has a family of its own."""
    return any(mark in page for mark in _OF_SERVICES) or bool(_XML.match(page))


def title_of(page: str) -> str:
    """Return the text of `<title>`, as it stands in the markup, "" without one."""
    start = next((at for tag in ("<title", "<TITLE", "<Title") if (at := page.find(tag)) >= 0), -1)
    if start < 0:
        return ""
    return page[start : start + _LONGEST_TITLE].partition(">")[2].partition("<")[0]


def head_of(page: str) -> str:
    """Return the beginning of a page, where its head stands, however long the page is."""
    return page[:_HEAD]
