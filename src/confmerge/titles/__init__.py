"""Titles: brought to a form in which two spellings of one title are equal, and taken into their parts.

For comparing only, never for printing. Each kind of damage that lists and catalogues do to titles has its room.
"""

from confmerge.titles.folding import compact, fold, joined, words
from confmerge.titles.parts import bare, looks_invented, numbers, split_name, system_name

__all__ = [
    "bare",
    "compact",
    "fold",
    "joined",
    "looks_invented",
    "numbers",
    "split_name",
    "system_name",
    "words",
]
