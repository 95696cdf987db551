"""The addresses of answers in pieces: what the parameter of one says, and the address of the next."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit


def parameter(url: str, name: str) -> str | None:
    """Return the value of a parameter of an address, None where it is not there or empty.

    >>> parameter("https://h.org/notes?content.venueid=MLSys.org%2F2026%2FConference", "content.venueid")
    'MLSys.org/2026/Conference'
    """
    return parse_qs(urlsplit(url).query).get(name, [None])[0]


def with_parameter(url: str, name: str, value: int) -> str:
    """Return an address with one parameter set; the rest stays letter for letter.

    >>> with_parameter("https://h.org/api?q=toc:a/b.bht:&f=0&h=1000", "f", 1000)
    'https://h.org/api?q=toc:a/b.bht:&f=1000&h=1000'
    >>> with_parameter("https://h.org/notes", "offset", 25)
    'https://h.org/notes?offset=25'
    """
    address, mark, fragment = url.partition("#")
    setting = f"{quote(name)}={value}"
    changed, found = re.subn(rf"(?<=[?&]){re.escape(name)}=[^&]*", setting, address, count=1)
    if not found:
        changed = f"{address}{'&' if '?' in address else '?'}{setting}"
    return changed + mark + fragment
