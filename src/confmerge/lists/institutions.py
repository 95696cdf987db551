"""Affiliations: whether words behind an entry are one, and how a page's is written in a list.

A page prints addresses ("School of Computer Science, Peking University, China"), a list the institution alone. What is
not clearly another part of the address stays: nothing is shortened by guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_UNIT = re.compile(
    r"(?:the\s+)?(?:(?:graduate\s+)?school|departments?|dept\.?|faculty|division|chair|college)\s+(?:of|for)\s", re.I
)
_HOUSE = re.compile(r"Universi|Institut|Academy|Polytechni|Politecnico|\bETH\b|\bEPFL\b|\bMIT\b|\bTU\b|\bUC\b")
_COUNTRIES = frozenset(
    """
    usa|u.s.a.|us|united states|united states of america|china|p.r. china|pr china|people's republic of china|uk
    |united kingdom|germany|france|switzerland|italy|spain|portugal|netherlands|the netherlands|belgium|austria|sweden
    |norway|denmark|finland|ireland|poland|greece|czech republic|hungary|romania|turkey|türkiye|israel|india|japan
    |korea|south korea|republic of korea|taiwan|australia|new zealand|canada|brazil|chile|mexico|saudi arabia|qatar
    |united arab emirates|uae|iran|egypt|south africa|vietnam|thailand|malaysia|indonesia|pakistan|bangladesh
    |russia|ukraine|cyprus|luxembourg|estonia
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_STATE = re.compile(r"[A-Z]{2}")
# An institution of which a town or a state's campus is part of the name.
_OF_A_STATE = re.compile(r"(?:The )?(?:University of|State University of|Indian Institute of Technology)\b")
_TELLING = re.compile(
    r"Universi|Institut|College|Academy|\bTech\b|Research|\bLabs?\b|\bInc\b|Google|Microsoft|Meta\b|Amazon|NVIDIA|IBM"
    r"|Intel|Alibaba|ByteDance|Huawei|Tencent|Samsung|Stanford|Berkeley|Princeton|Harvard|Cornell|Tsinghua|Peking"
    r"|\b(?:MIT|CMU|UC[A-Z]+|UIUC|ETH|EPFL|KAIST|NUS|NTU|HKUST|THU|PKU|SJTU|USTC|UW)\b",
    re.I,
)
_SHARE = 0.2


def institution(affiliation: str) -> str:
    """Return the institution of an affiliation, the first where several are divided; all of it where it is not clear.

    >>> institution("School of Computer Science, Peking University"), institution("TU Braunschweig, Germany")
    ('Peking University', 'TU Braunschweig')
    >>> institution("Carnegie Mellon University, Pittsburgh, PA, USA"), institution("USTC / Microsoft Research")
    ('Carnegie Mellon University', 'USTC')
    >>> institution("University of California, Berkeley, USA"), institution("Institute of Computing Technology, CAS")
    ('University of California, Berkeley', 'Institute of Computing Technology, CAS')
    """
    first = re.split(r"\s*;\s*|\s+[/|]\s+", affiliation.strip(" ;,"))[0]
    parts = [part for part in re.split(r"\s*,\s*", first) if part]
    while len(parts) > 1 and _UNIT.match(parts[0]) and any(map(_HOUSE.search, parts[1:])):
        del parts[0]
    if len(parts) > 1 and parts[-1].casefold() in _COUNTRIES:
        del parts[-1]
        _without_town(parts)
    return ", ".join(parts) or affiliation


def _without_town(parts: list[str]) -> None:
    """Take the town (and state) off an address that has named its country."""
    if len(parts) > 1 and _STATE.fullmatch(parts[-1]):
        del parts[-1]
    named = len(parts) - 1 if parts else 0
    house = max((number for number, part in enumerate(parts) if _HOUSE.search(part)), default=named)
    keep = house + 1 + (_OF_A_STATE.match(parts[house]) is not None)
    del parts[keep:]


def are_institutions(texts: Sequence[str]) -> bool:
    """Whether the words that stand behind a list's entries are affiliations, and not remarks.

    >>> are_institutions(["IST Austria", "Google", "THU"]), are_institutions(["a good introduction", "read it twice"])
    (True, False)
    """
    return bool(texts) and sum(bool(_TELLING.search(text)) for text in texts) >= _SHARE * len(texts)


def may_be_institution(text: str) -> bool:
    """Whether words may be an affiliation: few of them, in capitals as names are.

    >>> [may_be_institution(text) for text in ("National university of Singapore", "read it twice", "THU")]
    [True, False, True]
    """
    words = re.findall(r"[^\W\d_]+", text)
    return 0 < len(words) <= 9 and words[0][0].isupper() and not re.search(r"[.!?]\s|[.!?:]$", text.strip())
