"""Text as markdown that reads as the text, and nothing else."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+")
# A backslash before a letter is one, and may be mathematics.
_MARKDOWN = re.compile(r"<(?=[A-Za-z/!])|\\(?=[!-/:-@\[-`{-~])|`")


def escape(text: str, linked: bool = False) -> str:
    """Return a title as markdown; `linked`: it will stand between the square brackets of a link.

    >>> escape("Fast [GPU] <b>Kernels</b> with A* search"), escape("Half [open", linked=True)
    ('Fast [GPU] \\\\<b>Kernels\\\\</b> with A* search', 'Half \\\\[open')
    """
    text = " ".join(_CONTROL.sub(" ", text).split())
    text = _MARKDOWN.sub(lambda match: "\\" + match[0], text)
    if len(re.findall(r"\*", text)) > 1:
        text = text.replace("*", "\\*")
    text = re.sub(r"(?<=\s)\|(?=\s)", r"\\|", text)
    text = re.sub(r"(?<!\w)_+(?=\w)|(?<=[^\W_])_+(?!\w)", lambda match: "\\_" * len(match[0]), text)
    if (linked and not balanced(text)) or re.search(r"\]\s*[(\[]", text):
        text = text.replace("[", "\\[").replace("]", "\\]")
    return text


def lead_safe(text: str) -> str:
    """Return a text that opens a block: it must not be taken for a heading, a quote or a list item.

    >>> lead_safe("# of Kernels"), lead_safe("3. Laws")
    ('\\\\# of Kernels', '3\\\\. Laws')
    """
    return re.sub(r"^(?:([#>+*-])(?=\s|#)|(\d+)(?=[.)]\s))", lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\", text)


def balanced(text: str, opening: str = "[", closing: str = "]") -> bool:
    """Whether every bracket has its partner."""
    depth = 0
    for letter in text:
        depth += (letter == opening) - (letter == closing)
        if depth < 0:
            return False
    return depth == 0


def safe_address(address: str) -> str:
    """Return an address that may stand between the round brackets of a link."""
    address = _CONTROL.sub("", address).strip().replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")
    return address if balanced(address, "(", ")") else address.replace("(", "%28").replace(")", "%29")
