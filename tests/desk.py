"""A desk to run the real commands at: a folder, a registry, a scripted site, and pages in the shape of USENIX's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from server import Answer, Site

from confmerge.folder import EditionFolder
from confmerge.outcome import Outcome
from confmerge.registry import Conference, Edition
from confmerge.runs import Attempt, settle
from scrapers.families.usenix import parse

TOP = Path(__file__).parent.parent
PROGRAMME, SPRING, FALL = (
    f"/conference/nsdi25/{page}" for page in ("technical-sessions", "spring-accepted-papers", "fall-accepted-papers")
)
STAND_IN = """
import json, sys, types

def propose_edition(registry, edition, papers, folder, *, into, rules, attempt):
    given = {"edition": edition.key, "papers": [paper.title for paper in papers], "folder": str(folder),
             "into": [str(path) for path in into], "outcome": attempt["outcome"]}
    given |= {"rules": str(rules)} if rules else {}
    return types.SimpleNamespace(text=lambda colour: json.dumps(given | {"colour": colour}))

job = types.ModuleType("confmerge.job")
job.propose_edition = propose_edition
sys.modules["confmerge.job"] = job
"""
CHALLENGE = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"></head>
<body><noscript>Enable JavaScript and cookies to continue</noscript>
<script>window._cf_chl_opt = {cType: 'managed'};</script>
<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>"""


def paper(slug: str, edition: str = "nsdi25") -> str:
    return f"""<article id="node-{slug}" class="node node-paper view-mode-schedule">
    <h2><a href="/conference/{edition}/presentation/{slug}">A Paper about {slug.title()}</a></h2>
    <div class="content"><div class="field field-name-field-paper-people-text"><div class="field-items">
    <div class="field-item odd"><p>Ann Author and Bob {slug.title()}, <em>Some University</em></p></div></div></div>
    <div class="field field-name-field-paper-description-long"><p>What {slug} is about.</p></div></div></article>"""


def page(
    *slugs: str, title: str = "NSDI '25 Technical Sessions", edition: str = "nsdi25", path: str = PROGRAMME
) -> str:
    papers = "\n".join(paper(slug, edition) for slug in slugs)
    return f"""<!DOCTYPE html><html><head><title>{title} | USENIX</title>
    <link rel="canonical" href="https://www.usenix.org{path.replace("nsdi25", edition)}" /></head>
    <body><section id="content"><h1 id="page-title">{title}</h1>
    <article class="node node-schedule view-mode-full"><div class="field-name-field-session-papers">{papers}</div>
    </article></section></body></html>"""


def season(name: str, *slugs: str) -> str:
    return page(
        *slugs, title=f"NSDI '25 {name} Accepted Papers", path=f"/conference/nsdi25/{name.lower()}-accepted-papers"
    )


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def proposed(self) -> dict[str, Any]:
        """What the step after the crawl was given."""
        return json.loads(self.out)


class Desk:
    """A folder where somebody works: a registry, a site to crawl, and the command."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.site = Site()
        self.folder = path / "output" / "nsdi25"
        self.papers = self.folder / "papers.jsonl"
        shutil.copy(TOP / "scrapy.cfg", path)
        (path / "stand_in").mkdir()
        (path / "stand_in" / "sitecustomize.py").write_text(STAND_IN)
        self.register("nsdi25: {expected: null}")

    def register(self, edition: str, *more: str) -> None:
        sources = [f'"{self.site.url}{PROGRAMME}"', f'["{self.site.url}{SPRING}", "{self.site.url}{FALL}"]', *more]
        self.write_registry(
            f"contact: tests@example.org\nconferences:\n  nsdi:\n    sources: [{', '.join(sources)}]\n"
            f"    editions: {{{edition}}}\n"
        )

    def write_registry(self, text: str) -> None:
        (self.path / "conferences.yaml").write_text(text)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def serve(self, **answers: Answer | str) -> None:
        paths = {"programme": PROGRAMME, "spring": SPRING, "fall": FALL, "robots": "/robots.txt"}
        given = {paths[name]: answer for name, answer in answers.items()}
        self.site.answers = {p: a if isinstance(a, Answer) else Answer(a) for p, a in given.items()}
        self.site.asked.clear()

    def scrapy(self, *arguments: str, cwd: Path | None = None) -> Result:
        return self.run("-m", "scrapy", *arguments, cwd=cwd)

    def crawl(self, *arguments: str, key: str = "nsdi25") -> Result:
        return self.scrapy("crawl", key, "-s", "DOWNLOAD_DELAY=0", *arguments)

    def run(self, *arguments: str, cwd: Path | None = None) -> Result:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("CONFMERGE", "SCRAPY"))
        }
        environment["PYTHONPATH"] = str(self.path / "stand_in")
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=cwd or self.path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    @property
    def account(self) -> dict[str, Any]:
        """run.json."""
        return self.run_of("nsdi25")

    def run_of(self, key: str) -> dict[str, Any]:
        """run.json of an edition."""
        return json.loads((self.path / "output" / key / "run.json").read_bytes())

    def succeed(self) -> bytes:
        """Leave what a good run of three papers leaves, and return papers.jsonl."""
        edition = Edition("nsdi25", Conference("nsdi", "NSDI"), 2025)
        found = parse(page("one", "two", "three"), self.site.url + PROGRAMME)
        attempt = Attempt(Outcome.OK, papers=[replace(paper, edition="nsdi25") for paper in found])
        assert settle(EditionFolder(self.folder), edition, attempt).outcome.good
        return self.papers.read_bytes()


def titles(*slugs: str) -> list[str]:
    return [f"A Paper about {slug.title()}" for slug in slugs]


def check_bad(desk: Desk, before: bytes, result: Result, outcome: str, code: int, *words: str) -> None:
    """A bad run: its exit code and account, no proposals, no traceback, and the last good papers as they were."""
    assert (result.code, desk.account["outcome"]) == (code, outcome), result.err
    assert result.out == ""
    assert "Traceback" not in result.err
    for word in (f"nsdi25: {outcome}", "where:", "next:", "3 papers of the last good run", *words):
        assert word in result.err, result.err
    assert desk.papers.read_bytes() == before
    assert desk.account["last_good"]["count"] == 3
