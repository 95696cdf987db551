"""Manners towards a site, as downloader middlewares: its robots.txt, its pace, and when to ask again.

What a site wants is obeyed or reported, never cut short: a page that must not be asked for, or not so soon, is a
PageProblem.
"""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import monotonic
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.misc import load_object
from scrapy.utils.response import response_status_message

from confmerge.errors import InputError
from confmerge.files import write_whole
from confmerge.outcome import Outcome, PageProblem
from scrapers.pages import check_challenge
from scrapers.reading import check_status, header

_TOO_MANY = 429
_LOOK_UP = 0.5  # seconds after which one who waits sees whether the run is being stopped


async def _rest(crawler: Crawler, seconds: float) -> None:
    """Wait; raises IgnoreRequest where the run is stopped (Ctrl-C) meanwhile."""
    end = monotonic() + seconds
    while (left := end - monotonic()) > 0:
        await asyncio.sleep(min(left, _LOOK_UP))
        if not crawler.crawling:
            raise IgnoreRequest("the run was stopped")


# --- robots.txt ------------------------------------------------------------------------------------------------------

_KEEP_FOR = timedelta(hours=24)  # RFC 9309, 2.4
_READ_AT_MOST = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB
_ROBOTS = "robots"  # marks the request of a robots.txt
_NOTE = re.compile(r"# (\S+) answered \d+ on (\S+)")
_NOT_IN_NAMES = re.compile(r"[^\w.-]")


