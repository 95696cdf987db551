"""Recognise the same paper whatever it is called, and never take two papers for one.

One engine for all that compares: `judge` two records, or ask an `Index` of many which of them a paper is.
"""

from confmerge.compare.index import Index
from confmerge.compare.judge import Judgement, Verdict, judge
from confmerge.compare.people import Authors, compare_authors
from confmerge.compare.record import Record

__all__ = ["Authors", "Index", "Judgement", "Record", "Verdict", "compare_authors", "judge"]
