"""Text that was UTF-8 and has been read as Windows-1252 or Latin-1, once or several times: found and read again.

Only sequences that no language writes are touched: "Ã©", "â€™", "Î¼", but not "é…”" or "10×–20×". A byte that these
encodings leave undefined, or that is a no-break space, is often lost on the way, and is put back where it can be told.
"""

from __future__ import annotations

import re

# The character that Windows-1252 makes of a byte, and the byte; Latin-1 characters are their bytes.
_BYTES = {ord(char): byte for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))}
# What a byte behind the first one of a character looks like, apart from what closes words and sentences.
_CLOSING = "…’”–—™›»"
_OTHER = "".join(char for char in map(chr, (*_BYTES, *range(0x80, 0xC0))) if char not in _CLOSING)
_ANY = f"[{_OTHER}{_CLOSING}]"
_NO_CAPITAL = "(?<![A-ZÀ-ÖØ-Þ])"
_MISREAD = re.compile(
    rf"[ÂÃÄÅÎÏÐÑ][{_OTHER}]|{_NO_CAPITAL}[ÂÃÄÅÎÏÐÑ][{_CLOSING}]"  # letters, signs, Greek, Cyrillic
    rf"|â[€‚ƒ„†‡ˆ‰Š‹Œ¬\x80-\x8f]{_ANY}|ï[¬¼½\xbb]{_ANY}"  # quotes, dashes; ligatures, wide letters
    r"|Ë[†œ]|(?<=[¡-¿ƒ])Æ’"  # what Windows-1252 alone has, misread again
    rf"|(?:[ã-é]{_ANY}{{2}}){{2,}}"  # Chinese and its neighbours: two in a row
    rf"|ð[Ÿ\x9f]{_ANY}{{2}}"  # emoji
)
# "â€" and "ï¬" without their last byte, and the blank of "Ã " and "Â " made an ordinary one.
_LOST = (
    (re.compile(rf"â€(?!{_ANY})"), "â€\x9d"),
    (re.compile(rf"ï¬(?!{_ANY})"), "ï¬\x81"),
    (re.compile("(?<=[a-zß-ÿ])Ã(?= )"), "Ã\xa0"),
    (re.compile("(?<=[a-z,:;.!?)])Â(?= )"), ""),
)
# Nothing real has been misread more often.
_ROUNDS = 3


def repaired(text: str) -> str:
    """Return `text` with its misread characters read aright; sound text comes back as it is.

    >>> repaired("Canâ€™t Plan: MÃ©lange, Î¼Fork and Efï¬\\x81cient â€œMindâ€ CafÃƒÂ©")
    'Can’t Plan: Mélange, μFork and Efﬁcient “Mind” Café'
    >>> repaired("“Über-Café…”: 10×–20× naïve Ångström—ÉCLAT")
    '“Über-Café…”: 10×–20× naïve Ångström—ÉCLAT'
    """
    for _ in range(0 if text.isascii() else _ROUNDS):
        better = text
        for lost, whole in _LOST:
            better = lost.sub(whole, better)
        better = _MISREAD.sub(lambda found: _read_again(found[0]), better)
        if better == text:
            break
        text = better
    return text


def _read_again(misread: str) -> str:
    try:
        return misread.translate(_BYTES).encode("latin-1").decode()
    except UnicodeError:
        return misread
