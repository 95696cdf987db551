"""Manners towards a site, by the real command against a scripted one: when it asks, how often, and when not at all."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from desk import CHALLENGE, FALL, PROGRAMME, SPRING, Desk, page, season, titles
from hypothesis import given
from hypothesis import strategies as st
from server import Answer
from sites import Script, Sites, register, tried

from scrapers.etiquette import seconds_apart, seconds_until

PAPERS = page("one", "two", "three")


EMPTY = Answer("")  # a page that ends the interest in its source, and in no other


def robots(text: str = "", status: int = 200, **headers: str) -> Answer:
    return Answer(text, status, {"Content-Type": "text/plain"} | {n.replace("_", "-"): v for n, v in headers.items()})


def later(retry_after: str, status: int = 429) -> Answer:
    return Answer("come again", status, {"Content-Type": "text/html", "Retry-After": retry_after})


def check_outcome(desk: Desk, code: int, outcome: str, *words: str, arguments: tuple[str, ...] = ()) -> None:
    result = desk.crawl(*arguments)
    assert (result.code, desk.account["outcome"]) == (code, outcome), result.err
    assert "Traceback" not in result.err
    for word in words:
        assert word in result.err


def outcomes(desk: Desk, sites: Sites, *arguments: str) -> dict[str, str]:
    """Crawl all sites, and return what came of each."""
    register(desk, sites.programmes)
    assert "Traceback" not in desk.crawl(*arguments).err
    return {name: page["outcome"] for name, page in tried(desk, sites.by_name).items()}


# --- asking again ----------------------------------------------------------------------------------------------------


def test_a_site_that_says_when_is_asked_then(desk: Desk) -> None:
    start = time.monotonic()
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
    scripts: dict[str, Script] = {
        "date": [later(soon), EMPTY],
        "429": [later("1"), EMPTY],
        "503": [later("1", 503), EMPTY],
        "twice": [later("1"), later("0", 503), EMPTY],
    }
    with Sites(scripts) as sites:
        assert outcomes(desk, sites) == dict.fromkeys(scripts, "layout_changed")
        gaps = {name: site.gaps() for name, site in sites.by_name.items()}
        assert sites.by_name["date"].requests[-1].moment >= start + 2, "dates know no fractions of a second"
    assert {name: len(site) for name, site in gaps.items()} == {"date": 1, "429": 1, "503": 1, "twice": 2}
    assert all(gaps[name][0] >= 1 for name in ("429", "503", "twice")), gaps


def test_a_refusal_is_not_asked_again(desk: Desk) -> None:
    scripts: dict[str, tuple[str, int, Answer]] = {
        "429 much later": ("blocked", 1, later("3600")),
        "503 much later": ("unreachable", 1, later("3600", 503)),
        "429 some time": ("blocked", 1, later("in a while")),
        "429": ("blocked", 1, Answer("too many", 429)),
        "robot check": ("blocked", 1, Answer(CHALLENGE, 503)),
        "403": ("blocked", 1, Answer("no", 403, {"Retry-After": "1"})),
        "404": ("not_published", 1, Answer("no", 404, {"Retry-After": "1"})),
        "429 at once, always": ("blocked", 3, later("0")),
        "500, always": ("unreachable", 3, Answer("oops", 500)),
    }
    with Sites({name: answer for name, (_, _, answer) in scripts.items()}) as sites:
        assert outcomes(desk, sites) == {name: outcome for name, (outcome, _, _) in scripts.items()}
        asked = {name: len(site.pages()) for name, site in sites.by_name.items()}
    assert asked == {name: times for name, (_, times, _) in scripts.items()}
    assert "Retry-After: 3600" in tried(desk, scripts)["429 much later"]["message"]


def test_the_longest_wait_is_a_setting(desk: Desk) -> None:
    desk.serve(programme=later("2"))
    check_outcome(desk, 3, "blocked", "Retry-After: 2", arguments=("-s", "CONFMERGE_PATIENCE=1"))
    assert desk.site.pages() == [PROGRAMME]


def test_the_pauses_after_an_error_grow(desk: Desk) -> None:
    troubles = {"500": Answer("oops", 500), "hangs up": Answer(close=True)}
    delay = 0.1
    with Sites({name: [trouble, trouble, EMPTY] for name, trouble in troubles.items()}) as sites:
        assert set(outcomes(desk, sites, "-s", f"DOWNLOAD_DELAY={delay}").values()) == {"layout_changed"}
        for site in sites.by_name.values():
            first, second = site.gaps()
            assert first >= delay
            assert second >= 2 * delay


# --- pace ------------------------------------------------------------------------------------------------------------


def test_a_crawl_delay_is_obeyed(desk: Desk) -> None:
    desk.serve(
        robots=robots("User-agent: *\nCrawl-delay: 0.5\n"), spring=season("Spring", "one"), fall=season("Fall", "two")
    )
    check_outcome(desk, 0, "ok")
    assert desk.site.pages() == [PROGRAMME, SPRING, FALL]
    assert min(desk.site.gaps()) >= 0.5


def test_a_crawl_delay_that_is_too_long_for_a_run(desk: Desk) -> None:
    """One page can be had without breaking the rule, another one cannot."""
    desk.serve(
        robots=robots("User-agent: *\nCrawl-delay: 600\n"), programme="", spring=season("Spring", "one", "two", "three")
    )
    check_outcome(desk, 4, "layout_changed")
    assert desk.site.pages() == [PROGRAMME]
    refused = desk.account["pages"][1]
    assert refused["outcome"] == "blocked"
    assert "600 seconds" in refused["message"]
    assert "CONFMERGE_PATIENCE" in refused["message"]


def test_a_crawl_delay_for_others_is_not_for_us(desk: Desk) -> None:
    desk.serve(
        robots=robots("User-agent: *\nCrawl-delay: 600\n\nUser-agent: confmerge\nDisallow: /private/\n"),
        spring=season("Spring", "one"),
        fall=season("Fall", "two"),
    )
    check_outcome(desk, 0, "ok")


def test_the_rate_in_the_headers_is_obeyed(desk: Desk) -> None:
    rate = {"Content-Type": "text/html", "X-Rate-Limit-Limit": "4", "X-Rate-Limit-Interval": "2s"}
    desk.serve(spring=Answer(season("Spring", "one"), headers=rate), fall=season("Fall", "two"))
    check_outcome(desk, 0, "ok")
    _, gap = desk.site.gaps()
    assert gap >= 0.5


# --- robots.txt ------------------------------------------------------------------------------------------------------


def test_robots_txt_is_asked_for_once_a_day(desk: Desk) -> None:
    desk.serve(robots=robots("User-agent: *\nAllow: /\n"), programme=PAPERS)
    check_outcome(desk, 0, "ok")
    check_outcome(desk, 0, "unchanged")
    assert desk.site.asked == ["/robots.txt", PROGRAMME, PROGRAMME]
    (kept,) = (desk.path / "output" / ".robots").iterdir()
    assert kept.name == f"{desk.site.url.removeprefix('http://').replace(':', '_')}.txt"
    note, _, text = kept.read_text().partition("\n")
    assert text == "User-agent: *\nAllow: /\n"

    today = datetime.now(UTC)
    for moment in (today - timedelta(hours=25), today + timedelta(hours=1)):
        kept.write_text(note.rpartition(" ")[0] + f" {moment.isoformat()}\n{text}")
        desk.site.asked.clear()
        check_outcome(desk, 0, "unchanged")
        assert desk.site.asked == ["/robots.txt", PROGRAMME], moment


def test_what_is_not_the_kept_robots_txt_is_not_used(desk: Desk) -> None:
    today = datetime.now(UTC).isoformat()
    notes = [
        "",
        "nonsense",
        "# {url} answered 200 on some day",
        f"# https://{{host}}/robots.txt answered 200 on {today}",
    ]
    with Sites(dict.fromkeys(notes, EMPTY)) as sites:
        for note, site in sites.by_name.items():
            host = site.url.removeprefix("http://")
            text = note.format(url=f"{site.url}/robots.txt", host=host) + "\nUser-agent: *\nDisallow: /\n"
            desk.write(f"output/.robots/{host.replace(':', '_')}.txt", text)
        assert set(outcomes(desk, sites).values()) == {"layout_changed"}
        assert [site.asked for site in sites.by_name.values()] == [["/robots.txt", PROGRAMME]] * len(notes)


def test_a_kept_refusal_is_obeyed(desk: Desk) -> None:
    desk.serve(robots=robots("\ufeffUser-agent: *\nDisallow: /\n"), programme=PAPERS)
    for _ in range(2):
        check_outcome(desk, 3, "blocked", "robots.txt")
    assert desk.site.asked == ["/robots.txt"]


def test_no_room_for_robots_txt_is_no_trouble(desk: Desk) -> None:
    desk.write("output/.robots", "a file in the place of the folder")
    desk.serve(programme=PAPERS)
    check_outcome(desk, 0, "ok")


def test_a_host_that_cannot_say_what_it_allows(desk: Desk) -> None:
    """RFC 9309, 2.3.1.4: then everything is excluded. Nothing is kept: the next run asks again."""
    scripts: dict[str, tuple[Answer, str, list[str]]] = {
        "500": (robots("oops", 500), "unreachable", ["500"]),
        "robot check": (robots(CHALLENGE, 503), "blocked", ["Cloudflare"]),
        "429": (robots("slower", 429, Retry_After="900"), "blocked", ["429", "900"]),
        "hangs up": (Answer(close=True), "unreachable", ["closed"]),
    }
    with Sites({name: {"/robots.txt": answer, PROGRAMME: EMPTY} for name, (answer, *_) in scripts.items()}) as sites:
        assert outcomes(desk, sites) == {name: outcome for name, (_, outcome, _) in scripts.items()}
        assert [site.pages() for site in sites.by_name.values()] == [[]] * len(scripts)
    for name, one in tried(desk, scripts).items():
        for word in ("robots.txt", *scripts[name][2]):
            assert word in one["message"]
    assert not (desk.path / "output" / ".robots").exists()


def test_a_host_without_rules_for_us_allows_everything(desk: Desk) -> None:
    scripts = {
        "404": robots("User-agent: *\nDisallow: /\n", 404),
        "403": robots("Forbidden", 403),
        "HTML": robots("<html><title>Home</title><p>Disallow: robots</p></html>"),
        "noise": Answer(b"\xff\xfe\x00\x80" * 99, headers={"Content-Type": "image/png"}),
        "a million rules": robots("User-agent: *\n" + "Disallow: /private/*\n" * 50_000 + "Disallow: /"),
        "moved": robots("", 302, Location="/elsewhere.txt"),
        "moved to a file": robots("", 302, Location="file:///etc/hostname"),
    }
    with Sites({name: {"/robots.txt": answer, PROGRAMME: EMPTY} for name, answer in scripts.items()}) as sites:
        for _ in range(2):
            assert outcomes(desk, sites) == dict.fromkeys(scripts, "layout_changed")
        assert {name: site.asked.count("/robots.txt") for name, site in sites.by_name.items()} == dict.fromkeys(
            scripts, 1
        )


def test_a_redirect_is_under_the_rules_of_its_host(desk: Desk) -> None:
    elsewhere = {"/robots.txt": robots("User-agent: *\nDisallow: /conference/"), PROGRAMME: Answer(PAPERS)}
    with Sites({"elsewhere": elsewhere}) as sites:
        desk.serve(programme=Answer("", 302, {"Location": sites.programmes[0]}))
        assert desk.crawl().code == 3
        assert desk.account["pages"][0]["outcome"] == "blocked"
        assert sites.by_name["elsewhere"].asked == ["/robots.txt"]


def test_saved_pages_ask_nobody(desk: Desk) -> None:
    desk.write("page.html", PAPERS)
    result = desk.crawl("-a", "page=page.html")
    assert (result.code, result.proposed["papers"]) == (0, titles("one", "two", "three"))
    assert desk.site.asked == []
    assert not (desk.path / "output" / ".robots").exists()


# --- what headers say ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("9" * 400, float("inf")),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wednesday, 21-Oct-15 07:28:00 GMT", 0),
        ("-1", None),
        ("1.5", None),
        ("", None),
        ("soon", None),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None),
        ("Wed, 21 Oct 99999999999999999999 07:28:00 GMT", None),
    ],
)
def test_retry_after(text: str, seconds: float | None) -> None:
    assert seconds_until(text) == seconds


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_any_header_is_a_number_of_seconds_or_nothing(text: str) -> None:
    for seconds in (seconds_until(text), seconds_apart(text, "1s"), seconds_apart("1", text)):
        assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("limit", "interval", "seconds"),
    [
        ("5", "1s", 0.2),
        ("10", "1m", 6),
        ("50", "1", 0.02),
        ("100", "1d", 864),
        ("1", "500ms", 0.5),
        ("0", "1s", None),
        ("-5", "1s", None),
        ("5", "", None),
        ("5", "a while", None),
        ("9" * 9000, "1s", None),
    ],
)
def test_rate(limit: str, interval: str, seconds: float | None) -> None:
    assert seconds_apart(limit, interval) == seconds
