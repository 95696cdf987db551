"""Whole-process speed, as ratios within one run: `python benchmarks/speed.py [--smoke]`.

- the README's crawl against a bare Scrapy spider that parses the same page with BeautifulSoup (lxml) and yields titles;
- `confmerge entries` on a list of 128 kB against a process that only parses it with markdown-it-py.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from pairs import compare

ROOT = Path(__file__).parent.parent
SIZE = 128_000
_PARSE = (
    "import sys; from markdown_it import MarkdownIt; MarkdownIt().parse(open(sys.argv[1], encoding='utf-8').read())"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="one pair each, to see that it runs")
    runs = 1 if parser.parse_args().smoke else 9
    scripts = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as folder:
        output = f"CONFMERGE_OUTPUT={folder}/output"
        crawl = [str(scripts / "scrapy"), "crawl", "nsdi25", "-a", "page=examples/nsdi25.html", "-s", output]
        bare = [str(scripts / "scrapy"), "runspider", str(ROOT / "benchmarks/bare_spider.py"), "-L", "WARNING"]
        compare("crawl of the example page", crawl, [*bare, "-O", f"{folder}/bare.jsonl"], ROOT, runs, 1.8)
        path = big_list(Path(folder))
        entries = [str(scripts / "confmerge"), "entries", str(path)]
        compare(f"entries of {path.name}", entries, [sys.executable, "-c", _PARSE, str(path)], ROOT, runs, 2)


def big_list(folder: Path) -> Path:
    """The corpus's large list, or one of that size in the same form, made from the example's titles."""
    corpus = os.environ.get("CONFMERGE_CORPUS")
    if corpus and (path := Path(corpus) / "lists/ml-systems-papers.md").exists():
        return path
    from scrapers.families.usenix import parse

    page = (ROOT / "examples/nsdi25.html").read_bytes()
    papers = parse(page, "https://www.usenix.org/conference/nsdi25/technical-sessions")
    lines, size, number = ["# A large list"], 0, 0
    while size < SIZE:
        if number % 40 == 0:
            lines += ["", f"## {number // 40 + 1}. Section"]
        paper = papers[number % len(papers)]
        lines.append(f"- [NSDI'{10 + number % 16}] [{paper.title}]({paper.url})")
        size += len(lines[-1]) + 1
        number += 1
    path = folder / "large-list.md"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
