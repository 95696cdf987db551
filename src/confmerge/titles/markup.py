"""What pages, catalogues and lists write around the letters of a title: entities, HTML, badges, links, wide letters."""

from __future__ import annotations

import html
import re
import unicodedata

from confmerge.titles.mojibake import repaired
from confmerge.vocabulary import LABEL_WORDS

_BADGE = re.compile(r"!\[[^\]]*\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
# Catalogues that pass records on escape them again.
_ESCAPED = 3
# Tags inside words, of HTML, JATS and MathML; whatever else stands in angle brackets belongs to the title ("List<T>").
_TAGS = re.compile(
    r"</?(?:\w+:\w+|a|b|big|code|em|font|i|inline-formula|italic|math|mfrac|mi|mn|mo|mover|mrow|mstyle|msub|msubsup|msup"
    r"|mtext|q|sc|scp|small|span|strong|styled-content|sub|sup|tex-math|title|tt|u)(?=[\s/>])[^<>]*>",
    re.I,
)
_BREAKS = re.compile(r"</?(?:br|p|div|li|h\d)(?=[\s/>])[^<>]*>", re.I)
# Full-width forms, mathematical letters and ligatures; NFKC of the rest would take quotes and marks apart.
_FORMS = re.compile("[\u3000\uff01-\uff5e\U0001d400-\U0001d7ff\ufb00-\ufb06]+")
_BRACKETS = str.maketrans("【】〔〕", "[][]")


def unmarked(title: str) -> str:
    """Return `title` as plain text; UTF-8 that has been misread is read aright, too.

    >>> unmarked("H<sub>2</sub>O &amp;amp; [LoRA](https://x.org) ![b](c.svg)（ＭＬＳｙｓ）"), unmarked("List<T> & more")
    ('H2O & LoRA  (MLSys)', 'List<T> & more')
    """
    text = title
    for _ in range(_ESCAPED if "&" in title else 0):
        text = html.unescape(text)
    if not text.isascii():
        text = repaired(text).translate(_BRACKETS)
        text = _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
    if "<" in text:
        text = _TAGS.sub("", _BREAKS.sub(" ", text))
    return _LINK.sub(_linked, _BADGE.sub(" ", text)) if "[" in text else text


def _linked(link: re.Match[str]) -> str:
    """The words of a link; a label ("[paper](…)") keeps its brackets, for it is no part of the title."""
    return f"[{link[1]}]" if link[1].casefold().strip(" *_") in LABEL_WORDS else link[1]
