"""From the blocks of a file to its sections and entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from confmerge.lists.blocks import Block, locate
from confmerge.lists.document import Document
from confmerge.lists.entries import NONE, STRONG, WEAK, Item, is_repository, make_entry, strength, titled
from confmerge.lists.inline import plain
from confmerge.lists.model import Entry, Section
from confmerge.lists.parts import Reading
from confmerge.lists.reading import read
from confmerge.lists.sections import BOLD, ITEM, SUMMARY, open_section
from confmerge.venues import parse_tag

if TYPE_CHECKING:
    from confmerge.lists.tables import Table


@dataclass(frozen=True, slots=True)
class PaperList:
    """One file of a list: its document, its sections (below `top`, the file itself), its entries in file order."""

    document: Document
    top: Section
    entries: list[Entry]
    tables: list[Table]


def read_list(document: Document, name: str | None = None) -> PaperList:
    """Read a list's sections and entries. `name` is the file as entries shall print it. Never fails on any bytes."""
    walker = _Walker(document, name or str(document.path))
    walker.run()
    return PaperList(document, walker.top, walker.entries, walker.tables)


_LIST_KINDS = ("bullet_list", "ordered_list")
_BOLD_LINE = re.compile(r"\s*(\*\*|__)(?P<text>[^*_\n]{1,80})\1\s*:?\s*")
_SUMMARY = re.compile(r"<summary[^>]*>(?P<text>.*?)(?:</summary>|\n\s*\n|$)", re.I | re.S)
_BULLET = re.compile(r"\s*(?:(?:[-*+]|\d+[.)])\s+)?")
_HTML_HEADING = re.compile(r"<h(?P<level>[1-6])\b[^>]*>(?P<text>.*?)(?:</h|$)", re.I | re.S)
_MARK_LINE = re.compile(r"\n\s*(?=(?:code|paper|blog)\b[:\s]*\[)", re.I)
_NEW_LINE_ENTRY = re.compile(r"\s*(?:\*\*|__)?(?:\[|\(|[-+*]\s)")


