"""Scrapy commands that this project changes."""
