"""The entries of a list: which items are papers, and what each says. Everything else in the file is not one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from confmerge.lists.inline import plain
from confmerge.lists.model import Entry, Section
from confmerge.lists.parts import Reading, is_link_word


@dataclass(slots=True, eq=False)
class Item:
    """A candidate for an entry: a list item, a line of a paragraph, or a table row, before it is judged."""

    line: int
    end: int
    place: Section
    readings: list[Reading]
    prefix: str = ""
    below: list[Reading] = field(default_factory=list)
    cells: tuple[str, ...] = ()
    bullet: bool = True

    @property
    def main(self) -> Reading:
        """The reading that holds the title: the paper's line of a code/paper pair, else the first with a title."""
        for reading in self.readings:
            if reading.mark == "paper" and reading.title:
                return reading
        return next((reading for reading in self.readings if reading.title), self.readings[0])


_PAPER_HOST = re.compile(
    r"""arxiv\.org|doi\.org|dl\.acm\.org|usenix\.org/(?:conference|system|legacy|publications)|ieeexplore|openreview\.net
    |aclanthology|thecvf\.com|springer|sciencedirect|vldb\.org|ijcai\.org/proc|n(?:eur)?ips\.cc|mlsys\.org|mlr\.press
    |semanticscholar|computer\.org/csdl|jmlr\.org|biorxiv|osti\.gov|hal\.(?:science|inria)|cidrdb\.org|aaai\.org|ssrn
    |[/.]proceedings?[/.]|/papers?/|/publications?/|/pubs?/|research\.google|\.pdf\b|/pdf\b|researchgate|dspace""",
    re.X | re.I,
)
_REPOSITORY = re.compile(r"^(?:https?://)?(?:www\.)?(?:github|gitlab|gitee|bitbucket|huggingface)\.", re.I)
_OTHER_LIST = re.compile(r"\bawe?some\b|\bawsome\b|paper[-_ ]?list|reading[-_ ]?list|papers?[-_ ]collection", re.I)
_PAPER_LINK = re.compile(r"\b(?:paper|pdf|arxiv|doi|link|openreview|acm|ieee|usenix|abs|html|preprint)\b", re.I)
_PLACEHOLDER = re.compile(
    r"""^(?:(?:image|figure|picture)\s+(?:source|from).*|(?:to\s+be|will\s+be|being)\s+\w+.*|tb[ad]|coming\s+soon.*|todo.*|wip|work\s+in\s+progress|see\s.*|more.*|etc
    |(?:the\s+)?(?:list\s+of\s+)?accepted\s+papers?(?:\s+list)?|papers?|proceedings|program(?:me)?|schedule|website|home
    |technical\s+sessions|call\s+for\s+papers|overview|introduction|home\s?page|readme|back\s+to\s+top|none|n/?a|\W*)$""",
    re.X | re.I,
)
STRONG, WEAK, NONE = 2, 1, 0


_HOME_PAGE = re.compile(r"^(?:https?://)?[^/]*/?$")


def is_paper_link(url: str) -> bool:
    """Whether an address is where papers live, and more than a home page.

    >>> is_paper_link("https://arxiv.org/abs/2401.00588"), is_paper_link("https://www.semanticscholar.org/")
    (True, False)
    """
    return bool(_PAPER_HOST.search(url)) and not _HOME_PAGE.match(url)


def is_repository_link(url: str) -> bool:
    """Whether an address is that of a repository of programs.

    >>> is_repository_link("https://github.com/vllm-project/vllm"), is_repository_link("https://arxiv.org/abs/2401.00588")
    (True, False)
    """
    return bool(_REPOSITORY.match(url))


