"""What reading a page costs, against BeautifulSoup (lxml) building its tree: `python benchmarks/pages.py [--smoke]`.

In one process, for each family: its fixtures that hold papers, and with CONFMERGE_CORPUS the real pages, each at its
best of several times, summed. The aim is at most 2. An answer in JSON has no such tree, and costs next to nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import time
import warnings
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

from confmerge.outcome import PageProblem
from scrapers.families.auto import family_of

PAGES = Path(__file__).parent.parent / "tests/pages"
AIM = 2
SMALL = 1_500  # bytes: what is shorter says more about Python than about us


def main() -> None:
    """Print one line for each family."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="each page once, to see that it runs")
    runs = 1 if parser.parse_args().smoke else 9
    warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
    sums: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for family, page, url in pages():
        parse = import_module(f"scrapers.families.{family}").parse
        sums[family].append((best(parse, (page, url), runs), best(BeautifulSoup, (page, "lxml"), runs)))
    for family, times in sorted(sums.items()):
        ours, tree = (sum(column) for column in zip(*times, strict=True))
        worst = max(a / b for a, b in times)
        print(
            f"{family}: {len(times)} pages, {ours * 1000:.1f} ms against {tree * 1000:.1f} ms, ratio {ours / tree:.2f} "
            f"(worst page {worst:.2f}), aim: at most {AIM}"
        )


def pages() -> list[tuple[str, str, str]]:
    """Return (family, text, address) of the pages to read."""
    found = []
    for says in sorted(PAGES.glob("*/*.json")):
        record = {} if says.name.endswith(".answer.json") else json.loads(says.read_bytes())
        if "papers" not in record:
            continue
        file = next(file for file in says.parent.glob(f"{says.stem}.*") if file != says)
        found.append((says.parent.name, file.read_text("utf-8"), record["url"]))
    corpus = os.environ.get("CONFMERGE_CORPUS")
    for truth in sorted(Path(corpus, "truth").rglob("*.json")) if corpus else ():
        record = json.loads(truth.read_bytes())
        page = Path(corpus or "", record["file"]).read_text("utf-8")
        family = family_of(page, "") if record["papers"] else None
        if family:
            found.append((family, page, ""))
    return [page for page in found if len(page[1]) >= SMALL and page[1].lstrip()[:1] not in "[{"]


def best(function: Callable[..., object], arguments: tuple[str, str], runs: int) -> float:
    """Return the shortest time of several calls, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        with suppress(PageProblem):
            function(*arguments)
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main()
