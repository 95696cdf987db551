"""A paper of a EuroSys page: title, award, people and links out of the lines of an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from confmerge.identifiers import doi
from confmerge.paper import Paper
from scrapers.affiliations import read_affiliated
from scrapers.families._eurosys import Entry, Line, Run, is_material
from scrapers.pages import original_url, tidy
from scrapers.people import split_outside_brackets
from scrapers.structure.words import is_award

_BLANK = Run(" ")
_PRAISE = re.compile(r"\s*[\[(]([^\[\]()]+)[\])]\s*$|\s[-–—]\s+([^-–—:]+)$")
_ENDS_APART = re.compile(r"[)\]]\s*$|\s[-–—]\s")
_EMPTY_BRACKETS = re.compile(r"[\[(][\s,;|/–-]*[\])]")
_OF_THE_PAPER = re.compile(
    r"\W*(?:full |acm |open )*(?:paper|doi|dl|pdf|acm|digital library|access)(?: \(acm dl\))?\W*", re.I
)
_OTHER_MATERIAL = re.compile(r"\b(?:slides?|videos?|audio|posters?|talks?|presentations?|artifacts?|code)\b", re.I)
_BETWEEN_LINKS = re.compile(r"[\[\]|;–—]")
_FULL_STOP = re.compile(r"\s*\.\W*")  # a run of its own, behind the link or the bold type of a title
_NEXT_AUTHOR = re.compile(r"(?<![,;&])(?<!\band)\n(?!and\b)(?=[^\W\d_])")


def paper_of(entry: Entry, url: str, session: str | None = None, track: str | None = None) -> Paper:
    """Return the paper of an entry; its title is "" or its authors are none where they could not be read."""
    title, award = _title(entry)
    authors = tuple(read_affiliated(_people(entry)))
    lines = [line for line in (*entry.title, *entry.people, *entry.rest) if any(run.href for run in line)]
    if not lines:
        return Paper(title, authors=authors, award=award, session=session, track=track)
    links = [link for line in lines for link in _links(line, url)]
    titles_own = [_address(run.href, url) for line in entry.title for run in line if run.href and not is_material(run)]
    dois = [link for _, link in links if doi(link)]
    papers_own = [link for words, link in links if _OF_THE_PAPER.fullmatch(words)]
    return Paper(
        title,
        authors=authors,
        url=next(filter(None, (*titles_own, *dois, *papers_own)), None),
        doi=doi(dois[0]) if dois else None,
        pdf=next((link for link in papers_own if urlsplit(link).path.lower().endswith(".pdf")), None),
        session=session,
        track=track,
        award=award,
    )


def _links(line: Line, url: str) -> Iterator[tuple[str, str]]:
    """Yield what the links of a line say, and where they lead. "Slides (pdf)" says "Slides pdf", and is no paper."""
    before = ""
    for run in line:
        if not run.href:
            before += run.words
        elif link := _address(run.href, url):
            kind = _OTHER_MATERIAL.search(_BETWEEN_LINKS.split(before)[-1])
            yield (f"{kind[0]} {run.words}" if kind else run.words), link
            before = ""


def _title(entry: Entry) -> tuple[str, str | None]:
    """Return the title, and the awards at its end, beside the people, or below."""
    runs = [run for line in entry.title for run in (*line, _BLANK)]
    if several := len(runs) > 2:
        runs = [run for run in runs if not is_material(run)]
    title = tidy("".join(run.words for run in runs))
    if title.endswith((")", "]")):
        title = _EMPTY_BRACKETS.sub("", title)
    awards = []
    while _ENDS_APART.search(title) and (end := _PRAISE.search(title)) and is_award(words := end[1] or end[2]):
        awards.append(words)
        title = title[: end.start()]
    if several or entry.rest or any(len(line) > 1 for line in entry.people):
        awards += filter(is_award, _beside_and_below(entry))
    title = title.rstrip(" ,;|–—-[(")
    if entry.on_one_line or (several and any(_FULL_STOP.fullmatch(run.words) for run in runs[1:])):
        title = title.removesuffix(".")
    return title, "; ".join(tidy(award).strip(" []()!–—-") for award in awards) or None


def _beside_and_below(entry: Entry) -> Iterator[str]:
    for line in (*entry.title, *entry.people):
        if len(line) > 1 or len(entry.title) > 1:
            yield from (run.words for run in line)
    yield from (run.words for line in entry.rest for run in line)


def _people(entry: Entry) -> str:
    if len(entry.people) == 1 and len(entry.people[0]) == 1:
        return entry.people[0][0].words
    lines = (line if len(line) == 1 else [run for run in line if not is_material(run)] for line in entry.people)
    joined = (" ".join("".join(run.words for run in line).split()) for line in lines)
    printed = "\n".join(words for line in joined if (words := line.rstrip(" -–—|[(")))
    return ", ".join(split_outside_brackets(printed, _NEXT_AUTHOR)) if "\n" in printed else printed


def _address(href: str, url: str) -> str:
    link = original_url(href, url)
    return link if link.startswith("http") and not href.startswith("#") else ""
