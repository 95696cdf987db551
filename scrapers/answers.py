"""What an API answers: JSON and XML, or the page of a wall or of an error where they were asked for."""

from __future__ import annotations

import json
from typing import Any

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
