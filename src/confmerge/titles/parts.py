"""What a title consists of: the title itself without what is attached to it, its system's name, its numbers."""

from __future__ import annotations

import re

from confmerge.titles.attachments import detached, is_attached, is_plain
from confmerge.titles.folding import fold, words
from confmerge.titles.markup import unmarked
from confmerge.vocabulary import ABBREVIATIONS, FUNCTION_WORDS

_NICKNAMED = re.compile(r"^\s*([^\s()]+(?:\s[^\s()]+){0,2})\s*\((.{20,})\)\s*$", re.S)


def bare(title: str) -> str:
    """Return `title` without what lists attach to it: badges, a glued venue, "Poster:", "(Tutorial)", "Artifact for".

    >>> bare("Hidet: Task-Mapping Programming Paradigm for Deep Learning Tensor Programs.ASPLOS'23")
    'Hidet: Task-Mapping Programming Paradigm for Deep Learning Tensor Programs'
    >>> bare("vLLM System(Efficient Memory Management for Large Language Model Serving SOSP'23)")
    'vLLM System: Efficient Memory Management for Large Language Model Serving'
    >>> bare("Artifact for DynaPipe [![arXiv](https://img.shields.io/b.svg)](https://x.org)"), bare("Systems at SC")
    ('DynaPipe', 'Systems at SC')
    """
    if is_plain(title):
        return title
    text = " ".join(unmarked(title).split())
    if text.endswith(")") and (nicknamed := _NICKNAMED.match(text)) and not is_attached(nicknamed[2]):
        text = f"{nicknamed[1]}: {nicknamed[2]}"
    return detached(text)


_NAME_END = re.compile(r"(?<!\s)(?:\s+[-–—]{1,3}\s+|\s*[:：](?!\d)\s*)")
_ARTICLE = re.compile(r"^the\s+(?=\S)", re.I)
_LAST_NAME = re.compile(r"\b(?:with|using|via)\s+(?:the\s+)?(\S+?)[\s.]*$", re.I)
_CAMEL = re.compile(r"[a-z][A-Z]|[a-z]-[A-Z]{2}|[A-Z]{2}[A-Za-z]*[a-z]|[^\W\d_]\d|[Ͱ-Ͽ]-?[A-Z]")
_IN_BRACKETS = re.compile(r"\((\S{2,20})\)\s*$")


def system_name(title: str) -> str | None:
    """Return the name that a title gives its system, as written, or None.

    It stands before the colon (or a dash) in at most three words, or at the end: "… with NAME", "… (NAME)".

    >>> system_name("DeepSpeed Ulysses: System Optimizations"), system_name("TeraPipe:Large-Scale Modeling")
    ('DeepSpeed Ulysses', 'TeraPipe')
    >>> system_name("Memory Management with PagedAttention"), system_name("Proactive Sharing (PAPER) (NanoX)")
    ('PagedAttention', 'NanoX')
    >>> [system_name(t) for t in ("Less is More: Training", "Training with GPUs", "Fast 2:4 Sparsity", "")]
    [None, None, None, None]
    """
    head, rest = split_name(title)
    if head:
        return head
    for pattern in (_IN_BRACKETS, _LAST_NAME):
        found = pattern.search(rest)
        if found and looks_invented(found[1]):
            return found[1]
    return None


def split_name(title: str) -> tuple[str | None, str]:
    """Split a title into the system name before the colon and the rest; (None, title) where it has none.

    >>> split_name("Punica: Multi-Tenant LoRA Serving"), split_name("The Secret Sharer: Testing Memorization")
    (('Punica', 'Multi-Tenant LoRA Serving'), ('Secret Sharer', 'Testing Memorization'))
    """
    found = _NAME_END.search(title)
    if not found:
        return None, title
    head, rest = _ARTICLE.sub("", title[: found.start()].strip()), title[found.end() :].strip()
    parts = words(head)
    if not rest or not 1 <= len(head.split()) <= 3 or len(parts) > 4 or FUNCTION_WORDS.intersection(parts):
        return None, title
    return head, rest


def looks_invented(word: str) -> bool:
    """Whether a word inside a title is spelled as only names are: capitals or digits in odd places, μ.

    >>> [looks_invented(word) for word in ("PagedAttention", "μ-Serve", "GPUs", "Serving")]
    [True, True, False, False]
    """
    parts = words(word)
    if not parts or any(part in ABBREVIATIONS for part in (*parts, "".join(parts))):
        return False
    letters = word.strip("()[].,")
    return bool(_CAMEL.search(letters)) or (letters.isupper() and len(letters) >= 3)


_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10"}
_PART_WORDS = frozenset(["part", "volume", "vol", "chapter", "episode", "phase"])
_PART = re.compile(rf"\b(?:{'|'.join(sorted(_PART_WORDS))})\s+(\d+|[ivx]+|one|two|three)\b")
_DIGITS = re.compile(r"\d+")
_SPELLED = {"one": "1", "two": "2", "three": "3", "i": "1"} | _ROMAN


def numbers(title: str) -> tuple[str, ...]:
    """Return all numbers in a title in order, without leading zeros; roman ones after "part" or at the end count too.

    >>> numbers("HexGen-2: 1,000 GPUs"), numbers("MiniLMv2"), numbers("Codes, Part II"), numbers("Memory Networks III")
    (('2', '1000'), ('2',), ('2',), ('3',))
    """
    folded = fold(title)
    found = [(m.start(), m[0].lstrip("0") or "0") for m in _DIGITS.finditer(folded)]
    parts = [] if _PART_WORDS.isdisjoint(folded.split()) else list(_PART.finditer(folded))
    found += [(m.start(1), _SPELLED[m[1]]) for m in parts if m[1] in _SPELLED]
    last = folded.rpartition(" ")
    if last[0] and last[2] in _ROMAN and len(last[2]) > 1 and not parts:
        found.append((len(folded), _ROMAN[last[2]]))
    return tuple(number for _, number in sorted(found))
