"""Everything that can come back instead of a page: what the real command says of it, and that it harms nothing.

An edition with one source per fault, each on a site of its own, is one crawl through all of them.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
from desk import CHALLENGE, PROGRAMME, Desk, Result, page, titles
from scrapy.http import TextResponse
from server import Answer, reset
from sites import Script, Sites, register, tried

from confmerge.outcome import Outcome, PageProblem
from confmerge.registry import Conference, Edition
from scrapers.reading import read

PAPERS = page("one", "two", "three")
MEGABYTE = 1 << 20
FAMILIES = sorted(path.stem for path in (Path(__file__).parent.parent / "scrapers" / "families").glob("[a-z]*.py"))
SECONDS = 1  # DOWNLOAD_TIMEOUT
QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", f"DOWNLOAD_TIMEOUT={SECONDS}", "-s", "RETRY_TIMES=0")
MEASURED = """
import resource, subprocess, sys
code = subprocess.run([sys.executable, "-m", "scrapy", *sys.argv[1:]]).returncode
print("megabytes:", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)
sys.exit(code)
"""


# --- answers ---------------------------------------------------------------------------------------------------------

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def sends(*pieces: bytes) -> Answer:
    """These bytes, and the end of the connection."""
    return Answer(raw=lambda connection: connection.sendall(b"".join(pieces)))


def drips(start: bytes, drop: bytes) -> Answer:
    """A beginning, and then a drop now and then without end."""

    def raw(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(drop)
            time.sleep(SECONDS / 10)

    return Answer(raw=raw)


def pours(megabytes: int) -> Answer:
    """A page of that size that does not say how long it is."""

    def raw(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"\r\n<html>")
        for _ in range(megabytes):
            connection.sendall(b"<p>word " * (MEGABYTE // 8))

    return Answer(raw=raw)


def html(body: bytes | str, **headers: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(body, headers={"Content-Type": "text/html"} | named)


def json_of(body: str) -> Answer:
    return Answer(body, headers={"Content-Type": "application/json"})


def bomb(window: int) -> bytes:
    """A gigabyte of blanks, in one megabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    blanks = b" " * MEGABYTE
    return b"".join([packer.compress(b"<html>"), *(packer.compress(blanks) for _ in range(1024)), packer.flush()])


def moved(to: str, status: int = 302) -> Answer:
    return Answer("", status, {"Location": to})


