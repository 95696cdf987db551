"""One module per site family, found by its name: `scrapers.families.<family>` has `parse(html, url) -> Found`."""
