"""Markdown paper lists: reading them, their style, and splicing them; the file's bytes are never rendered."""

from confmerge.lists.document import Document
from confmerge.lists.model import Entry, Section
from confmerge.lists.walk import PaperList, read_list

__all__ = ["Document", "Entry", "PaperList", "Section", "read_list"]
