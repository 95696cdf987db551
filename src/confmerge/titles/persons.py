"""Whether words glued to a title are persons' names: only where their form leaves no other reading."""

from __future__ import annotations

import re

from confmerge.vocabulary import ABBREVIATIONS, COMMON_WORDS, FUNCTION_WORDS, GIVEN_NAMES, NAME_PARTICLES

_BETWEEN = re.compile(r"\s*(?:[,;]\s*(?:(?:and|&)\s+)?|\s(?:and|&)\s)\s*")
# What any authors begin with: a word with a capital, and a comma or an "and" before long.
BEGINNING_OF_NAMES = r"[^\W\d_a-z][^\s,;:()]*(?: [^\s,;:()]+){0,4}?(?:[,;] | and | & | et al\b)"
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.[ -]?)*[^\W\d_a-z]\.?")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’`.-](?!$))*")
# Capitals inside a word that are usual in names.
_INNER = re.compile(r"^(?:Mc|Mac|De|Di|Du|La|Le|Van|O['’`])(?=[A-Z])")
_CAMEL = re.compile("[a-zß-ÿ][A-ZÀ-Þ]")
# Endings that words have and names hardly do.
_ENDING = re.compile(
    r"(?:[^aeiou]ings|tions?|sions?|ments?|ness|ity|ities|ics|wares?|[ai]ble|ical|ives?|ous|logy|isms?|[ae]nces?|[ae]nts"
    r"|sed|ted|ned|zed|ized|led|red|ers|ors|ges|ces|ads|ems|els|ays|ows|ks|ts|ps|ds)$"
)
_ENDING_OF_VERB = re.compile(r"(?:ited|ered|ated|ized|tions?)$")
_WORDS = FUNCTION_WORDS | COMMON_WORDS | ABBREVIATIONS
_MOST_WORDS = 5


def are_authors(text: str, least: int = 2, evident: bool = False) -> bool:
    """Whether `text` is nothing but at least `least` names, divided by commas or "and".

    One of two must show by an initial or a common given name that it is a person's; with `evident`, one of any number.

    >>> are_authors("Ashish Vaswani, N. Shazeer and Luis van der Berg"), are_authors("Zheng Wang and Michael O'Boyle")
    (True, True)
    >>> are_authors("Lessons Learned and Open Problems"), are_authors("Taxonomy, Challenges and Vision")
    (False, False)
    >>> are_authors("Query Plans, Data Layouts, Hardware Trends"), are_authors("Old Tricks, New Dogs")
    (False, False)
    """
    parts = _persons(text)
    if len(parts) < least or not all(map(_is_named, parts)):
        return False
    doubtful = sum(map(_may_be_words, parts))
    if any(map(_is_evident, parts)):
        return 2 * doubtful < len(parts)
    return not evident and len(parts) > 2 and 3 * doubtful < len(parts)


def is_family_name(text: str) -> bool:
    """Whether `text` can be one person's name, or only the family name: "Jia", "van den Berg", "Zhihao Jia".

    >>> is_family_name("Jia"), is_family_name("Comments on Jia"), is_family_name("DynaPipe")
    (True, False, False)
    """
    parts = text.split()
    return 1 <= len(parts) <= _MOST_WORDS and all(map(_is_name, parts)) and parts[-1] not in NAME_PARTICLES


def _persons(text: str) -> list[str]:
    """The names in `text`, "Family, I." turned to "I. Family", as is the first of "Family, Given, Given Family"."""
    persons: list[str] = []
    parts = _BETWEEN.split(text.strip(" ,;"))
    if len(parts) > 2 and " " not in parts[0] and " " not in parts[1] and " " in parts[2]:
        parts[:2] = [f"{parts[1]} {parts[0]}"]
    for part in parts:
        if persons and " " not in persons[-1] and _INITIALS.fullmatch(part):
            persons[-1] = f"{part.rstrip('.')}. {persons[-1]}"
        else:
            persons.append(part)
    return persons


def _is_named(person: str) -> bool:
    parts = person.split()
    return 2 <= len(parts) <= _MOST_WORDS and all(map(_is_name, parts)) and len(parts[-1].rstrip(".")) > 1


def _is_name(word: str) -> bool:
    if word in NAME_PARTICLES or _INITIALS.fullmatch(word):
        return True
    if not word[:1].isupper() or not _NAME.fullmatch(word) or (word.isupper() and len(word) > 3):
        return False
    return not _CAMEL.search(_INNER.sub("", word))


def _may_be_words(person: str) -> bool:
    told = person.casefold().split()
    if not FUNCTION_WORDS.isdisjoint(told):
        return True
    if _is_evident(person):
        return told[-1] in _WORDS or bool(_ENDING_OF_VERB.search(told[-1]))
    return any(word in _WORDS or _ENDING.search(word) for word in told)


def _is_evident(person: str) -> bool:
    given = person.split()[0]
    return given.casefold() in GIVEN_NAMES or (given.endswith(".") and bool(_INITIALS.fullmatch(given)))
