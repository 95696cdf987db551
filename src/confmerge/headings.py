"""Headings as a person names them: whatever their letter case, their punctuation and the number in front."""

from __future__ import annotations

import re
from collections.abc import Sequence

from confmerge.titles import fold

_NUMBER = re.compile(r"[\W_]*\d{1,2}(?:\.\d+)*[.)]?\s+")
_CATCH_ALL = re.compile(r"^\W*(?:[\d.]+\s+)?(?:others?|misc\w*|general|uncategori[sz]ed|further|various)\W*$", re.I)


_SURVEYS = re.compile(r"(?:surveys?|reviews?|overviews?)(?: (?:and|papers?|articles?|surveys?|reviews?|overviews?))*")
_SURVEY = re.compile(
    r"\b(?:surveys?|overview|reviews?|taxonomy|tutorial|roadmap|landscape|challenges|opportunities|perspectives?"
    r"|primer|stud(?:y|ies)|analysis|understanding|characteri[sz]\w+|measurements?|lessons|sok|state of the art"
    r"|benchmark\w*)\b"
)


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


def is_for_surveys(heading: str) -> bool:
    """Tell whether a heading is of surveys alone.

    >>> is_for_surveys("2. Survey Papers"), is_for_surveys("Surveying Drones")
    (True, False)
    """
    return bool(_SURVEYS.fullmatch(bare(heading)))


def may_be_survey(title: str) -> bool:
    """Tell whether a title may be that of a survey, or of a study that a list puts beside its surveys.

    >>> may_be_survey("A Survey on Serving LLMs"), may_be_survey("Tracing Collective Communication")
    (True, False)
    """
    return bool(_SURVEY.search(fold(title)))
