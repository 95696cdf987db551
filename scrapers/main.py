"""`confmerge crawl`: `scrapy crawl` for those who have no scrapy.cfg, from any folder."""

from __future__ import annotations

import argparse
import os

_SETTINGS = "scrapers.settings"


def main(argv: list[str]) -> int:
    """Run `scrapy crawl` with these arguments, and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="confmerge crawl",
        description="Get an edition's papers, and propose them for the lists.",
        epilog="This is `scrapy crawl` with the settings of confmerge.",
    )
    parser.add_argument("edition", metavar="EDITION", help="a conference and two digits of the year, such as nsdi25")
    parser.add_argument(
        "-a",
        dest="arguments",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="page=FILE: a page saved in a browser, or a folder of them, instead of the network; into=LIST.md: a list, "
        "instead of those of the registry; fewer=1: accept a list that shrank (all but the last may be repeated)",
    )
    parser.add_argument("--registry", metavar="FILE", help="conferences.yaml")
    parser.add_argument("--output", metavar="DIR", help="where the folder of the edition goes (default: output)")
    parser.add_argument("-L", "--loglevel", metavar="LEVEL", help="log level of Scrapy (default: WARNING)")
    parser.add_argument("-s", dest="settings", action="append", default=[], metavar="NAME=VALUE", help="Scrapy setting")
    options = parser.parse_args(argv)

    command = ["scrapy", "crawl", options.edition]
    for flag, values in (("-a", options.arguments), ("-s", options.settings)):
        for value in values:
            command += [flag, value]
    for setting, value in (("CONFMERGE_REGISTRY", options.registry), ("CONFMERGE_OUTPUT", options.output)):
        if value:
            command += ["-s", f"{setting}={value}"]
    if options.loglevel:
        command += ["-L", options.loglevel]
    return _execute(command)


def _execute(command: list[str]) -> int:
    from scrapy.cmdline import execute
    from scrapy.settings import Settings

    os.environ["SCRAPY_SETTINGS_MODULE"] = _SETTINGS  # so that Scrapy takes this for a project, scrapy.cfg or not
    settings = Settings()
    settings.setmodule(_SETTINGS, priority="project")
    try:
        execute(command, settings)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0
