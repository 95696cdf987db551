"""What a line of an unknown page is likely to be: a title, a time, an award, a link word, a session, a break.

Everything here judges words alone; where they stand is for the finder to weigh.
"""

from __future__ import annotations

import re
from functools import lru_cache

from scrapers.structure.names import is_name, names_likeness
from scrapers.structure.vocabulary import TELLING

_CACHED = 16_384  # lines: more than a page has

# --- titles ----------------------------------------------------------------------------------------------------------

_FUNCTION_WORD = re.compile(
    r"\b(?:of|for|the|in|with|and|a|an|to|on|via|from|using|by|through|at|is|are|or|towards?|without|under)\b", re.I
)
_ADDRESS = re.compile(r"https?://|www\.|\S@\S")
_MARKS_OF_ADDRESSES = ("://", "www.", "@")
_SENTENCES = re.compile(r"[a-z]{2}\. +[A-Z]")
_MOST_WORDS_OF_A_TITLE = 40
_USUAL_WORDS = 4
_MANY_WORDS = 6
_PEOPLE = 0.75
_PROSE = 0.2


@lru_cache(maxsize=_CACHED)
def title_likeness(words: str) -> float:
    """Return how much a line looks like the title of a paper.

    >>> title_likeness("Efficient Memory Management for Large Language Model Serving"), title_likeness("Paper")
    (1.0, 0.0)
    """
    count = words.count(" ") + 1
    if not 2 <= count <= _MOST_WORDS_OF_A_TITLE or _is_address(words) or is_time(words) or is_label(words):
        return 0.0
    if names_likeness(words) >= _PEOPLE or is_name(words) or _is_institution(words, count):
        return 0.0
    if ". " in words and _SENTENCES.search(words):
        return _PROSE
    likeness = 0.4
    likeness += 0.3 if count >= _USUAL_WORDS or ":" in words else 0.0
    likeness += 0.3 if count >= _MANY_WORDS or ":" in words or _FUNCTION_WORD.search(words) else 0.0
    return likeness


def _is_address(words: str) -> bool:
    """Say whether some words hold an address of the web or of mail."""
    return any(mark in words for mark in _MARKS_OF_ADDRESSES) and bool(_ADDRESS.search(words))


_INSTITUTION = re.compile(
    r"universit|\b(?:institut\w*|college|polytechnic|politecnico|laborator(?:y|ies)|academy|inc|ltd|corp|llc|gmbh)\b"
)
_MOST_WORDS_OF_AN_INSTITUTION = 9
_OF_INSTITUTIONS = frozenset(("of", "and", "at", "the", "for"))


def _is_institution(words: str, count: int) -> bool:
    """Say whether some words are only where somebody works: "Institute of Technology, Zurich, Switzerland"."""
    if count > _MOST_WORDS_OF_AN_INSTITUTION or ":" in words or not _INSTITUTION.search(words.lower()):
        return False
    return all(word.lower() in _OF_INSTITUTIONS for word in _FUNCTION_WORD.findall(words))


# --- what is neither title nor people nor heading --------------------------------------------------------------------

_NO_LETTERS = re.compile(r"[\W\d_]*")
_LONGEST = 120


@lru_cache(maxsize=_CACHED)
def is_noise(words: str) -> bool:
    """Say whether a line is neither title nor people nor heading."""
    if len(words) > _LONGEST:
        return is_label(words)
    return (
        is_empty(words)
        or is_time(words)
        or is_label(words)
        or is_link_word(words)
        or is_badge(words)
        or is_award(words)
    )


def is_empty(words: str) -> bool:
    """Say whether a line has no letters."""
    return bool(_NO_LETTERS.fullmatch(words))


# --- link words ------------------------------------------------------------------------------------------------------

