"""Learning from a list: rules that choose as it has chosen, and tell its sections, as a file that a person reads."""

from confmerge.learn.evidence import Evidence, Example, gather
from confmerge.learn.layer import Start
from confmerge.learn.lesson import FROM_NOTHING, Lesson, fits, learn
from confmerge.learn.writing import MARK

__all__ = ["FROM_NOTHING", "MARK", "Evidence", "Example", "Lesson", "Start", "fits", "gather", "learn"]
