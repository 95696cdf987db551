"""What an API answers: JSON, XML, addresses of answers in pieces, and what a wall or an error looks like there."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from confmerge.outcome import Outcome, PageProblem
from scrapers.pages import check_challenge, decode


def read_json(answer: str | bytes, url: str) -> Any:
    """Return the value of a JSON answer.

    Raises PageProblem: BLOCKED for a robot check, LAYOUT_CHANGED for HTML or anything else that is no JSON.
    """
    words = decode(answer) if isinstance(answer, bytes) else answer
    check_challenge(words, url=url)
    try:
        return json.loads(words)
    except (ValueError, RecursionError) as error:
        if words.lstrip().startswith("<"):
            raise layout_changed("this is HTML; the address should answer with JSON", url) from error
        where = getattr(error, "lineno", None)
        reason = f"{getattr(error, 'msg', type(error).__name__)}{f' in line {where}' if where else ''}"
        raise layout_changed(f"this is no whole JSON ({reason}): was the answer cut off?", url) from error


def layout_changed(message: str, url: str) -> PageProblem:
    """Return the problem of an answer that is not in the form that the service documents."""
    return PageProblem(Outcome.LAYOUT_CHANGED, message, url)


# --- XML -------------------------------------------------------------------------------------------------------------

_FOREIGN_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w*;")


def xml_root(page: str, name: str) -> Element | None:
    """Return the root element `name` of the XML in a page; None where it is not there, not whole or not well-formed.

    The entities of the sites' document types are those of HTML; the document type itself stays out.
    """
    whole = re.search(rf"<{name}\b.*</{name}\s*>", page, re.S)
    if whole is None:
        return None
    markup = _FOREIGN_ENTITY.sub(lambda entity: html.escape(html.unescape(entity.group())), whole.group())
    try:
        return ElementTree.fromstring(markup)
    except ElementTree.ParseError:
        return None


# --- answers in pieces -----------------------------------------------------------------------------------------------


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
