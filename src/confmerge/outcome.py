"""How a run ended: a closed set of words, each with its exit code, decided before any free text."""

from __future__ import annotations

from enum import StrEnum

from confmerge.errors import ConfmergeError


class Outcome(StrEnum):
    """The outcome of getting an edition's papers."""

    OK = "ok"
    UNCHANGED = "unchanged"
    NOT_PUBLISHED = "not_published"
    BLOCKED = "blocked"
    UNREACHABLE = "unreachable"
    LAYOUT_CHANGED = "layout_changed"
    WRONG_YEAR = "wrong_year"
    TOO_FEW = "too_few"
    PARTIAL = "partial"

    @property
    def good(self) -> bool:
        """Whether the papers may replace those of an earlier run."""
        return self in (Outcome.OK, Outcome.UNCHANGED)

    @property
    def exit_code(self) -> int:
        """0: nothing is wrong. 3: the site refused or could not be reached. 4: read, but not to be trusted whole."""
        if self.good or self is Outcome.NOT_PUBLISHED:
            return 0
        return 3 if self in (Outcome.BLOCKED, Outcome.UNREACHABLE) else 4


class PageProblem(ConfmergeError):
    """A page that gives no trustworthy papers: which outcome that is, at which URL, why, and what to do next.

    Raising loudly keeps "zero papers" from ever looking like "no news".
    """

    def __init__(self, outcome: Outcome, message: str, url: str | None = None) -> None:
        self.outcome, self.message, self.url = outcome, message, url
        self.exit_code = outcome.exit_code
        super().__init__(message if url is None else f"{url}: {message}")
