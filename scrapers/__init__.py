"""Everything that touches the network: the Scrapy project. `confmerge` itself never imports it."""