# In small letters: without `re.I` a pattern of many words is several times faster, and most lines are none of this.
_LINK_WORD = re.compile(
    r"[\W_]*(?:(?:full|extended|accepted|camera[- ]ready|final|read|view|download|show|hide|see|get|watch|open|preview|"
    r"toggle|long|short|lightning|teaser|live|q&a|acm|ieee|dl|the|with|more|less|all|to|in|on|for|as|add|conference)"
    r"[\W_]+)*"
    r"(?:papers?|pdfs?|slides?|slide deck|videos?|abstracts?|doi|codes?|source(?: code)?|artifacts?|artefacts?|talks?|"
    r"presentations?|recordings?|pre-?prints?|bib(?:tex)?|cite|citation|posters?|links?|html|arxiv|github|zoom|youtube|"
    r"bilibili|vimeo|teasers?|more|details?|media|reviews?|public review|web ?site|web ?page|project(?: page)?|"
    r"digital library|library|less|expand|collapse|audio|supplement\w*|datasets?|data|discussion|slack|share|calendar|"
    r"openreview|springer|proceedings|tba|tbd|n/?a|summary|transcript|minutes|errata|authors?|affiliations?|title|"
    r"session|time|room|awards?|badges?|dl)"
    r"(?:[\W_]*\(?(?:pdf|pptx?|key|mp4|youtube|external|link|here|page|paper|\d+(?:\.\d+)? ?[km]b)\)?)*[\W_]*"
)
_BETWEEN_LINKS = re.compile(r"[|/,•·–—-]| {2,}|\]\s*\[")


def is_link_word(words: str) -> bool:
    """Say whether a line is only what links and buttons to a paper's materials say.

    >>> [is_link_word(words) for words in ("[Paper]", "Paper | Slides (PDF)", "Show details ▸", "Paper Folding")]
    [True, True, True, False]
    """
    if len(words) > _LONGEST:
        return False
    parts = [part for part in _BETWEEN_LINKS.split(words.lower()) if part.strip()]
    return bool(parts) and all(_LINK_WORD.fullmatch(part) or is_empty(part) for part in parts)


# --- awards and badges -----------------------------------------------------------------------------------------------

_AWARD = re.compile(
    r"\W*(?:awarded |winner:? |award:? |the |runner[- ]up:? |candidate:? )*"
    r"(?:(?:best|distinguished|outstanding|honou?rable|test[- ]of[- ]time|community|influential|top|editor'?s?|"
    r"jay lepreau|internet defense|applied networking|sigmobile|sigcomm|acm|ieee|hall of fame|intel|student)\b.{0,70}|"
    r".{0,40}\b(?:award|prize|honou?rable mention|nominee|finalist|best paper candidate)\b.{0,30})",
    re.I,
)
_AWARD_WORD = re.compile(
    r"\b(?:awards?|papers?|artifacts?|mention|prize|nomin\w+|candidate|runner|finalist|picks?|practice|contribution)\b"
)
_AWARD_LABEL = re.compile(r"\b(?:award|winner): ", re.I)
_NO_AWARD = re.compile(r": \w|\b(?:sessions?|nominees|candidates|ceremony|papers|awards)\b", re.I)
_MOST_WORDS_OF_AN_AWARD = 9
_BADGE = re.compile(
    r"\W*(?:(?:artifacts?|artefacts?|results?|code|open[- ]source|available|evaluated|functional|reusable|reproduced|"
    r"reproducible|replicated|badges?|orc|orr|ro|new|virtual|remote|online|in[- ]person|long|short|regular|full|"
    r"invited|oral|spotlight|poster|hybrid|recorded|live|research|experience|industry|industrial|track|papers?)\b\W*)+",
    re.I,
)
_LONGEST_BADGE = 60


def is_award(words: str) -> bool:
    """Say whether a line is only an award.

    >>> [is_award(words) for words in ("[Best Paper]", "🏆 Distinguished Artifact Award", "Award: Best Paper")]
    [True, True, True]
    >>> [is_award(words) for words in ("Best of Both Worlds: A Study of Papers", "Best Paper Session")]
    [False, False]
    """
    return (
        words.count(" ") < _MOST_WORDS_OF_AN_AWARD
        and bool(_AWARD_WORD.search(words.lower()))
        and not _NO_AWARD.search(_AWARD_LABEL.sub("", words))
        and bool(_AWARD.fullmatch(words))
    )


def is_badge(words: str) -> bool:
    """Say whether a line is only the mark of an artifact or of a kind of paper.

    >>> [is_badge(words) for words in ("Artifacts Available", "Research Track", "Available Bandwidth")]
    [True, True, False]
    """
    return len(words) < _LONGEST_BADGE and bool(_BADGE.fullmatch(words))


