"""Where things stand in a markdown file: markdown-it-py locates the blocks, nothing is ever rendered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt


@dataclass(slots=True, eq=False)
class Block:
    """One block: `kind` is markdown-it's word (heading, paragraph, list_item, table, tr, html_block, ...).

    `line` to `end` are its lines (from 0, end excluded); `text` is its inline content without the markers of the
    blocks around it; `level` is a heading's.
    """

    kind: str
    line: int
    end: int
    text: str = ""
    level: int = 0
    markup: str = ""
    children: list[Block] = field(default_factory=list)


_FRONT_MATTER_LIMIT = 100


def without_front_matter(lines: Sequence[str]) -> Sequence[str]:
    """Blank out YAML between two `---` at the top of a file; CommonMark would take its last line for a heading.

    >>> without_front_matter(["---", "title: A list", "---", "# List"])
    ['', '', '', '# List']
    """
    if not lines or lines[0].rstrip() != "---":
        return lines
    for end, line in enumerate(lines[1:_FRONT_MATTER_LIMIT], 1):
        if line.rstrip() == "---":
            return [""] * (end + 1) + list(lines[end + 1 :])
        if not re.match(r"\s|#|-|[\w-]+\s*:|$", line):
            break
    return lines


def locate(lines: Sequence[str]) -> tuple[Block, dict[str, str]]:
    """Parse lines into a tree of blocks below one `document`, and the file's link references (label to URL).

    Comments, code, tables and lists come out as CommonMark (with GitHub's tables) sees them; line numbers are those
    of `lines`, whatever letters these hold.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table").disable("inline")
    text = "\n".join(without_front_matter(lines))
    if "\r" in text:
        text = text.replace("\r", " ")  # a lone CR would count as a line of its own
    environment: dict[str, dict[str, dict[str, str]]] = {}
    root = Block("document", 0, len(lines))
    stack = [root]
    for token in parser.parse(text, environment):
        if token.nesting < 0:
            stack.pop()
        elif token.type == "inline":
            stack[-1].text = token.content
        else:
            line, end = token.map or (stack[-1].line, stack[-1].end)
            kind = token.type.removesuffix("_open")
            block = Block(kind, line, end, token.content, markup=token.markup)
            if kind == "heading":
                block.level = int(token.tag[1])
            stack[-1].children.append(block)
            if token.nesting > 0:
                stack.append(block)
    references = {label: reference["href"] for label, reference in environment.get("references", {}).items()}
    return root, references