def strength(item: Item) -> int:
    """How sure it is that an item is a paper, by itself: a venue tag, a paper's address, a link called paper."""
    main = item.main
    words = len(main.title.split())
    urls = [url for reading in item.readings for _, url in reading.links if not url.startswith(("#", "mailto:"))]
    if _PLACEHOLDER.match(main.title) or is_link_word(main.title) or main.title.startswith(("http://", "https://")):
        return NONE
    if not re.search(r"[^\W\d_]{2}", main.title) or item.place.silent or item.place.contents:
        return NONE
    if main.linked and not urls:
        return NONE
    if main.linked and all(re.match(r"(?!https?:)[^:]*\.md\b", url) for url in urls):
        return NONE
    if not item.bullet and not item.cells and _is_prose(main):
        return NONE
    if not item.bullet and not item.cells and not main.linked and not main.tag_first and not titled(main.title):
        return NONE
    own = next((reading for reading in item.readings if reading.venue), None)
    if own is not None and (item.bullet or own.tag_first or main.linked or (words >= 3 and own.year)):
        return STRONG
    if item.bullet and any(reading.mark in ("code", "paper") and reading.linked for reading in item.readings):
        return STRONG
    if any(is_paper_link(url) for url in urls) and words >= 2:
        return STRONG if item.bullet or (words >= 3 and not main.trailing.strip(" .,*_")) else WEAK
    if item.place.collection:
        return NONE
    if words >= 3 and any(_PAPER_LINK.search(text) for text, url in main.links if is_link_word(text)):
        return STRONG if item.bullet else WEAK
    if item.place.venue and item.bullet and words >= 2 and (not main.linked or words >= 4):
        return STRONG
    if not item.bullet and not main.linked:
        return NONE
    if main.linked and is_other_list(main):
        return STRONG
    if not main.linked and main.trailing.lstrip("*_ ").startswith(":") and len(main.trailing.split()) >= 8:
        return NONE  # a term and its explanation
    if words >= 4 or (main.linked and any(_REPOSITORY.match(url) for url in urls)):
        return WEAK if main.linked or titled(main.title) else NONE
    return NONE


def _is_prose(reading: Reading) -> bool:
    """A paragraph in which the first link comes after other words tells something; it is not a title."""
    start = min((slot.start for slot in reading.slots if slot.role in ("title", "venue", "link")), default=0)
    return bool(re.search(r"\w", plain(reading.text[:start])))


def titled(text: str) -> bool:
    """Whether words look like a paper's title rather than a sentence.

    >>> titled("Orca: A Distributed Serving System"), titled("Please open an issue if something is missing.")
    (True, False)
    """
    if re.match(r"[^\s:]{2,30}(?: [^\s:]+)?: \S", text) and not text.endswith("."):
        return True
    words = [word for word in re.findall(r"[^\W\d_][\w'-]*", text) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return bool(words) and (capitals >= 0.6 * len(words)) and not re.match(r"(?:we|please|this|these)\b", text, re.I)


def is_other_list(reading: Reading) -> bool:
    """Whether an entry's title is a link to another list."""
    if len(reading.title.split()) > 8 or reading.venue:
        return False
    return any(
        _OTHER_LIST.search(url.split("//")[-1].partition("/")[2]) or _OTHER_LIST.search(text)
        for text, url in reading.links
        if _REPOSITORY.match(url)
    )


def is_repository(item: Item) -> bool:
    """Whether an item is a link to a repository and nothing else."""
    return item.main.linked and bool(item.main.links) and all(_REPOSITORY.match(url) for _, url in item.main.links)


def kind_of(item: Item) -> str:
    """`list` for a link to another list, `code` for a repository without a paper, else `paper`."""
    main = item.main
    if main.linked and not any(reading.mark for reading in item.readings) and is_other_list(main):
        return "list"
    papers = any(reading.mark == "paper" or reading.venue for reading in item.readings) or item.place.venue
    urls = [url for reading in (*item.readings, *item.below) for _, url in reading.links]
    if papers or not urls or any(is_paper_link(url) for url in urls):
        return "paper"
    marked = any(reading.mark == "code" for reading in item.readings)
    if marked or (len(main.title.split()) < 4 and all(_REPOSITORY.match(url) for url in urls)):
        return "code"
    return "paper"


def make_entry(item: Item, file: str, lines: list[str]) -> Entry:
    """Turn an accepted candidate into an entry: what its texts lack, its section says."""
    main = item.main
    ordered = [main, *(reading for reading in item.readings if reading is not main)]
    own = next((reading for reading in (*ordered, *item.below) if reading.venue), None)
    venue = own.venue if own else None
    dated = own or next((reading for reading in ordered if reading.year), None)
    year = dated.year if dated else None
    if venue is None:
        venue, year = item.place.venue, year or item.place.year
    elif year is None and item.place.venue is None:
        year = item.place.year
    links: dict[tuple[str, str], None] = {}
    for reading in (*ordered, *item.below):
        links.update(dict.fromkeys((text, url) for text, url in reading.links if url))
    notes = list(dict.fromkeys(note for reading in ordered for note in reading.notes))
    return Entry(
        file,
        item.line + 1,
        item.end,
        item.place,
        main.title,
        venue,
        year,
        list(links),
        notes,
        kind_of(item),
        "\n".join(lines[item.line : item.end]),
        item.prefix,
        main,
        item.readings,
        item.cells,
        item.below,
    )
