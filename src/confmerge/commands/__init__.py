"""The commands of `confmerge`, one module each: `add_arguments` says what it takes, and its `run` does it.

Each imports what it needs when it runs, so that `--help` and the small commands stay light.
"""

from __future__ import annotations

from confmerge.commands import backtest, entries, learn, lint, match, new, place, propose, screen

COMMANDS = (entries, screen, place, learn, match, propose, lint, backtest, new)
