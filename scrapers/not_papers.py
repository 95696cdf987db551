"""What stands beside the papers in proceedings and programmes, and titles as publishers deposit them."""

from __future__ import annotations

import re
from functools import lru_cache

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


# --- by the heading above ---------------------------------------------------------------------------------------------

_OTHERS = tuple(
    (reason, re.compile(pattern, re.I))
    for reason, pattern in (
        ("keynote", r"\bkeynotes?\b|\binvited talks?\b"),
        ("panel", r"\bpanels?(?:$|:| session| discussion)"),
        ("lightning talk", r"\blightning talks?\b|\bTOCS\b"),
        ("poster", r"\bposters?\b|\bstudent research\b|\bSRC\b|\bworks?[- ]in[- ]progress\b|\bWiPs?\b"),
        ("demo", r"\bdemos\b|\bdemo session\b"),
        (
            "committee",
            r"^(?:(?:program(?:me)?|organi[sz]ing|steering|review|technical|external|artifact|evaluation|sosp|and|the|\d+)"
            r"\b\W*)*(?:committees?|(?:co-?)?chairs|organi[sz](?:ers|ation)|sponsors)\W*$",
        ),
        ("tutorial", r"\btutorials?\b"),
        (
            "award",
            r"^(?:(?:sosp|acm|sigops|best|distinguished|outstanding|papers?|artifacts?|the|and|\d+)\b\W*)*awards?$",
        ),
        ("workshop", r"\bworkshops\b|\bworkshop (?:schedule|program|session|papers)"),
        (
            "meeting",
            r"\bBoFs?\b|\bbirds[- ]of[- ]a?[- ]?feather\b|\b(?:business|town hall) meeting\b|\bmentoring\b|"
            r"\bask me anything\b|\bAMA\b|\btrivia\b",
        ),
    )
)


@lru_cache(maxsize=256)
def other_than_papers(name: str) -> str | None:
    """Return what a part of the page or a session holds that is no paper, by its name; None where it may hold papers.

    >>> other_than_papers("Session 5: TOCS lightning talks"), other_than_papers("Session 6: LLM Inference")
    ('lightning talk', None)
    """
    found = (reason for reason, pattern in _OTHERS if pattern.search(name))
    return next(found, None) or no_paper(name)


# --- titles as publishers deposit them --------------------------------------------------------------------------------


def without_final_stop(title: str) -> str:
    """Return a title without the one full stop that bibliographies put at the end.

    >>> [without_final_stop(title) for title in ("A Cache.", "Are We There Yet?", "And So On...", "Made in the U.S.")]
    ['A Cache', 'Are We There Yet?', 'And So On...', 'Made in the U.S.']
    """
    return re.sub(r"(?<!\.)(?<!\.[A-Z])\.$", "", title)