# --- times and labels ------------------------------------------------------------------------------------------------

_CLOCK = r"(?:\d{1,2}(?:[:.h]\d\d)?\s*(?:[ap]\.?m\.?)?)"
_TIME = re.compile(
    rf"\W*(?:time:?\s*)?(?:{_CLOCK}\s*(?:-|–|—|to|until)\s*{_CLOCK}|\d{{1,2}}[:h]\d\d\s*(?:[ap]\.?m\.?)?|"
    rf"\d{{1,2}}\s*[ap]\.?m\.?)\b(?P<rest>.*)",
    re.I,
)
_HOUR = re.compile(r"\b\d{1,2}[:h]\d\d\b|\b\d{1,2}\s*[ap]\.?m\b", re.I)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = re.compile(
    rf"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|day \d|{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})\b", re.I
)
_MAY_BE_TIME = re.compile(r"\d|day\b", re.I)
_MOST_WORDS_OF_A_TIME = 12
_MOST_WORDS_BEHIND_A_TIME = 5
_LONGEST_DAY = 55
_LABEL = re.compile(
    r"\W*(?:(?:session |area |track |program(?:me)? |general )?(?:co-?)?chairs?(?:ed by)?(?:\(s\))?\s*"
    r"(?::|$|[-–—]|by\b)|(?:moderat|organi[sz])(?:ors?|ers?|ed by)\s*:|"
    r"(?:speakers?|presenters?|presented by|hosts?|discussants?|panelists?|shepherds?|location|room|where|when|venue|"
    r"time|date|track|zoom|contact|sponsors?|sponsored by|keywords?|tags?|notes?|abstract|bio|biography|doi|isbn|"
    r"in proceedings)\s*:|posted by\b)",
    re.I,
)


def is_time(words: str) -> bool:
    """Say whether a line is a time or a day of a programme, perhaps with a room.

    >>> [is_time(words) for words in ("9:00 – 10:30 AM (Hall 1)", "Monday, 31 March", "2 Fast 2 Furious: A Study")]
    [True, True, False]
    """
    if words.count(" ") > _MOST_WORDS_OF_A_TIME or not _MAY_BE_TIME.search(words):
        return False
    if clock := _TIME.match(words):
        return len(clock["rest"].split()) <= _MOST_WORDS_BEHIND_A_TIME
    return is_day(words)


def begins_with_time(words: str) -> bool:
    """Say whether a line begins with a time, whatever else it says."""
    return bool(_TIME.match(words))


def has_time(words: str) -> bool:
    """Say whether a line holds a time of the day."""
    return bool(_HOUR.search(words))


def is_day(words: str) -> bool:
    """Say whether a line is a day of a programme ("Monday, 31 March", "Main Conference - day 1")."""
    return len(words) < _LONGEST_DAY and bool(_DAY.search(words))


@lru_cache(maxsize=_CACHED)
def is_label(words: str) -> bool:
    """Say whether a line begins with a label that no title has: "Session Chair: …", "Speaker: …"."""
    return bool(_LABEL.match(words))


# --- what is no paper ------------------------------------------------------------------------------------------------

