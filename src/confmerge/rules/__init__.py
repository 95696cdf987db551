"""The keyword rules: a file that a person reads and edits, and the finding of its phrases in text."""

from confmerge.rules.model import Field, Kind, Phrase, Rules
from confmerge.rules.phrases import Matcher
from confmerge.rules.reading import BUNDLED, load_rules

__all__ = ["BUNDLED", "Field", "Kind", "Matcher", "Phrase", "Rules", "load_rules"]
