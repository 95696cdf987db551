"""The rules: their names, and what each finds, as `--help` tells it."""

from __future__ import annotations

RULES = {
    "accepted": "an entry still says preprint or to appear, and the papers given with --papers say it was accepted",
    "broken-link": "an address that cannot be right, or brackets that markdown does not read as a link",
    "copies-differ": "one paper stands in two sections, and the two entries contradict each other",
    "duplicate": "one paper stands twice, and not to be found under two topics",
    "empty-link": "a link that leads nowhere",
    "empty-tag": "an entry with an empty pair of square brackets",
    "heading-level": "a heading that is a level too high or too deep, so that its section is not where it should be",
    "maybe-duplicate": "two entries that are likely one paper under two titles",
    "merge-conflict": "a mark that git left where two versions of the list met",
    "missing-venue": "an entry without venue among entries that nearly all have one",
    "nested-link": "a link inside a link's address or words",
    "placeholder": "a line such as `to be updated` that was left among the entries it waited for",
    "wrong-link": "two papers with one paper's address",
}
NOTES = {"cross-listed": "one paper under two topics on purpose (a note, printed with --all, no finding)"}