_MARKS = {
    "keynote": (
        r"\W*(?:(?:opening|closing|joint|award|distinguished|industry|academic|invited)\s+)*keynotes?(?:\s+(?:talks?|"
        r"speech|speakers?|address|lecture|sessions?|by|[IVX\d#]+)\b.*|\s*[:#(–—|].*|\s+-.*|\W*$)|"
        r".*\bkeynotes?(?: talks?| speech| address)?\W*(?:[:(\d].*)?$"
    ),
    "invited talk": (
        r"\W*(?:invited|plenary|industry|award|distinguished)\s+(?:talks?|lectures?|sessions?|address)\b|"
        r"\W*(?:sigops|sigcomm|acm|test of time)\b.*\b(?:lecture|award talks?)\b"
    ),
    "panel": r"\W*(?:\w+\s+)?panel(?: discussion| session)?s?\W*(?:[:\d].*)?$",
    "tutorial": r"\W*tutorials?(?:\W*$|\s*[:#\d(–—-]|\s+(?:on|session)s?\b)|.*\btutorials?(?: sessions?)?\W*\d*$",
    "workshop": (
        r"\W*(?:co-?located\s+)?workshops?(?:\W*$|\s*[:#\d(–—-]|\s+(?:on|session|program)s?\b)|"
        r".*\bworkshops?(?: sessions?)?\W*\d*$|.*\bworkshop on\b"
    ),
    "poster": (
        r"\W*(?:\w+\s+)?(?:posters?|demos?|demonstrations?)\W*(?:(?:and|&|/|,)\W*(?:posters?|demos?|demonstrations?)\b"
        r".*|(?:[ABC\d]?\W*)?(?:sessions?|presentations?|track|list|pitch\w*|reception|abstracts?)\b.*|papers?\W*|"
        r"[:(].*)?$|.*\b(?:posters|demos)(?: sessions?)?\W*\d*$|(?:accepted|list of) (?:posters?|demos?)\b.*"
    ),
    "artifact": r"\W*artifact (?:evaluation|talks?|session)\W*$",
    "student research": (
        r".*\b(?:student (?:research competition|symposium|forum|workshop)|"
        r"(?:doctoral|ph\.?d\.?) (?:symposium|consortium|forum|workshop)|\bSRC\b(?: posters?| session)?\W*$)"
    ),
    "journal paper": r"\W*journal[- ](?:first|papers?|talks?|articles?|presentations?)\b",
    "work in progress": (
        r"\W*(?:work[- ]in[- ]progress|wips?\b|.*\blightning talks?\W*$|n2women|hackathon|"
        r"birds of a feather(?: sessions?)?\W*(?:\d.*|\(.*)?$|bofs?\b)"
    ),
    "break": (
        r"\W*(?:\w+ )?(?:coffee|lunch|tea|breaks?|breakfast|registration|welcome|opening|closing|reception|banquet|"
        r"dinner|business meeting|social|excursion|town hall|group photo|remarks|best paper awards?|"
        r"awards?(?: ceremony| session)?|community meeting|cocktails?|conference (?:opening|closing|end|adjourns?)|"
        r"adjourn|end of)\b(?:\W+(?:and|&|with|to|in|the|on|of|from|remarks?|session|break|reception|lunch|coffee|"
        r"breakfast|address|ceremony|business|meeting|awards?|chairs?|organi\w+|general|program(?:me)?|pc|talk|\w+ing)"
        r"\b)*\W*(?:[(\d].*)?$"
    ),
    "session": (
        r"\W*(?:(?:technical |paper |research |plenary |parallel )*sessions?\s*(?:[#:\d]|[A-Z]\b|[IVX]+\b|chair)|"
        r"track\s*[\dA-Z]\b|session$|day\s*\d)|.*\bsession chairs?\b|"
        r"(?:accepted|full|short|regular|long|research) papers?\b\W*(?:\d+|\(.*)?$"
    ),
    "committee": (
        r".*\b(?:co-?chairs?|chairs?|committees?|organi[sz]ers?|volunteers?|webmasters?|liaisons?|advisory board|"
        r"editors?|sponsors?|supporters?|exhibitors?|delegates?|reviewers?|members|speakers?|attendees)\b\W*$|"
        r"\W*(?:general|program(?:me)?|publicity|web|finance|local|publications?|registration|steering|workshops?|travel|"
        r"student) (?:and \w+ )?(?:(?:co-?)?chairs?|committees?|arrangements?)\b"
    ),
}
_KINDS = tuple((kind, re.compile(mark, re.I)) for kind, mark in _MARKS.items())
_BETWEEN_WORDS = re.compile(r"[\W\d_]+")


@lru_cache(maxsize=_CACHED)
def no_paper(words: str) -> str | None:
    """Return what a title or a heading names that is no paper ("keynote", "session", "break", …), None for papers.

    >>> [no_paper(words) for words in ("Keynote: On Clouds", "Lunch Break", "Session 3: Caches", "Program Chairs")]
    ['keynote', 'break', 'session', 'committee']
    >>> [no_paper(words) for words in ("Breaking the Memory Wall", "Panel Codes at Scale", "Poster Child: A Study")]
    [None, None, None]
    """
    if TELLING.isdisjoint(_BETWEEN_WORDS.split(words.lower())):
        return None
    return next((kind for kind, mark in _KINDS if mark.match(words)), None)
