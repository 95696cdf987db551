"""The least that a spider can do with the example page: parse it with BeautifulSoup and yield the titles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import scrapy
from bs4 import BeautifulSoup
from scrapy.http import Response

PAGE = Path(__file__).parent.parent / "examples" / "nsdi25.html"


class BareSpider(scrapy.Spider):
    name = "bare"
    start_urls = (PAGE.as_uri(),)

    def parse(self, response: Response) -> Iterator[dict[str, str]]:
        for node in BeautifulSoup(response.body, "lxml").select("article.node-paper > h2"):
            yield {"title": node.get_text(strip=True)}
