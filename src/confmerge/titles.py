"""Titles brought to a form in which two spellings of one title are equal. For comparing only, never for printing."""

from __future__ import annotations

import html
import re
import unicodedata

from confmerge.venues import split_end
from confmerge.vocabulary import ABBREVIATIONS, FUNCTION_WORDS, GREEK

# Letters that no Unicode decomposition takes apart, and Greek by name; μ is u, as in "uServe" for "μ-Serve".
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ŋ": "n",
        "ς": "sigma",
    }
    | dict(zip("αβγδεζηθικλμνξοπρστυφχψω", GREEK, strict=True))
    | {"μ": "u"}
)
_LATEX_GREEK = re.compile(rf"\\(?:text|up)?({'|'.join(GREEK)})(?![a-zA-Z])", re.I)
_LATEX_ACCENT = re.compile(r"""\\(?:["'`^~=.](?=[{\\a-zA-Z])|[cdHkrtuv](?=[{\s\\]))""")
_LATEX_COMMAND = re.compile(r"\\[a-zA-Z]+\*?\s*")
_BADGE = re.compile(r"!\[[^\]]*\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_DELETED = re.compile(r"[*`{}$\"'‘’‚‛“”„‟´ʼ\u00ad\u200b-\u200d\u2060\ufeff]")
# A plus or a sharp belongs to a name only right behind it ("MSCCL++", "C#").
_WORD = re.compile(r"[^\W_]+(?:[+#]+(?![^\W_]))?")


def fold(title: str) -> str:
    """Return the matching form: words in lower case with one blank between them; "" where nothing is left.

    Undone are entities, BibTeX braces, LaTeX commands, markdown, ligatures and widths (NFKC), case, diacritics,
    Greek letters, quotes, dashes and all other punctuation. Folding a folded title changes nothing.

    >>> fold("Whale: Efficient Giant Model **Training** over Heterogeneous {GPUs}")
    'whale efficient giant model training over heterogeneous gpus'
    >>> fold("Eﬃcient Na\\u00efve B&#246;hlen’s Far\\u2011Memory"), fold('{\\\\"U}ber')
    ('efficient naive bohlens far memory', 'uber')
    >>> fold("μ-Serve"), fold("mu-Serve"), fold("$\\\\mu$-Serve"), fold("μServe"), fold("uServe")
    ('u serve', 'u serve', 'u serve', 'userve', 'userve')
    >>> fold("MSCCL++ & C#: A+B")
    'msccl++ and c# a b'
    """
    text = _LINK.sub(r"\1", _BADGE.sub(" ", html.unescape(title)))
    text = _LATEX_GREEK.sub(lambda letter: "μ" if letter[1].lower() == "mu" else letter[1], text)
    text = _LATEX_COMMAND.sub("", _LATEX_ACCENT.sub("", text))
    text = _DELETED.sub("", text)
    text = (text.lower() if text.isascii() else _fold_letters(text)).replace("&", " and ")
    return " ".join("u" if word == "mu" else word for word in _WORD.findall(text))


def _fold_letters(text: str) -> str:
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    # Marks go only after folding: casefold and normalisation make new ones.
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(_LETTERS)
    return unicodedata.normalize("NFKC", text)


def words(title: str) -> tuple[str, ...]:
    """Return the words of the folded title, in order.

    >>> words("QMoE: Sub-1-Bit")
    ('qmoe', 'sub', '1', 'bit')
    """
    return tuple(fold(title).split())


def compact(title: str) -> str:
    """Return the folded title without blanks: equal where only spacing or hyphens differ.

    >>> compact("Flex Attention") == compact("FlexAttention") == compact("flex-attention")
    True
    """
    return fold(title).replace(" ", "")


_KIND = (
    r"(?:artifact|poster|demo|demonstration|tutorial|panel|survey|extended|invited|work in progress|sok"
    r"|(?:short|position|vision) paper|position|vision)"
)
_TAIL = re.compile(rf"\s*[(\[]\s*{_KIND}\b[^()\[\]]*[)\]](?=\W*$|\s*:)", re.I)
_HEAD = re.compile(
    rf"^(?:\W*:[a-z_]+:\W*|\W*[\[(]{_KIND}s?[\])]\s*:?|\W*{_KIND}s?\s*[:—–-]+\s+"
    r"|\W*poster:|\s*artifacts? (?:for|of)\s+)",
    re.I,
)
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
    text = _BADGE.sub(" ", html.unescape(title))
    text = _LINK.sub(r"\1", text).strip()
    if nicknamed := _NICKNAMED.match(text):
        text = f"{nicknamed[1]}: {nicknamed[2]}"
    for pattern in (_TAIL, _HEAD):
        if (shorter := pattern.sub("", split_end(text)[0]).strip()) != text and shorter:
            text = shorter
    return text


_NAME_END = re.compile(r"\s+[-–—]{1,3}\s+|\s*[:：](?!\d)\s*")
_LAST_NAME = re.compile(r"\b(?:with|using|via)\s+(?:the\s+)?(\S+?)[\s.]*$", re.I)
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

    >>> split_name("Punica: Multi-Tenant LoRA Serving")
    ('Punica', 'Multi-Tenant LoRA Serving')
    """
    found = _NAME_END.search(title)
    if not found:
        return None, title
    head, rest = title[: found.start()].strip(), title[found.end() :].strip()
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
    camel = re.search(r"[a-z][A-Z]|[a-z]-[A-Z]{2}|[A-Z]{2}[A-Za-z]*[a-z]|[^\W\d_]\d|[Ͱ-Ͽ]-?[A-Z]", letters)
    return bool(camel) or (letters.isupper() and len(letters) >= 3)


_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10"}
_PART = re.compile(r"\b(?:part|volume|vol|chapter|episode|phase)\s+(\d+|[ivx]+|one|two|three)\b")
_SPELLED = {"one": "1", "two": "2", "three": "3", "i": "1"} | _ROMAN


def numbers(title: str) -> tuple[str, ...]:
    """Return all numbers in a title in order, without leading zeros; roman ones after "part" or at the end count too.

    >>> numbers("HexGen-2: 1,000 GPUs"), numbers("MiniLMv2"), numbers("Codes, Part II"), numbers("Memory Networks III")
    (('2', '1000'), ('2',), ('2',), ('3',))
    """
    folded = fold(re.sub(r"(?<=\d),(?=\d{3})", "", title))
    found = [(m.start(), m[0].lstrip("0") or "0") for m in re.finditer(r"\d+", folded)]
    found += [(m.start(1), _SPELLED[m[1]]) for m in _PART.finditer(folded) if m[1] in _SPELLED]
    last = folded.rpartition(" ")
    if last[0] and last[2] in _ROMAN and len(last[2]) > 1 and not _PART.search(folded):
        found.append((len(folded), _ROMAN[last[2]]))
    return tuple(number for _, number in sorted(found))