class _Walker:
    def __init__(self, document: Document, name: str) -> None:
        self.document, self.name = document, name
        self.lines = document.lines
        self.top = Section("", 0, -1, len(self.lines))
        self.here = self.top
        self.entries: list[Entry] = []
        self.tables: list[Table] = []
        self.titled = False
        self.references: dict[str, str] = {}

    def run(self) -> None:
        root, self.references = locate(self.lines)
        self.many_titles = self._first_title_is_a_section(root)
        self.blocks(root.children)
        self._close(0, len(self.lines))
        self.top.end = len(self.lines)

    @staticmethod
    def _first_title_is_a_section(root: Block) -> bool:
        """Several headings of level 1, the first with a list right below it: these are sections, none is a title."""
        tops = [i for i, block in enumerate(root.children) if block.kind == "heading" and block.level == 1]
        if len(tops) < 2 or (
            root.children[tops[0]].line > 0 and any(b.kind == "heading" for b in root.children[: tops[0]])
        ):
            return False
        following = next((b.kind for b in root.children[tops[0] + 1 :] if b.kind in ("heading", *_LIST_KINDS)), "")
        return following in _LIST_KINDS or parse_tag(plain(root.children[tops[0]].text)) is not None

    def blocks(self, blocks: list[Block]) -> None:
        for block in blocks:
            if block.kind == "heading":
                self._heading(block.text, block.level, block.line)
            elif block.kind == "paragraph":
                self.paragraph(block)
            elif block.kind in _LIST_KINDS:
                self.items(block)
            elif block.kind == "html_block":
                self.html(block)
            elif block.kind == "table":
                self.table(block)

    def _open(self, text: str, level: int, line: int, is_title: bool = False) -> None:
        self._close(level, line)
        raw = self.lines[line] if line < len(self.lines) else ""
        self.here = open_section(self.here, text, level, line, raw, is_title)

    def _close(self, level: int, line: int) -> None:
        while self.here.parent is not None and self.here.level >= level:
            self.here.end = line
            self.here = self.here.parent

    def html(self, block: Block) -> None:
        if re.search(r"</details", block.text, re.I):
            while self.here.level in (BOLD, SUMMARY) and self.here.parent is not None:
                level, self.here.end = self.here.level, block.end
                self.here = self.here.parent
                if level == SUMMARY:
                    break
        if block.text.lstrip().startswith("<!--"):
            return
        if match := _SUMMARY.search(block.text):
            self._open(match["text"], SUMMARY, block.line + block.text[: match.start()].count("\n"))
        elif match := _HTML_HEADING.search(block.text):
            self._heading(match["text"], int(match["level"]), block.line)

    def _heading(self, text: str, level: int, line: int) -> None:
        """Open the section of a heading. The first of level 1 is the document's title, unless it names an edition."""
        first = level == 1 and not self.titled and not self.many_titles and not self.top.children
        self.titled |= level == 1
        tag = parse_tag(plain(text))
        self._open(text, level, line, is_title=first and not (tag and tag.year))

    def paragraph(self, block: Block) -> None:
        if (match := _BOLD_LINE.fullmatch(block.text)) and len(match["text"].split()) <= 8:
            self._open(match["text"], BOLD, block.line)
            return
        items = list(self._paragraph_items(block))
        found = [strength(item) for item in items]
        if NONE not in found:
            for item in items:
                self._accept(item)

    def _paragraph_items(self, block: Block) -> Iterator[Item]:
        """Entries without a bullet: one a line, or one over several lines."""
        texts = block.text.split("\n")
        starts = [i for i, text in enumerate(texts) if i == 0 or _NEW_LINE_ENTRY.match(text)]
        for start, end in zip(starts, [*starts[1:], len(texts)], strict=True):
            reading = read("\n".join(texts[start:end]), self.references)
            yield Item(
                block.line + start,
                block.line + end,
                self.here,
                [reading],
                self._prefix(block.line + start, reading),
                bullet=False,
            )

    def items(self, block: Block) -> None:
        items = [(self.item(child), child) for child in block.children if child.kind == "list_item"]
        judged = [NONE if item is None else strength(item) for item, _ in items]
        company = WEAK in judged and self._company(judged, items)
        for judgement, (item, child) in zip(judged, items, strict=True):
            nested = [b for b in child.children if b.kind in _LIST_KINDS]
            if item is None or judgement == NONE or (nested and self._is_label(item, nested)):
                self._below(item, nested, child)
            elif judgement == STRONG or company:
                self._accept(item)
            else:
                self._below(item, nested, child)

    def _company(self, judged: list[int], items: list[tuple[Item | None, Block]]) -> bool:
        """Whether a weak candidate stands among papers: in this list, or earlier in its section or file."""
        strong, weak = judged.count(STRONG), judged.count(WEAK)
        if strong and strong >= 0.3 * (strong + weak):
            return True
        if self.here.collection:
            return False
        found = [item for item, _ in items if item is not None]
        if len(found) == len(items) >= 2 and all(is_repository(item) for item in found):
            return True
        if self.entries and sum(judgement == NONE for judgement in judged) <= 0.5 * len(judged):
            return True
        titles = [item.main.title for item, _ in items if item is not None]
        return len(titles) >= 2 and sum(len(t.split()) >= 5 and titled(t) for t in titles) >= 0.7 * len(items)

    def _is_label(self, item: Item, nested: list[Block]) -> bool:
        """An item that names what the items below it are: a year, a venue, a topic in bold."""
        main = item.main
        if main.linked or any(reading.links for reading in item.readings):
            return False
        inner = [self.item(child) for block in nested for child in block.children if child.kind == "list_item"]
        return any(
            i is not None and strength(i) == STRONG and (i.main.tag_first or i.main.linked) and not main.venue
            for i in inner
        )

    def _below(self, item: Item | None, nested: list[Block], child: Block) -> None:
        if not nested:
            return
        label = item.readings[0].text if item is not None and item.readings else ""
        outer = self.here
        if label:
            words = plain(label).rstrip(": ")
            self.here = open_section(outer, words, ITEM, child.line, self.lines[child.line])
            self.here.silent |= outer.silent
        for block in nested:
            self.items(block)
        if self.here is not outer:
            self.here.end = child.end
            if not self.here.entries and not self.here.children:
                outer.children.remove(self.here)
            self.here = outer

    def item(self, block: Block) -> Item | None:
        paragraphs = [child for child in block.children if child.kind == "paragraph"]
        if not paragraphs or block.children[0] is not paragraphs[0]:
            return None
        texts = [text for child in paragraphs for text in _MARK_LINE.split(child.text)]
        readings = [read(text, self.references) for text in texts]
        below = [
            self._prefixed(read(paragraph.text, self.references), paragraph.line)
            for child in block.children
            if child.kind in _LIST_KINDS
            for inner in child.children
            for paragraph in inner.children
            if paragraph.kind == "paragraph"
        ]
        end = block.end
        while end > block.line + 1 and not self.lines[end - 1].strip():
            end -= 1
        return Item(block.line, end, self.here, readings, self._prefix(block.line, readings[0]), below)

    def _prefixed(self, reading: Reading, line: int) -> Reading:
        reading.prefix = self._prefix(line, reading)
        return reading

    def _prefix(self, line: int, reading: Reading) -> str:
        raw, first = self.lines[line], reading.text.split("\n")[0]
        place = raw.find(first)
        if place < 0:  # markdown-it writes some letters (NUL) anew
            bullet = _BULLET.match(raw)
            place = bullet.end() if bullet else 0
        return raw[:place]

    def table(self, block: Block) -> None:
        from confmerge.lists.tables import read_table  # few lists have tables

        table = read_table(block, self.lines, self.here, self.references)
        if table is None:
            return
        rows = [item for item in table.items if strength(item) > NONE]
        if rows:
            self.tables.append(table)
        for item in rows:
            self._accept(item)

    def _accept(self, item: Item) -> None:
        entry = make_entry(item, self.name, self.lines)
        item.place.entries.append(entry)
        self.entries.append(entry)
