"""Turn a conference's accepted papers into a reviewable change to a markdown paper list."""

__version__ = "0.1.0"
