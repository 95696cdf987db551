"""The account of a backtest: for each commit and edition what was proposed, and what the maintainer did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from confmerge.backtest.history import Commit
from confmerge.keep import Screening
from confmerge.lists import Entry

SAME, AMONG, OTHER = "same", "among the choices", "other"
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What an entry says and where, without the list around it."""

    file: str
    line: int
    section: Path
    title: str
    venue: str | None
    year: int | None
    text: str

    @classmethod
    def of(cls, entry: Entry) -> Quote:
        """Quote an entry."""
        return cls(entry.file, entry.line, entry.place.path, entry.title, entry.venue, entry.year, entry.raw)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form; what is absent is absent."""
        record: dict[str, Any] = {"file": self.file, "line": self.line, "section": list(self.section)}
        record |= {"title": self.title, "venue": self.venue, "year": self.year, "text": self.text}
        return {key: value for key, value in record.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Case:
    """A paper, by its title and its place among the edition's papers, and what the filter said of it."""

    number: int
    title: str
    screening: Screening


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper that was proposed and that the maintainer added.

    `choices`: the proposed section, then the runners-up; `section`: whether the first is the maintainer's, or another
    is; `opened`: the maintainer's section was new, so that none could be. `tag`: venue and year agree; `text`: the
    lines are equal, trailing blanks aside; `form`: so they are, links aside.
    """

    case: Case
    there: Quote
    proposed: Quote | None
    choices: tuple[Path, ...]
    section: str
    opened: bool
    tag: bool
    text: bool
    form: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form: where the two agree, what stands there, and what was proposed."""
        record: dict[str, Any] = {"title": self.case.title, "section": self.section}
        if self.opened:
            record["new_section"] = True
        record |= {"tag": self.tag, "text": self.text, "text_links_aside": self.form, "there": self.there.to_dict()}
        if self.proposed is not None:
            runners_up = [list(path) for path in self.choices[1:]]
            record["proposed"] = self.proposed.to_dict() | {"alternatives": runners_up}
        return record


@dataclass(frozen=True, slots=True)
class Missed:
    """A paper that the maintainer added and that was not proposed. `why`: drop, maybe, doubtful, related, listed,
    preprint (thought listed as one), place (none where it would read as an entry); `held`: what was thought to be it.
    """

    case: Case
    there: Quote
    why: str
    evidence: tuple[str, ...]
    held: tuple[Quote, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, with what the filter and the comparison said."""
        record = {"title": self.case.title, "why": self.why, **self.case.screening.to_dict()}
        if self.held:
            record |= {"evidence": list(self.evidence), "held": [quote.to_dict() for quote in self.held]}
        return record | {"there": self.there.to_dict()}


@dataclass(slots=True)
class Extra:
    """A paper that was proposed and that the maintainer did not add; `later` is the commit that did."""

    case: Case
    section: Path
    later: Commit | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        record = {"title": self.case.title, **self.case.screening.to_dict(), "section": list(self.section)}
        if self.later is not None:
            record["later"] = {"commit": self.later.name, "date": self.later.day.isoformat()}
        return record


@dataclass(frozen=True, slots=True)
class Promotion:
    """A preprint of the list: the maintainer's entry `before`, and `there` once it was brought up to date, if it was.

    `proposed`: the new lines that were proposed, if any were; `text`: the maintainer's are among them.
    """

    case: Case
    before: Quote | None
    there: Quote | None
    proposed: tuple[str, ...]
    text: bool = False

    @property
    def agreed(self) -> bool:
        """Whether it was proposed, and done."""
        return self.there is not None and bool(self.proposed)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        record: dict[str, Any] = {"title": self.case.title, "done": self.there is not None}
        if self.agreed:
            record["text"] = self.text
        if self.before is not None:
            record["before"] = self.before.to_dict()
        if self.there is not None:
            record["there"] = self.there.to_dict()
        if self.proposed:
            record["proposed"] = list(self.proposed)
        return record


@dataclass(frozen=True, slots=True)
class Stranger:
    """A new entry that names an edition and is, for sure, none of its papers; `nearest`: the title that it may be."""

    there: Quote
    nearest: str | None
    evidence: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        record: dict[str, Any] = {"there": self.there.to_dict()}
        if self.nearest is not None:
            record["nearest"] = {"title": self.nearest, "evidence": list(self.evidence)}
        return record


@dataclass(slots=True)
class Row:
    """What became of one edition in one commit."""

    commit: Commit
    edition: str
    kept: list[Kept] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)
    extra: list[Extra] = field(default_factory=list)
    promotions: list[Promotion] = field(default_factory=list)
    strangers: list[Stranger] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether the maintainer did anything with the edition."""
        done = any(one.there is not None for one in self.promotions)
        return bool(self.kept or self.missed or self.strangers or done)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "commit": self.commit.name,
            "date": self.commit.day.isoformat(),
            "subject": self.commit.subject,
            "edition": self.edition,
            "kept": [one.to_dict() for one in self.kept],
            "missed": [one.to_dict() for one in self.missed],
            "extra": [one.to_dict() for one in self.extra if one.later is None],
            "later": [one.to_dict() for one in self.extra if one.later is not None],
            "promotions": [one.to_dict() for one in self.promotions],
            "unmatched": [one.to_dict() for one in self.strangers],
        }
