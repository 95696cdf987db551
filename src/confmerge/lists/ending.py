"""Where a title ends in free text, and where it goes on behind its link.

Titles are followed by authors, venues, remarks and link words, divided by a full stop, a bracket, emphasis, a bar, a
line break, or nothing but a blank; and titles themselves hold full stops, "by", bold words and brackets.
"""

from __future__ import annotations

import re

from confmerge.lists.inline import plain
from confmerge.lists.institutions import are_institutions
from confmerge.venues import Tag, find_tag, parse_tag, split_end

TRIM = " \t\n,;:|-\u2013\u2014\u2022"

_SENTENCE = re.compile(r"(?<=[^\W\d][\w)?!'\u2019\"])\.\s+(?=[A-Z*_(\[])")
_BY = re.compile(r"\s+by\s+(?=[*_]*[A-Z])")
_BOLD_TITLE = re.compile(r"\s*(\*\*\*|\*\*|__)([^*_\n]{8,}?)\1")
_BOLD = re.compile(r"(?<=\w)\*\*(?=[,.;(]|\s+(?:by\b|\())")
_SLANTED = re.compile(r"\s+[*_](?=[^*_\s][^*_]*[*_][\s.]*$)")
_BREAK = re.compile(
    r"\s*(?:<br\s*/?>|</br>)|\n\s*(?=[*_](?![*_\s]))|\s+\|\s+|\s*\uff5c|[,.\s]+(?=<(?:ins|em|i|small|sub|u|kbd|mark)>)",
    re.I,
)


def title_limit(text: str, start: int, end: int) -> int:
    """Return where the title that begins at `start` ends, at most at `end`.

    >>> text = "Pathways: Dataflow for ML. Paul Barham, Jeff Dean, et al. MLSys 2022."
    >>> text[: title_limit(text, 0, len(text))]
    'Pathways: Dataflow for ML'
    """
    limit = end
    if (match := _BREAK.search(text, start, limit)) and text[start : match.start()].strip():
        limit = match.start()
    if (match := _BOLD_TITLE.match(text, start, limit)) and _stands_alone(match[2], text[match.end() : limit]):
        limit = match.end()
    for pattern, sure in ((_SLANTED, 1), (_BOLD, 2), (_SENTENCE, 2), (_BY, 3)):
        match = pattern.search(text, start, limit)
        if match and _credits(text[match.end() : limit], sure, inline=pattern is _BY):
            limit = match.start()
    return limit


def unwrapped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of a title without the punctuation around it, and without emphasis around the whole of it."""
    while end > start and (text[end - 1] in TRIM or text.endswith(" /", start, end)):
        end -= 1
    while start < end and text[start] in TRIM:
        start += 1
    for marker in ("***", "**", "*", "__", "_"):
        inside = text[start:end]
        if len(inside) > 2 * len(marker) and inside.startswith(marker) and inside.endswith(marker):
            if marker not in inside[len(marker) : -len(marker)]:
                return start + len(marker), end - len(marker)
            break
    return start, end


def split_tag(raw: str) -> tuple[str, Tag | None, int, int]:
    """Split a venue off the end of a title, in brackets or glued on: (title, tag, begin and end of the tag).

    >>> split_tag("TONE: cutting tail latency (SIGMOD Record 2021)")[0]
    'TONE: cutting tail latency'
    """
    return _bracketed_end(raw) or split_end(raw)


_JOINT = re.compile(r"[*_~]*\s*(?::\s*(?=\S)|(?P<word>\s(?=(?:with|for|via|using|on|in|of|through|from|to|at|and)\s)))")


def continuation(inner: str, rest: str) -> tuple[int, str] | None:
    """Say where in `rest` a title goes on behind its link, and what joins the two; None where it does not.

    >>> continuation("Orca", ": A Distributed Serving System"), continuation("Ring Attention", " with Blockwise X Y")
    ((2, ': '), (1, ' '))
    >>> continuation("Orca:", " A Distributed Serving System"), continuation("Orca", ": used by us in many places.")
    ((1, ': '), (2, ': '))
    >>> continuation("`Orca`", " A Distributed Serving System"), continuation("Orca", " National University of Korea")
    ((1, ': '), None)
    """
    rest = _BREAK.split(rest, maxsplit=1)[0]
    short = len(inner.split()) <= 3
    if inner.rstrip().endswith(":"):
        start = len(rest) - len(rest.lstrip("*_~ "))
        return (start, ": ") if len(rest.split()) >= 2 else None
    match = _JOINT.match(rest)
    if match is None and len(inner.split()) == 1 and (gap := _GAP.match(rest)) and _is_rest(rest[gap.end() :]):
        return gap.end(), ": "
    if match is None or find_tag(rest[: match.end() + 12]):
        return None
    following = rest[match.end() :]
    if short or match["word"]:
        joint = " " if match["word"] else ": "
        return (match.end(), joint) if short and len(following.split()) >= 3 else None
    # Behind a long link a colon may begin a description; the rest of a title has a title's capitals.
    return (match.end(), ": ") if _capitals(following) and not following.rstrip().endswith(".") else None


_GAP = re.compile(r"[*_~`]*\s+(?:[-\u2013\u2014]\s+)?(?=[A-Z])")


def _is_rest(text: str) -> bool:
    """Whether words behind a name are the rest of a title: several, with its capitals; no institution, no sentence."""
    words = split_tag(text.rstrip(" *_"))[0].rstrip()
    if "," in words or len(words.split()) < 4 or not _capitals(words) or words.endswith("."):
        return False
    return find_tag(words) is None and not are_institutions([words])


def _capitals(text: str) -> bool:
    """Whether words have a title's capitals."""
    capitals = [word[0].isupper() for word in text.split() if len(word) > 3]
    return sum(capitals) >= 0.6 * len(capitals)


