"""Headings as a person names them: whatever their letter case, their punctuation and the number in front."""

from __future__ import annotations

import re
from collections.abc import Sequence

from confmerge.titles import fold

_NUMBER = re.compile(r"[\W_]*\d{1,2}(?:\.\d+)*[.)]?\s+")
_CATCH_ALL = re.compile(r"^\W*(?:[\d.]+\s+)?(?:others?|misc\w*|general|uncategori[sz]ed|further|various)\W*$", re.I)


def bare(heading: str) -> str:
    """Return a heading as two people may both mean it.

    >>> bare("2.6 DL Job Failures & Resilient Training"), bare("DL job failures and resilient training")
    ('dl job failures and resilient training', 'dl job failures and resilient training')
    >>> bare("3D Vision"), bare("2024")
    ('3d vision', '2024')
    """
    return fold(_NUMBER.sub("", heading, count=1)) or " ".join(heading.casefold().split())


def ends_with(path: Sequence[str], wanted: Sequence[str]) -> bool:
    """Tell whether a section's headings, from the outermost, end with those that a person named."""
    return len(path) >= len(wanted) and [*map(bare, path[len(path) - len(wanted) :])] == [*map(bare, wanted)]


def is_catch_all(heading: str) -> bool:
    """Tell whether a heading is of what fits nowhere ("Other", "8. Misc")."""
    return bool(_CATCH_ALL.match(heading))