def nested(depth: int, tag: str = "div", words: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>Deep</title></head><body>{f'<{tag}>{words}' * depth}</body></html>"


# --- faults ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """What a site answers on the way to its programme, the outcome, and words that the message should have."""

    answers: Script
    outcome: str
    words: str = ""
    family: str = "usenix"


UNREACHABLE, BLOCKED, LAYOUT = "unreachable", "blocked", "layout_changed"
FAULTS = {
    # refusals
    "401": Fault(Answer("who?", 401), BLOCKED, "401"),
    "403": Fault(Answer("no", 403), BLOCKED, "403"),
    "429": Fault(Answer("no", 429, {"Retry-After": "3600"}), BLOCKED, "3600"),
    "451": Fault(Answer("no", 451), BLOCKED, "451"),
    "robot check with 200": Fault(Answer(CHALLENGE), BLOCKED, "Cloudflare"),
    "robot check with 500": Fault(Answer(CHALLENGE, 500), BLOCKED, "Cloudflare"),
    # errors of the site
    "500": Fault(Answer("oops", 500), UNREACHABLE, "500"),
    "503": Fault(Answer("oops", 503), UNREACHABLE, "503"),
    "204": Fault(Answer("", 204), UNREACHABLE, "204"),
    "304 that nobody asked for": Fault(Answer("", 304), UNREACHABLE, "304"),
    "a status of its own": Fault(Answer("enhance your calm", 420), UNREACHABLE, "420"),
    # errors of the network
    "no answer": Fault(Answer(delay=3 * SECONDS), UNREACHABLE, "longer than 1"),
    "body that drips": Fault(drips(HEAD + b"\r\n<html>", b"<p>"), UNREACHABLE, "longer than 1"),
    "headers that drip": Fault(drips(HEAD, b"X-More: x\r\n"), UNREACHABLE, "longer than 1"),
    "always a moment": Fault(drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), UNREACHABLE, "longer than 1"),
    "shorter than it says": Fault(
        sends(HEAD, b"Content-Length: 99999\r\n\r\n", PAPERS.encode()), UNREACHABLE, "breaks"
    ),
    "cut within a chunk": Fault(
        sends(HEAD, b"Transfer-Encoding: chunked\r\n\r\n10000\r\n", PAPERS.encode()), UNREACHABLE, "breaks off"
    ),
    "cut between chunks": Fault(
        sends(HEAD, b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (len(PAPERS), PAPERS.encode())),
        UNREACHABLE,
        "breaks off",
    ),
    "cut, without a length": Fault(sends(HEAD, b"\r\n", PAPERS.encode()[:-800]), UNREACHABLE, "breaks off"),
    "hangs up": Fault(Answer(close=True), UNREACHABLE, "closed"),
    "reset": Fault(Answer(raw=reset), UNREACHABLE, "lost"),
    "not HTTP": Fault(sends(b"SSH-2.0-OpenSSH_9.6\r\n"), UNREACHABLE, "no HTTP"),
    "no headers": Fault(sends(PAPERS.encode()), UNREACHABLE, "no HTTP"),
    "no status": Fault(sends(b"HTTP/1.1 fine OK\r\n\r\n"), UNREACHABLE, "fine"),
    # size
    "50 MB": Fault(Answer(b"<p>word " * (50 * MEGABYTE // 8)), UNREACHABLE, "larger"),
    "50 MB, without a length": Fault(pours(50), UNREACHABLE, "larger"),
    "gzip bomb": Fault(html(bomb(31), Content_Encoding="gzip"), UNREACHABLE, "DOWNLOAD_MAXSIZE"),
    "deflate bomb": Fault(html(bomb(15), Content_Encoding="deflate"), UNREACHABLE, "DOWNLOAD_MAXSIZE"),
    "brotli bomb": Fault(html(brotli.compress(b" " * 64 * MEGABYTE, quality=1), Content_Encoding="br"), UNREACHABLE),
    "a million tags": Fault(Answer("<html><title>Tags</title>" + "<b>x</b>" * 1_000_000), LAYOUT, "tags"),
    "20 MB in one attribute": Fault(Answer(f"<title>Big</title><a href='{'x' * 20 * MEGABYTE}'>"), LAYOUT),
    # redirects
    "redirect to itself": Fault(moved(PROGRAMME), UNREACHABLE, "without end"),
    "redirect in circles": Fault(
        {PROGRAMME: moved("/a"), "/a": moved("/b"), "/b": moved("/a")}, UNREACHABLE, "redirect"
    ),
    "redirect to nothing": Fault(Answer("", 302), UNREACHABLE, "302"),
    "redirect to nonsense": Fault(moved("http://[half"), UNREACHABLE),
    "redirect to a file": Fault(moved("file:///etc/hostname"), UNREACHABLE, "302"),
    "redirect to FTP": Fault(moved("ftp://127.0.0.1/papers.html"), UNREACHABLE, "302"),
    "redirect to data": Fault(moved("data:text/html,<title>x"), UNREACHABLE, "302"),
    "redirect to a login": Fault(
        {PROGRAMME: moved("/login?next=x"), "/login?next=x": html("<title>Log in</title><form><input></form>")},
        LAYOUT,
        "Log in",
    ),
    # content
    "empty": Fault(Answer(""), LAYOUT, "empty"),
    "blanks": Fault(Answer(" \r\n\t" * 99), LAYOUT, "empty"),
    "PDF": Fault(Answer(b"%PDF-1.7\n%\xe2\xe3", headers={"Content-Type": "application/pdf"}), LAYOUT, "PDF"),
    "picture": Fault(Answer(b"\x89PNG\r\n\x1a\n\0\0", headers={"Content-Type": "image/png"}), LAYOUT, "not a text"),
    "garbage": Fault(html(bytes(range(256)) * 400), LAYOUT, "not a text"),
    "garbage without NUL": Fault(html(bytes(range(1, 256)) * 400), LAYOUT),
    "not gzip": Fault(html(PAPERS, Content_Encoding="gzip"), UNREACHABLE, "gzip"),
    "JSON": Fault(Answer('{"error": null}', headers={"Content-Type": "application/json"}), LAYOUT),
    "nested deeply": Fault(html(nested(10_000)), LAYOUT),
    "nested deeply, with words": Fault(html(nested(1000, words="A word ")), LAYOUT),
    "nested lists": Fault(html(nested(500, "ul><li", "A Title<br>Ann Author")), LAYOUT),
    # answers of services
    "HTML of Crossref": Fault(html(PAPERS), LAYOUT, "HTML", "crossref"),
    "HTML of a virtual site": Fault(html("<title>502 Bad Gateway</title>"), LAYOUT, "", "mlsys"),
    "half an answer": Fault(json_of('{"status": "ok", "message": {"items": ['), LAYOUT, "JSON", "crossref"),
    "another service": Fault(json_of('{"notes": []}'), LAYOUT, "", "crossref"),
    "nothing in JSON": Fault(json_of("null"), LAYOUT, "", "crossref"),
    "JSON nested deeply": Fault(json_of('{"a":' * 100_000), LAYOUT, "JSON", "crossref"),
    "robot check of OpenReview": Fault(
        Answer('{"name": "ChallengeRequiredError", "status": 403}', 403), BLOCKED, "OpenReview", "openreview"
    ),
    "PDF of DBLP": Fault(Answer(b"%PDF-1.7\n"), LAYOUT, "PDF", "dblp"),
}


def fill(desk: Desk) -> dict[Path, bytes]:
    """Leave what a good run leaves, and return it."""
    desk.succeed()
    for name in ("page.html", "awesome.diff", "awesome.promotions.diff", "proposal.jsonl", "report.md"):
        desk.write(f"output/nsdi25/{name}", f"{name} of the last good run\n")
    return files(desk)


def files(desk: Desk) -> dict[Path, bytes]:
    """The files of good runs."""
    paths = [path for path in desk.folder.iterdir() if path.name != "run.json" and ".suspect." not in path.name]
    return {path: path.read_bytes() for path in paths}


def crawl_measured(desk: Desk) -> tuple[Result, float, int]:
    """Crawl, and return the result, the seconds it took, and the megabytes."""
    start = time.monotonic()
    result = desk.run("-c", MEASURED, "crawl", "nsdi25", *QUICK)
    match = re.search(r"megabytes: (\d+)", result.err)
    assert match, result.err
    return result, time.monotonic() - start, int(match[1])


def test_every_fault(desk: Desk) -> None:
    """Each its outcome and message; in time, in memory, without a traceback, and nothing good is touched."""
    before = fill(desk)
    with Sites({name: fault.answers for name, fault in FAULTS.items()}) as sites:
        nowhere = {
            "no such host": ("http://nowhere.invalid/", "nowhere.invalid"),
            "nobody listens": ("http://127.0.0.1:1/", "refused"),
            "TLS that is none": (sites.programmes[0].replace("http:", "https:"), "SSL"),
        }
        given = [{fault.family: url} for fault, url in zip(FAULTS.values(), sites.programmes, strict=True)]
        register(desk, [*given, *(url for url, _ in nowhere.values())])
        result, seconds, megabytes = crawl_measured(desk)

    told = tried(desk, [*FAULTS, *nowhere])
    outcomes = {name: fault.outcome for name, fault in FAULTS.items()} | dict.fromkeys(nowhere, UNREACHABLE)
    assert {name: one["outcome"] for name, one in told.items()} == outcomes
    words = {name: fault.words for name, fault in FAULTS.items()} | {name: said for name, (_, said) in nowhere.items()}
    for name, one in told.items():
        assert words[name] in one["message"], name
        assert "twisted" not in one["message"], name
    assert (result.code, result.out) == (4, "")
    assert "Traceback" not in result.err
    for line in (f"nsdi25: {LAYOUT}", "where:", "why:", "next:", "3 papers of the last good run"):
        assert line in result.err
    assert files(desk) == before
    assert seconds < 40
    assert megabytes < 400


# --- pages that are odd, and right -----------------------------------------------------------------------------------

ODD = "Caf\u00e9 \u2014 \u201cQuoted\u201d Na\u00efve"
DECLARED = "text/html; charset="


def odd(slug: str) -> str:
    """A page with one paper, whose title has letters beyond ASCII."""
    return page(slug).replace("A Paper about", ODD)


def oddities() -> dict[str, Script]:
    """By the slug of the only paper: what is odd about the page that has it."""

    def narrow(slug: str) -> bytes:
        return odd(slug).encode("windows-1252")

    def wide(slug: str) -> bytes:
        return odd(slug).encode()

    return {
        "latin": html(wide("latin"), Content_Type=DECLARED + "iso-8859-1"),
        "narrow": html(narrow("narrow"), Content_Type=DECLARED + "utf-8"),
        "undeclared": html(narrow("undeclared")),
        "nonsense": html(wide("nonsense"), Content_Type=DECLARED + "klingon"),
        "twice": html(odd("twice").encode("utf-16"), Content_Type=DECLARED + "utf-16"),
        "typed": html(wide("typed"), Content_Type="application/pdf"),
        "untyped": Answer(wide("untyped"), headers={}),
        "gzip": html(gzip.compress(wide("gzip")), Content_Encoding="gzip"),
        "brotli": html(brotli.compress(wide("brotli")), Content_Encoding="br"),
        "deflate": html(zlib.compress(wide("deflate")), Content_Encoding="deflate"),
        "claimed": html(wide("claimed"), Content_Encoding="rot13"),
        "endless": sends(HEAD, b"\r\n", wide("endless")),
        "null": html(wide("null").replace(b"<body>", b"<body>" + b" " * 5000).replace(b" Null", b"\0 Null")),
        "deep": html(odd("deep").replace(ODD, "<b>" * 5000 + ODD)),
        "moved": {PROGRAMME: moved("/new", 301), "/new": html(wide("moved"))},
        "late": [Answer("a moment", 503, {"Retry-After": "0"}), html(wide("late"))],
    }


def test_every_oddity(desk: Desk) -> None:
    """Pages of one source, each with one paper: all of them are there, letter for letter."""
    scripts = oddities()
    with Sites(scripts) as sites:
        register(desk, [sites.programmes])
        result = desk.crawl("-s", f"DOWNLOAD_TIMEOUT={SECONDS}")
    assert result.code == 0, result.err
    assert result.proposed["papers"] == [f"{ODD} {slug.title()}" for slug in scripts]
    assert "Traceback" not in result.err


def test_a_page_that_moved_to_another_host(desk: Desk) -> None:
    """It is read there; where it is no programme, the message says where we were sent."""
    with Sites({"new": html(PAPERS), "parking": html("<title>This domain is for sale</title>")}) as sites:
        new, parking = sites.programmes
        desk.serve(programme=moved(new, 301))
        result = desk.crawl(*QUICK)
        assert (result.code, result.proposed["papers"]) == (0, titles("one", "two", "three")), result.err

        before = files(desk)
        desk.serve(programme=moved(parking))
        result = desk.crawl(*QUICK)
        assert (result.code, desk.account["outcome"]) == (4, LAYOUT)
        assert parking in result.err
        assert files(desk) == before


def test_no_answer_leads_to_a_file(desk: Desk) -> None:
    """The answer of an API names the address that goes on."""
    secret = desk.write("secret.html", page("secret"))
    event = {
        "name": "A Paper about One",
        "authors": [{"fullname": "Ann Author", "institution": "Some University"}],
        "eventtype": "Poster",
        "decision": "Accept (poster)",
        "virtualsite_url": "/virtual/2025/poster/1",
    }
    desk.serve(programme=json_of(json.dumps({"count": 2, "next": secret.as_uri(), "results": [event]})))
    register(desk, [{"mlsys": desk.site.url + PROGRAMME}])
    result = desk.crawl(*QUICK)
    assert "Traceback" not in result.err
    kept = b"".join(path.read_bytes() for path in desk.folder.iterdir())
    assert b"Secret" not in kept


# --- the whole job ---------------------------------------------------------------------------------------------------


def test_a_fault_after_a_good_run_leaves_its_proposals(desk: Desk) -> None:
    """The installed command, with all that follows a crawl: what it wrote when it was good stays byte for byte."""
    (desk.path / "stand_in" / "sitecustomize.py").unlink()
    desk.write("LIST.md", "# Papers\n\n## NSDI 2024\n\n- [An Old Paper](https://example.org/old)\n")
    command = ("-m", "confmerge", "crawl", "nsdi25", "-a", "into=LIST.md", *QUICK)
    desk.serve(programme=PAPERS)
    result = desk.run(*command)
    assert (result.code, result.err) == (0, "")
    good = files(desk) | {desk.path / "LIST.md": (desk.path / "LIST.md").read_bytes()}
    assert len(good) > 4
    for answer, code in ((Answer("no", 403), 3), (FAULTS["cut within a chunk"].answers, 3), (Answer(""), 4)):
        assert isinstance(answer, Answer)
        desk.serve(programme=answer)
        result = desk.run(*command)
        assert (result.code, result.out) == (code, "")
        assert "Traceback" not in result.err
        assert {path: path.read_bytes() for path in good} == good
        assert set(files(desk)) | {desk.path / "LIST.md"} == set(good)


# --- every family ----------------------------------------------------------------------------------------------------

HORRORS = {
    "nothing": "",
    "a tag that never ends": "<html><body><p class='",
    "half a comment": f"<html><title>NSDI 2025</title><!-- {PAPERS}",
    "nested": nested(2000),
    "nested, with words": nested(300, words="A word "),
    "nested lists": nested(300, "ul><li", "A Title<br>Ann Author"),
    "nested tables": nested(300, "table><tr><td", "A Title<br>Ann Author"),
    "NUL": "<html><title>NSDI 2025</title><body>" + "\0" * 5000,
    "entities": "<html><title>NSDI 2025</title><body>" + "&#x110000;&#0;&#xD800;&bogus;" * 500,
    "brackets": "<html><title>NSDI 2025</title><body><p>" + "([{" * 100,
    "XML": "<?xml version='1.0'?><dblp><article><author>Ann",
    "null": "null",
    "a list": "[]",
    "an object": "{}",
    "a list of all kinds": '[null, 1, "x", [], {}, {"title": null}]',
    "an object of wrong kinds": '{"results": 1, "notes": {}, "message": [], "papers": "x", "result": null}',
    "JSON without end": '{"results": [' * 5000,
}


@pytest.mark.parametrize("family", FAMILIES)
def test_no_family_breaks_on_a_horrid_page(family: str) -> None:
    """It says what is wrong instead, and soon: a page that nobody foresaw is a problem, never a bug."""
    edition = Edition("nsdi25", Conference("nsdi", "NSDI"), 2025)
    for name, text in HORRORS.items():
        response = TextResponse("https://example.org/2025/papers", body=text.encode())
        start = time.monotonic()
        with pytest.raises(PageProblem) as told:
            read(response, response.url, family, edition)
        assert told.value.outcome in (Outcome.LAYOUT_CHANGED, Outcome.NOT_PUBLISHED, Outcome.WRONG_YEAR), name
        assert time.monotonic() - start < 5, name


def test_reading_takes_no_longer_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrapers.reading.SECONDS_TO_READ", 0.1)
    monkeypatch.setattr("scrapers.families.usenix.parse", lambda *_: time.sleep(30))
    response = TextResponse("https://example.org/2025/papers", body=PAPERS.encode())
    with pytest.raises(PageProblem, match=r"0\.1 seconds") as told:
        read(response, response.url, "usenix", Edition("nsdi25", Conference("nsdi", "NSDI"), 2025))
    assert told.value.outcome is Outcome.LAYOUT_CHANGED