_BRACKETED = re.compile(r"\s*[(\uff08]\s*(?P<inside>[^()\uff08\uff09]{2,80}?)\s*[)\uff09]?\W*$")
_DATED = re.compile(r"(?P<venue>(?:[A-Z][^\d,;]{1,70}?)?)[\s,]*(?P<year>(?:19|20)\d\d)\b(?P<rest>.*)$")


def _bracketed_end(raw: str) -> tuple[str, Tag, int, int] | None:
    """`Title (SIGMOD Record 2021)`, `Title (2017)`, `Title (VLDB 2021 from A. Name)`: as `split_end`, or None."""
    match = _BRACKETED.search(raw)
    if match is None or not match.start():
        return None
    inside = match["inside"]
    tag = parse_tag(inside)
    if tag is None and (dated := _DATED.match(inside)):
        rest = dated["rest"].strip(" ,;:")
        tag = Tag(dated["venue"] or None, int(dated["year"]), (rest,) if rest else (), "")
    elif tag is None and re.match(r"(?:IEEE|ACM|Transactions|Journal|Proceedings|Proc\.)\b", inside):
        tag = Tag(inside, None, form="{venue}")
    return (raw[: match.start()], tag, *match.span("inside")) if tag else None


_NAMED = re.compile(r"\s*:\s+(?P<rest>[^\s.\[(][^.\[(\n]{12,})")


def _stands_alone(bold: str, rest: str) -> bool:
    """Whether a bold stretch at the head is the whole title, and not just its first words."""
    if len(bold.split()) <= 3 and (named := _NAMED.match(rest)) and _capitals(named["rest"]):
        return False
    if re.match(r"\s*[,.;:(\[*_|]", rest) or bold.rstrip().endswith((".", "?", "!")):
        return True
    return len(bold.split()) >= 4 and _credits(rest, 1, inline=False)


NAME = re.compile(r"(?:[A-Z][\w.'\u2019-]*\s+){1,3}(?:(?:van|von|der|de|la|di|el|al)\s+)*[A-Z][\w'\u2019-]+")


def is_author_list(text: str) -> bool:
    """Whether a stretch of text is the authors of a paper.

    >>> is_author_list("Chaofan Lin, Zhenhua Han"), is_author_list("Yaoyao Ding et al."), is_author_list("Serving")
    (True, True, False)
    """
    words = plain(text)
    parts = [part.strip(" .*_") for part in re.split(r",\s+(?:and\s+)?|\s+and\s+", words)]
    return bool(re.search(r"\bet al\b", words)) or (len(parts) > 1 and all(map(NAME.fullmatch, parts)))


def _credits(text: str, sure: int, inline: bool) -> bool:
    """Whether what follows are authors or a venue, so that the title ended before it.

    `sure`: how many names prove it; `inline`: nothing else divides it from the title, so a venue alone proves nothing.
    """
    words = plain(text)
    parts = re.split(r",\s+(?:and\s+)?|\s+and\s+|\.\s+", words)
    names = sum(NAME.fullmatch(part.strip(" .*_")) is not None for part in parts)
    told = "et al" in words or find_tag(words) is not None
    return names >= sure or (told and (names > 0 or not inline))
