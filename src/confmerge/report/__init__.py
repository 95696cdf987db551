"""What a run found, for a person: report.md, and the counts."""

from confmerge.report.counts import Counts, Diffs, count, is_doubtful
from confmerge.report.parts import here
from confmerge.report.whole import report

__all__ = ["Counts", "Diffs", "count", "here", "is_doubtful", "report"]
