"""How confmerge behaves towards a site: one page at a time, slowly, by name, and never past a refusal."""

from __future__ import annotations

import re

from scrapy.settings import default_settings

from confmerge import __version__

BOT_NAME = "confmerge"
SPIDER_LOADER_CLASS = "scrapers.loader.RegistryLoader"  # conferences.yaml instead of one module per spider
COMMANDS_MODULE = "scrapers.commands"  # `scrapy crawl` with an exit code that tells the outcome

# Ours. Relative paths are relative to where the caller stands.
CONFMERGE_REGISTRY = None  # else the variable CONFMERGE_REGISTRY, ./conferences.yaml, the bundled one
CONFMERGE_OUTPUT = "output"
CONFMERGE_PATIENCE = 60  # seconds: the longest that a run waits because a site asks for it (Retry-After, Crawl-delay)

# Who we are: the spider adds the registry's `contact:`.
USER_AGENT = f"confmerge/{__version__}"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "confmerge"

# One request at a time per host, seconds apart; pages from this disk need no pause.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 3
DOWNLOAD_SLOTS = {"": {"concurrency": 1, "delay": 0}}
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DNS_TIMEOUT = 20
REDIRECT_MAX_TIMES = 5
RETRY_TIMES = 2
RETRY_HTTP_CODES = [408, 500, 502, 503, 504, 522, 524]  # not 429: that is a refusal, unless it says when to come again
RETRY_EXCEPTIONS = [  # a name that leads nowhere does not get better within a minute
    error for error in default_settings.RETRY_EXCEPTIONS if not re.search("ResolveHost|DNSLookup", str(error))
]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the outcome says it
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapers.etiquette.Robots": 100,
    "scrapers.etiquette.Pace": 200,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapers.etiquette.Patience": 550,
}
HTTPERROR_ALLOW_ALL = True  # every status is an outcome
COOKIES_ENABLED = False
METAREFRESH_ENABLED = False

FEED_EXPORT_ENCODING = "utf-8"
FEED_STORE_EMPTY = False

LOG_LEVEL = "WARNING"

# All the extensions there are, not an addition to Scrapy's: those open ports (a telnet console, a server that runs
# code), which a crawl of one page has no use for, and take a fifth of a second to import.
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
}
