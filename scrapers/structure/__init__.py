"""Finds the papers of a page that no family describes, by the structure that repeats."""

from scrapers.structure.finder import Guess, find
from scrapers.structure.page import read_page

__all__ = ["Guess", "find", "read_page"]
