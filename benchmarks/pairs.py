"""Whole-process timing in pairs: A, B, A, B ... in one run, so that a machine's moods fall on both."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path


def seconds(command: Sequence[str], folder: Path) -> float:
    """Run a command to its end, output thrown away, and return the seconds it took. Raises if it fails."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def compare(name: str, ours: Sequence[str], other: Sequence[str], folder: Path, runs: int, aim: float) -> float:
    """Time `ours` against `other`, print medians and the ratio of each pair, and return the median ratio."""
    for command in (ours, other):
        seconds(command, folder)  # warm the file system's cache and the byte code
    pairs = [(seconds(ours, folder), seconds(other, folder)) for _ in range(runs)]
    ratios = sorted(a / b for a, b in pairs)
    ratio = statistics.median(ratios)
    medians = [statistics.median(times) for times in zip(*pairs, strict=True)]
    print(
        f"{name}: {medians[0]:.3f} s against {medians[1]:.3f} s, "
        f"ratio {ratio:.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f} in {runs} pairs), aim: at most {aim:g}"
    )
    return ratio
