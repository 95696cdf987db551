"""What stands in published proceedings beside the papers, and titles as publishers deposit them."""

from __future__ import annotations

import re

# The word of each kind, and the reason for which it is turned away.
_KINDS = {
    "keynote": "keynote",
    "invited talk": "keynote",
    "plenary": "keynote",
    "panel": "panel",
    "poster": "poster",
    "demo": "demo",
    "demonstration": "demo",
    "tutorial": "tutorial",
    "workshop": "workshop",
}
_KIND = f"({'|'.join(sorted(_KINDS, key=len, reverse=True))})"
_MORE = r"(?:[ -](?:talk|address|speech|speaker|lecture|abstract|paper|discussion|session|presentation))?s?"
_HEADED = re.compile(
    rf"(?:(?:opening|closing|invited) )?{_KIND}{_MORE}(?:(?: and | & |/){_KIND}{_MORE})?"
    r"(?: (?:\d+|[IVX]+))?\s*(?:$|[:–—]|- )",
    re.I,
)
_BRACKETED = re.compile(rf"[\[(]{_KIND}{_MORE}[\])]", re.I)
_FRONT_MATTER = re.compile(
    r"session details\b.*"
    r"|(?:(?:proceedings )?(?:front|back) ?matter|title page|half[- ]title|copyright|(?:table of )?contents"
    r"|(?:author|subject) index|(?:list of )?reviewers|committees?|organi[sz]ation|organizers|sponsors?"
    r"|foreword|preface|editorial|introduction|welcome(?: message)?|acknowledge?ments?)(?: (?:page|list))?\W*"
    r"|(?:foreword|preface|editorial|introduction|welcome|(?:welcome )?(?:message|letter)) (?:from|by|of|to)\b"
    r".*\b(?:chairs?|editors?|conference|symposium|proceedings|workshop|issue)\b.*"
    r"|.*\b(?:chairs?|editors?)['’]?s? (?:welcome|message|foreword|preface|introduction)\b.*",
    re.I,
)


def no_paper(title: str) -> str | None:
    """Return as what a title, or the heading of a session, is turned away; None for that of papers.

    >>> no_paper("Keynote: Systems at Scale"), no_paper("[Poster] A Cache"), no_paper("Session details: Storage")
    ('keynote', 'poster', 'front matter')
    >>> no_paper("Poster Session & Demos"), no_paper("Panels of Solar Cells"), no_paper("DeMo: Decoupled Momentum")
    ('poster', None, None)
    """
    found = _HEADED.match(title) or _BRACKETED.match(title)
    if found and not _is_name(found.group(1)):
        return _KINDS[found.group(1).lower()]
    return "front matter" if _FRONT_MATTER.fullmatch(title) else None


def _is_name(word: str) -> bool:
    """Say whether a word is spelled as only the name of a system is ("DeMo")."""
    return word not in (word.lower(), word.upper(), word.title(), word.capitalize())


def without_final_stop(title: str) -> str:
    """Return a title without the one full stop that bibliographies put at the end.

    >>> [without_final_stop(title) for title in ("A Cache.", "Are We There Yet?", "And So On...", "Made in the U.S.")]
    ['A Cache', 'Are We There Yet?', 'And So On...', 'Made in the U.S.']
    """
    return re.sub(r"(?<!\.)(?<!\.[A-Z])\.$", "", title)
