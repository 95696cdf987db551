"""What tables write into a cell for authors and for a year, taken apart."""

from __future__ import annotations

import html
import re
from functools import lru_cache

_NOTHING = frozenset(("", "-", "--", "–", "—", "?", "n/a", "na", "nan", "none", "null", "unknown", "anonymous"))
_LONGEST_NOTHING = max(map(len, _NOTHING))
_OTHERS = re.compile(r"(?:\bet\.? ?al\.?|\b(?:\d+ )?(?:more|others)(?: authors)?\.?|(?<!\.)\.{3,}|…)$", re.I)
# Without any of these, names stand between commas and that is all: so it is in most tables, and need not take long.
_SPECIAL = re.compile(r"[;&(*…|\[]|\.\.| and | al[.,]| more| others|, (?:jr|sr|ii|iv|ed|phd|ph\.)")
_ASIDE = re.compile(r"\([^()]*\)")
_AND = re.compile(r",? and | ?& ?", re.I)
# What stands behind a name and is none: "Jr.", "PhD", "eds."; but "Ed" is a name, and "MD" may be initials.
_BEHIND_NAMES = re.compile(r"(?i:(?:jr|sr|ii|iii|iv)\.?|ph\.?\s?d\.?|m\.?ph\.?)|eds?\.|eds|[Ee]ditors?")
_BETWEEN_INITIALS = re.compile(r"[\s.-]+")
_COMMAS = str.maketrans("，、；", ",,;")
# A list as programs write it: "['Ann Ash', 'Bo Birch']".
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def is_nothing(cell: str) -> bool:
    """Whether a cell only says that there is nothing: empty, a dash, "N/A", "NaN".

    >>> is_nothing("n/a"), is_nothing("nan"), is_nothing("NA Wang")
    (True, True, False)
    """
    return not cell or (len(cell) <= _LONGEST_NOTHING and cell.casefold() in _NOTHING)


def split_authors(text: str) -> tuple[str, ...]:
    """Return the names in a line of authors, in whichever of the usual ways it is written; "et al." is no name.

    >>> split_authors("Ann Ash, Bo Birch and Cy Cole"), split_authors("Ash, Ann; Birch, Bo; et al.")
    (('Ann Ash', 'Bo Birch', 'Cy Cole'), ('Ash, Ann', 'Birch, Bo'))
    >>> split_authors("Ash, A. and Birch, B. and others"), split_authors("Ash, A. B., Birch, C., et al.")
    (('Ash, A.', 'Birch, B.'), ('Ash, A. B.', 'Birch, C.'))
    >>> split_authors("van den Ash, Ann"), split_authors("Ann Ash (Univ. of X, Y), Bo Birch, Jr."), split_authors("N/A")
    (('van den Ash, Ann',), ('Ann Ash', 'Bo Birch'), ())
    """
    text = text if text.isascii() else text.translate(_COMMAS)
    small = f"{text.casefold()},"
    if not _SPECIAL.search(small):
        parts = [part for part in map(str.strip, text.split(",")) if part]
        return tuple(_in_commas(parts)) if not is_nothing(text.strip()) else ()
    text = " ".join(_ASIDE.sub(" ", html.unescape(text)).split())
    if text.startswith("[") and text.endswith("]"):
        text = "; ".join(one or other for one, other in _QUOTED.findall(text)) or text.strip("[]")
    text = _OTHERS.sub("", text.rstrip(" ,;*")).rstrip(" ,;&").removesuffix(" and")
    if is_nothing(text):
        return ()
    if ";" in text or "|" in text:
        names = re.split(r"[;|]", text)
    else:
        groups = [[part.strip() for part in group.split(",")] for group in _AND.split(text)]
        groups = [[part for part in group if part and not _BEHIND_NAMES.fullmatch(part)] for group in groups]
        # "Ash, Ann and van den Birch, Bo Bent": where "and" divides all, one plainly turned tells of the others.
        turned = all(len(group) == 2 for group in groups) and any(len(_in_commas(group)) == 1 for group in groups)
        names = [name for group in groups for name in ([", ".join(group)] if turned else _in_commas(group))]
    names = [re.sub(r"^and\s+", "", " ".join(name.split()), flags=re.I).strip(" ,") for name in names]
    return tuple(name for name in names if name and not is_nothing(name))


def _in_commas(parts: list[str]) -> list[str]:
    """The names in what stands between commas: each part one, or family and given name in turn."""
    if all(map(_is_written_out, parts)):  # as good as always they are, and the rest takes long
        if all(" " in part for part in parts):
            return parts
    else:
        if all(map(_CJK.match, parts)) or all(map(_ends_in_initials, parts)):
            return parts
        if any(map(_is_initials, parts[1:])):
            return _with_initials(parts)
    single = [" " not in part for part in parts]
    # "van den Ash, Ann" is one author: two would both have two names; "Ash, Ann B., Birch, Bo" are two.
    in_turn = all(single) or (len(parts) == 2 and any(single)) or (all(single[::2]) and any(single[1::2]))
    in_turn = in_turn or (all(single[::2]) and all(map(_ends_in_initials, parts[1::2])))
    if len(parts) % 2 == 0 and in_turn:
        return [", ".join(pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    return parts


def _is_written_out(name: str) -> bool:
    last = name.rpartition(" ")[2]
    return len(last) > 2 and last.isalpha() and last.isascii()


def _with_initials(parts: list[str]) -> list[str]:
    """Give initials to the family name before them; in one list, names may stand turned and straight."""
    names: list[str] = []
    may_take = False
    for part in parts:
        is_given = may_take and _is_initials(part)
        if is_given:
            names[-1] += f", {part}"
        else:
            names.append(part)
        may_take = not is_given
    return names


def _is_initials(part: str) -> bool:
    letters = part.strip(" .-")
    longest = len(letters) if letters.isalpha() else max(map(len, _BETWEEN_INITIALS.split(letters)))
    return longest == 1 or (longest == 2 and (part.endswith(".") or (part.isupper() and " " not in part)))


def _ends_in_initials(part: str) -> bool:
    """Whether a name has its initials behind the family name: "Ash A", "van den Birch B.-C."."""
    words = part.split()
    count = len(words)
    while count > 1 and _is_initials(words[count - 1]):
        count -= 1
    return count < len(words) and len(words[0]) > 1 and not words[0].endswith(".")


@lru_cache(maxsize=256)
def find_year(text: str) -> int | None:
    """Return the year in what stands for one, or None.

    >>> find_year("1998.0"), find_year("2003-05-01"), find_year("May 2003"), find_year("20031"), find_year("soon")
    (1998, 2003, 2003, None, None)
    """
    found = _YEAR.search(text)
    return int(found[0]) if found else None
