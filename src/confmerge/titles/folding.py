"""Titles brought to a form in which two spellings of one title are equal. For comparing only, never for printing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from confmerge.titles.markup import unmarked
from confmerge.vocabulary import COUNTS, GREEK

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
        "×": "x",
    }
    | dict(zip("αβγδεζηθικλμνξοπρστυφχψω", GREEK, strict=True))
    | {"μ": "u"}
)
_LATEX_GREEK = re.compile(rf"\\(?:text|up)?({'|'.join(GREEK)})(?![a-zA-Z])", re.I)
_LATEX_ACCENT = re.compile(r"""\\(?:["'`^~=.](?=[{\\a-zA-Z])|[cdHkrtuv](?=[{\s\\]))""")
_LATEX_LETTERS = {"times": "x", "aa": "a", "AA": "A"}
_LATEX_LETTER = re.compile(r"\\(times|ss|ae|AE|oe|OE|aa|AA|[oOlLij])(?![a-zA-Z])\s*|\\(?=[&%#_])")
_LATEX_COMMAND = re.compile(r"\\[a-zA-Z]+\*?\s*")
_DELETED = re.compile(r"[*`{}$\"'‘’‚‛“”„‟´ʼ\u00ad\u200b-\u200d\u2060\ufeff]")
# A plus or a sharp belongs to a name only right behind it ("MSCCL++", "C#").
_WORD = re.compile(r"[^\W_]+(?:[+#]+(?![^\W_]))?")
# Most titles hold none of what needs a pattern (entities, LaTeX, links, names with a plus): a table folds them as well.
_INTRICATE = re.compile(r"[&\\\[+#<^_]")
_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_ASCII |= {code: "" for code in range(128) if _DELETED.match(chr(code))}
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MU = re.compile(r"(?<![A-Za-z\\])mu(?=[A-Z])")
_PLUS_PLUS = re.compile(r"(?<=[^\W_]) *\+ ?\+(?!\+)")
_RAISED = re.compile(r"(?<=\w)(?:\^|_(?=\d))")
# Cyrillic and Greek letters that look like Latin ones, and stand for them where a word holds both.
_LOOKALIKES = str.maketrans("АВЕЅІЈКМНОРСТХасеіјорѕухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTXaceijopsyxABEZHIKMNOPTYXo")
_MAY_BE_LATIN = re.compile("[Α-ЯасеіјорѕухΟο]")
_LETTERS_IN_A_ROW = re.compile(r"([^\W\d_]+)")


# Taking one title apart folds it, and its halves, several times.
@lru_cache(maxsize=1 << 10)
def fold(title: str) -> str:
    """Return the matching form: words in lower case with one blank between them; "" where nothing is left.

    Undone are misread UTF-8, entities, HTML, BibTeX braces, LaTeX, markdown, ligatures and widths (NFKC), case,
    diacritics, Greek letters, quotes, dashes and all other punctuation. Folding a folded title changes nothing.

    >>> fold("Whale: Efficient Giant Model **Training** over Heterogeneous {GPUs}")
    'whale efficient giant model training over heterogeneous gpus'
    >>> fold("Eﬃcient Na\\u00efve B&#246;hlen’s Far\\u2011Memory"), fold('{\\\\"U}ber')
    ('efficient naive bohlens far memory', 'uber')
    >>> fold("μ-Serve"), fold("mu-Serve"), fold("$\\\\mu$-Serve"), fold("μServe"), fold("uServe")
    ('u serve', 'u serve', 'u serve', 'userve', 'userve')
    >>> fold("MSCCL++ & C#: A+B"), fold("12,000 H<sub>2</sub>O")
    ('msccl++ and c# a b', '12000 h2o')
    """
    if "," in title:
        title = _THOUSANDS.sub("", title)
    if "mu" in title:
        title = _MU.sub("u", title)
    if title.isascii() and not _INTRICATE.search(title):
        text = " ".join(title.translate(_ASCII).split())
        return _with_mu(text) if "mu" in text else text
    text = _LATEX_LETTER.sub(lambda letter: _LATEX_LETTERS.get(letter[1], letter[1] or ""), unmarked(title))
    text = _LATEX_GREEK.sub(lambda letter: "μ" if letter[1].lower() == "mu" else letter[1], text)
    text = _LATEX_COMMAND.sub("", _LATEX_ACCENT.sub("", text))
    text = _PLUS_PLUS.sub("++", _RAISED.sub("", _DELETED.sub("", text)))
    text = (text.lower() if text.isascii() else _fold_letters(text)).replace("&", " and ")
    return _with_mu(" ".join(_WORD.findall(text)))


def _with_mu(folded: str) -> str:
    return " ".join("u" if word == "mu" else word for word in folded.split(" "))


def _latin(text: str) -> str:
    if not _MAY_BE_LATIN.search(text):
        return text
    parts = _LETTERS_IN_A_ROW.split(text)
    return "".join(part.translate(_LOOKALIKES) if any(map(str.isascii, part)) else part for part in parts)


def _fold_letters(text: str) -> str:
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", _latin(text)).casefold())
    # Marks go only after folding: casefold and normalisation make new ones.
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(_LETTERS)
    # Letters lose marks, and Greek ones become words: that makes words of both scripts, too.
    return _latin(unicodedata.normalize("NFKC", text))


def words(title: str) -> tuple[str, ...]:
    """Return the words of the folded title, in order.

    >>> words("QMoE: Sub-1-Bit")
    ('qmoe', 'sub', '1', 'bit')
    """
    return tuple(fold(title).split())


def compact(title: str) -> str:
    """Return the folded title without blanks: equal where only spacing, hyphens or "two" and "2" differ.

    >>> compact("Flex Attention") == compact("FlexAttention") == compact("flex-attention")
    True
    >>> compact("Seven Hundred Layers, Two Paths") == compact("700 layers: 2 paths")
    True
    """
    return joined(fold(title))


def joined(folded: str) -> str:
    """Return the compact form of a title that is folded already.

    >>> joined("a tale of two paths"), joined("seven")
    ('ataleof2paths', 'seven')
    """
    if not COUNTS.keys().isdisjoint(parts := folded.split(" ")) and len(parts) > 1:
        folded = _HUNDRED.sub(lambda many: many[1] + _ZEROS[many[2]], " ".join(COUNTS.get(w, w) for w in parts))
    return folded.replace(" ", "")


_ZEROS = {"hundred": "00", "thousand": "000"}
_HUNDRED = re.compile(r"\b(\d+) (hundred|thousand)\b")
