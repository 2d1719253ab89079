"""Rasid (راصد, "the observer") watches the Arabic press.

It fetches outlets on a schedule, keeps what they published exactly as it was served, extracts clean text and makes it
findable in Arabic: a search portal for people, feeds and a JSON API for everything else.
"""

__version__ = "0.1.0"