class Robots:
    """Asks a host for its robots.txt before its pages, and keeps the answer for a day (RFC 9309).

    A host without one (any 4xx) allows everything. One that cannot answer (5xx, 429, no connection) is not asked for
    pages either. Answers are kept in `.robots` of the output folder, so that a page costs one request in most runs.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._folder = Path(crawler.settings["CONFMERGE_OUTPUT"]).expanduser() / ".robots"
        self._rules: dict[str, Protego] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        """Return the middleware, as Scrapy makes it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass that the host allows, with its Crawl-delay for Pace; raises PageProblem for others."""
        if request.meta.get(_ROBOTS) or urlsplit(request.url).scheme not in ("http", "https"):
            return
        address = urljoin(request.url, "/robots.txt")
        if address not in self._rules:
            text = self._kept(address)
            if text is None:
                text = await self._ask(address, request.url)
            self._rules[address] = Protego.parse(text[:_READ_AT_MOST].decode("utf-8-sig", "replace"))
        rules = self._rules[address]
        if not rules.can_fetch(request.url, self._agent):
            raise PageProblem(Outcome.BLOCKED, "robots.txt of the site excludes this page", request.url)
        request.meta["crawl_delay"] = rules.crawl_delay(self._agent) or 0

    async def _ask(self, address: str, page: str) -> bytes:
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(
                Request(address, callback=NO_CALLBACK, meta={_ROBOTS: True})
            )
        except Exception as error:
            message = f"asked for its robots.txt: {in_words(error)}"
            raise PageProblem(Outcome.UNREACHABLE, message, page) from error
        _check_robots(response, page)
        text = response.body if response.status == 200 else b""
        note = f"# {address} answered {response.status} on {datetime.now(UTC).isoformat(timespec='seconds')}\n"
        try:
            write_whole(self._file(address), note.encode() + text)
        except InputError:
            pass  # the next run asks again
        return text

    def _kept(self, address: str) -> bytes | None:
        """Return the robots.txt of a run within the last day, None where there is none."""
        try:
            note, _, text = self._file(address).read_bytes().partition(b"\n")
            match = _NOTE.fullmatch(note.decode())
            age = datetime.now(UTC) - datetime.fromisoformat(match[2]) if match and match[1] == address else None
        except (OSError, ValueError, TypeError):
            return None
        return text if age is not None and timedelta() <= age < _KEEP_FOR else None

    def _file(self, address: str) -> Path:
        parts = urlsplit(address)
        name = f"{parts.hostname}_{parts.port}" if parts.port else f"{parts.hostname}"
        return self._folder / f"{_NOT_IN_NAMES.sub('_', name)}.txt"


def _check_robots(response: Response, page: str) -> None:
    """Raise PageProblem where a host cannot say whether it allows `page`: then it does not (RFC 9309, 2.3.1.4)."""
    if response.status != _TOO_MANY and response.status < 500:
        return
    try:
        _check_challenge(response)
        check_status(response, page)
    except PageProblem as problem:
        raise PageProblem(problem.outcome, f"asked for its robots.txt: {problem.message}", page) from problem


def _check_challenge(response: Response) -> None:
    check_challenge(response.body, {"cf-mitigated": header(response, "cf-mitigated")})


# --- pace ------------------------------------------------------------------------------------------------------------

_LIMIT = re.compile(r"[1-9]\d{0,8}")
_INTERVAL = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|)", re.I)
_SECONDS = {"ms": 0.001, "": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


class Pace:
    """Lets as much time pass between two requests to a host as the host asks for, where that is more than our own.

    It asks by Crawl-delay in its robots.txt, or by the headers `x-rate-limit-limit` and `x-rate-limit-interval`
    (Crossref). Raises PageProblem where that is longer than the setting CONFMERGE_PATIENCE.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._patience = crawler.settings.getfloat("CONFMERGE_PATIENCE")
        self._apart: dict[str, float] = {}  # by host, from its headers
        self._last: dict[str, float] = {}  # by host, when it was last asked
        crawler.signals.connect(self._asked, signals.request_left_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Pace:
        """Return the middleware, as Scrapy makes it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until it is this request's turn."""
        host = urlsplit(request.url).netloc
        apart = max(self._apart.get(host, 0), request.meta.get("crawl_delay", 0))
        wait = self._last.get(host, 0) + apart - monotonic() if host in self._last else 0
        if wait > self._patience:
            message = (
                f"the site wants {apart:g} seconds between two requests, and this run waits {self._patience:g} at "
                "most (the setting CONFMERGE_PATIENCE)"
            )
            raise PageProblem(Outcome.BLOCKED, message, request.url)
        await _rest(self._crawler, wait)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the rate that the answer allows."""
        if apart := seconds_apart(header(response, "x-rate-limit-limit"), header(response, "x-rate-limit-interval")):
            self._apart[urlsplit(request.url).netloc] = apart
        return response

    def _asked(self, request: Request) -> None:
        if not request.meta.get(_ROBOTS):
            self._last[urlsplit(request.url).netloc] = monotonic()


def seconds_apart(limit: str, interval: str) -> float | None:
    """Return the seconds between requests of which `limit` are allowed in `interval`, None where either says nothing.

    >>> seconds_apart("5", "1s"), seconds_apart("10", "1m"), seconds_apart("", "1s")
    (0.2, 6.0, None)
    """
    match = _INTERVAL.fullmatch(interval)
    if not match or not _LIMIT.fullmatch(limit):
        return None
    return float(match[1]) * _SECONDS[match[2].lower()] / int(limit)


# --- asking again ----------------------------------------------------------------------------------------------------


class Patience:
    """Asks again, RETRY_TIMES at most, where that may help, and never at once.

    After an error of the site or the network, it waits twice as long each time, beginning with DOWNLOAD_DELAY.
    A site that says when to come again (Retry-After) is asked then, if that is soon (the setting CONFMERGE_PATIENCE).
    A refusal is not asked again: 429 without Retry-After, a robot check.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._delay = settings.getfloat("DOWNLOAD_DELAY")
        self._patience = settings.getfloat("CONFMERGE_PATIENCE")
        self._codes = {int(code) for code in settings.getlist("RETRY_HTTP_CODES")}
        self._errors = tuple(load_object(error) for error in settings.getlist("RETRY_EXCEPTIONS"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Patience:
        """Return the middleware, as Scrapy makes it."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the answer, or the request to be made again."""
        if response.status != _TOO_MANY and response.status not in self._codes:
            return response
        wait = seconds_until(header(response, "Retry-After"))
        hopeless = response.status == _TOO_MANY if wait is None else wait > self._patience
        if hopeless or _is_challenge(response):
            return response
        return await self._again(request, response_status_message(response.status), wait or 0) or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Return the request to be made again, or None where the error stands."""
        return await self._again(request, exception) if isinstance(exception, self._errors) else None

    async def _again(self, request: Request, reason: str | Exception, wait: float = 0) -> Request | None:
        assert self._crawler.spider is not None
        again = get_retry_request(request, spider=self._crawler.spider, reason=reason)
        if again:
            await _rest(self._crawler, max(wait, self._delay * 2 ** (again.meta["retry_times"] - 1)))
        return again


def seconds_until(retry_after: str) -> float | None:
    """Return the seconds that a Retry-After asks to wait (RFC 9110, 10.2.3), None where it is no number and no date.

    >>> seconds_until("120"), seconds_until("Wed, 21 Oct 2015 07:28:00 GMT"), seconds_until("soon")
    (120.0, 0.0, None)
    """
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        then = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - datetime.now(UTC)).total_seconds())


def _is_challenge(response: Response) -> bool:
    try:
        _check_challenge(response)
    except PageProblem:
        return True
    return False


_IN_WORDS = {
    "ResponseDataLossError": "the answer breaks off before its end",
    "DownloadCancelledError": "the answer is larger than any page should be (the setting DOWNLOAD_MAXSIZE)",
    "max redirections reached": "the site redirects from page to page without end",
}


def in_words(error: Exception) -> str:
    """Return why there is no answer, for a person: what Scrapy and Twisted raise hides it in names and lists."""
    if words := _IN_WORDS.get(type(error).__name__) or _IN_WORDS.get(str(error)):
        return words
    reasons = getattr(error.__cause__, "reasons", None) or ()
    return " ".join(_reason(inner) for inner in [reason.value for reason in reasons] or [error])


def _reason(error: Exception) -> str:
    if type(error).__name__ == "ParseError":
        return f"this is no HTTP: {error}"
    return str(error) or type(error).__name__
